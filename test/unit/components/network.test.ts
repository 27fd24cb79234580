import assert from "node:assert/strict";

import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";

import { GatewayDeployment, GatewayNetwork, GatewayNetworkArgs, GatewayNetworkTransforms } from "../../../components";
import { validArgs } from "../support/deployments";
import { mockId, mockSubscription, Registered, registeredBy } from "../support/mocks";
import { outcomeOf } from "../support/outputs";

const group = `/subscriptions/${mockSubscription}/resourceGroups/rg-hub/providers/Microsoft.Network`;
const virtualNetworkId = `${group}/virtualNetworks/vnet-hub`;
const addressSpace = "10.1.0.0/22";
const subnet = (name: string, addressRange: string) => ({ id: `${virtualNetworkId}/subnets/${name}`, addressRange });
const networkId = mockId("azure-native:network:VirtualNetwork", "net");
const loadBalancerSubnet = subnet("gateways", "10.1.0.0/26");
const nodeSubnet = subnet("machines", "10.1.1.0/26");
const privateEndpointSubnet = subnet("endpoints", "10.1.2.0/28");
const fileShareZoneId = `${group}/privateDnsZones/privatelink.file.core.windows.net`;
const vaultZoneId = `${group}/privateDnsZones/privatelink.vaultcore.azure.net`;

interface Made {
    made: GatewayNetwork;
    outputs: Record<string, string>;
    registered: Registered[];
    /** Types and logical names, without the names' common start. */
    children: string[];
}

async function make(args: Partial<GatewayNetworkArgs> = {}, transforms?: GatewayNetworkTransforms): Promise<Made> {
    let made: GatewayNetwork | undefined;
    const outputs: Record<string, string> = {};
    const registered = await registeredBy(() => {
        made = new GatewayNetwork("net", { resourceGroupName: "rg", ...args }, undefined, transforms);
        const names = ["virtualNetworkId", "loadBalancerSubnetId", "nodeSubnetId", "privateEndpointSubnetId", "fileShareZoneId", "vaultZoneId"] as const;
        for (const name of names) made[name].apply((value) => (outputs[name] = value));
    });
    const custom = registered.filter((resource) => resource.custom);
    return { made: made!, outputs, registered, children: custom.map(({ type, name }) => `${type.split(":").at(-1)} ${name.replace(/^net-?/, "")}`).sort() };
}

const one = ({ registered }: Made, type: string, name: string): Registered => {
    const found = registered.find((resource) => resource.type.endsWith(`:${type}`) && resource.name === name);
    assert.ok(found, `no ${type} ${name}`);
    return found;
};
interface SubnetInputs {
    name?: string;
    subnetName?: string;
    addressPrefix: string;
    natGateway?: { id: string };
    routeTable?: { id: string };
    networkSecurityGroup: { id: string };
    delegations?: { serviceName: string }[];
    privateEndpointNetworkPolicies?: string;
    defaultOutboundAccess: boolean;
}
/** Subnets of a new network or of an existing one: load balancer, nodes, private endpoints. */
function subnetsOf(made: Made): SubnetInputs[] {
    const own = made.registered.find(({ type }) => type.endsWith(":VirtualNetwork"))?.inputs["subnets"] as SubnetInputs[] | undefined;
    return own ?? made.registered.filter(({ type }) => type.endsWith(":Subnet")).map(({ inputs }) => inputs as unknown as SubnetInputs);
}

const groups = ["NetworkSecurityGroup load-balancer", "NetworkSecurityGroup nodes", "NetworkSecurityGroup private-endpoints"];
const nat = ["NatGateway nat", "PublicIPAddress nat"];
const zones = ["PrivateZone file", "PrivateZone vault"];
const links = ["VirtualNetworkLink file", "VirtualNetworkLink vault"];
const subnets = ["Subnet load-balancer", "Subnet nodes", "Subnet private-endpoints"];

