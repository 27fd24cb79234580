import * as compute from "@pulumi/azure-native/compute";
import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";

import { defaultBaseName } from "./baseName";
import { checkPart } from "./checking/partChecks";
import { checkedLater, refuse } from "./checking/validation";
import { checkCustomData } from "./checking/valueChecks";
import { child, ChildTransform, protection } from "./children";
import { plainInputs } from "./componentInputs";
import { AGENT_NAME, agentExtension } from "./monitoring/agent";
import { resourceName } from "./naming";
import { Placement } from "./placement";
import { MarketplaceImage } from "./scaleSet/image";
import { machinePlan } from "./scaleSet/machine";
import { OsDiskType, PatchMode } from "./scaleSet/machineOptions";
import { checkSyncManagerArgs, withLaterSyncManagerChecks } from "./syncManager/argsChecks";
import { dataDisk, FIXED_IN_MACHINE, managerMachine, redundancyOf } from "./syncManager/machine";
import { SyncManagerDiskSettings } from "./syncManager/settings";
import { Tier, tierDefaults } from "./tier";
import { apartFromStart, timing } from "./timing";
import { TimingOverrides } from "./timing/args";

export interface SyncManagerArgs extends Placement, SyncManagerDiskSettings {
    /** Picks the defaults. */
    tier: Tier;

    /** Subnet of the manager: that of the nodes that copy from it. It needs a way out (NAT gateway or route), since the machine has no public address. */
    subnetId: pulumi.Input<string>;

    /** Fixed address in the subnet, neither one of its first four nor its last. */
    privateIpAddress: pulumi.Input<string>;

    /** Identities of the manager: the nodes', with which it reads what they read, and its own, with which alone its SSH key is read. */
    identityIds: pulumi.Input<string>[];

    /** What the manager finds at its first boot: a cloud-init document of at most 65535 bytes, without secrets (VS-11). Another one replaces the machine, not its data. */
    cloudInit: pulumi.Input<string>;

    /** Public SSH key of the machine's administrator. */
    sshPublicKey: pulumi.Input<string>;

    /** Name of the machine's administrator. Defaults to azureuser. */
    adminUserName?: string;

    /** Size of the machine. Defaults to `Standard_D4s_v5` in Production and `Standard_D2s_v5` in Development. */
    vmSize?: pulumi.Input<string>;

    /** Availability zone. Defaults to 1; an empty text for none, in regions without. */
    zone?: string;

    /** Image of your own, by id; of a gallery with its version. Defaults to the marketplace image. */
    imageId?: pulumi.Input<string>;

    /** Image from the marketplace. Defaults to a pinned Ubuntu 24.04 LTS. */
    image?: MarketplaceImage;

    /** Whether the host encrypts everything that the machine stores. Defaults to false. */
    encryptionAtHost?: boolean;

    /** What the system disk is made of. Defaults to `Premium_LRS`. */
    osDiskType?: OsDiskType;

    /** Size of the system disk in GiB, not below the image's. Defaults to the image's. */
    osDiskSizeGiB?: number;

    /** Who patches the operating system. Defaults to `AutomaticByPlatform`. */
    patchMode?: PatchMode;

    /** Longest request that the manager finishes before it ends, in seconds. Defaults to 120. */
    requestTimeoutSeconds?: number;

    /** Single durations that differ from the derived ones. */
    timing?: TimingOverrides;

    /** Whether the manager has Azure's monitoring agent. Plain, because it decides which extensions exist. Defaults to false. */
    monitoringAgent?: boolean;

    /** Whether Pulumi refuses to delete or replace the data disk. Defaults to true in Production and false in Development. */
    protect?: boolean;
}

/** Changes to single children. TypeScript only: not part of the package schema. */
export interface SyncManagerTransforms {
    virtualMachine?: ChildTransform<compute.VirtualMachineArgs>;
    dataDisk?: ChildTransform<compute.DiskArgs>;
    networkInterface?: ChildTransform<network.NetworkInterfaceArgs>;
    monitoringExtension?: ChildTransform<compute.VirtualMachineExtensionArgs>;
}

interface Children {
    virtualMachine: compute.VirtualMachine;
    dataDisk: compute.Disk;
    networkInterface: network.NetworkInterface;
}
// Children live beside the class, not in it: instance fields would become part of the package schema.
const childrenOf = new WeakMap<SyncManager, Children>();

/**
 * The one Gateway Manager of rsync mode, for releases up to 3.2 where nodes have no shared file system: the Publisher deploys APIs to it, and nodes copy them from its
 * data disk every minute. It is a machine of its own with a fixed name and address; name and disk exist once, so there cannot be a second one.
 *
 * Nodes go on serving what they have while it is away; nothing can be published then. Azure takes no other customData for a machine that exists, so a new
 * configuration replaces it, which takes as long as a start of the product; disk and address stay.
 *
 * Costs: one machine and a small disk.
 * Fails: when its address is taken already (`PrivateIPAddressInUse`), or the region has no disks with copies in three zones.
 */
