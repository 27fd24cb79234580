import * as network from "@pulumi/azure-native/network";
import * as storage from "@pulumi/azure-native/storage";
import * as pulumi from "@pulumi/pulumi";

import { defaultBaseName } from "./baseName";
import { child, ChildTransform, protection } from "./children";
import { plainInputs } from "./componentInputs";
import { globalName, resourceName } from "./naming";
import { createPrivateEndpoint } from "./privateEndpoint";
import { ExistingShare, FileShareProtocol, hasPrivateEndpoint, SharedStorageArgs } from "./sharedStorage/args";
import { accountBody, fileServiceBody, mountSourceOf, shareBody } from "./sharedStorage/bodies";
import { accountPlace, checkStorageArgs, withLaterStorageChecks } from "./sharedStorage/checks";
import { checkRedundancy, redundancyOf } from "./sharedStorage/redundancy";
import { inOwnSubscription, subscriptionOf } from "./subscription";
import { tierDefaults } from "./tier";
import { checkPart } from "./checking/partChecks";
import { refuse } from "./checking/validation";

/** Changes to single children. TypeScript only: not part of the package schema. */
export interface SharedStorageTransforms {
    account?: ChildTransform<storage.StorageAccountArgs>;
    fileService?: ChildTransform<storage.FileServicePropertiesArgs>;
    share?: ChildTransform<storage.FileShareArgs>;
    privateEndpoint?: ChildTransform<network.PrivateEndpointArgs>;
    privateDnsZoneGroup?: ChildTransform<network.PrivateDnsZoneGroupArgs>;
}

/** The share, wherever it comes from. */
interface Share {
    accountId: pulumi.Output<string>;
    resourceGroupName: pulumi.Output<string>;
    accountName: pulumi.Output<string>;
    shareName: pulumi.Output<string>;
    account?: storage.StorageAccount;
    share?: storage.FileShare;
}

interface Children {
    account?: storage.StorageAccount;
    share?: storage.FileShare;
    accountKey?: pulumi.Output<string>;
}
// Children live beside the class, not in it: instance fields would become part of the package schema.
const childrenOf = new WeakMap<SharedStorage, Children>();

/**
 * The shared file system that keeps the gateways' API artifacts in sync: a share of Azure Files, NFS 4.1 or SMB 3.1.1, that is reached through a private
 * endpoint only; or a share that exists, with an endpoint that leads to it.
 *
 * Azure Backup takes no NFS shares (ST-14); `docs/backup.md` tells how to back one up and restore it.
 *
 * Costs: the provisioned size per month, used or not, and with version 2 the provisioned operations and throughput; a private endpoint per hour.
 * Fails: when the region has no premium file shares with the wanted redundancy, or the account's name is taken in all of Azure (`StorageAccountAlreadyTaken`).
 */
export class SharedStorage extends pulumi.ComponentResource {
    /** Id of the storage account. */
    public readonly accountId: pulumi.Output<string>;
    /** Name of the storage account. */
    public readonly accountName: pulumi.Output<string>;
    /** Name of the share. */
    public readonly shareName: pulumi.Output<string>;
    /**
     * What a node mounts: `stgateway.file.core.windows.net:/stgateway/artifacts`, with SMB `//stgateway.file.core.windows.net/artifacts`.
     * Known when it can be reached by its private name.
     */
    public readonly mountSource: pulumi.Output<string>;