const variants: [what: string, args: Partial<GatewayNetworkArgs>, children: string[]][] = [
    ["is new", {}, [...groups, ...nat, ...zones, ...links, "VirtualNetwork "]],
    ["exists already", { virtualNetworkId, addressSpace }, [...groups, ...nat, ...zones, ...links, ...subnets]],
    [
        "has the load balancer's subnet",
        { virtualNetworkId, addressSpace, loadBalancerSubnet },
        [...groups.slice(1), ...nat, ...zones, ...links, ...subnets.slice(1)],
    ],
    ["has the nodes' subnet", { virtualNetworkId, addressSpace, nodeSubnet }, [groups[0]!, groups[2]!, ...zones, ...links, subnets[0]!, subnets[2]!]],
    [
        "has the private endpoints' subnet",
        { virtualNetworkId, addressSpace, privateEndpointSubnet },
        [...groups.slice(0, 2), ...nat, ...zones, ...links, ...subnets.slice(0, 2)],
    ],
    ["has all subnets", { loadBalancerSubnet, nodeSubnet, privateEndpointSubnet }, [...zones, ...links]],
    ["is new, beside existing zones", { fileShareZoneId, vaultZoneId }, [...groups, ...nat, ...links, "VirtualNetwork "]],
    ["is new, beside existing zones that others link", { fileShareZoneId, vaultZoneId, linkZones: false }, [...groups, ...nat, "VirtualNetwork "]],
    ["is new, beside one existing zone", { vaultZoneId }, [...groups, ...nat, "PrivateZone file", ...links, "VirtualNetwork "]],
    ["exists with its zones", { virtualNetworkId, addressSpace, fileShareZoneId, vaultZoneId }, [...groups, ...nat, ...subnets]],
    [
        "exists beside zones that are to be linked",
        { virtualNetworkId, addressSpace, fileShareZoneId, vaultZoneId, linkZones: true },
        [...groups, ...nat, ...links, ...subnets],
    ],
    ["exists as a whole", { loadBalancerSubnet, nodeSubnet, privateEndpointSubnet, fileShareZoneId, vaultZoneId }, []],
    ["has a NAT gateway", { natGatewayId: `${group}/natGateways/ng` }, [...groups, ...zones, ...links, "VirtualNetwork "]],
    ["has a route table", { routeTableId: `${group}/routeTables/rt` }, [...groups, ...zones, ...links, "VirtualNetwork "]],
    ["has a firewall", { firewallAddress: "10.0.1.4" }, [...groups, "RouteTable nodes", ...zones, ...links, "VirtualNetwork "]],
    ["needs no zones", { fileShareZone: false, vaultZone: false }, [...groups, ...nat, "VirtualNetwork "]],
];

