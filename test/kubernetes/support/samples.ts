import { asObject, KubernetesObject } from "../../../simulator/kubernetes/objects";

/** A small object of each kind that the tests of control plane and provider need. */
export const NAMESPACE = "trial";

const labels = { app: "trial" };

export function namespace(annotations: Record<string, string> = {}): KubernetesObject {
    return asObject({ apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE, labels: annotations } });
}

export function configMap(name: string, data: Record<string, string>, annotations: Record<string, string> = {}): KubernetesObject {
    return asObject({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: NAMESPACE, annotations }, data });
}

export interface DeploymentOptions {
    replicas?: number;
    image?: string;
    /** Annotations of the pods: what the nodes make of them (tools/controlPlane/stages.yaml). */
    pods?: Record<string, string>;
    /** Amounts, as a user writes them. */
    requests?: Record<string, string>;
}

/** Pods that a namespace of the restricted level accepts, with a startup probe that waits for 4 seconds. */
export function deployment({
    replicas = 2,
    image = "example.invalid/app:1",
    pods = {},
    requests = { cpu: "0.25", memory: "1024Mi" },
}: DeploymentOptions = {}): KubernetesObject {
    return asObject({
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "app", namespace: NAMESPACE },
        spec: {
            replicas,
            selector: { matchLabels: labels },
            strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
            template: {
                metadata: { labels, annotations: pods },
                spec: {
                    securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
                    containers: [
                        {
                            name: "app",
                            image,
                            ports: [{ name: "https", containerPort: 8443 }],
                            startupProbe: { tcpSocket: { port: "https" }, periodSeconds: 1, failureThreshold: 4 },
                            resources: { requests },
                            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
                        },
                    ],
                },
            },
        },
    });
}

export function service(spec: Record<string, string>): KubernetesObject {
    const ports = [{ name: "https", port: 443, targetPort: "https" }];
    return asObject({ apiVersion: "v1", kind: "Service", metadata: { name: "app", namespace: NAMESPACE }, spec: { selector: labels, ports, ...spec } });
}
