import { resourceTypes } from "../../../components/azure/resourceTypes";
import { checkResources, Violation } from "../../../rules";
import { ownName } from "../../../simulator/resourceIds";
import { armResource } from "../../../simulator/ruleChecks";
import { readState } from "../../../simulator/state";
import { Engine } from "../../../tools/engine";
import { bodyChecker, loadSchemas } from "../../support/armSchemas";

/** What Azure's schemas and rules object to in the bodies that the engine has really sent, each with its resource. Warnings that are wanted are left out. */
export function objections(context: Mocha.Context, engine: Engine, wantedWarnings: readonly string[] = []): string[] {
    const resources = Object.values(readState(engine.azureFolder).resources).filter(({ implicit }) => implicit !== true);
    const check = bodyChecker(loadSchemas(context));
    const bySchemas = resources.flatMap(({ token, id, body }) =>
        check(resourceTypes[token]!, { ...body, name: nameOf(token, id) }).map((problem) => `${id}: ${problem}`),
    );
    const byRules = checkResources(resources.map(({ token, id, body }) => armResource(token, id, body)!)).filter(
        ({ rule, severity }) => severity === "Error" || !wantedWarnings.includes(rule),
    );
    return [...bySchemas, ...byRules.map(described)];
}

/** Azure's schemas want the names of what is inside of something with the names around it where they fix one of them. */
function nameOf(token: string, id: string): string {
    return token === "azure-native:storage:FileServiceProperties" ? `${id.split("/").at(-3)}/default` : ownName(id);
}

function described({ rule, resourceId, path, message }: Violation): string {
    return `${rule} ${resourceId}: ${path} ${message}`;
}
