import { isObject, Json, JsonObject, sameJson, textOrEmpty } from "../json";
import { PropertyChange } from "../diff";
import { isUnknown } from "../wireValues";
import { activeCluster, KubeconfigChoice, parseKubeconfig } from "./kubeconfig";

/** Settings of a provider, as far as they are imitated. */
export interface Configuration {
    kubeconfig: string;
    choice: KubeconfigChoice;
    namespace: string;
    deleteUnreachable: boolean;
    skipUpdateUnreachable: boolean;
    enableConfigMapMutable: boolean;
    enableSecretMutable: boolean;
    enablePatchForce: boolean;
    upsertExistingObjects: boolean;
}

/** Settings that are not imitated: each would make the provider do something else than what is shown here. */
const REFUSED = ["renderYamlToDirectory", "alwaysRender"];

/** Settings from the engine's variables (`kubernetes:config:<name>`) and from the environment, which counts less. */
export function configurationFrom(variables: ReadonlyMap<string, string>, env: NodeJS.ProcessEnv): Configuration {
    const text = (name: string) => variables.get(`kubernetes:config:${name}`) ?? "";
    const flag = (name: string, variable: string) => (variables.get(`kubernetes:config:${name}`) ?? env[variable]) === "true";
    const choice = { context: text("context") || undefined, cluster: text("cluster") || undefined };
    return {
        kubeconfig: text("kubeconfig"),
        choice: Object.fromEntries(Object.entries(choice).filter(([, value]) => value !== undefined)),
        namespace: text("namespace"),
        deleteUnreachable: flag("deleteUnreachable", "PULUMI_K8S_DELETE_UNREACHABLE"),
        skipUpdateUnreachable: flag("skipUpdateUnreachable", "PULUMI_K8S_SKIP_UPDATE_UNREACHABLE"),
        enableConfigMapMutable: flag("enableConfigMapMutable", "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE"),
        enableSecretMutable: flag("enableSecretMutable", "PULUMI_K8S_ENABLE_SECRET_MUTABLE"),
        enablePatchForce: flag("enablePatchForce", "PULUMI_K8S_ENABLE_PATCH_FORCE"),
        upsertExistingObjects: flag("upsertExistingObjects", "PULUMI_K8S_UPSERT_EXISTING_OBJECTS"),
    };
}

/** What is wrong with a provider's arguments. */
export function configurationProblems(args: JsonObject): string[] {
    const refused = REFUSED.filter((name) => args[name] !== undefined).map((name) => `${name} is not simulated`);
    const clientSide = args.enableServerSideApply === false || args.enableServerSideApply === "false";
    return [...refused, ...(clientSide ? ["enableServerSideApply can not be switched off in the simulation"] : [])];
}

/**
 * What changes in a provider, and whether everything that it has made must be replaced for it: where `clusterIdentifier` was and stays the same, never;
 * where it changes, always; without it, when the kubeconfig chooses another cluster or is not known yet.
 */
export function diffConfiguration(olds: JsonObject, news: JsonObject): Record<string, PropertyChange> {
    const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter((key) => key !== "version" && !sameJson(olds[key], news[key]));
    const [before, after] = [olds.clusterIdentifier, news.clusterIdentifier];
    const isSame = after !== undefined && sameJson(before, after);
    const isOther = before !== undefined && after !== undefined && !isSame;
    const choices = ["kubeconfig", "context", "cluster"];
    const clusters = [clusterOf(olds), clusterOf(news)];
    const moves = choices.some((key) => isUnknown(news[key])) || (clusters[0] !== clusters[1] && !clusters.includes(""));
    return Object.fromEntries(
        keys.map((key): [string, PropertyChange] => {
            const kind = olds[key] === undefined ? "add" : news[key] === undefined ? "delete" : "update";
            const replaces = !isSame && ((isOther && key === "clusterIdentifier") || (moves && choices.includes(key)));
            return [key, { kind, replaces }];
        }),
    );
}

/** The cluster that is chosen, as a text to compare; empty where that can not be told. */
function clusterOf(args: JsonObject): string {
    const text = (value: Json | undefined) => textOrEmpty(value) || undefined;
    try {
        const config = parseKubeconfig(textOrEmpty(args.kubeconfig));
        const cluster = activeCluster(config, { context: text(args.context), cluster: text(args.cluster) });
        return isObject(cluster) ? JSON.stringify(cluster) : "";
    } catch {
        return "";
    }
}
