import assert from "node:assert/strict";

import fc from "fast-check";
import { Address4 } from "ip-address";

import {
    addressesOfLoadBalancer,
    addressesOfNodes,
    AddressPlan,
    containsRange,
    forbiddenRange,
    isNetwork,
    isPrivateAddress,
    nodesWithin,
    planAddresses,
    prefixFor,
    rangesOverlap,
    smallestSpaceFor,
    SubnetDemand,
    subnetKeys,
    subnetSizes,
    usableAddresses,
} from "../../../components/azure/addressPlan";
import { placeOf } from "../../../components/azure/ids";
import { networkOfSubnet, NetworkType } from "../../../components/azure/networkIds";

/** A range in canonical form. */
const range = (smallest: number, largest: number): fc.Arbitrary<string> =>
    fc
        .tuple(fc.integer({ min: largest, max: smallest }), fc.integer({ min: 0, max: 2 ** 32 - 1 }))
        .map(([prefix, seed]) => `${Address4.fromBigInt((BigInt(seed) >> BigInt(32 - prefix)) << BigInt(32 - prefix)).correctForm()}/${prefix}`);

const demand: fc.Arbitrary<SubnetDemand> = fc.record(
    { loadBalancerInstances: fc.integer({ min: 1, max: 125 }), nodes: fc.integer({ min: 1, max: 1000 }) },
    { requiredKeys: [] },
);

describe("planAddresses", () => {
    it("gives the plan that environments have been made with", () => {
        assert.deepEqual(planAddresses("10.20.0.0/16"), { loadBalancer: "10.20.0.0/24", nodes: "10.20.1.0/24", privateEndpoints: "10.20.2.0/27" });
        fc.assert(
            fc.property(range(22, 8), fc.integer({ min: 1, max: 209 }), fc.integer({ min: 1, max: 125 }), (space, nodes, loadBalancerInstances) => {
                const start = new Address4(space).startAddress().bigInt();
                const block = (index: bigint, prefix: number): string => `${Address4.fromBigInt(start + index * 256n).correctForm()}/${prefix}`;
                assert.deepEqual(planAddresses(space, subnetSizes({ nodes, loadBalancerInstances })), {
                    loadBalancer: block(0n, 24),
                    nodes: block(1n, 24),
                    privateEndpoints: block(2n, 27),
                });
            }),
        );
    });

    it("puts subnets inside the range, apart from each other, on blocks of their size, or has no room", () => {
        fc.assert(
            fc.property(range(29, 8), demand, (space, needs) => {
                const sizes = subnetSizes(needs);
                const plan = planAddresses(space, sizes);
                const fits = new Address4(space).subnetMask <= smallestSpaceFor(subnetKeys, sizes);
                assert.equal(plan !== undefined, fits);
                if (plan === undefined) return;
                for (const key of subnetKeys) {
                    assert.ok(isNetwork(plan[key]), plan[key]);
                    assert.ok(containsRange(space, plan[key]), `${plan[key]} in ${space}`);
                    assert.equal(new Address4(plan[key]).subnetMask, sizes[key]);
                    for (const other of subnetKeys)
                        assert.ok(key === other || !rangesOverlap(plan[key], plan[other]), `${plan[key]} apart from ${plan[other]}`);
                }
            }),
        );
    });

    it("leaves room for every instance and every node, twice the instances for maintenance (AGN-02, VS-21)", () => {
        fc.assert(
            fc.property(demand, ({ loadBalancerInstances = 125, nodes = 209 }) => {
                const plan = planAddresses("10.0.0.0/8", subnetSizes({ loadBalancerInstances, nodes }))!;
                assert.ok(usableAddresses(plan.loadBalancer) >= 2 * loadBalancerInstances + 1);
                assert.ok(usableAddresses(plan.nodes) >= nodes + Math.ceil(nodes * 0.2));
            }),
        );
    });

    it("never asks for a range twice as large as needed", () => {
        fc.assert(
            fc.property(demand, fc.subarray([...subnetKeys], { minLength: 1 }), (needs, keys) => {
                const sizes = subnetSizes(needs);
                const space = 2 ** (32 - smallestSpaceFor(keys, sizes));
                const sum = keys.reduce((total, key) => total + 2 ** (32 - sizes[key]), 0);
                assert.ok(sum <= space && sum > space / 2, `${sum} in ${space}`);
            }),
        );
    });

    it("keeps ranges that are decided already, and out of them", () => {
        fc.assert(
            fc.property(fc.record({ loadBalancer: range(29, 22), nodes: range(29, 22), privateEndpoints: range(29, 22) }, { requiredKeys: [] }), (fixed) => {
                const plan = planAddresses("10.0.0.0/9", subnetSizes(), fixed)!;
                for (const key of subnetKeys) {
                    if (fixed[key] !== undefined) assert.equal(plan[key], fixed[key]);
                    else for (const other of subnetKeys) assert.ok(key === other || !rangesOverlap(plan[key], plan[other]));
                }
            }),
        );
    });

    const around: [what: string, space: string, fixed: Partial<AddressPlan>, expected: AddressPlan | undefined][] = [
        [
            "goes around what is taken",
            "10.0.0.0/22",
            { loadBalancer: "10.0.1.0/25" },
            { loadBalancer: "10.0.1.0/25", nodes: "10.0.0.0/24", privateEndpoints: "10.0.1.128/27" },
        ],
        [
            "needs no room for what lies elsewhere",
            "10.0.0.0/27",
            { loadBalancer: "10.9.0.0/24", nodes: "10.9.1.0/24" },
            { loadBalancer: "10.9.0.0/24", nodes: "10.9.1.0/24", privateEndpoints: "10.0.0.0/27" },
        ],
        ["has no room beside what is taken", "10.0.0.0/22", { loadBalancer: "10.0.0.0/23", nodes: "10.0.2.0/23" }, undefined],
    ];
    for (const [what, space, fixed, expected] of around) it(what, () => assert.deepEqual(planAddresses(space, subnetSizes(), fixed), expected));
});

