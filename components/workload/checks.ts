import { isAddress } from "../azure/addressPlan";
import { checkOneOf, checkRange, checkWhole } from "../checking/rangeChecks";
import { Problem } from "../problem";
import { ContentSyncMode, ReleaseProfile } from "../product/release";
import { FileShareProtocol } from "../sharedStorage/args";
import { Tier } from "../tier";
import { TimingArgs } from "../timing/args";
import { checkImage } from "./image";
import { checkLabel, checkNamespace } from "./names";
import { checkReachableRange } from "./networkPolicies";
import { ClusteringLibraries, PodToleration, WorkloadSettings } from "./settings";
import { MAX_REPLICAS, checkSizes, workloadSizes } from "./sizes";
import { checkStartupBudget } from "./startupBudget";

/** Names of objects, of labels and of files in a ConfigMap. */
const OBJECT_NAME = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;
const LABEL_KEY = /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/;
const JAR = /^[A-Za-z0-9][\w.-]{0,248}\.jar$/;

/** What is wrong with the settings of gateway nodes as pods, as far as it is known before anything exists. Paths begin at the settings. */
export function checkWorkload(settings: WorkloadSettings, tier: Tier): Problem[] {
    const { image, toolsImage, proxyImage, namespace, entryAddress, pullSecretName, priorityClassName } = settings;
    return [
        ...checkImage(image, tier, "image"),
        ...(toolsImage === undefined ? [] : checkImage(toolsImage, tier, "toolsImage")),
        ...(proxyImage === undefined ? [] : checkImage(proxyImage, tier, "proxyImage")),
        ...(namespace === undefined ? [] : checkNamespace(namespace, "namespace")),
        ...checkReplicas(settings, tier),
        ...checkSizes(settings, tier),
        ...(entryAddress === undefined || isAddress(entryAddress)
            ? []
            : [{ path: "entryAddress", message: `is "${entryAddress}"; an IPv4 address is needed` }]),
        ...checkObjectName(pullSecretName, "pullSecretName"),
        ...checkObjectName(priorityClassName, "priorityClassName"),
        ...checkPlacement(settings),
        ...checkReachable(settings),
        ...(settings.clusteringLibraries === undefined ? [] : checkLibraries(settings.clusteringLibraries)),
    ];
}

/** What is known of a deployment, apart from its workload's own settings. */
export interface WorkloadContext {
    profile: ReleaseProfile;
    contentSync: ContentSyncMode;
    /** What the startup budget follows from. */
    durations: TimingArgs;
    /** Whether the pods are members of a Hazelcast cluster. */
    hazelcast: boolean;
    /** How the share is spoken to, where there is one. */
    shareProtocol?: FileShareProtocol;
}

/**
 * What pods of a release cannot do, or can do only otherwise. Paths begin at the deployment's arguments.
 *
 * @param path of the workload's settings
 */
export function checkWorkloadRelease(settings: WorkloadSettings, context: WorkloadContext, path: string): Problem[] {
    const { profile, durations, contentSync, hazelcast, shareProtocol } = context;
    const problems: Problem[] = [];
    if (contentSync === ContentSyncMode.Rsync) {
        const reason = "the manager that workers copy from is a single machine with a disk of its own, and every pod can mount the shared file system instead";
        problems.push({ path: "contentSync", message: `is Rsync, which pods have not: ${reason}; use SharedFileSystem` });
    }
    if (shareProtocol === FileShareProtocol.Smb) {
        const reason = "the driver mounts SMB with a key of the account, which would lie in a Kubernetes Secret";
        problems.push({ path: "sharedStorage.protocol", message: `is SMB, which pods do not mount: ${reason}; use NFS` });
    }
    if (settings.clusteringLibraries !== undefined && !hazelcast)
        problems.push({ path: `${path}.clusteringLibraries`, message: "is given without hazelcast; leave it out, or give both" });
    return [...problems, ...checkStartupBudget(profile, durations)];
}

