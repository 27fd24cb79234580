import { gunzipSync } from "node:zlib";

/** The document in a machine's customData. */
export function customDataText(encoded: string): string {
    return gunzipSync(Buffer.from(encoded, "base64")).toString();
}
