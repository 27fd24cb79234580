import { privateLinkZones } from "../../components/azure/privateLink";
import { networkIdOf, sameRegion } from "../body/ids";
import { isGiven, listOrEmpty, objectOrEmpty, sameWord, textOrEmpty } from "../body/json";
import { idIn, partsIn, propertiesOf } from "../body/parts";
import { oncePer, RuleContext } from "../context";
import { linkedNetworks } from "../network/privateDns";
import { hasEndpointTo, registeredZones, servicesOf } from "../network/privateLink";
import { namedBy, securityGroupOf, subnetRanges } from "../network/subnet";
import { refusedPorts, someNeighbour } from "../network/traffic";
import type { ArmResource, Finding, Rule } from "../rule";
import { types } from "../types";
import { isNfs, nfsSharesOf, sharesOf } from "./related";

const NFS_PORT = 2049;
const SMB_PORT = 445;
const STORAGE_ENDPOINT = "Microsoft.Storage";
const FILE_ZONE = privateLinkZones.file;

/** How clients reach a share: over private endpoints or chosen subnets, never over a public address. */
export const accessRules: readonly Rule[] = [
    {
        id: "ST-08",
        title: "NFS shares are reached by a private endpoint, or by subnets that are allowed",
        severity: "Warning",
        hint: "Add a private endpoint with group id `file` and disable public access; or allow subnets of the account's region that have the service endpoint Microsoft.Storage.",
        types: [types.storageAccount],
        *check(resource, context) {
            if (nfsSharesOf(resource, context).length === 0) return;
            const { publicNetworkAccess, networkAcls } = propertiesOf(resource);
            const { ipRules, virtualNetworkRules } = objectOrEmpty(networkAcls);
            const hasEndpoint = hasEndpointTo(resource.id, "file", context);
            const isDisabled = sameWord(publicNetworkAccess, "Disabled");
            const subnets = partsIn(virtualNetworkRules, "properties.networkAcls.virtualNetworkRules");
            if (listOrEmpty(ipRules).length > 0)
                yield { path: "properties.networkAcls.ipRules", message: "is set, but NFS is never reached from public addresses" };
            if (!hasEndpoint && subnets.length === 0)
                yield { path: "properties.networkAcls", message: "allows no subnet, and no private endpoint to `file` is known" };
            if (hasEndpoint && !isDisabled) yield { path: "properties.publicNetworkAccess", message: "is not Disabled, beside a private endpoint" };
            if (subnets.length > 0 && isDisabled) yield { path: "properties.publicNetworkAccess", message: "is Disabled, so that the allowed subnets are not" };
            for (const { body, path } of subnets) yield* wrongSubnet(resource, textOrEmpty(body.id), `${path}.id`, context);
        },
    },
    {
        id: "ST-09",
        title: "The private endpoint is found by its name in every network that mounts",
        severity: "Warning",
        hint: `Give the endpoint a DNS zone group with ${FILE_ZONE}, and link that zone to the network of the endpoint and to those of all nodes.`,
        types: [types.privateEndpoint],
        *check(resource, context) {
            if (!leadsToFiles(resource)) return;
            const zones = registeredZones(resource, context).filter((id) => sameWord(id.split("/").at(-1), FILE_ZONE));
            if (zones.length === 0) return yield { path: "name", message: `is of an endpoint without a DNS zone group with ${FILE_ZONE}` };
            const known = zones.filter((id) => context.find(id) !== undefined);
            const linked = new Set(known.flatMap((id) => [...(linkedNetworks(context).get(id.toLowerCase()) ?? [])]));
            const networks = new Set([networkIdOf(idIn(propertiesOf(resource).subnet)).toLowerCase(), ...nodeNetworks(context)]);
            for (const network of known.length === 0 ? [] : networks)
                if (network !== "" && !linked.has(network))
                    yield { path: "properties.subnet.id", message: `leads to files whose zone is not linked to ${network}` };
        },
    },
    {
        id: "ST-10",
        title: "Security groups let clients reach the share",
        severity: "Warning",
        hint: "Allow TCP 2049 (NFS) or 445 (SMB): inbound at the private endpoint, outbound at the nodes.",
        types: [types.privateEndpoint],
        *check(resource, context) {
            if (!leadsToFiles(resource)) return;
            for (const port of portsOf(resource, context)) {
                const subnet = context.find(idIn(propertiesOf(resource).subnet));
                const group = subnet && securityGroupOf(subnet, context);
                if (group !== undefined && appliesToEndpoints(subnet!) && isRefused(group, subnet!, port, "Inbound"))
                    yield { path: "properties.subnet.id", message: `has security group ${group.id}, which refuses TCP ${port} inbound` };
                for (const client of nodeSubnets(context)) {
                    const clientGroup = securityGroupOf(client, context);
                    if (clientGroup !== undefined && isRefused(clientGroup, client, port, "Outbound"))
                        yield {
                            path: "properties.subnet.id",
                            message: `is not reached from ${client.id}: security group ${clientGroup.id} refuses TCP ${port} outbound`,
                        };
                }
            }
        },
    },
];

