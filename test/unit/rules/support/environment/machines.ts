import type { Environment } from "../bodies";
import { inGroup, location, part, SCALE_SET, subnet } from "../ids";

export function machines(): Environment {
    const cpu = (operator: string, threshold: number, direction: string): object => ({
        metricTrigger: {
            metricName: "Percentage CPU",
            metricResourceUri: SCALE_SET,
            operator,
            threshold,
            timeGrain: "PT1M",
            timeWindow: "PT5M",
            statistic: "Average",
            timeAggregation: "Average",
        },
        scaleAction: { direction, type: "ChangeCount", value: "1", cooldown: "PT5M" },
    });
    return {
        scaleSet: {
            id: SCALE_SET,
            type: "Microsoft.Compute/virtualMachineScaleSets",
            name: "vmss",
            location,
            zones: ["1", "2", "3"],
            sku: { name: "Standard_D2s_v5", tier: "Standard", capacity: 2 },
            identity: { type: "UserAssigned", userAssignedIdentities: { [inGroup("Microsoft.ManagedIdentity/userAssignedIdentities/id-nodes")]: {} } },
            properties: {
                orchestrationMode: "Flexible",
                platformFaultDomainCount: 1,
                singlePlacementGroup: false,
                overprovision: false,
                upgradePolicy: {
                    mode: "Rolling",
                    rollingUpgradePolicy: {
                        maxSurge: true,
                        maxBatchInstancePercent: 20,
                        maxUnhealthyInstancePercent: 40,
                        maxUnhealthyUpgradedInstancePercent: 20,
                        pauseTimeBetweenBatches: "PT5M",
                    },
                },
                automaticRepairsPolicy: { enabled: true, gracePeriod: "PT30M", repairAction: "Replace" },
                scaleInPolicy: { rules: ["OldestVM"] },
                virtualMachineProfile: {
                    osProfile: {
                        computerNamePrefix: "gw",
                        adminUsername: "operator",
                        customData: Buffer.from("#cloud-config\n").toString("base64"),
                        linuxConfiguration: {
                            disablePasswordAuthentication: true,
                            provisionVMAgent: true,
                            ssh: { publicKeys: [{ path: "/home/operator/.ssh/authorized_keys", keyData: `ssh-ed25519 ${"A".repeat(68)} operator` }] },
                            patchSettings: { patchMode: "AutomaticByPlatform" },
                        },
                    },
                    storageProfile: {
                        imageReference: { publisher: "Canonical", offer: "ubuntu-24_04-lts", sku: "server", version: "24.04.202502210" },
                        osDisk: { createOption: "FromImage", caching: "ReadWrite", managedDisk: { storageAccountType: "Premium_LRS" } },
                    },
                    securityProfile: { securityType: "TrustedLaunch", uefiSettings: { secureBootEnabled: true, vTpmEnabled: true } },
                    networkProfile: {
                        networkApiVersion: "2020-11-01",
                        networkInterfaceConfigurations: [
                            {
                                name: "nic",
                                properties: {
                                    primary: true,
                                    ipConfigurations: [
                                        {
                                            name: "ip",
                                            properties: {
                                                primary: true,
                                                subnet: subnet("nodes"),
                                                applicationGatewayBackendAddressPools: [part("backendAddressPools", "nodes")],
                                            },
                                        },
                                    ],
                                },
                            },
                        ],
                    },
                    scheduledEventsProfile: {
                        terminateNotificationProfile: { enable: true, notBeforeTimeout: "PT10M" },
                        osImageNotificationProfile: { enable: true, notBeforeTimeout: "PT15M" },
                    },
                    extensionProfile: {
                        extensionsTimeBudget: "PT90M",
                        extensions: [
                            {
                                name: "health",
                                properties: {
                                    publisher: "Microsoft.ManagedServices",
                                    type: "ApplicationHealthLinux",
                                    typeHandlerVersion: "2.0",
                                    settings: {
                                        protocol: "http",
                                        port: 8080,
                                        requestPath: "/health",
                                        intervalInSeconds: 10,
                                        numberOfProbes: 3,
                                        gracePeriod: 1800,
                                    },
                                },
                            },
                            {
                                name: "monitor",
                                properties: {
                                    publisher: "Microsoft.Azure.Monitor",
                                    type: "AzureMonitorLinuxAgent",
                                    typeHandlerVersion: "1.0",
                                    provisionAfterExtensions: ["health"],
                                    settings: {},
                                },
                            },
                        ],
                    },
                },
            },
        },
        autoscale: {
            id: inGroup("Microsoft.Insights/autoscaleSettings/autoscale"),
            type: "Microsoft.Insights/autoscaleSettings",
            name: "autoscale",
            location,
            properties: {
                enabled: true,
                targetResourceUri: SCALE_SET,
                predictiveAutoscalePolicy: { scaleMode: "ForecastOnly" },
                profiles: [
                    {
                        name: "cpu",
                        capacity: { minimum: "2", default: "2", maximum: "10" },
                        rules: [cpu("GreaterThan", 70, "Increase"), cpu("LessThan", 30, "Decrease")],
                    },
                ],
            },
        },
    };
}
