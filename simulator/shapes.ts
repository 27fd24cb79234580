/**
 * Where ARM nests what azure-native's SDK shows flat, and where the two use other names. Everything not said here is the same in both.
 * `test/unit/simulator/shapes.test.ts` holds this table against the ARM schemas.
 */
export interface Shape {
    /** Keys that ARM keeps beside `properties`; all others go inside. Absent where ARM has no `properties` here (or the SDK shows them). */
    beside?: readonly string[];

    /** Shapes of what is inside, by the SDK's key; of each item, where the value is a list. */
    inside?: Readonly<Record<string, Shape>>;

    /** ARM's name of a key, where the SDK has another. */
    armNames?: Readonly<Record<string, string>>;

    /** Keys whose value is a list of ids in the SDK and an object with those ids as keys in ARM. */
    idSets?: readonly string[];

    /** Keys that are parameters of the request and not part of the body. */
    parameters?: readonly string[];

    /** Whether the SDK's outputs show ARM's `properties` as such although its inputs are flat. */
    outputsKeepProperties?: boolean;
}

/** A part of a network resource: name (and id) beside everything else. */
const part: Shape = { beside: ["id", "name"] };
const typedPart: Shape = { beside: ["id", "name", "type"] };
const tracked: readonly string[] = ["id", "location", "tags"];
const identity: Shape = { idSets: ["userAssignedIdentities"] };

const applicationSecurityGroup: Shape = { beside: tracked };
const securityRule: Shape = {
    ...typedPart,
    inside: { sourceApplicationSecurityGroups: applicationSecurityGroup, destinationApplicationSecurityGroups: applicationSecurityGroup },
};
const networkSecurityGroup: Shape = { beside: tracked, inside: { securityRules: securityRule } };
const routeTable: Shape = { beside: tracked, inside: { routes: typedPart } };
const subnet: Shape = {
    ...typedPart,
    inside: {
        applicationGatewayIPConfigurations: part,
        delegations: typedPart,
        networkSecurityGroup,
        routeTable,
        serviceEndpointPolicies: { beside: tracked, inside: { serviceEndpointPolicyDefinitions: typedPart } },
    },
};
const publicAddress: readonly string[] = ["extendedLocation", "id", "location", "sku", "tags", "zones"];
const natGateway: Shape = { beside: ["id", "location", "sku", "tags", "zones"] };

const applicationGateway: Shape = {
    beside: ["id", "identity", "location", "tags", "zones"],
    inside: {
        identity,
        authenticationCertificates: part,
        backendAddressPools: part,
        backendHttpSettingsCollection: part,
        backendSettingsCollection: part,
        frontendIPConfigurations: part,
        frontendPorts: part,
        gatewayIPConfigurations: part,
        httpListeners: part,
        listeners: part,
        loadDistributionPolicies: { ...part, inside: { loadDistributionTargets: part } },
        privateLinkConfigurations: { ...part, inside: { ipConfigurations: part } },
        probes: part,
        redirectConfigurations: part,
        requestRoutingRules: part,
        rewriteRuleSets: part,
        routingRules: part,
        sslCertificates: part,
        sslProfiles: part,
        trustedClientCertificates: part,
        trustedRootCertificates: part,
        urlPathMaps: { ...part, inside: { pathRules: part } },
    },
};

const scaleSet: Shape = {
    beside: ["extendedLocation", "identity", "location", "plan", "sku", "tags", "zones"],
    inside: {
        identity,
        virtualMachineProfile: {
            inside: {
                extensionProfile: { inside: { extensions: { beside: ["name"] } } },
                networkProfile: {
                    inside: {
                        networkInterfaceConfigurations: {
                            beside: ["name"],
                            inside: { ipConfigurations: { beside: ["name"], inside: { publicIPAddressConfiguration: { beside: ["name", "sku"] } } } },
                        },
                    },
                },
            },
        },
    },
};

const networkInterface: Shape = {
    beside: ["extendedLocation", "id", "location", "tags"],
    inside: {
        ipConfigurations: {
            ...typedPart,
            inside: {
                applicationGatewayBackendAddressPools: part,
                applicationSecurityGroups: applicationSecurityGroup,
                loadBalancerBackendAddressPools: { ...part, inside: { loadBalancerBackendAddresses: { beside: ["name"] } } },
                loadBalancerInboundNatRules: part,
                subnet,
            },
        },
        networkSecurityGroup,
    },
};

const virtualMachine: Shape = {
    beside: ["extendedLocation", "identity", "location", "placement", "plan", "tags", "zones"],
    inside: {
        identity,
        networkProfile: {
            inside: {
                networkInterfaceConfigurations: {
                    beside: ["name"],
                    inside: {
                        ipConfigurations: { beside: ["name"], inside: { publicIPAddressConfiguration: { beside: ["name", "sku"] } } },
                    },
                },
                networkInterfaces: { beside: ["id"] },
            },
        },
    },
};