function* wrongSubnet(account: ArmResource, subnetId: string, path: string, context: RuleContext): Iterable<Finding> {
    const network = context.find(networkIdOf(subnetId));
    if (network !== undefined && !sameRegion(network, account)) yield { path, message: `lies in ${network.location}, the account in ${account.location}` };
    const subnet = context.find(subnetId);
    const endpoints = partsIn(subnet && propertiesOf(subnet).serviceEndpoints, "");
    if (subnet !== undefined && !endpoints.some(({ body }) => sameWord(body.service, STORAGE_ENDPOINT)))
        yield {
            path,
            message: `is a subnet without service endpoint ${STORAGE_ENDPOINT}`,
            severity: "Error",
            azureError: "SubnetsHaveNoServiceEndpointsConfigured",
        };
}

function leadsToFiles(endpoint: ArmResource): boolean {
    return servicesOf(endpoint).some((service) => sameWord(service, "file"));
}

/** Ports on which the shares behind a private endpoint are reached. */
function portsOf(endpoint: ArmResource, context: RuleContext): number[] {
    const connections = partsIn(propertiesOf(endpoint).privateLinkServiceConnections, "");
    const shares = connections.flatMap(({ properties }) => sharesOf({ id: textOrEmpty(properties.privateLinkServiceId), type: types.storageAccount }, context));
    return [...new Set(shares.map((share) => (isNfs(share) ? NFS_PORT : SMB_PORT)))];
}

/** Whether a subnet's security group is asked for traffic to private endpoints; by default it is not. */
function appliesToEndpoints(subnet: ArmResource): boolean {
    const { privateEndpointNetworkPolicies } = propertiesOf(subnet);
    return (
        isGiven(privateEndpointNetworkPolicies) && ["Enabled", "NetworkSecurityGroupEnabled"].some((value) => sameWord(privateEndpointNetworkPolicies, value))
    );
}

function isRefused(group: ArmResource, subnet: ArmResource, port: number, direction: "Inbound" | "Outbound"): boolean {
    return refusedPorts(group, { direction, ports: [port, port], peer: someNeighbour, subnet: subnetRanges(subnet) }).length > 0;
}

/** Known subnets that scale sets are in: what mounts a share. */
const nodeSubnets = oncePer((context: RuleContext): readonly ArmResource[] => {
    const isScaleSet = ({ type }: ArmResource): boolean => sameWord(type, types.scaleSet);
    return [...namedBy(context)].filter(([, users]) => users.some(isScaleSet)).flatMap(([id]) => context.find(id) ?? []);
});

const nodeNetworks = oncePer((context: RuleContext): readonly string[] => [...new Set(nodeSubnets(context).map(({ id }) => networkIdOf(id).toLowerCase()))]);
