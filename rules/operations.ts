import { grouped } from "./body/grouped";
import { ownName, scopeOf } from "./body/ids";
import { sameWord } from "./body/json";
import { propertiesOf } from "./body/parts";
import { oncePer, RuleContext } from "./context";
import type { Rule } from "./rule";
import { types } from "./types";

const MAX_DIAGNOSTIC_SETTINGS = 5;
const SHORTEST_WORKSPACE_NAME = 4;
const LONGEST_WORKSPACE_NAME = 63;

/** What watches resources, where it writes to, and what keeps people from changing them. */
export const operationsRules: readonly Rule[] = [
    {
        id: "DS-01",
        title: "A resource has at most five diagnostic settings",
        severity: "Warning",
        hint: "Let one setting send to several destinations.",
        types: [types.diagnosticSetting],
        *check(resource, context) {
            const settings = settingsOf(context).get(scopeOf(resource.id).toLowerCase()) ?? [];
            if (settings.indexOf(resource) >= MAX_DIAGNOSTIC_SETTINGS)
                yield { path: "name", message: `is one of ${settings.length} settings of ${scopeOf(resource.id)}; allowed are ${MAX_DIAGNOSTIC_SETTINGS}` };
        },
    },
    {
        id: "LA-01",
        title: "The workspace has a name that Azure allows",
        severity: "Error",
        azureError: "InvalidResourceName",
        hint: "Use 4 to 63 characters.",
        types: [types.workspace],
        *check(resource) {
            const { length } = ownName(resource);
            if (length < SHORTEST_WORKSPACE_NAME || length > LONGEST_WORKSPACE_NAME)
                yield { path: "name", message: `has ${length} characters; allowed are ${SHORTEST_WORKSPACE_NAME} to ${LONGEST_WORKSPACE_NAME}` };
        },
    },
    {
        id: "LK-01",
        title: "No lock keeps Azure itself from working",
        severity: "Warning",
        hint: "Use CanNotDelete: ReadOnly also stops key listing, scaling and the gateway's own changes.",
        types: [types.lock],
        *check(resource) {
            if (sameWord(propertiesOf(resource).level, "ReadOnly")) yield { path: "properties.level", message: "is ReadOnly" };
        },
    },
];

const settingsOf = oncePer((context: RuleContext) => grouped(context.all(types.diagnosticSetting), ({ id }) => [scopeOf(id)]));
