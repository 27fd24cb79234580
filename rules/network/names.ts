import { ownName } from "../body/ids";
import type { Rule } from "../rule";
import { types } from "../types";

const MAX_LENGTH = 80;

/** Names of what lies around networks; those of networks and subnets themselves: NET-03. */
export const networkNameRules: readonly Rule[] = [
    {
        id: "NET-16",
        title: "Security groups, addresses, endpoints, routes and NAT gateways have names of at most 80 characters",
        severity: "Error",
        azureError: "InvalidResourceName",
        hint: "Shorten the name; its parts need not say what the resource group says already.",
        types: [types.networkSecurityGroup, types.publicIpAddress, types.privateEndpoint, types.routeTable, types.natGateway],
        *check(resource) {
            const name = ownName(resource);
            if (name.length > MAX_LENGTH) yield { path: "name", message: `has ${name.length} characters; allowed are 1 to ${MAX_LENGTH}` };
        },
    },
];
