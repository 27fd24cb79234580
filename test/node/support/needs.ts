import { accessSync, constants } from "node:fs";
import * as path from "node:path";

import { skip } from "../../support/skip";

/** Programs that machines of this ring consist of; all are Debian packages that `.ci/run` installs. */
const programs = ["mmdebstrap", "systemd-nspawn", "ip", "nsenter", "unshare", "journalctl", "openssl", "keytool", "python3", "dpkg-deb", "curl"];

/** Skips a test, or a whole suite from its `before` hook, where machines cannot be started, and says what is missing; in CI that is a failure. */
export function needMachines(context: Mocha.Context, ...more: string[]): void {
    const missing = [...programs, ...more].filter((program) => !has(program));
    const reasons = [...(process.getuid?.() === 0 ? [] : ["root"]), ...missing];
    if (reasons.length > 0) skip(context, `${reasons.join(", ")} missing`);
}

/** Whether a program is on the PATH. */
export function has(program: string): boolean {
    return (process.env.PATH ?? "").split(path.delimiter).some((folder) => isExecutable(path.join(folder, program)));
}

function isExecutable(file: string): boolean {
    try {
        accessSync(file, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}
