import * as network from "@pulumi/azure-native/network";
import * as privatedns from "@pulumi/azure-native/privatedns";
import * as pulumi from "@pulumi/pulumi";

import { planAddresses } from "./azure/addressPlan";
import { defaultBaseName } from "./baseName";
import { child, ChildTransform } from "./children";
import { plainInputs } from "./componentInputs";
import { resourceName } from "./naming";
import { checkNetwork } from "./networkChecks";
import { loadBalancerRules, nodeRules, privateEndpointRules, SecurityRule } from "./networkRules";
import { Placement } from "./placement";
import { refuse } from "./validation";

/** What a user decides about the network. */
export interface GatewayNetworkSettings {
    /**
     * Address range of the virtual network, a CIDR block of /22 or larger.
     * It must not overlap any network that it will be peered with, and cannot easily be changed later.
     * Plain, because the subnets and their rules are computed from it. Defaults to 10.20.0.0/16.
     */
    addressSpace?: string;

    /**
     * Who may call the APIs: CIDR blocks, or one service tag.
     * Narrow it when the callers are known; the web application firewall sees only what is let through here. Defaults to `Internet`.
     */
    clientRanges?: string[];
}

export interface GatewayNetworkArgs extends Placement, GatewayNetworkSettings {
    /**
     * Whether a private DNS zone for Azure Files is needed.
     * Leave it out when nothing mounts a share or the zone already exists. Plain, because it decides which resources exist. Defaults to true.
     */
    fileShareZone?: boolean;

    /**
     * Whether a private DNS zone for Key Vault is needed.
     * Leave it out when the zone already exists. Plain, because it decides which resources exist. Defaults to true.
     */
    vaultZone?: boolean;

    /** Zone of the NAT gateway's address, for example `1`; a Standard NAT gateway lives in one zone or none. Defaults to none. */
    natGatewayZone?: string;
}

/** Changes to single children. TypeScript only: not part of the package schema. */
export interface GatewayNetworkTransforms {
    virtualNetwork?: ChildTransform<network.VirtualNetworkArgs>;
    networkSecurityGroup?: ChildTransform<network.NetworkSecurityGroupArgs>;
    natGateway?: ChildTransform<network.NatGatewayArgs>;
    natAddress?: ChildTransform<network.PublicIPAddressArgs>;
    privateZone?: ChildTransform<privatedns.PrivateZoneArgs>;
}

interface Children {
    virtualNetwork: network.VirtualNetwork;
    natGateway: network.NatGateway;
}
// Children live beside the class, not in it: instance fields would become part of the package schema.
const childrenOf = new WeakMap<GatewayNetwork, Children>();

export const DEFAULT_ADDRESS_SPACE = "10.20.0.0/16";