describe("sizes of subnets", () => {
    it("are the smallest that are large enough", () => {
        fc.assert(
            fc.property(fc.integer({ min: 1, max: 100_000 }), (addresses) => {
                const usable = (prefix: number): number => usableAddresses(`10.0.0.0/${prefix}`);
                const prefix = prefixFor(addresses);
                assert.ok(usable(prefix) >= addresses);
                assert.ok(prefix === 29 || usable(prefix + 1) < addresses);
            }),
        );
    });

    it("say how many nodes they hold", () => {
        fc.assert(
            fc.property(fc.integer({ min: 0, max: 10_000 }), (addresses) => {
                const nodes = nodesWithin(addresses);
                assert.ok(addressesOfNodes(nodes) <= addresses && addressesOfNodes(nodes + 1) > addresses);
            }),
        );
        assert.equal(nodesWithin(usableAddresses("10.0.0.0/24")), 209);
        assert.equal(nodesWithin(usableAddresses("10.0.0.0/23")), 422);
    });

    it("hold as many instances as Azure says (AGN-02)", () => assert.ok(addressesOfLoadBalancer(58) <= usableAddresses("10.0.0.0/26")));
});

describe("isNetwork", () => {
    for (const text of ["10.0.0.0/8", "10.20.0.0/22", "192.168.1.0/29"]) it(`accepts ${text}`, () => assert.ok(isNetwork(text)));
    for (const text of ["10.0.0.1/8", "10.20.0.0", "10.0.0.0/30", "300.0.0.0/16", "10.0.0.0/33", "", "fd00::/16"])
        it(`refuses "${text}"`, () => assert.ok(!isNetwork(text)));
});

describe("forbiddenRange", () => {
    for (const text of ["224.0.0.0/16", "168.63.0.0/16", "0.0.0.0/8"]) it(`knows ${text}`, () => assert.notEqual(forbiddenRange(text), undefined));
    for (const text of ["10.0.0.0/8", "172.16.0.0/12", "100.64.0.0/10"]) it(`leaves ${text} alone`, () => assert.equal(forbiddenRange(text), undefined));
});

describe("isPrivateAddress", () => {
    for (const text of ["10.0.1.4", "172.31.0.1", "192.168.0.9", "100.64.0.1"]) it(`accepts ${text}`, () => assert.ok(isPrivateAddress(text)));
    for (const text of ["8.8.8.8", "172.32.0.1", "10.0.1.4/24", "firewall", ""]) it(`refuses "${text}"`, () => assert.ok(!isPrivateAddress(text)));
});

describe("ids of networks", () => {
    const network = "/subscriptions/s1/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub";
    it("are taken apart, whatever their case", () => {
        const parts = { subscriptionId: "s1", resourceGroupName: "rg-hub", name: "vnet-hub" };
        assert.deepEqual(placeOf(network, NetworkType.VirtualNetwork), parts);
        assert.deepEqual(placeOf(network.replace("resourceGroups", "resourcegroups"), NetworkType.VirtualNetwork), parts);
    });
    for (const wrong of ["", "vnet-hub", `${network}/`, `${network}/subnets/a`, network.replace("virtualNetworks", "natGateways")])
        it(`are not "${wrong}"`, () => assert.equal(placeOf(wrong, NetworkType.VirtualNetwork), undefined));
    it("are in those of subnets", () => assert.equal(networkOfSubnet(`${network}/subnets/a`), network));
    for (const wrong of ["", network, `${network}/subnets/`, `${network}/subnets/a/b`, "/subnets/a"])
        it(`are not in "${wrong}"`, () => assert.equal(networkOfSubnet(wrong), undefined));
});
