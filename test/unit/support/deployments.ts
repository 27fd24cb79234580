import { execFileSync } from "node:child_process";

import type { GatewayDeploymentArgs } from "../../../components";

/** A root certificate for tests: nobody has its key any more. */
export const rootCertificate = execFileSync(
    "openssl",
    ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "/dev/null", "-subj", "/CN=Test root", "-days", "30"],
    {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
    },
);

/** The start of any PKCS12 file, which is all that arguments are checked for. */
const pkcs12 = Buffer.from([0x30, 0x82, 0x01, 0x00]).toString("base64");

/** Arguments that nothing is wrong with. */
export function validArgs(changes: Partial<GatewayDeploymentArgs> = {}): GatewayDeploymentArgs {
    return {
        release: "3.2.0",
        tier: "Development",
        hostName: "gw.dev.example.com",
        location: "westeurope",
        scaleSet: { sshPublicKey: `ssh-ed25519 ${"A".repeat(68)} operator` },
        controlPlane: { serviceUrl: "https://cp.dev.example.com:9443", trafficManagers: ["tm1.dev.example.com"] },
        certificates: { frontPfx: pkcs12, nodeKeyStore: pkcs12, nodeKeyStorePassword: "key-store-secret", backendTrustedRoots: [rootCertificate] },
        credentials: { adminPassword: "administrator-secret" },
        ...changes,
    };
}
