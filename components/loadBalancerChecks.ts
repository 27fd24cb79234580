import { X509Certificate } from "node:crypto";

import * as pulumi from "@pulumi/pulumi";

import type { GatewayLoadBalancerSettings } from "./loadBalancer";
import { Problem } from "./problem";
import { checkOneOf, checkRange } from "./rangeChecks";
import { FirewallMode, Tier, tierDefaults } from "./tier";
import { ifPlain } from "./validation";
import { checkHostName } from "./valueChecks";

/** Fewest and most instances of an Application Gateway (AG-04). */
const INSTANCES = [0, 125] as const;
/** Most host names: 100 active listeners with 5 each (AG-12 and the limits of Application Gateway). */
const MAX_HOST_NAMES = 500;
/** Most trusted roots of an Application Gateway. */
const MAX_ROOTS = 100;

/** What is wrong with the settings of a load balancer. */
export function checkLoadBalancer(settings: GatewayLoadBalancerSettings, tier: Tier): Problem[] {
    const defaults = tierDefaults[tier] ?? tierDefaults.Development;
    const [min, max] = [settings.minInstances ?? defaults.minLoadBalancerInstances, settings.maxInstances ?? defaults.maxLoadBalancerInstances];
    const label = settings.domainNameLabel;
    return [
        ...checkRange(min, max, INSTANCES, "Instances"),
        ...(max < 2 ? [{ path: "maxInstances", message: `is ${max}; an Application Gateway needs room for at least 2` }] : []),
        ...checkOneOf(Object.values(FirewallMode), settings.firewallMode, "firewallMode"),
        ...(label === undefined || /^[a-z][a-z0-9-]{1,61}[a-z0-9]$/.test(label) ? [] : [wrongLabel(label)]),
    ];
}

function wrongLabel(label: string): Problem {
    const message = `is "${label}"; allowed are 3 to 63 lower-case letters, digits and \`-\`, starting with a letter`;
    return { path: "domainNameLabel", message, azureError: "InvalidDomainNameLabel" };
}

/**
 * What is wrong with the host names of the APIs, as far as they are known.
 *
 * @param pathOf the path of the name at a position
 */
export function checkHostNames(hostNames: readonly pulumi.Input<string>[], pathOf: (index: number) => string): Problem[] {
    const known = hostNames.filter((name): name is string => typeof name === "string").map((name) => name.toLowerCase());
    const repeated = known.findIndex((name, index) => known.indexOf(name) < index);
    return [
        ...hostNames.flatMap((name, index) => ifPlain(name, (text) => checkHostName(text, pathOf(index)))),
        ...(repeated < 0 ? [] : [{ path: pathOf(repeated), message: `is "${known[repeated]}" once more; each host name is needed once` }]),
        ...(hostNames.length <= MAX_HOST_NAMES ? [] : [{ path: pathOf(MAX_HOST_NAMES), message: `is one too many; at most ${MAX_HOST_NAMES} are allowed` }]),
        ...(hostNames.length > 0 ? [] : [{ path: pathOf(0), message: "is missing; at least one host name is needed" }]),
    ];
}

/** What is wrong with the roots that a load balancer is to trust. */
export function checkTrustedRoots(roots: readonly string[], path: string): Problem[] {
    const fingerprints = roots.map(fingerprint);
    const repeated = fingerprints.findIndex((one, index) => one !== undefined && fingerprints.indexOf(one) < index);
    return [
        ...(roots.length > 0 ? [] : [{ path, message: "are empty; without one the load balancer trusts no node" }]),
        ...(roots.length <= MAX_ROOTS ? [] : [{ path, message: `are ${roots.length}; at most ${MAX_ROOTS} are allowed` }]),
        ...roots.flatMap((pem, index) => checkRoot(pem, `${path}[${index}]`)),
        ...(repeated < 0 ? [] : [{ path: `${path}[${repeated}]`, message: "is there once already" }]),
    ];
}

/** One certificate that signs itself: Application Gateway wants the root, and finds the way from it to the nodes' certificate itself (AG-24). */
function checkRoot(pem: string, path: string): Problem[] {
    const problem = (message: string): Problem[] => [{ path, message, azureError: "ApplicationGatewayTrustedRootCertificateInvalidData" }];
    if (pem.split("-----BEGIN ").length > 2) return problem("holds more than one certificate; each root is an entry of its own");
    try {
        const certificate = new X509Certificate(pem);
        if (!certificate.ca) return problem("is not the certificate of an authority; the root is needed, not the nodes' own");
        return certificate.issuer === certificate.subject ? [] : problem("is signed by another authority; the root above it is needed");
    } catch {
        return problem("is not a certificate in PEM");
    }
}

function fingerprint(pem: string): string | undefined {
    try {
        return new X509Certificate(pem).fingerprint256;
    } catch {
        return undefined;
    }
}
