import { isGiven, listOrEmpty, textOrEmpty } from "../body/json";
import { missingOrOutside, notOneOf, Part, partsIn, propertiesOf, repeated } from "../body/parts";
import { oneOrMany } from "../body/ranges";
import type { Finding, Rule } from "../rule";
import { types } from "../types";
import { parsePorts } from "./traffic";

const MAX_RULES = 1_000;
const MAX_NAME_LENGTH = 80;
const PRIORITIES = [100, 4_096] as const;
const PROTOCOLS = ["Tcp", "Udp", "Icmp", "Esp", "Ah", "*"];
const SIDES = ["source", "destination"] as const;
const groupTypes = [types.networkSecurityGroup] as const;

/** Security groups. What an Application Gateway needs of them: AGN-05 and AGN-06. */
export const securityGroupRules: readonly Rule[] = [
    {
        id: "NET-06",
        title: "Security rules are well formed, each with a priority of its own",
        severity: "Error",
        hint: "Each direction has every priority once; a rule names one prefix or a list, or security groups, on each side; ports are `*`, `443` or `100-200`.",
        types: groupTypes,
        *check(resource) {
            const rules = partsIn(propertiesOf(resource).securityRules, "properties.securityRules");
            for (const rule of rules) yield* malformed(rule);
            const key = ({ properties }: Part): string | undefined =>
                isGiven(properties.priority) ? `${textOrEmpty(properties.direction)} ${String(properties.priority)}` : undefined;
            for (const { item, first } of repeated(rules, key))
                yield {
                    path: `${item.inside}.priority`,
                    message: `is ${String(item.properties.priority)}, as is that of "${first.name}" in the same direction`,
                    azureError: "SecurityRuleConflict",
                };
        },
    },
    {
        id: "NET-07",
        title: "A security group stays within Azure's numbers",
        severity: "Warning",
        hint: "Use priorities 100 to 4096, names of at most 80 characters and at most 1000 rules.",
        types: groupTypes,
        *check(resource) {
            const rules = partsIn(propertiesOf(resource).securityRules, "properties.securityRules");
            if (rules.length > MAX_RULES) yield { path: "properties.securityRules", message: `has ${rules.length} items; allowed are ${MAX_RULES}` };
            for (const { name, path, properties, inside } of rules) {
                yield* missingOrOutside(properties.priority, PRIORITIES, `${inside}.priority`);
                if (name.length > MAX_NAME_LENGTH) yield { path: `${path}.name`, message: `has ${name.length} characters; allowed are ${MAX_NAME_LENGTH}` };
            }
        },
    },
];

function* malformed({ properties, inside }: Part): Iterable<Finding> {
    yield* notOneOf(properties.protocol ?? "", PROTOCOLS, `${inside}.protocol`);
    yield* notOneOf(properties.direction ?? "", ["Inbound", "Outbound"], `${inside}.direction`);
    yield* notOneOf(properties.access ?? "", ["Allow", "Deny"], `${inside}.access`);
    for (const side of SIDES) {
        const ports = oneOrMany(properties[`${side}PortRange`], properties[`${side}PortRanges`]);
        if (ports.length === 0) yield { path: `${inside}.${side}PortRange`, message: "is missing" };
        for (const text of ports)
            if (parsePorts(text) === undefined) yield { path: `${inside}.${side}PortRange`, message: `is "${text}"; allowed are *, 443 and 100-200` };
        const given = [
            isGiven(properties[`${side}AddressPrefix`]) && textOrEmpty(properties[`${side}AddressPrefix`]) !== "",
            listOrEmpty(properties[`${side}AddressPrefixes`]).length > 0,
            listOrEmpty(properties[`${side}ApplicationSecurityGroups`]).length > 0,
        ].filter(Boolean).length;
        if (given !== 1)
            yield {
                path: `${inside}.${side}AddressPrefix`,
                message: `${given} of one prefix, a list of prefixes and security groups are set; exactly one is needed`,
            };
    }
}
