import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";

import { GatewayNetwork, GatewayNetworkArgs, NetworkOptions, securityRulesFor } from "../../../components";
import { planAddresses, prefixFor, prefixLength, subnetKeys, subnetSizes, usableAddresses } from "../../../components/azure/addressPlan";
import { checkNetwork } from "../../../components/network/checks";
import { entryAddress, subnetRanges } from "../../../components/network/plan";
import { mockSubscription, Registered, registeredBy } from "../support/mocks";
import { isLetIn } from "../support/securityGroup";

const cluster = { podRange: "10.244.0.0/16", serviceRange: "10.245.0.0/20", nodeAddresses: 20 };
const virtualNetworkId = `/subscriptions/${mockSubscription}/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub`;
const subnet = (name: string, addressRange: string) => ({ id: `${virtualNetworkId}/subnets/${name}`, addressRange });
const nodeSubnet = subnet("machines", "10.1.1.0/26");
const entrySubnet = subnet("entries", "10.1.3.0/28");

const [loadBalancer, node, entry, pod, neighbour] = ["10.20.0.9", "10.20.1.9", "10.20.2.41", "10.244.3.9", "10.20.77.9"];

describe("the network of a cluster", () => {
    it("has a subnet for its entry, and the others where they are without it", () => {
        const sizes = subnetSizes();
        assert.deepEqual(planAddresses("10.20.0.0/16", sizes, {}, [...subnetKeys, "entry"]), { ...planAddresses("10.20.0.0/16"), entry: "10.20.2.32/28" });
        assert.equal(subnetRanges({})!.entry, undefined);
    });

    it("has its entry at the last address that Azure leaves free, unless another is said", () => {
        const at = (options: NetworkOptions) => entryAddress(options, subnetRanges(options)!);
        assert.equal(at({ cluster }), "10.20.2.46");
        assert.equal(at({ cluster: { ...cluster, entryAddress: "10.20.2.36" } }), "10.20.2.36");
        assert.equal(at({}), undefined);
    });

    it("holds every address of the nodes, whatever their number (AK-08)", () => {
        fc.assert(
            fc.property(fc.integer({ min: 1, max: 4000 }), (nodeAddresses) => {
                const ranges = subnetRanges({ cluster: { ...cluster, nodeAddresses } })!;
                assert.ok(usableAddresses(ranges.nodes) >= nodeAddresses);
                assert.equal(prefixLength(ranges.nodes), Math.min(24, prefixFor(nodeAddresses)));
            }),
        );
    });

    const attempts: [what: string, subnet: "nodes" | "entry", source: string, port: number, isAllowed: boolean, protocol?: string][] = [
        ["the load balancer reaches the API port behind the entry", "nodes", loadBalancer, 8243, true],
        ["the load balancer reaches the readiness port behind the entry", "nodes", loadBalancer, 9500, true],
        ["the load balancer reaches nothing else of nodes", "nodes", loadBalancer, 10_250, false],
        ["Azure probes the port by which a node says whether it has a pod", "nodes", "AzureLoadBalancer", 31_234, true],
        ["nodes reach each other", "nodes", node, 10_250, true],
        ["nodes look up names from each other's pods", "nodes", node, 53, true, "Udp"],
        ["pods reach pods of other nodes", "nodes", pod, 8443, true],
        ["pods look up names", "nodes", pod, 53, true, "Udp"],
        ["neighbours do not reach nodes", "nodes", neighbour, 8243, false],
        ["the entry's own neighbours do not reach nodes", "nodes", entry, 8243, false],
        ["the load balancer reaches the entry", "entry", loadBalancer, 8243, true],
        ["the load balancer reaches no management port of the entry", "entry", loadBalancer, 9443, false],
        ["neighbours do not reach the entry", "entry", neighbour, 8243, false],
    ];
    for (const [what, key, source, port, isAllowed, protocol = "Tcp"] of attempts)
        it(what, () => assert.equal(isLetIn(securityRulesFor({ cluster })[key]!, { source, port, protocol }, ["10.20.0.0/16"]), isAllowed));

    it("knows nothing about the pods of a cluster whose range is its owner's", () => {
        const { nodes } = securityRulesFor({ cluster: {} });
        assert.ok(!nodes.some(({ name }) => name === "allow-cluster-pods"));
        assert.ok(isLetIn(nodes, { source: node, port: 8243 }, ["10.20.0.0/16"]));
    });

    it("says what the owner of existing subnets must let through", () => {
        const rules = securityRulesFor({ virtualNetworkId, addressSpace: "10.1.0.0/22", nodeSubnet, entrySubnet, cluster });
        assert.ok(isLetIn(rules.nodes, { source: "10.1.1.9", port: 1 }, []));
        assert.ok(isLetIn(rules.entry!, { source: "10.1.0.9", port: 9500 }, []));
    });

    it("does not change the rules of an environment of machines", () => {
        const { entry: none, ...rules } = securityRulesFor({});
        assert.equal(none, undefined);
        const { loadBalancer: same, privateEndpoints } = securityRulesFor({ cluster });
        assert.deepEqual([same, privateEndpoints], [rules.loadBalancer, rules.privateEndpoints]);
    });

    const mistakes: [what: string, options: NetworkOptions, path: string, message: RegExp][] = [
        ["an entry subnet without a cluster", { virtualNetworkId, addressSpace: "10.1.0.0/22", entrySubnet }, "entrySubnet", /leave it out/],
        ["a range of an entry without a cluster", { subnetRanges: { entry: "10.20.9.0/28" } }, "subnetRanges.entry", /leave it out/],
        [
            "pods in the network (AK-07)",
            { cluster: { ...cluster, podRange: "10.20.128.0/17" } },
            "cluster.podRange",
            /overlaps the network \(10\.20\.0\.0\/16\)/,
        ],
        [
            "services in an existing subnet (AK-07)",
            { virtualNetworkId, addressSpace: "10.9.0.0/22", nodeSubnet, cluster: { ...cluster, serviceRange: "10.1.0.0/20" } },
            "cluster.serviceRange",
            /overlaps the network \(10\.1\.1\.0\/26\)/,
        ],
        ["a firewall among the pods (AK-07)", { firewallAddress: "10.244.1.4", cluster }, "cluster.podRange", /firewallAddress \(10\.244\.1\.4\)/],
        ["an entry outside of its subnet", { cluster: { ...cluster, entryAddress: "10.20.1.9" } }, "cluster.entryAddress", /10\.20\.2\.36 to 10\.20\.2\.46/],
        ["an entry at an address that Azure keeps", { cluster: { ...cluster, entryAddress: "10.20.2.35" } }, "cluster.entryAddress", /leaves free/],
        ["an entry at the last address", { cluster: { ...cluster, entryAddress: "10.20.2.47" } }, "cluster.entryAddress", /leaves free/],
        ["an entry that is no address", { cluster: { ...cluster, entryAddress: "entry" } }, "cluster.entryAddress", /IPv4 address/],
        ["half an address", { cluster: { ...cluster, nodeAddresses: 0.5 } }, "cluster.nodeAddresses", /whole numbers/],
        [
            "a nodes' subnet without room (AK-08)",
            { subnetRanges: { nodes: "10.20.1.0/28" }, cluster },
            "subnetRanges.nodes",
            /11 of the 20 addresses .* \/27 or larger is needed/,
        ],
        [
            "an entry subnet of another network",
            { virtualNetworkId, addressSpace: "10.1.0.0/22", cluster, entrySubnet: { ...entrySubnet, id: `${virtualNetworkId}2/subnets/entries` } },
            "entrySubnet.id",
            /one network/,
        ],
        ["no room for an entry", { virtualNetworkId, addressSpace: "10.1.3.0/30", nodeSubnet, cluster }, "addressSpace", /CIDR block from \/8 to \/29/],
    ];
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

    it("finds nothing wrong with a cluster in a network of every kind", () => {
        const whole: NetworkOptions[] = [
            { cluster },
            { cluster: {} },
            { virtualNetworkId, addressSpace: "10.1.0.0/20", cluster },
            { virtualNetworkId, addressSpace: "10.1.0.0/20", nodeSubnet, entrySubnet, cluster },
            { firewallAddress: "10.0.1.4", cluster },
            { subnetRanges: { entry: "10.20.9.0/29" }, cluster: { ...cluster, entryAddress: "10.20.9.4" } },
        ];
        for (const options of whole) assert.deepEqual(checkNetwork(options), []);
    });
});

