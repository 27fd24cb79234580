import type { GatewayDeploymentArgs } from "../deploymentArgs";
import { checkNetwork } from "../network/checks";
import { networkDemand } from "../network/demand";
import { subnetRanges } from "../network/plan";
import { Problem, under } from "../problem";
import { ContentSyncMode, ReleaseProfile } from "../product/release";
import { defaultZones, Tier, tierDefaults } from "../tier";
import { checkSyncManager } from "./checks";

/** Why a mode of the product's own documentation is not among those of this library. Source: WSO2's documentation of 2.x, which advises against it. */
const WITHOUT_SVN =
    "is SVN; the product's deployment synchronizer is not offered: nodes commit to one repository, conflicts and broken working copies stop all of them without a word, and WSO2 advises against it";

/** What is wrong with the way in which API artifacts reach the nodes, and with the arguments that belong to it. */
export function checkContentSync(args: GatewayDeploymentArgs, profile: ReleaseProfile, mode: ContentSyncMode): Problem[] {
    const isRsync = mode === ContentSyncMode.Rsync;
    return [...checkMode(profile, mode), ...(isRsync ? checkRsync(args) : checkNoManager(args, mode))];
}

function checkMode({ contentSyncModes, release }: ReleaseProfile, mode: string): Problem[] {
    if (contentSyncModes.some((known) => known === mode)) return [];
    const has = `release ${release} has ${contentSyncModes.join(", ")}`;
    return [{ path: "contentSync", message: /^svn$/i.test(mode) ? `${WITHOUT_SVN}; ${has}` : `is "${mode}"; ${has}` }];
}

function checkRsync(args: GatewayDeploymentArgs): Problem[] {
    const { syncManager, network = {}, tier, location } = args;
    if (syncManager === undefined)
        return [{ path: "syncManager", message: "is missing; with contentSync Rsync one manager has the API artifacts that nodes copy" }];
    // A tier that does not exist is refused elsewhere.
    const zones = args.zones ?? defaultZones(tier in tierDefaults ? tier : Tier.Development, location);
    const options = { ...network, ...networkDemand(args) };
    // Addresses of a network that is wrong itself say nothing.
    const nodeRange = checkNetwork(options).length === 0 ? subnetRanges(options)?.nodes : undefined;
    return [
        ...under("syncManager", checkSyncManager(syncManager, { zones, nodeRange })),
        // With a listener for management the check of that says the same.
        ...((network.managementRanges ?? []).length > 0 || network.nodeSubnet !== undefined || args.loadBalancer?.managementListener !== undefined
            ? []
            : [{ path: "network.managementRanges", message: "are missing; the Publisher could not reach the manager" }]),
    ];
}

function checkNoManager({ syncManager, vault }: GatewayDeploymentArgs, mode: ContentSyncMode): Problem[] {
    const given = {
        syncManager,
        "vault.syncManagerIdentity": vault?.syncManagerIdentity,
        "vault.existingSecrets.syncHostKey": vault?.existingSecrets?.syncHostKey,
        "vault.existingSecrets.syncWorkerKey": vault?.existingSecrets?.syncWorkerKey,
    };
    const paths = Object.entries(given).filter(([, value]) => value !== undefined);
    return paths.map(([path]) => ({ path, message: `is given, but with contentSync ${mode} there is no manager; leave it out` }));
}
