import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";

import { SubnetKey } from "./azure/addressPlan";
import { defaultBaseName } from "./baseName";
import { plainInputs } from "./componentInputs";
import { GatewayNetworkArgs } from "./network/args";
import { checkNatGatewayZone, checkNetwork } from "./network/checks";
import { GatewayNetworkTransforms, NetworkContext } from "./network/context";
import { withCheckedIds } from "./network/idChecks";
import { NetworkOptions, rulesOf, subnetRanges } from "./network/plan";
import { SubnetRules } from "./network/rules";
import { createSecurityGroups, createSubnets, SecurityGroups } from "./network/subnets";
import { createOutbound } from "./network/outbound";
import { privateZone } from "./network/privateZones";
import { checkPart } from "./checking/partChecks";
import { refuse } from "./checking/validation";

interface Children {
    virtualNetwork?: network.VirtualNetwork;
    subnets: Partial<Record<SubnetKey, network.Subnet>>;
    securityGroups: SecurityGroups;
    natGateway?: network.NatGateway;
    routeTable?: network.RouteTable;
    securityRules: SubnetRules;
}
// Children live beside the class, not in it: instance fields would become part of the package schema.
const childrenOf = new WeakMap<GatewayNetwork, Children>();

/**
 * The network of a gateway environment: subnets for load balancer, nodes and private endpoints (and for the entry of a cluster), each with a default-deny
 * security group; a way out for the nodes; private DNS zones for share and vault. Whatever exists already is used instead.
 *
 * The only owner of security rules, apart from those of existing subnets. Subnets of a new network are part of its own definition;
 * in an existing network they are resources of their own, so that its definition stays its owner's.
 *
 * Two environments in one resource group, or in one network, cannot each have private DNS zones of their own, because the zones' names are fixed:
 * give the second the zones of the first, or both those of a hub (`fileShareZoneId`, `vaultZoneId`).
 *
 * Costs: one NAT gateway and its address per hour and per GB (nothing with another way out), private DNS zones per month.
 * Fails: when the address range overlaps a peered network, or the region's quota of addresses is used up (`PublicIPCountLimitReached`); in an existing
 * network, when the deployer may not write to it (`AuthorizationFailed`) or join its subnets (`LinkedAccessCheckFailed`, AGN-11).
 */
export class GatewayNetwork extends pulumi.ComponentResource {
    /** Id of the virtual network. */
    public readonly virtualNetworkId: pulumi.Output<string>;
    /** Id of the subnet for the Application Gateway alone. */
    public readonly loadBalancerSubnetId: pulumi.Output<string>;
    /** Id of the subnet for the gateway nodes. */
    public readonly nodeSubnetId: pulumi.Output<string>;
    /** Id of the subnet for private endpoints. */
    public readonly privateEndpointSubnetId: pulumi.Output<string>;
    /** Id of the subnet for the entry of a cluster; empty without one. */
    public readonly entrySubnetId: pulumi.Output<string>;
    /** Public address with which nodes leave through a NAT gateway that was made here; empty with another way out. */
    public readonly outboundIpAddress: pulumi.Output<string>;
    /** Id of the private DNS zone for Azure Files; empty when left out. */
    public readonly fileShareZoneId: pulumi.Output<string>;
    /** Id of the private DNS zone for Key Vault; empty when left out. */
    public readonly vaultZoneId: pulumi.Output<string>;

    constructor(name: string, args: GatewayNetworkArgs, opts?: pulumi.ComponentResourceOptions, transforms: GatewayNetworkTransforms = {}) {
        const subject = `The network "${name}"`;
        refuse(subject, [...checkPart(args), ...checkNetwork(args), ...checkNatGatewayZone(args, opts)]);
        super("wso2-gateway-azure:index:GatewayNetwork", name, plainInputs(args), opts);
        args = withCheckedIds(subject, args);

        const baseName = args.baseName ?? defaultBaseName(name);
        const context: NetworkContext = { name, args, baseName, transforms, inParent: { parent: this }, subject };
        const ranges = subnetRanges(args)!;
        const securityRules = rulesOf(args, ranges);

        const securityGroups = createSecurityGroups(context, securityRules);
        const { natGateway, natAddress, routeTable, ...outbound } = createOutbound(context);
        const { virtualNetworkId, ids, virtualNetwork, subnets } = createSubnets(context, ranges, securityGroups, outbound);
        const none = pulumi.output("");

        childrenOf.set(this, { virtualNetwork, subnets, securityGroups, natGateway, routeTable, securityRules });
        this.virtualNetworkId = virtualNetworkId;
        this.loadBalancerSubnetId = ids.loadBalancer;
        this.nodeSubnetId = ids.nodes;
        this.privateEndpointSubnetId = ids.privateEndpoints;
        this.entrySubnetId = ids.entry;
        this.outboundIpAddress = natAddress?.ipAddress.apply((address) => address ?? "") ?? none;
        this.fileShareZoneId = (args.fileShareZone ?? true) ? privateZone(context, "file", virtualNetworkId) : none;
        this.vaultZoneId = (args.vaultZone ?? true) ? privateZone(context, "vault", virtualNetworkId) : none;
        this.registerOutputs({
            virtualNetworkId: this.virtualNetworkId,
            loadBalancerSubnetId: this.loadBalancerSubnetId,
            nodeSubnetId: this.nodeSubnetId,
            privateEndpointSubnetId: this.privateEndpointSubnetId,
            entrySubnetId: this.entrySubnetId,
            outboundIpAddress: this.outboundIpAddress,
            fileShareZoneId: this.fileShareZoneId,
            vaultZoneId: this.vaultZoneId,
        });
    }

    /** The virtual network, unless it exists already. */
    get virtualNetwork(): network.VirtualNetwork | undefined {
        return childrenOf.get(this)!.virtualNetwork;
    }

    /** Subnets that were made in an existing network. */
    get subnets(): Partial<Record<SubnetKey, network.Subnet>> {
        return childrenOf.get(this)!.subnets;
    }

    /** Security groups of the subnets that were made. */
    get securityGroups(): SecurityGroups {
        return childrenOf.get(this)!.securityGroups;
    }

    /** The NAT gateway of the nodes' subnet, unless they have another way out. */
    get natGateway(): network.NatGateway | undefined {
        return childrenOf.get(this)!.natGateway;
    }

    /** The route table of the nodes' subnet, where they leave through a firewall. */
    get routeTable(): network.RouteTable | undefined {
        return childrenOf.get(this)!.routeTable;
    }

    /** The rules of each subnet. Those of existing subnets are not applied: their owners must let the same through. */
    get securityRules(): SubnetRules {
        return childrenOf.get(this)!.securityRules;
    }
}

/**
 * The security rules of each subnet of a network with these arguments. For existing subnets they say what their owners must let through:
 * the rules that allow are needed, those that deny keep everybody else out.
 *
 * @throws RunError that lists everything that is wrong with the arguments
 */
export function securityRulesFor(options: NetworkOptions): SubnetRules {
    refuse("The network", checkNetwork(options));
    return rulesOf(options, subnetRanges(options)!);
}
