import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { atEnd } from "./atEnd";

const folders: string[] = [];

/** A new folder among the system's temporary ones. Whoever is done with it removes it; otherwise it goes when this process ends, however that ends but by SIGKILL. */
export function temporaryFolder(purpose: string): string {
    if (folders.length === 0) atEnd(() => folders.forEach(removeIfPossible));
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), `wso2-gateway-azure-${purpose}-`));
    folders.push(folder);
    return folder;
}

/** What has just been told to end may still write into it. */
function removeIfPossible(folder: string): void {
    try {
        fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    } catch {
        // Whatever else happens at the end is worth more than an empty disk.
    }
}
