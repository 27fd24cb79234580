import * as fs from "node:fs";

import { ControlPlane, ControlPlaneOptions, startControlPlane } from "../../../tools/controlPlane";
import { obtainKubernetes } from "../../../tools/kubernetesBinaries";
import { temporaryFolder } from "../../../tools/temporaryFolder";

/** Milliseconds that a hook may take which builds what is missing: ten minutes on two cores, and longer where others use them as well. */
const BUILD_LIMIT = 45 * 60_000;
/** Milliseconds that any one test or hook may take: waiting is for conditions, and this much longer than any of them takes. */
export const LIMIT = 180_000;
/** Milliseconds between two looks at a condition. */
const INTERVAL = 100;

/** A Kubernetes control plane of its own for all tests of one `describe`. Call it inside. */
export function useControlPlane(options: Partial<ControlPlaneOptions> = {}): () => ControlPlane {
    let folder = "";
    let controlPlane: ControlPlane | undefined;

    before(async function () {
        this.timeout(BUILD_LIMIT);
        const binaries = await obtainKubernetes();
        folder = temporaryFolder("cluster");
        controlPlane = await startControlPlane({ folder, binaries, ...options });
    });
    after(async function () {
        this.timeout(LIMIT);
        await controlPlane?.stop();
        fs.rmSync(folder, { recursive: true, force: true });
    });
    return () => controlPlane!;
}

/** Waits until `look` gives something, and gives it back. The limit is that of the test. */
export async function eventually<T>(look: () => Promise<T | undefined | false>): Promise<T> {
    for (;;) {
        const found = await look();
        if (found !== undefined && found !== false) return found;
        await new Promise((resolve) => setTimeout(resolve, INTERVAL));
    }
}
