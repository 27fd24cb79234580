import { createHash } from "node:crypto";

import { clusterAdditions, poolAdditions } from "./clusters";
import { deployer, guid, principalId } from "./directoryObjects";
import { ROLE_PROPAGATION } from "./durations";
import { JsonObject, objectOrEmpty, textOrEmpty } from "./json";
import { ownName } from "./resourceIds";
import { StoredResource } from "./state";

/** What Azure adds to a resource, beside its own `properties` or in them. */
interface Additions {
    /** Properties; those of the request win, except where Azure alone decides (`decided`). */
    defaults?: JsonObject;
    decided?: JsonObject;
}

/** Circumstances of an answer. */
export interface Circumstances {
    /** See `timeScale`. */
    timeScale: number;
}

type Fill = (resource: StoredResource, properties: JsonObject, circumstances: Circumstances) => Additions;

const fills: Readonly<Record<string, Fill>> = {
    "azure-native:managedidentity:UserAssignedIdentity": (resource) => ({
        decided: { principalId: principalId(resource), clientId: guid(resource.nonce, "client"), tenantId: deployer.tenantId },
    }),
    "azure-native:keyvault:Vault": ({ id }, { accessPolicies }) => ({
        defaults: { enableSoftDelete: true, softDeleteRetentionInDays: 90, publicNetworkAccess: "Enabled", accessPolicies: accessPolicies ?? [] },
        decided: { vaultUri: `https://${ownName(id)}.vault.azure.net/` },
    }),
    "azure-native:keyvault:Secret": ({ id, version }, { attributes }) => {
        const [vault = "", name = ""] = [id.split("/")[8], ownName(id)];
        const secretUri = `https://${vault}.vault.azure.net/secrets/${name}`;
        return { decided: { secretUri, secretUriWithVersion: `${secretUri}/${version}`, attributes: { enabled: true, ...objectOrEmpty(attributes) } } };
    },
    "azure-native:storage:StorageAccount": ({ id, body, createdAt }) => ({
        decided: {
            primaryEndpoints: Object.fromEntries(
                ["blob", "dfs", "file", "queue", "table", "web"].map((service) => [service, `https://${ownName(id)}.${service}.core.windows.net/`]),
            ),
            primaryLocation: textOrEmpty(body.location),
            statusOfPrimary: "available",
            creationTime: new Date(createdAt).toISOString(),
        },
    }),
    "azure-native:network:PublicIPAddress": ({ nonce, body }, { dnsSettings, publicIPAllocationMethod }) => {
        const label = textOrEmpty(objectOrEmpty(dnsSettings).domainNameLabel);
        const fqdn = `${label}.${textOrEmpty(body.location)}.cloudapp.azure.com`;
        const decided: JsonObject = {};
        // 203.0.113.0/24 is reserved for documentation.
        if (publicIPAllocationMethod === "Static") decided.ipAddress = `203.0.113.${1 + (parseInt(nonce.slice(0, 6), 16) % 254)}`;
        if (label !== "") decided.dnsSettings = { ...objectOrEmpty(dnsSettings), fqdn };
        return { decided };
    },
    "azure-native:network:ApplicationGateway": () => ({ decided: { operationalState: "Running" } }),
    "azure-native:compute:VirtualMachineScaleSet": ({ nonce, createdAt }) => ({
        decided: { uniqueId: guid(nonce, "scale set"), timeCreated: new Date(createdAt).toISOString() },
    }),
    "azure-native:compute:VirtualMachine": ({ nonce, createdAt }) => ({
        decided: { vmId: guid(nonce, "machine"), timeCreated: new Date(createdAt).toISOString() },
    }),
    "azure-native:compute:Disk": ({ nonce, createdAt }) => ({
        decided: { uniqueId: guid(nonce, "disk"), timeCreated: new Date(createdAt).toISOString(), diskState: "Unattached" },
    }),
    "azure-native:network:NetworkInterface": ({ nonce }) => ({
        decided: {
            macAddress: `00-0D-3A-${nonce
                .slice(0, 6)
                .toUpperCase()
                .replaceAll(/(..)(?=.)/g, "$1-")}`,
        },
    }),
    "azure-native:containerservice:ManagedCluster": clusterAdditions,
    "azure-native:containerservice:AgentPool": poolAdditions,
    "azure-native:privatedns:VirtualNetworkLink": () => ({ decided: { virtualNetworkLinkState: "Completed" } }),
    "azure-native:authorization:RoleAssignment": ({ createdAt }, { principalType }, { timeScale }) => {
        const createdOn = onVirtualClock(createdAt, timeScale);
        return { defaults: { principalType: principalType ?? "User" }, decided: { createdOn, updatedOn: createdOn, createdBy: deployer.objectId } };
    },
};

