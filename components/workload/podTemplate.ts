import { containers, packParent, paths, volumes } from "../node/pod/layout";
import type { PodDocument } from "../node/pod/podFiles";
import { FRONT_FILE } from "../node/pod/front";
import { ports, READINESS_PATH } from "../node/ports";
import { artifactsAreFetched, ContentSyncMode, ReleaseProfile } from "../product/release";
import type { Timing } from "../timing/args";
import { Container, EnvironmentVariable, PodTemplate, Resources, VolumeMount } from "./podTemplate/shape";
import { livenessProbe, productPorts, startupProbe } from "./podTemplate/product";
import { libraryMounts, podVolumes } from "./podTemplate/volumes";
import type { ClusteringLibraries } from "./settings";
import { SIDECAR_MILLICORES } from "./sizes";

export type { PodTemplate } from "./podTemplate/shape";

/** What a pod template is made from. Everything is plain: whoever has outputs makes it when they are known. */
export interface PodTemplateOptions {
    profile: ReleaseProfile;
    contentSync: ContentSyncMode;
    timing: Timing;
    /** The user's image, with the pack of the release, a JDK, bash and GNU's coreutils. */
    image: string;
    /** Image with Python 3.10 or later, bash, GNU's coreutils and openssl. */
    toolsImage: string;
    /** Image with HAProxy 2.4 or later. */
    proxyImage: string;
    /** Cores that the product is sure to get. */
    cpu: number;
    /** Memory of the product. */
    memoryMiB: number;
    heapMiB: number;
    document: PodDocument;
    secretProviderClassName: string;
    /** The shared file system, where the release uses one. */
    claimName?: string;
    /** ConfigMap with `document.files`. */
    configMapName: string;
    /** ConfigMap with `document.scripts`. */
    scriptsMapName: string;
    serviceAccountName: string;
    labels: Record<string, string>;
    clusteringLibraries?: ClusteringLibraries;
    pullSecretName?: string;
}

/** Annotation with the fingerprint of what the pods are told: another one rolls them. */
export const CONFIGURATION_HASH_ANNOTATION = "wso2-gateway-azure/configuration-hash";
/** Annotation by which the workload identity's webhook gives a container no token: the CSI driver gets one of its own, and the product must not have any. */
const SKIPPED_CONTAINERS_ANNOTATION = "azure.workload.identity/skip-containers";

/** A gateway pod: what machines do with systemd, done by init containers, sidecars and probes, from the same scripts. */
export function podTemplate(options: PodTemplateOptions): PodTemplate {
    const { profile, timing, document } = options;
    const annotations = {
        [CONFIGURATION_HASH_ANNOTATION]: document.configurationHash,
        [SKIPPED_CONTAINERS_ANNOTATION]: Object.values(containers).join(";"),
    };
    return {
        metadata: { labels: options.labels, annotations },
        spec: {
            serviceAccountName: options.serviceAccountName,
            automountServiceAccountToken: false,
            // Variables for each Service of the namespace, which nothing reads; thousands of them keep a pod from starting.
            enableServiceLinks: false,
            terminationGracePeriodSeconds: timing.terminationGracePeriodSeconds,
            securityContext: {
                runAsNonRoot: true,
                runAsUser: profile.userId,
                runAsGroup: profile.groupId,
                // By it the driver of the share lets the pods make their folder in the root of a new one, which is root's.
                fsGroup: profile.groupId,
                fsGroupChangePolicy: "OnRootMismatch",
                seccompProfile: { type: "RuntimeDefault" },
            },
            ...(options.pullSecretName === undefined ? {} : { imagePullSecrets: [{ name: options.pullSecretName }] }),
            initContainers: [secrets(options), pack(options), configuration(options), readiness(options), front(options)],
            containers: [gateway(options)],
            volumes: podVolumes(options),
        },
    };
}

const script = (name: string, ...args: string[]): string[] => [`${paths.scripts}/${name}`, ...args];
const mount = (name: string, mountPath: string, readOnly?: boolean): VolumeMount => ({ name, mountPath, ...(readOnly === undefined ? {} : { readOnly }) });
const field = (name: string, fieldPath: string): EnvironmentVariable => ({ name, valueFrom: { fieldRef: { fieldPath } } });
const resources = (cpu: string, requested: number, most = requested): Resources => ({
    requests: { cpu, memory: `${requested}Mi` },
    limits: { memory: `${most}Mi` },
});

/** What every container has. */
function container(name: string, image: string, rest: Omit<Container, "name" | "image" | "securityContext">): Container {
    const securityContext = {
        runAsNonRoot: true,
        allowPrivilegeEscalation: false,
        privileged: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
    };
    return { name, image, securityContext, ...rest };
}

/** Mounts and variables of every container that runs one of the scripts. */
const scripted = [
    mount(volumes.files, paths.files, true),
    mount(volumes.scripts, paths.scripts, true),
    mount(volumes.memory, paths.memory),
    mount(volumes.temporary, paths.temporary),
];
const scriptEnvironment: EnvironmentVariable[] = [
    // There is no journal in a pod.
    { name: "LOG_TO", value: "stdout" },
    { name: "PYTHONDONTWRITEBYTECODE", value: "1" },
];