function checkReplicas(settings: WorkloadSettings, tier: Tier): Problem[] {
    const { minReplicas, maxReplicas } = workloadSizes(settings, tier);
    const { minAvailable, targetCpuPercent } = settings;
    return [
        ...checkRange(minReplicas, maxReplicas, [1, MAX_REPLICAS], "Replicas"),
        ...checkWhole(targetCpuPercent, [10, 95], "targetCpuPercent"),
        ...(minAvailable === undefined || !Number.isInteger(minAvailable) || minAvailable < minReplicas
            ? checkWhole(minAvailable, [1, MAX_REPLICAS], "minAvailable")
            : [{ path: "minAvailable", message: notFewer(minAvailable, minReplicas), azureError: "PodDrainFailure" }]),
    ];
}

function notFewer(minAvailable: number, minReplicas: number): string {
    return `is ${minAvailable}, not less than minReplicas (${minReplicas}): no node with a gateway on it could ever be drained, so no upgrade of the cluster would end`;
}

function checkObjectName(name: string | undefined, path: string): Problem[] {
    if (name === undefined || OBJECT_NAME.test(name)) return [];
    return [{ path, message: `is "${name}"; allowed are lower-case letters, digits, dots and hyphens, first and last a letter or digit` }];
}

function checkPlacement({ nodeSelector, tolerations }: WorkloadSettings): Problem[] {
    return [
        ...Object.entries(nodeSelector ?? {}).flatMap(([key, value]) =>
            LABEL_KEY.test(key) && LABEL_VALUE.test(value)
                ? []
                : [{ path: `nodeSelector.${key}`, message: `is "${value}"; key and value must be those of a label` }],
        ),
        ...(tolerations ?? []).flatMap((toleration, index) => checkToleration(toleration, `tolerations[${index}]`)),
    ];
}

function checkToleration({ key, value, effect }: PodToleration, path: string): Problem[] {
    return [
        ...(key === undefined || LABEL_KEY.test(key) ? [] : [{ path: `${path}.key`, message: `is "${key}"; the key of a taint is needed` }]),
        ...(value === undefined || LABEL_VALUE.test(value) ? [] : [{ path: `${path}.value`, message: `is "${value}"; the value of a taint is needed` }]),
        ...(value !== undefined && key === undefined ? [{ path: `${path}.key`, message: "is missing beside a value" }] : []),
        ...checkOneOf(["NoSchedule", "PreferNoSchedule", "NoExecute"], effect, `${path}.effect`),
    ];
}

function checkReachable({ backendRanges, backendNamespaces, controlPlaneRanges }: WorkloadSettings): Problem[] {
    const each = (list: string[] | undefined, path: string, check: (text: string, path: string) => Problem[]) =>
        (list ?? []).flatMap((text, index) => check(text, `${path}[${index}]`));
    return [
        ...each(backendRanges, "backendRanges", checkReachableRange),
        ...each(backendNamespaces, "backendNamespaces", checkLabel),
        ...each(controlPlaneRanges, "controlPlaneRanges", checkReachableRange),
        ...(controlPlaneRanges?.length === 0 ? [{ path: "controlPlaneRanges", message: "are empty; a gateway does not start without its control plane" }] : []),
    ];
}

function checkLibraries({ configMapName, dropins, libraries }: ClusteringLibraries): Problem[] {
    const jars = (names: string[], path: string): Problem[] =>
        names.flatMap((name, index) => (JAR.test(name) ? [] : [{ path: `${path}[${index}]`, message: `is "${name}"; the name of a jar is needed` }]));
    return [
        ...checkObjectName(configMapName, "clusteringLibraries.configMapName"),
        ...jars(dropins, "clusteringLibraries.dropins"),
        ...jars(libraries, "clusteringLibraries.libraries"),
        ...(dropins.length === 0 ? [{ path: "clusteringLibraries.dropins", message: "are empty; the jar of the membership scheme is needed" }] : []),
    ];
}
