import * as authorization from "@pulumi/azure-native/authorization";
import * as resources from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();

export const hostName = "gw.example.com";
export const location = "westeurope";
export const zones = ["1", "2", "3"];
export const tags = { workload: "api-gateway", environment: "prod" };

export const sshPublicKey = config.require("sshPublicKey");
export const backendTrustedRoots = config.requireObject<string[]>("backendTrustedRoots");
export const adminPassword = config.requireSecret("adminPassword");
export const frontCertificatePfx = config.requireSecret("frontCertificatePfx");
export const nodeKeyStore = config.requireSecret("nodeKeyStore");
export const nodeKeyStorePassword = config.requireSecret("nodeKeyStorePassword");

export const client = authorization.getClientConfigOutput();

export const resourceGroup = new resources.ResourceGroup("gateway", { resourceGroupName: "rg-gateway-prod", location, tags });

/** What most resources have in common. */
export const common = { resourceGroupName: resourceGroup.name, location, tags };
