import { resourceTypes } from "../../../components/azure/resourceTypes";
import { checkResources, Violation } from "../../../rules";
import { JsonObject } from "../../../simulator/json";
import { ownName } from "../../../simulator/resourceIds";
import { readState, StoredResource } from "../../../simulator/state";
import { Engine } from "../../../tools/engine";
import { bodyChecker, loadSchemas } from "../../support/armSchemas";

/** What Azure's schemas and rules object to in the bodies that the engine has really sent, each with its resource. Warnings that are wanted are left out. */
export function objections(context: Mocha.Context, engine: Engine, wantedWarnings: readonly string[] = []): string[] {
    const resources = Object.values(readState(engine.azureFolder).resources).filter(({ implicit }) => implicit !== true);
    const check = bodyChecker(loadSchemas(context));
    const bySchemas = resources.flatMap(({ token, id, body }) =>
        check(resourceTypes[token]!, { ...body, name: nameOf(token, id) }).map((problem) => `${id}: ${problem}`),
    );
    const byRules = checkResources(resources.map(armResource)).filter(({ rule, severity }) => severity === "Error" || !wantedWarnings.includes(rule));
    return [...bySchemas, ...byRules.map(described)];
}

/** Azure's schemas want the names of what is inside of something with the names around it where they fix one of them. */
function nameOf(token: string, id: string): string {
    return token === "azure-native:storage:FileServiceProperties" ? `${id.split("/").at(-3)}/default` : ownName(id);
}

function armResource({ id, token, body }: StoredResource): JsonObject & { id: string; type: string; apiVersion: string; name: string } {
    const { armType, apiVersion } = resourceTypes[token]!;
    return { ...body, id, type: armType, apiVersion, name: ownName(id) };
}

function described({ rule, resourceId, path, message }: Violation): string {
    return `${rule} ${resourceId}: ${path} ${message}`;
}
