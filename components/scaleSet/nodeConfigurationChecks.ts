import { DEFAULT_ADMIN_USER_NAME } from "../credentials";
import type { GatewayDeploymentArgs } from "../deploymentArgs";
import { secretNames } from "../gatewayConfiguration";
import { nodeDocument, NodeValues } from "./nodeConfiguration";
import { Problem } from "../problem";
import { ContentSyncMode } from "../product/release";
import { releaseProfile } from "../product/releases";
import { sharedPaths } from "../sharedStorage/sharedPaths";
import { isPlain } from "../checking/validation";
import { SyncRole } from "../node/sync";
import { managerAddresses } from "../syncManager/place";
import { checkCustomData } from "../checking/valueChecks";

/** As long as an address of a secret's version gets: 24 characters for the vault, 127 for the secret. */
const LONGEST_SECRET_ID = `https://${"v".repeat(24)}.vault.azure.net/secrets/${"s".repeat(127)}/${"0".repeat(32)}`;
/** As long as the source of a mount gets: account and share. */
const LONGEST_MOUNT_SOURCE = `${"a".repeat(24)}.file.core.windows.net:/${"a".repeat(24)}/${"s".repeat(63)}`;

/** Longer than a name in Azure that begins with it can be. */
const LONGEST_BASE_NAME = "b".repeat(80);

const LONGEST_SMB_ACCESS = { userName: "a".repeat(24), keySecretId: LONGEST_SECRET_ID };

/**
 * Whether what the nodes are told fits into their customData (VS-11), for arguments that are right otherwise: with all that a program says,
 * and the longest of what only Azure will say. Where part of it is known later, the scale set looks when it is.
 */
export function checkNodeDocument(args: GatewayDeploymentArgs): Problem[] {
    const profile = releaseProfile(args.release);
    const contentSync = args.contentSync ?? profile.defaultContentSync;
    const plan = {
        deployment: args,
        profile,
        contentSync,
        baseName: args.baseName ?? LONGEST_BASE_NAME,
        clusterDomain: "d".repeat(120),
        startupSeconds: args.startupSeconds ?? profile.slowestStartSeconds,
    };
    const values = knownValues(args, contentSync);
    // Pods have no customData.
    if (values === undefined || args.scaleSet === undefined) return [];
    const addresses = managerAddresses(args);
    const roles = addresses === undefined ? [undefined] : Object.values(SyncRole).map((role) => ({ role, ...addresses }));
    // What nodes are told first; the manager's, if only that is too long.
    const documents = roles.map((sync) => checkCustomData(nodeDocument({ ...plan, sync }, values).cloudInit, "controlPlane"));
    const problems = documents.find((found) => found.length > 0) ?? [];
    return problems.map((problem) => ({ ...problem, message: `is too long: with it, what a node is told ${problem.message}` }));
}

function knownValues(args: GatewayDeploymentArgs, contentSync: ContentSyncMode): NodeValues | undefined {
    const { hostName, controlPlane, credentials, scaleSet, syncManager } = args;
    const { serviceUrl, trafficManagers, eventHubs = trafficManagers, userName = credentials.adminUserName ?? DEFAULT_ADMIN_USER_NAME } = controlPlane;
    const pack = scaleSet?.pack;
    const managementHostName = args.loadBalancer?.managementListener?.hostName;
    const given = [
        hostName,
        managementHostName,
        serviceUrl,
        userName,
        pack?.url,
        pack?.sha256,
        trafficManagers,
        eventHubs,
        args.redis?.host,
        args.redis?.userName,
        syncManager?.hostPublicKey,
        syncManager?.workerPublicKey,
    ];
    const lists = [trafficManagers, eventHubs].flatMap((list) => (Array.isArray(list) ? list : []));
    if (![...given, ...lists].every((value) => value === undefined || isPlain<unknown>(value))) return undefined;
    return {
        hostName: hostName as string,
        managementHostName: managementHostName as string | undefined,
        serviceUrl: serviceUrl as string,
        trafficManagers: trafficManagers as string[],
        eventHubs: eventHubs as string[],
        controlPlaneUserName: userName as string,
        redisHost: args.redis?.host as string | undefined,
        redisUserName: args.redis?.userName as string | undefined,
        pack: pack as { url: string; sha256: string } | undefined,
        keyStoreSecretId: LONGEST_SECRET_ID,
        secretIds: Object.fromEntries(secretNames(args).map(([variable]) => [variable, LONGEST_SECRET_ID])),
        identityClientId: "0".repeat(36),
        share:
            sharedPaths(releaseProfile(args.release), contentSync, args.sharedStorage).length > 0
                ? { source: LONGEST_MOUNT_SOURCE, smb: LONGEST_SMB_ACCESS }
                : undefined,
        sync: syncManager && {
            hostPublicKey: syncManager.hostPublicKey as string,
            workerPublicKey: syncManager.workerPublicKey as string,
            keySecretId: LONGEST_SECRET_ID,
            identityClientId: "0".repeat(36),
        },
    };
}
