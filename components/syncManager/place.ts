import type { GatewayDeploymentArgs } from "../deploymentArgs";
import type { ScaleSetSettings } from "../scaleSet";
import type { SyncManagerSettings } from "./settings";
import { networkDemand } from "../network/demand";
import { managerAddress, subnetRanges } from "../network/plan";

/** Where the manager of a deployment is, and who copies from it: known before anything exists. */
export interface ManagerAddresses {
    managerAddress: string;
    /** Range of the nodes' subnet. */
    nodeRange: string;
}

/** What the manager has in common with the nodes, and what is its own. Their ephemeral disks and spot prices are not for a machine that must stay. */
export function machineSettings(nodes: ScaleSetSettings, { vmSize, dataDiskSizeGiB, dataDiskRedundancy }: SyncManagerSettings) {
    const { sshPublicKey, adminUserName, imageId, image, encryptionAtHost, osDiskType, osDiskSizeGiB, patchMode } = nodes;
    const common = { sshPublicKey, adminUserName, imageId, image, encryptionAtHost, osDiskType, osDiskSizeGiB, patchMode };
    return { ...common, vmSize: vmSize ?? nodes.vmSize, dataDiskSizeGiB, dataDiskRedundancy };
}

/** Where the manager of a deployment is; nothing in other modes than rsync, or when the network has no room. */
export function managerAddresses(args: GatewayDeploymentArgs): ManagerAddresses | undefined {
    const options = { ...args.network, ...networkDemand(args) };
    const nodeRange = subnetRanges(options)?.nodes;
    const address = nodeRange === undefined ? undefined : managerAddress(options, nodeRange);
    return nodeRange === undefined || address === undefined ? undefined : { managerAddress: address, nodeRange };
}
