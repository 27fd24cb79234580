import * as pulumi from "@pulumi/pulumi";

import { GatewayDeploymentArgs } from "./deploymentArgs";
import { GatewayLoadBalancerSettings } from "./loadBalancerSettings";
import { Problem } from "./problem";
import { checkedLater, isPlain } from "./validation";
import {
    checkEncryptionKey,
    checkFrontPfx,
    checkHostName,
    checkPassword,
    checkPasswordInAddress,
    checkPkcs12,
    checkPublicIpAddressId,
    checkSecretId,
    checkServiceUrl,
    checkSshPublicKey,
} from "./valueChecks";

type Check<T> = (value: T, path: string) => Problem[];

/**
 * The same arguments, with every value that is known only later checked as soon as it is known: a wrong one fails the
 * deployment before anything that needs it is created. Values that are known now are the business of `checkDeployment`; storage and vault check theirs themselves.
 */
export function withLaterChecks(subject: string, args: GatewayDeploymentArgs): GatewayDeploymentArgs {
    const { certificates, credentials, controlPlane, loadBalancer, scaleSet } = args;
    return {
        ...args,
        hostName: later(args.hostName, "hostName", checkHostName),
        scaleSet: { ...scaleSet, sshPublicKey: later(scaleSet.sshPublicKey, "scaleSet.sshPublicKey", checkSshPublicKey) },
        loadBalancer: loadBalancer && laterLoadBalancer(loadBalancer),
        controlPlane: {
            ...controlPlane,
            serviceUrl: later(controlPlane.serviceUrl, "controlPlane.serviceUrl", checkServiceUrl),
            password: ifGiven(controlPlane.password, "controlPlane.password", checkPasswordInAddress),
        },
        credentials: {
            ...credentials,
            adminPassword: ifGiven(credentials.adminPassword, "credentials.adminPassword", checkPassword),
            encryptionKey: ifGiven(credentials.encryptionKey, "credentials.encryptionKey", checkEncryptionKey),
        },
        certificates: {
            ...certificates,
            frontPfx: ifGiven(certificates.frontPfx, "certificates.frontPfx", checkFrontPfx),
            frontSecretId: ifGiven(certificates.frontSecretId, "certificates.frontSecretId", checkSecretId),
            nodeKeyStore: ifGiven(certificates.nodeKeyStore, "certificates.nodeKeyStore", checkPkcs12),
            nodeKeyStorePassword: ifGiven(certificates.nodeKeyStorePassword, "certificates.nodeKeyStorePassword", checkPassword),
        },
    };

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

    function later<T extends string | number>(value: pulumi.Input<T>, path: string, check: Check<T>): pulumi.Input<T> {
        if (isPlain(value)) return value;
        return checkedLater<T>(subject, value, (known) => check(known as T, path)) as pulumi.Output<T>;
    }

    function ifGiven<T extends string | number>(value: pulumi.Input<T> | undefined, path: string, check: Check<T>): pulumi.Input<T> | undefined {
        return value === undefined ? undefined : later(value, path, check);
    }
}
