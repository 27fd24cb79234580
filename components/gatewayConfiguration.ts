import * as pulumi from "@pulumi/pulumi";

import { DEFAULT_ADMIN_USER_NAME } from "./credentials";
import type { GatewayDeploymentArgs } from "./deploymentArgs";
import { hasRedisPassword, keyAliasOf, productConfiguration } from "./gatewayConfiguration/productConfiguration";
import { GatewayNode } from "./node/gatewayNode";
import type { Clustering } from "./product/clustering";
import { secretVariables, variablesInAddresses } from "./product/deploymentToml";
import { ContentSyncMode, ReleaseProfile, startCommand, stopCommand } from "./product/release";
import { timing } from "./timing";
import { Timing } from "./timing/args";
import type { GatewayVault } from "./vault";
import { NODE_KEY_STORE, secretNameOf } from "./vault/secrets";

/** What is known of a gateway node's configuration from the arguments alone, wherever it runs. */
export interface GatewayPlan {
    deployment: GatewayDeploymentArgs;
    profile: ReleaseProfile;
    contentSync: ContentSyncMode;
    /** Start of the environment's names: also the name of its folder on a share. */
    baseName: string;
    /** Name of the nodes' cluster, where they form one and the arguments name none. */
    clusterDomain: string;
    startupSeconds: number;
    /** How the nodes find each other, where they form a cluster and not by the addresses of their subnet. */
    clustering?: Clustering;
}

/** Values of a node's configuration that other resources decide, or the user's program at run time. */
export interface GatewayValues {
    hostName: string;
    /** Host name of the management listener, where there is one. */
    managementHostName?: string;
    serviceUrl: string;
    trafficManagers: string[];
    eventHubs: string[];
    controlPlaneUserName: string;
    /** Where the Redis is, where there is one, and its user. */
    redisHost?: string;
    redisUserName?: string;
    keyStoreSecretId: string;
    secretIds: Record<string, string>;
}

/** These values, as far as they are known now. */
export function gatewayValues(deployment: GatewayDeploymentArgs, vault: GatewayVault): pulumi.Inputs & Record<keyof GatewayValues, pulumi.Input<unknown>> {
    const { controlPlane, credentials } = deployment;
    return {
        hostName: deployment.hostName,
        managementHostName: deployment.loadBalancer?.managementListener?.hostName,
        serviceUrl: controlPlane.serviceUrl,
        trafficManagers: controlPlane.trafficManagers,
        eventHubs: controlPlane.eventHubs ?? controlPlane.trafficManagers,
        controlPlaneUserName: controlPlane.userName ?? credentials.adminUserName ?? DEFAULT_ADMIN_USER_NAME,
        redisHost: deployment.redis?.host,
        redisUserName: deployment.redis?.userName,
        keyStoreSecretId: vault.secretId(NODE_KEY_STORE),
        secretIds: Object.fromEntries(secretNames(deployment).map(([variable, secret]) => [variable, vault.secretId(secret)])),
    };
}

/** All durations of a deployment. */
export function planTiming({ deployment, startupSeconds }: Pick<GatewayPlan, "deployment" | "startupSeconds">): Timing {
    return timing({ requestTimeoutSeconds: deployment.requestTimeoutSeconds, startupSeconds, overrides: deployment.timing });
}

/** Folder of a share that is this environment's. */
export function shareFolder({ deployment, baseName }: GatewayPlan): string {
    return deployment.sharedStorage?.folder ?? baseName.replaceAll(/[^\w-]/g, "-");
}

/** What a node is told wherever it runs. */
export function gatewayNode(plan: GatewayPlan, values: GatewayValues, startMode = plan.contentSync): GatewayNode {
    const { deployment, profile, contentSync, startupSeconds } = plan;
    const { controlPlane, certificates } = deployment;
    const durations = planTiming(plan);
    return {
        ...productConfiguration(plan, values),
        hostName: values.hostName,
        release: profile.release,
        packName: profile.packName,
        homeDirectory: profile.homeDirectory,
        startCommand: startCommand(profile, startMode).join(" "),
        stopCommand: stopCommand(profile).join(" "),
        jvmMemoryVariable: profile.jvmMemoryVariable,
        productHealth: profile.health,
        jdkVersion: profile.jdkVersion,
        configurationStyle: profile.configurationStyle,
        contentSync,
        keyAlias: keyAliasOf(deployment),
        secretsInAddresses: variablesInAddresses({ messagingTls: controlPlane.messagingTls }),
        trustedRoots: controlPlane.trustedRoots ?? certificates.backendTrustedRoots,
        signingCertificate: controlPlane.signingCertificate,
        detectionSeconds: durations.detectionSeconds,
        socketTimeoutSeconds: durations.socketTimeoutSeconds,
        startupSeconds,
    };
}

/** Variables of the product's configuration with the secret that holds the value of each. Releases without such a file need the same secrets. */
export function secretNames(deployment: GatewayDeploymentArgs): [variable: string, secret: string][] {
    return secretVariables(deployment.release, { redisPassword: hasRedisPassword(deployment) }).map((variable) => [
        variable,
        secretNameOf(variable, deployment),
    ]);
}
