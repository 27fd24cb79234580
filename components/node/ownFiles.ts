import { readFileSync } from "node:fs";
import * as path from "node:path";

import { NodeFile } from "./cloudInit";

/** Where a node has the scripts of this library. */
const SCRIPTS = "/usr/local/lib/wso2-gateway";
/** Where cloud-init looks, at the end of every boot, for scripts to run. */
const RUN_AT_BOOT = "/var/lib/cloud/scripts/per-boot";
const UNITS = "/etc/systemd/system";

const units = ["configuration", "certificates"].flatMap((what) => ["service", "timer"].map((kind) => `wso2-gateway-report-${what}.${kind}`));

/**
 * The scripts and units of this library that a node gets, as they lie beside this file.
 *
 * cloud-init writes files but cannot make the links by which systemd enables units, and systemd has read its units before they are written. So one of
 * the scripts is put where cloud-init runs scripts at the end of a boot: it has systemd look again, and starts what is to run.
 */
export function ownFiles(): NodeFile[] {
    return [
        ...["report-configuration", "report-certificates"].map((name) => ({
            path: `${SCRIPTS}/${name}`,
            content: read(`scripts/${name}`),
            permissions: "0755",
        })),
        { path: `${RUN_AT_BOOT}/wso2-gateway`, content: read("scripts/start-units"), permissions: "0755" },
        ...units.map((name) => ({ path: `${UNITS}/${name}`, content: read(`units/${name}`), permissions: "0644" })),
    ];
}

/** One file from the package, which brings them with its sources: found from there and from what is compiled in `dist` alike. */
function read(name: string): string {
    const packageFolder = path.dirname(require.resolve("wso2-gateway-azure/package.json"));
    return readFileSync(path.join(packageFolder, "components", "node", ...name.split("/")), "utf8");
}
