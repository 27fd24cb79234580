import { JsonObject, objectOrEmpty, textOrEmpty } from "../json";

/** What kind of object: an API group's version and the name of the kind. */
export interface Kind {
    apiVersion: string;
    kind: string;
}

/** An object of Kubernetes: its kind, its name, and whatever its kind has. */
export interface KubernetesObject extends JsonObject {
    apiVersion: string;
    kind: string;
    metadata: JsonObject;
}

/** An object of which only the keys are known that every one has. */
export function asObject(value: JsonObject): KubernetesObject {
    return { ...value, apiVersion: textOrEmpty(value.apiVersion), kind: textOrEmpty(value.kind), metadata: objectOrEmpty(value.metadata) };
}

export function nameOf(object: JsonObject): string {
    return textOrEmpty(objectOrEmpty(object.metadata).name);
}

export function namespaceOf(object: JsonObject): string {
    return textOrEmpty(objectOrEmpty(object.metadata).namespace);
}

/** An annotation's value, or an empty text. */
export function annotation(object: JsonObject, key: string): string {
    return textOrEmpty(objectOrEmpty(objectOrEmpty(object.metadata).annotations)[key]);
}

/** Pulumi's id of an object. */
export function idOf(object: JsonObject): string {
    const namespace = namespaceOf(object);
    return namespace === "" ? nameOf(object) : `${namespace}/${nameOf(object)}`;
}

/** Namespace and name in Pulumi's id of an object. */
export function parseId(id: string): { namespace: string; name: string } {
    const [first = "", second] = id.split("/");
    return second === undefined ? { namespace: "", name: first } : { namespace: first, name: second };
}

/** The kind in a type of Pulumi: `kubernetes:apps/v1:Deployment`, `kubernetes:core/v1:Service`. Nothing for types that are no objects. */
export function kindOfToken(token: string): Kind | undefined {
    const [, module = "", kind = ""] = token.split(":");
    const [group, version] = module.split("/");
    if (!group || !version || kind === "" || group === "helm.sh") return undefined;
    return { apiVersion: group === "core" ? version : `${group}/${version}`, kind };
}
