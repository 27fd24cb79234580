import { isAtLeast, releaseProfile } from "../releases";
import { Edit, variable } from "./edits";
import type { XmlConfigOptions } from "./options";
import { inHome, keyStoreEdits, trustStoreEdits } from "./stores";

/**
 * Edits of `carbon.xml`: names, key stores, and that nothing but the shared files or the pulling workers brings artifacts.
 * Deployment interval (15 s) and cache timeout stay as shipped. So do the JMX ports: `etc/jmx.xml` switches them off.
 */
export function carbonEdits(options: XmlConfigOptions): Edit[] {
    const { release, hostName, managementHostName = hostName, keyAlias } = options;
    const store = (name: string): Edit[] => [
        ...keyStoreEdits(options, `/Server/Security/${name}`, inHome),
        { set: `/Server/Security/${name}/KeyAlias`, value: keyAlias },
    ];
    // With the crypto service, which is in 2.6.0 and not in 2.1.0; the kernels between got it at some point.
    const internal = isAtLeast(release, "2.2.0") ? store("InternalKeyStore").map((edit) => ({ ...edit, ifParent: true as const })) : [];
    return [
        // Both are shipped as comments.
        { add: "/Server/HostName", value: hostName, after: "Version" },
        { add: "/Server/MgtHostName", value: managementHostName, after: "HostName" },
        { set: "/Server/Ports/Offset", value: "0" },
        ...store("KeyStore"),
        ...internal,
        ...trustStoreEdits(options, "/Server/Security/TrustStore", inHome),
        { set: "/Server/DeploymentSynchronizer/Enabled", value: "false" },
    ];
}

/** Edits of `etc/jmx.xml`: remote management by JMX is on as shipped. The file is the kernel's (carbon-kernel, conf/etc/jmx.xml). */
export function jmxEdits(): Edit[] {
    return [{ set: "/JMX/StartRMIServer", value: "false" }];
}

/** Edits of `catalina-server.xml`: the management port. The shipped list of protocols has 1.0 and 1.1. */
export function catalinaEdits({ release, keyStore, keyAlias }: XmlConfigOptions): Edit[] {
    const { ports } = releaseProfile(release);
    const connector = (port: number): string => `/Server/Service/Connector[@port='${port}']`;
    const secure = connector(ports.management);
    return [
        // Ports by which clients see the node, for addresses that the product generates.
        { add: `${connector(ports.managementHttp)}/@proxyPort`, value: "80" },
        { add: `${secure}/@proxyPort`, value: "443" },
        { set: `${secure}/@sslEnabledProtocols`, value: "TLSv1.2" },
        { set: `${secure}/@keystoreFile`, value: inHome(keyStore.fileName) },
        { set: `${secure}/@keystorePass`, value: [variable("GATEWAY_KEYSTORE_PASSWORD")] },
        { add: `${secure}/@keystoreType`, value: keyStore.type },
        { add: `${secure}/@keyAlias`, value: keyAlias },
    ];
}

/** Edits of `user-mgt.xml`: the node's own administrator. Its data source stays the embedded one, see `UNCHANGED`. */
export function userManagementEdits({ adminUserName }: XmlConfigOptions): Edit[] {
    const admin = "/UserManager/Realm/Configuration/AdminUser";
    return [
        { set: `${admin}/UserName`, value: adminUserName },
        { set: `${admin}/Password`, value: [variable("GATEWAY_ADMIN_PASSWORD")] },
    ];
}
