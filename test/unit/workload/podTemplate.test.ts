import assert from "node:assert/strict";

import { containers } from "../../../components/node/pod/layout";
import { podFiles } from "../../../components/node/pod/podFiles";
import { knownReleases, releaseProfile } from "../../../components/product/releases";
import { timing } from "../../../components/timing";
import { podTemplate, PodTemplate, PodTemplateOptions } from "../../../components/workload/podTemplate";
import { podConfiguration } from "../support/pods";

function options(release: string, changes: Partial<PodTemplateOptions> = {}): PodTemplateOptions {
    const profile = releaseProfile(release);
    const usesFiles = profile.sharedPaths.content.length > 0;
    return {
        profile,
        contentSync: profile.defaultContentSync,
        timing: timing({ startupSeconds: profile.slowestStartSeconds }),
        image: "registry.example.com/gateway:1",
        toolsImage: "registry.example.com/python:1",
        proxyImage: "registry.example.com/haproxy:1",
        cpu: 2,
        memoryMiB: 4096,
        heapMiB: 2048,
        document: podFiles(podConfiguration(release)),
        secretProviderClassName: "gateway-secrets",
        ...(usesFiles ? { claimName: "gateway-share" } : {}),
        configMapName: "gateway-files",
        scriptsMapName: "gateway-scripts",
        serviceAccountName: "gateway",
        labels: { "app.kubernetes.io/name": "wso2-gateway" },
        ...changes,
    };
}
const all = ({ spec }: PodTemplate) => [...spec.initContainers, ...spec.containers];
const one = (template: PodTemplate, name: string) => all(template).find((container) => container.name === name)!;

