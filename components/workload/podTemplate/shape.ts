/** The parts of Kubernetes' PodTemplateSpec that this library sets. */
export interface PodTemplate {
    metadata: { labels: Record<string, string>; annotations: Record<string, string> };
    spec: PodSpec;
}

export interface PodSpec {
    serviceAccountName: string;
    automountServiceAccountToken: boolean;
    enableServiceLinks: boolean;
    terminationGracePeriodSeconds: number;
    securityContext: PodSecurityContext;
    imagePullSecrets?: { name: string }[];
    initContainers: Container[];
    containers: Container[];
    volumes: Volume[];
}

export interface PodSecurityContext {
    runAsNonRoot: boolean;
    runAsUser: number;
    runAsGroup: number;
    fsGroup: number;
    fsGroupChangePolicy: string;
    seccompProfile: { type: string };
}

export interface ContainerSecurityContext {
    runAsNonRoot: boolean;
    allowPrivilegeEscalation: boolean;
    privileged: boolean;
    readOnlyRootFilesystem: boolean;
    capabilities: { drop: string[] };
}

export interface Resources {
    requests: Record<string, string>;
    limits: Record<string, string>;
}

export interface Container {
    name: string;
    image: string;
    command: string[];
    /** `Always` for an init container that runs beside the others. */
    restartPolicy?: string;
    env?: EnvironmentVariable[];
    ports?: { name: string; containerPort: number; protocol: string }[];
    volumeMounts: VolumeMount[];
    resources: Resources;
    securityContext: ContainerSecurityContext;
    startupProbe?: Probe;
    readinessProbe?: Probe;
    livenessProbe?: Probe;
    lifecycle?: { preStop: { exec: { command: string[] } } };
}

export interface EnvironmentVariable {
    name: string;
    value?: string;
    valueFrom?: { fieldRef: { fieldPath: string } };
}

export interface VolumeMount {
    name: string;
    mountPath: string;
    subPath?: string;
    readOnly?: boolean;
}

export interface Probe {
    httpGet?: { scheme: string; port: number; path: string };
    tcpSocket?: { port: number };
    periodSeconds: number;
    timeoutSeconds: number;
    failureThreshold: number;
    terminationGracePeriodSeconds?: number;
}

export interface Volume {
    name: string;
    configMap?: { name: string; defaultMode?: number };
    csi?: { driver: string; readOnly: boolean; volumeAttributes: Record<string, string> };
    emptyDir?: { medium?: string; sizeLimit: string };
    persistentVolumeClaim?: { claimName: string };
}
