import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";

import { applicationGatewayParts, NODE_POOL } from "./applicationGateway";
import { defaultBaseName } from "./baseName";
import { child, ChildTransform, protection } from "./children";
import { plainInputs } from "./componentInputs";
import { firewallPolicy } from "./firewallPolicy";
import { checkHostNames, checkLoadBalancer, checkTrustedRoots } from "./loadBalancerChecks";
import { resourceName } from "./naming";
import { Placement } from "./placement";
import { Problem } from "./problem";
import { checkZones } from "./rangeChecks";
import { FirewallMode, Tier, tierDefaults } from "./tier";
import { timing, TimingOverrides } from "./timing";
import { checkedLater, ifPlain, refuse } from "./validation";
import { checkSecretId } from "./valueChecks";

/** What a user decides about the load balancer. */
export interface GatewayLoadBalancerSettings {
    /**
     * Fewest instances of the Application Gateway, 0 to 125.
     * A scale-out takes three to five minutes, so this should carry the usual peaks. Defaults to 2 in Production and 1 in Development.
     */
    minInstances?: number;

    /** Most instances of the Application Gateway, 2 to 125; bounds the costs. Defaults to 10 in Production and 2 in Development. */
    maxInstances?: number;

    /**
     * What the web application firewall does with a request that matches a rule: block it, or only log it.
     * Defaults to `Prevention` in Production and `Detection` in Development.
     */
    firewallMode?: FirewallMode;

    /** First label of the public address's own name, `<label>.<region>.cloudapp.azure.com`. Unique in its region. Defaults to no such name. */
    domainNameLabel?: string;
}

export interface GatewayLoadBalancerArgs extends Placement, GatewayLoadBalancerSettings {
    /** Picks the defaults. */
    tier: Tier;

    /** Host names of the APIs; the nodes' certificate must be valid for each, since they see the name that the client asked for. */
    hostNames: pulumi.Input<string>[];

    /** Subnet for this Application Gateway alone. */
    subnetId: pulumi.Input<string>;

    /** Key Vault address of the front certificate without a version, so that a new version is picked up within four hours (AG-26). */
    certificateSecretId: pulumi.Input<string>;

    /** Identity that may read the front certificate. */
    identityId: pulumi.Input<string>;

    /**
     * Root certificates, PEM, that sign the nodes' certificates. Several, so that old and new overlap while the nodes' certificates change.
     * Nodes whose certificate none of them signs count as broken.
     */
    trustedRoots: string[];

    /** Longest request that clients may make, in seconds. Defaults to 120. */
    requestTimeoutSeconds?: number;

    /** Single durations that differ from the derived ones. */
    timing?: TimingOverrides;

    /** Availability zones. Defaults to 1, 2 and 3 in Production and 1 in Development. */
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
    publicAddress?: ChildTransform<network.PublicIPAddressArgs>;
}

interface Children {
    applicationGateway: network.ApplicationGateway;
    firewallPolicy: network.WebApplicationFirewallPolicy;
    publicAddress: network.PublicIPAddress;
}
// Children live beside the class, not in it: instance fields would become part of the package schema.
const childrenOf = new WeakMap<GatewayLoadBalancer, Children>();

/**
 * The load balancer in front of the gateway nodes: an Application Gateway with web application firewall, TLS from the client to
 * it and again from it to the nodes, whose certificates it verifies.
 *
 * Costs: an hourly price, and capacity units by connections, throughput and rules; the largest part of an environment.
 * Fails: after several minutes when its identity cannot read the certificate (`ApplicationGatewayKeyVaultSecretException`).
 */
export class GatewayLoadBalancer extends pulumi.ComponentResource {
    /** Id of the Application Gateway. */
    public readonly applicationGatewayId: pulumi.Output<string>;
    /** Id of the backend pool that the nodes join. */
    public readonly backendPoolId: pulumi.Output<string>;
    /** The public address that the host names must resolve to. */
    public readonly publicIpAddress: pulumi.Output<string>;

