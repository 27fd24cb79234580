import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";

import { inOrder } from "./azure/addressPlan";
import { applicationGatewayParts } from "./loadBalancer/applicationGateway/parts";
import { NODE_POOL } from "./loadBalancer/applicationGateway/plan";
import { defaultBaseName } from "./baseName";
import { child, ChildTransform, protection } from "./children";
import { plainInputs } from "./componentInputs";
import { existingPublicAddress } from "./loadBalancer/existingPublicAddress";
import { firewallMode, hasPathRules } from "./loadBalancer/firewallMode";
import { firewallPolicy, managementFirewallPolicy } from "./loadBalancer/firewallPolicy";
import { checkLoadBalancerArgs, withLaterArgsChecks } from "./loadBalancer/argsChecks";
import { managementListenerPort } from "./loadBalancer/ports";
import { GatewayLoadBalancerSettings, LoadBalancerSku } from "./loadBalancer/settings";
import { resourceName } from "./naming";
import { Placement } from "./placement";
import { Tier, tierDefaults } from "./tier";
import { apartFromStart, timing } from "./timing";
import { TimingOverrides } from "./timing/args";
import { checkPart } from "./checking/partChecks";
import { ownSubnet } from "./network/ownSubnet";
import { refuse } from "./checking/validation";
import { checkZonesOf, noneIfEmpty, zonesOf } from "./zones";

export interface GatewayLoadBalancerArgs extends Placement, GatewayLoadBalancerSettings {
    /** Picks the defaults. */
    tier: Tier;

    /** Host names of the APIs; the nodes' certificate must be valid for each, since they see the name that the client asked for. */
    hostNames: pulumi.Input<string>[];

    /** Subnet for this Application Gateway alone. */
    subnetId: pulumi.Input<string>;

    /**
     * Key Vault address of the front certificate without a version, so that a new version is picked up within four hours (AG-26).
     * Exactly one of it and `certificatePfx`.
     */
    certificateSecretId?: pulumi.Input<string>;

    /**
     * The front certificate with its key and chain: a PKCS12 file with a password, in base64, at most 16 KB. It is encrypted in Pulumi's state.
     * Without a vault a new certificate is an update of the load balancer. Exactly one of it and `certificateSecretId`.
     */
    certificatePfx?: pulumi.Input<string>;

    /** Password of `certificatePfx`, which Azure wants (AG-25). It is encrypted in Pulumi's state. */
    certificatePassword?: pulumi.Input<string>;

    /** Identity that may read the front certificate from the vault. Not needed with `certificatePfx`. */
    identityId?: pulumi.Input<string>;

    /**
     * Root certificates, PEM, that sign the nodes' certificates. Several, so that old and new overlap while the nodes' certificates change.
     * Nodes whose certificate none of them signs count as broken.
     */
    trustedRoots: string[];

    /**
     * Fixed address of the manager of rsync mode: the listener for management leads to it alone, in a backend pool of its own.
     * Plain, because it decides which pools there are. Defaults to none: management leads to the nodes.
     */
    managerAddress?: string;

    /**
     * Fixed addresses that serve the APIs, IPv4 and in the virtual network or reachable from it, such as that of a Kubernetes cluster's internal load balancer.
     * They take the place of nodes that join the pool by themselves, and serve everything but what `managerAddress` does. What an address stands for is out of
     * this load balancer's sight: it neither drains nodes behind it nor keeps a client on one of them. In which order they are given does not matter.
     * Plain, because it decides how nodes get into the pool. Defaults to none.
     */
    backendAddresses?: string[];

    /** Longest request that clients may make, in seconds. Defaults to 120. */
    requestTimeoutSeconds?: number;

    /** Single durations that differ from the derived ones. */
    timing?: TimingOverrides;

    /** Availability zones. Defaults to 1, 2 and 3 in Production, 1 in Development, and none where the region is known to have none. */
    zones?: string[];

    /**
     * Whether Pulumi refuses to delete or replace the public address, which others have in their DNS and firewalls.
     * Defaults to true in Production and false in Development.
     */
    protect?: boolean;
}

/** Changes to single children. TypeScript only: not part of the package schema. */
export interface GatewayLoadBalancerTransforms {
    applicationGateway?: ChildTransform<network.ApplicationGatewayArgs>;
    firewallPolicy?: ChildTransform<network.WebApplicationFirewallPolicyArgs>;
    managementFirewallPolicy?: ChildTransform<network.WebApplicationFirewallPolicyArgs>;
    publicAddress?: ChildTransform<network.PublicIPAddressArgs>;
}

