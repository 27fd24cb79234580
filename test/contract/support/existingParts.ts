import fc from "fast-check";

import {
    ExistingIdentity,
    ExistingShare,
    ExistingVault,
    FileShareProtocol,
    GatewayDeploymentArgs,
    GatewayNetworkSettings,
    GatewayVaultOptions,
    ResourceNames,
} from "../../../components";
import { networkDemand } from "../../../components/network/demand";
import { mockSubscription } from "../../unit/support/mocks";
import { maybe, mostly, partial } from "./arbitraries";

const hub = `/subscriptions/${mockSubscription}/resourceGroups/rg-hub/providers`;
const inNetwork = (path: string): string => `${hub}/Microsoft.Network/${path}`;
const virtualNetworkId = inNetwork("virtualNetworks/vnet-hub");
const subnet = (name: string, addressRange: string) => ({ id: `${virtualNetworkId}/subnets/${name}`, addressRange });

/** Subnets that exist: beside what may be planned in the network, and large enough for whatever is asked for. */
const subnets = {
    loadBalancerSubnet: subnet("gateways", "10.64.0.0/24"),
    nodeSubnet: subnet("machines", "10.64.4.0/22"),
    privateEndpointSubnet: subnet("endpoints", "10.64.8.0/27"),
    entrySubnet: subnet("entry", "10.64.9.0/28"),
} as const;

/** Ways out that somebody else has made, of which a network has one. */
const waysOut: fc.Arbitrary<Partial<GatewayNetworkSettings>> = fc.constantFrom<Partial<GatewayNetworkSettings>[]>(
    { natGatewayId: inNetwork("natGateways/ng-hub") },
    { routeTableId: inNetwork("routeTables/rt-hub") },
    { firewallAddress: "10.200.1.4" },
);

const zones: fc.Arbitrary<Partial<GatewayNetworkSettings>> = fc.record(
    {
        fileShareZoneId: fc.constant(inNetwork("privateDnsZones/privatelink.file.core.windows.net")),
        vaultZoneId: fc.constant(inNetwork("privateDnsZones/privatelink.vaultcore.azure.net")),
        linkZones: fc.boolean(),
    },
    partial,
);

/** What of a network exists: itself, all or some of its subnets, zones, the way out. */
export interface ExistingNetwork {
    network: Partial<GatewayNetworkSettings>;
    /** Whether there is a subnet for the entry of a cluster, which nothing else has. */
    entry: boolean;
}

const places: fc.Arbitrary<ExistingNetwork> = fc.oneof(
    fc.constant({ network: {}, entry: false }),
    fc
        .tuple(fc.subarray(["loadBalancerSubnet", "nodeSubnet", "privateEndpointSubnet"] as const), fc.boolean())
        .map(([given, entry]) => ({ network: { virtualNetworkId, ...Object.fromEntries(given.map((key) => [key, subnets[key]])) }, entry })),
    fc.boolean().map((named) => {
        const { loadBalancerSubnet, nodeSubnet, privateEndpointSubnet } = subnets;
        return { network: { loadBalancerSubnet, nodeSubnet, privateEndpointSubnet, ...(named ? { virtualNetworkId } : {}) }, entry: true };
    }),
);

/** Networks of which something exists. */
export const existingNetworks: fc.Arbitrary<ExistingNetwork> = fc
    .record({ place: places, zones: maybe(zones), wayOut: maybe(waysOut), beside: mostly(fc.constant(false), fc.constant(true)) })
    .map(({ place, zones, wayOut, beside }) => ({
        ...place,
        // An existing subnet brings its own way out.
        network: { ...place.network, ...zones, ...(place.network.nodeSubnet === undefined || beside ? wayOut : {}) },
    }));