describe("GatewayNetwork with a cluster", () => {
    async function make(args: Partial<GatewayNetworkArgs>): Promise<{ registered: Registered[]; outputs: Record<string, string> }> {
        const outputs: Record<string, string> = {};
        const registered = await registeredBy(() => {
            const made = new GatewayNetwork("net", { resourceGroupName: "rg", ...args });
            for (const name of ["entrySubnetId", "nodeSubnetId"] as const) made[name].apply((value) => (outputs[name] = value));
        });
        return { registered, outputs };
    }

    it("makes the entry subnet as a part of a new network, with its security group and no way out", async () => {
        const { registered, outputs } = await make({ cluster });
        const network = registered.find(({ type }) => type.endsWith(":VirtualNetwork"))!;
        const subnets = network.inputs["subnets"] as { name: string; natGateway?: object; addressPrefix: string; networkSecurityGroup: { id: string } }[];
        const made = subnets.find(({ name }) => name === "snet-entry")!;
        assert.equal(made.addressPrefix, "10.20.2.32/28");
        assert.equal(made.natGateway, undefined);
        assert.match(made.networkSecurityGroup.id, /entry$/);
        assert.match(outputs["entrySubnetId"]!, /\/subnets\/snet-entry$/);
    });

    it("makes the entry subnet in an existing network, after the others", async () => {
        const { registered, outputs } = await make({ virtualNetworkId, addressSpace: "10.1.0.0/20", cluster });
        const entry = registered.find(({ type, name }) => type.endsWith(":Subnet") && name === "net-entry")!;
        assert.deepEqual(
            entry.dependencies.filter((urn) => urn.includes(":Subnet::")).map((urn) => urn.split("::").at(-1)),
            ["net-private-endpoints"],
        );
        assert.match(outputs["entrySubnetId"]!, /entry/);
    });

    it("uses an existing entry subnet, also one that becomes known later", async () => {
        const { outputs } = await make({
            virtualNetworkId,
            addressSpace: "10.1.0.0/20",
            cluster,
            entrySubnet: { ...entrySubnet, id: pulumi.output(entrySubnet.id) },
        });
        assert.equal(outputs["entrySubnetId"], entrySubnet.id);
    });

    it("hands on no entry without a cluster", async () => assert.equal((await make({})).outputs["entrySubnetId"], ""));
});