describe("GatewayNetwork", () => {
    for (const [what, args, children] of variants)
        it(`makes what is missing where a network ${what}`, async () => assert.deepEqual((await make(args)).children, [...children].sort()));

    it("hands on the ids of what is new", async () => {
        const { outputs } = await make();
        assert.deepEqual(outputs, {
            virtualNetworkId: networkId,
            loadBalancerSubnetId: `${networkId}/subnets/snet-load-balancer`,
            nodeSubnetId: `${networkId}/subnets/snet-nodes`,
            privateEndpointSubnetId: `${networkId}/subnets/snet-private-endpoints`,
            fileShareZoneId: "/mock/PrivateZone/net-file",
            vaultZoneId: "/mock/PrivateZone/net-vault",
        });
    });

    it("hands on the ids of what exists, also when they become known later", async () => {
        const later = <T>(value: T): pulumi.Output<T> => pulumi.output(value) as pulumi.Output<T>;
        const expected = {
            virtualNetworkId,
            loadBalancerSubnetId: loadBalancerSubnet.id,
            nodeSubnetId: nodeSubnet.id,
            privateEndpointSubnetId: privateEndpointSubnet.id,
            fileShareZoneId,
            vaultZoneId,
        };
        const known = await make({ loadBalancerSubnet, nodeSubnet, privateEndpointSubnet, fileShareZoneId, vaultZoneId });
        assert.deepEqual(known.outputs, expected);
        const unknown = await make({
            virtualNetworkId: later(virtualNetworkId),
            loadBalancerSubnet: { ...loadBalancerSubnet, id: later(loadBalancerSubnet.id) },
            nodeSubnet: { ...nodeSubnet, id: later(nodeSubnet.id) },
            privateEndpointSubnet,
            fileShareZoneId: later(fileShareZoneId),
            vaultZoneId,
        });
        assert.deepEqual(unknown.outputs, expected);
    });

    it("makes subnets of an existing network in its resource group, under names of this environment", async () => {
        const made = await make({ virtualNetworkId, addressSpace, baseName: "apim-prod" });
        const { inputs } = one(made, "Subnet", "net-nodes");
        assert.deepEqual(
            [inputs["resourceGroupName"], inputs["virtualNetworkName"], inputs["subnetName"], inputs["addressPrefix"]],
            ["rg-hub", "vnet-hub", "snet-apim-prod-nodes", "10.1.1.0/24"],
        );
        assert.deepEqual(made.outputs["nodeSubnetId"], mockId("azure-native:network:Subnet", "net-nodes"));
    });

    it("lets what private endpoints write to an existing network wait for all subnets that are new there", async () => {
        for (const own of [{}, { privateEndpointSubnet }, { privateEndpointSubnet, nodeSubnet, cluster: { entryAddress: "10.1.1.70" } }]) {
            const registered = await registeredBy(() => {
                const made = new GatewayNetwork("net", { resourceGroupName: "rg", virtualNetworkId, addressSpace, ...own } as GatewayNetworkArgs);
                new network.PrivateEndpoint("endpoint", { resourceGroupName: "rg", subnet: { id: made.privateEndpointSubnetId } });
            });
            const subnets = registered.filter(({ type }) => type.endsWith(":Subnet"));
            const { dependencies } = registered.find(({ name }) => name === "endpoint")!;
            assert.ok(subnets.length > 0);
            for (const { name } of subnets)
                assert.ok(
                    dependencies.some((urn) => urn.endsWith(`:Subnet::${name}`)),
                    name,
                );
        }
    });

    it("lets one subnet of an existing network wait for the other, and nothing else", async () => {
        const { registered } = await make({ virtualNetworkId, addressSpace });
        const waitingFor = (type: string): string[][] =>
            registered.filter((resource) => resource.type.endsWith(`:${type}`)).map(({ dependencies }) => dependencies.map((urn) => urn.split("::").at(-1)!));
        const awaited = registered
            .filter(({ type }) => type.endsWith(":Subnet"))
            .map(({ name, dependencies }) => [name, dependencies.filter((urn) => urn.includes(":Subnet::")).map((urn) => urn.split("::").at(-1))]);
        assert.deepEqual(awaited, [
            ["net-load-balancer", []],
            ["net-nodes", ["net-load-balancer"]],
            ["net-private-endpoints", ["net-nodes"]],
        ]);
        for (const type of ["NetworkSecurityGroup", "PublicIPAddress", "PrivateZone"])
            assert.ok(
                waitingFor(type).every((urns) => urns.length === 0),
                type,
            );
        assert.deepEqual(waitingFor("NatGateway"), [["net-nat"]]);
        assert.deepEqual(waitingFor("VirtualNetworkLink"), [["net-file"], ["net-vault"]]);
    });

    for (const [what, args] of [
        ["a new network", {}],
        ["an existing network", { virtualNetworkId, addressSpace: "10.20.0.0/16" }],
    ] as const) {
        it(`gives the subnets of ${what} their range, their rules and no way out that nobody chose`, async () => {
            const made = await make(args);
            const [loadBalancer, nodes, privateEndpoints] = subnetsOf(made) as [SubnetInputs, SubnetInputs, SubnetInputs];
            assert.deepEqual(
                [loadBalancer, nodes, privateEndpoints].map(({ addressPrefix, networkSecurityGroup, defaultOutboundAccess }) => [
                    addressPrefix,
                    networkSecurityGroup.id.split("/").at(-1),
                    defaultOutboundAccess,
                ]),
                [
                    ["10.20.0.0/24", "net-load-balancer", false],
                    ["10.20.1.0/24", "net-nodes", false],
                    ["10.20.2.0/27", "net-private-endpoints", false],
                ],
            );
            assert.equal(privateEndpoints.privateEndpointNetworkPolicies, "NetworkSecurityGroupEnabled");
            assert.deepEqual(
                [loadBalancer, nodes, privateEndpoints].map(({ natGateway }) => natGateway?.id),
                [undefined, "/mock/NatGateway/net-nat", undefined],
            );
            assert.deepEqual(loadBalancer.delegations, undefined);
        });

        it(`sends only the nodes of ${what} through a firewall (AGN-07)`, async () => {
            const made = await make({ ...args, firewallAddress: "10.0.1.4" });
            assert.deepEqual(
                subnetsOf(made).map(({ routeTable, natGateway }) => [routeTable?.id, natGateway?.id]),
                [
                    [undefined, undefined],
                    ["/mock/RouteTable/net-nodes", undefined],
                    [undefined, undefined],
                ],
            );
            assert.deepEqual(one(made, "RouteTable", "net-nodes").inputs["routes"], [
                { name: "to-firewall", addressPrefix: "0.0.0.0/0", nextHopType: "VirtualAppliance", nextHopIpAddress: "10.0.1.4" },
            ]);
        });

        it(`delegates the subnet of ${what} to a private load balancer (AGN-03)`, async () => {
            const [loadBalancer, ...others] = subnetsOf(await make({ ...args, privateFrontend: true }));
            assert.deepEqual(
                loadBalancer!.delegations?.map(({ serviceName }) => serviceName),
                ["Microsoft.Network/applicationGateways"],
            );
            assert.ok(others.every(({ delegations }) => delegations === undefined));
        });
    }

    it("uses an existing NAT gateway and an existing route table", async () => {
        const [natGatewayId, routeTableId] = [`${group}/natGateways/ng`, `${group}/routeTables/rt`];
        assert.equal(subnetsOf(await make({ natGatewayId }))[1]!.natGateway?.id, natGatewayId);
        assert.equal(subnetsOf(await make({ routeTableId: pulumi.output(routeTableId) }))[1]!.routeTable?.id, routeTableId);
    });

    it("links an existing zone where it is, to the new network", async () => {
        const { inputs } = one(await make({ vaultZoneId }), "VirtualNetworkLink", "net-vault");
        assert.deepEqual(
            [inputs["resourceGroupName"], inputs["privateZoneName"], inputs["virtualNetwork"]],
            ["rg-hub", "privatelink.vaultcore.azure.net", { id: networkId }],
        );
    });

    it("links new zones to the network of existing subnets", async () => {
        const { inputs } = one(await make({ loadBalancerSubnet, nodeSubnet, privateEndpointSubnet }), "VirtualNetworkLink", "net-file");
        assert.deepEqual([inputs["resourceGroupName"], inputs["virtualNetwork"]], ["rg", { id: virtualNetworkId }]);
    });

    it("shows what it made, and the rules that existing subnets need", async () => {
        const whole = (await make()).made;
        assert.ok(whole.virtualNetwork && whole.natGateway && whole.securityGroups.nodes);
        assert.deepEqual([whole.routeTable, whole.subnets], [undefined, {}]);
        const { made } = await make({ virtualNetworkId, addressSpace, nodeSubnet, memberPorts: ["4000"] });
        assert.deepEqual([made.virtualNetwork, made.natGateway, made.securityGroups.nodes], [undefined, undefined, undefined]);
        assert.deepEqual(Object.keys(made.subnets), ["loadBalancer", "privateEndpoints"]);
        assert.deepEqual(
            made.securityRules.nodes.map(({ name }) => name),
            ["allow-load-balancer", "allow-members", "deny-the-rest", "deny-lateral-logins"],
        );
        assert.ok((await make({ firewallAddress: "10.0.1.4" })).made.routeTable instanceof network.RouteTable);
    });

    it("lets its children be changed", async () => {
        const tags = { changed: "yes" };
        const made = await make(
            { virtualNetworkId, addressSpace, firewallAddress: "10.0.1.4" },
            { subnet: { serviceEndpoints: [] }, routeTable: { tags }, zoneLink: { tags } },
        );
        for (const [type, name] of [
            ["RouteTable", "net-nodes"],
            ["VirtualNetworkLink", "net-file"],
        ] as const)
            assert.deepEqual(one(made, type, name).inputs["tags"], tags);
        assert.deepEqual(one(made, "Subnet", "net-nodes").inputs["serviceEndpoints"], []);
    });
});

