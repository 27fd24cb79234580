import * as keyvault from "@pulumi/azure-native/keyvault";
import * as managedidentity from "@pulumi/azure-native/managedidentity";
import * as pulumi from "@pulumi/pulumi";

import { defaultBaseName } from "./baseName";
import { child, ChildTransform, protection } from "./children";
import { plainInputs } from "./componentInputs";
import { globalName, resourceName } from "./naming";
import { Placement } from "./placement";
import { createPrivateEndpoint } from "./privateEndpoint";
import { allowToReadSecret, whenPropagated } from "./secretAccess";
import { subscriptionOf, tenantOf } from "./subscription";
import { Tier, tierDefaults } from "./tier";

/** Who may read a secret. */
export const SecretReader = {
    /** The gateway nodes. */
    Nodes: "Nodes",
    /** The load balancer. */
    LoadBalancer: "LoadBalancer",
} as const;
export type SecretReader = (typeof SecretReader)[keyof typeof SecretReader];

/** One secret of the vault. */
export interface VaultSecret {
    /** Name in the vault: letters, digits and hyphens. Plain, because it decides which resources exist. */
    name: string;

    /** The secret. It is encrypted in Pulumi's state, whether or not it is given as a Pulumi secret. */
    value: pulumi.Input<string>;

    /** What the value is, for example `application/x-pkcs12`. Defaults to text/plain. */
    contentType?: string;

    /** Who may read it. Nobody else can, not even the deployer. Plain, because it decides which resources exist. */
    reader: SecretReader;
}

export interface GatewayVaultArgs extends Placement {
    /** Picks the defaults. */
    tier: Tier;

    /** The secrets that nodes and load balancer read. */
    secrets: VaultSecret[];

    /** Subnet of the private endpoint, through which alone secrets are read. */
    privateEndpointSubnetId: pulumi.Input<string>;

    /** Private DNS zone `privatelink.vaultcore.azure.net`, linked to every network that reads secrets (AGN-09). */
    vaultZoneId: pulumi.Input<string>;

    /**
     * Whether Pulumi refuses to delete or replace the vault.
     * Lift it with one `pulumi up` before a wanted `destroy`. Defaults to true in Production and false in Development.
     */
    protect?: boolean;
}

/** Changes to single children. TypeScript only: not part of the package schema. */
export interface GatewayVaultTransforms {
    vault?: ChildTransform<keyvault.VaultArgs>;
    secret?: ChildTransform<keyvault.SecretArgs>;
    identity?: ChildTransform<managedidentity.UserAssignedIdentityArgs>;
}

interface Children {
    vault: keyvault.Vault;
    secrets: Record<string, keyvault.Secret>;
    secretIds: Record<string, pulumi.Output<string>>;
    nodeIdentity: managedidentity.UserAssignedIdentity;
    loadBalancerIdentity: managedidentity.UserAssignedIdentity;
}
// Children live beside the class, not in it: instance fields would become part of the package schema.
const childrenOf = new WeakMap<GatewayVault, Children>();

/**
 * The secrets of an environment, and the identities that read them: a Key Vault without public access, and for each secret one
 * role assignment to the one identity that needs it.
 *
 * A deleted vault keeps its name for its retention, and under purge protection nobody can shorten that. The vault's name therefore
 * contains a value that Azure makes anew with every life of the environment (the id of the node identity's principal): `destroy` and `up` give
 * a new vault with the secrets of the stack's configuration, and the old one stays recoverable.
 *
 * Costs: next to nothing for the vault, a private endpoint per hour.
 * Fails: when the deployer may not assign roles (`AuthorizationFailed`; it needs Owner or User Access Administrator).
 */
export class GatewayVault extends pulumi.ComponentResource {
    /** Id of the vault. */
    public readonly vaultId: pulumi.Output<string>;
    /** Address of the vault, known when nodes and load balancer can reach it by its private name. */
    public readonly vaultUri: pulumi.Output<string>;
    /** Id of the identity of the gateway nodes. */
    public readonly nodeIdentityId: pulumi.Output<string>;
    /** Client id by which a node asks for a token of its identity. */
    public readonly nodeIdentityClientId: pulumi.Output<string>;
    /** Id of the load balancer's identity. */
    public readonly loadBalancerIdentityId: pulumi.Output<string>;
    /** Addresses of the secrets, by name: the nodes' with their version; the load balancer's without, known when it may read them. */
    public readonly secretIds: pulumi.Output<Record<string, string>>;

