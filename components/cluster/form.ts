import { boolean, group, groups, integer, list, map, number, required, Setting, text } from "../settings";

const image = group({ registry: text, repository: required(text), tag: text, digest: text });
const pool = group({ vmSize: text, minNodes: integer, maxNodes: integer, osDiskSizeGiB: integer });
const window = group({ day: text, startTime: text, durationHours: integer, utcOffset: text });

/** The settings of the cluster itself in stack configuration; a kubeconfig is a secret of its own. */
const managedCluster: Readonly<Record<string, Setting>> = {
    existing: group({ id: required(text) }),
    kubernetesVersion: text,
    skuTier: text,
    privateApiServer: boolean,
    authorizedRanges: list,
    apiServerZoneId: text,
    deployer: group({ principalId: required(text), principalType: text }),
    registryId: text,
    podRange: text,
    serviceRange: text,
    outbound: text,
    systemPool: pool,
    nodePool: pool,
    encryptionAtHost: boolean,
    upgradeChannel: text,
    nodeImageChannel: text,
    maintenance: group({ upgrades: window, nodeImages: window }),
};

/** The settings of the pods in stack configuration. */
const workload: Readonly<Record<string, Setting>> = {
    image: required(image),
    toolsImage: image,
    proxyImage: image,
    pullSecretName: text,
    namespace: text,
    createNamespace: boolean,
    minReplicas: integer,
    maxReplicas: integer,
    minAvailable: integer,
    targetCpuPercent: integer,
    cpu: number,
    memoryMiB: integer,
    heapMiB: integer,
    entryAddress: text,
    clusteringLibraries: group({ configMapName: required(text), dropins: required(list), libraries: required(list) }),
    nodeSelector: map,
    tolerations: groups({ key: text, value: text, effect: text }),
    priorityClassName: text,
    backendRanges: list,
    backendNamespaces: list,
    controlPlaneRanges: list,
};

/** The settings of gateway nodes as pods on a cluster, as stack configuration has them. */
export const clusterForm = group({ ...managedCluster, ...workload });
