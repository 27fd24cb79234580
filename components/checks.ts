import { X509Certificate } from "node:crypto";

import * as pulumi from "@pulumi/pulumi";

import { isNetwork, LARGEST_PLAN_PREFIX, prefixLength } from "./azure/addressPlan";
import { hasZones } from "./azure/regions";
import { ControlPlane } from "./controlPlane";
import { GatewayCertificates, GatewayCredentials } from "./credentials";
import { GatewayDeploymentArgs } from "./deploymentArgs";
import { GatewayLoadBalancerSettings } from "./loadBalancer";
import { checkNames } from "./naming";
import { GatewayNetworkSettings } from "./network";
import { Problem, under } from "./problem";
import { checkRelease, ContentSyncMode, isAtLeast, releaseProfile } from "./product/release";
import { ScaleSetSettings } from "./scaleSet";
import { SharedStorageSettings } from "./sharedStorage";
import { FirewallMode, StorageRedundancy, Tier, tierDefaults } from "./tier";
import { checkTiming } from "./timing";
import { ifPlain } from "./validation";
import { checkEncryptionKey, checkHostName, checkPkcs12, checkQuota, checkServiceUrl, checkSshPublicKey } from "./valueChecks";

/** Most nodes of a flexible scale set (VS-02). */
const MAX_NODES = 1000;
/** Most instances of an Application Gateway (AG-04). */
const MAX_LOAD_BALANCER_INSTANCES = 125;
/** Most host names: 100 active listeners with 5 each (AG-12 and the limits of Application Gateway). */
const MAX_HOST_NAMES = 500;
/** Most tags of one resource. */
const MAX_TAGS = 50;

/**
 * Everything that is wrong with the arguments of a deployment, as far as it is known before anything exists. Nothing is created while there is one problem.
 *
 * What Azure itself refuses is the business of its own rules; this list is about arguments, by their paths.
 */
export function checkDeployment(args: GatewayDeploymentArgs): Problem[] {
    const releaseProblems = checkRelease(args.release, "release");
    return [
        ...releaseProblems,
        ...oneOf(Object.values(Tier), args.tier, "tier"),
        ...checkHostNames(args),
        ...checkZones(args),
        ...(releaseProblems.length === 0 ? checkReleaseDependent(args) : []),
        ...under("scaleSet", checkScaleSet(args.scaleSet, args.tier)),
        ...under("loadBalancer", checkLoadBalancer(args.loadBalancer ?? {}, args.tier)),
        ...under("network", checkNetwork(args.network ?? {})),
        ...under("sharedStorage", checkSharedStorage(args.sharedStorage ?? {})),
        ...under("controlPlane", checkControlPlane(args.controlPlane)),
        ...under("certificates", checkCertificates(args.certificates)),
        ...under("credentials", checkCredentials(args.credentials)),
        ...checkNames(args.names ?? {}, "names"),
        ...ifPlain(args.tags, (tags) =>
            Object.keys(tags).length <= MAX_TAGS ? [] : [{ path: "tags", message: `are ${Object.keys(tags).length}; at most ${MAX_TAGS} are allowed` }],
        ),
    ];
}

function checkHostNames(args: GatewayDeploymentArgs): Problem[] {
    const additional = args.additionalHostNames ?? [];
    const known = [args.hostName, ...additional].filter((name): name is string => typeof name === "string").map((name) => name.toLowerCase());
    return [
        ...ifPlain(args.hostName, (name) => checkHostName(name, "hostName")),
        ...additional.flatMap((name, index) => checkHostName(name, `additionalHostNames[${index}]`)),
        ...(new Set(known).size === known.length ? [] : [{ path: "additionalHostNames", message: "name a host twice" }]),
        ...(known.length <= MAX_HOST_NAMES ? [] : [{ path: "additionalHostNames", message: `are too many; at most ${MAX_HOST_NAMES - 1} are allowed` }]),
    ];
}

function checkZones({ zones, location }: GatewayDeploymentArgs): Problem[] {
    const unknown = (zones ?? []).filter((zone) => !["1", "2", "3"].includes(zone));
    return [
        ...(unknown.length === 0 ? [] : [{ path: "zones", message: `contain ${unknown.join(", ")}; allowed are 1, 2 and 3` }]),
        ...(new Set(zones).size === (zones ?? []).length ? [] : [{ path: "zones", message: "name a zone twice" }]),
        ...(location !== undefined && (zones ?? []).length > 0 && !hasZones(location)
            ? [{ path: "zones", message: `are given, but ${location} is not known to have zones; leave them empty` }]
            : []),
    ];
}

