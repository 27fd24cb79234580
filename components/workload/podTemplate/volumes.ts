import { volumes } from "../../node/pod/layout";
import type { PodTemplateOptions } from "../podTemplate";
import type { ClusteringLibraries } from "../settings";
import { Volume, VolumeMount } from "./shape";

/** All can be run: scripts of one folder start each other. */
const EXECUTABLE = 0o555;

/** The volumes of a gateway pod. */
export function podVolumes(options: VolumeOptions): Volume[] {
    const { configMapName, scriptsMapName, secretProviderClassName, claimName, clusteringLibraries } = options;
    return [
        { name: volumes.files, configMap: { name: configMapName } },
        { name: volumes.scripts, configMap: { name: scriptsMapName, defaultMode: EXECUTABLE } },
        {
            name: volumes.secrets,
            csi: { driver: "secrets-store.csi.k8s.io", readOnly: true, volumeAttributes: { secretProviderClass: secretProviderClassName } },
        },
        { name: volumes.memory, emptyDir: { medium: "Memory", sizeLimit: "64Mi" } },
        { name: volumes.readiness, emptyDir: { medium: "Memory", sizeLimit: "1Mi" } },
        { name: volumes.pack, emptyDir: { sizeLimit: "10Gi" } },
        { name: volumes.temporary, emptyDir: { sizeLimit: "1Gi" } },
        ...(claimName === undefined ? [] : [{ name: volumes.share, persistentVolumeClaim: { claimName } }]),
        ...(clusteringLibraries === undefined ? [] : [{ name: volumes.libraries, configMap: { name: clusteringLibraries.configMapName } }]),
    ];
}

type VolumeOptions = Pick<PodTemplateOptions, "configMapName" | "scriptsMapName" | "secretProviderClassName" | "claimName" | "clusteringLibraries">;

/** Jars for Hazelcast at their places in the pack. */
export function libraryMounts(home: string, libraries: ClusteringLibraries | undefined): VolumeMount[] {
    const { dropins = [], libraries: others = [] } = libraries ?? {};
    const at = (folder: string) => (jar: string) => ({
        name: volumes.libraries,
        mountPath: `${home}/repository/components/${folder}/${jar}`,
        subPath: jar,
        readOnly: true,
    });
    return [...dropins.map(at("dropins")), ...others.map(at("lib"))];
}
