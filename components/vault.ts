import * as authorization from "@pulumi/azure-native/authorization";
import * as keyvault from "@pulumi/azure-native/keyvault";
import * as managedidentity from "@pulumi/azure-native/managedidentity";
import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";

import { defaultBaseName } from "./baseName";
import { child, ChildTransform, protection } from "./children";
import { plainInputs } from "./componentInputs";
import { existingVault, Vault } from "./vault/existingVault";
import { existingIdentity, Identity, lifeOf, newIdentity } from "./vault/identities";
import { globalName, resourceName } from "./naming";
import { createPrivateEndpoint } from "./privateEndpoint";
import { assignRole, BuiltInRole, whenPropagated } from "./roleAssignment";
import { subscriptionOf, tenantOf } from "./subscription";
import { tierDefaults } from "./tier";
import { checkPart } from "./checking/partChecks";
import { checkedLater, refuse } from "./checking/validation";
import { GatewayVaultArgs, hasManagerSecret, hasVaultEndpoint, isWritten, SecretReader, VaultSecret } from "./vault/args";
import { newVaultProperties, secretProperties } from "./vault/bodies";
import { checkAddress, checkIdentity, checkVaultArgs, secretResourceId } from "./vault/checks";

/** Changes to single children. TypeScript only: not part of the package schema. */
export interface GatewayVaultTransforms {
    vault?: ChildTransform<keyvault.VaultArgs>;
    secret?: ChildTransform<keyvault.SecretArgs>;
    identity?: ChildTransform<managedidentity.UserAssignedIdentityArgs>;
    roleAssignment?: ChildTransform<authorization.RoleAssignmentArgs>;
    privateEndpoint?: ChildTransform<network.PrivateEndpointArgs>;
    privateDnsZoneGroup?: ChildTransform<network.PrivateDnsZoneGroupArgs>;
}

interface Children {
    vault?: keyvault.Vault;
    secrets: Record<string, keyvault.Secret>;
    secretIds: Record<string, pulumi.Output<string>>;
    nodeIdentity?: managedidentity.UserAssignedIdentity;
    loadBalancerIdentity?: managedidentity.UserAssignedIdentity;
    syncManagerIdentity?: managedidentity.UserAssignedIdentity;
}
// Children live beside the class, not in it: instance fields would become part of the package schema.
const childrenOf = new WeakMap<GatewayVault, Children>();

/**
 * The secrets of an environment, and the identities that read them: a Key Vault without public access, and for each secret one
 * role assignment to the one identity that needs it. Vault, identities and single secrets may exist already.
 *
 * A deleted vault keeps its name for its retention, and under purge protection nobody can shorten that. The vault's name therefore
 * contains a value that Azure makes anew with every life of the environment (the principal of the nodes' identity, or else of the load balancer's): `destroy`
 * and `up` give a new vault with the secrets of the stack's configuration, and the old one stays recoverable. For the same reason secrets in an existing vault,
 * where they stay after a `destroy`, have new names in each life.
 *
 * Costs: next to nothing for the vault, a private endpoint per hour.
 * Fails: when the deployer may not assign roles (`AuthorizationFailed`; it needs Owner or User Access Administrator).
 */
export class GatewayVault extends pulumi.ComponentResource {
    /** Id of the vault; empty when there is none, because all secrets are in other vaults. */
    public readonly vaultId: pulumi.Output<string>;
    /** Address of the vault, known when nodes and load balancer can reach it by its private name; empty when there is none. */
    public readonly vaultUri: pulumi.Output<string>;
    /** Id of the identity of the gateway nodes. */
    public readonly nodeIdentityId: pulumi.Output<string>;
    /** Client id of the identity of the gateway nodes, by which a node with several identities chooses this one. */
    public readonly nodeIdentityClientId: pulumi.Output<string>;
    /** Id of the load balancer's identity. */
    public readonly loadBalancerIdentityId: pulumi.Output<string>;
    /** Id of the identity of the manager of rsync mode; empty when nothing is for it alone. */
    public readonly syncManagerIdentityId: pulumi.Output<string>;
    /** Client id of that identity, by which the manager chooses it; empty as its id. */
    public readonly syncManagerIdentityClientId: pulumi.Output<string>;
    /** Addresses of the secrets, by name: the nodes' with their version; the load balancer's without, known when it may read them. */
    public readonly secretIds: pulumi.Output<Record<string, string>>;

