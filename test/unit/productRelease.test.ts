import assert from "node:assert/strict";

import { checkRelease, isAtLeast, knownReleases, releaseProfile } from "../../components/product/releases";
import { ConfigurationStyle, ContentSyncMode, ReleaseProfile, startCommand, stopCommand } from "../../components/product/release";

const { SharedFileSystem, ArtifactSynchronizer, EventHub, Rsync } = ContentSyncMode;
const profiles = knownReleases.map(releaseProfile);

/** For each value of a fact, the releases that have it. */
function releasesBy(fact: (profile: ReleaseProfile) => unknown): Record<string, string> {
    const groups = new Map<string, string[]>();
    for (const profile of profiles) groups.set(String(fact(profile)), [...(groups.get(String(fact(profile))) ?? []), profile.release]);
    return Object.fromEntries([...groups].map(([value, group]) => [value, `${group[0]}–${group.at(-1)} (${group.length})`]));
}

describe("releaseProfile", () => {
    it("knows fifteen releases, oldest first", () => {
        assert.equal(knownReleases.join(" "), "2.1.0 2.2.0 2.5.0 2.6.0 3.0.0 3.1.0 3.2.0 4.0.0 4.1.0 4.2.0 4.3.0 4.4.0 4.5.0 4.6.0 4.7.0");
        for (const profile of profiles) assert.deepEqual(checkRelease(profile.release, "release"), []);
    });

    for (const release of ["", "3.2", "4.8.0", "constructor", "__proto__"]) {
        it(`refuses "${release}" and names all releases it knows`, () => {
            const [problem] = checkRelease(release, "args.release");
            assert.equal(problem!.path, "args.release");
            for (const known of knownReleases) assert.ok(problem!.message.includes(known));
            assert.throws(() => releaseProfile(release), /known releases are 2\.1\.0, .*, 4\.7\.0/);
            assert.throws(() => isAtLeast(release, "4.0.0"), /known releases/);
            assert.throws(() => isAtLeast("4.0.0", release), /known releases/);
        });
    }

    const facts: [string, (profile: ReleaseProfile) => unknown, Record<string, string>][] = [
        ["configuration style", (p) => p.configurationStyle, { Xml: "2.1.0–2.6.0 (4)", Toml: "3.0.0–4.7.0 (11)" }],
        ["script", (p) => p.script, { "bin/wso2server.sh": "2.1.0–3.2.0 (7)", "bin/api-manager.sh": "4.0.0–4.4.0 (5)", "bin/gateway.sh": "4.5.0–4.7.0 (3)" }],
        ["user id", (p) => p.userId, { 802: "2.1.0–4.2.0 (10)", 10001: "4.3.0–4.7.0 (5)" }],
        ["group id", (p) => p.groupId, { 802: "2.1.0–4.2.0 (10)", 10001: "4.3.0–4.7.0 (5)" }],
        ["WebSub ports", (p) => [p.ports.webSub, p.ports.secureWebSub], { ",": "2.1.0–3.2.0 (7)", "9021,8021": "4.0.0–4.7.0 (8)" }],
        ["health path", (p) => p.health.path.split("/").at(-1), { Version: "2.1.0–4.0.0 (8)", "server-startup-healthcheck": "4.1.0–4.7.0 (7)" }],
        ["Hazelcast", (p) => p.hazelcast.version, { "3.5.4": "2.1.0–2.6.0 (4)", "3.12.2": "3.0.0–4.1.0 (5)", undefined: "4.2.0–4.7.0 (6)" }],
        ["default mode", (p) => p.defaultContentSync, { SharedFileSystem: "2.1.0–3.2.0 (7)", EventHub: "4.0.0–4.7.0 (8)" }],
        ["shared content", (p) => p.sharedPaths.content.length, { 1: "2.1.0–3.2.0 (7)", 0: "4.0.0–4.7.0 (8)" }],
        ["management affinity", (p) => p.hasManagementAffinity, { true: "2.1.0–3.2.0 (7)", false: "4.0.0–4.7.0 (8)" }],
        ["WebSocket certificate", (p) => p.webSocketShowsNodeCertificate, { true: "2.1.0–4.7.0 (14)", false: "3.0.0–3.0.0 (1)" }],
        ["JMS event publisher", (p) => p.jmsEventPublisher, { true: "2.1.0–2.1.0 (1)", false: "2.2.0–4.7.0 (14)" }],
        ["slowest start", (p) => p.slowestStartSeconds, { 600: "2.1.0–3.1.0 (6)", 1200: "3.2.0–4.7.0 (9)" }],
        ["JDK", (p) => p.jdkVersion, { 8: "2.1.0–2.6.0 (4)", 11: "3.0.0–4.1.0 (5)", 17: "4.2.0–4.3.0 (2)", 21: "4.4.0–4.6.0 (3)", 25: "4.7.0–4.7.0 (1)" }],
    ];
    for (const [name, fact, expected] of facts) it(`has the right ${name} for each release`, () => assert.deepEqual(releasesBy(fact), expected));

    it("names pack and home", () => {
        assert.equal(releaseProfile("3.2.0").packName, "wso2am-3.2.0");
        assert.equal(releaseProfile("4.4.0").homeDirectory, "/home/wso2carbon/wso2am-4.4.0");
        assert.equal(releaseProfile("4.5.0").homeDirectory, "/home/wso2carbon/wso2am-universal-gw-4.5.0");
    });

    it("keeps the ports that every release has", () => {
        for (const { ports, health } of profiles) {
            const { api, apiHttp, management, managementHttp, webSocket, secureWebSocket } = ports;
            assert.deepEqual([api, apiHttp, management, managementHttp, webSocket, secureWebSocket], [8243, 8280, 9443, 9763, 9099, 8099]);
            assert.equal(health.port, management);
        }
    });

    it("offers the synchronizer in 3.2 only and the event hub from 4.0", () => {
        assert.deepEqual(releaseProfile("3.1.0").contentSyncModes, [SharedFileSystem, Rsync]);
        assert.deepEqual(releaseProfile("3.2.0").contentSyncModes, [SharedFileSystem, ArtifactSynchronizer, Rsync]);
        assert.deepEqual(releaseProfile("4.0.0").contentSyncModes, [EventHub]);
        for (const { defaultContentSync, contentSyncModes } of profiles) assert.ok(contentSyncModes.includes(defaultContentSync));
    });

    it("says why content must not be shared, and what replaces Hazelcast, where that is so", () => {
        for (const { sharedPaths, hazelcast } of profiles) {
            assert.equal(sharedPaths.content.length === 0, sharedPaths.contentRefusal !== undefined);
            assert.equal(hazelcast.supported, hazelcast.version !== undefined);
            assert.equal(hazelcast.supported, hazelcast.reason === undefined);
            assert.equal(hazelcast.supported, hazelcast.alternative === undefined);
        }
        assert.deepEqual(releaseProfile("4.6.0").sharedPaths.optional, ["repository/tenants", "repository/deployment/server/userstores"]);
    });

    it("knows the update that brings 4.0 a better health endpoint", () => {
        const { updatedPath, updatedFromLevel } = releaseProfile("4.0.0").health;
        assert.deepEqual([updatedPath, updatedFromLevel], ["/api/am/gateway/v2/server-startup-healthcheck", 2829]);
        assert.equal(releaseProfile("4.1.0").health.updatedPath, undefined);
        assert.equal(releaseProfile("3.2.0").health.updatedPath, undefined);
    });

    it("takes the heap from the same variable in all releases", () => assert.ok(profiles.every((profile) => profile.jvmMemoryVariable === "JVM_MEM_OPTS")));
    it("knows both styles only", () => assert.ok(profiles.every((profile) => profile.configurationStyle in ConfigurationStyle)));
});

describe("startCommand", () => {
    const commands: [string, ContentSyncMode, string][] = [
        ["2.6.0", SharedFileSystem, "bin/wso2server.sh"],
        ["2.6.0", Rsync, "bin/wso2server.sh -Dprofile=gateway-worker"],
        ["3.1.0", SharedFileSystem, "bin/wso2server.sh -Dprofile=gateway-worker"],
        ["3.2.0", ArtifactSynchronizer, "bin/wso2server.sh -Dprofile=gateway-worker"],
        ["3.2.0", Rsync, "bin/wso2server.sh -Dprofile=gateway-worker"],
        ["4.4.0", EventHub, "bin/api-manager.sh -Dprofile=gateway-worker"],
        ["4.5.0", EventHub, "bin/gateway.sh"],
    ];
    for (const [release, mode, command] of commands) {
        it(`is ${command} for ${release} with ${mode}`, () => assert.equal(startCommand(releaseProfile(release), mode).join(" "), command));
    }
});

describe("stopCommand", () => {
    it("is the start script's own", () => assert.deepEqual(stopCommand(releaseProfile("4.7.0")), ["bin/gateway.sh", "stop"]));
});
