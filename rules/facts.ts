/** Plain facts about Azure that only rules need. What components need as well is in `components/azure`. */

/** Policies of TLS that Application Gateway still accepts by name. Source: reference 2.1.3. */
export const usablePredefinedTlsPolicies: readonly string[] = ["AppGwSslPolicy20170401S", "AppGwSslPolicy20220101", "AppGwSslPolicy20220101S"];

/** Policies that cannot be mixed with the ones of 2022 and `CustomV2` within one gateway. */
export const olderTlsPolicies: readonly string[] = ["AppGwSslPolicy20150501", "AppGwSslPolicy20170401", "AppGwSslPolicy20170401S"];

/** Cipher suites that exist in TLS 1.3 only. */
export const tls13CipherSuites: readonly string[] = ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"];

/** Cipher suites that custom policies no longer take: ECDHE_RSA with CBC_SHA384 or CBC_SHA256, DHE_RSA, DSS, 3DES. */
export const refusedCipherSuites = /^TLS_ECDHE_RSA_.*_CBC_SHA(384|256)$|_DHE_RSA_|_DSS_|_3DES_/;

/** How many parts of one kind a gateway takes. Source: reference 2.1.2. */
export const gatewayLimits: Readonly<Record<string, number>> = {
    frontendIPConfigurations: 4,
    frontendPorts: 100,
    backendAddressPools: 100,
    httpListeners: 200,
    requestRoutingRules: 400,
    backendHttpSettingsCollection: 100,
    redirectConfigurations: 100,
    rewriteRuleSets: 400,
    sslCertificates: 100,
    trustedRootCertificates: 100,
};

/** Listeners of one gateway that may have a rule. */
export const MAX_ACTIVE_LISTENERS = 100;
export const MAX_PATH_RULES_PER_MAP = 100;

/** Bytes of a certificate before it is encoded in base64. */
export const MAX_CERTIFICATE_BYTES = 16 * 1024;
export const MAX_CLIENT_CA_BYTES = 25 * 1024;

/** Rule sets of the web application firewall and their versions, in lower case. Source: reference 2.2. */
export const mainRuleSets: Readonly<Record<string, readonly string[]>> = {
    owasp: ["3.0", "3.1", "3.2"],
    microsoft_defaultruleset: ["2.1", "2.2"],
};
export const botRuleSet = { type: "microsoft_botmanagerruleset", versions: ["0.1", "1.0", "1.1"] } as const;

/** What a private endpoint connects to, by the target's type. */
export const privateLinkServices: Readonly<Record<string, readonly string[]>> = {
    "microsoft.keyvault/vaults": ["vault"],
    "microsoft.storage/storageaccounts": [
        ...["blob", "blob_secondary", "file", "file_secondary", "queue", "queue_secondary", "table", "table_secondary"],
        ...["web", "web_secondary", "dfs", "dfs_secondary"],
    ],
    "microsoft.containerregistry/registries": ["registry"],
};

/** Types of resources that lie in a subnet (which a gateway's subnet must not have) when their body names it. */
export const typesInSubnets: ReadonlySet<string> = new Set(
    [
        "Microsoft.Compute/virtualMachineScaleSets",
        "Microsoft.Network/privateEndpoints",
        "Microsoft.Network/networkInterfaces",
        "Microsoft.Network/loadBalancers",
        "Microsoft.Network/bastionHosts",
        "Microsoft.Network/azureFirewalls",
        "Microsoft.Network/virtualNetworkGateways",
        "Microsoft.ContainerService/managedClusters",
    ].map((type) => type.toLowerCase()),
);
