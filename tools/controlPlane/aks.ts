import { listOrEmpty, objectOrEmpty, textOrEmpty } from "../../simulator/json";
import { KubernetesClient } from "../../simulator/kubernetes/client";
import { annotation, asObject, KubernetesObject } from "../../simulator/kubernetes/objects";

/** What a cluster of AKS has that Kubernetes itself has not, as far as the gateway's objects need it. */
const FIELD_MANAGER = "aks";

/** The kind that the add-on for Key Vault defines, with its fields. Source: secrets-store-csi-driver, `secrets-store.csi.x-k8s.io/v1`. */
const secretProviderClasses = asObject({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "secretproviderclasses.secrets-store.csi.x-k8s.io" },
    spec: {
        group: "secrets-store.csi.x-k8s.io",
        scope: "Namespaced",
        names: { plural: "secretproviderclasses", singular: "secretproviderclass", kind: "SecretProviderClass", listKind: "SecretProviderClassList" },
        versions: [
            {
                name: "v1",
                served: true,
                storage: true,
                schema: {
                    openAPIV3Schema: {
                        type: "object",
                        properties: {
                            spec: {
                                type: "object",
                                properties: {
                                    provider: { type: "string" },
                                    parameters: { type: "object", additionalProperties: { type: "string" } },
                                    secretObjects: { type: "array", items: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
                                },
                            },
                        },
                    },
                },
            },
        ],
    },
});

/** The driver of shares in Azure Files: nothing is attached to nodes. */
const fileDriver = asObject({
    apiVersion: "storage.k8s.io/v1",
    kind: "CSIDriver",
    metadata: { name: "file.csi.azure.com" },
    spec: { attachRequired: false, podInfoOnMount: true, volumeLifecycleModes: ["Persistent", "Ephemeral"] },
});

/** The driver of the vault's secrets. */
const secretsDriver = asObject({
    apiVersion: "storage.k8s.io/v1",
    kind: "CSIDriver",
    metadata: { name: "secrets-store.csi.k8s.io" },
    spec: { attachRequired: false, podInfoOnMount: true, volumeLifecycleModes: ["Ephemeral"], tokenRequests: [{ audience: "api://AzureADTokenExchange" }] },
});

/** Installs what add-ons of AKS bring. */
export async function installAddOns(client: KubernetesClient): Promise<void> {
    for (const object of [secretProviderClasses, fileDriver, secretsDriver]) await client.apply(object, { fieldManager: FIELD_MANAGER, force: true });
}

/** The address that a Service asks of Azure's load balancer. */
const ADDRESS = "service.beta.kubernetes.io/azure-load-balancer-ipv4";
/** Milliseconds between two looks. */
const INTERVAL = 200;

/**
 * Plays Azure's cloud provider: gives Services of type LoadBalancer the address that they ask for, until it is stopped.
 *
 * @returns what stops it
 */
export function serveLoadBalancers(client: KubernetesClient): () => Promise<void> {
    let isStopped = false;
    const served = (async () => {
        while (!isStopped) {
            // A cluster that stops meanwhile has no Services any more.
            const services = await client.list({ apiVersion: "v1", kind: "Service" }).catch(() => []);
            for (const service of services.filter(wantsAddress)) {
                const ingress = [{ ip: annotation(service, ADDRESS) || "10.224.0.100" }];
                await client.patch(service, { status: { loadBalancer: { ingress } } }, "status").catch(() => undefined);
            }
            await new Promise((resolve) => setTimeout(resolve, INTERVAL));
        }
    })();
    return async () => {
        isStopped = true;
        await served;
    };
}

function wantsAddress(service: KubernetesObject): boolean {
    const isBalanced = textOrEmpty(objectOrEmpty(service.spec).type) === "LoadBalancer";
    return isBalanced && listOrEmpty(objectOrEmpty(objectOrEmpty(service.status).loadBalancer).ingress).length === 0;
}
