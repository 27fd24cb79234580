import assert from "node:assert/strict";
import * as path from "node:path";

import { GatewayDeploymentArgs, securityRulesFor } from "../../components";
import { networkDemand } from "../../components/network/demand";
import { runCommand } from "../../tools/command";
import { javaModule } from "../support/javaModule";
import { validArgs } from "../unit/support/deployments";
import { ClusterMember, ClusterMembers } from "./support/clusterMembers";
import { emittedNode } from "./support/emittedNode";
import { needMachines } from "./support/needs";

/** The kernel of each release and the Hazelcast that it ships, which there is WSO2's own build of that version. */
const versions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    "3.2.0": { "kernel.version": "4.6.0", "hazelcast.version": "3.12.2" },
    "2.6.0": { "kernel.version": "4.4.35", "hazelcast.version": "3.5.4" },
};

const network = { addressSpace: "10.60.0.0/16", subnetRanges: { loadBalancer: "10.60.1.0/24", nodes: "10.60.0.0/26", privateEndpoints: "10.60.2.0/27" } };
const MEMBER_PORT = 4000;
/** Milliseconds until three members are one cluster. */
const FORMING = 45_000;

for (const [release, properties] of Object.entries(versions)) {
    describe(`a cluster of nodes of ${release}`, function () {
        // Each member may take as long as a cluster takes to form, and a step waits for several.
        this.timeout(300_000);
        let cluster: ClusterMembers;
        let members: ClusterMember[];
        const args: Partial<GatewayDeploymentArgs> = { release, network, hazelcast: {} };

        before(async function () {
            needMachines(this, "nft", "java");
            const classPath = await javaModule(this, path.join(__dirname, "hazelcast"), properties);
            const { nodes } = securityRulesFor({ ...network, ...networkDemand(validArgs(args)) });
            cluster = new ClusterMembers(this, release, classPath, nodes);
            const emitted = await emittedNode(args);
            members = [];
            for (const name of ["a", "b", "c"]) members.push(await cluster.add(name, emitted));
        });
        after(() => cluster?.stop());

        it("forms among nodes that start together and know nothing but their subnet", async () => {
            for (const member of members) member.start();
            await Promise.all(members.map((member) => member.sees(members, FORMING)));
        });

        it("lets no node of another environment in, though it is in the same subnet", async () => {
            const other = await cluster.add("other", await emittedNode({ ...args, baseName: "other" }));
            other.start();
            await other.sees([other], 2 * FORMING);
            // Nobody was lost or won while that one looked for others.
            for (const member of members) await member.sees(members, FORMING);
            await other.sees([other], FORMING);
            await other.kill();
        });

        it("goes on without a member that is killed, and takes it back", async () => {
            const [first, second, third] = members as [ClusterMember, ClusterMember, ClusterMember];
            await first.kill();
            await Promise.all([second, third].map((member) => member.sees([second, third], FORMING)));
            first.start();
            await Promise.all(members.map((member) => member.sees(members, 2 * FORMING)));
        });

        it("is out of reach from outside of the nodes' subnet", async () => {
            const stranger = await cluster.add("stranger", await emittedNode(args), "10.60.0.200");
            assert.equal(await connects(stranger, members[0]!), false);
            assert.equal(await connects(members[1]!, members[0]!), true);
            stranger.start();
            await stranger.sees([stranger], 2 * FORMING);
            await Promise.all(members.map((member) => member.sees(members, FORMING)));
        });
    });
}

/** Whether one machine can open a connection to another one's port for members. */
async function connects(from: ClusterMember, to: ClusterMember): Promise<boolean> {
    const open = `exec 3<>/dev/tcp/${to.address}/${MEMBER_PORT}`;
    const { code } = await runCommand("ip", ["netns", "exec", from.namespace, "timeout", "3", "bash", "-c", open]);
    return code === 0;
}
