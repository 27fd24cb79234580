import assert from "node:assert/strict";

import { GatewayNetwork, GatewayNetworkDemand, GatewayNetworkSettings } from "../../components";
import { resourceTypes } from "../../components/azure/resourceTypes";
import { checkResources } from "../../rules";
import { bodyChecker, loadSchemas } from "../support/armSchemas";
import { mockSubscription, registeredBy } from "../unit/support/mocks";
import { armBody, armResources } from "./support/bodies";

const virtualNetworkId = `/subscriptions/${mockSubscription}/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub`;

/** What the other parts of an environment ask of a network: not every combination of them is one of a deployment yet. */
const demands: Readonly<Record<string, GatewayNetworkDemand & GatewayNetworkSettings>> = {
    "ports of every kind": {
        listenerPorts: [80, 443, 8099],
        managementPort: 9443,
        managementRanges: ["10.0.0.0/24", "192.0.2.0/24"],
        nodePorts: [8243, 9099, 9500],
        memberPorts: ["4000-4100", "5701"],
        sharePorts: [445],
    },
    "no share": { fileShareZone: false, sharePorts: [] },
    "no zones": { fileShareZone: false, vaultZone: false },
    "a private front end only": { privateFrontend: true, clientRanges: ["10.0.0.0/8"] },
    "a private front end only, in an existing network": { privateFrontend: true, virtualNetworkId, addressSpace: "10.1.0.0/22" },
    "a NAT gateway in a zone": { natGatewayZone: "2" },
    "the largest numbers": { maxLoadBalancerInstances: 125, maxNodes: 1000, addressSpace: "10.0.0.0/20" },
};

describe("a network alone", () => {
    let check: ReturnType<typeof bodyChecker>;
    before(function () {
        check = bodyChecker(loadSchemas(this));
    });

    for (const [name, args] of Object.entries(demands)) {
        it(`is what Azure's schemas and rules say, strictly: ${name}`, async () => {
            const registered = await registeredBy(() => new GatewayNetwork("network", { resourceGroupName: "rg", location: "westeurope", ...args }));
            const resources = registered.filter(({ type }) => type.startsWith("azure-native:"));
            assert.ok(resources.length > 5);
            assert.deepEqual(
                resources.flatMap((resource) => check(resourceTypes[resource.type]!, armBody(resource))),
                [],
            );
            assert.deepEqual(checkResources(armResources(registered)), []);
        });
    }
});
