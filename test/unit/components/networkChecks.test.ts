import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";

import type { NetworkOptions } from "../../../components";
import {
    addressesOfLoadBalancer,
    addressesOfNodes,
    containsRange,
    rangesOverlap,
    SubnetKey,
    subnetKeys,
    usableAddresses,
} from "../../../components/azure/addressPlan";
import { checkNetwork } from "../../../components/network/checks";
import { existingSubnet, subnetRanges } from "../../../components/network/plan";

const group = "/subscriptions/s1/resourceGroups/rg-hub/providers/Microsoft.Network";
const virtualNetworkId = `${group}/virtualNetworks/vnet-hub`;
const subnet = (name: string, addressRange: string) => ({ id: `${virtualNetworkId}/subnets/${name}`, addressRange });
const loadBalancerSubnet = subnet("gateways", "10.1.0.0/26");
const nodeSubnet = subnet("machines", "10.1.1.0/26");
const privateEndpointSubnet = subnet("endpoints", "10.1.2.0/28");
const fileShareZoneId = `${group}/privateDnsZones/privatelink.file.core.windows.net`;
const vaultZoneId = `${group}/privateDnsZones/privatelink.vaultcore.azure.net`;
const natGatewayId = `${group}/natGateways/ng-hub`;
const routeTableId = `${group}/routeTables/rt-hub`;
const addressSpace = "10.1.0.0/20";
const foreign = { ...nodeSubnet, id: `${group}/virtualNetworks/vnet-other/subnets/machines` };

const right: Record<string, NetworkOptions> = {
    "nothing at all": {},
    "a small network with ranges of one's own": {
        addressSpace: "10.9.0.0/25",
        subnetRanges: { loadBalancer: "10.9.0.0/27", nodes: "10.9.0.64/26", privateEndpoints: "10.9.0.32/28" },
    },
    "422 nodes in a /22": { addressSpace: "10.0.0.0/22", maxNodes: 422 },
    "1000 nodes in a /20": { addressSpace: "10.0.0.0/20", maxNodes: 1000 },
    "a /26 with 58 instances (AGN-02)": { virtualNetworkId, addressSpace, loadBalancerSubnet, maxLoadBalancerInstances: 58 },
    "an existing network": { virtualNetworkId, addressSpace },
    "an existing network with all ranges": {
        virtualNetworkId,
        subnetRanges: { loadBalancer: "10.1.0.0/26", nodes: "10.1.1.0/26", privateEndpoints: "10.1.2.0/28" },
    },
    "room for the one subnet that is missing": { virtualNetworkId, addressSpace: "10.1.3.0/27", loadBalancerSubnet, nodeSubnet },
    "an existing subnet, its id in another case": { virtualNetworkId: virtualNetworkId.toUpperCase(), addressSpace, nodeSubnet },
    "existing subnets without their network": { loadBalancerSubnet, nodeSubnet, privateEndpointSubnet },
    "existing zones": { fileShareZoneId, vaultZoneId, linkZones: false },
    "one existing zone": { vaultZoneId, fileShareZone: false, linkZones: true },
    "an existing NAT gateway": { natGatewayId },
    "an existing route table": { routeTableId },
    "a firewall in another network": { firewallAddress: "10.0.1.4" },
    "a firewall in the same network": { firewallAddress: "10.20.200.4" },
    "the internet as client of a public load balancer": { clientRanges: ["Internet"] },
    "neighbours of a private load balancer": { privateFrontend: true, clientRanges: ["VirtualNetwork"] },
    "ids that are not known yet": {
        virtualNetworkId: pulumi.output("later"),
        addressSpace,
        nodeSubnet: { id: pulumi.output("later"), addressRange: "10.1.1.0/26" },
        fileShareZoneId: pulumi.output("later"),
    },
    "ports of every kind": { listenerPorts: [80, 443], managementPort: 9443, nodePorts: [8243], memberPorts: ["4000", "4001-4100"], sharePorts: [445] },
};

