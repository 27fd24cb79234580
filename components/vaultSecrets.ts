import * as pulumi from "@pulumi/pulumi";

import { plainInputs } from "./componentInputs";
import { GatewayDeploymentArgs } from "./deploymentArgs";
import { SecretReader, VaultSecret } from "./vault";

/** Name of the front certificate in the vault. */
export const FRONT_CERTIFICATE = "front-certificate";
/** Name of the nodes' key store in the vault. */
export const NODE_KEY_STORE = "node-key-store";

const NODE_KEY_STORE_PASSWORD = "node-key-store-password";
const ADMIN_PASSWORD = "admin-password";
const CONTROL_PLANE_PASSWORD = "control-plane-password";
const ENCRYPTION_KEY = "encryption-key";

const PKCS12 = "application/x-pkcs12";

/** In which secret of the vault a node finds the value of each variable that the product's configuration refers to. */
export const secretOfVariable: Readonly<Record<string, string>> = {
    CONTROL_PLANE_PASSWORD,
    GATEWAY_ADMIN_PASSWORD: ADMIN_PASSWORD,
    GATEWAY_KEYSTORE_PASSWORD: NODE_KEY_STORE_PASSWORD,
    // A node makes its trust store from the certificates it trusts, and closes it with the same password.
    GATEWAY_TRUSTSTORE_PASSWORD: NODE_KEY_STORE_PASSWORD,
    GATEWAY_ENCRYPTION_KEY: ENCRYPTION_KEY,
};

/** The secrets of an environment, each with its only reader. */
export function vaultSecrets({ certificates, credentials, controlPlane }: GatewayDeploymentArgs): VaultSecret[] {
    const forNodes = (name: string, value: pulumi.Input<string>, contentType?: string): VaultSecret => ({
        name,
        value,
        contentType,
        reader: SecretReader.Nodes,
    });
    return [
        ...(certificates.frontPfx === undefined
            ? []
            : [{ name: FRONT_CERTIFICATE, value: certificates.frontPfx, contentType: PKCS12, reader: SecretReader.LoadBalancer }]),
        forNodes(NODE_KEY_STORE, certificates.nodeKeyStore, PKCS12),
        forNodes(NODE_KEY_STORE_PASSWORD, certificates.nodeKeyStorePassword),
        forNodes(ADMIN_PASSWORD, credentials.adminPassword),
        forNodes(CONTROL_PLANE_PASSWORD, controlPlane.password ?? credentials.adminPassword),
        ...(credentials.encryptionKey === undefined ? [] : [forNodes(ENCRYPTION_KEY, credentials.encryptionKey)]),
    ];
}

/** The arguments as they may be recorded as a component's inputs, which are part of the state: without secrets, which may have been given as plain text. */
export function withoutSecrets(args: GatewayDeploymentArgs): pulumi.Inputs {
    const { certificates, controlPlane, monitoring } = args;
    return plainInputs({
        ...args,
        monitoring: monitoring && { ...monitoring, webhooks: undefined },
        certificates: { ...certificates, frontPfx: undefined, nodeKeyStore: undefined, nodeKeyStorePassword: undefined },
        credentials: { adminUserName: args.credentials.adminUserName },
        controlPlane: { ...controlPlane, password: undefined },
    });
}
