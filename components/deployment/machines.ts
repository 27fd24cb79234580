import * as pulumi from "@pulumi/pulumi";

import { GatewayLoadBalancer } from "../loadBalancer";
import { GatewayNetwork } from "../network";
import { SyncRole } from "../node/sync";
import { Placement } from "../placement";
import { ScaleSetGateway, ScaleSetGatewayTransforms, ScaleSetSettings } from "../scaleSet";
import { nodeConfiguration, NodeDocument } from "../scaleSet/nodeConfiguration";
import { SharedStorage } from "../sharedStorage";
import { SyncManager, SyncManagerTransforms } from "../syncManager";
import { machineSettings } from "../syncManager/place";
import { GatewayVault } from "../vault";
import { DeploymentContext } from "./context";
import { machinePlan } from "./plans";

/** What machines need of the other parts of a deployment. */
export interface Surroundings {
    placement: Placement;
    network: GatewayNetwork;
    vault: GatewayVault;
    sharedStorage?: SharedStorage;
    loadBalancer: GatewayLoadBalancer;
}

/** Changes to single children of the machines. */
export interface MachineTransforms {
    scaleSet?: ScaleSetGatewayTransforms;
    syncManager?: SyncManagerTransforms;
}

/** Gateway nodes as machines. */
export interface Machines {
    scaleSet: ScaleSetGateway;
    /** The one manager of rsync mode. */
    syncManager?: SyncManager;
    configurationHash: pulumi.Output<string>;
}

/** Creates the scale set, and in rsync mode its manager. */
export function createMachines(context: DeploymentContext, settings: ScaleSetSettings, around: Surroundings, transforms: MachineTransforms): Machines {
    const { name, args, inParent, manager, zones, isMonitored, startupSeconds } = context;
    const { tier, protect, requestTimeoutSeconds, timing } = args;
    const { placement, network, vault } = around;

    const { cloudInit, configurationHash } = configurationOf(SyncRole.Worker);
    return { scaleSet: createScaleSet(), syncManager: createSyncManager(), configurationHash };

    /** What a machine is told: a node, or in rsync mode a worker or the manager. */
    function configurationOf(role: SyncRole): pulumi.Output<NodeDocument> {
        const sync = manager && { role, ...manager };
        return nodeConfiguration({ ...machinePlan(context), vault, sharedStorage: around.sharedStorage, sync });
    }

    function createScaleSet(): ScaleSetGateway {
        const scaleSetArgs = {
            ...placement,
            tier,
            ...settings,
            zones,
            subnetId: network.nodeSubnetId,
            backendPoolIds: [around.loadBalancer.backendPoolId],
            identityId: vault.nodeIdentityId,
            cloudInit,
            monitoringAgent: isMonitored,
            requestTimeoutSeconds,
            startupSeconds,
            timing,
        };
        return new ScaleSetGateway(`${name}-nodes`, scaleSetArgs, inParent, transforms.scaleSet);
    }

    /** Not a part of the backend pool of the APIs: workers serve them, the manager takes the Publisher's calls. */
    function createSyncManager(): SyncManager | undefined {
        if (manager === undefined) return undefined;
        const managerArgs = {
            ...placement,
            tier,
            protect,
            ...machineSettings(settings, args.syncManager!),
            zone: args.syncManager!.zone ?? zones[0] ?? "",
            subnetId: network.nodeSubnetId,
            privateIpAddress: manager.managerAddress,
            identityIds: [vault.nodeIdentityId, vault.syncManagerIdentityId],
            cloudInit: configurationOf(SyncRole.Manager).cloudInit,
            monitoringAgent: isMonitored,
            requestTimeoutSeconds,
            timing,
        };
        return new SyncManager(`${name}-sync-manager`, managerArgs, inParent, transforms.syncManager);
    }
}