    constructor(name: string, args: GatewayVaultArgs, opts?: pulumi.ComponentResourceOptions, transforms: GatewayVaultTransforms = {}) {
        const subject = `The vault "${name}"`;
        refuse(subject, [...checkPart(args), ...checkVaultArgs(args)]);
        super("wso2-gateway-azure:index:GatewayVault", name, withoutValues(args), opts);

        const { resourceGroupName, location, tags, names = {} } = args;
        const inParent = { parent: this };
        const baseName = args.baseName ?? defaultBaseName(name);
        const defaults = tierDefaults[args.tier];

        const subscriptionId = subscriptionOf(inParent);
        const nodeIdentity = identity("nodeIdentity", "nodes");
        const loadBalancerIdentity = identity("loadBalancerIdentity", "load-balancer");
        const syncManagerIdentity = hasManagerSecret(args.secrets) ? identity("syncManagerIdentity", "sync-manager") : undefined;
        const identityOf = (reader: SecretReader): Identity =>
            ({ Nodes: nodeIdentity, LoadBalancer: loadBalancerIdentity, SyncManager: syncManagerIdentity! })[reader];
        const life = lifeOf([nodeIdentity, loadBalancerIdentity]);
        const written = args.secrets.filter(isWritten);
        const vault =
            args.existing !== undefined
                ? existingVault(args.existing, { subject, baseName, life, isWritten: written.length > 0, opts: inParent })
                : written.length > 0
                  ? createVault()
                  : undefined;
        const secrets = Object.fromEntries(written.map((secret) => [secret.name, createSecret(vault!, secret)]));
        const zoneGroup = hasVaultEndpoint(args, args.secrets) ? createEndpoint(this, vault!) : undefined;

        const reachable = (value: pulumi.Output<string>): pulumi.Output<string> => pulumi.all([value, zoneGroup?.id]).apply(([known]) => known);
        // What is in another vault is reached in another way, so it does not wait for the endpoint.
        const isBehindEndpoint = (secret: VaultSecret): boolean => isWritten(secret) || args.existing !== undefined;
        const address = (secret: VaultSecret): pulumi.Output<string> => (isBehindEndpoint(secret) ? reachable(readableId(secret)) : readableId(secret));
        const secretIds = Object.fromEntries(args.secrets.map((secret) => [secret.name, address(secret)]));

        childrenOf.set(this, {
            vault: vault?.resource,
            secrets,
            secretIds,
            nodeIdentity: nodeIdentity.resource,
            loadBalancerIdentity: loadBalancerIdentity.resource,
            syncManagerIdentity: syncManagerIdentity?.resource,
        });
        this.vaultId = vault?.id ?? pulumi.output("");
        this.vaultUri = vault === undefined ? pulumi.output("") : reachable(vault.uri);
        this.nodeIdentityId = nodeIdentity.id;
        this.nodeIdentityClientId = nodeIdentity.clientId;
        this.loadBalancerIdentityId = loadBalancerIdentity.id;
        this.syncManagerIdentityId = syncManagerIdentity?.id ?? pulumi.output("");
        this.syncManagerIdentityClientId = syncManagerIdentity?.clientId ?? pulumi.output("");
        this.secretIds = pulumi.all(secretIds);
        this.registerOutputs({
            vaultId: this.vaultId,
            vaultUri: this.vaultUri,
            nodeIdentityId: this.nodeIdentityId,
            nodeIdentityClientId: this.nodeIdentityClientId,
            loadBalancerIdentityId: this.loadBalancerIdentityId,
            syncManagerIdentityId: this.syncManagerIdentityId,
            syncManagerIdentityClientId: this.syncManagerIdentityClientId,
            secretIds: this.secretIds,
        });

        function identity(path: "nodeIdentity" | "loadBalancerIdentity" | "syncManagerIdentity", purpose: string): Identity {
            const existing = args[path];
            if (existing !== undefined) return existingIdentity(checkedLater(subject, existing, (known) => checkIdentity(known, path)));
            const identityArgs = { resourceGroupName, location, tags, resourceName: names[path] ?? resourceName("userAssignedIdentity", baseName, purpose) };
            return newIdentity(new managedidentity.UserAssignedIdentity(...child(transforms.identity, `${name}-${purpose}`, identityArgs, inParent)));
        }

        function createVault(): Vault {
            // The check has seen to it that there is either a name or an identity of our own.
            const computedName = pulumi.all([subscriptionId, resourceGroupName, life ?? ""]).apply((scope) => globalName("keyVault", baseName, scope));
            const vaultArgs: keyvault.VaultArgs = {
                resourceGroupName,
                location,
                tags,
                vaultName: names.keyVault ?? computedName,
                properties: { tenantId: tenantOf(inParent), ...newVaultProperties(subject, args, defaults) },
            };
            const vaultOpts = { ...inParent, protect: protection(args.protect, defaults.protect) };
            const resource = new keyvault.Vault(...child(transforms.vault, name, vaultArgs, vaultOpts));
            const uri = resource.properties.apply((properties) => properties.vaultUri ?? "");
            return { id: resource.id, uri, resourceGroupName, name: resource.name, secretName: (secret) => secret, resource };
        }

        function createSecret({ resource, ...vault }: Vault, secret: VaultSecret): keyvault.Secret {
            const secretArgs: keyvault.SecretArgs = {
                resourceGroupName: vault.resourceGroupName,
                tags,
                vaultName: vault.name,
                secretName: vault.secretName(secret.name),
                properties: secretProperties(secret),
            };
            // Deleting a secret needs the vault's data plane, which is not reachable from outside: it goes with its vault.
            // One that is no longer wanted stays there, and nobody may read it any more. It is not protected, or nothing could ever become unwanted.
            const secretOpts = { ...inParent, deletedWith: resource, retainOnDelete: true };
            return new keyvault.Secret(...child(transforms.secret, `${name}-${secret.name}`, secretArgs, secretOpts));
        }

        function createEndpoint(parent: GatewayVault, vault: Vault): network.PrivateDnsZoneGroup {
            return createPrivateEndpoint(
                name,
                {
                    resourceGroupName,
                    location,
                    tags,
                    privateEndpointName: names.vaultPrivateEndpoint ?? resourceName("privateEndpoint", baseName, "vault"),
                    subnetId: args.privateEndpointSubnetId!,
                    targetId: vault.id,
                    service: "vault",
                    zoneId: args.vaultZoneId!,
                },
                parent,
                transforms,
            );
        }

        /**
         * The secret's address. A load balancer reads it at once, so for that it is known only when it may, and it looks for new versions by itself.
         * Nodes ask again until they may, and get a version: a new one is a new configuration, which rolls them.
         */
        function readableId(secret: VaultSecret): pulumi.Output<string> {
            const resource = secrets[secret.name];
            const access = allowReader(secret, resource);
            const { name: secretName, existing, reader } = secret;
            const isMachines = reader !== SecretReader.LoadBalancer;
            const address =
                resource?.properties.apply((properties) => (isMachines ? properties.secretUriWithVersion : properties.secretUri)) ??
                checkedLater<string>(subject, existing!.address, (known) => checkAddress(known, reader, secretName));
            return isMachines || access === undefined ? address : pulumi.all([address, whenPropagated(access)]).apply(([known]) => known);
        }

        /** Gives the secret's reader access to it, unless somebody else does. */
        function allowReader(
            { name: secretName, existing, reader }: VaultSecret,
            resource: keyvault.Secret | undefined,
        ): authorization.RoleAssignment | undefined {
            if (args.assignRoles === false || (resource === undefined && existing?.vaultId === undefined)) return undefined;
            const { principalId } = identityOf(reader);
            const secretId =
                resource?.id ?? pulumi.all([existing!.vaultId!, existing!.address]).apply(([vaultId, address]) => secretResourceId(vaultId, address));
            const role = { role: BuiltInRole.KeyVaultSecretsUser, principalType: authorization.PrincipalType.ServicePrincipal };
            return assignRole(`${name}-${secretName}`, { ...role, subscriptionId, scope: secretId, principalId }, inParent, transforms.roleAssignment);
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

    /** The vault, unless it is an existing one or there is none. */
    get vault(): keyvault.Vault | undefined {
        return childrenOf.get(this)!.vault;
    }

    /** The secrets that are written, by their names. */
    get secrets(): Record<string, keyvault.Secret> {
        return childrenOf.get(this)!.secrets;
    }

    /** The identity of the gateway nodes, unless it is an existing one. */
    get nodeIdentity(): managedidentity.UserAssignedIdentity | undefined {
        return childrenOf.get(this)!.nodeIdentity;
    }

    /** The load balancer's identity, unless it is an existing one. */
    get loadBalancerIdentity(): managedidentity.UserAssignedIdentity | undefined {
        return childrenOf.get(this)!.loadBalancerIdentity;
    }

    /** The identity of the manager of rsync mode, unless it is an existing one or there is none. */
    get syncManagerIdentity(): managedidentity.UserAssignedIdentity | undefined {
        return childrenOf.get(this)!.syncManagerIdentity;
    }
}

/** A component's inputs are part of the state: without the values of the secrets, which may have been given as plain text. */
function withoutValues(args: GatewayVaultArgs): pulumi.Inputs {
    return plainInputs({ ...args, secrets: args.secrets.map((secret) => ({ ...secret, value: undefined })) });
}
