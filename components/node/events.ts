/**
 * What nodes say about themselves, in the journal, from where it reaches the workspace: the one place that says how.
 * Scripts write these lines, the alerts' queries look for them. A word more may follow an event: `boot-failed step=packages`.
 */

/** Under which identifier a node's scripts write (`SyslogIdentifier=` of a unit, `logger --tag`). */
export const SYSLOG_IDENTIFIER = "wso2-gateway";

/** Where lines under this identifier can come from: units of systemd write as `daemon`, `logger` as `user` unless told otherwise. */
export const SYSLOG_FACILITIES = ["daemon", "user", "local0"] as const;

/** How a line begins. */
export const NodeEvent = {
    /** A step of the boot failed. It is tried again, and each failure is said. */
    BootFailed: "boot-failed",
    /** The pristine content could not be put on the share. */
    SeedingFailed: "seeding-failed",
} as const;
export type NodeEvent = (typeof NodeEvent)[keyof typeof NodeEvent];

/** Reports: what a line begins with; a value follows. Nodes repeat each at least every half hour. */
export const NodeReport = {
    /** Fingerprint of what the node was told: 16 hexadecimal digits, `CONFIGURATION_HASH` of its settings. */
    ConfigurationHash: "configuration-hash=",
    /** Whole days until the certificate in the node's own key store expires. */
    CertificateDaysLeft: "certificate-days-left=",
    /** Whole days until the certificate expires that the node is shown at port 443 of the host name: the load balancer's. */
    FrontCertificateDaysLeft: "front-certificate-days-left=",
    /** Seconds since the node has last had all that the manager has, in rsync mode; why it has not may follow. */
    ContentLagSeconds: "content-lag-seconds=",
} as const;
export type NodeReport = (typeof NodeReport)[keyof typeof NodeReport];