function secrets({ toolsImage }: PodTemplateOptions): Container {
    return container(containers.secrets, toolsImage, {
        command: script("prepare-pod", "fetch-secrets", "check-secrets"),
        env: scriptEnvironment,
        volumeMounts: [...scripted, mount(volumes.secrets, paths.secrets, true)],
        resources: resources("100m", 128),
    });
}

function pack({ image }: PodTemplateOptions): Container {
    return container(containers.pack, image, {
        command: script("prepare-pod", "copy-pack", "make-stores"),
        env: [...scriptEnvironment, field("NODE_IP", "status.podIP"), field("NODE_ID", "metadata.name")],
        volumeMounts: [...scripted, mount(volumes.pack, paths.packCopy)],
        resources: resources("500m", 512),
    });
}

function configuration({ toolsImage, profile, claimName }: PodTemplateOptions): Container {
    return container(containers.configuration, toolsImage, {
        command: script("prepare-pod", "apply-configuration", "seed-share", "end-boot"),
        env: scriptEnvironment,
        volumeMounts: [...scripted, mount(volumes.pack, packParent(profile)), ...share(claimName)],
        resources: resources("100m", 256),
    });
}

function readiness({ toolsImage, profile, timing, claimName }: PodTemplateOptions): Container {
    return container(containers.readiness, toolsImage, {
        restartPolicy: "Always",
        command: script("answer-readiness"),
        env: scriptEnvironment,
        ports: [{ name: "readiness", containerPort: ports.readiness, protocol: "TCP" }],
        volumeMounts: [...scripted, mount(volumes.readiness, paths.readiness), mount(volumes.pack, packParent(profile), true), ...share(claimName, true)],
        resources: resources(`${SIDECAR_MILLICORES.readiness}m`, 128),
        readinessProbe: {
            httpGet: { scheme: "HTTPS", port: ports.readiness, path: READINESS_PATH },
            periodSeconds: timing.probeIntervalSeconds,
            timeoutSeconds: timing.probeTimeoutSeconds,
            failureThreshold: timing.probeUnhealthyThreshold,
        },
    });
}

function front({ proxyImage, timing }: PodTemplateOptions): Container {
    return container(containers.front, proxyImage, {
        restartPolicy: "Always",
        // With a master process, which is one that asks for signals: the first process of a container gets no others.
        command: ["haproxy", "-W", "-db", "-f", `${paths.files}/${FRONT_FILE}`],
        ports: [{ name: "api", containerPort: ports.front, protocol: "TCP" }],
        volumeMounts: [mount(volumes.files, paths.files, true), mount(volumes.memory, paths.memory, true)],
        resources: resources(`${SIDECAR_MILLICORES.front}m`, 128, 512),
        readinessProbe: {
            tcpSocket: { port: ports.front },
            periodSeconds: timing.probeIntervalSeconds,
            timeoutSeconds: timing.probeTimeoutSeconds,
            failureThreshold: timing.probeUnhealthyThreshold,
        },
    });
}

function gateway(options: PodTemplateOptions): Container {
    const { image, profile, contentSync, timing, cpu, memoryMiB, heapMiB, claimName, clusteringLibraries } = options;
    const home = profile.homeDirectory;
    const inMemory = (subPath: string, path: string): VolumeMount => ({ name: volumes.memory, mountPath: `${home}/${path}`, subPath });
    return container(containers.gateway, image, {
        command: script("run-gateway"),
        env: [...scriptEnvironment, { name: profile.jvmMemoryVariable, value: `-Xms${heapMiB}m -Xmx${heapMiB}m -XX:+ExitOnOutOfMemoryError` }],
        ports: productPorts(profile),
        volumeMounts: [
            ...scripted,
            mount(volumes.readiness, paths.readiness, true),
            mount(volumes.pack, packParent(profile)),
            // What is rendered from secrets is in memory, as on a machine.
            inMemory("conf", "repository/conf"),
            inMemory("security", "repository/resources/security"),
            ...(artifactsAreFetched(contentSync) ? [inMemory("synapse-configs", "repository/deployment/server/synapse-configs")] : []),
            ...share(claimName),
            ...libraryMounts(home, clusteringLibraries),
        ],
        resources: {
            requests: { cpu: String(cpu), memory: `${memoryMiB}Mi`, "ephemeral-storage": "2Gi" },
            limits: { memory: `${memoryMiB}Mi`, "ephemeral-storage": "12Gi" },
        },
        startupProbe: startupProbe(profile, timing),
        livenessProbe: livenessProbe(profile),
        lifecycle: { preStop: { exec: { command: script("drain-pod") } } },
    });
}

function share(claimName: string | undefined, readOnly?: boolean): VolumeMount[] {
    return claimName === undefined ? [] : [mount(volumes.share, paths.share, readOnly)];
}
