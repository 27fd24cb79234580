import type * as monitor from "@pulumi/azure-native/monitor";
import type { input } from "@pulumi/azure-native/types";
import * as pulumi from "@pulumi/pulumi";

import { collectedLines } from "./queries";
import { SYSLOG_FACILITIES } from "../node/events";

/**
 * The extension that brings what nodes write to a workspace: the Azure Monitor Agent. It is told by the data collection rules of its scale set, or of its machine, what to collect.
 * An extension that cannot be installed fails its machine, so there is none without an identity.
 *
 * @param identityId identity by which the agent logs in, one of the machine's
 */
export function monitoringAgent(identityId: pulumi.Input<string> | undefined): input.compute.VirtualMachineScaleSetExtensionArgs[] {
    return identityId === undefined ? [] : [{ name: AGENT_NAME, ...agentExtension(identityId) }];
}

/** Name of the extension on a machine. */
export const AGENT_NAME = "monitoring";

/** The extension, for a machine of any kind. */
export function agentExtension(identityId: pulumi.Input<string>) {
    return {
        publisher: "Microsoft.Azure.Monitor",
        type: "AzureMonitorLinuxAgent",
        typeHandlerVersion: "1.33",
        autoUpgradeMinorVersion: true,
        enableAutomaticUpgrade: true,
        settings: { authentication: { managedIdentity: { "identifier-name": "mi_res_id", "identifier-value": identityId } } },
    };
}

type Collected = Pick<monitor.DataCollectionRuleArgs, "kind" | "dataSources" | "destinations" | "dataFlows">;

/** What the agent collects: the lines that nodes write about themselves, and nothing else of the syslog. */
export function collectedFromNodes(workspaceId: pulumi.Input<string>): Collected {
    const streams = ["Microsoft-Syslog"];
    return {
        kind: "Linux",
        dataSources: { syslog: [{ name: "nodes", streams, facilityNames: [...SYSLOG_FACILITIES], logLevels: ["*"] }] },
        destinations: { logAnalytics: [{ name: "workspace", workspaceResourceId: workspaceId }] },
        dataFlows: [{ streams, destinations: ["workspace"], transformKql: collectedLines }],
    };
}
