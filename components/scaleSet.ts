import * as compute from "@pulumi/azure-native/compute";
import * as monitor from "@pulumi/azure-native/monitor";
import * as pulumi from "@pulumi/pulumi";

import { autoscaleProfiles } from "./scaleSet/autoscale";
import { AutoscaleSettings } from "./scaleSet/autoscaleSettings";
import { defaultBaseName } from "./baseName";
import { child, ChildTransform } from "./children";
import { plainInputs } from "./componentInputs";
import { EphemeralOsDiskPlacement, OsDiskType, PatchMode, SpotSettings } from "./scaleSet/machineOptions";
import { resourceName } from "./naming";
import { Placement } from "./placement";
import { checkScaleSet, withLaterScaleSetChecks } from "./scaleSet/checks";
import { MarketplaceImage } from "./scaleSet/image";
import { machinePlan } from "./scaleSet/machine";
import { scaleSetModel } from "./scaleSet/model";
import { Tier, tierDefaults } from "./tier";
import { checkTiming, timing, timingArgs } from "./timing";
import { TimingOverrides } from "./timing/args";
import { checkPart } from "./checking/partChecks";
import { checkedLater, ifPlain, refuse } from "./checking/validation";
import { checkCustomData } from "./checking/valueChecks";
import { checkZonesOf, noneIfEmpty, zonesOf } from "./zones";

/** Where the product comes from. WSO2 gives its packs to whoever has accepted its terms, so they are the user's to store. */
export interface GatewayPack {
    /**
     * Address of the zip file: HTTPS, readable by the nodes. It stands in plain text in the state and in what a node is told, so one with a shared access signature
     * (`sig=`) is refused: a blob of Azure Storage without one is read with the nodes' identity, which needs the role Storage Blob Data Reader.
     */
    url: pulumi.Input<string>;

    /** SHA-256 of the zip file, 64 hexadecimal digits. A node refuses any other file. */
    sha256: pulumi.Input<string>;
}

/** What a user decides about gateway nodes on a scale set. */
export interface ScaleSetSettings {
    /** Public SSH key of the machines' administrator. Machines have no passwords, and no way in from the internet. */
    sshPublicKey: pulumi.Input<string>;

    /**
     * Size of a machine, with premium disks (an `s` among its features) unless the system disk is none of those.
     * Defaults to `Standard_D4s_v5` in Production and `Standard_D2s_v5` in Development.
     */
    vmSize?: pulumi.Input<string>;

    /** Fewest nodes; at least 2 for availability. Plain, because it is checked against the maximum. Defaults to 2 in Production and 1 in Development. */
    minInstances?: number;

    /**
     * Most nodes, up to 833: an upgrade adds a fifth before it removes old ones, and a scale set holds 1000. Bounds the costs; the subnet needs room for the
     * fifth, too. Defaults to 10 in Production and 2 in Development.
     */
    maxInstances?: number;

    /** When nodes are added and removed between the two bounds. Defaults to an average CPU above 70 % and below 30 %. */
    autoscale?: AutoscaleSettings;

    /** Image of your own, by id, with or without the product in it; of a gallery with its version. Defaults to the marketplace image. */
    imageId?: pulumi.Input<string>;

    /** Image from the marketplace. Azure removes old versions after a year or more, so move on in time. Defaults to a pinned Ubuntu 24.04 LTS. */
    image?: MarketplaceImage;

    /** Where the product comes from. Defaults to what the image brings. */
    pack?: GatewayPack;

    /**
     * Whether the host encrypts everything that a machine stores, temporary disk and caches included; managed disks are encrypted anyway.
     * Needs the feature `Microsoft.Compute/EncryptionAtHost`, registered in the subscription, and a size that supports it (VS-14). Defaults to false.
     */
    encryptionAtHost?: boolean;

