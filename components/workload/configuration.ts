import { KEY_STORE_FILE } from "../node/pod/layout";
import { contentName } from "./names";
import { metadata, WorkloadPlan } from "./plan";

/**
 * Configuration, scripts and secrets of the pods. Each object has a name with the hash of its contents, and is never changed: a pod that restarts, or one that
 * replaces another while a new configuration is being rolled out or has failed, gets what its own template was made for. Pulumi makes the new objects first,
 * then the pods follow one by one, and the old objects go last.
 */

/** A ConfigMap with texts. */
export function configMap(plan: WorkloadPlan, what: string, data: Record<string, string>) {
    return { metadata: metadata(plan, contentName(plan.names.gateway, what, data)), data, immutable: true };
}

/** Where a secret is: in which vault, under which name, and which version of it. */
export interface SecretPlace {
    vault: string;
    name: string;
    version: string;
}

/** The parts of a secret's address with its version; nothing for a text that is no such address. */
export function secretPlace(address: string): SecretPlace | undefined {
    const [, vault, name, version] = /^https:\/\/([a-z0-9-]+)\.vault\.azure\.net\/secrets\/([0-9a-z-]+)\/([0-9a-z]+)\/?$/i.exec(address) ?? [];
    return vault === undefined || name === undefined || version === undefined ? undefined : { vault, name, version };
}

/** The identity by which the pods' secrets are read. */
export interface PodIdentity {
    clientId: string;
    tenantId: string;
}

/**
 * What the driver of Key Vault puts into each pod, in memory, and nowhere else: no Kubernetes Secret is made from it (`secretObjects`). Versions are fixed, so that
 * all pods of one template have the same, and a new one rolls them.
 *
 * @param secrets addresses with versions, by the name of the file
 * @throws Error for an address that is none, and for secrets in two vaults
 */
export function secretProviderClass(plan: WorkloadPlan, secrets: Readonly<Record<string, string>>, { clientId, tenantId }: PodIdentity) {
    const places = Object.entries(secrets)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([file, address]) => ({ file, address, place: secretPlace(address) }));
    const wrong = places.filter(({ place }) => place === undefined).map(({ file, address }) => `${file} (${address})`);
    if (wrong.length > 0) throw new Error(`addresses of secrets with their versions are needed; these are none: ${wrong.join(", ")}`);
    const vaults = [...new Set(places.map(({ place }) => place!.vault))];
    if (vaults.length > 1) throw new Error(`the driver reads from one vault; these are several: ${vaults.join(", ")}`);
    const objects = places.map(({ file, place }) =>
        [
            "objectType: secret",
            `objectName: ${place!.name}`,
            `objectVersion: ${place!.version}`,
            `objectAlias: ${file}`,
            // One that belongs to a certificate of the vault would become PEM otherwise.
            ...(file === KEY_STORE_FILE ? ["objectFormat: pfx"] : []),
        ]
            .map((line) => `${line}\n`)
            .join(""),
    );
    const parameters = {
        usePodIdentity: "false",
        useVMManagedIdentity: "false",
        // The pods' own identity: with workload identity the driver gets a token for their service account.
        clientID: clientId,
        tenantId,
        keyvaultName: vaults[0] ?? "",
        // YAML in a text, and in it texts of YAML: that is what the driver reads.
        objects: `array:\n${objects.map((object) => `  - |\n${indented(object, 4)}`).join("")}`,
    };
    return {
        apiVersion: "secrets-store.csi.x-k8s.io/v1",
        kind: "SecretProviderClass",
        metadata: metadata(plan, contentName(plan.names.gateway, "secrets", parameters)),
        spec: { provider: "azure", parameters },
    };
}

function indented(text: string, spaces: number): string {
    return text.replaceAll(/^(?=.)/gm, " ".repeat(spaces));
}
