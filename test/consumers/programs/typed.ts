// Only compiled, never run: what the types of the package let a program write, and what not.
import * as pulumi from "@pulumi/pulumi";
import { DnsRecord, FirewallMode, GatewayDeployment, GatewayDeploymentArgs, releaseProfile, Tier } from "wso2-gateway-azure";

declare const secret: pulumi.Output<string>;

const args: GatewayDeploymentArgs = {
    release: "3.2.0",
    tier: Tier.Production,
    hostName: secret,
    scaleSet: { sshPublicKey: "ssh-ed25519 AAAA", maxInstances: 4 },
    loadBalancer: { firewall: { mode: FirewallMode.Detection } },
    controlPlane: { serviceUrl: "https://cp.example.com:9443", trafficManagers: [secret, "tm2.example.com"] },
    certificates: { frontPfx: secret, nodeKeyStore: secret, nodeKeyStorePassword: secret, backendTrustedRoots: [] },
    credentials: { adminPassword: secret },
};

export const gateway = new GatewayDeployment(
    "gateway",
    args,
    { protect: true },
    {
        network: { virtualNetwork: (network, opts) => [{ ...network, flowTimeoutInMinutes: 10 }, opts] },
    },
);
export const records: pulumi.Output<DnsRecord[]> = gateway.dnsRecords;
export const subnetId: pulumi.Output<string> = gateway.network.nodeSubnetId;
export const startupSeconds: number = releaseProfile("3.2.0").slowestStartSeconds;

// @ts-expect-error A tier is one of two.
export const unknownTier = new GatewayDeployment("gateway", { ...args, tier: "Staging" });
// @ts-expect-error What decides about which resources exist must be known at once.
export const lateRelease = new GatewayDeployment("gateway", { ...args, release: secret });
// @ts-expect-error An argument that does not exist.
export const misspelt = new GatewayDeployment("gateway", { ...args, hostname: "gw.example.com" });
