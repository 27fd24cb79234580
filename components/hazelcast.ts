import * as pulumi from "@pulumi/pulumi";

import { isNetwork } from "./azure/addressPlan";
import { refuse } from "./checking/validation";
import { plainInputs } from "./componentInputs";
import { checkMemberRange, clusterIn, defaultDomain } from "./hazelcast/plan";
import { HazelcastSettings } from "./hazelcast/settings";
import { Problem } from "./problem";
import { checkClusterDomain, checkClusteringRelease, MEMBER_PORTS } from "./product/clustering";
import { checkRelease } from "./product/releases";

export interface HazelcastDiscoveryArgs extends HazelcastSettings {
    /** Release of WSO2 API Manager, 2.1.0 to 4.1.0. Plain, because others have no clustering. */
    release: string;

    /** Range of the nodes' subnet, a /26 or smaller: members are looked for at each of its addresses. Plain, because every node is told. */
    nodeSubnetRange: string;
}

/**
 * How gateway nodes on a scale set find each other as members of a Hazelcast cluster: at every address of their subnet, since nobody knows beforehand which
 * ones they get, without credentials and without a registry. `GatewayNetwork` opens the ports to the nodes alone (`memberPorts`).
 *
 * Costs: nothing; each start of a node takes some ten seconds longer.
 * Fails: at once for releases from 4.2, whose packs have no clustering; later when two environments share both subnet and domain: they would be one cluster.
 */
export class HazelcastDiscovery extends pulumi.ComponentResource {
    /** Name of the cluster. */
    public readonly domain: pulumi.Output<string>;
    /** Where members are looked for, with the port, as the product writes it: `10.20.1.4-62:4000`. */
    public readonly members: pulumi.Output<string[]>;
    /** Ports that the members need among each other, for `GatewayNetwork`. */
    public readonly memberPorts: pulumi.Output<string[]>;

    constructor(name: string, args: HazelcastDiscoveryArgs, opts?: pulumi.ComponentResourceOptions) {
        refuse(`The cluster "${name}"`, checkDiscovery(args));
        super("wso2-gateway-azure:index:HazelcastDiscovery", name, plainInputs(args), opts);
        const domain = args.domain ?? defaultDomain(pulumi.getProject(), pulumi.getStack(), name);
        const { members } = clusterIn(args.nodeSubnetRange, args.release, domain);
        this.domain = pulumi.output(domain);
        this.members = pulumi.output(members.map(({ host, port }) => `${host}:${port}`));
        this.memberPorts = pulumi.output([MEMBER_PORTS]);
        this.registerOutputs({ domain: this.domain, members: this.members, memberPorts: this.memberPorts });
    }
}

function checkDiscovery({ release, nodeSubnetRange: range, domain }: HazelcastDiscoveryArgs): Problem[] {
    const path = "nodeSubnetRange";
    const unknown = checkRelease(release, "release");
    return [
        ...(unknown.length > 0 ? unknown : checkClusteringRelease(release, "release")),
        ...(isNetwork(range) ? checkMemberRange(range, path) : [{ path, message: `is "${range}"; a CIDR block is needed, such as 10.20.1.0/26` }]),
        ...(domain === undefined ? [] : checkClusterDomain(domain, "domain")),
    ];
}
