/** Oldest Kubernetes that has what the gateway's objects use: the autoscaler's metric of one container (`ContainerResource`) came last, sidecars of pods with 1.29. */
const OLDEST = { major: 1, minor: 30 } as const;

/** What is missing in a version of Kubernetes that is too old for the gateway's objects; nothing where it is not, and of texts that are no versions. */
export function lackOfVersion(version: string): string | undefined {
    const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
    if (major === undefined || !isOlder(Number(major), Number(minor))) return undefined;
    return `${OLDEST.major}.${OLDEST.minor} or later is needed, whose autoscaler can go by one container of a pod`;
}

function isOlder(major: number, minor: number): boolean {
    return major < OLDEST.major || (major === OLDEST.major && minor < OLDEST.minor);
}
