import { createHash } from "node:crypto";

import { Problem } from "../problem";

/** Longest name that leaves room for what is added to it: names of services have at most 63 characters. */
const MAX_BASE = 40;
const HASH = 8;

/** What a name of a namespace, a service or a label's value looks like in Kubernetes (RFC 1035, which is the narrowest of its rules). */
const LABEL = /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Namespaces of Kubernetes and of AKS itself: nobody else's objects belong there. */
const RESERVED = /^(default|kube-.*|gatekeeper-system|aks-.*|calico-system|tigera-operator|dataprotection-microsoft|flux-system)$/;

/** Names of all objects of one environment's gateway. They are part of what others refer to, so they follow from the arguments alone and never change. */
export interface WorkloadNames {
    namespace: string;
    /** The Deployment, its PodDisruptionBudget and its autoscaler. Value of the label `app.kubernetes.io/instance`. */
    gateway: string;
    serviceAccount: string;
    /** Services: where requests arrive, where the Publisher does, and by which members of a cluster find each other. */
    entry: string;
    management: string;
    members: string;
}

/**
 * The names of an environment's objects.
 *
 * @param baseName start of the environment's names
 * @param namespace where it is given
 */
export function workloadNames(baseName: string, namespace: string | undefined): WorkloadNames {
    const base = kubernetesName(baseName);
    const space = namespace ?? base;
    return {
        namespace: space,
        gateway: base,
        serviceAccount: base,
        entry: `${base}-entry`,
        management: `${base}-management`,
        members: `${base}-members`,
    };
}

/** Labels that select the gateway's pods, and nothing else. A Deployment's cannot be changed. */
export function selectorLabels({ gateway }: Pick<WorkloadNames, "gateway">): Record<string, string> {
    return { "app.kubernetes.io/name": "wso2-gateway", "app.kubernetes.io/instance": gateway };
}

/** Name of an object with the hash of its contents: another content is another object, which the pods of an earlier one do not see. */
export function contentName(base: string, what: string, content: unknown): string {
    return `${base}-${what}-${shortHash(JSON.stringify(content))}`;
}

/** A text as a name of Kubernetes. What is changed by that is closed by a hash, so that two texts never become the same name. */
function kubernetesName(text: string): string {
    const clean = text
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, "-")
        .replace(/^[^a-z]+/, "")
        .replace(/-+$/, "");
    if (clean === text.toLowerCase() && clean.length <= MAX_BASE) return clean;
    return `${(clean || "gateway").slice(0, MAX_BASE - HASH - 1).replace(/-+$/, "")}-${shortHash(text)}`;
}

function shortHash(text: string): string {
    return createHash("sha256").update(text).digest("hex").slice(0, HASH);
}

/** What is wrong with the name of a namespace. */
export function checkNamespace(name: string, path: string): Problem[] {
    if (RESERVED.test(name)) return [{ path, message: `is "${name}", which belongs to Kubernetes or to AKS; a namespace of its own is needed` }];
    return checkLabel(name, path);
}

/** What is wrong with a name that must be a label of DNS. */
export function checkLabel(name: string, path: string): Problem[] {
    if (LABEL.test(name)) return [];
    return [{ path, message: `is "${name}"; allowed are 1 to 63 lower-case letters, digits and hyphens, first a letter and last no hyphen` }];
}
