import { isAddress } from "../azure/addressPlan";
import { MAX_NODES } from "../azure/limits";
import { clusterNetworkDemand } from "../cluster/plan";
import type { GatewayDeploymentArgs } from "../deploymentArgs";
import { checkManagementPort } from "../loadBalancer/checks";
import { managementListenerPort, managerPorts, nodePorts, publicListenerPorts } from "../loadBalancer/ports";
import type { GatewayLoadBalancerSettings } from "../loadBalancer/settings";
import type { GatewayNetworkDemand } from "./args";
import { MEMBER_PORTS } from "../product/clustering";
import { ContentSyncMode } from "../product/release";
import { knownReleases, releaseProfile } from "../product/releases";
import { FileShareProtocol, hasPrivateEndpoint } from "../sharedStorage/args";
import { sharedPaths } from "../sharedStorage/sharedPaths";
import { checkedTierDefaults } from "../tier";
import { hasVaultEndpoint } from "../vault/args";
import { vaultSecrets } from "../vault/secrets";

const SMB_PORT = 445;

/** What the other parts of a deployment need of its network. Numbers that are no numbers of machines are refused elsewhere and count as not given. */
export function networkDemand(args: GatewayDeploymentArgs): GatewayNetworkDemand {
    const { release, contentSync, tier, scaleSet, cluster, loadBalancer, sharedStorage = {}, vault = {}, syncManager } = args;
    const defaults = checkedTierDefaults(tier);
    const profile = knownReleases.includes(release) ? releaseProfile(release) : undefined;
    const sharesFiles = profile === undefined || sharedPaths(profile, contentSync ?? profile.defaultContentSync, sharedStorage).length > 0;
    const hasManager = contentSync === ContentSyncMode.Rsync && cluster === undefined;
    const settings = loadBalancer ?? {};
    return {
        // A zone without the record of an endpoint would hide the names that zones of the organisation have.
        fileShareZone: sharesFiles && hasPrivateEndpoint(sharedStorage),
        vaultZone: hasVaultEndpoint(vault, vaultSecrets(args)),
        sharePorts: !sharesFiles ? [] : sharedStorage.protocol === FileShareProtocol.Smb ? [SMB_PORT] : undefined,
        listenerPorts: publicListenerPorts(settings),
        managementPort: checkManagementPort(settings).length === 0 ? managementListenerPort(settings) : undefined,
        nodePorts: nodePorts(settings, hasManager),
        // Pods find each other by name, and every rule about them is the cluster's.
        memberPorts: args.hazelcast === undefined || cluster !== undefined ? undefined : [MEMBER_PORTS],
        ...(hasManager ? managerDemand(syncManager?.privateIpAddress, settings) : {}),
        privateFrontend: settings.privateOnly,
        maxLoadBalancerInstances: count(loadBalancer?.maxInstances ?? defaults.maxLoadBalancerInstances, 125),
        ...(cluster === undefined
            ? { maxNodes: count(scaleSet?.maxInstances ?? defaults.maxInstances, MAX_NODES) }
            : { cluster: clusterNetworkDemand(cluster, tier, knownAddress(cluster.entryAddress)) }),
    };
}

function managerDemand(address: string | undefined, settings: GatewayLoadBalancerSettings): Partial<GatewayNetworkDemand> {
    return { syncManager: true, syncManagerAddress: knownAddress(address), syncManagerPorts: managerPorts(settings) };
}

/** An address that is none is refused elsewhere and counts as not given. */
function knownAddress(address: string | undefined): string | undefined {
    return address !== undefined && isAddress(address) ? address : undefined;
}

/** @param most what Azure allows of them (AG-04, VS-21) */
function count(number: number, most: number): number | undefined {
    return Number.isInteger(number) && number >= 1 && number <= most ? number : undefined;
}
