import type { Problem } from "../problem";
import { ConfigurationStyle, ContentSyncMode, GatewayPorts, HealthEndpoint, ReleaseProfile } from "./release";

/**
 * What differs between the releases of the gateway product, one place for each fact.
 *
 * Each `family…` holds what a range of releases has in common, by its difference from the one before; `releases` holds what one release has of its own.
 * Sources are named per fact: repositories of github.com/wso2, their files and issues. "Inferred" marks what no source states.
 */

/** Everything but what follows from the release's name. */
type Facts = Omit<ReleaseProfile, "release" | "packName" | "homeDirectory">;
type StartFacts = Pick<Facts, "slowestStartSeconds" | "slowestStartReason">;

const content = "repository/deployment/server/synapse-configs";
const [tenants, userStores] = ["repository/tenants", "repository/deployment/server/userstores"];

// EXPOSE lines of docker-apim, default-product-ports.md of docs-apim, inbound endpoints of the packs.
const ports: GatewayPorts = { api: 8243, apiHttp: 8280, management: 9443, managementHttp: 9763, webSocket: 9099, secureWebSocket: 8099 };

// basic-health-checks.md of docs-apim; wso2/api-manager#3461: the service answers before the APIs are there.
const version: HealthEndpoint = { path: "/services/Version", port: ports.management, meaning: "the server answers; its APIs may not be there yet" };
// carbon-apimgt ServerStartupHealthcheckApiServiceImpl; wso2/api-manager#3359: one deployed API is enough, no API at all too.
const startupPath = "/api/am/gateway/v2/server-startup-healthcheck";
const startup: HealthEndpoint = {
    path: startupPath,
    port: ports.management,
    meaning: "the server has started and its first deployment has run; 500 only when every API failed",
};

// Boot, packages, pack and share: 5 minutes, inferred. Product: kubernetes-apim 2.6.x waits 240 s; a minute for a cluster to form.
const filesStart: StartFacts = { slowestStartSeconds: 600, slowestStartReason: "5 minutes for the machine and its pack, 5 for the product" };
// carbon-apimgt GatewayStartupListener: a deployment attempt retries for 60 s, up to 10 times, while the control plane is away.
const pullStart: StartFacts = {
    slowestStartSeconds: 1200,
    slowestStartReason: "5 minutes for the machine and its pack, 5 for the product, 10 while it retries to fetch APIs from a late control plane",
};

const family2: Facts = {
    configurationStyle: ConfigurationStyle.Xml,
    script: "bin/wso2server.sh",
    profileFlag: "-Dprofile=gateway-worker",
    // A node with shared files is manager and worker, which the worker profile would switch off (product documentation of 2.1).
    profileFlagModes: [ContentSyncMode.Rsync],
    // Dockerfiles of docker-apim 2.1.x to 4.2.x.
    userId: 802,
    groupId: 802,
    ports,
    health: version,
    // helm-apim asks the gateways of 4.x for it, too.
    liveness: { path: version.path, port: version.port },
    contentSyncModes: [ContentSyncMode.SharedFileSystem, ContentSyncMode.Rsync],
    defaultContentSync: ContentSyncMode.SharedFileSystem,
    // "Common runtime and configuration artifacts" of the product documentation; wso2/docs-apim#2258.
    sharedPaths: { content: [content], optional: [tenants] },
    // carbon-kernel parent/pom.xml of the kernel that each release ships.
    hazelcast: { supported: true, version: "3.5.4" },
    jvmMemoryVariable: "JVM_MEM_OPTS", // wso2server.sh, api-manager.sh and gateway.sh alike
    jdkVersion: 8, // base images of docker-apim 2.x
    ...filesStart,
    jmsEventPublisher: false,
    // docs-apim configuring-the-proxy-server-and-the-load-balancer.md.
    hasManagementAffinity: true,
    // See `xmlConfig.ts`: the listener gets a store of its own.
    webSocketShowsNodeCertificate: true,
};

const family3: Facts = {
    ...family2,
    configurationStyle: ConfigurationStyle.Toml,
    // deploying-wso2-api-m-in-a-distributed-setup.md of docs-apim: from 3.0 a gateway has this profile in every mode.
    profileFlagModes: Object.values(ContentSyncMode),
    hazelcast: { supported: true, version: "3.12.2" },
    // The product runs on 8 and 11. 11 is inferred from the images of 4.0, which start with the same script.
    jdkVersion: 11,
};

