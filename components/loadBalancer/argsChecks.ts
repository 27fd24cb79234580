import * as pulumi from "@pulumi/pulumi";

import { isAddress } from "../azure/addressPlan";
import { MAX_TARGETS_PER_POOL } from "../azure/limits";
import { checkTrustedRoots } from "../certificates/certificateChecks";
import type { GatewayLoadBalancerArgs } from "../loadBalancer";
import { checkHostNames, checkLoadBalancer, checkPrivateAddress } from "./checks";
import { Problem } from "../problem";
import { repeatedPositions } from "../checking/rangeChecks";
import { checkSubnetId } from "../network/idChecks";
import { apartFromStart, checkTiming } from "../timing";
import { checkedIfLater, checkedLater, ifPlain, isPlain } from "../checking/validation";
import { checkFrontPfx, checkHostName, checkSecretId } from "../checking/valueChecks";

/** What is wrong with the arguments of a load balancer of its own, as far as it is known before anything exists. */
export function checkLoadBalancerArgs(args: GatewayLoadBalancerArgs): Problem[] {
    return [
        ...checkLoadBalancer(args, args.tier),
        ...checkPrivateAddress(args, undefined),
        ...checkNames(args, args.hostNames),
        ...ifPlain(args.subnetId, (id) => checkSubnetId(id, "subnetId")),
        ...checkTrustedRoots(args.trustedRoots, "trustedRoots"),
        ...checkManager(args),
        ...checkBackendAddresses(args),
        ...checkCertificate(args),
        ...checkTiming(apartFromStart(args)),
    ];
}

/**
 * The same arguments, with what becomes known later checked as soon as it is known. The subnet and an existing public address, whose place matters as well, are
 * not among it.
 */
export function withLaterArgsChecks(subject: string, args: GatewayLoadBalancerArgs): GatewayLoadBalancerArgs {
    const { hostNames, managementListener, certificateSecretId, certificatePfx } = args;
    const nameForManagement = managementListener && checkedIfLater(subject, managementListener.hostName, "managementListener.hostName", checkHostName);
    // Whether a name is there twice, only all of them tell.
    const names = checkedLater(subject, pulumi.all([pulumi.all(hostNames), nameForManagement ?? ""]), ([ofApis, hostName]) =>
        checkNames({ ...args, managementListener: managementListener && { ...managementListener, hostName } }, ofApis),
    );
    return {
        ...args,
        hostNames: hostNames.map((name, index) => (isPlain(name) ? name : names.apply(([ofApis]) => ofApis[index]!))),
        managementListener: managementListener && {
            ...managementListener,
            hostName: isPlain(managementListener.hostName) ? managementListener.hostName : names.apply(([, hostName]) => hostName),
        },
        certificateSecretId: certificateSecretId && checkedIfLater(subject, certificateSecretId, "certificateSecretId", checkSecretId),
        certificatePfx: certificatePfx && checkedIfLater(subject, certificatePfx, "certificatePfx", checkFrontPfx),
    };
}

/** What is wrong with the host names of the APIs, as far as they are known. */
function checkNames(args: GatewayLoadBalancerArgs, hostNames: readonly pulumi.Input<string>[]): Problem[] {
    return checkHostNames(hostNames, (index) => `hostNames[${index}]`, args, args.tier);
}

function checkManager({ managerAddress, managementListener }: GatewayLoadBalancerArgs): Problem[] {
    if (managerAddress === undefined) return [];
    return [
        ...(isAddress(managerAddress) ? [] : [{ path: "managerAddress", message: `is "${managerAddress}"; an IPv4 address is needed` }]),
        ...(managementListener === undefined ? [{ path: "managerAddress", message: "is given without managementListener, which alone leads there" }] : []),
    ];
}

function checkBackendAddresses({ backendAddresses, managerAddress }: GatewayLoadBalancerArgs): Problem[] {
    if (backendAddresses === undefined) return [];
    if (backendAddresses.length === 0) return [{ path: "backendAddresses", message: "are empty; name an address, or leave them out so that nodes can join" }];
    const repeated = repeatedPositions(backendAddresses);
    const problems = backendAddresses.flatMap((address, index) => {
        const path = `backendAddresses[${index}]`;
        if (!isAddress(address)) return [{ path, message: `is "${address}"; an IPv4 address is needed` }];
        if (repeated.has(index)) return [{ path, message: `is "${address}" once more; each address is needed once` }];
        if (address === managerAddress) return [{ path, message: `is "${address}", which is managerAddress as well; the manager serves no APIs` }];
        return [];
    });
    const tooMany = `are ${backendAddresses.length}; at most ${MAX_TARGETS_PER_POOL} are allowed`;
    return backendAddresses.length <= MAX_TARGETS_PER_POOL ? problems : [...problems, { path: "backendAddresses", message: tooMany }];
}

function checkCertificate({ certificateSecretId, certificatePfx, certificatePassword, identityId }: GatewayLoadBalancerArgs): Problem[] {
    if (certificateSecretId === undefined && certificatePfx === undefined)
        return [{ path: "certificateSecretId", message: "is missing, and so is certificatePfx; exactly one is needed" }];
    const wrongBeside = (path: string, message: string, azureError?: string): Problem => ({
        path,
        message,
        ...(azureError === undefined ? {} : { azureError }),
    });
    return [
        ...ifPlain(certificateSecretId, (id) => checkSecretId(id, "certificateSecretId")),
        ...ifPlain(certificatePfx, (text) => checkFrontPfx(text, "certificatePfx")),
        ...(certificateSecretId !== undefined && certificatePfx !== undefined
            ? [wrongBeside("certificatePfx", "is given beside certificateSecretId; exactly one is needed")]
            : []),
        ...(certificateSecretId !== undefined && identityId === undefined
            ? [
                  wrongBeside(
                      "identityId",
                      "is missing; somebody has to read the certificate from the vault (AG-26)",
                      "ApplicationGatewayKeyVaultSecretException",
                  ),
              ]
            : []),
        ...(certificatePfx !== undefined && certificatePassword === undefined
            ? [
                  wrongBeside(
                      "certificatePassword",
                      "is missing; Azure takes no PKCS12 file without (AG-25)",
                      "ApplicationGatewaySslCertificatePasswordIncorrect",
                  ),
              ]
            : []),
        ...(certificatePfx === undefined && certificatePassword !== undefined
            ? [wrongBeside("certificatePassword", "is given without certificatePfx; leave it out", "ApplicationGatewaySslCertificatePasswordIncorrect")]
            : []),
    ];
}