describe("the template of a gateway pod", () => {
    for (const release of knownReleases)
        describe(`of ${release}`, () => {
            const template = podTemplate(options(release));
            const profile = releaseProfile(release);

            it("runs everything as the release's user, without any privilege, on a root that nobody can write to", () => {
                const { runAsUser, runAsGroup, fsGroup, runAsNonRoot, seccompProfile } = template.spec.securityContext;
                assert.deepEqual([runAsUser, runAsGroup, fsGroup], [profile.userId, profile.groupId, profile.groupId]);
                assert.deepEqual([runAsNonRoot, seccompProfile.type], [true, "RuntimeDefault"]);
                for (const { name, securityContext } of all(template)) {
                    const { allowPrivilegeEscalation, privileged, readOnlyRootFilesystem, capabilities } = securityContext;
                    assert.deepEqual([allowPrivilegeEscalation, privileged, readOnlyRootFilesystem], [false, false, true], name);
                    assert.deepEqual(capabilities, { drop: ["ALL"] }, name);
                }
            });

            it("gives no container a token", () => {
                assert.equal(template.spec.automountServiceAccountToken, false);
                const skipped = template.metadata.annotations["azure.workload.identity/skip-containers"]!.split(";");
                assert.deepEqual(
                    all(template).filter(({ name }) => !skipped.includes(name)),
                    [],
                );
            });

            it("mounts only what there is, and each place once", () => {
                const names = template.spec.volumes.map(({ name }) => name);
                assert.equal(new Set(names).size, names.length);
                for (const { name, volumeMounts } of all(template)) {
                    for (const mount of volumeMounts) assert.ok(names.includes(mount.name), `${name}: ${mount.name}`);
                    const places = volumeMounts.map(({ mountPath }) => mountPath);
                    assert.equal(new Set(places).size, places.length, name);
                }
                const used = all(template).flatMap(({ volumeMounts }) => volumeMounts.map(({ name }) => name));
                for (const name of names) assert.ok(used.includes(name), name);
            });

            it("shows the secrets of the vault to the container alone that takes them to memory", () => {
                for (const { name, volumeMounts } of all(template))
                    assert.equal(
                        volumeMounts.some((mount) => mount.name === "secrets"),
                        name === containers.secrets,
                    );
                const memory = template.spec.volumes.filter(({ emptyDir }) => emptyDir?.medium === "Memory").map(({ name }) => name);
                assert.deepEqual(memory, ["memory", "readiness"]);
            });

            it("has the heap in the release's variable, and nothing secret in any", () => {
                const { env } = one(template, containers.gateway);
                const heap = env!.find(({ name }) => name === profile.jvmMemoryVariable)!;
                assert.match(heap.value!, /^-Xms2048m -Xmx2048m /);
                for (const { env: variables = [] } of all(template)) for (const { name } of variables) assert.doesNotMatch(name, /PASSWORD|KEY|SECRET/);
            });

            it("asks whether the server hangs only after it has said that it is up, for which it has the slowest start", () => {
                const { startupProbe, livenessProbe } = one(template, containers.gateway);
                assert.deepEqual(startupProbe!.httpGet, { scheme: "HTTPS", port: 9443, path: profile.health.path });
                assert.ok(startupProbe!.failureThreshold * startupProbe!.periodSeconds >= profile.slowestStartSeconds);
                assert.deepEqual(livenessProbe!.httpGet, { scheme: "HTTPS", port: 9443, path: "/services/Version" });
                for (const container of all(template))
                    if (container.name !== containers.gateway) assert.equal(container.livenessProbe, undefined, container.name);
            });

            it("is ready when the responder says so, and its proxy takes connections", () => {
                assert.deepEqual(one(template, containers.readiness).readinessProbe!.httpGet, { scheme: "HTTPS", port: 9500, path: "/ready" });
                assert.deepEqual(one(template, containers.front).readinessProbe!.tcpSocket, { port: 9503 });
            });

            it("drains within its grace period, and its sidecars outlive the product", () => {
                assert.deepEqual(one(template, containers.gateway).lifecycle!.preStop.exec.command, ["/usr/local/lib/wso2-gateway/drain-pod"]);
                assert.ok(template.spec.terminationGracePeriodSeconds > timing({}).preStopSeconds);
                for (const name of [containers.readiness, containers.front]) assert.equal(one(template, name).restartPolicy, "Always");
            });

            it("asks for as much memory as it may use of the product, and bounds everything else", () => {
                assert.equal(one(template, containers.gateway).resources.requests["memory"], "4096Mi");
                for (const { name, resources } of all(template)) {
                    assert.ok(resources.requests["cpu"] !== undefined && resources.limits["memory"] !== undefined, name);
                    assert.equal(resources.limits["cpu"], undefined, name);
                }
            });
        });

    it("has the share where a release uses one, and nowhere else", () => {
        const users = (template: PodTemplate) => all(template).filter(({ volumeMounts }) => volumeMounts.some(({ name }) => name === "share"));
        assert.deepEqual(
            users(podTemplate(options("3.2.0"))).map(({ name }) => name),
            ["configuration", "readiness", "gateway"],
        );
        assert.deepEqual(users(podTemplate(options("4.5.0"))), []);
    });

    it("keeps in memory the API artifacts of a release that fetches them: the product writes a password beside them", () => {
        const places = (release: string) =>
            one(podTemplate(options(release)), containers.gateway)
                .volumeMounts.filter(({ subPath }) => subPath !== undefined)
                .map(({ mountPath, name }) => `${name} ${mountPath}`);
        const home = "/home/wso2carbon/wso2am-universal-gw-4.5.0";
        assert.deepEqual(places("4.5.0"), [
            `memory ${home}/repository/conf`,
            `memory ${home}/repository/resources/security`,
            `memory ${home}/repository/deployment/server/synapse-configs`,
        ]);
        assert.equal(places("3.2.0").length, 2);
    });

    it("puts jars for a cluster where the product looks for them", () => {
        const template = podTemplate(options("3.2.0", { clusteringLibraries: { configMapName: "jars", dropins: ["scheme.jar"], libraries: ["dns.jar"] } }));
        const home = "/home/wso2carbon/wso2am-3.2.0/repository/components";
        const mounts = one(template, containers.gateway).volumeMounts.filter(({ name }) => name === "libraries");
        assert.deepEqual(
            mounts.map(({ mountPath, subPath }) => [mountPath, subPath]),
            [
                [`${home}/dropins/scheme.jar`, "scheme.jar"],
                [`${home}/lib/dns.jar`, "dns.jar"],
            ],
        );
    });

    it("names the ports that others reach, once each", () => {
        const named = (release: string) =>
            all(podTemplate(options(release))).flatMap(({ ports = [] }) => ports.map((port) => `${port.name} ${port.containerPort}`));
        assert.deepEqual(named("4.5.0"), ["readiness 9500", "api 9503", "management 9443", "ws 8099", "websub 8021"]);
        assert.deepEqual(named("2.6.0"), ["readiness 9500", "api 9503", "management 9443", "ws 8099"]);
    });

    it("pulls with a secret where one is named", () => {
        assert.equal(podTemplate(options("4.5.0")).spec.imagePullSecrets, undefined);
        assert.deepEqual(podTemplate(options("4.5.0", { pullSecretName: "pull" })).spec.imagePullSecrets, [{ name: "pull" }]);
    });
});
