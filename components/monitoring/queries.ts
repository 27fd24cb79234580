import { NodeEvent, NodeReport, SYSLOG_IDENTIFIER } from "../node/events";

/**
 * The texts of the queries in Azure's query language (KQL). They return single lines with their time, never sums:
 * Azure itself sorts the lines into windows.
 */

/**
 * Lines that the nodes of one scale set wrote, and their manager where it is to be heard as well. A workspace may be shared by several environments, and each must hear only of its own nodes.
 * The machines of a flexible scale set are called like it, with something behind.
 */
function linesOfNodes(scaleSetId: string, managerId?: string): string[] {
    const machines = `_ResourceId startswith ${quoted(`${scaleSetId.replace(/\/virtualMachineScaleSets\//i, "/virtualMachines/")}_`)}`;
    const whose = managerId === undefined ? machines : `${machines} or _ResourceId =~ ${quoted(managerId)}`;
    return ["Syslog", `where ProcessName == ${quoted(SYSLOG_IDENTIFIER)}`, `where ${whose}`];
}

/** Lines that one machine wrote. */
function linesOf(machineId: string): string[] {
    return ["Syslog", `where ProcessName == ${quoted(SYSLOG_IDENTIFIER)}`, `where _ResourceId =~ ${quoted(machineId)}`];
}

/**
 * Lines in which nodes say that something happened.
 *
 * @param managerId machine beside the scale set that says the same things, where there is one
 */
export function eventQuery(scaleSetId: string, event: NodeEvent, managerId?: string): string {
    return query([...linesOfNodes(scaleSetId, managerId), `where SyslogMessage startswith ${quoted(event)}`]);
}

/** Reports of nodes that were told something else than the present configuration. */
export function staleConfigurationQuery(scaleSetId: string, configurationHash: string): string {
    const report = NodeReport.ConfigurationHash;
    return query([
        ...linesOfNodes(scaleSetId),
        `where SyslogMessage startswith ${quoted(report)}`,
        `where not(SyslogMessage startswith ${quoted(report + configurationHash)})`,
    ]);
}

/** Any line of any node. */
export function anythingQuery(scaleSetId: string): string {
    return query(linesOfNodes(scaleSetId));
}

/** Any line of one machine. */
export function machineQuery(machineId: string): string {
    return query(linesOf(machineId));
}

/** Column with how old a node's API artifacts are. */
export const LAG_SECONDS = "LagSeconds";

/** How long nodes have not had all that their manager has, as each reports it. */
export function contentLagQuery(scaleSetId: string): string {
    return query([
        ...linesOfNodes(scaleSetId),
        `where SyslogMessage startswith ${quoted(NodeReport.ContentLagSeconds)}`,
        `extend ${LAG_SECONDS} = tolong(extract(@"=(\\d+)", 1, SyslogMessage))`,
        `where isnotnull(${LAG_SECONDS})`,
    ]);
}

/** Column with the days that a certificate has left, and the one with which certificate it is. */
export const DAYS_LEFT = "DaysLeft";
export const CERTIFICATE = "Certificate";

/** Days that the nodes' certificate and the load balancer's have left, as nodes report them. */
export function certificateQuery(scaleSetId: string): string {
    const { CertificateDaysLeft, FrontCertificateDaysLeft } = NodeReport;
    return query([
        ...linesOfNodes(scaleSetId),
        `where SyslogMessage startswith ${quoted(CertificateDaysLeft)} or SyslogMessage startswith ${quoted(FrontCertificateDaysLeft)}`,
        `extend ${CERTIFICATE} = iff(SyslogMessage startswith ${quoted(FrontCertificateDaysLeft)}, "load balancer", "nodes")`,
        `extend ${DAYS_LEFT} = tolong(extract(@"=(-?\\d+)", 1, SyslogMessage))`,
        `where isnotnull(${DAYS_LEFT})`,
    ]);
}

/** What a vault writes into its log, whether or not anybody subscribes to the events. Source: Azure Key Vault logging. */
const EXPIRY_OPERATIONS = ["Secret", "Certificate"].flatMap((what) => ["NearExpiry", "Expired"].map((event) => `${what}${event}EventGridNotification`));

/** Announcements of a vault that something in it expires. */
export function secretExpiryQuery(vaultId: string): string {
    return query([
        "AZKVAuditLogs",
        `where _ResourceId =~ ${quoted(vaultId)}`,
        `where OperationName in (${EXPIRY_OPERATIONS.map((operation) => quoted(operation)).join(", ")})`,
    ]);
}

/** Keeps of the lines of the syslog what nodes say, before it is stored and paid for. */
export const collectedLines = query(["source", `where ProcessName == ${quoted(SYSLOG_IDENTIFIER)}`]);

function query(steps: string[]): string {
    return steps.join("\n| ");
}

/** A text in a query. Ids and names contain neither quotes nor backslashes; whatever does must not become part of the query. */
function quoted(text: string): string {
    return JSON.stringify(text);
}
