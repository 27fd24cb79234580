import type { TomlTable } from "smol-toml";

import { isAtLeast, releaseProfile } from "../releases";
import type { DeploymentTomlOptions } from "./options";
import { milliseconds, variable } from "./variables";

/** The server itself: its name, its users, its stores, its listeners. */
export function serverTables(options: DeploymentTomlOptions): TomlTable {
    const { release, adminUserName, globalTimeoutSeconds } = options;
    return {
        server: server(options),
        super_admin: { username: adminUserName, password: variable("GATEWAY_ADMIN_PASSWORD"), create_admin_account: true },
        // The type with unique ids came with the kernel of 3.1 (its default deployment.toml has it); inferred for 3.0.
        user_store: { type: isAtLeast(release, "3.1.0") ? "database_unique_id" : "database" },
        ...database(release),
        ...stores(options),
        transport: transport(options),
        synapse_properties: { "synapse.global_timeout_interval": milliseconds(globalTimeoutSeconds) },
        // Remote management by JMX is on by default (default.json).
        monitoring: { jmx: { rmi_server_start: false } },
        // From 4.7 the product encrypts with this key, which must be the same on every node (production-deployment-guidelines.md).
        ...(isAtLeast(release, "4.7.0") ? { encryption: { key: variable("GATEWAY_ENCRYPTION_KEY") } } : {}),
        ...clientCertificates(options),
    };
}

function server({ release, hostName }: DeploymentTomlOptions): TomlTable {
    return {
        hostname: hostName,
        // Mandatory in 3.x; up to 4.1 the address under which a Hazelcast member is known.
        ...(releaseProfile(release).hazelcast.supported ? { node_ip: variable("NODE_IP") } : {}),
        // Switches throttling and handlers; without any effect in the gateway-only packs from 4.5.
        ...(isAtLeast(release, "4.5.0") ? {} : { server_role: "gateway-worker" }),
    };
}

/** The embedded database as shipped: a gateway keeps nothing in it, but up to 4.6 the product does not start without it. */
function database(release: string): TomlTable {
    if (isAtLeast(release, "4.7.0")) return {};
    // User and password of the database file inside the pack, reachable by the process alone: not secrets.
    const url = "jdbc:h2:./repository/database/WSO2SHARED_DB;DB_CLOSE_ON_EXIT=FALSE";
    return { database: { shared_db: { type: "h2", url, username: "wso2carbon", password: "wso2carbon" } } };
}

function stores({ keyStore, keyAlias, trustStore }: DeploymentTomlOptions): TomlTable {
    const password = variable("GATEWAY_KEYSTORE_PASSWORD");
    const key = { file_name: keyStore.fileName, type: keyStore.type, password, alias: keyAlias, key_password: password };
    return {
        keystore: { tls: key, primary: key, internal: key },
        truststore: { file_name: trustStore.fileName, type: trustStore.type, password: variable("GATEWAY_TRUSTSTORE_PASSWORD") },
    };
}

function transport({ release, socketTimeoutSeconds }: DeploymentTomlOptions): TomlTable {
    const HttpsProtocols = tlsProtocols(release);
    const protocols = HttpsProtocols.replaceAll("TLS", "+TLS");
    return {
        // Named for http, but it holds for both transports; under `https` the key is ignored.
        http: { socket_timeout: milliseconds(socketTimeoutSeconds), properties: { proxyPort: 80 } },
        https: { properties: { proxyPort: 443 }, sslHostConfig: { properties: { protocols } } },
        passthru_https: { listener: { parameters: { HttpsProtocols } }, sender: { parameters: { HttpsProtocols, HostnameVerifier: "Strict" } } },
    };
}

/** Shipped defaults still have 1.0 and 1.1. 1.3 only where the product itself offers it (default.json of 4.7). */
export function tlsProtocols(release: string): string {
    return isAtLeast(release, "4.7.0") ? "TLSv1.2,TLSv1.3" : "TLSv1.2";
}

/** By default the product believes the header only of clients that show a certificate of their own, which a load balancer does not. */
function clientCertificates({ clientCertificatesInHeader = false }: DeploymentTomlOptions): TomlTable {
    return clientCertificatesInHeader ? { apimgt: { mutual_ssl: { enable_client_validation: false } } } : {};
}