    /**
     * Keeps the system disk on the host instead of in Azure's storage: free, faster, and machines are replaced sooner; gone whenever a machine is.
     * Nodes keep nothing on it that they need later. The machine's size must have such a place, and room in it for the image or `osDiskSizeGiB` (VS-15).
     * Decided when the scale set is created. Defaults to a managed disk.
     */
    ephemeralOsDisk?: EphemeralOsDiskPlacement;

    /** What a managed system disk is made of. Not together with `ephemeralOsDisk`. Defaults to `Premium_LRS`. */
    osDiskType?: OsDiskType;

    /** Size of the system disk in GiB, 30 to 4095, not below the image's. The product's logs and heap dumps are on it. Defaults to the image's. */
    osDiskSizeGiB?: number;

    /**
     * Machines at spot price. Azure takes them back without waiting for requests, so requests are lost: only allowed in Development.
     * Decided when the scale set is created. Defaults to machines at the regular price, which Azure leaves alone.
     */
    spot?: SpotSettings;

    /**
     * Who patches the operating system of running machines. Azure patches the marketplace images that it supports; an image of your own may need `ImageDefault`.
     * Defaults to `AutomaticByPlatform`.
     */
    patchMode?: PatchMode;

    /** Name of the machines' administrator. Defaults to azureuser. */
    adminUserName?: string;
}

export interface ScaleSetGatewayArgs extends Placement, ScaleSetSettings {
    /** Picks the defaults. */
    tier: Tier;

    /** Subnet of the nodes. It needs a way out (NAT gateway or route), since machines have no public addresses. */
    subnetId: pulumi.Input<string>;

    /** Backend pools of Application Gateways that the nodes join. */
    backendPoolIds: pulumi.Input<string>[];

    /** Identity of the nodes, with which they read their secrets. */
    identityId: pulumi.Input<string>;

    /** What a node finds at its first boot: a cloud-init document of at most 65535 bytes, without secrets (VS-11). */
    cloudInit: pulumi.Input<string>;

    /** Longest request that a node finishes while it drains, in seconds. Defaults to 120. */
    requestTimeoutSeconds?: number;

    /** Slowest start of a node, in seconds. Until then it is not judged, and not replaced. Defaults to 1200, which suits every release. */
    startupSeconds?: number;

    /** Single durations that differ from the derived ones. */
    timing?: TimingOverrides;

    /**
     * Whether nodes have Azure's monitoring agent, which brings what they write to the workspaces of the scale set's data collection rules.
     * Adding or removing it replaces the nodes, one batch at a time. Plain, because it decides which extensions exist. Defaults to false.
     */
    monitoringAgent?: boolean;

    /**
     * Availability zones. Zones can be added later, not removed.
     * Defaults to 1, 2 and 3 in Production, 1 in Development, and none where the region is known to have none.
     */
    zones?: string[];
}

/** Changes to single children. TypeScript only: not part of the package schema. */
export interface ScaleSetGatewayTransforms {
    scaleSet?: ChildTransform<compute.VirtualMachineScaleSetArgs>;
    autoscaleSetting?: ChildTransform<monitor.AutoscaleSettingArgs>;
}

interface Children {
    scaleSet: compute.VirtualMachineScaleSet;
    autoscaleSetting: monitor.AutoscaleSetting;
}
// Children live beside the class, not in it: instance fields would become part of the package schema.
const childrenOf = new WeakMap<ScaleSetGateway, Children>();

/**
 * Gateway nodes on a virtual machine scale set: machines that replace each other one batch at a time when their model changes, are
 * repaired by replacement, finish their requests before they go, and become more when they are busy.
 *
 * Costs: the machines and their disks per hour, between the fewest and the most nodes.
 * Fails: when the region or subscription has no room for the machines (`SkuNotAvailable`, `QuotaExceeded`, `OverconstrainedZonalAllocationRequest`).
 */
export class ScaleSetGateway extends pulumi.ComponentResource {
    /** Id of the scale set. */
    public readonly scaleSetId: pulumi.Output<string>;
    /** Name of the scale set. */
    public readonly scaleSetName: pulumi.Output<string>;

