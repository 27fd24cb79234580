import { idArguments, resourceTypes } from "../components/azure/resourceTypes";

/** What changes of which arguments mean for a resource that exists. Paths as Pulumi writes them, list positions as `[]`. */
export interface ChangeRules {
    /**
     * azure-native replaces the resource. Source: azure-native's own list of such properties, and `x-ms-mutability` in Azure's specifications.
     * The names that make up the resource's id, and its location, are added for every type.
     */
    replaced?: readonly string[];

    /**
     * azure-native sends the change, and Azure refuses it. Whoever wants the change anyway needs Pulumi's `replaceOnChanges` (or a new name).
     * Source: Azure's documentation; reference rules in brackets.
     */
    refused?: readonly string[];

    /** As `refused`, but only as long as something lies in what changes; see `subnetPrefixes.ts`. Source: reference, section 2.7. */
    refusedInUse?: readonly string[];

    /**
     * Azure changes the model of machines in place, and then replaces the machines themselves, some at a time, because the scale set's upgrade policy says so.
     * Source: reference, section 7.
     */
    rolls?: readonly string[];
}

/** Rules by type; everything not listed is changed in place. */
export const changeRules: Readonly<Record<string, ChangeRules>> = {
    "azure-native:network:VirtualNetwork": { refusedInUse: ["subnets[].addressPrefix", "subnets[].addressPrefixes"] },
    "azure-native:network:Subnet": { refusedInUse: ["addressPrefix", "addressPrefixes"] },
    "azure-native:network:PublicIPAddress": {
        replaced: ["publicIPAddressVersion", "publicIPPrefix", "sku"],
        refused: ["zones", "publicIPAllocationMethod"],
    },
    "azure-native:network:NatGateway": { refused: ["zones", "sku"] },
    "azure-native:network:PrivateEndpoint": {
        replaced: ["subnet"],
        refused: ["privateLinkServiceConnections[].privateLinkServiceId", "privateLinkServiceConnections[].groupIds"],
    },
    // AG-30 for the zones.
    "azure-native:network:ApplicationGateway": { refused: ["gatewayIPConfigurations[].subnet", "zones"] },
    "azure-native:privatedns:VirtualNetworkLink": { refused: ["virtualNetwork"] },
    "azure-native:storage:StorageAccount": {
        replaced: ["isHnsEnabled"],
        // ST-02, ST-15. `sku.name` is judged by what it says about redundancy and performance, see `refusedChanges.ts`.
        refused: ["kind", "sku.name"],
    },
    "azure-native:storage:FileShare": { replaced: ["enabledProtocols"] },
    // Reference, section 2.6: the retention is fixed when the vault is made.
    "azure-native:keyvault:Vault": { refused: ["properties.softDeleteRetentionInDays", "properties.tenantId"] },
    "azure-native:authorization:RoleAssignment": { replaced: ["principalId"], refused: ["roleDefinitionId"] },
    "azure-native:compute:VirtualMachineScaleSet": {
        // VS-02, VS-16 (zones can be added, not taken away, see `refusedChanges.ts`), VS-03, VS-12.
        refused: [
            "orchestrationMode",
            "zones",
            "platformFaultDomainCount",
            "singlePlacementGroup",
            "virtualMachineProfile.osProfile.adminUsername",
            "virtualMachineProfile.osProfile.computerNamePrefix",
        ],
        rolls: ["virtualMachineProfile", "sku.name"],
    },
    "azure-native:compute:VirtualMachine": {
        // Azure's reference of virtual machines: what is used when a machine is made cannot be changed afterwards.
        refused: [
            "osProfile.customData",
            "osProfile.adminUsername",
            "osProfile.computerName",
            "osProfile.linuxConfiguration.ssh",
            "securityProfile.securityType",
            "securityProfile.encryptionAtHost",
            "storageProfile.imageReference",
            "storageProfile.osDisk.managedDisk",
            "zones",
        ],
    },
    "azure-native:compute:Disk": { refused: ["sku.name", "zones"] },
    "azure-native:containerservice:ManagedCluster": {
        // Azure's specification of the type: fixed once the cluster exists.
        replaced: ["dnsPrefix", "nodeResourceGroup", "fqdnSubdomain"],
        // AK-12 and Azure's pages on each: decided when the cluster is created. For its pools see `clusters.ts`.
        refused: [
            "networkProfile.serviceCidr",
            "networkProfile.dnsServiceIP",
            "networkProfile.podCidr",
            "networkProfile.networkPlugin",
            "apiServerAccessProfile.enablePrivateCluster",
            "apiServerAccessProfile.privateDNSZone",
        ],
    },
    // AK-03, and for encryption at the host Microsoft Learn, "Host-based encryption on AKS".
    "azure-native:containerservice:AgentPool": {
        refused: [
            "vmSize",
            "maxPods",
            "osType",
            "osSKU",
            "availabilityZones",
            "osDiskSizeGB",
            "osDiskType",
            "vnetSubnetID",
            "enableNodePublicIP",
            "enableEncryptionAtHost",
        ],
    },
    "azure-native:network:NetworkInterface": { refused: ["ipConfigurations[].subnet"] },
};

/** What changes mean for resources of a type. */
export function changeRulesOf(token: string): Required<ChangeRules> {
    const type = resourceTypes[token];
    const rules = changeRules[token] ?? {};
    const names = type === undefined ? [] : idArguments(type);
    const { replaced = [], refused = [], refusedInUse = [], rolls = [] } = rules;
    return { replaced: [...names, "location", ...replaced], refused, refusedInUse, rolls };
}
