import { ReleaseProfile } from "../../product/release";
import { FILES_FOLDER, SCRIPTS_FOLDER } from "../gatewayNode";

/** Containers of a gateway pod, in the order in which they start. The first three end before the others begin. */
export const containers = {
    /** Takes the secrets to memory, in the forms that the others need. Tools image. */
    secrets: "secrets",
    /** Copies the pack out of its image to where the product may write, and makes the key store and the trust store. The user's image. */
    pack: "pack",
    /** Puts the environment's configuration into the pack's, and fills an empty share. Tools image. */
    configuration: "configuration",
    /** Answers whether this pod may get requests, to Kubernetes and to the load balancer. Tools image, ends after the gateway. */
    readiness: "readiness",
    /** Takes the API requests, and closes connections while the pod drains. Proxy image, ends after the gateway. */
    front: "front",
    /** The product. The user's image. */
    gateway: "gateway",
} as const;

/** Volumes of a gateway pod. */
export const volumes = {
    /** ConfigMap with `PodDocument.files`. */
    files: "files",
    /** ConfigMap with `PodDocument.scripts`. */
    scripts: "scripts",
    /** The secrets, from Key Vault by its CSI driver. */
    secrets: "secrets",
    /** In memory: secrets, the configuration that they are rendered into, and what the containers tell each other. */
    memory: "memory",
    /** In memory: when somebody was told last that the pod is ready. */
    readiness: "readiness",
    /** The pack, where the product can write to it. */
    pack: "pack",
    /** `/tmp`. */
    temporary: "temporary",
    /** The shared file system, where the release uses one. */
    share: "share",
    /** ConfigMap with jars for Hazelcast. */
    libraries: "libraries",
} as const;

/** Where the containers have their volumes. */
export const paths = {
    files: FILES_FOLDER,
    scripts: SCRIPTS_FOLDER,
    secrets: "/run/wso2-gateway-secrets",
    memory: "/run/wso2-gateway",
    readiness: "/run/wso2-gateway-readiness",
    temporary: "/tmp",
    share: "/mnt/wso2-gateway",
    /** Of the pack's volume while the image's own pack must be seen. */
    packCopy: "/run/wso2-gateway-pack",
} as const;

/** Name of the file, among the secrets, with the key store: a PKCS12 file in base64. */
export const KEY_STORE_FILE = "node-key-store";

/** Folder that has the pack's folder in it, and beside it what an empty share is filled with. */
export function packParent({ homeDirectory }: Pick<ReleaseProfile, "homeDirectory">): string {
    return homeDirectory.slice(0, homeDirectory.lastIndexOf("/"));
}
