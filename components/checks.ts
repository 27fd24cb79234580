import { checkTrustedRoots } from "./certificates/certificateChecks";
import { checkControlPlane } from "./controlPlane/checks";
import { GatewayCertificates, GatewayCredentials } from "./credentials";
import { checkCluster, checkNodeKind, checkReleaseOnCluster } from "./deployment/nodeKindChecks";
import { GatewayDeploymentArgs } from "./deploymentArgs";
import { checkKeyStores } from "./certificates/keyStoreChecks";
import { loadBalancerRange } from "./loadBalancer/address";
import { checkHostNames, checkLoadBalancer, checkPrivateAddress } from "./loadBalancer/checks";
import { checkLoadBalancerRelease } from "./loadBalancer/releaseChecks";
import { checkMonitoring } from "./monitoring/checks";
import { checkName } from "./naming";
import { checkNames } from "./naming/resourceNames";
import { checkNetwork } from "./network/checks";
import { networkDemand } from "./network/demand";
import { checkProduct } from "./gatewayConfiguration/productChecks";
import { checkNodeDocument } from "./scaleSet/nodeConfigurationChecks";
import { Problem, under } from "./problem";
import { checkContentSync } from "./syncManager/modeChecks";
import { checkRelease, isAtLeast, releaseProfile } from "./product/releases";
import { ContentSyncMode } from "./product/release";
import { checkOneOf, checkZones } from "./checking/rangeChecks";
import { checkScaleSet } from "./scaleSet/checks";
import { checkStorage } from "./sharedStorage/checks";
import { checkRedundancyOfRegion } from "./sharedStorage/redundancy";
import { checkFolder, checkSharedPaths } from "./sharedStorage/sharedPaths";
import { ConfigurationChecks, configurationChecks } from "./checking/configurationChecks";
import { checkTags } from "./checking/tagChecks";
import { Tier } from "./tier";
import { checkTiming } from "./timing";
import { ifPlain } from "./checking/validation";
import { checkEncryptionKey, checkFrontPfx, checkPkcs12, checkRegion, checkSecretId, checkZonesOfRegion } from "./checking/valueChecks";
import { checkSecrets } from "./vault/secretChecks";

const REQUIRED_GROUPS = ["controlPlane", "certificates", "credentials"] as const;

/**
 * Everything that is wrong with the arguments of a deployment, as far as it is known before anything exists. Nothing is created while there is one problem.
 *
 * What Azure itself refuses is the business of its own rules; this list is about arguments, by their paths.
 *
 * @param now the day on which certificates have to be valid
 */
export function checkDeployment(args: GatewayDeploymentArgs, now = new Date()): Problem[] {
    const missing = [...checkNodeKind(args), ...missingArguments(args)];
    if (missing.length > 0) return missing;

    const releaseProblems = checkRelease(args.release, "release");
    const networkProblems = checkNetwork({ ...args.network, ...networkDemand(args) });
    const texts = configurationChecks(args.release);
    const problems = [
        ...releaseProblems,
        ...checkOneOf(Object.values(Tier), args.tier, "tier"),
        ...checkAllHostNames(args),
        ...checkPlace(args),
        ...(releaseProblems.length === 0 ? [...checkReleaseDependent(args), ...checkProduct(args, texts)] : []),
        ...(args.scaleSet === undefined ? [] : under("scaleSet", checkScaleSet(args.scaleSet, args.tier))),
        ...checkCluster(args),
        ...under("loadBalancer", checkLoadBalancer(args.loadBalancer ?? {}, args.tier)),
        ...networkProblems.map(inDeployment),
        ...(haveRanges(networkProblems) ? under("loadBalancer", checkPrivateAddress(args.loadBalancer ?? {}, loadBalancerRange(args))) : []),
        ...checkManagementRanges(args),
        ...under("sharedStorage", checkStorage(args.sharedStorage ?? {}, args.tier)),
        ...checkRedundancyOfRegion(args.sharedStorage?.redundancy, args.location, "sharedStorage.redundancy"),
        ...checkFolder(args.sharedStorage?.folder, "sharedStorage.folder"),
        ...under("monitoring", checkMonitoring(args.monitoring ?? {})),
        ...checkGroups(args, texts, now),
        ...checkSecrets(args),
        ...checkResourceNames(args),
        ...ifPlain(args.tags, (tags) => checkTags(tags, "tags")),
    ];
    // What the nodes are told can only be put together from arguments that are right.
    return problems.length > 0 ? problems : checkNodeDocument(args);
}