interface Children {
    applicationGateway: network.ApplicationGateway;
    firewallPolicy?: network.WebApplicationFirewallPolicy;
    managementFirewallPolicy?: network.WebApplicationFirewallPolicy;
    publicAddress?: network.PublicIPAddress;
}
// Children live beside the class, not in it: instance fields would become part of the package schema.
const childrenOf = new WeakMap<GatewayLoadBalancer, Children>();

/**
 * The load balancer in front of the gateway nodes: an Application Gateway, with web application firewall unless told otherwise, TLS from the client to
 * it and again from it to the nodes, whose certificates it verifies.
 *
 * Costs: an hourly price, and capacity units by connections, throughput and rules; the largest part of an environment.
 * Fails: after several minutes when its identity cannot read the certificate (`ApplicationGatewayKeyVaultSecretException`).
 */
export class GatewayLoadBalancer extends pulumi.ComponentResource {
    /** Id of the Application Gateway. */
    public readonly applicationGatewayId: pulumi.Output<string>;
    /** Id of the backend pool that the nodes join, or that has their fixed addresses. */
    public readonly backendPoolId: pulumi.Output<string>;
    /** The public address that the host names must resolve to; empty with a private address only. */
    public readonly publicIpAddress: pulumi.Output<string>;
    /** The private address: of everything, or of the listener for management; empty without either. */
    public readonly privateIpAddress: pulumi.Output<string>;

