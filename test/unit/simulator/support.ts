import * as fs from "node:fs";

import { SimulatedAzure } from "../../../simulator/azure";
import { DEFAULT_SUBSCRIPTION } from "../../../simulator/directoryObjects";
import { JsonObject } from "../../../simulator/json";
import { Provider, ResourceState } from "../../../simulator/provider";
import { temporaryFolder } from "../../../tools/temporaryFolder";

const folders: string[] = [];

after(() => {
    for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
});

/** An empty folder, removed after the tests. */
export function emptyFolder(): string {
    const folder = temporaryFolder("simulated-azure");
    folders.push(folder);
    return folder;
}

export const SUBSCRIPTION = `/subscriptions/${DEFAULT_SUBSCRIPTION}`;
export const GROUP = `${SUBSCRIPTION}/resourceGroups/rg`;
export const inGroup = (path: string): string => `${GROUP}/providers/${path}`;

/** A provider with an Azure of its own, and the short ways to use them. */
export interface World {
    directory: string;
    azure: SimulatedAzure;
    provider: Provider;
    /** Creates a resource in the group `rg`; `type` without `azure-native:`. */
    create(type: string, args: JsonObject): Promise<ResourceState>;
    update(type: string, args: JsonObject): Promise<ResourceState>;
    remove(type: string, id: string): Promise<void>;
}

/** An empty Azure. */
export function world(): World {
    const directory = emptyFolder();
    const azure = new SimulatedAzure(directory, 0);
    const provider = new Provider(azure);
    const full = (args: JsonObject): JsonObject => ({ resourceGroupName: "rg", ...args });
    return {
        directory,
        azure,
        provider,
        create: (type, args) => provider.create(`azure-native:${type}`, full(args)),
        update: (type, args) => provider.update(`azure-native:${type}`, full(args)),
        remove: (type, id) => provider.remove(`azure-native:${type}`, id),
    };
}

/** An Azure with the resource group `rg`, a virtual network `vnet` and in it a subnet `nodes`. */
export async function worldWithNetwork(): Promise<World> {
    const created = world();
    await created.create("resources:ResourceGroup", { location: "West Europe" });
    await created.create("network:VirtualNetwork", { virtualNetworkName: "vnet", location: "westeurope", addressSpace: { addressPrefixes: ["10.0.0.0/16"] } });
    await created.create("network:Subnet", { virtualNetworkName: "vnet", subnetName: "nodes", addressPrefix: "10.0.1.0/24" });
    return created;
}

export const SUBNET = inGroup("Microsoft.Network/virtualNetworks/vnet/subnets/nodes");

/** Arguments of an Application Gateway that the rest of an Azure with network and public address allows. */
export function gatewayArgs(): JsonObject {
    const self = (collection: string, name: string): JsonObject => ({ id: `$self/${collection}/${name}` });
    return {
        applicationGatewayName: "gateway",
        location: "westeurope",
        sku: { name: "Standard_v2", tier: "Standard_v2", capacity: 2 },
        sslPolicy: { policyType: "Predefined", policyName: "AppGwSslPolicy20220101S" },
        gatewayIPConfigurations: [{ name: "gateway", subnet: { id: SUBNET } }],
        frontendIPConfigurations: [{ name: "public", publicIPAddress: { id: inGroup("Microsoft.Network/publicIPAddresses/address") } }],
        frontendPorts: [{ name: "https", port: 443 }],
        backendAddressPools: [{ name: "nodes" }],
        backendHttpSettingsCollection: [{ name: "api", port: 8243, protocol: "Https" }],
        httpListeners: [
            {
                name: "api",
                protocol: "Http",
                frontendIPConfiguration: self("frontendIPConfigurations", "public"),
                frontendPort: self("frontendPorts", "https"),
            },
        ],
        requestRoutingRules: [
            {
                name: "api",
                priority: 100,
                httpListener: self("httpListeners", "api"),
                backendAddressPool: self("backendAddressPools", "nodes"),
                backendHttpSettings: self("backendHttpSettingsCollection", "api"),
            },
        ],
    };
}

export const PUBLIC_ADDRESS: JsonObject = {
    publicIpAddressName: "address",
    location: "westeurope",
    sku: { name: "Standard" },
    publicIPAllocationMethod: "Static",
};
