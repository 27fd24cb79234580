import { DEFAULT_ADMIN_USER_NAME, DEFAULT_KEY_ALIAS } from "../credentials";
import { clusterIn, nodeRange } from "../hazelcast/plan";
import { Clustering } from "../product/clustering";
import { deploymentToml, DeploymentTomlOptions } from "../product/deploymentToml";
import { ConfigurationStyle } from "../product/release";
import { isAtLeast } from "../product/releases";
import { xmlConfig } from "../product/xmlConfig";
import { editsJson } from "../product/xmlConfig/edits";
import { DEFAULT_REDIS_PORT } from "../redis";
import { timing } from "../timing";
import type { GatewayPlan, GatewayValues } from "../gatewayConfiguration";

/** Ports of the control plane that nodes talk to. */
const RECEIVER_PORT = 9611;
const AUTHENTICATION_PORT = 9711;
/** Of the message brokers, without TLS and with it. */
const BROKER_PORT = 5672;
const BROKER_TLS_PORT = 8672;

/** The product's configuration: its own file, for releases that have one; the others edit the files of their pack. */
export function productConfiguration(plan: GatewayPlan, values: GatewayValues): { deploymentToml: string } | { edits: string } {
    if (plan.profile.configurationStyle === ConfigurationStyle.Toml) return { deploymentToml: deploymentToml(tomlOptions(plan, values)) };
    return { edits: editsJson(xmlConfig({ ...commonOptions(plan, values), managementHostName: values.managementHostName })) };
}

/** What the `deployment.toml` of a deployment is made from. */
export function tomlOptions(plan: GatewayPlan, values: GatewayValues): DeploymentTomlOptions {
    const { deployment, profile } = plan;
    const { controlPlane, loadBalancer, redis, gatewayLabels, extraConfiguration } = deployment;
    return {
        ...commonOptions(plan, values),
        eventHubUrl: isAtLeast(profile.release, "3.2.0") ? `${values.serviceUrl}/services/` : undefined,
        eventHubMessagingUrls: values.eventHubs.map((host) => brokerUrl(plan, host)),
        messagingTls: controlPlane.messagingTls,
        gatewayLabels,
        clientCertificatesInHeader: loadBalancer?.mutualTls !== undefined,
        redis: redis && {
            host: values.redisHost!,
            port: redis.port ?? DEFAULT_REDIS_PORT,
            userName: redis.userName === undefined ? undefined : values.redisUserName,
            hasPassword: hasRedisPassword(deployment),
            tls: redis.tls ?? true,
        },
        extraConfiguration,
    };
}

/** Name of the key in the nodes' key store. */
export function keyAliasOf({ certificates }: GatewayPlan["deployment"]): string {
    return certificates.nodeKeyAlias ?? DEFAULT_KEY_ALIAS;
}

/** Whether there is a Redis with a password, given or in a vault already. */
export function hasRedisPassword({ redis, vault }: GatewayPlan["deployment"]): boolean {
    return redis !== undefined && (redis.password ?? vault?.existingSecrets?.redisPassword) !== undefined;
}

function commonOptions(plan: GatewayPlan, values: GatewayValues) {
    const { deployment, profile, contentSync, startupSeconds } = plan;
    const { credentials } = deployment;
    const durations = timing({ requestTimeoutSeconds: deployment.requestTimeoutSeconds, startupSeconds, overrides: deployment.timing });
    return {
        release: profile.release,
        hostName: values.hostName,
        contentSync,
        keyStore: { fileName: "node.p12", type: "PKCS12" },
        keyAlias: keyAliasOf(deployment),
        trustStore: { fileName: "trust.p12", type: "PKCS12" },
        adminUserName: credentials.adminUserName ?? DEFAULT_ADMIN_USER_NAME,
        controlPlaneUserName: values.controlPlaneUserName,
        keyManagerUrl: `${values.serviceUrl}/services/`,
        trafficManagers: values.trafficManagers.map((host) => ({
            receiverUrl: `tcp://${host}:${RECEIVER_PORT}`,
            authUrl: `ssl://${host}:${AUTHENTICATION_PORT}`,
            messagingUrl: brokerUrl(plan, host),
        })),
        clustering: clusterOf(plan),
        socketTimeoutSeconds: durations.socketTimeoutSeconds,
        globalTimeoutSeconds: durations.globalTimeoutSeconds,
    };
}

/** `tcp` with TLS, too: what makes it TLS is an option of the address. */
function brokerUrl({ deployment }: GatewayPlan, host: string): string {
    return `tcp://${host}:${deployment.controlPlane.messagingTls === true ? BROKER_TLS_PORT : BROKER_PORT}`;
}

function clusterOf({ deployment, profile, clusterDomain, clustering }: GatewayPlan): Clustering | undefined {
    if (clustering !== undefined) return clustering;
    if (deployment.hazelcast === undefined) return undefined;
    return clusterIn(nodeRange(deployment)!, profile.release, deployment.hazelcast.domain ?? clusterDomain);
}