    constructor(name: string, args: GatewayVaultArgs, opts?: pulumi.ComponentResourceOptions, transforms: GatewayVaultTransforms = {}) {
        super("wso2-gateway-azure:index:GatewayVault", name, withoutValues(args), opts);

        const { resourceGroupName, location, tags, names = {} } = args;
        const inParent = { parent: this };
        const baseName = args.baseName ?? defaultBaseName(name);
        const defaults = tierDefaults[args.tier];

        const subscriptionId = subscriptionOf(inParent);
        const nodeIdentity = createIdentity("nodes", names.nodeIdentity);
        const loadBalancerIdentity = createIdentity("load-balancer", names.loadBalancerIdentity);
        const vault = createVault();
        const secrets = Object.fromEntries(args.secrets.map((secret) => [secret.name, createSecret(secret)]));
        const zoneGroup = createPrivateEndpoint(
            name,
            {
                resourceGroupName,
                location,
                tags,
                privateEndpointName: names.vaultPrivateEndpoint ?? resourceName("privateEndpoint", baseName, "vault"),
                subnetId: args.privateEndpointSubnetId,
                targetId: vault.id,
                service: "vault",
                zoneId: args.vaultZoneId,
            },
            this,
        );

        const reachable = (value: pulumi.Output<string>): pulumi.Output<string> => pulumi.all([value, zoneGroup.id]).apply(([known]) => known);
        const secretIds = Object.fromEntries(args.secrets.map((secret) => [secret.name, reachable(readableId(secret))]));

        childrenOf.set(this, { vault, secrets, secretIds, nodeIdentity, loadBalancerIdentity });
        this.vaultId = vault.id;
        this.vaultUri = reachable(vault.properties.apply((properties) => properties.vaultUri ?? ""));
        this.nodeIdentityId = nodeIdentity.id;
        this.nodeIdentityClientId = nodeIdentity.clientId;
        this.loadBalancerIdentityId = loadBalancerIdentity.id;
        this.secretIds = pulumi.all(secretIds);
        this.registerOutputs({
            vaultId: this.vaultId,
            vaultUri: this.vaultUri,
            nodeIdentityId: this.nodeIdentityId,
            nodeIdentityClientId: this.nodeIdentityClientId,
            loadBalancerIdentityId: this.loadBalancerIdentityId,
            secretIds: this.secretIds,
        });

        function createIdentity(purpose: string, givenName: string | undefined): managedidentity.UserAssignedIdentity {
            const identityArgs = { resourceGroupName, location, tags, resourceName: givenName ?? resourceName("userAssignedIdentity", baseName, purpose) };
            return new managedidentity.UserAssignedIdentity(...child(transforms.identity, `${name}-${purpose}`, identityArgs, inParent));
        }

        function createVault(): keyvault.Vault {
            const computedName = pulumi
                .all([subscriptionId, resourceGroupName, nodeIdentity.principalId])
                .apply((scope) => globalName("keyVault", baseName, scope));
            const vaultArgs: keyvault.VaultArgs = {
                resourceGroupName,
                location,
                tags,
                vaultName: names.keyVault ?? computedName,
                properties: {
                    tenantId: tenantOf(inParent),
                    sku: { family: keyvault.SkuFamily.A, name: keyvault.SkuName.Standard },
                    enableRbacAuthorization: true,
                    enableSoftDelete: true,
                    softDeleteRetentionInDays: defaults.retentionDays,
                    // Azure refuses an explicit `false`.
                    enablePurgeProtection: defaults.purgeProtection ? true : undefined,
                    publicNetworkAccess: "Disabled",
                    networkAcls: { defaultAction: keyvault.NetworkRuleAction.Deny, bypass: keyvault.NetworkRuleBypassOptions.AzureServices },
                },
            };
            return new keyvault.Vault(...child(transforms.vault, name, vaultArgs, { ...inParent, protect: protection(args.protect, defaults.protect) }));
        }

        function createSecret({ name: secretName, value, contentType }: VaultSecret): keyvault.Secret {
            const secretArgs: keyvault.SecretArgs = {
                resourceGroupName,
                tags,
                vaultName: vault.name,
                secretName,
                properties: { value: pulumi.secret(value), contentType: contentType ?? "text/plain", attributes: { enabled: true } },
            };
            // Deleting a secret needs the vault's data plane, which is not reachable from outside: it goes with its vault.
            // One that is no longer wanted stays there, and nobody may read it any more.
            const secretOpts = { ...inParent, deletedWith: vault, retainOnDelete: true };
            return new keyvault.Secret(...child(transforms.secret, `${name}-${secretName}`, secretArgs, secretOpts));
        }

        /**
         * The secret's address. A load balancer reads it at once, so for that it is known only when it may, and it looks for new versions by itself.
         * Nodes ask again until they may, and get a version: a new one is a new configuration, which rolls them.
         */
        function readableId({ name: secretName, reader }: VaultSecret): pulumi.Output<string> {
            const secret = secrets[secretName]!;
            const principalId = (reader === SecretReader.Nodes ? nodeIdentity : loadBalancerIdentity).principalId;
            const assignment = allowToReadSecret(`${name}-${secretName}`, { subscriptionId, secretId: secret.id, principalId }, inParent);
            if (reader === SecretReader.Nodes) return secret.properties.apply((properties) => properties.secretUriWithVersion);
            return pulumi.all([secret.properties, whenPropagated(assignment)]).apply(([properties]) => properties.secretUri);
        }
    }

    /**
     * Address of one secret, as in `secretIds`; waits for that secret and its reader alone.
     *
     * @throws Error for a secret that the vault was not given
     */
    secretId(name: string): pulumi.Output<string> {
        const { secretIds } = childrenOf.get(this)!;
        const id = secretIds[name];
        if (id === undefined) throw new Error(`The vault has no secret "${name}"; it has ${Object.keys(secretIds).join(", ")}.`);
        return id;
    }

    /** The vault. */
    get vault(): keyvault.Vault {
        return childrenOf.get(this)!.vault;
    }

    /** The secrets, by their names. */
    get secrets(): Record<string, keyvault.Secret> {
        return childrenOf.get(this)!.secrets;
    }

    /** The identity of the gateway nodes. */
    get nodeIdentity(): managedidentity.UserAssignedIdentity {
        return childrenOf.get(this)!.nodeIdentity;
    }

    /** The load balancer's identity. */
    get loadBalancerIdentity(): managedidentity.UserAssignedIdentity {
        return childrenOf.get(this)!.loadBalancerIdentity;
    }
}

/** A component's inputs are part of the state: without the values of the secrets, which may have been given as plain text. */
function withoutValues(args: GatewayVaultArgs): pulumi.Inputs {
    return plainInputs({ ...args, secrets: args.secrets.map((secret) => ({ ...secret, value: undefined })) });
}
