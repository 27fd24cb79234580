import * as pulumi from "@pulumi/pulumi";

import { applicationGateway, publicAddress } from "./loadBalancer";
import "./monitoring";
import { scaleSet } from "./nodes";
import { hostName, resourceGroup } from "./settings";
import { vault } from "./vault";

export const url = `https://${hostName}`;
export const publicIpAddress = publicAddress.ipAddress;
export const resourceGroupName = resourceGroup.name;
export const applicationGatewayId = applicationGateway.id;
export const scaleSetId = scaleSet.id;
export const vaultUri = vault.properties.apply((properties) => properties.vaultUri);
export const dnsRecords = pulumi.output(publicAddress.ipAddress).apply((value) => [{ name: hostName, type: "A", value }]);
