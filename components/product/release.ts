/** How a release is configured. */
export const ConfigurationStyle = {
    /** Edits of the pack's own XML files (2.x). */
    Xml: "Xml",
    /** One `deployment.toml`, from which the product renders its XML files at every start (3.0 and later). */
    Toml: "Toml",
} as const;
export type ConfigurationStyle = (typeof ConfigurationStyle)[keyof typeof ConfigurationStyle];

/** How API artifacts reach every gateway node. */
export const ContentSyncMode = {
    /** All nodes mount one file system; each is manager and worker, so publishing has no single point of failure (2.1 to 3.2). */
    SharedFileSystem: "SharedFileSystem",
    /** The synchronizer built into 3.2: nodes pull artifacts from the control plane's database. The publisher has to be configured for it. */
    ArtifactSynchronizer: "ArtifactSynchronizer",
    /** Nodes pull artifacts from the control plane's event hub and keep them in memory (4.0 and later). */
    EventHub: "EventHub",
    /** Workers copy from one manager every minute, where no shared file system exists. Publishing stops with the manager (2.1 to 3.2). */
    Rsync: "Rsync",
} as const;
export type ContentSyncMode = (typeof ContentSyncMode)[keyof typeof ContentSyncMode];

/** TCP ports that a gateway listens on, with offset 0. */
export interface GatewayPorts {
    /** API traffic over TLS. */
    api: number;
    /** API traffic without TLS. Not for production. */
    apiHttp: number;
    /** Management over TLS: console, admin services, health endpoint. Never public. */
    management: number;
    /** The same without TLS. */
    managementHttp: number;
    /** WebSocket APIs without TLS. */
    webSocket: number;
    /** WebSocket APIs over TLS. */
    secureWebSocket: number;
    /** WebSub callbacks without TLS, from 4.0. */
    webSub?: number;
    /** WebSub callbacks over TLS, from 4.0. */
    secureWebSub?: number;
}

/** Where the product says that it is up. */
export interface HealthEndpoint {
    /** Path of the endpoint; 200 means up. */
    path: string;
    /** Its port; HTTPS. */
    port: number;
    /** What 200 means and does not mean. */
    meaning: string;
    /** Better endpoint that appeared in an update of this release. */
    updatedPath?: string;
    /** Update level from which `updatedPath` exists. */
    updatedFromLevel?: number;
}

/** Hazelcast clustering of gateway nodes. */
export interface HazelcastSupport {
    /** Whether the release can form a cluster. */
    supported: boolean;
    /** Version of the library in the pack, where it can. */
    version?: string;
    /** Why not, where it cannot. */
    reason?: string;
    /** What to use instead, where it cannot. */
    alternative?: string;
}

/** Folders of the pack that nodes share or may share, relative to the home directory. */
export interface SharedPaths {
    /** API artifacts: shared with `SharedFileSystem`, copied with `Rsync`. Empty where sharing them does harm. */
    content: readonly string[];
    /** May be shared as well: tenants, where there are several, and secondary user stores. */
    optional: readonly string[];
    /** Why the API artifacts must not be shared, where they must not. */
    contentRefusal?: string;
}

/** Everything that this library knows about one release. */
export interface ReleaseProfile {
    /** The release, for example `4.5.0`. */
    release: string;
    /** How it is configured. */
    configurationStyle: ConfigurationStyle;
    /** Name of the pack and of its top folder, for example `wso2am-3.2.0`. */
    packName: string;
    /** Folder of the pack on a node, as in the official images. */
    homeDirectory: string;
    /** Start script, relative to the home directory; in the foreground without an argument, ended with the argument `stop`. */
    script: string;
    /** Argument that makes the pack a gateway worker. Absent where the pack is a gateway and nothing else (from 4.5). */
    profileFlag?: string;
    /** Modes in which a node is started with `profileFlag`. */
    profileFlagModes: readonly ContentSyncMode[];
    /** Numeric id of the user `wso2carbon`. */
    userId: number;
    /** Numeric id of the group `wso2`. */
    groupId: number;
    /** Ports that it listens on. */
    ports: GatewayPorts;
    /** Where it says that it is up. */
    health: HealthEndpoint;
    /** What the server answers with 200 as long as it lives, whatever its APIs and the control plane do. HTTPS. */
    liveness: { path: string; port: number };
    /** Modes of content synchronisation that it can be used with. */
    contentSyncModes: readonly ContentSyncMode[];
    /** The mode unless another one is asked for. */
    defaultContentSync: ContentSyncMode;
    /** Folders that nodes share. */
    sharedPaths: SharedPaths;
    /** Hazelcast clustering. */
    hazelcast: HazelcastSupport;
    /** Environment variable from which the start script takes the heap options. */
    jvmMemoryVariable: string;
    /** Major version of the JDK. */
    jdkVersion: number;
    /** Slowest start in seconds, from an empty machine to the first request: packages, pack, seeding, product. */
    slowestStartSeconds: number;
    /** Where `slowestStartSeconds` comes from. */
    slowestStartReason: string;
    /** Whether `<JMSEventPublisherParameters>` exists in `api-manager.xml` and has to be disabled on a gateway (2.1.0). */
    jmsEventPublisher: boolean;
    /** Whether a publisher's login and its deploy call must reach the same node on the management port, with a shared file system. */
    hasManagementAffinity: boolean;
    /**
     * Whether the secure WebSocket endpoint shows the certificate of the node's configured key store.
     * Before 3.1 its key store is fixed text in a file of the API artifacts. In 2.x nodes edit it; in 3.0 it stays the pack's own, which no load balancer accepts.
     */
    webSocketShowsNodeCertificate: boolean;
}

/**
 * Command line that starts a gateway node in the foreground, relative to the home directory.
 * The one manager of rsync mode starts as a node on a shared file system does: it, too, is manager and worker.
 */
export function startCommand(profile: ReleaseProfile, mode: ContentSyncMode): string[] {
    const flags = profile.profileFlag !== undefined && profile.profileFlagModes.includes(mode) ? [profile.profileFlag] : [];
    return [profile.script, ...flags];
}

/** Command line that asks a running gateway to finish its requests and end. */
export function stopCommand(profile: ReleaseProfile): string[] {
    return [profile.script, "stop"];
}

/** Whether a node fetches the API artifacts itself at every start, so that they need not outlive one. */
export function artifactsAreFetched(mode: ContentSyncMode): boolean {
    return mode === ContentSyncMode.EventHub || mode === ContentSyncMode.ArtifactSynchronizer;
}
