import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

import { NodeFile } from "./cloudInit";
import { SCRIPTS_FOLDER } from "./gatewayNode";
import { ConfigurationStyle } from "../product/release";
import { SyncRole } from "./sync";

/** Where cloud-init looks, at the end of every boot, for scripts to run. */
const RUN_AT_BOOT = "/var/lib/cloud/scripts/per-boot";
const UNITS = "/etc/systemd/system";

/** Folders of what only one role of rsync mode has, in `scripts` and in `units`. */
const folderOf: Readonly<Record<SyncRole, string>> = { Manager: "sync-manager", Worker: "sync-worker" };

/** Has a place of its own. */
const START_UNITS = "start-units";
/** Of no use to releases with a configuration file of their own; what a machine can be told is limited. */
export const EDIT_CONFIGURATION = "edit-configuration";
/** Ends of the names of what scripts share with each other. */
const LIBRARY = /\.(sh|py)$/;

/**
 * The scripts and units of this library that a node gets, as they lie in the folders beside this file.
 *
 * cloud-init writes files but cannot make the links by which systemd enables units, and systemd has read its units before they are written. So one of
 * the scripts is put where cloud-init runs scripts at the end of a boot: it has systemd look again, and starts what is to run.
 *
 * @param role what the machine is in rsync mode
 */
export function ownFiles(style: ConfigurationStyle, role?: SyncRole): NodeFile[] {
    const isUseful = (name: string): boolean => name !== EDIT_CONFIGURATION || style === ConfigurationStyle.Xml;
    const ofRole = (kind: string): SourceFile[] => (role === undefined ? [] : readFolder(kind, folderOf[role]));
    const scripts = [...readFolder("scripts").filter(({ name }) => name !== START_UNITS && isUseful(name)), ...ofRole("scripts")];
    const startUnits = readFolder("scripts").filter(({ name }) => name === START_UNITS);
    return [
        ...scripts.map(({ name, content }) => ({ path: `${SCRIPTS_FOLDER}/${name}`, content, permissions: LIBRARY.test(name) ? "0644" : "0755" })),
        ...startUnits.map(({ content }) => ({ path: `${RUN_AT_BOOT}/wso2-gateway`, content, permissions: "0755" })),
        ...[...readFolder("units"), ...ofRole("units")].map(({ name, content }) => ({ path: `${UNITS}/${name}`, content, permissions: "0644" })),
    ];
}

interface SourceFile {
    name: string;
    content: string;
}

/** The files of one folder of the package, which brings them with its sources: found from there and from what is compiled in `dist` alike. */
export function readFolder(...names: string[]): SourceFile[] {
    const folder = path.join(path.dirname(require.resolve("wso2-gateway-azure/package.json")), "components", "node", ...names);
    return readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => entry.name)
        .sort()
        .map((file) => ({ name: file, content: readFileSync(path.join(folder, file), "utf8") }));
}
