import * as compute from "@pulumi/azure-native/compute";
import * as monitor from "@pulumi/azure-native/monitor";
import * as pulumi from "@pulumi/pulumi";

import { autoscaleProfiles } from "./autoscale";
import { defaultBaseName } from "./baseName";
import { child, ChildTransform } from "./children";
import { plainInputs } from "./componentInputs";
import { resourceName } from "./naming";
import { MAX_CUSTOM_DATA_BYTES } from "./node/cloudInit";
import { Placement } from "./placement";
import { Problem } from "./problem";
import { checkZones } from "./rangeChecks";
import { checkScaleSet } from "./scaleSetChecks";
import { DEFAULT_IMAGE, MarketplaceImage, scaleSetModel } from "./scaleSetModel";
import { Tier, tierDefaults } from "./tier";
import { timing, TimingOverrides } from "./timing";
import { checkedLater, refuse } from "./validation";

/** Where the product comes from. WSO2 gives its packs to whoever has accepted its terms, so they are the user's to store. */
export interface GatewayPack {
    /** Address of the zip file: HTTPS, readable by the nodes. */
    url: pulumi.Input<string>;

    /** SHA-256 of the zip file, 64 hexadecimal digits. A node refuses any other file. */
    sha256: pulumi.Input<string>;
}

/** What a user decides about gateway nodes on a scale set. */
export interface ScaleSetSettings {
    /** Public SSH key of the machines' administrator. Machines have no passwords, and no way in from the internet. */
    sshPublicKey: pulumi.Input<string>;

    /** Size of a machine. Defaults to `Standard_D4s_v5` in Production and `Standard_D2s_v5` in Development. */
    vmSize?: pulumi.Input<string>;

    /** Fewest nodes; at least 2 for availability. Plain, because it is checked against the maximum. Defaults to 2 in Production and 1 in Development. */
    minInstances?: number;

    /** Most nodes; bounds the costs, and an upgrade needs room in the subnet for more. Defaults to 10 in Production and 2 in Development. */
    maxInstances?: number;

    /** Image of your own, by id, with or without the product in it. Defaults to the marketplace image. */
    imageId?: pulumi.Input<string>;

    /** Image from the marketplace. Azure removes old versions after a year or more, so move on in time. Defaults to a pinned Ubuntu 24.04 LTS. */
    image?: MarketplaceImage;

    /** Where the product comes from. Defaults to what the image brings. */
    pack?: GatewayPack;

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

    /** Availability zones. Zones can be added later, not removed. Defaults to 1, 2 and 3 in Production and 1 in Development. */
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

const DEFAULT_ADMIN_USER_NAME = "azureuser";

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
        refuse(`The scale set "${name}"`, [...checkScaleSet(args, args.tier), ...checkZones(args.zones, "zones")]);
        super("wso2-gateway-azure:index:ScaleSetGateway", name, plainInputs(args), opts);

        const { resourceGroupName, location, tags, names = {} } = args;
        const common = { resourceGroupName, location, tags };
        const inParent = { parent: this };
        const baseName = args.baseName ?? defaultBaseName(name);
        const defaults = tierDefaults[args.tier];
        const minInstances = args.minInstances ?? defaults.minInstances;
        const zones = args.zones ?? defaults.zones;

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
                zones: zones.length === 0 ? undefined : zones,
                identity: { type: compute.ResourceIdentityType.UserAssigned, userAssignedIdentities: [args.identityId] },
                ...scaleSetModel({
                    subnetId: args.subnetId,
                    backendPoolIds: args.backendPoolIds,
                    cloudInit: checkedLater(`The scale set "${name}"`, args.cloudInit, checkCloudInit),
                    sshPublicKey: args.sshPublicKey,
                    adminUserName: args.adminUserName ?? DEFAULT_ADMIN_USER_NAME,
                    computerNamePrefix: names.computerNamePrefix ?? resourceName("computerNamePrefix", baseName),
                    imageId: args.imageId,
                    image: args.image ?? DEFAULT_IMAGE,
                    agentIdentityId: args.monitoringAgent === true ? args.identityId : undefined,
                    timing: timing({ requestTimeoutSeconds: args.requestTimeoutSeconds, startupSeconds: args.startupSeconds, overrides: args.timing }),
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
                profiles: autoscaleProfiles({ scaleSetId: scaleSet.id, minInstances, maxInstances: args.maxInstances ?? defaults.maxInstances }),
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

/** Whatever is told to a machine has to fit into its customData (VS-11). */
function checkCloudInit(text: string): Problem[] {
    const bytes = Buffer.byteLength(text);
    if (bytes <= MAX_CUSTOM_DATA_BYTES) return [];
    return [{ path: "cloudInit", message: `has ${bytes} bytes; Azure allows ${MAX_CUSTOM_DATA_BYTES}`, azureError: "InvalidParameter" }];
}