    constructor(name: string, args: ScaleSetGatewayArgs, opts?: pulumi.ComponentResourceOptions, transforms: ScaleSetGatewayTransforms = {}) {
        const subject = `The scale set "${name}"`;
        refuse(subject, [
            ...checkPart(args),
            ...checkScaleSet(args, args.tier),
            ...checkZonesOf(args, opts),
            ...checkTiming(timingArgs(args)),
            ...ifPlain(args.cloudInit, (text) => checkCustomData(text, "cloudInit")),
        ]);
        super("wso2-gateway-azure:index:ScaleSetGateway", name, plainInputs(args), opts);
        args = withLaterScaleSetChecks(subject, args);

        const { resourceGroupName, location, tags, names = {} } = args;
        const common = { resourceGroupName, location, tags };
        const inParent = { parent: this };
        const baseName = args.baseName ?? defaultBaseName(name);
        const defaults = tierDefaults[args.tier];
        const minInstances = args.minInstances ?? defaults.minInstances;
        const zones = zonesOf(subject, args, opts);

        const scaleSet = createScaleSet();
        const autoscaleSetting = createAutoscaleSetting();

        childrenOf.set(this, { scaleSet, autoscaleSetting });
        this.scaleSetId = scaleSet.id;
        this.scaleSetName = scaleSet.name;
        this.registerOutputs({ scaleSetId: this.scaleSetId, scaleSetName: this.scaleSetName });

        function createScaleSet(): compute.VirtualMachineScaleSet {
            const scaleSetArgs: compute.VirtualMachineScaleSetArgs = {
                ...common,
                vmScaleSetName: names.scaleSet ?? resourceName("scaleSet", baseName),
                sku: { name: args.vmSize ?? defaults.vmSize, tier: "Standard", capacity: minInstances },
                zones: noneIfEmpty(zones),
                identity: { type: compute.ResourceIdentityType.UserAssigned, userAssignedIdentities: [args.identityId] },
                ...scaleSetModel({
                    ...machinePlan(
                        args,
                        checkedLater(subject, args.cloudInit, (text) => checkCustomData(text, "cloudInit")),
                    ),
                    subnetId: args.subnetId,
                    backendPoolIds: args.backendPoolIds,
                    computerNamePrefix: names.computerNamePrefix ?? resourceName("computerNamePrefix", baseName),
                    agentIdentityId: args.monitoringAgent === true ? args.identityId : undefined,
                    ephemeralOsDisk: args.ephemeralOsDisk,
                    spot: args.spot,
                    timing: timing(timingArgs(args)),
                }),
            };
            // The number of nodes belongs to autoscale once they exist (VS-19).
            const scaleSetOpts = { ...inParent, ignoreChanges: ["sku.capacity"] };
            return new compute.VirtualMachineScaleSet(...child(transforms.scaleSet, name, scaleSetArgs, scaleSetOpts));
        }

        function createAutoscaleSetting(): monitor.AutoscaleSetting {
            const autoscaleArgs: monitor.AutoscaleSettingArgs = {
                ...common,
                autoscaleSettingName: names.autoscaleSetting ?? resourceName("autoscaleSetting", baseName),
                enabled: true,
                targetResourceUri: scaleSet.id,
                profiles: autoscaleProfiles({
                    scaleSetId: scaleSet.id,
                    minInstances,
                    maxInstances: args.maxInstances ?? defaults.maxInstances,
                    settings: args.autoscale,
                }),
            };
            return new monitor.AutoscaleSetting(...child(transforms.autoscaleSetting, name, autoscaleArgs, inParent));
        }
    }

    /** The scale set. */
    get scaleSet(): compute.VirtualMachineScaleSet {
        return childrenOf.get(this)!.scaleSet;
    }

    /** What decides the number of nodes. */
    get autoscaleSetting(): monitor.AutoscaleSetting {
        return childrenOf.get(this)!.autoscaleSetting;
    }
}