export class SyncManager extends pulumi.ComponentResource {
    /** Id of the machine. */
    public readonly virtualMachineId: pulumi.Output<string>;
    /** Its fixed address, known when the machine's interface has it. */
    public readonly privateIpAddress: pulumi.Output<string>;
    /** Id of the disk with the API artifacts. */
    public readonly dataDiskId: pulumi.Output<string>;

    constructor(name: string, args: SyncManagerArgs, opts?: pulumi.ComponentResourceOptions, transforms: SyncManagerTransforms = {}) {
        const subject = `The sync manager "${name}"`;
        refuse(subject, [...checkPart(args), ...checkSyncManagerArgs(args)]);
        super("wso2-gateway-azure:index:SyncManager", name, plainInputs(args), opts);
        args = withLaterSyncManagerChecks(subject, args);

        const { resourceGroupName, location, tags, names = {} } = args;
        const common = { resourceGroupName, location, tags };
        const inParent = { parent: this };
        const baseName = args.baseName ?? defaultBaseName(name);
        const defaults = tierDefaults[args.tier];
        const zone = (args.zone ?? "1") || undefined;
        const machineName = names.syncManager ?? resourceName("virtualMachine", baseName, "sync-manager");

        const disk = createDataDisk();
        const networkInterface = createNetworkInterface();
        const virtualMachine = createVirtualMachine();
        if (args.monitoringAgent === true) createMonitoringExtension();

        childrenOf.set(this, { virtualMachine, dataDisk: disk, networkInterface });
        this.virtualMachineId = virtualMachine.id;
        this.privateIpAddress = pulumi.all([args.privateIpAddress, networkInterface.id]).apply(([address]) => address);
        this.dataDiskId = disk.id;
        this.registerOutputs({
            virtualMachineId: this.virtualMachineId,
            privateIpAddress: this.privateIpAddress,
            dataDiskId: this.dataDiskId,
        });

        function createDataDisk(): compute.Disk {
            const diskArgs: compute.DiskArgs = {
                ...common,
                diskName: names.syncManagerDisk ?? resourceName("disk", baseName, "sync-manager"),
                ...dataDisk(args, redundancyOf(args, args.tier, zone), zone),
            };
            return new compute.Disk(...child(transforms.dataDisk, name, diskArgs, { ...inParent, protect: protection(args.protect, defaults.protect) }));
        }

        function createNetworkInterface(): network.NetworkInterface {
            const interfaceArgs: network.NetworkInterfaceArgs = {
                ...common,
                networkInterfaceName: names.syncManagerNetworkInterface ?? resourceName("networkInterface", baseName, "sync-manager"),
                ipConfigurations: [
                    {
                        name: "manager",
                        primary: true,
                        subnet: { id: args.subnetId },
                        privateIPAddress: args.privateIpAddress,
                        privateIPAllocationMethod: network.IPAllocationMethod.Static,
                    },
                ],
            };
            return new network.NetworkInterface(...child(transforms.networkInterface, name, interfaceArgs, inParent));
        }

        function createVirtualMachine(): compute.VirtualMachine {
            const cloudInit = checkedLater(subject, args.cloudInit, (text) => checkCustomData(text, "cloudInit"));
            const { terminateNotification } = timing(apartFromStart(args));
            const machineArgs: compute.VirtualMachineArgs = {
                ...common,
                vmName: machineName,
                ...managerMachine({
                    ...machinePlan(args, cloudInit),
                    vmSize: args.vmSize ?? defaults.vmSize,
                    computerName: machineName,
                    zone,
                    identityIds: args.identityIds,
                    networkInterfaceId: networkInterface.id,
                    dataDiskId: disk.id,
                    terminateNotification,
                }),
            };
            // Name, disk and address exist once: the old machine goes before the new one comes.
            const machineOpts = { ...inParent, replaceOnChanges: [...FIXED_IN_MACHINE], deleteBeforeReplace: true };
            return new compute.VirtualMachine(...child(transforms.virtualMachine, name, machineArgs, machineOpts));
        }

        function createMonitoringExtension(): void {
            const extensionArgs: compute.VirtualMachineExtensionArgs = {
                ...common,
                vmName: virtualMachine.name,
                vmExtensionName: AGENT_NAME,
                ...agentExtension(args.identityIds[0]!),
            };
            new compute.VirtualMachineExtension(...child(transforms.monitoringExtension, `${name}-monitoring`, extensionArgs, inParent));
        }
    }

    /** The machine. */
    get virtualMachine(): compute.VirtualMachine {
        return childrenOf.get(this)!.virtualMachine;
    }

    /** The disk with the API artifacts, which stays when the machine is replaced. */
    get dataDisk(): compute.Disk {
        return childrenOf.get(this)!.dataDisk;
    }

    /** The machine's interface, which keeps its address. */
    get networkInterface(): network.NetworkInterface {
        return childrenOf.get(this)!.networkInterface;
    }
}