const storageAccount: Shape = {
    beside: ["extendedLocation", "identity", "kind", "location", "sku", "tags"],
    armNames: { enableHttpsTrafficOnly: "supportsHttpsTrafficOnly", enableNfsV3: "isNfsV3Enabled", networkRuleSet: "networkAcls" },
    inside: {
        identity,
        encryption: { armNames: { encryptionIdentity: "identity", keyVaultProperties: "keyvaultproperties" } },
    },
};

/** Shapes of the resource types, by Pulumi's type token. A type that is not listed is the same in SDK and ARM. */
export const shapes: Readonly<Record<string, Shape>> = {
    "azure-native:resources:ResourceGroup": {},
    "azure-native:network:VirtualNetwork": {
        beside: ["extendedLocation", "id", "location", "tags"],
        inside: { subnets: subnet, virtualNetworkPeerings: typedPart },
    },
    "azure-native:network:Subnet": subnet,
    "azure-native:network:NetworkSecurityGroup": networkSecurityGroup,
    "azure-native:network:PublicIPAddress": { beside: publicAddress, inside: { natGateway } },
    "azure-native:network:NatGateway": natGateway,
    "azure-native:network:RouteTable": routeTable,
    "azure-native:network:NetworkInterface": networkInterface,
    "azure-native:network:PrivateEndpoint": {
        beside: ["extendedLocation", "id", "location", "tags"],
        inside: {
            applicationSecurityGroups: applicationSecurityGroup,
            ipConfigurations: { beside: ["name"] },
            manualPrivateLinkServiceConnections: part,
            privateLinkServiceConnections: part,
            subnet,
        },
    },
    "azure-native:network:PrivateDnsZoneGroup": { ...part, inside: { privateDnsZoneConfigs: { beside: ["name"] } } },
    "azure-native:network:ApplicationGateway": applicationGateway,
    "azure-native:network:WebApplicationFirewallPolicy": { beside: tracked },
    "azure-native:privatedns:PrivateZone": { beside: ["location", "tags"] },
    "azure-native:privatedns:VirtualNetworkLink": { beside: ["location", "tags"] },
    "azure-native:storage:StorageAccount": storageAccount,
    "azure-native:storage:FileServiceProperties": { beside: [], parameters: ["fileServicesName"] },
    "azure-native:storage:FileShare": { beside: [], parameters: ["expand"] },
    "azure-native:keyvault:Vault": {},
    "azure-native:keyvault:Secret": { inside: { properties: { inside: { attributes: { armNames: { expires: "exp", notBefore: "nbf" } } } } } },
    "azure-native:managedidentity:UserAssignedIdentity": { beside: ["location", "tags"] },
    "azure-native:managedidentity:FederatedIdentityCredential": { beside: [] },
    "azure-native:authorization:RoleAssignment": { beside: [] },
    "azure-native:compute:VirtualMachineScaleSet": scaleSet,
    "azure-native:compute:VirtualMachine": virtualMachine,
    "azure-native:compute:VirtualMachineExtension": { beside: ["location", "tags"] },
    "azure-native:compute:Disk": { beside: ["extendedLocation", "location", "sku", "tags", "zones"] },
    "azure-native:containerservice:ManagedCluster": {
        beside: ["extendedLocation", "identity", "kind", "location", "sku", "tags"],
        inside: { identity, autoScalerProfile: { armNames: { maxGracefulTerminationSec: "max-graceful-termination-sec" } } },
    },
    "azure-native:containerservice:AgentPool": { beside: [] },
    "azure-native:containerservice:MaintenanceConfiguration": { beside: [] },
    "azure-native:monitor:AutoscaleSetting": {
        beside: ["location", "tags"],
        outputsKeepProperties: true,
        inside: {
            profiles: {
                inside: {
                    rules: {
                        inside: {
                            metricTrigger: { inside: { dimensions: { armNames: { dimensionName: "DimensionName", operator: "Operator", values: "Values" } } } },
                        },
                    },
                },
            },
        },
    },
    "azure-native:operationalinsights:Workspace": { beside: ["etag", "identity", "location", "tags"], inside: { identity } },
    "azure-native:monitor:ActionGroup": { beside: ["identity", "location", "tags"], inside: { identity } },
    "azure-native:monitor:MetricAlert": { beside: ["location", "tags"], inside: { criteria: { armNames: { odataType: "odata.type" } } } },
    "azure-native:monitor:ScheduledQueryRule": { beside: ["identity", "kind", "location", "tags"], inside: { identity } },
    "azure-native:monitor:DataCollectionRule": { beside: ["identity", "kind", "location", "tags"], inside: { identity } },
    "azure-native:monitor:DataCollectionRuleAssociation": { beside: [] },
    "azure-native:monitor:DiagnosticSetting": { beside: [] },
};
