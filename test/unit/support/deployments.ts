import type { ClusterSettings, GatewayDeploymentArgs, ScaleSetSettings, SyncManagerSettings } from "../../../components";
import { frontPfx, sshKeyPair, sshPublicKey, testAuthority } from "../../support/fixtures";

export const rootCertificate = testAuthority().root;

const nodeKeyStorePassword = "key-store-secret";
const nodeKeyStore = testAuthority().keyStore({ password: nodeKeyStorePassword });

/** Arguments that nothing is wrong with. */
export function validArgs(changes: Partial<GatewayDeploymentArgs> = {}): GatewayDeploymentArgs & { scaleSet: ScaleSetSettings } {
    return {
        release: "3.2.0",
        tier: "Development",
        hostName: "gw.dev.example.com",
        location: "westeurope",
        scaleSet: { sshPublicKey },
        controlPlane: { serviceUrl: "https://cp.dev.example.com:9443", trafficManagers: ["tm1.dev.example.com"] },
        certificates: { frontPfx: frontPfx(), nodeKeyStore, nodeKeyStorePassword, backendTrustedRoots: [rootCertificate] },
        credentials: { adminPassword: "administrator-secret" },
        ...changes,
    } as GatewayDeploymentArgs & { scaleSet: ScaleSetSettings };
}

/** Settings of a stack that nothing is wrong with, as Pulumi gives them to a program. */
export function validSettings(): Record<string, string> {
    return {
        release: "3.2.0",
        tier: "Development",
        hostName: "gw.dev.example.com",
        controlPlane: JSON.stringify({ serviceUrl: "https://cp.dev.example.com:9443", trafficManagers: ["tm1.dev.example.com"] }),
        sshPublicKey,
        backendTrustedRoots: JSON.stringify([rootCertificate]),
        adminPassword: "one",
        frontCertificatePfx: frontPfx(),
        nodeKeyStore,
        nodeKeyStorePassword,
    };
}

/** Arguments of an environment on a new cluster that nothing is wrong with. */
export function clusterArgs(changes: Partial<GatewayDeploymentArgs> = {}, settings: Partial<ClusterSettings> = {}): GatewayDeploymentArgs {
    const image = { registry: "registry.example.com", repository: "wso2/gateway", tag: "3.2.0.1" };
    return { ...validArgs(), scaleSet: undefined, cluster: { image, authorizedRanges: ["198.51.100.7/32"], ...settings }, ...changes };
}

/** Arguments of rsync mode that nothing is wrong with, beside those of `validArgs`. */
export function rsyncArgs(changes: Partial<GatewayDeploymentArgs> = {}, settings: Partial<SyncManagerSettings> = {}): Partial<GatewayDeploymentArgs> {
    const [host, worker] = [sshKeyPair("host"), sshKeyPair("worker")];
    return {
        contentSync: "Rsync",
        syncManager: {
            hostPublicKey: host.publicKey,
            hostPrivateKey: host.privateKey,
            workerPublicKey: worker.publicKey,
            workerPrivateKey: worker.privateKey,
            ...settings,
        },
        network: { managementRanges: ["10.0.0.0/8"] },
        ...changes,
    };
}