/** One mistake each: the path of the problem, and what the message says about what is allowed. */
const mistakes: [what: string, options: NetworkOptions, path: string, message: RegExp][] = [
    ["a network with host bits", { addressSpace: "10.0.0.1/16" }, "addressSpace", /CIDR block from \/8 to \/29/],
    ["a network that is too small", { addressSpace: "10.0.0.0/23" }, "addressSpace", /\/22 or larger is needed .* load balancer \(\/24\), nodes \(\/24\)/],
    ["more nodes than the network has room for", { addressSpace: "10.0.0.0/22", maxNodes: 423 }, "addressSpace", /\/21 or larger .* nodes \(\/22\)/],
    ["a network that Azure keeps", { addressSpace: "168.63.0.0/16" }, "addressSpace", /overlaps 168\.63\.129\.16\/32/],
    ["a subnet that Azure keeps", { subnetRanges: { nodes: "127.0.0.0/24" } }, "subnetRanges.nodes", /overlaps 127\.0\.0\.0\/8/],
    ["a subnet that is too small for Azure", { subnetRanges: { nodes: "10.20.1.0/30" } }, "subnetRanges.nodes", /from \/8 to \/29/],
    ["an existing range that is none", { virtualNetworkId, addressSpace, nodeSubnet: subnet("n", "10.1.1.7/26") }, "nodeSubnet.addressRange", /CIDR/],
    ["a subnet outside of the network", { subnetRanges: { nodes: "10.21.0.0/24" } }, "subnetRanges.nodes", /outside of addressSpace \(10\.20\.0\.0\/16\)/],
    [
        "a subnet outside of the part that may be used",
        { virtualNetworkId, addressSpace, subnetRanges: { nodes: "10.9.0.0/24" } },
        "subnetRanges.nodes",
        /outside of addressSpace/,
    ],
    [
        "subnets in one another",
        { subnetRanges: { loadBalancer: "10.20.0.0/23", nodes: "10.20.1.0/24" } },
        "subnetRanges.nodes",
        /overlaps subnetRanges\.loadBalancer \(10\.20\.0\.0\/23\)/,
    ],
    [
        "existing subnets in one another",
        { virtualNetworkId, addressSpace, loadBalancerSubnet, privateEndpointSubnet: subnet("e", "10.1.0.32/28") },
        "privateEndpointSubnet.addressRange",
        /overlaps loadBalancerSubnet\.addressRange/,
    ],
    [
        "no room beside what is taken",
        { addressSpace: "10.0.0.0/22", subnetRanges: { loadBalancer: "10.0.0.128/25", privateEndpoints: "10.0.2.0/23" }, maxNodes: 210 },
        "addressSpace",
        /no room beside 10\.0\.0\.128\/25 and 10\.0\.2\.0\/23 .* nodes \(\/23\)/,
    ],
    [
        "a load balancer's subnet without room (AGN-02)",
        { virtualNetworkId, addressSpace, loadBalancerSubnet, maxLoadBalancerInstances: 59 },
        "loadBalancerSubnet.addressRange",
        /58 of 59 instances and a private front end; \/25 or larger/,
    ],
    [
        "a nodes' subnet without room (VS-21)",
        { subnetRanges: { nodes: "10.20.1.0/28" }, maxNodes: 10 },
        "subnetRanges.nodes",
        /9 of 10 nodes and the ones that an upgrade adds; \/27 or larger/,
    ],
    ["a range twice", { virtualNetworkId, addressSpace, nodeSubnet, subnetRanges: { nodes: "10.1.1.0/26" } }, "subnetRanges.nodes", /beside nodeSubnet/],
    ["no part of an existing network", { virtualNetworkId }, "addressSpace", /is missing; .* load balancer \(\/24\), nodes/],
    ["a part of a network for nothing", { addressSpace, loadBalancerSubnet, nodeSubnet, privateEndpointSubnet }, "addressSpace", /leave it out/],
    ["a subnet without its network", { addressSpace, nodeSubnet }, "virtualNetworkId", /loadBalancerSubnet and privateEndpointSubnet/],
    ["a network's name for its id", { virtualNetworkId: "vnet-hub", addressSpace }, "virtualNetworkId", /form \/subscriptions\/.*virtualNetworks/],
    ["a subnet's name for its id", { virtualNetworkId, addressSpace, nodeSubnet: { ...nodeSubnet, id: "machines" } }, "nodeSubnet.id", /form .*subnets\/…/],
    ["a subnet of another network", { virtualNetworkId, addressSpace, nodeSubnet: foreign }, "nodeSubnet.id", /vnet-other; all subnets belong to one network/],
    ["subnets of several networks", { loadBalancerSubnet, nodeSubnet: foreign, privateEndpointSubnet }, "nodeSubnet.id", /vnet-other/],
    ["a zone of another service", { fileShareZoneId: vaultZoneId }, "fileShareZoneId", /privateDnsZones\/privatelink\.file\.core\.windows\.net/],
    ["a vault's zone without an id", { vaultZoneId: "privatelink.vaultcore.azure.net" }, "vaultZoneId", /form/],
    ["a zone that nobody needs", { fileShareZoneId, fileShareZone: false }, "fileShareZoneId", /leave it out/],
    ["a vault's zone that nobody needs", { vaultZoneId, vaultZone: false }, "vaultZoneId", /leave it out/],
    ["a word about links without a zone", { linkZones: false }, "linkZones", /always linked/],
    ["two ways out", { natGatewayId, routeTableId }, "routeTableId", /beside natGatewayId/],
    ["two other ways out", { routeTableId, firewallAddress: "10.0.1.4" }, "firewallAddress", /beside routeTableId/],
    ["a way out of somebody else's subnet", { virtualNetworkId, addressSpace, nodeSubnet, natGatewayId }, "natGatewayId", /owner's; leave it out/],
    ["a zone of no NAT gateway", { natGatewayId, natGatewayZone: "1" }, "natGatewayZone", /leave it out/],
    ["a NAT gateway that is none", { natGatewayId: routeTableId }, "natGatewayId", /natGateways/],
    ["a route table that is none", { routeTableId: natGatewayId }, "routeTableId", /routeTables/],
    ["a firewall in the internet", { firewallAddress: "8.8.8.8" }, "firewallAddress", /private address/],
    ["a firewall among those it protects", { firewallAddress: "10.20.1.4" }, "firewallAddress", /own subnet 10\.20\.1\.0\/24/],
    [
        "a firewall among those it protects, in an existing network",
        { virtualNetworkId, firewallAddress: "10.1.1.4", subnetRanges: { loadBalancer: "10.1.0.0/26", nodes: "10.1.1.0/26", privateEndpoints: "10.1.2.0/28" } },
        "firewallAddress",
        /own subnet 10\.1\.1\.0\/26/,
    ],
    ["a manager who is no range", { managementRanges: ["10.0.0.0/24", "Internet"] }, "managementRanges[1]", /CIDR blocks/],
    ["everybody as a manager", { managementRanges: ["0.0.0.0/0"] }, "managementRanges[0]", /everybody/],
    ["a management port that clients have", { listenerPorts: [443, 9443], managementPort: 9443 }, "managementPort", /every client/],
    ["a management port of Azure's own", { managementPort: 65_200 }, "managementPort", /1 to 64999/],
    ["a listener on no port", { listenerPorts: [443, 0] }, "listenerPorts[1]", /1 to 64999/],
    ["a node's port that is none", { nodePorts: [70_000] }, "nodePorts[0]", /1 to 65535/],
    ["a share's port that is none", { sharePorts: [0.5] }, "sharePorts[0]", /1 to 65535/],
    ["members' ports the wrong way round", { memberPorts: ["4100-4000"] }, "memberPorts[0]", /such as 4000-4100/],
    [
        "the internet as client of a private address",
        { privateFrontend: true, clientRanges: ["Internet"] },
        "clientRanges[0]",
        /nobody reaches a private address/,
    ],
    ["neighbours as clients of a public address", { clientRanges: ["VirtualNetwork"] }, "clientRanges[0]", /nobody reaches a public address/],
    ["half a node", { maxNodes: 0.5 }, "maxNodes", /whole number/],
    ["no instance", { maxLoadBalancerInstances: 0 }, "maxLoadBalancerInstances", /whole number/],
];

describe("checkNetwork", () => {
    for (const [what, options] of Object.entries(right)) it(`finds nothing wrong with ${what}`, () => assert.deepEqual(checkNetwork(options), []));

    for (const [what, options, path, message] of mistakes) {
        it(`refuses ${what}`, () => {
            const problems = checkNetwork(options);
            assert.deepEqual(
                problems.map((problem) => problem.path),
                [path],
            );
            assert.match(problems[0]!.message, message);
        });
    }

    it("finds everything at once", () => {
        const paths = checkNetwork({ addressSpace: "10.0.0.0/28", natGatewayId: "ng", clientRanges: [], managementRanges: ["x"] }).map(({ path }) => path);
        assert.deepEqual(paths, ["addressSpace", "natGatewayId", "clientRanges", "managementRanges[0]"]);
    });

    const ranges = fc.constantFrom("10.1.0.0/26", "10.1.0.64/27", "10.1.1.0/24", "10.1.1.128/25", "10.1.2.0/28", "10.1.4.0/22", "10.9.0.0/24");
    const options: fc.Arbitrary<NetworkOptions> = fc.record(
        {
            virtualNetworkId: fc.constant(virtualNetworkId),
            addressSpace: fc.constantFrom("10.1.0.0/16", "10.1.0.0/21", "10.1.0.0/22"),
            loadBalancerSubnet: ranges.map((range) => subnet("gateways", range)),
            nodeSubnet: ranges.map((range) => subnet("machines", range)),
            privateEndpointSubnet: ranges.map((range) => subnet("endpoints", range)),
            subnetRanges: fc.record({ loadBalancer: ranges, nodes: ranges, privateEndpoints: ranges }, { requiredKeys: [] }),
            maxLoadBalancerInstances: fc.constantFrom(2, 30, 125),
            maxNodes: fc.constantFrom(2, 100, 300, 1000),
        },
        { requiredKeys: [] },
    );
    it("accepts nothing whose subnets would not fit together, or not hold what will be in them", () => {
        let accepted = 0;
        fc.assert(
            fc.property(options, (given) => {
                if (checkNetwork(given).length > 0) return;
                accepted++;
                const plan = subnetRanges(given)!;
                const isOwn = (key: SubnetKey): boolean => existingSubnet(given, key) === undefined;
                const space = given.addressSpace ?? (given.virtualNetworkId === undefined ? "10.20.0.0/16" : undefined);
                for (const key of subnetKeys) {
                    for (const other of subnetKeys) assert.ok(key === other || !rangesOverlap(plan[key], plan[other]));
                    if (isOwn(key) && space !== undefined) assert.ok(containsRange(space, plan[key]), `${plan[key]} in ${space}`);
                }
                assert.ok(usableAddresses(plan.loadBalancer) >= addressesOfLoadBalancer(given.maxLoadBalancerInstances ?? 0));
                assert.ok(usableAddresses(plan.nodes) >= addressesOfNodes(given.maxNodes ?? 0));
            }),
            { numRuns: 3000 },
        );
        assert.ok(accepted > 50, `only ${accepted} accepted`);
    });
});
