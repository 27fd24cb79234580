import { rulesAround, rulesFor } from "./allRules";
import { contextOf, RuleContext } from "./context";
import type { ArmResource, Rule, Violation } from "./rule";

/** Every rule that one resource breaks, in the order of the rules. */
export function checkResource(resource: ArmResource, context: RuleContext): Violation[] {
    return rulesFor(resource.type).flatMap((rule) => violations(rule, resource, context));
}

/** Every rule that these resources break, resource by resource; all of them together are what rules can know. */
export function checkResources(resources: readonly ArmResource[]): Violation[] {
    const context = contextOf(resources);
    return resources.flatMap((resource) => checkResource(resource, context));
}

/** Every rule that resources around this one break and for which Azure asks when this one is written. */
export function checkSurroundings(resource: ArmResource, context: RuleContext): Violation[] {
    return rulesAround(resource.type).flatMap((rule) => rule.types.flatMap((type) => context.all(type)).flatMap((around) => violations(rule, around, context)));
}

function violations(rule: Rule, resource: ArmResource, context: RuleContext): Violation[] {
    return [...rule.check(resource, context)].map((finding) => {
        // A part that is weaker than the rule has an error of its own, or none: Azure accepts it.
        const azureError = finding.azureError ?? (finding.severity === undefined ? rule.azureError : undefined);
        return {
            rule: rule.id,
            severity: finding.severity ?? rule.severity,
            resourceId: resource.id,
            path: finding.path,
            message: finding.message,
            hint: rule.hint,
            ...(azureError === undefined ? {} : { azureError }),
        };
    });
}
