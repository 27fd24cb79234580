import type { GatewayDeploymentArgs } from "../../../components";
import { frontPfx, sshPublicKey, testAuthority } from "../../support/fixtures";

export const rootCertificate = testAuthority().root;

const nodeKeyStorePassword = "key-store-secret";
const nodeKeyStore = testAuthority().keyStore({ password: nodeKeyStorePassword });

/** Arguments that nothing is wrong with. */
export function validArgs(changes: Partial<GatewayDeploymentArgs> = {}): GatewayDeploymentArgs {
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
    };
}
