import type { Severity } from "../../../../rules";
import type { Changes } from "./changes";

/** One way to break a rule, or to come close and keep it. */
export interface RuleCase {
    rule: string;
    what: string;
    changes: Changes;
    /** The resource and the path that the rule complains about; nothing when it must not complain. */
    place?: string;
    /** Where it is not the rule's own. */
    severity?: Severity;
    /** Code of Azure's error, where a part of a rule has one of its own. */
    azureError?: string;
}

/** The environment breaks the rule after these changes, at this place. */
export function refuses(rule: string, what: string, changes: Changes, place: string, differs: Pick<RuleCase, "severity" | "azureError"> = {}): RuleCase {
    return { rule, what, changes, place, ...differs };
}

/** The environment keeps the rule after these changes. */
export function allows(rule: string, what: string, changes: Changes): RuleCase {
    return { rule, what, changes };
}

/** For a part of a rule that Azure does not refuse, or that is not certain. */
export const warning = { severity: "Warning" } as const;
