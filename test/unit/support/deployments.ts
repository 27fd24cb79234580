import type { GatewayDeploymentArgs } from "../../../components";
import { keyStoreWith, newRootCertificate, sshPublicKey } from "../../support/fixtures";

export const rootCertificate = newRootCertificate();

const pkcs12 = keyStoreWith("anything");

/** Arguments that nothing is wrong with. */
export function validArgs(changes: Partial<GatewayDeploymentArgs> = {}): GatewayDeploymentArgs {
    return {
        release: "3.2.0",
        tier: "Development",
        hostName: "gw.dev.example.com",
        location: "westeurope",
        scaleSet: { sshPublicKey },
        controlPlane: { serviceUrl: "https://cp.dev.example.com:9443", trafficManagers: ["tm1.dev.example.com"] },
        certificates: { frontPfx: pkcs12, nodeKeyStore: pkcs12, nodeKeyStorePassword: "key-store-secret", backendTrustedRoots: [rootCertificate] },
        credentials: { adminPassword: "administrator-secret" },
        ...changes,
    };
}