describe("a network of parts that become known later", () => {
    /** The error that ends the deployment. */
    async function errorOf(args: Partial<GatewayNetworkArgs>, output: keyof GatewayNetwork): Promise<string> {
        let message = "";
        await registeredBy(async () => {
            const made = new GatewayNetwork("net", { resourceGroupName: "rg", ...args });
            await outcomeOf(made[output] as pulumi.Output<string>).catch((error: Error) => (message = error.message));
        }).catch((error: Error) => (message ||= error.message));
        return message;
    }
    const wrong = pulumi.output("wrong");
    const elsewhere = (id: string): string => id.replace(mockSubscription, "00000000-0000-0000-0000-000000000002");

    const late: [path: string, args: Partial<GatewayNetworkArgs>, output: keyof GatewayNetwork, message: RegExp][] = [
        ["virtualNetworkId", { virtualNetworkId: wrong, addressSpace }, "virtualNetworkId", /virtualNetworks/],
        ["nodeSubnet.id", { loadBalancerSubnet, privateEndpointSubnet, nodeSubnet: { ...nodeSubnet, id: wrong } }, "nodeSubnetId", /subnets/],
        [
            "nodeSubnet.id",
            { virtualNetworkId: pulumi.output(`${group}/virtualNetworks/vnet-other`), addressSpace, nodeSubnet },
            "nodeSubnetId",
            /one network, here .*vnet-other/,
        ],
        ["vaultZoneId", { vaultZoneId: wrong, linkZones: false }, "vaultZoneId", /privatelink\.vaultcore/],
        [
            "vaultZoneId",
            { vaultZoneId: elsewhere(vaultZoneId) },
            "vaultZoneId",
            /is in subscription 0+-0000-0000-0000-0+2, but 0+-0000-0000-0000-0+1 is deployed to/,
        ],
        ["virtualNetworkId", { virtualNetworkId: elsewhere(virtualNetworkId), addressSpace }, "virtualNetworkId", /subscription 0+-0000-0000-0000-0+2/],
    ];
    for (const [path, args, output, message] of late)
        it(`fails with the path of ${path}: ${message.source}`, async () => {
            const error = await errorOf(args, output);
            assert.ok(error.includes(`The network "net" has 1 problem:\n  - ${path}: `), error);
            assert.match(error, message);
        });

    const subnetsElsewhere = {
        loadBalancerSubnet: { ...loadBalancerSubnet, id: elsewhere(loadBalancerSubnet.id) },
        nodeSubnet: { ...nodeSubnet, id: elsewhere(nodeSubnet.id) },
        privateEndpointSubnet: { ...privateEndpointSubnet, id: elsewhere(privateEndpointSubnet.id) },
    };
    for (const output of ["virtualNetworkId", "loadBalancerSubnetId", "nodeSubnetId", "privateEndpointSubnetId"] as const)
        it(`has no ${output} in another subscription, where nothing of the environment may lie (AG-08)`, async () => {
            const inNamed = { ...subnetsElsewhere, virtualNetworkId: elsewhere(virtualNetworkId) };
            assert.match(
                await errorOf(subnetsElsewhere, output),
                /nodeSubnet\.id: is in subscription 0+-0000-0000-0000-0+2, but 0+-0000-0000-0000-0+1 is deployed/,
            );
            assert.match(await errorOf(inNamed, output), /virtualNetworkId: is in subscription 0+-0000-0000-0000-0+2, but 0+-0000-0000-0000-0+1 is deployed/);
        });

    it("may have zones of another subscription where nothing is made in them", async () => {
        const { outputs } = await make({ vaultZoneId: elsewhere(vaultZoneId), linkZones: false });
        assert.equal(outputs["vaultZoneId"], elsewhere(vaultZoneId));
    });
});