/**
 * Everything that is wrong with what nodes of a deployment with these arguments are told, whoever makes what is around them.
 *
 * @param now the day on which certificates have to be valid
 */
export function checkConfiguration(args: GatewayDeploymentArgs, now = new Date()): Problem[] {
    const missing = missingArguments(args);
    if (missing.length > 0) return missing;
    const releaseProblems = checkRelease(args.release, "release");
    const texts = configurationChecks(args.release);
    return [
        ...releaseProblems,
        ...checkOneOf(Object.values(Tier), args.tier, "tier"),
        ...checkAllHostNames(args),
        ...(releaseProblems.length === 0 ? [...checkReleaseDependent(args), ...checkProduct(args, texts)] : []),
        ...checkGroups(args, texts, now),
        ...checkSecrets(args),
    ];
}

/** Arguments that nothing can do without, of groups that are given. Programs that run without a type check can leave them out, and so can values like `process.env.HOST!`. */
function missingArguments(args: GatewayDeploymentArgs): Problem[] {
    const { hostName, controlPlane, certificates, cluster } = args;
    const required: [path: string, group: object | undefined, value: unknown][] = [
        ["hostName", args, hostName],
        ...REQUIRED_GROUPS.map((group): [string, object, unknown] => [group, args, args[group]]),
        ["controlPlane.serviceUrl", controlPlane, controlPlane?.serviceUrl],
        ["controlPlane.trafficManagers", controlPlane, controlPlane?.trafficManagers],
        ["certificates.backendTrustedRoots", certificates, certificates?.backendTrustedRoots],
        ["cluster.image", cluster, cluster?.image],
    ];
    return required.filter(([, group, value]) => group !== undefined && value === undefined).map(([path]) => ({ path, message: "is missing" }));
}

function checkGroups(args: GatewayDeploymentArgs, texts: ConfigurationChecks, now: Date): Problem[] {
    return [
        ...under("controlPlane", checkControlPlane(args.controlPlane, args.credentials, texts)),
        ...under("certificates", checkCertificates(args.certificates, texts)),
        ...under("certificates", checkKeyStores(args, now)),
        ...under("credentials", checkCredentials(args.credentials, texts)),
    ];
}

/** Whether subnets have the ranges that they are to have: addresses in ranges that are wrong themselves say nothing. */
function haveRanges(networkProblems: Problem[]): boolean {
    return !networkProblems.some(({ path }) => /^addressSpace$|^subnetRanges\.|\.addressRange$/.test(path));
}

/** What the network knows of a cluster are arguments of the cluster. */
function inDeployment(problem: Problem): Problem {
    return problem.path.startsWith("cluster.") ? problem : { ...problem, path: `network.${problem.path}` };
}

function checkAllHostNames({ hostName, additionalHostNames = [], loadBalancer = {}, tier }: GatewayDeploymentArgs): Problem[] {
    const pathOf = (index: number): string => (index === 0 ? "hostName" : `additionalHostNames[${index - 1}]`);
    return checkHostNames([hostName, ...additionalHostNames], pathOf, loadBalancer, tier);
}

function checkPlace({ zones, location }: GatewayDeploymentArgs): Problem[] {
    return [
        ...checkZones(zones, "zones"),
        ...(location === undefined ? [] : [...checkRegion(location, "location"), ...checkZonesOfRegion(zones, location, "zones")]),
    ];
}

/** The network opens the port for management to named ranges alone. */
function checkManagementRanges({ loadBalancer, network }: GatewayDeploymentArgs): Problem[] {
    if (loadBalancer?.managementListener === undefined || (network?.managementRanges ?? []).length > 0) return [];
    return [{ path: "network.managementRanges", message: "are missing; nobody could reach loadBalancer.managementListener" }];
}

