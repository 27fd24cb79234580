import * as fs from "node:fs";
import * as path from "node:path";
import { gunzipSync } from "node:zlib";

/** Text of every file in a folder and its subfolders, by its path. */
export function filesIn(folder: string): Record<string, string> {
    const names = fs.readdirSync(folder, { recursive: true, encoding: "utf8" });
    const files = names.map((name) => path.join(folder, name)).filter((file) => fs.statSync(file).isFile());
    return Object.fromEntries(files.map((file) => [file, fs.readFileSync(file, "utf8")]));
}

/** Base64 of more than a few bytes: what cloud-init documents and certificates are kept in. */
const BASE64 = /[A-Za-z0-9+/]{40,}={0,2}/g;

/** Whether a text has a value in it, as it is or in base64, there also compressed. */
export function holds(text: string, value: string): boolean {
    // JSON has some characters of a value in another form.
    const forms = [value, JSON.stringify(value).slice(1, -1), Buffer.from(value).toString("base64").replace(/=+$/, "")];
    if (forms.some((form) => text.includes(form))) return true;
    return (text.match(BASE64) ?? []).some((encoded) => uncompressed(Buffer.from(encoded, "base64")).includes(value));
}

function uncompressed(bytes: Buffer): Buffer {
    try {
        return gunzipSync(bytes);
    } catch {
        return bytes;
    }
}