    constructor(name: string, args: GatewayLoadBalancerArgs, opts?: pulumi.ComponentResourceOptions, transforms: GatewayLoadBalancerTransforms = {}) {
        refuse(`The load balancer "${name}"`, checkArguments(args));
        super("wso2-gateway-azure:index:GatewayLoadBalancer", name, plainInputs(args), opts);

        const { resourceGroupName, location, tags, names = {} } = args;
        const common = { resourceGroupName, location, tags };
        const inParent = { parent: this };
        const baseName = args.baseName ?? defaultBaseName(name);
        const defaults = tierDefaults[args.tier];
        const zones = args.zones ?? defaults.zones;

        const publicAddress = createPublicAddress();
        const policy = createFirewallPolicy();
        const applicationGateway = createApplicationGateway();

        childrenOf.set(this, { applicationGateway, firewallPolicy: policy, publicAddress });
        this.applicationGatewayId = applicationGateway.id;
        this.backendPoolId = pulumi.interpolate`${applicationGateway.id}/backendAddressPools/${NODE_POOL}`;
        this.publicIpAddress = publicAddress.ipAddress.apply((address) => address ?? "");
        this.registerOutputs({
            applicationGatewayId: this.applicationGatewayId,
            backendPoolId: this.backendPoolId,
            publicIpAddress: this.publicIpAddress,
        });

        function createPublicAddress(): network.PublicIPAddress {
            const addressArgs: network.PublicIPAddressArgs = {
                ...common,
                publicIpAddressName: names.publicAddress ?? resourceName("publicIpAddress", baseName),
                sku: { name: network.PublicIPAddressSkuName.Standard },
                publicIPAllocationMethod: network.IPAllocationMethod.Static,
                dnsSettings: args.domainNameLabel === undefined ? undefined : { domainNameLabel: args.domainNameLabel },
                zones: zones.length === 0 ? undefined : zones,
            };
            return new network.PublicIPAddress(
                ...child(transforms.publicAddress, name, addressArgs, { ...inParent, protect: protection(args.protect, defaults.protect) }),
            );
        }

        function createFirewallPolicy(): network.WebApplicationFirewallPolicy {
            const policyArgs: network.WebApplicationFirewallPolicyArgs = {
                ...common,
                policyName: names.firewallPolicy ?? resourceName("webApplicationFirewallPolicy", baseName),
                ...firewallPolicy(args.firewallMode ?? defaults.firewallMode),
            };
            return new network.WebApplicationFirewallPolicy(...child(transforms.firewallPolicy, name, policyArgs, inParent));
        }

        function createApplicationGateway(): network.ApplicationGateway {
            const gatewayArgs: network.ApplicationGatewayArgs = {
                ...common,
                applicationGatewayName: names.applicationGateway ?? resourceName("applicationGateway", baseName),
                sku: { name: network.ApplicationGatewaySkuName.WAF_v2, tier: network.ApplicationGatewayTier.WAF_v2 },
                autoscaleConfiguration: {
                    minCapacity: args.minInstances ?? defaults.minLoadBalancerInstances,
                    maxCapacity: args.maxInstances ?? defaults.maxLoadBalancerInstances,
                },
                zones: zones.length === 0 ? undefined : zones,
                identity: { type: network.ResourceIdentityType.UserAssigned, userAssignedIdentities: [args.identityId] },
                firewallPolicy: { id: policy.id },
                enableHttp2: true,
                ...applicationGatewayParts({
                    hostNames: args.hostNames,
                    subnetId: args.subnetId,
                    publicAddressId: publicAddress.id,
                    certificateSecretId: checkedLater(`The load balancer "${name}"`, args.certificateSecretId, (id) =>
                        checkSecretId(id, "certificateSecretId"),
                    ),
                    trustedRoots: args.trustedRoots,
                    timing: timing({ requestTimeoutSeconds: args.requestTimeoutSeconds, overrides: args.timing }),
                }),
            };
            return new network.ApplicationGateway(...child(transforms.applicationGateway, name, gatewayArgs, inParent));
        }
    }

    /** The Application Gateway. */
    get applicationGateway(): network.ApplicationGateway {
        return childrenOf.get(this)!.applicationGateway;
    }

    /** The policy of the web application firewall. */
    get firewallPolicy(): network.WebApplicationFirewallPolicy {
        return childrenOf.get(this)!.firewallPolicy;
    }

    /** The public address. */
    get publicAddress(): network.PublicIPAddress {
        return childrenOf.get(this)!.publicAddress;
    }
}

/** What is wrong with the arguments, as far as it is known before anything exists. */
function checkArguments(args: GatewayLoadBalancerArgs): Problem[] {
    return [
        ...checkLoadBalancer(args, args.tier),
        ...checkHostNames(args.hostNames, (index) => `hostNames[${index}]`),
        ...checkTrustedRoots(args.trustedRoots, "trustedRoots"),
        ...checkZones(args.zones, "zones"),
        ...ifPlain(args.certificateSecretId, (id) => checkSecretId(id, "certificateSecretId")),
    ];
}
