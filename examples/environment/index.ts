import { environmentArgs, GatewayDeployment } from "wso2-gateway-azure";

// Everything that differs between environments is in Pulumi.<stack>.yaml.
const gateway = new GatewayDeployment("gateway", environmentArgs());

export const url = gateway.url;
export const publicIpAddress = gateway.publicIpAddress;
export const resourceGroupName = gateway.resourceGroupName;
export const applicationGatewayId = gateway.applicationGatewayId;
export const scaleSetId = gateway.scaleSetId;
export const vaultUri = gateway.vaultUri;
export const gatewayEnvironment = gateway.gatewayEnvironment;
export const dnsRecords = gateway.dnsRecords;