/**
 * When a role assignment was made, on a clock on which propagation takes as long as real Azure's.
 * In a simulation that runs faster, part of these minutes has passed already: at scale 0 all of them, at scale 1 none.
 */
function onVirtualClock(createdAt: number, timeScale: number): string {
    const alreadyPassed = ROLE_PROPAGATION * 1000 * (1 - Math.min(1, timeScale));
    return new Date(createdAt - alreadyPassed).toISOString();
}

/** Properties of a resource as Azure answers them. */
export function answeredProperties(resource: StoredResource, circumstances: Circumstances): JsonObject {
    const properties = objectOrEmpty(resource.body.properties);
    const { defaults = {}, decided = {} } = fills[resource.token]?.(resource, properties, circumstances) ?? {};
    const answered = { ...defaults, ...properties, ...decided };
    return PROVISIONED.test(resource.token) ? { ...answered, provisioningState: resource.provisioningState } : answered;
}

/** Types whose properties tell a provisioning state. */
const PROVISIONED = /:(network|privatedns|compute):|:(ManagedCluster|AgentPool)$|:ResourceGroup$|:StorageAccount$|:Vault$/;

/** Keys of a storage account: secrets that look like Azure's. */
export function storageKeys(account: StoredResource): JsonObject[] {
    const key = (name: string): string => createHash("sha512").update(`${account.nonce} ${name}`).digest("base64");
    return ["key1", "key2"].map((keyName) => ({ keyName, value: key(keyName), permissions: "FULL", creationTime: new Date(account.createdAt).toISOString() }));
}

/** What Azure never tells again, by type; paths as in `changeAt`, in ARM's form. */
export const writeOnly: Readonly<Record<string, readonly string[]>> = {
    "azure-native:keyvault:Secret": ["properties.value"],
    "azure-native:keyvault:Vault": ["properties.createMode"],
    "azure-native:network:ApplicationGateway": ["properties.sslCertificates[].properties.data", "properties.sslCertificates[].properties.password"],
    "azure-native:compute:VirtualMachine": ["properties.osProfile.customData", "properties.osProfile.adminPassword", "properties.userData"],
    "azure-native:compute:VirtualMachineExtension": ["properties.protectedSettings"],
    "azure-native:compute:VirtualMachineScaleSet": [
        "properties.virtualMachineProfile.osProfile.customData",
        "properties.virtualMachineProfile.osProfile.adminPassword",
        "properties.virtualMachineProfile.userData",
        "properties.virtualMachineProfile.extensionProfile.extensions[].properties.protectedSettings",
    ],
};

/** What only Azure decides, by type, in the SDK's form. Not known in a preview, and never an argument. */
export const decidedByAzure: Readonly<Record<string, readonly string[]>> = {
    "azure-native:resources:ResourceGroup": ["properties"],
    "azure-native:network:Subnet": ["purpose"],
    "azure-native:network:PublicIPAddress": ["ipAddress", "dnsSettings.fqdn"],
    "azure-native:network:ApplicationGateway": ["operationalState"],
    "azure-native:privatedns:VirtualNetworkLink": ["virtualNetworkLinkState"],
    "azure-native:storage:StorageAccount": ["primaryEndpoints", "primaryLocation", "statusOfPrimary", "creationTime"],
    "azure-native:keyvault:Vault": ["properties.vaultUri", "properties.provisioningState"],
    "azure-native:keyvault:Secret": ["properties.secretUri", "properties.secretUriWithVersion", "location"],
    "azure-native:managedidentity:UserAssignedIdentity": ["principalId", "clientId", "tenantId"],
    "azure-native:authorization:RoleAssignment": ["createdOn", "updatedOn", "createdBy"],
    "azure-native:compute:VirtualMachineScaleSet": ["uniqueId", "timeCreated"],
    "azure-native:compute:VirtualMachine": ["vmId", "timeCreated"],
    "azure-native:compute:Disk": ["uniqueId", "timeCreated", "diskState"],
    "azure-native:network:NetworkInterface": ["macAddress"],
    "azure-native:containerservice:ManagedCluster": [
        "azurePortalFQDN",
        "currentKubernetesVersion",
        "fqdn",
        "identityProfile",
        "maxAgentPools",
        "oidcIssuerProfile.issuerURL",
        "powerState",
        "privateFQDN",
        "resourceUID",
    ],
    "azure-native:containerservice:AgentPool": ["currentOrchestratorVersion"],
};

/** Keys that Azure fills in on every resource and every part of one. */
export const DECIDED_EVERYWHERE = ["provisioningState", "etag", "resourceGuid", "systemData"];