const family4: Facts = {
    ...family3,
    script: "bin/api-manager.sh",
    ports: { ...ports, webSub: 9021, secureWebSub: 8021 },
    health: startup,
    contentSyncModes: [ContentSyncMode.EventHub],
    defaultContentSync: ContentSyncMode.EventHub,
    sharedPaths: {
        content: [],
        optional: [tenants, userStores],
        // carbon-apimgt GatewayStartupListener; a field report of such a race: wso2/api-manager#3484.
        contentRefusal: "nodes of 4.0 and later delete files of each other's APIs from a shared synapse-configs while they start and stop",
    },
    ...pullStart,
    hasManagementAffinity: false,
};

const family42: Facts = {
    ...family4,
    // carbon-kernel 4.8 moved the agent to a feature that no pack installs; wso2/product-is#22013 and #24161 show what happens.
    hazelcast: {
        supported: false,
        reason: "the pack of 4.2 and later contains no clustering agent, so the server would not find its class",
        alternative: "Redis ([apim.redis_config]) shares throttling counters; revocations travel over the event hub",
    },
    // docker-apim 4.2.x. Inferred for 4.3, whose script accepts 11 to 21.
    jdkVersion: 17,
};

// Dockerfiles of docker-apim 4.3.x to 4.7.x. (An image of 4.5 has the group root instead; a virtual machine needs no such thing.)
const family43: Facts = { ...family42, userId: 10001, groupId: 10001 };

// product-apim v4.4.0 to v4.7.0 startup-scripts; docker-apim apim-universal-gw: a pack that is a gateway only.
const family45: Facts = { ...family43, script: "bin/gateway.sh", profileFlag: undefined, profileFlagModes: [], jdkVersion: 21 };

const releases: Readonly<Record<string, Facts>> = {
    // `<JMSEventPublisherParameters>` is in the api-manager.xml of this release only.
    "2.1.0": { ...family2, jmsEventPublisher: true },
    "2.2.0": family2,
    "2.5.0": family2,
    "2.6.0": family2,
    "3.0.0": { ...family3, webSocketShowsNodeCertificate: false },
    // SecureWebSocketInboundEndpoint.xml.j2 of product-apim 3.1.0: `keystore.tls` of deployment.toml.
    "3.1.0": family3,
    // The files stay the default: the synchronizer needs a publisher that saves to its database, which this library does not own.
    "3.2.0": { ...family3, ...pullStart, contentSyncModes: [ContentSyncMode.SharedFileSystem, ContentSyncMode.ArtifactSynchronizer, ContentSyncMode.Rsync] },
    // The start-up health check came with update 2829 of 4.0.0 (basic-health-checks.md).
    "4.0.0": { ...family4, health: { ...version, updatedPath: startupPath, updatedFromLevel: 2829 } },
    "4.1.0": family4,
    "4.2.0": family42,
    "4.3.0": family43,
    // docker-apim: JDK 21 for 4.4 to 4.6, 25 for 4.7.
    "4.4.0": { ...family43, jdkVersion: 21 },
    "4.5.0": family45,
    "4.6.0": family45,
    "4.7.0": { ...family45, jdkVersion: 25 },
};

/** Releases that this library knows, oldest first. */
export const knownReleases: readonly string[] = Object.keys(releases);

/** What is wrong with the release, or nothing. */
export function checkRelease(release: string, path: string): Problem[] {
    return Object.hasOwn(releases, release) ? [] : [{ path, message: `is "${release}"; known releases are ${knownReleases.join(", ")}` }];
}

/**
 * Everything that is known about a release.
 *
 * @throws Error that names all known releases, for any other one
 */
export function releaseProfile(release: string): ReleaseProfile {
    const packName = `${isAtLeast(release, "4.5.0") ? "wso2am-universal-gw" : "wso2am"}-${release}`;
    return { ...releases[release]!, release, packName, homeDirectory: `/home/wso2carbon/${packName}` };
}

/**
 * Whether a release is the named one or a later one.
 *
 * @throws Error that names all known releases, when either of them is not known
 */
export function isAtLeast(release: string, earliest: string): boolean {
    return position(release) >= position(earliest);
}

/** The first release that has something; nothing when none has it. */
export function firstReleaseThat(has: (profile: ReleaseProfile) => boolean): string | undefined {
    return knownReleases.find((release) => has(releaseProfile(release)));
}

function position(release: string): number {
    for (const { path, message } of checkRelease(release, "release")) throw new Error(`${path} ${message}`);
    return knownReleases.indexOf(release);
}