/** The settings of a network with what of it exists. */
export function inExistingNetwork(own: GatewayNetworkSettings, { network, entry }: ExistingNetwork, hasEntry: boolean): GatewayNetworkSettings {
    const whole = { ...own, ...network, ...(entry && hasEntry ? { entrySubnet: subnets.entrySubnet } : {}) };
    const needed = (Object.keys(subnets) as (keyof typeof subnets)[]).filter((key) => key !== "entrySubnet" || hasEntry);
    const exists = whole.virtualNetworkId !== undefined || whole.nodeSubnet !== undefined;
    // There is no default for where subnets are made in a network that exists, and nothing to say about it where they all exist.
    const addressSpace = needed.every((key) => whole[key] !== undefined) ? undefined : (own.addressSpace ?? (exists ? "10.1.0.0/16" : undefined));
    return { ...whole, addressSpace };
}

/** The arguments with only those existing zones that something needs. */
export function withNeededZones(args: GatewayDeploymentArgs): GatewayDeploymentArgs {
    const { fileShareZone, vaultZone } = networkDemand(args);
    const { fileShareZoneId, vaultZoneId, linkZones, ...network } = args.network ?? {};
    const needed = { fileShareZoneId: fileShareZone === false ? undefined : fileShareZoneId, vaultZoneId: vaultZone === false ? undefined : vaultZoneId };
    const hasZone = needed.fileShareZoneId !== undefined || needed.vaultZoneId !== undefined;
    return { ...args, network: { ...network, ...needed, linkZones: hasZone ? linkZones : undefined } };
}

const identity = (name: string, digit: string): ExistingIdentity => ({
    id: `${hub}/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`,
    principalId: `00000000-0000-0000-0000-00000000000${digit}`,
    clientId: `00000000-0000-0000-0000-00000000001${digit}`,
});

const vault: fc.Arbitrary<ExistingVault> = fc.record(
    {
        id: fc.constant(`${hub}/Microsoft.KeyVault/vaults/kv-team`),
        privateEndpoint: fc.boolean(),
        secretPrefix: mostly(fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/), fc.constantFrom("", "a_b")),
    },
    { requiredKeys: ["id"], noNullPrototype: true },
);

/** A vault and identities that exist, and who gives the roles. */
export const existingVaults: fc.Arbitrary<{ vault: GatewayVaultOptions; names?: ResourceNames }> = fc
    .record(
        {
            existing: vault,
            nodeIdentity: fc.constant(identity("id-nodes", "1")),
            loadBalancerIdentity: fc.constant(identity("id-load-balancer", "2")),
            assignRoles: fc.boolean(),
        },
        partial,
    )
    .chain(({ assignRoles, ...rest }) =>
        mostly(fc.constant(true), fc.constant(false)).map((right) => {
            const isNamed = rest.existing === undefined && right;
            const existing = rest.existing && { ...rest.existing, ...(right ? { secretPrefix: rest.existing.secretPrefix ?? "gateway" } : {}) };
            return {
                vault: { ...rest, existing, assignRoles: right && rest.loadBalancerIdentity === undefined ? undefined : assignRoles },
                ...(isNamed ? { names: { keyVault: "kv-gateway-2" } } : {}),
            };
        }),
    );

/** A share that exists, beside which little can be said. */
export const existingShares: fc.Arbitrary<{ existing: ExistingShare; protocol?: FileShareProtocol; encryptionInTransit?: boolean }> = fc.record(
    {
        existing: fc.record(
            {
                accountId: fc.constant(`${hub}/Microsoft.Storage/storageAccounts/stteam`),
                shareName: fc.constant("gateway-artifacts"),
                privateEndpoint: fc.boolean(),
            },
            { requiredKeys: ["accountId", "shareName"], noNullPrototype: true },
        ),
        protocol: fc.constantFrom(...Object.values(FileShareProtocol)),
        encryptionInTransit: fc.boolean(),
    },
    { requiredKeys: ["existing"], noNullPrototype: true },
);

export const existingAddressId = inNetwork("publicIPAddresses/pip-gateway");
