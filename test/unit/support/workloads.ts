import { GatewayWorkload, GatewayWorkloadArgs, releaseProfile } from "../../../components";
import { plain, Registered, registeredBy } from "./mocks";

const VAULT = "https://kv-shop.vault.azure.net/secrets";

/** What pods are told, in short. */
export const podDocument = {
    files: { "deployment.toml": '[server]\nhostname = "gw.example.com"\n', "node.env": 'HOST_NAME="gw.example.com"\n' },
    scripts: { "drain-pod": "#!/usr/bin/env bash\n" },
    secrets: { GATEWAY_ADMIN_PASSWORD: `${VAULT}/admin-password/0123456789abcdef`, "node-key-store": `${VAULT}/node-key-store/fedcba9876543210` },
    configurationHash: "00112233aabbccdd",
};

export const share = {
    accountId: "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shop/providers/Microsoft.Storage/storageAccounts/stshop",
    shareName: "artifacts",
};

/** Arguments of a workload that nothing is wrong with. */
export function workloadArgs(changes: Partial<GatewayWorkloadArgs> = {}): GatewayWorkloadArgs {
    return {
        release: "4.5.0",
        tier: "Production",
        baseName: "shop-prod",
        image: { registry: "contoso.azurecr.io", repository: "wso2am-universal-gw", tag: "4.5.0" },
        podDocument,
        identityClientId: "11111111-1111-1111-1111-111111111111",
        tenantId: "22222222-2222-2222-2222-222222222222",
        entrySubnetId: "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets/snet-shop-entry",
        entryAddress: "10.20.4.14",
        loadBalancerRange: "10.20.0.0/24",
        ...changes,
    };
}

/** One kind of workload: a release, and what is asked of it. */
export interface WorkloadVariant {
    release: string;
    share: boolean;
    hazelcast: boolean;
    webSocket: boolean;
}

const choices = [false, true];

/** Every combination, for each kind of release. */
export const workloadVariants: readonly WorkloadVariant[] = ["2.1.0", "2.6.0", "3.2.0", "4.0.0", "4.5.0", "4.7.0"].flatMap((release) =>
    choices.flatMap((share) =>
        (releaseProfile(release).hazelcast.supported ? choices : [false]).flatMap((hazelcast) =>
            choices.map((webSocket) => ({ release, share, hazelcast, webSocket })),
        ),
    ),
);

/** Arguments of a variant that nothing is wrong with. */
export function variantArgs({ share: withShare, ...variant }: WorkloadVariant, changes: Partial<GatewayWorkloadArgs> = {}): GatewayWorkloadArgs {
    return workloadArgs({ ...variant, ...(withShare ? { share } : {}), ...changes });
}

/** What is asked of a variant, in words. */
export function variantTitle({ share: withShare, hazelcast, webSocket }: WorkloadVariant): string {
    const said = { share: withShare, Hazelcast: hazelcast, WebSocket: webSocket };
    return (
        Object.entries(said)
            .flatMap(([what, is]) => (is ? [what] : []))
            .join(", ") || "nothing else"
    );
}

/** An object of Kubernetes as it is sent to the cluster. */
export interface KubernetesObject {
    apiVersion: string;
    kind: string;
    metadata: { name: string; namespace?: string; labels: Record<string, string>; annotations?: Record<string, string> };
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests reach deep into objects whose types are Kubernetes' own
    [field: string]: any;
}

/** What a workload registers. */
export function registeredWorkload(args: GatewayWorkloadArgs): Promise<Registered[]> {
    return registeredBy(() => new GatewayWorkload("gateway", args));
}

/** The objects of a workload, by kind and name. */
export async function workloadObjects(args: GatewayWorkloadArgs): Promise<KubernetesObject[]> {
    const registered = await registeredWorkload(args);
    return registered.filter(({ type }) => type.startsWith("kubernetes:")).map(({ inputs }) => plain(inputs) as KubernetesObject);
}

/** The one object of a kind, or the one with a name that ends so. */
export function objectOf(objects: readonly KubernetesObject[], kind: string, end = ""): KubernetesObject {
    const found = objects.filter((object) => object.kind === kind && object.metadata.name.endsWith(end));
    if (found.length !== 1) throw new Error(`${found.length} objects of kind ${kind} end with "${end}"`);
    return found[0]!;
}
