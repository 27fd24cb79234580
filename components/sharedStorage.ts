import * as storage from "@pulumi/azure-native/storage";
import * as pulumi from "@pulumi/pulumi";

import { MIN_QUOTA_GIB } from "./azure/limits";
import { defaultBaseName } from "./baseName";
import { child, ChildTransform, protection } from "./children";
import { plainInputs } from "./componentInputs";
import { globalName, resourceName } from "./naming";
import { Placement } from "./placement";
import { createPrivateEndpoint } from "./privateEndpoint";
import { checkStorage } from "./storageChecks";
import { subscriptionOf } from "./subscription";
import { StorageRedundancy, Tier, tierDefaults } from "./tier";
import { refuse } from "./validation";

/** What a user decides about the shared file system. */
export interface SharedStorageSettings {
    /**
     * Size of the share in GiB, 100 to 102400; it also sets its speed (3000 + 1 IOPS for each GiB).
     * Artifacts are small: the smallest share is enough for thousands of APIs. Defaults to 100.
     */
    quotaGiB?: pulumi.Input<number>;

    /**
     * How many copies Azure keeps, and where. Azure does not convert an account that exists (ST-15), so choose before the first `up`.
     * Defaults to `Premium_ZRS` in Production and `Premium_LRS` in Development.
     */
    redundancy?: StorageRedundancy;

    /**
     * Whether all clients of the account use TLS: nodes then mount with Microsoft's aznfs helper instead of plain NFS.
     * Without it artifacts and what the product writes beside them cross the network in clear text. Defaults to true.
     */
    encryptionInTransit?: boolean;
}

export interface SharedStorageArgs extends Placement, SharedStorageSettings {
    /** Picks the defaults. */
    tier: Tier;

    /** Subnet of the private endpoint, through which alone the share is reached. */
    privateEndpointSubnetId: pulumi.Input<string>;

    /** Private DNS zone `privatelink.file.core.windows.net`, linked to every network that mounts the share (ST-09). */
    fileShareZoneId: pulumi.Input<string>;

    /**
     * Whether Pulumi refuses to delete or replace the account.
     * Lift it with one `pulumi up` before a wanted `destroy`. Defaults to true in Production and false in Development.
     */
    protect?: boolean;
}

/** Changes to single children. TypeScript only: not part of the package schema. */
export interface SharedStorageTransforms {
    account?: ChildTransform<storage.StorageAccountArgs>;
    share?: ChildTransform<storage.FileShareArgs>;
}

interface Children {
    account: storage.StorageAccount;
    share: storage.FileShare;
}
// Children live beside the class, not in it: instance fields would become part of the package schema.
const childrenOf = new WeakMap<SharedStorage, Children>();

/**
 * The shared file system that keeps the gateways' API artifacts in sync: an NFS 4.1 share of Azure Files that is reached through a private endpoint only.
 *
 * Costs: the provisioned size per month, used or not; a private endpoint per hour.
 * Fails: when the region has no premium file shares with the wanted redundancy, or the account's name is taken in all of Azure (`StorageAccountAlreadyTaken`).
 */
export class SharedStorage extends pulumi.ComponentResource {
    /** Id of the storage account. */
    public readonly accountId: pulumi.Output<string>;
    /** Name of the storage account. */
    public readonly accountName: pulumi.Output<string>;
    /** Name of the share. */
    public readonly shareName: pulumi.Output<string>;
    /** What a node mounts, for example `stgateway.file.core.windows.net:/stgateway/artifacts`. Known when it can be reached by its private name. */
    public readonly mountSource: pulumi.Output<string>;

    constructor(name: string, args: SharedStorageArgs, opts?: pulumi.ComponentResourceOptions, transforms: SharedStorageTransforms = {}) {
        refuse(`The shared storage "${name}"`, checkStorage(args));
        super("wso2-gateway-azure:index:SharedStorage", name, plainInputs(args), opts);

        const { resourceGroupName, location, tags, names = {} } = args;
        const inParent = { parent: this };
        const baseName = args.baseName ?? defaultBaseName(name);
        const defaults = tierDefaults[args.tier];

        const account = createAccount();
        createFileService();
        const share = createShare();
        const zoneGroup = createPrivateEndpoint(
            name,
            {
                resourceGroupName,
                location,
                tags,
                privateEndpointName: names.storagePrivateEndpoint ?? resourceName("privateEndpoint", baseName, "file"),
                subnetId: args.privateEndpointSubnetId,
                targetId: account.id,
                service: "file",
                zoneId: args.fileShareZoneId,
            },
            this,
        );

        childrenOf.set(this, { account, share });
        this.accountId = account.id;
        this.accountName = account.name;
        this.shareName = share.name;
        this.mountSource = pulumi
            .all([account.name, share.name, zoneGroup.id])
            .apply(([accountName, shareName]) => `${accountName}.file.core.windows.net:/${accountName}/${shareName}`);
        this.registerOutputs({
            accountId: this.accountId,
            accountName: this.accountName,
            shareName: this.shareName,
            mountSource: this.mountSource,
        });

        function createAccount(): storage.StorageAccount {
            const computedName = pulumi
                .all([subscriptionOf(inParent), resourceGroupName])
                .apply(([subscriptionId, groupName]) => globalName("storageAccount", baseName, [subscriptionId, groupName]));
            const accountArgs: storage.StorageAccountArgs = {
                resourceGroupName,
                location,
                tags,
                accountName: names.storageAccount ?? computedName,
                // NFS shares exist on premium file storage only (ST-02).
                kind: storage.Kind.FileStorage,
                sku: { name: args.redundancy ?? defaults.storageRedundancy },
                // While the file service leaves NFS open, as this API version always does, the account's flag decides whether plain NFS is refused (ST-06, ST-07).
                enableHttpsTrafficOnly: args.encryptionInTransit ?? true,
                minimumTlsVersion: storage.MinimumTlsVersion.TLS1_2,
                allowSharedKeyAccess: false,
                allowBlobPublicAccess: false,
                allowCrossTenantReplication: false,
                publicNetworkAccess: storage.PublicNetworkAccess.Disabled,
                networkRuleSet: { defaultAction: storage.DefaultAction.Deny, bypass: storage.Bypass.AzureServices },
            };
            return new storage.StorageAccount(
                ...child(transforms.account, name, accountArgs, { ...inParent, protect: protection(args.protect, defaults.protect) }),
            );
        }

        function createFileService(): void {
            new storage.FileServiceProperties(
                name,
                {
                    resourceGroupName,
                    accountName: account.name,
                    fileServicesName: "default",
                    shareDeleteRetentionPolicy: { enabled: true, days: defaults.retentionDays },
                },
                // Azure has no delete for it: it goes with its account.
                { ...inParent, deletedWith: account },
            );
        }

        function createShare(): storage.FileShare {
            const shareArgs: storage.FileShareArgs = {
                resourceGroupName,
                accountName: account.name,
                shareName: names.fileShare ?? "artifacts",
                enabledProtocols: storage.EnabledProtocols.NFS,
                // The seeding node gives the content its owner, which only an unsquashed root may do.
                rootSquash: storage.RootSquashType.NoRootSquash,
                shareQuota: args.quotaGiB ?? MIN_QUOTA_GIB,
            };
            return new storage.FileShare(...child(transforms.share, name, shareArgs, { ...inParent, deletedWith: account }));
        }
    }

    /** The storage account. */
    get account(): storage.StorageAccount {
        return childrenOf.get(this)!.account;
    }

    /** The file share. */
    get share(): storage.FileShare {
        return childrenOf.get(this)!.share;
    }
}
