import { ArmError } from "./armError";
import { JsonObject, listOrEmpty, objectOrEmpty, textOrEmpty } from "./json";
import { resourcesOf, WriteRequest } from "./request";
import { ownName, parseId } from "./resourceIds";
import { keyOf } from "./state";

export const DIAGNOSTIC_SETTING = "azure-native:monitor:DiagnosticSetting";

/** Most diagnostic settings of one resource. */
const MAX_SETTINGS = 5;

/** Refuses a second setting that sends the same to the same place, as one does that outlived its resource, and one too many. */
export function checkDiagnosticSetting({ token, id, body, state }: WriteRequest): void {
    if (token !== DIAGNOSTIC_SETTING) return;
    const owner = ownerOf(id);
    const others = resourcesOf(state, DIAGNOSTIC_SETTING).filter((other) => ownerOf(other.id) === owner && keyOf(other.id) !== keyOf(id));
    if (others.length >= MAX_SETTINGS)
        throw new ArmError(
            409,
            "Conflict",
            `The limit of ${MAX_SETTINGS} diagnostic settings was reached. To create a new diagnostic setting, delete an existing one.`,
        );
    const sink = sinkOf(body);
    for (const other of others) {
        if (sinkOf(other.body) !== sink) continue;
        const category = categoriesOf(other.body).find((one) => categoriesOf(body).includes(one));
        if (category === undefined) continue;
        throw new ArmError(
            409,
            "Conflict",
            `Data sink '${sink}' is already used in diagnostic setting '${ownName(other.id)}' for category '${category}'. Data sinks can't be reused in different settings on the same category for the same resource.`,
        );
    }
}

function ownerOf(id: string): string {
    return keyOf(parseId(id)?.scope ?? "");
}

function sinkOf(body: JsonObject): string {
    return keyOf(textOrEmpty(objectOrEmpty(body.properties).workspaceId));
}

function categoriesOf(body: JsonObject): string[] {
    const { logs, metrics } = objectOrEmpty(body.properties);
    return [...listOrEmpty(logs), ...listOrEmpty(metrics)]
        .map((one) => objectOrEmpty(one))
        .filter(({ enabled }) => enabled === true)
        .map(({ category }) => textOrEmpty(category));
}
