import * as pulumi from "@pulumi/pulumi";

import { GatewayLoadBalancer } from "../loadBalancer";
import { MonitoredNodes, MonitoringTargets } from "../monitoring/targets";
import { SharedStorage } from "../sharedStorage";
import { quotaOf } from "../sharedStorage/bodies";
import { tierDefaults } from "../tier";
import { GatewayVault } from "../vault";
import { DeploymentContext } from "./context";
import { Machines } from "./machines";

/** The parts of a deployment that can be watched. */
export interface MonitoredParts {
    loadBalancer: GatewayLoadBalancer;
    sharedStorage?: SharedStorage;
    vault: GatewayVault;
    machines?: Machines;
    /** Id of a cluster that the deployment made itself. */
    clusterId?: pulumi.Output<string>;
}

/** What of a deployment is watched. What the organisation had before, it watches itself. */
export function monitoringTargets({ args }: DeploymentContext, { loadBalancer, sharedStorage, vault, machines, clusterId }: MonitoredParts): MonitoringTargets {
    const defaults = tierDefaults[args.tier];
    return {
        loadBalancer: {
            applicationGatewayId: loadBalancer.applicationGatewayId,
            maxInstances: args.loadBalancer?.maxInstances ?? defaults.maxLoadBalancerInstances,
        },
        sharedStorage: sharedStorage?.share && {
            accountId: sharedStorage.accountId,
            shareName: sharedStorage.shareName,
            quotaGiB: quotaOf(args.sharedStorage ?? {}, args.sharedStorage?.redundancy ?? defaults.storageRedundancy),
        },
        vaultId: vault.vault && vault.vaultId,
        nodes: machines && nodesOf(machines),
        cluster: clusterId && { clusterId },
    };

    function nodesOf({ scaleSet, syncManager, configurationHash }: Machines): MonitoredNodes {
        return {
            scaleSetId: scaleSet.scaleSetId,
            minInstances: args.scaleSet?.minInstances ?? defaults.minInstances,
            maxInstances: args.scaleSet?.maxInstances ?? defaults.maxInstances,
            configurationHash,
            syncManagerId: syncManager?.virtualMachineId,
        };
    }
}
