import { configurationHash, environmentFile, gatewayFiles, GatewayNode, gatewaySettings, pemFile } from "../gatewayNode";
import { ShareType } from "../packages";
import { ports } from "../ports";
import { FRONT_FILE, FRONT_ROOTS_FILE, frontConfiguration, FrontOptions } from "./front";
import { KEY_STORE_FILE, paths } from "./layout";
import { podScripts } from "./podScripts";

/** What runs in a gateway pod, and what it is told. Nothing in it is secret: of secrets it has the addresses. */
export interface PodDocument {
    /** Texts by the names of their files in `/etc/wso2-gateway`. */
    files: Record<string, string>;
    /** Scripts by their names in `/usr/local/lib/wso2-gateway`, where all of them can be run. */
    scripts: Record<string, string>;
    /** Addresses in Key Vault, with their versions, of the secrets by the names of their files in `/run/wso2-gateway-secrets`. */
    secrets: Record<string, string>;
    /** 16 hexadecimal digits that are others as soon as anything in it is. */
    configurationHash: string;
}

/** Folders of the product that the pods of an environment share. */
export interface PodShare {
    /** Relative to the home directory. */
    paths: readonly string[];
    /** Folder of the share that is this environment's. */
    folder: string;
}

/** Everything that a pod is told. */
export interface PodConfiguration extends GatewayNode, FrontOptions {
    /** Addresses of the secrets, by the name of the variable that the product reads them from. */
    secretIds: Readonly<Record<string, string>>;
    /** Address of the key store's secret. */
    keyStoreSecretId: string;
    /** Root certificates, PEM, that the node's own certificate is verified with. */
    nodeRoots: readonly string[];
    share?: PodShare;
    /** The longest that the preStop hook takes. */
    preStopSeconds: number;
}

/** What a pod of this configuration runs and is told. The same always gives the same texts. */
export function podFiles(pod: PodConfiguration): PodDocument {
    const scripts = podScripts(pod.configurationStyle);
    const secrets = { ...pod.secretIds, [KEY_STORE_FILE]: pod.keyStoreSecretId };
    const settings = podSettings(pod);
    const files = { ...gatewayFiles(pod), [FRONT_FILE]: frontConfiguration(pod), [FRONT_ROOTS_FILE]: pemFile(pod.nodeRoots) };
    const hash = configurationHash(environmentFile(settings), ...[files, scripts, secrets].map((texts) => JSON.stringify(texts)));
    return { files: { ...files, "node.env": environmentFile({ ...settings, CONFIGURATION_HASH: hash }) }, scripts, secrets, configurationHash: hash };
}

function podSettings(pod: PodConfiguration): Record<string, string> {
    const { share } = pod;
    return {
        ...gatewaySettings(pod),
        SECRETS_FOLDER: paths.secrets,
        FRONT_PORT: String(ports.front),
        PRE_STOP_SECONDS: String(pod.preStopSeconds),
        ...(share === undefined ? {} : { SHARE_TYPE: ShareType.Nfs, SHARE_FOLDER: share.folder, SHARED_PATHS: share.paths.join(":") }),
    };
}