function checkReleaseDependent(args: GatewayDeploymentArgs): Problem[] {
    const profile = releaseProfile(args.release);
    const mode = args.contentSync ?? profile.defaultContentSync;
    const startupSeconds = args.startupSeconds ?? profile.slowestStartSeconds;
    const problems: Problem[] = [];
    if (!profile.contentSyncModes.includes(mode)) {
        problems.push({ path: "contentSync", message: `is "${mode}"; release ${args.release} has ${profile.contentSyncModes.join(", ")}` });
    } else if (mode === ContentSyncMode.Rsync) {
        problems.push({ path: "contentSync", message: "is Rsync, which this version does not deploy yet; use SharedFileSystem" });
    }
    if (args.sharedStorage !== undefined && mode !== ContentSyncMode.SharedFileSystem) {
        problems.push({ path: "sharedStorage", message: `is given, but nodes share no file system with contentSync ${mode}; leave it out` });
    }
    if (isAtLeast(args.release, "4.7.0") && args.credentials.encryptionKey === undefined) {
        problems.push({ path: "credentials.encryptionKey", message: "is missing; releases from 4.7 need one, the same on all nodes and the control plane" });
    }
    return [...problems, ...checkTiming({ requestTimeoutSeconds: args.requestTimeoutSeconds, startupSeconds, overrides: args.timing })];
}

function checkScaleSet(settings: ScaleSetSettings, tier: Tier): Problem[] {
    const defaults = tierDefaults[tier] ?? tierDefaults.Development;
    return [
        ...range(settings.minInstances ?? defaults.minInstances, settings.maxInstances ?? defaults.maxInstances, [1, MAX_NODES], "Instances"),
        ...ifPlain(settings.sshPublicKey, (key) => checkSshPublicKey(key, "sshPublicKey")),
        ...(settings.imageId !== undefined && settings.image !== undefined
            ? [{ path: "image", message: "is given beside imageId; exactly one is allowed", azureError: "InvalidParameter" }]
            : []),
        ...(settings.image?.version === "latest"
            ? [{ path: "image.version", message: "is latest; a fixed version is needed, since nodes that are added later must be alike" }]
            : []),
        ...ifPlain(settings.pack?.url, (url) =>
            /^https:\/\/\S+$/.test(url) ? [] : [{ path: "pack.url", message: `is "${url}"; an https address is needed` }],
        ),
        ...ifPlain(settings.pack?.sha256, (sum) =>
            /^[0-9a-f]{64}$/i.test(sum) ? [] : [{ path: "pack.sha256", message: "is not a SHA-256 sum of 64 hexadecimal digits" }],
        ),
        ...checkAdminUserName(settings.adminUserName),
    ];
}

/** Names that Azure keeps from being an administrator's (VS-12). */
const RESERVED_USER_NAMES = ["admin", "administrator", "guest", "root", "test", "user"];

function checkAdminUserName(name: string | undefined): Problem[] {
    if (name === undefined || (/^[a-z_][a-z0-9_-]{0,31}$/.test(name) && !RESERVED_USER_NAMES.includes(name))) return [];
    return [
        {
            path: "adminUserName",
            message: `is "${name}"; allowed is a Linux user name other than ${RESERVED_USER_NAMES.join(", ")}`,
            azureError: "InvalidParameter",
        },
    ];
}

function checkLoadBalancer(settings: GatewayLoadBalancerSettings, tier: Tier): Problem[] {
    const defaults = tierDefaults[tier] ?? tierDefaults.Development;
    const [min, max] = [settings.minInstances ?? defaults.minLoadBalancerInstances, settings.maxInstances ?? defaults.maxLoadBalancerInstances];
    return [
        ...range(min, max, [0, MAX_LOAD_BALANCER_INSTANCES], "Instances"),
        ...(max < 2 ? [{ path: "maxInstances", message: `is ${max}; an Application Gateway needs room for at least 2` }] : []),
        ...oneOf(Object.values(FirewallMode), settings.firewallMode, "firewallMode"),
        ...(settings.domainNameLabel === undefined || /^[a-z][a-z0-9-]{1,61}[a-z0-9]$/.test(settings.domainNameLabel)
            ? []
            : [
                  {
                      path: "domainNameLabel",
                      message: `is "${settings.domainNameLabel}"; allowed are 3 to 63 lower-case letters, digits and \`-\`, starting with a letter`,
                      azureError: "InvalidDomainNameLabel",
                  },
              ]),
    ];
}

