import assert from "node:assert/strict";

import { checkPublicAddress } from "../../../components/loadBalancer/existingPublicAddress";
import { JsonObject, objectOrEmpty } from "../../../simulator/json";
import { changeResource } from "../../../simulator/subscription";
import { UNKNOWN } from "../../../simulator/wireValues";
import { GROUP, inGroup, PUBLIC_ADDRESS, SUBNET, world, World, worldWithNetwork } from "./support";

const VAULT_SECRET = "azure-native:keyvault:Secret";
const secret = (value: string): JsonObject => ({ "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value });
const engine = { logicalName: "thing", randomSeed: new Uint8Array([1, 2, 3]) };

function check({ provider }: World, type: string, news: JsonObject, olds: JsonObject = {}): { inputs: JsonObject; problems: string[] } {
    return provider.check(`azure-native:${type}`, news, olds, engine);
}

describe("checking arguments", () => {
    it("refuses types that the simulator does not know, by name", () => {
        const { problems } = check(world(), "foo:Bar", {});
        assert.match(problems[0]!, /^the simulated Azure does not know azure-native:foo:Bar; known types: azure-native:resources:ResourceGroup, /);
    });

    it("makes up the same name for the same seed, and keeps an old one", () => {
        const own = world();
        const { inputs } = check(own, "network:VirtualNetwork", { resourceGroupName: "rg", location: "x" });
        assert.match(String(inputs.virtualNetworkName), /^thing[0-9a-f]{8}$/);
        assert.equal(inputs.__createBeforeDelete, true);
        assert.deepEqual(check(own, "network:VirtualNetwork", { resourceGroupName: "rg", location: "x" }).inputs, inputs);
        assert.equal(
            check(own, "network:VirtualNetwork", { resourceGroupName: "rg", location: "x" }, { virtualNetworkName: "old" }).inputs.virtualNetworkName,
            "old",
        );
        assert.equal(check(own, "network:Subnet", { resourceGroupName: "rg", virtualNetworkName: "v" }).inputs.subnetName, "thing");
    });

    it("takes the location from the old arguments, the configuration or the group, in this order", async () => {
        const own = await worldWithNetwork();
        const location = (args: JsonObject, olds?: JsonObject): unknown => check(own, "network:NatGateway", args, olds).inputs.location;
        assert.equal(location({ resourceGroupName: "rg" }), "westeurope");
        assert.equal(location({ resourceGroupName: UNKNOWN }), UNKNOWN);
        assert.match(check(own, "managedidentity:UserAssignedIdentity", { resourceGroupName: "nowhere" }).problems[0]!, /missing required property 'location'/);
        own.provider.configure({ location: "northeurope" });
        assert.equal(location({ resourceGroupName: "rg" }), "northeurope");
        assert.equal(location({ resourceGroupName: "rg" }, { location: "eastus" }), "eastus");
        assert.equal(check(own, "network:Subnet", { resourceGroupName: "rg", virtualNetworkName: "v" }).inputs.location, undefined);
    });

    it("says what is missing", () => {
        assert.deepEqual(check(world(), "storage:FileShare", { resourceGroupName: "rg" }).problems, ["missing required property 'accountName'"]);
    });

    it("keeps secrets secret", () => {
        const { inputs } = check(world(), "keyvault:Secret", { resourceGroupName: "rg", vaultName: "v", properties: { value: secret("x") } });
        assert.deepEqual(inputs.properties, { value: secret("x") });
    });
});

describe("foreseeing outputs", () => {
    it("echoes arguments and leaves open what Azure decides, inside too", () => {
        const { provider } = world();
        const gateway = provider.previewCreate("azure-native:network:ApplicationGateway", {
            resourceGroupName: "rg",
            applicationGatewayName: "g",
            backendAddressPools: [{ name: "nodes" }],
        });
        assert.deepEqual(gateway.backendAddressPools, [{ id: UNKNOWN, name: "nodes" }]);
        assert.equal(gateway.resourceGroupName, undefined);
        const vault = provider.previewCreate("azure-native:keyvault:Vault", { resourceGroupName: "rg", properties: { tenantId: "t" } });
        assert.equal(objectOrEmpty(vault.properties).vaultUri, UNKNOWN);
    });

    it("knows name, location and id of what exists", () => {
        const outputs = world().provider.previewUpdate(
            "azure-native:managedidentity:UserAssignedIdentity",
            "/id",
            { tags: { a: "b" } },
            { name: "n", location: "l", principalId: "p" },
        );
        assert.deepEqual([outputs.id, outputs.name, outputs.location, outputs.principalId], ["/id", "n", "l", UNKNOWN]);
    });
});

describe("creating and refreshing", () => {
    it("marks as secret in the outputs what was secret in the arguments", async () => {
        const { create } = await worldWithNetwork();
        const { outputs } = await create("network:PublicIPAddress", { ...PUBLIC_ADDRESS, tags: { password: secret("hidden"), plain: "x" } });
        assert.deepEqual(outputs.tags, { password: secret("hidden"), plain: "x" });
    });

    it("finds nothing after a creation, and exactly what was changed behind its back", async () => {
        const { directory, provider, create } = await worldWithNetwork();
        const token = "azure-native:network:PublicIPAddress";
        const { id, inputs, outputs } = await create("network:PublicIPAddress", { ...PUBLIC_ADDRESS, idleTimeoutInMinutes: 4, tags: { a: secret("1") } });
        const untouched = await provider.read(token, id, inputs, outputs);
        assert.deepEqual([untouched!.inputs, untouched!.outputs], [inputs, outputs]);
        await changeResource(directory, id, (body) => ({ ...body, properties: { ...objectOrEmpty(body.properties), idleTimeoutInMinutes: 30 } }));
        const changed = await provider.read(token, id, inputs, outputs);
        assert.deepEqual(changed!.inputs, { ...inputs, idleTimeoutInMinutes: 30 });
        await changeResource(directory, id, () => undefined);
        assert.equal(await provider.read(token, id, inputs, outputs), undefined);
    });

    it("sees an autoscaler's work and keeps the arguments as they were written otherwise", async () => {
        const { directory, provider, create } = await worldWithNetwork();
        const machines: JsonObject = {
            networkProfile: {
                networkApiVersion: "2020-11-01",
                networkInterfaceConfigurations: [{ name: "nic", primary: true, ipConfigurations: [{ name: "ip", subnet: { id: SUBNET } }] }],
            },
            storageProfile: { imageReference: { id: "/image" } },
            osProfile: { computerNamePrefix: "node", customData: secret("cloud-init") },
        };
        const sku = { name: "Standard_D2s_v5", capacity: 2 };
        const args: JsonObject = { vmScaleSetName: "nodes", location: "westeurope", orchestrationMode: "Flexible", sku, virtualMachineProfile: machines };
        const { id, inputs, outputs } = await create("compute:VirtualMachineScaleSet", args);
        assert.equal(JSON.stringify(outputs).includes("cloud-init"), false);
        await changeResource(directory, id, (body) => ({ ...body, sku: { ...sku, capacity: 7 } }));
        const found = await provider.read("azure-native:compute:VirtualMachineScaleSet", id, inputs, outputs);
        assert.deepEqual(found!.inputs, { ...inputs, sku: { ...sku, capacity: 7 } });
    });

    it("keeps what Azure never tells", async () => {
        const { provider, create } = await worldWithNetwork();
        await create("keyvault:Vault", { vaultName: "vault", location: "westeurope", properties: { tenantId: "t", sku: { name: "standard", family: "A" } } });
        const { id, inputs, outputs } = await create("keyvault:Secret", {
            vaultName: "vault",
            secretName: "s",
            properties: { value: secret("hidden"), contentType: "text/plain" },
        });
        assert.equal(JSON.stringify(outputs).includes("hidden"), false);
        assert.deepEqual((await provider.read(VAULT_SECRET, id, inputs, outputs))!.inputs, inputs);
    });

    it("keeps `$self/` in the arguments and the subnets that others manage out of them", async () => {
        const { provider, create } = await worldWithNetwork();
        const network = inGroup("Microsoft.Network/virtualNetworks/vnet");
        const args: JsonObject = { resourceGroupName: "rg", virtualNetworkName: "vnet", addressSpace: { addressPrefixes: ["10.0.0.0/16"] } };
        const found = await provider.read("azure-native:network:VirtualNetwork", network, args, {
            subnets: [],
            addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
            location: "westeurope",
        });
        assert.deepEqual(found!.inputs, args);
        assert.deepEqual(
            (found!.outputs.subnets as JsonObject[]).map(({ id }) => id),
            [SUBNET],
        );
        await create("network:NetworkSecurityGroup", { networkSecurityGroupName: "nsg", location: "westeurope" });
    });

    it("reads what an interrupted creation left: by id alone, and with arguments but no outputs", async () => {
        const { provider } = await worldWithNetwork();
        const token = "azure-native:network:Subnet";
        const imported = await provider.read(token, SUBNET, undefined, {});
        assert.deepEqual(imported!.inputs, {
            resourceGroupName: "rg",
            virtualNetworkName: "vnet",
            subnetName: "nodes",
            addressPrefix: "10.0.1.0/24",
            azureApiVersion: "2024-05-01",
        });
        const args: JsonObject = { resourceGroupName: "rg", virtualNetworkName: "vnet", subnetName: "nodes", addressPrefix: "10.0.9.0/24" };
        assert.deepEqual((await provider.read(token, SUBNET, args, {}))!.inputs, { ...args, addressPrefix: "10.0.1.0/24" });
    });

    it("deletes before it replaces, unless the name was made up", () => {
        const { provider } = world();
        const token = "azure-native:storage:FileShare";
        const [olds, news]: JsonObject[] = [{ enabledProtocols: "SMB" }, { enabledProtocols: "NFS" }];
        assert.equal(provider.diff(token, olds!, news!).deleteBeforeReplace, true);
        assert.equal(provider.diff(token, { ...olds, __createBeforeDelete: true }, news!).deleteBeforeReplace, false);
    });
});

describe("functions", () => {
    it("know the deployer, each known type, and the keys of a storage account", async () => {
        const { provider, create } = await worldWithNetwork();
        const config = await provider.invoke("azure-native:authorization:getClientConfig", {});
        assert.equal(GROUP.startsWith(`/subscriptions/${String(config.subscriptionId)}/`), true);
        const subnet = await provider.invoke("azure-native:network:getSubnet", { resourceGroupName: "rg", virtualNetworkName: "vnet", subnetName: "nodes" });
        assert.equal(subnet.addressPrefix, "10.0.1.0/24");
        await assert.rejects(
            provider.invoke("azure-native:network:getSubnet", { resourceGroupName: "rg", virtualNetworkName: "vnet", subnetName: "no" }),
            /Code="ResourceNotFound"/,
        );
        await create("storage:StorageAccount", { accountName: "account", location: "westeurope", kind: "StorageV2", sku: { name: "Standard_LRS" } });
        const { keys } = await provider.invoke("azure-native:storage:listStorageAccountKeys", { resourceGroupName: "rg", accountName: "account" });
        assert.equal((keys as JsonObject[]).length, 2);
        await assert.rejects(provider.invoke("azure-native:network:getFoo", {}), /does not know the function azure-native:network:getFoo/);
    });

    it("tell all that a load balancer wants to know of an existing public address", async () => {
        const { provider, create } = await worldWithNetwork();
        const settings = { location: "westeurope", sku: { name: "Standard" }, publicIPAllocationMethod: "Static", zones: ["1", "2", "3"] };
        await create("network:PublicIPAddress", { publicIpAddressName: "pip", ...settings });
        const address = await provider.invoke("azure-native:network:getPublicIPAddress", { resourceGroupName: "rg", publicIpAddressName: "pip" });
        assert.match(String(address.ipAddress), /^\d+\.\d+\.\d+\.\d+$/);
        assert.deepEqual(checkPublicAddress(address, "West Europe", ["1", "2", "3"], "id"), []);
    });
});
