import { applicationGatewayRules } from "./applicationGateway";
import { autoscaleRules } from "./autoscale";
import { grouped } from "./body/grouped";
import { clusterRules } from "./cluster";
import { firewallPolicyRules } from "./firewallPolicy";
import { identityRules } from "./identity";
import { networkRules } from "./network";
import { operationsRules } from "./operations";
import type { Rule } from "./rule";
import { scaleSetRules } from "./scaleSet";
import { storageRules } from "./storage";
import { vaultRules } from "./vault";

/** Every rule, in a fixed order. */
export const allRules: readonly Rule[] = [
    ...applicationGatewayRules,
    ...firewallPolicyRules,
    ...scaleSetRules,
    ...autoscaleRules,
    ...clusterRules,
    ...storageRules,
    ...vaultRules,
    ...identityRules,
    ...networkRules,
    ...operationsRules,
];

const byType = grouped(allRules, ({ types }) => types);

/** The rules that look at resources of a type, in the order of `allRules`. */
export function rulesFor(type: string): readonly Rule[] {
    return byType.get(type.toLowerCase()) ?? [];
}

const bySurroundings = grouped(allRules, ({ surroundings = [] }) => surroundings);

/** The rules for which Azure asks also when a resource of this type is written, in the order of `allRules`. */
export function rulesAround(type: string): readonly Rule[] {
    return bySurroundings.get(type.toLowerCase()) ?? [];
}