function checkNetwork({ addressSpace, clientRanges }: GatewayNetworkSettings): Problem[] {
    return [
        ...(addressSpace === undefined || (isNetwork(addressSpace) && prefixLength(addressSpace) <= LARGEST_PLAN_PREFIX)
            ? []
            : [
                  {
                      path: "addressSpace",
                      message: `is "${addressSpace}"; a CIDR block of /${LARGEST_PLAN_PREFIX} or larger is needed, such as 10.20.0.0/16`,
                      azureError: "InvalidAddressPrefixFormat",
                  },
              ]),
        ...(clientRanges?.length === 0 ? [{ path: "clientRanges", message: "are empty; name who may call the APIs, or leave them out for the internet" }] : []),
    ];
}

function checkSharedStorage({ quotaGiB, redundancy }: SharedStorageSettings): Problem[] {
    return [...ifPlain(quotaGiB, (quota) => checkQuota(quota, "quotaGiB")), ...oneOf(Object.values(StorageRedundancy), redundancy, "redundancy")];
}

function checkControlPlane({ serviceUrl, trafficManagers }: ControlPlane): Problem[] {
    return [
        ...ifPlain(serviceUrl, (url) => checkServiceUrl(url, "serviceUrl")),
        ...ifPlain(trafficManagers as pulumi.Input<string[]>, (hosts) =>
            hosts.length > 0 ? [] : [{ path: "trafficManagers", message: "are empty; name each traffic manager" }],
        ),
    ];
}

function checkCertificates(certificates: GatewayCertificates): Problem[] {
    const { backendTrustedRoots: roots } = certificates;
    return [
        ...ifPlain(certificates.frontPfx, (text) => checkPkcs12(text, "frontPfx")),
        ...ifPlain(certificates.nodeKeyStore, (text) => checkPkcs12(text, "nodeKeyStore")),
        ...(roots.length > 0 ? [] : [{ path: "backendTrustedRoots", message: "are empty; without one the load balancer trusts no node" }]),
        ...roots.flatMap((pem, index) => checkRootCertificate(pem, `backendTrustedRoots[${index}]`)),
    ];
}

function checkRootCertificate(pem: string, path: string): Problem[] {
    try {
        return new X509Certificate(pem).ca
            ? []
            : [
                  {
                      path,
                      message: "is not the certificate of an authority; the root is needed, not the nodes' own",
                      azureError: "ApplicationGatewayTrustedRootCertificateInvalidData",
                  },
              ];
    } catch {
        return [{ path, message: "is not a certificate in PEM", azureError: "ApplicationGatewayTrustedRootCertificateInvalidData" }];
    }
}

function checkCredentials({ encryptionKey }: GatewayCredentials): Problem[] {
    return ifPlain(encryptionKey, (key) => checkEncryptionKey(key, "encryptionKey"));
}

/** Problems of a smallest and a largest number, whose paths end alike: `minInstances` and `maxInstances`. */
function range(min: number, max: number, [lowest, highest]: [number, number], what: string): Problem[] {
    const valid = (value: number): boolean => Number.isInteger(value) && value >= lowest && value <= highest;
    const outside = (path: string, value: number): Problem[] =>
        valid(value) ? [] : [{ path, message: `is ${value}; allowed are whole numbers from ${lowest} to ${highest}` }];
    const order = valid(min) && valid(max) && min > max ? [{ path: `min${what}`, message: `is ${min}, more than max${what} (${max})` }] : [];
    return [...outside(`min${what}`, min), ...outside(`max${what}`, max), ...order];
}

function oneOf(allowed: string[], value: string | undefined, path: string): Problem[] {
    return value === undefined || allowed.includes(value) ? [] : [{ path, message: `is "${value}"; allowed are ${allowed.join(", ")}` }];
}