describe("the network of a deployment", () => {
    const networkOf = async (changes: Parameters<typeof validArgs>[0]): Promise<Registered[]> =>
        registeredBy(() => new GatewayDeployment("gateway", validArgs(changes)));
    const inputs = (registered: Registered[], type: string, name: string) =>
        registered.find((resource) => resource.type.endsWith(type) && resource.name === name)!.inputs;

    it("has room for the most nodes that there will be", async () => {
        const registered = await networkOf({ scaleSet: { ...validArgs().scaleSet, maxInstances: 833 } });
        const [loadBalancer, nodes, privateEndpoints] = inputs(registered, ":VirtualNetwork", "gateway-network")["subnets"] as SubnetInputs[];
        assert.deepEqual(
            [loadBalancer, nodes, privateEndpoints].map((planned) => planned!.addressPrefix),
            ["10.20.0.0/24", "10.20.4.0/22", "10.20.1.0/27"],
        );
    });

    it("lets nobody mount a share where there is none", async () => {
        const rules = (registered: Registered[]): string[] =>
            (inputs(registered, ":NetworkSecurityGroup", "gateway-network-private-endpoints")["securityRules"] as { name: string }[]).map(({ name }) => name);
        assert.ok(rules(await networkOf({ release: "3.2.0" })).includes("allow-share"));
        assert.ok(!rules(await networkOf({ release: "4.6.0" })).includes("allow-share"));
    });

    it("puts everything into existing subnets", async () => {
        const registered = await networkOf({ network: { loadBalancerSubnet, nodeSubnet, privateEndpointSubnet, fileShareZoneId, vaultZoneId } });
        const named = (type: string): string =>
            JSON.stringify(registered.filter((resource) => resource.type.endsWith(type)).map((resource) => resource.inputs));
        assert.ok(named(":ApplicationGateway").includes(`"${loadBalancerSubnet.id}"`));
        assert.ok(named(":VirtualMachineScaleSet").includes(`"${nodeSubnet.id}"`));
        assert.ok(named(":PrivateEndpoint").includes(`"${privateEndpointSubnet.id}"`));
        for (const id of [fileShareZoneId, vaultZoneId]) assert.ok(named(":PrivateDnsZoneGroup").includes(`"${id}"`));
        assert.deepEqual(
            registered.filter(({ type, custom, parent }) => custom && parent.includes("GatewayNetwork") && type.startsWith("azure-native")),
            [],
        );
    });
});