function checkReleaseDependent(args: GatewayDeploymentArgs): Problem[] {
    const profile = releaseProfile(args.release);
    const mode = args.contentSync ?? profile.defaultContentSync;
    const startupSeconds = args.startupSeconds ?? profile.slowestStartSeconds;
    const needsKey = isAtLeast(args.release, "4.7.0");
    const encryptionKey = args.credentials.encryptionKey ?? args.vault?.existingSecrets?.encryptionKey;
    const problems: Problem[] = [
        ...checkReleaseOnCluster(args, profile, mode),
        ...(args.cluster === undefined || mode !== ContentSyncMode.Rsync ? checkContentSync(args, profile, mode) : []),
        ...checkSharedPaths(profile, mode, args.sharedStorage, "sharedStorage"),
    ];
    if (needsKey && encryptionKey === undefined) {
        problems.push({ path: "credentials.encryptionKey", message: "is missing; releases from 4.7 need one, the same on all nodes and the control plane" });
    }
    if (!needsKey && encryptionKey !== undefined) {
        problems.push({ path: "credentials.encryptionKey", message: `is given, but release ${args.release} has no use for one; leave it out` });
    }
    problems.push(...under("loadBalancer", checkLoadBalancerRelease(args.loadBalancer ?? {}, profile, mode)));
    return [...problems, ...checkTiming({ requestTimeoutSeconds: args.requestTimeoutSeconds, startupSeconds, overrides: args.timing })];
}

function checkCertificates(certificates: GatewayCertificates, texts: ConfigurationChecks): Problem[] {
    return [
        ...checkFrontCertificate(certificates),
        ...ifPlain(certificates.nodeKeyStore, (text) => checkPkcs12(text, "nodeKeyStore")),
        ...ifPlain(certificates.nodeKeyStorePassword, (text) => texts.password(text, "nodeKeyStorePassword")),
        ...ifPlain(certificates.nodeKeyAlias, (text) => texts.name(text, "nodeKeyAlias")),
        ...checkTrustedRoots(certificates.backendTrustedRoots, "backendTrustedRoots"),
    ];
}

function checkFrontCertificate({ frontPfx, frontSecretId }: GatewayCertificates): Problem[] {
    if (frontPfx === undefined && frontSecretId === undefined)
        return [{ path: "frontPfx", message: "is missing, and so is the address of a secret in its place; exactly one is needed" }];
    return [
        ...ifPlain(frontPfx, (text) => checkFrontPfx(text, "frontPfx")),
        ...ifPlain(frontSecretId, (id) => checkSecretId(id, "frontSecretId")),
        ...(frontPfx !== undefined && frontSecretId !== undefined
            ? [{ path: "frontSecretId", message: "is given beside a PKCS12 file; exactly one is needed" }]
            : []),
    ];
}

function checkCredentials({ adminUserName, adminPassword, encryptionKey }: GatewayCredentials, texts: ConfigurationChecks): Problem[] {
    return [
        ...ifPlain(adminUserName, (text) => texts.administrator(text, "adminUserName")),
        ...ifPlain(adminPassword, (text) => texts.password(text, "adminPassword")),
        ...ifPlain(encryptionKey, (key) => checkEncryptionKey(key, "encryptionKey")),
    ];
}

function checkResourceNames({ names, baseName, resourceGroupName }: GatewayDeploymentArgs): Problem[] {
    return [
        ...checkNames(names ?? {}, "names"),
        ...(baseName === "" ? [{ path: "baseName", message: "is empty" }] : []),
        ...(resourceGroupName === undefined ? [] : checkName("resourceGroup", resourceGroupName, "resourceGroupName")),
        ...(resourceGroupName !== undefined && names?.resourceGroup !== undefined
            ? [{ path: "names.resourceGroup", message: "is given beside resourceGroupName, which names an existing group; exactly one is allowed" }]
            : []),
    ];
}
