import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import * as compute from "@pulumi/azure-native/compute";
import * as monitor from "@pulumi/azure-native/monitor";
import type { input } from "@pulumi/azure-native/types";
import * as pulumi from "@pulumi/pulumi";

import { applicationGateway } from "./loadBalancer";
import { virtualNetwork } from "./network";
import { common, sshPublicKey, zones } from "./settings";
import { mountSource } from "./storage";
import { nodeIdentity, nodeSecretUris, zoneGroup } from "./vault";

const template = fs.readFileSync(path.join(__dirname, "cloud-init.yaml"), "utf8");

const customData = pulumi
    .all([mountSource, nodeIdentity.clientId, pulumi.all(nodeSecretUris), zoneGroup.id])
    .apply(([MOUNT_SOURCE, IDENTITY_CLIENT_ID, secretUris]) => {
        const values: Record<string, string> = { MOUNT_SOURCE, IDENTITY_CLIENT_ID, ...secretUris };
        return Buffer.from(template.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => values[name]!)).toString("base64");
    });

/** Tells a node that was left behind by an upgrade from the others. */
export const configurationHash = customData.apply((data) => createHash("sha256").update(data).digest("hex").slice(0, 16));

export const scaleSet = new compute.VirtualMachineScaleSet(
    "gateway-nodes",
    {
        ...common,
        vmScaleSetName: "vmss-gateway-prod",
        sku: { name: "Standard_D4s_v5", tier: "Standard", capacity: 3 },
        zones,
        identity: { type: "UserAssigned", userAssignedIdentities: [nodeIdentity.id] },
        orchestrationMode: "Flexible",
        platformFaultDomainCount: 1,
        singlePlacementGroup: false,
        overprovision: false,
        zoneBalance: false,
        upgradePolicy: {
            mode: "Rolling",
            rollingUpgradePolicy: {
                maxSurge: true,
                maxBatchInstancePercent: 20,
                maxUnhealthyInstancePercent: 50,
                maxUnhealthyUpgradedInstancePercent: 50,
                pauseTimeBetweenBatches: "PT4M",
                prioritizeUnhealthyInstances: true,
            },
        },
        automaticRepairsPolicy: { enabled: true, gracePeriod: "PT21M", repairAction: "Replace" },
        scaleInPolicy: { rules: ["Default"] },
        virtualMachineProfile: {
            osProfile: {
                computerNamePrefix: "vm-gateway-prod",
                adminUsername: "azureuser",
                customData,
                linuxConfiguration: {
                    disablePasswordAuthentication: true,
                    provisionVMAgent: true,
                    ssh: { publicKeys: [{ path: "/home/azureuser/.ssh/authorized_keys", keyData: sshPublicKey }] },
                    patchSettings: { patchMode: "AutomaticByPlatform", assessmentMode: "AutomaticByPlatform" },
                },
            },
            storageProfile: {
                imageReference: { publisher: "Canonical", offer: "ubuntu-24_04-lts", sku: "server", version: "24.04.202502210" },
                osDisk: { createOption: "FromImage", caching: "ReadWrite", managedDisk: { storageAccountType: "Premium_LRS" }, deleteOption: "Delete" },
            },
            securityProfile: { securityType: "TrustedLaunch", uefiSettings: { secureBootEnabled: true, vTpmEnabled: true } },
            networkProfile: {
                networkApiVersion: "2020-11-01",
                networkInterfaceConfigurations: [
                    {
                        name: "node",
                        primary: true,
                        deleteOption: "Delete",
                        ipConfigurations: [
                            {
                                name: "node",
                                primary: true,
                                subnet: { id: pulumi.interpolate`${virtualNetwork.id}/subnets/snet-nodes` },
                                applicationGatewayBackendAddressPools: [{ id: pulumi.interpolate`${applicationGateway.id}/backendAddressPools/nodes` }],
                            },
                        ],
                    },
                ],
            },
            scheduledEventsProfile: { terminateNotificationProfile: { enable: true, notBeforeTimeout: "PT5M" } },
            extensionProfile: {
                extensions: [
                    {
                        name: "health",
                        publisher: "Microsoft.ManagedServices",
                        type: "ApplicationHealthLinux",
                        typeHandlerVersion: "2.0",
                        autoUpgradeMinorVersion: true,
                        enableAutomaticUpgrade: true,
                        settings: { protocol: "http", port: 9501, requestPath: "/health", intervalInSeconds: 10, numberOfProbes: 3, gracePeriod: 1260 },
                    },
                    {
                        name: "monitoring",
                        publisher: "Microsoft.Azure.Monitor",
                        type: "AzureMonitorLinuxAgent",
                        typeHandlerVersion: "1.33",
                        autoUpgradeMinorVersion: true,
                        enableAutomaticUpgrade: true,
                        settings: { authentication: { managedIdentity: { "identifier-name": "mi_res_id", "identifier-value": nodeIdentity.id } } },
                    },
                ],
            },
        },
    },
    { ignoreChanges: ["sku.capacity"] },
);

new monitor.AutoscaleSetting("gateway-nodes", {
    ...common,
    autoscaleSettingName: "gateway-prod",
    enabled: true,
    targetResourceUri: scaleSet.id,
    profiles: [
        {
            name: "cpu",
            capacity: { minimum: "3", maximum: "12", default: "3" },
            rules: [scaleRule("GreaterThan", 70, "PT5M", "Increase"), scaleRule("LessThan", 30, "PT10M", "Decrease")],
        },
    ],
});

/** One node more or less, by the average CPU of a time window. */
function scaleRule(
    operator: monitor.ComparisonOperationType,
    threshold: number,
    timeWindow: string,
    direction: monitor.ScaleDirection,
): input.monitor.ScaleRuleArgs {
    return {
        metricTrigger: {
            metricName: "Percentage CPU",
            metricResourceUri: scaleSet.id,
            operator,
            threshold,
            timeWindow,
            timeGrain: "PT1M",
            statistic: "Average",
            timeAggregation: "Average",
        },
        scaleAction: { direction, type: "ChangeCount", value: "1", cooldown: "PT10M" },
    };
}
