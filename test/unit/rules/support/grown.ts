import { Environment } from "./bodies";
import { Changes, changed, many } from "./changes";
import { listenerOf, P } from "./gatewayParts";
import { inGroup, part, subnet, VAULT, VNET } from "./ids";

/** Azure's limits of what a valid environment may have of a kind, by what makes so many of it. */
const kinds: Readonly<Record<string, { limit: number; make: (count: number) => Changes }>> = {
    "sites of a gateway": { limit: 100, make: sites },
    "paths of a map": {
        limit: 100,
        make: (count) => ({
            [`${P}.urlPathMaps[0].properties.pathRules`]: many(count, (index) => ({
                name: `p${index}`,
                properties: {
                    paths: [`/p${index}/*`],
                    backendAddressPool: part("backendAddressPools", "nodes"),
                    backendHttpSettings: part("backendHttpSettingsCollection", "api"),
                },
            })),
        }),
    },
    "targets of a pool": {
        limit: 1_200,
        make: (count) => ({ [`${P}.backendAddressPools[0].properties.backendAddresses`]: many(count, (index) => ({ ipAddress: address(10, index) })) }),
    },
    "rewrite sets": {
        limit: 400,
        make: (count) => ({
            [`${P}.rewriteRuleSets`]: many(count, (index) => ({
                name: index === 0 ? "forwarded" : `r${index}`,
                properties: {
                    rewriteRules: [
                        {
                            name: "host",
                            ruleSequence: 100,
                            conditions: [],
                            actionSet: { requestHeaderConfigurations: [{ headerName: "X-Forwarded-Host", headerValue: "{var_host}" }] },
                        },
                    ],
                },
            })),
        }),
    },
    "rules of each security group": { limit: 1_000, make: (count) => ({ ...securityRules("gatewayGroup", count), ...securityRules("nodeGroup", count) }) },
    "subnets of a network": { limit: 3_000, make: subnets },
    "rules of a firewall policy": {
        limit: 98,
        make: (count) => ({
            "policy.properties.customRules": many(count, (index) => ({
                name: `Block${index}`,
                priority: index + 1,
                ruleType: "MatchRule",
                action: "Block",
                matchConditions: [{ matchVariables: [{ variableName: "RequestUri" }], operator: "BeginsWith", matchValues: ["/admin"] }],
            })),
        }),
    },
    "role assignments": {
        limit: 3_998,
        make: (count) =>
            Object.fromEntries(
                many(count, (index) => {
                    const name = `0f2c7f0e-9a34-4c5e-8c6e-${String(index).padStart(12, "0")}`;
                    const properties = {
                        roleDefinitionId: "/providers/Microsoft.Authorization/roleDefinitions/r",
                        principalId: `p${index}`,
                        principalType: "User",
                    };
                    return [
                        `assignment${index}`,
                        { id: `${VAULT}/providers/Microsoft.Authorization/roleAssignments/${name}`, type: ASSIGNMENT, name, properties },
                    ];
                }),
            ),
    },
    "rules of a storage account": {
        limit: 200,
        make: (count) => ({
            "network.properties.subnets[1].properties.serviceEndpoints": [{ service: "Microsoft.Storage" }],
            "account.properties.networkAcls.virtualNetworkRules": many(count, () => ({ id: subnet("nodes").id })),
            "account.properties.networkAcls.ipRules": many(count, (index) => ({ value: address(203, index) })),
        }),
    },
    "private endpoints": {
        limit: 1_000,
        make: (count) =>
            Object.fromEntries(
                many(count, (index) => [
                    `endpoint${index}`,
                    {
                        id: inGroup(`Microsoft.Network/privateEndpoints/pe${index}`),
                        type: "Microsoft.Network/privateEndpoints",
                        properties: {
                            subnet: subnet("endpoints"),
                            privateLinkServiceConnections: [
                                {
                                    name: "blob",
                                    properties: { privateLinkServiceId: inGroup(`Microsoft.Storage/storageAccounts/st${index}`), groupIds: ["blob"] },
                                },
                            ],
                        },
                    },
                ]),
            ),
    },
    "public addresses": {
        limit: 1_000,
        make: (count) =>
            Object.fromEntries(
                many(count, (index) => [
                    `address${index}`,
                    {
                        id: inGroup(`Microsoft.Network/publicIPAddresses/pip${index}`),
                        type: "Microsoft.Network/publicIPAddresses",
                        location: "westeurope",
                        sku: { name: "Standard" },
                        zones: ["1", "2", "3"],
                        properties: { publicIPAllocationMethod: "Static", dnsSettings: { domainNameLabel: `label-${index}` } },
                    },
                ]),
            ),
    },
    "diagnostic settings": {
        limit: 1_000,
        make: (count) =>
            Object.fromEntries(
                many(count, (index) => [
                    `setting${index}`,
                    {
                        id: `${inGroup(`x/y/z${index}`)}/providers/Microsoft.Insights/diagnosticSettings/s`,
                        type: "Microsoft.Insights/diagnosticSettings",
                        properties: {},
                    },
                ]),
            ),
    },
    "scale sets of a subnet": { limit: 20, make: scaleSets },
};

