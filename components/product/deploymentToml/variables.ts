import { isAtLeast, releaseProfile } from "../releases";

/** Reference that the product replaces by the environment variable's value when it starts. */
export const variable = (name: string): string => `$env{${name}}`;

/** Times go in as plain milliseconds: only a few keys understand units, these do not. */
export const milliseconds = (seconds: number): number => seconds * 1000;

/** What decides about secrets beside the release. */
export interface SecretOptions {
    /** Whether there is a Redis with a password. */
    redisPassword?: boolean;
    /** Whether the message brokers speak TLS. */
    messagingTls?: boolean;
}

/** Environment variables with secrets that the configuration of a release refers to; the product reads them when it starts. */
export function secretVariables(release: string, { redisPassword = false }: SecretOptions = {}): string[] {
    return [
        "CONTROL_PLANE_PASSWORD",
        "GATEWAY_ADMIN_PASSWORD",
        "GATEWAY_KEYSTORE_PASSWORD",
        "GATEWAY_TRUSTSTORE_PASSWORD",
        ...(isAtLeast(release, "4.7.0") ? ["GATEWAY_ENCRYPTION_KEY"] : []),
        ...(redisPassword ? ["REDIS_PASSWORD"] : []),
    ];
}

/** Those of them whose values become part of an address, in which fewer characters are allowed. With TLS the address of a broker names the stores, too. */
export function variablesInAddresses({ messagingTls = false }: SecretOptions = {}): string[] {
    return ["CONTROL_PLANE_PASSWORD", ...(messagingTls ? ["GATEWAY_KEYSTORE_PASSWORD", "GATEWAY_TRUSTSTORE_PASSWORD"] : [])];
}

/** Environment variables that differ from node to node, without secrets. Every node has both, whatever its release is. */
export const NODE_VARIABLES = ["NODE_IP", "NODE_ID"] as const;

/** Those of them that the file of a release refers to. */
export function nodeVariables(release: string): string[] {
    const address = releaseProfile(release).hazelcast.supported ? ["NODE_IP"] : [];
    return isAtLeast(release, "4.5.0") ? [...address, "NODE_ID"] : address;
}
