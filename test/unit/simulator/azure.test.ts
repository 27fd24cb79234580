import assert from "node:assert/strict";

import { JsonObject } from "../../../simulator/json";
import { changeResource, listResources } from "../../../simulator/subscription";
import { gatewayArgs, inGroup, PUBLIC_ADDRESS, SUBNET, world, worldWithNetwork } from "./support";

const NSG = inGroup("Microsoft.Network/networkSecurityGroups/nsg");
const ADDRESS = inGroup("Microsoft.Network/publicIPAddresses/address");

describe("the simulated Azure, creating", () => {
    it("refuses to create what exists, in azure-native's words", async () => {
        const { create } = await worldWithNetwork();
        await assert.rejects(
            create("resources:ResourceGroup", { location: "westeurope" }),
            /^Error: cannot create already existing resource '\/subscriptions\/[^']+\/resourceGroups\/rg'$/,
        );
    });

    it("refuses what has no group or no parent", async () => {
        const { create } = world();
        await assert.rejects(create("network:NatGateway", { natGatewayName: "nat", location: "westeurope" }), /Status=404 Code="ResourceGroupNotFound"/);
        const { create: createThere } = await worldWithNetwork();
        await assert.rejects(createThere("storage:FileShare", { accountName: "nowhere", shareName: "share" }), /Status=404 Code="ParentResourceNotFound"/);
    });

    it("refuses references to what is not there, and takes them once it is", async () => {
        const { create } = await worldWithNetwork();
        const subnet: JsonObject = { virtualNetworkName: "vnet", subnetName: "more", addressPrefix: "10.0.2.0/24", networkSecurityGroup: { id: NSG } };
        await assert.rejects(
            create("network:Subnet", subnet),
            /Status=400 Code="InvalidResourceReference" Message="Resource [^ ]+\/nsg referenced by resource/,
        );
        await create("network:NetworkSecurityGroup", { networkSecurityGroupName: "nsg", location: "westeurope" });
        await create("network:Subnet", subnet);
    });

    it("refuses a gateway whose parts refer to parts that it does not have (AG-06)", async () => {
        const { create } = await worldWithNetwork();
        await create("network:PublicIPAddress", PUBLIC_ADDRESS);
        const wrong: JsonObject = { ...gatewayArgs(), frontendPorts: [{ name: "other", port: 443 }] };
        await assert.rejects(create("network:ApplicationGateway", wrong), /InvalidResourceReference.*gateway\/frontendPorts\/https/);
        const { outputs } = await create("network:ApplicationGateway", gatewayArgs());
        assert.equal((outputs.backendAddressPools as JsonObject[])[0]!.id, inGroup("Microsoft.Network/applicationGateways/gateway/backendAddressPools/nodes"));
    });

    it("refuses names that somebody holds in another group", async () => {
        const { create } = await worldWithNetwork();
        await create("resources:ResourceGroup", { resourceGroupName: "other", location: "westeurope" });
        const account: JsonObject = { accountName: "account", location: "westeurope", kind: "FileStorage", sku: { name: "Premium_ZRS" } };
        await create("storage:StorageAccount", account);
        await assert.rejects(create("storage:StorageAccount", { ...account, resourceGroupName: "other" }), /Status=409 Code="StorageAccountAlreadyTaken"/);
    });

    it("takes over the file service that an account has from the start, once", async () => {
        const { create } = await worldWithNetwork();
        await create("storage:StorageAccount", { accountName: "account", location: "westeurope", kind: "FileStorage", sku: { name: "Premium_ZRS" } });
        const service: JsonObject = { accountName: "account", shareDeleteRetentionPolicy: { enabled: true, days: 14 } };
        const { outputs } = await create("storage:FileServiceProperties", service);
        assert.deepEqual([outputs.name, outputs.shareDeleteRetentionPolicy], ["default", { enabled: true, days: 14 }]);
        await assert.rejects(create("storage:FileServiceProperties", service), /already existing/);
    });

    it("gives a re-created identity a new principal", async () => {
        const { create, remove } = await worldWithNetwork();
        const args: JsonObject = { resourceName: "identity", location: "westeurope" };
        const first = await create("managedidentity:UserAssignedIdentity", args);
        await remove("managedidentity:UserAssignedIdentity", first.id);
        const second = await create("managedidentity:UserAssignedIdentity", args);
        assert.notEqual(first.outputs.principalId, second.outputs.principalId);
        assert.match(String(second.outputs.principalId), /^[0-9a-f-]{36}$/);
    });
});