/**
 * The network of a gateway environment: subnets for load balancer, nodes and private endpoints, each with a default-deny
 * security group; a NAT gateway for outbound traffic; private DNS zones for share and vault.
 *
 * The only owner of security rules. Subnets are part of the virtual network's own definition: one write to Azure, so that writes
 * to subnets cannot collide (`AnotherOperationInProgress`), and no rivalry with subnets that are resources of their own.
 *
 * Costs: one NAT gateway and its address per hour and per GB, private DNS zones per month.
 * Fails: when the address range overlaps a peered network, or the region's quota of addresses is used up (`PublicIPCountLimitReached`).
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
    /** Id of the private DNS zone for Azure Files; empty when left out. */
    public readonly fileShareZoneId: pulumi.Output<string>;
    /** Id of the private DNS zone for Key Vault; empty when left out. */
    public readonly vaultZoneId: pulumi.Output<string>;

    constructor(name: string, args: GatewayNetworkArgs, opts?: pulumi.ComponentResourceOptions, transforms: GatewayNetworkTransforms = {}) {
        refuse(`The network "${name}"`, checkNetwork(args));
        super("wso2-gateway-azure:index:GatewayNetwork", name, plainInputs(args), opts);

        const { resourceGroupName, location, tags, names = {} } = args;
        const common = { resourceGroupName, location, tags };
        const inParent = { parent: this };
        const baseName = args.baseName ?? defaultBaseName(name);
        const ranges = planAddresses(args.addressSpace ?? DEFAULT_ADDRESS_SPACE);
        const subnetNames = {
            loadBalancer: names.loadBalancerSubnet ?? resourceName("subnet", "load-balancer"),
            nodes: names.nodeSubnet ?? resourceName("subnet", "nodes"),
            privateEndpoints: names.privateEndpointSubnet ?? resourceName("subnet", "private-endpoints"),
        };

        const loadBalancerGroup = createSecurityGroup(
            "load-balancer",
            names.loadBalancerSecurityGroup,
            loadBalancerRules(args.clientRanges ?? ["Internet"], [443]),
        );
        const nodeGroup = createSecurityGroup("nodes", names.nodeSecurityGroup, nodeRules(ranges.loadBalancer));
        const privateEndpointGroup = createSecurityGroup(
            "private-endpoints",
            names.privateEndpointSecurityGroup,
            privateEndpointRules(ranges.nodes, ranges.loadBalancer),
        );
        const natGateway = createNatGateway();
        const virtualNetwork = createVirtualNetwork();
        const fileShareZoneId = (args.fileShareZone ?? true) ? createPrivateZone("file", "privatelink.file.core.windows.net") : pulumi.output("");
        const vaultZoneId = (args.vaultZone ?? true) ? createPrivateZone("vault", "privatelink.vaultcore.azure.net") : pulumi.output("");

        childrenOf.set(this, { virtualNetwork, natGateway });
        this.virtualNetworkId = virtualNetwork.id;
        this.loadBalancerSubnetId = pulumi.interpolate`${virtualNetwork.id}/subnets/${subnetNames.loadBalancer}`;
        this.nodeSubnetId = pulumi.interpolate`${virtualNetwork.id}/subnets/${subnetNames.nodes}`;
        this.privateEndpointSubnetId = pulumi.interpolate`${virtualNetwork.id}/subnets/${subnetNames.privateEndpoints}`;
        this.fileShareZoneId = fileShareZoneId;
        this.vaultZoneId = vaultZoneId;
        this.registerOutputs({
            virtualNetworkId: this.virtualNetworkId,
            loadBalancerSubnetId: this.loadBalancerSubnetId,
            nodeSubnetId: this.nodeSubnetId,
            privateEndpointSubnetId: this.privateEndpointSubnetId,
            fileShareZoneId: this.fileShareZoneId,
            vaultZoneId: this.vaultZoneId,
        });

        function createSecurityGroup(subnet: string, givenName: string | undefined, securityRules: SecurityRule[]): network.NetworkSecurityGroup {
            const groupArgs = { ...common, networkSecurityGroupName: givenName ?? resourceName("networkSecurityGroup", baseName, subnet), securityRules };
            return new network.NetworkSecurityGroup(...child(transforms.networkSecurityGroup, `${name}-${subnet}`, groupArgs, inParent));
        }

        function createNatGateway(): network.NatGateway {
            const zones = args.natGatewayZone === undefined ? undefined : [args.natGatewayZone];
            const addressArgs: network.PublicIPAddressArgs = {
                ...common,
                publicIpAddressName: names.natAddress ?? resourceName("publicIpAddress", baseName, "nat"),
                sku: { name: network.PublicIPAddressSkuName.Standard },
                publicIPAllocationMethod: network.IPAllocationMethod.Static,
                zones,
            };
            const address = new network.PublicIPAddress(...child(transforms.natAddress, `${name}-nat`, addressArgs, inParent));
            const natArgs: network.NatGatewayArgs = {
                ...common,
                natGatewayName: names.natGateway ?? resourceName("natGateway", baseName),
                sku: { name: network.NatGatewaySkuName.Standard },
                publicIpAddresses: [{ id: address.id }],
                zones,
            };
            return new network.NatGateway(...child(transforms.natGateway, `${name}-nat`, natArgs, inParent));
        }

        function createVirtualNetwork(): network.VirtualNetwork {
            const networkArgs: network.VirtualNetworkArgs = {
                ...common,
                virtualNetworkName: names.virtualNetwork ?? resourceName("virtualNetwork", baseName),
                addressSpace: { addressPrefixes: [args.addressSpace ?? DEFAULT_ADDRESS_SPACE] },
                subnets: [
                    {
                        name: subnetNames.loadBalancer,
                        addressPrefix: ranges.loadBalancer,
                        networkSecurityGroup: { id: loadBalancerGroup.id },
                        // The Application Gateway brings its own way out through its public address.
                        defaultOutboundAccess: false,
                    },
                    {
                        name: subnetNames.nodes,
                        addressPrefix: ranges.nodes,
                        networkSecurityGroup: { id: nodeGroup.id },
                        natGateway: { id: natGateway.id },
                        defaultOutboundAccess: false,
                    },
                    {
                        name: subnetNames.privateEndpoints,
                        addressPrefix: ranges.privateEndpoints,
                        networkSecurityGroup: { id: privateEndpointGroup.id },
                        // Without this the security group does not apply to private endpoints (ST-10).
                        privateEndpointNetworkPolicies: network.VirtualNetworkPrivateEndpointNetworkPolicies.NetworkSecurityGroupEnabled,
                        defaultOutboundAccess: false,
                    },
                ],
            };
            return new network.VirtualNetwork(...child(transforms.virtualNetwork, name, networkArgs, inParent));
        }

        function createPrivateZone(service: string, zoneName: string): pulumi.Output<string> {
            const zoneArgs: privatedns.PrivateZoneArgs = { resourceGroupName, tags, privateZoneName: zoneName, location: "global" };
            const zone = new privatedns.PrivateZone(...child(transforms.privateZone, `${name}-${service}`, zoneArgs, inParent));
            const link = new privatedns.VirtualNetworkLink(
                `${name}-${service}`,
                {
                    resourceGroupName,
                    tags,
                    privateZoneName: zone.name,
                    virtualNetworkLinkName: resourceName("virtualNetworkLink", baseName),
                    location: "global",
                    registrationEnabled: false,
                    virtualNetwork: { id: virtualNetwork.id },
                },
                inParent,
            );
            // Whoever gets the zone's id can resolve names in it: the link comes first.
            return pulumi.all([zone.id, link.id]).apply(([id]) => id);
        }
    }

    /** The virtual network. */
    get virtualNetwork(): network.VirtualNetwork {
        return childrenOf.get(this)!.virtualNetwork;
    }

    /** The NAT gateway of the nodes' subnet. */
    get natGateway(): network.NatGateway {
        return childrenOf.get(this)!.natGateway;
    }
}