    constructor(name: string, args: GatewayLoadBalancerArgs, opts?: pulumi.ComponentResourceOptions, transforms: GatewayLoadBalancerTransforms = {}) {
        const subject = `The load balancer "${name}"`;
        refuse(subject, [...checkPart(args), ...checkLoadBalancerArgs(args), ...checkZonesOf(args, opts)]);
        super("wso2-gateway-azure:index:GatewayLoadBalancer", name, withoutSecrets(args), opts);
        args = withLaterArgsChecks(subject, args);

        const { resourceGroupName, location, tags, names = {}, managementListener } = args;
        const common = { resourceGroupName, location, tags };
        const inParent = { parent: this };
        const baseName = args.baseName ?? defaultBaseName(name);
        const defaults = tierDefaults[args.tier];
        const zones = zonesOf(subject, args, opts);
        const sku = args.sku ?? LoadBalancerSku.WAF_v2;
        const mode = firewallMode(args, args.tier);
        const durations = timing(apartFromStart(args));
        const privateAddress = args.privateOnly === true ? args.privateIpAddress : managementListener?.privateIpAddress;

        const publicAddress = createPublicAddress();
        const { id: publicAddressId, ipAddress } = publicAddress ?? findPublicAddress();
        const policy = createFirewallPolicy();
        const managementPolicy = createManagementFirewallPolicy();
        const applicationGateway = createApplicationGateway();

        childrenOf.set(this, { applicationGateway, firewallPolicy: policy, managementFirewallPolicy: managementPolicy, publicAddress });
        this.applicationGatewayId = applicationGateway.id;
        this.backendPoolId = pulumi.interpolate`${applicationGateway.id}/backendAddressPools/${NODE_POOL}`;
        this.publicIpAddress = pulumi.output(ipAddress).apply((address) => address ?? "");
        this.privateIpAddress = pulumi.output(privateAddress ?? "");
        this.registerOutputs({
            applicationGatewayId: this.applicationGatewayId,
            backendPoolId: this.backendPoolId,
            publicIpAddress: this.publicIpAddress,
            privateIpAddress: this.privateIpAddress,
        });

        function createPublicAddress(): network.PublicIPAddress | undefined {
            if (args.privateOnly === true || args.publicIpAddressId !== undefined) return undefined;
            const addressArgs: network.PublicIPAddressArgs = {
                ...common,
                publicIpAddressName: names.publicAddress ?? resourceName("publicIpAddress", baseName),
                sku: { name: network.PublicIPAddressSkuName.Standard },
                publicIPAllocationMethod: network.IPAllocationMethod.Static,
                dnsSettings: args.domainNameLabel === undefined ? undefined : { domainNameLabel: args.domainNameLabel },
                // Azure's default of 4 minutes would end a quieter WebSocket.
                idleTimeoutInMinutes: args.webSocket === true ? durations.publicAddressTimeoutMinutes : undefined,
                zones: noneIfEmpty(zones),
            };
            return new network.PublicIPAddress(
                ...child(transforms.publicAddress, name, addressArgs, { ...inParent, protect: protection(args.protect, defaults.protect) }),
            );
        }

        function findPublicAddress(): { id?: pulumi.Output<string>; ipAddress?: pulumi.Output<string> } {
            if (args.publicIpAddressId === undefined) return {};
            return existingPublicAddress(subject, args.publicIpAddressId, { location, zones }, inParent);
        }

        function createFirewallPolicy(): network.WebApplicationFirewallPolicy | undefined {
            if (mode === undefined) return undefined;
            const policyArgs: network.WebApplicationFirewallPolicyArgs = {
                ...common,
                policyName: names.firewallPolicy ?? resourceName("webApplicationFirewallPolicy", baseName),
                ...firewallPolicy(mode, args.firewall),
            };
            return new network.WebApplicationFirewallPolicy(...child(transforms.firewallPolicy, name, policyArgs, inParent));
        }

        function createManagementFirewallPolicy(): network.WebApplicationFirewallPolicy | undefined {
            if (mode === undefined || managementListener === undefined) return undefined;
            const policyArgs: network.WebApplicationFirewallPolicyArgs = {
                ...common,
                policyName: names.managementFirewallPolicy ?? resourceName("webApplicationFirewallPolicy", baseName, "management"),
                ...managementFirewallPolicy(mode),
            };
            return new network.WebApplicationFirewallPolicy(...child(transforms.managementFirewallPolicy, `${name}-management`, policyArgs, inParent));
        }

        function createApplicationGateway(): network.ApplicationGateway {
            const gatewayArgs: network.ApplicationGatewayArgs = {
                ...common,
                applicationGatewayName: names.applicationGateway ?? resourceName("applicationGateway", baseName),
                sku: { name: sku, tier: sku },
                autoscaleConfiguration: {
                    minCapacity: args.minInstances ?? defaults.minLoadBalancerInstances,
                    maxCapacity: args.maxInstances ?? defaults.maxLoadBalancerInstances,
                },
                zones: noneIfEmpty(zones),
                identity:
                    args.identityId === undefined ? undefined : { type: network.ResourceIdentityType.UserAssigned, userAssignedIdentities: [args.identityId] },
                firewallPolicy: policy === undefined ? undefined : { id: policy.id },
                enableHttp2: true,
                ...applicationGatewayParts({
                    hostNames: args.hostNames,
                    subnetId: ownSubnet(subject, args.subnetId, "subnetId", inParent),
                    publicAddressId,
                    privateAddress,
                    certificate: {
                        secretId: args.certificateSecretId,
                        pfx: args.certificatePfx,
                        password: args.certificatePassword,
                    },
                    backendAddresses: inOrder(args.backendAddresses ?? []),
                    trustedRoots: args.trustedRoots,
                    timing: durations,
                    pathRules: hasPathRules(mode),
                    httpRedirect: args.httpRedirect ?? false,
                    webSocket: args.webSocket ?? false,
                    webSub: args.webSub ?? false,
                    management: managementListener && {
                        hostName: managementListener.hostName,
                        port: managementListenerPort(args)!,
                        firewallPolicyId: managementPolicy?.id,
                        managerAddress: args.managerAddress,
                    },
                    clientAuthorities: args.mutualTls?.clientCertificateAuthorities ?? [],
                    verifyClientIssuer: args.mutualTls?.verifyIssuer ?? true,
                }),
            };
            return new network.ApplicationGateway(...child(transforms.applicationGateway, name, gatewayArgs, inParent));
        }
    }

    /** The Application Gateway. */
    get applicationGateway(): network.ApplicationGateway {
        return childrenOf.get(this)!.applicationGateway;
    }

    /** The policy of the web application firewall, where there is one. */
    get firewallPolicy(): network.WebApplicationFirewallPolicy | undefined {
        return childrenOf.get(this)!.firewallPolicy;
    }

    /** The firewall's policy for management, where it has a listener. */
    get managementFirewallPolicy(): network.WebApplicationFirewallPolicy | undefined {
        return childrenOf.get(this)!.managementFirewallPolicy;
    }

    /** The public address, unless there is none or it existed before. */
    get publicAddress(): network.PublicIPAddress | undefined {
        return childrenOf.get(this)!.publicAddress;
    }
}

/** The arguments as they may be recorded as the component's inputs: without secrets. */
function withoutSecrets(args: GatewayLoadBalancerArgs): pulumi.Inputs {
    return plainInputs({ ...args, certificatePfx: undefined, certificatePassword: undefined });
}