describe("the simulated Azure, changing", () => {
    it("refuses what Azure fixes at creation, and allows what it does not", async () => {
        const { create, update } = await worldWithNetwork();
        const account: JsonObject = { accountName: "account", location: "westeurope", kind: "StorageV2", sku: { name: "Standard_LRS" } };
        await create("storage:StorageAccount", account);
        await assert.rejects(
            update("storage:StorageAccount", { ...account, sku: { name: "Standard_ZRS" } }),
            /Code="PropertyChangeNotAllowed" Message="Changing property 'sku.name'/,
        );
        await assert.rejects(update("storage:StorageAccount", { ...account, kind: "FileStorage" }), /PropertyChangeNotAllowed/);
        await update("storage:StorageAccount", { ...account, sku: { name: "Standard_GRS" }, tags: { a: "b" } });
    });

    it("refuses to take its range from a subnet in which something lies, alone and with its network", async () => {
        const { create, update } = await worldWithNetwork();
        const subnet: JsonObject = { virtualNetworkName: "vnet", subnetName: "nodes", addressPrefix: "10.0.5.0/24" };
        await update("network:Subnet", subnet);
        await create("network:PublicIPAddress", PUBLIC_ADDRESS);
        await create("network:ApplicationGateway", gatewayArgs());
        await assert.rejects(update("network:Subnet", { ...subnet, addressPrefix: "10.0.6.0/24" }), /InUsePrefixCannotBeDeleted.*10\.0\.5\.0\/24/);
        const network: JsonObject = { virtualNetworkName: "vnet", location: "westeurope", addressSpace: { addressPrefixes: ["10.0.0.0/16"] } };
        const inline = (addressPrefix: string): JsonObject => ({ ...network, subnets: [{ name: "nodes", addressPrefix }] });
        await assert.rejects(update("network:VirtualNetwork", inline("10.0.6.0/24")), /InUsePrefixCannotBeDeleted/);
        await update("network:VirtualNetwork", inline("10.0.5.0/24"));
    });

    it("refuses other zones of an address, more of them too", async () => {
        const { create, update } = await worldWithNetwork();
        await create("network:PublicIPAddress", { ...PUBLIC_ADDRESS, zones: ["1"] });
        await assert.rejects(
            update("network:PublicIPAddress", { ...PUBLIC_ADDRESS, zones: ["1", "2"] }),
            /Code="PropertyChangeNotAllowed" Message="Changing property 'zones'/,
        );
    });

    it("keeps the subnets of a network whose body says nothing of them", async () => {
        const { directory, update } = await worldWithNetwork();
        const { outputs } = await update("network:VirtualNetwork", {
            virtualNetworkName: "vnet",
            location: "westeurope",
            addressSpace: { addressPrefixes: ["10.0.0.0/15"] },
        });
        assert.deepEqual(
            (outputs.subnets as JsonObject[]).map(({ id }) => id),
            [SUBNET],
        );
        assert.ok(listResources(directory).some(({ id }) => id === SUBNET));
    });

    it("removes the subnets that a body with a list leaves out", async () => {
        const { directory, update } = await worldWithNetwork();
        const args: JsonObject = {
            virtualNetworkName: "vnet",
            location: "westeurope",
            addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
            subnets: [{ name: "inline", addressPrefix: "10.0.3.0/24" }],
        };
        await update("network:VirtualNetwork", args);
        assert.deepEqual(
            listResources(directory)
                .filter(({ type }) => type.endsWith(":Subnet"))
                .map(({ name }) => name),
            ["inline"],
        );
    });
});

describe("the simulated Azure, deleting", () => {
    it("refuses to delete what others use", async () => {
        const { create, remove } = await worldWithNetwork();
        await create("network:PublicIPAddress", PUBLIC_ADDRESS);
        await create("network:NetworkSecurityGroup", { networkSecurityGroupName: "nsg", location: "westeurope" });
        await create("network:Subnet", { virtualNetworkName: "vnet", subnetName: "more", addressPrefix: "10.0.2.0/24", networkSecurityGroup: { id: NSG } });
        const gateway = await create("network:ApplicationGateway", gatewayArgs());
        await assert.rejects(remove("network:Subnet", SUBNET), /Code="InUseSubnetCannotBeDeleted"/);
        await assert.rejects(remove("network:VirtualNetwork", inGroup("Microsoft.Network/virtualNetworks/vnet")), /Code="InUseSubnetCannotBeDeleted"/);
        await assert.rejects(remove("network:NetworkSecurityGroup", NSG), /Code="InUseNetworkSecurityGroupCannotBeDeleted"/);
        await assert.rejects(remove("network:PublicIPAddress", ADDRESS), /Code="PublicIPAddressCannotBeDeleted"/);
        await remove("network:ApplicationGateway", gateway.id);
        await remove("network:PublicIPAddress", ADDRESS);
        await remove("network:Subnet", SUBNET);
    });

    it("refuses to delete a route table of a subnet", async () => {
        const { create, update, remove } = await worldWithNetwork();
        const table = await create("network:RouteTable", { routeTableName: "table", location: "westeurope" });
        const subnet: JsonObject = { virtualNetworkName: "vnet", subnetName: "more", addressPrefix: "10.0.2.0/24" };
        await create("network:Subnet", { ...subnet, routeTable: { id: table.id } });
        await assert.rejects(remove("network:RouteTable", table.id), /Code="InUseRouteTableCannotBeDeleted"/);
        await update("network:Subnet", subnet);
        await remove("network:RouteTable", table.id);
    });

    it("refuses to delete a private zone with links", async () => {
        const { create, remove } = await worldWithNetwork();
        const zone = await create("privatedns:PrivateZone", { privateZoneName: "privatelink.file.core.windows.net", location: "global" });
        const network = { id: inGroup("Microsoft.Network/virtualNetworks/vnet") };
        const link = await create("privatedns:VirtualNetworkLink", {
            privateZoneName: "privatelink.file.core.windows.net",
            virtualNetworkLinkName: "link",
            location: "global",
            virtualNetwork: network,
            registrationEnabled: false,
        });
        await assert.rejects(remove("privatedns:PrivateZone", zone.id), /Status=409 Code="CannotDeleteResource"/);
        await remove("privatedns:VirtualNetworkLink", link.id);
        await remove("privatedns:PrivateZone", zone.id);
    });

    it("deletes a group with everything in it, and what is gone already without complaint", async () => {
        const { directory, remove } = await worldWithNetwork();
        await changeResource(directory, SUBNET, () => undefined);
        await remove("network:Subnet", SUBNET);
        await remove("resources:ResourceGroup", SUBNET.split("/providers/")[0]!);
        assert.deepEqual(listResources(directory), []);
    });
});