    constructor(name: string, args: SharedStorageArgs, opts?: pulumi.ComponentResourceOptions, transforms: SharedStorageTransforms = {}) {
        const subject = `The shared storage "${name}"`;
        refuse(subject, [...checkPart(args), ...checkStorageArgs(args), ...checkRedundancy(args, opts)]);
        super("wso2-gateway-azure:index:SharedStorage", name, plainInputs(args), opts);
        args = withLaterStorageChecks(subject, args);

        const { resourceGroupName, location, tags, names = {} } = args;
        const inParent = { parent: this };
        const baseName = args.baseName ?? defaultBaseName(name);
        const defaults = tierDefaults[args.tier];
        // The share and its settings are protected with the account: without a preview, a `destroy` would otherwise forget them before it is refused at the account.
        const protect = protection(args.protect, defaults.protect);

        const share = args.existing === undefined ? createShare() : findShare(args.existing);
        const zoneGroup = hasPrivateEndpoint(args) ? createEndpoint(this) : undefined;

        childrenOf.set(this, { account: share.account, share: share.share, accountKey: args.protocol === FileShareProtocol.Smb ? accountKey() : undefined });
        this.accountId = share.accountId;
        this.accountName = share.accountName;
        this.shareName = share.shareName;
        this.mountSource = pulumi
            .all([share.accountName, share.shareName, zoneGroup?.id])
            .apply(([accountName, shareName]) => mountSourceOf(args.protocol, accountName, shareName));
        this.registerOutputs({
            accountId: this.accountId,
            accountName: this.accountName,
            shareName: this.shareName,
            mountSource: this.mountSource,
        });

        function createShare(): Share {
            const account = createAccount();
            createFileService(account);
            const shareArgs: storage.FileShareArgs = {
                resourceGroupName,
                accountName: account.name,
                shareName: names.fileShare ?? "artifacts",
                ...shareBody(args, args.redundancy ?? defaults.storageRedundancy),
            };
            const share = new storage.FileShare(...child(transforms.share, name, shareArgs, { ...inParent, protect, deletedWith: account }));
            return {
                accountId: account.id,
                resourceGroupName: pulumi.output(resourceGroupName),
                accountName: account.name,
                shareName: share.name,
                account,
                share,
            };
        }

        function createAccount(): storage.StorageAccount {
            const computedName = pulumi
                .all([subscriptionOf(inParent), resourceGroupName])
                .apply(([subscriptionId, groupName]) => globalName("storageAccount", baseName, [subscriptionId, groupName]));
            const accountArgs: storage.StorageAccountArgs = {
                resourceGroupName,
                location,
                tags,
                accountName: names.storageAccount ?? computedName,
                ...accountBody(args, redundancyOf(subject, args, opts)),
            };
            return new storage.StorageAccount(...child(transforms.account, name, accountArgs, { ...inParent, protect }));
        }

        function createFileService(account: storage.StorageAccount): void {
            const serviceArgs: storage.FileServicePropertiesArgs = {
                resourceGroupName,
                accountName: account.name,
                fileServicesName: "default",
                ...fileServiceBody(args, defaults),
            };
            // Azure has no delete for it: it goes with its account.
            new storage.FileServiceProperties(...child(transforms.fileService, name, serviceArgs, { ...inParent, protect, deletedWith: account }));
        }

        function findShare({ accountId, shareName }: ExistingShare): Share {
            // An account's keys are asked for through the provider, which knows one subscription.
            const isSmb = args.protocol === FileShareProtocol.Smb;
            const id = isSmb ? inOwnSubscription(subject, accountId, "existing.accountId", inParent) : pulumi.output(accountId);
            const place = id.apply(accountPlace);
            return {
                accountId: pulumi.output(accountId),
                resourceGroupName: place.resourceGroupName,
                accountName: place.accountName,
                shareName: pulumi.output(shareName),
            };
        }

        function createEndpoint(parent: SharedStorage): network.PrivateDnsZoneGroup {
            return createPrivateEndpoint(
                name,
                {
                    resourceGroupName,
                    location,
                    tags,
                    privateEndpointName: names.storagePrivateEndpoint ?? resourceName("privateEndpoint", baseName, "file"),
                    subnetId: args.privateEndpointSubnetId!,
                    targetId: share.accountId,
                    service: "file",
                    zoneId: args.fileShareZoneId!,
                },
                parent,
                transforms,
            );
        }

        function accountKey(): pulumi.Output<string> {
            const { resourceGroupName, accountName } = share;
            const wanted = args.accountKey ?? "key1";
            const answer = storage.listStorageAccountKeysOutput({ resourceGroupName, accountName }, inParent);
            return pulumi.secret(answer.apply(({ keys }) => keys.find(({ keyName }) => keyName === wanted)!.value));
        }
    }

    /** The storage account, unless the share is an existing one. */
    get account(): storage.StorageAccount | undefined {
        return childrenOf.get(this)!.account;
    }

    /** The file share, unless it is an existing one. */
    get share(): storage.FileShare | undefined {
        return childrenOf.get(this)!.share;
    }

    /** The key with which nodes mount the share, a secret; nothing with NFS, which needs none. */
    get accountKey(): pulumi.Output<string> | undefined {
        return childrenOf.get(this)!.accountKey;
    }
}