const ASSIGNMENT = "Microsoft.Authorization/roleAssignments";

/** What grows, and how much of it Azure allows. */
export const growing: readonly string[] = Object.keys(kinds);

/** A valid environment with a share, 0 to 1, of what Azure allows of some kinds. */
export function grown(share: number, names: readonly string[] = growing): Environment {
    return changed(Object.assign({}, ...names.map((name) => kinds[name]!.make(Math.round(kinds[name]!.limit * share)))) as Changes);
}

/** So many sites, each with all that a site can have of its own. */
function sites(count: number): Changes {
    const named = (make: (index: number) => object) => many(count, (index) => ({ name: `s${index}`, properties: make(index) }));
    return {
        [`${P}.frontendPorts`]: [
            { name: "https", properties: { port: 443 } },
            ...many(Math.max(0, count - 2), (index) => ({ name: `f${index}`, properties: { port: 2_000 + index } })),
        ],
        [`${P}.sslCertificates`]: named((index) => ({ keyVaultSecretId: `https://kv-test.vault.azure.net/secrets/c${index}` })),
        [`${P}.backendAddressPools`]: [{ name: "nodes", properties: {} }, ...named(() => ({})).slice(1)],
        [`${P}.probes`]: [
            { name: "ready", properties: { protocol: "Https", host: "gw.example.com", path: "/ready", interval: 30, timeout: 30, unhealthyThreshold: 3 } },
            ...named((index) => ({ protocol: "Https", host: `h${index}.example.com`, path: "/", interval: 30, timeout: 30, unhealthyThreshold: 3 })),
        ],
        [`${P}.backendHttpSettingsCollection`]: [
            {
                name: "api",
                properties: {
                    protocol: "Https",
                    port: 8243,
                    requestTimeout: 120,
                    probe: part("probes", "ready"),
                    trustedRootCertificates: [part("trustedRootCertificates", "root")],
                },
            },
            ...named((index) => ({
                protocol: "Https",
                port: 8243,
                requestTimeout: 120,
                probe: part("probes", `s${index}`),
                trustedRootCertificates: [part("trustedRootCertificates", "root")],
            })).slice(1),
        ],
        [`${P}.httpListeners`]: many(count, (index) => {
            const frontendPort = part("frontendPorts", index < 2 ? "https" : `f${index - 2}`);
            return listenerOf(`s${index}`, {
                protocol: "Https",
                hostNames: [`h${index}.example.com`],
                frontendPort,
                sslCertificate: part("sslCertificates", `s${index}`),
            });
        }),
        [`${P}.redirectConfigurations`]: [{ name: "moved", properties: { redirectType: "Permanent", targetUrl: "https://example.com" } }],
        [`${P}.requestRoutingRules`]: named((index) => ({
            ruleType: "Basic",
            priority: index + 1,
            httpListener: part("httpListeners", `s${index}`),
            backendAddressPool: part("backendAddressPools", index === 0 ? "nodes" : `s${index}`),
            backendHttpSettings: part("backendHttpSettingsCollection", index === 0 ? "api" : `s${index}`),
        })),
    };
}

function securityRules(group: string, count: number): Changes {
    const rule = (name: string, priority: number, source: string, destinationPortRange: string): object => ({
        name,
        properties: {
            ...{ priority, direction: "Inbound", access: "Allow", protocol: "Tcp", sourceAddressPrefix: source, sourcePortRange: "*" },
            ...{ destinationAddressPrefix: "*", destinationPortRange },
        },
    });
    const needed = [rule("manager", 100, "GatewayManager", "65200-65535"), rule("clients", 101, "Internet", "1-9999")];
    return {
        [`${group}.properties.securityRules`]: [
            ...needed,
            ...many(Math.max(0, count - 2), (index) => rule(`r${index}`, index + 200, address(10, index), "443")),
        ],
    };
}

function subnets(count: number): Changes {
    return Object.fromEntries(
        many(count, (index) => [
            `subnet${index}`,
            {
                id: `${VNET}/subnets/s${index}`,
                type: "Microsoft.Network/virtualNetworks/subnets",
                name: `vnet/s${index}`,
                properties: { addressPrefix: `10.1.${16 + Math.floor(index / 16)}.${(index % 16) * 16}/28`, defaultOutboundAccess: false },
            },
        ]),
    );
}

function scaleSets(count: number): Changes {
    const { scaleSet } = changed({});
    return Object.fromEntries(many(count, (index) => [`scaleSet${index}`, { ...scaleSet!, id: `${scaleSet!.id}${index}`, name: `vmss${index}` }]));
}

function address(first: number, index: number): string {
    return `${first}.0.${Math.floor(index / 250)}.${1 + (index % 250)}`;
}
