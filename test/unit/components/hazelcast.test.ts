import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { HazelcastDiscovery, HazelcastDiscoveryArgs } from "../../../components";
import { defaultDomain, nodeRange } from "../../../components/hazelcast/plan";
import { checkClusterDomain } from "../../../components/product/clustering";
import { validArgs } from "../support/deployments";
import { registeredBy } from "../support/mocks";
import { outcomeOf } from "../support/outputs";

const args: HazelcastDiscoveryArgs = { release: "3.1.0", nodeSubnetRange: "10.20.1.0/26" };

describe("HazelcastDiscovery", () => {
    it("says where members are, on which ports, and as whose", async () => {
        let discovery: HazelcastDiscovery;
        await registeredBy(() => void (discovery = new HazelcastDiscovery("cluster", args)));
        const { domain, members, memberPorts } = discovery!;
        const known = await outcomeOf(pulumi.output({ domain, members, memberPorts }));
        assert.deepEqual({ ...known, domain: "" }, { domain: "", members: ["10.20.1.4-62:4000"], memberPorts: ["4000-4003"] });
        assert.match(known.domain, /^[\w-]+\.[\w-]+\.cluster$/);
    });

    for (const [what, changes, message] of [
        ["a release without clustering", { release: "4.2.0" }, /Redis/],
        ["an unknown release", { release: "9.9.9" }, /known releases/],
        ["too large a subnet", { nodeSubnetRange: "10.20.1.0/24" }, /\/26 or smaller/],
        ["a range that is none", { nodeSubnetRange: "10.20.1.4" }, /CIDR block/],
        ["a name that is none", { domain: "a/b" }, /letters, digits/],
    ] as const) {
        it(`refuses ${what}`, async () => {
            await assert.rejects(
                registeredBy(() => void new HazelcastDiscovery("cluster", { ...args, ...changes })),
                message,
            );
        });
    }
});

describe("the cluster of a deployment", () => {
    it("has a name that no other environment has", () => {
        const names = ["shop dev gateway", "shop prod gateway", "shop dev other", "bank dev gateway", "sh.op dev gateway", "sh-op dev gateway"];
        const domains = names.map((name) => defaultDomain(...(name.split(" ") as [string, string, string])));
        assert.equal(new Set(domains).size, names.length);
        assert.equal(domains[0], "shop.dev.gateway");
    });

    it("has a name that can be one, whatever the others are", () => {
        for (const [project, stack, baseName] of [
            ["my project", "dev", "gateway-dev"],
            ["p".repeat(200), "dev", "gateway"],
            ["_", "_", "_"],
        ] as const)
            assert.deepEqual(checkClusterDomain(defaultDomain(project, stack, baseName), "domain"), []);
    });

    it("makes the planned subnet as small as can be searched", () => {
        const scaleSet = { ...validArgs().scaleSet, maxInstances: 10 };
        assert.equal(nodeRange(validArgs({ scaleSet })), "10.20.1.0/24");
        assert.equal(nodeRange(validArgs({ scaleSet, hazelcast: {} })), "10.20.1.0/26");
    });
});
