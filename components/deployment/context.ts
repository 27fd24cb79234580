import * as pulumi from "@pulumi/pulumi";

import { defaultBaseName } from "../baseName";
import { GatewayDeploymentArgs } from "../deploymentArgs";
import { loadBalancerRange, withPrivateAddress } from "../loadBalancer/address";
import { GatewayLoadBalancerSettings } from "../loadBalancer/settings";
import { ContentSyncMode, ReleaseProfile } from "../product/release";
import { releaseProfile } from "../product/releases";
import { ManagerAddresses, managerAddresses } from "../syncManager/place";
import { defaultZones } from "../tier";

/** What all parts of a deployment follow from. */
export interface DeploymentContext {
    /** Logical name of the deployment; those of its children begin with it. */
    name: string;
    args: GatewayDeploymentArgs;
    /** Options of every child. */
    inParent: { parent: pulumi.ComponentResource };
    /** Start of all names in Azure. */
    baseName: string;
    profile: ReleaseProfile;
    contentSync: ContentSyncMode;
    zones: string[];
    hostNames: pulumi.Input<string>[];
    startupSeconds: number;
    /** The settings of the load balancer with every address. */
    loadBalancer: GatewayLoadBalancerSettings;
    /** Where the manager of rsync mode is. */
    manager?: ManagerAddresses;
    isMonitored: boolean;
}

/** The context of a deployment whose arguments are right, in a region as far as it is known. */
export function deploymentContext(name: string, args: GatewayDeploymentArgs, region: string | undefined, parent: pulumi.ComponentResource): DeploymentContext {
    const profile = releaseProfile(args.release);
    return {
        name,
        args,
        inParent: { parent },
        baseName: args.baseName ?? defaultBaseName(name),
        profile,
        contentSync: args.contentSync ?? profile.defaultContentSync,
        zones: args.zones ?? defaultZones(args.tier, region),
        hostNames: [args.hostName, ...(args.additionalHostNames ?? [])],
        startupSeconds: args.startupSeconds ?? profile.slowestStartSeconds,
        loadBalancer: withPrivateAddress(args.loadBalancer ?? {}, loadBalancerRange(args)!),
        manager: managerAddresses(args),
        isMonitored: args.monitoring?.enabled ?? true,
    };
}
