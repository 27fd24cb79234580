import { GatewayDeploymentArgs, Tier } from "../../../components";
import { reachableKubeconfig } from "../../support/apiServer";
import { clusterArgs } from "../../unit/support/deployments";
import { mockSubscription } from "../../unit/support/mocks";

const hub = `/subscriptions/${mockSubscription}/resourceGroups/rg-hub/providers`;
const virtualNetworkId = `${hub}/Microsoft.Network/virtualNetworks/vnet-hub`;
const existing = { id: `${hub}/Microsoft.ContainerService/managedClusters/aks-shared`, kubeconfig: reachableKubeconfig() };
const nodeSubnet = { id: `${virtualNetworkId}/subnets/snet-aks`, addressRange: "10.1.8.0/24" };

/** Environments whose nodes are pods. */
export const clusters: Readonly<Record<string, Partial<GatewayDeploymentArgs>>> = {
    "pods on a cluster, in Development": clusterArgs(),
    "pods on a cluster, in Production, as members of a cluster of nodes": clusterArgs({ release: "3.1.0", tier: Tier.Production, hazelcast: {} }),
    "pods without a shared file system, on a private cluster behind a firewall, encrypted at the host": clusterArgs(
        { release: "4.5.0", tier: Tier.Production, network: { firewallAddress: "10.0.0.4" } },
        { authorizedRanges: undefined, privateApiServer: true, encryptionAtHost: true },
    ),
    "pods on a cluster where there are no zones, with a listener for management": clusterArgs({
        location: "westus",
        network: { managementRanges: ["10.50.0.0/16"] },
        loadBalancer: { managementListener: { hostName: "manage.example.com" }, webSocket: true },
    }),
    "pods on an existing cluster": clusterArgs(
        { tier: Tier.Production, network: { virtualNetworkId, addressSpace: "10.1.0.0/22", nodeSubnet } },
        { existing, authorizedRanges: undefined },
    ),
};
