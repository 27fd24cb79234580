import { GatewayDeploymentArgs } from "../../../components";
import { mockSubscription } from "../../unit/support/mocks";
import { validArgs } from "../../unit/support/deployments";

const group = `/subscriptions/${mockSubscription}/resourceGroups/rg-hub/providers/Microsoft.Network`;
const virtualNetworkId = `${group}/virtualNetworks/vnet-hub`;
const subnet = (name: string, addressRange: string): { id: string; addressRange: string } => ({ id: `${virtualNetworkId}/subnets/${name}`, addressRange });
const loadBalancerSubnet = subnet("gateways", "10.1.0.0/26");
const nodeSubnet = subnet("machines", "10.1.1.0/26");
const privateEndpointSubnet = subnet("endpoints", "10.1.2.0/28");
const fileShareZoneId = `${group}/privateDnsZones/privatelink.file.core.windows.net`;
const vaultZoneId = `${group}/privateDnsZones/privatelink.vaultcore.azure.net`;
const manyNodes = { ...validArgs().scaleSet, maxInstances: 833 };

/** Networks: new and existing ones, subnets, zones, ways out. */
export const networks: Readonly<Record<string, Partial<GatewayDeploymentArgs>>> = {
    "subnets of chosen ranges": {
        network: { addressSpace: "10.9.0.0/25", subnetRanges: { loadBalancer: "10.9.0.0/27", nodes: "10.9.0.64/26", privateEndpoints: "10.9.0.32/28" } },
    },
    "one subnet of a chosen range": { network: { addressSpace: "10.9.0.0/22", subnetRanges: { nodes: "10.9.0.0/25" } } },
    "as many nodes as a scale set can have": { network: { addressSpace: "10.9.0.0/20" }, scaleSet: manyNodes },
    "named managers": { network: { managementRanges: ["192.0.2.0/24", "198.51.100.7/32"] } },
    "an existing network": { network: { virtualNetworkId, addressSpace: "10.1.0.0/22" } },
    "an existing network with chosen ranges": {
        network: { virtualNetworkId, subnetRanges: { loadBalancer: "10.1.0.0/26", nodes: "10.1.4.0/25", privateEndpoints: "10.1.8.0/28" } },
    },
    "an existing subnet for the load balancer": { network: { virtualNetworkId, addressSpace: "10.1.0.0/22", loadBalancerSubnet } },
    "an existing subnet for the nodes": { network: { virtualNetworkId, addressSpace: "10.1.0.0/22", nodeSubnet } },
    "an existing subnet for private endpoints": { network: { virtualNetworkId, addressSpace: "10.1.0.0/22", privateEndpointSubnet } },
    "existing subnets": { network: { loadBalancerSubnet, nodeSubnet, privateEndpointSubnet } },
    "existing zones": { network: { fileShareZoneId, vaultZoneId } },
    "existing zones that others link": { network: { fileShareZoneId, vaultZoneId, linkZones: false } },
    "everything existing": { network: { virtualNetworkId, loadBalancerSubnet, nodeSubnet, privateEndpointSubnet, fileShareZoneId, vaultZoneId } },
    "an existing network that is to be linked": { network: { virtualNetworkId, addressSpace: "10.1.0.0/22", fileShareZoneId, vaultZoneId, linkZones: true } },
    "an existing NAT gateway": { network: { natGatewayId: `${group}/natGateways/ng-hub` } },
    "an existing route table": { network: { routeTableId: `${group}/routeTables/rt-hub` } },
    "a way out through a firewall": { network: { firewallAddress: "10.0.1.4" }, names: { routeTable: "rt-to-the-firewall" } },
    "a way out of an existing network through a firewall": { network: { virtualNetworkId, addressSpace: "10.1.0.0/22", firewallAddress: "10.1.200.4" } },
};
