import * as pulumi from "@pulumi/pulumi";

import { withLaterClusterChecks } from "../cluster/checks";
import { GatewayDeploymentArgs } from "../deploymentArgs";
import { withLaterKeyStoreChecks } from "../certificates/keyStoreChecks";
import { GatewayLoadBalancerSettings } from "../loadBalancer/settings";
import { Problem } from "../problem";
import { withLaterScaleSetChecks } from "../scaleSet/checks";
import { configurationChecks } from "./configurationChecks";
import { checkOpenSshPrivateKey } from "../syncManager/checks";
import { SyncManagerSettings } from "../syncManager/settings";
import { withLaterWorkloadChecks } from "../workload/laterChecks";
import { checkedIfLater, isPlain } from "./validation";
import {
    checkEncryptionKey,
    checkFrontPfx,
    checkHost,
    checkHostName,
    checkHosts,
    checkPkcs12,
    checkPublicIpAddressId,
    checkSecretId,
    checkServiceUrl,
    checkSshPublicKey,
    checkPremiumSize,
} from "./valueChecks";

type Check<T> = (value: T, path: string) => Problem[];

/**
 * The same arguments, with every value that is known only later checked as soon as it is known: a wrong one fails the
 * deployment before anything that needs it is created. Values that are known now are the business of `checkDeployment`; storage and vault check theirs themselves.
 */
export function withLaterChecks(subject: string, args: GatewayDeploymentArgs): GatewayDeploymentArgs {
    const { certificates, cluster, credentials, controlPlane, loadBalancer, redis, scaleSet, syncManager } = args;
    const checks = configurationChecks(args.release);
    return withLaterKeyStoreChecks(subject, {
        ...args,
        hostName: later(args.hostName, "hostName", firstHostName),
        scaleSet: scaleSet && withLaterScaleSetChecks(subject, scaleSet, "scaleSet."),
        cluster: cluster && withLaterWorkloadChecks(subject, withLaterClusterChecks(subject, cluster, "cluster."), args.tier, "cluster."),
        loadBalancer: loadBalancer && laterLoadBalancer(loadBalancer),
        syncManager: syncManager && laterSyncManager(syncManager),
        controlPlane: {
            ...controlPlane,
            serviceUrl: later(controlPlane.serviceUrl, "controlPlane.serviceUrl", checkServiceUrl),
            trafficManagers: laterHosts(controlPlane.trafficManagers, "controlPlane.trafficManagers"),
            eventHubs: controlPlane.eventHubs && laterHosts(controlPlane.eventHubs, "controlPlane.eventHubs"),
            userName: ifGiven(controlPlane.userName, "controlPlane.userName", checks.userName),
            password: ifGiven(controlPlane.password, "controlPlane.password", checks.passwordInAddress),
        },
        redis: redis && {
            ...redis,
            host: later(redis.host, "redis.host", checkHost),
            userName: ifGiven(redis.userName, "redis.userName", checks.name),
            password: ifGiven(redis.password, "redis.password", checks.password),
        },
        credentials: {
            ...credentials,
            adminPassword: ifGiven(credentials.adminPassword, "credentials.adminPassword", checks.password),
            encryptionKey: ifGiven(credentials.encryptionKey, "credentials.encryptionKey", checkEncryptionKey),
        },
        certificates: {
            ...certificates,
            frontPfx: ifGiven(certificates.frontPfx, "certificates.frontPfx", checkFrontPfx),
            frontSecretId: ifGiven(certificates.frontSecretId, "certificates.frontSecretId", checkSecretId),
            nodeKeyStore: ifGiven(certificates.nodeKeyStore, "certificates.nodeKeyStore", checkPkcs12),
            nodeKeyStorePassword: ifGiven(certificates.nodeKeyStorePassword, "certificates.nodeKeyStorePassword", checks.password),
        },
    });

    /** The first host name of the APIs, which the further ones, known at once, must not repeat. */
    function firstHostName(name: string, path: string): Problem[] {
        const isRepeated = args.additionalHostNames?.some((other) => other.toLowerCase() === name.toLowerCase()) === true;
        if (!isRepeated) return checkHostName(name, path);
        return [{ path, message: `is "${name}", which additionalHostNames name once more; each host name is needed once` }];
    }

    function laterLoadBalancer(settings: GatewayLoadBalancerSettings): GatewayLoadBalancerSettings {
        const { managementListener: management, publicIpAddressId } = settings;
        return {
            ...settings,
            publicIpAddressId: ifGiven(publicIpAddressId, "loadBalancer.publicIpAddressId", checkPublicIpAddressId),
            managementListener: management && {
                ...management,
                hostName: later(management.hostName, "loadBalancer.managementListener.hostName", checkHostName),
            },
        };
    }

    function laterSyncManager(settings: SyncManagerSettings): SyncManagerSettings {
        const { hostPublicKey, hostPrivateKey, workerPublicKey, workerPrivateKey, vmSize } = settings;
        return {
            ...settings,
            hostPublicKey: later(hostPublicKey, "syncManager.hostPublicKey", checkSshPublicKey),
            hostPrivateKey: ifGiven(hostPrivateKey, "syncManager.hostPrivateKey", checkOpenSshPrivateKey),
            workerPublicKey: later(workerPublicKey, "syncManager.workerPublicKey", checkSshPublicKey),
            workerPrivateKey: ifGiven(workerPrivateKey, "syncManager.workerPrivateKey", checkOpenSshPrivateKey),
            vmSize: ifGiven(vmSize, "syncManager.vmSize", checkPremiumSize),
        };
    }

    function later<T>(value: pulumi.Input<T>, path: string, check: Check<T>): pulumi.Input<T> {
        return checkedIfLater(subject, value, path, check);
    }

    /** Either the whole list is known later, or single names in it: whether one is there twice, only all of them tell. */
    function laterHosts(hosts: pulumi.Input<pulumi.Input<string>[]>, path: string): pulumi.Input<pulumi.Input<string>[]> {
        if (Array.isArray(hosts) && hosts.every((host) => isPlain(host))) return hosts;
        return later(pulumi.output(hosts) as pulumi.Output<string[]>, path, checkHosts);
    }

    function ifGiven<T>(value: pulumi.Input<T> | undefined, path: string, check: Check<T>): pulumi.Input<T> | undefined {
        return value === undefined ? undefined : later(value, path, check);
    }
}
