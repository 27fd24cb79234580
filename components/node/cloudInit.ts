import { gzipSync } from "fflate";
import { stringify } from "yaml";

/** A file that a node gets at its first boot. Nothing in it is secret: a node fetches secrets from the vault itself. */
export interface NodeFile {
    path: string;
    content: string;
    /** Four octal digits, for example `0644`. */
    permissions: string;
}

/** Azure's limit for customData before it is encoded (VS-11). */
export const MAX_CUSTOM_DATA_BYTES = 65_535;

/** A cloud-init document that writes these files. The same files always give the same text, so that nothing rolls without a reason. */
export function cloudInit(files: NodeFile[]): string {
    const document = { write_files: files.map(({ path, content, permissions }) => ({ path, content, permissions, owner: "root:root" })) };
    return `#cloud-config\n${stringify(document, { lineWidth: 0 })}`;
}

/**
 * What a machine is given as customData, in base64: the document compressed, which cloud-init unpacks by itself whatever its form.
 *
 * Compressed by JavaScript alone: zlib's output differs from processor to processor, and nodes would roll because somebody else runs the program.
 */
export function customData(document: string): string {
    return Buffer.from(gzipSync(Buffer.from(document), { level: 9, mtime: 0 })).toString("base64");
}

/** How many bytes of customData a document takes. */
export function customDataBytes(document: string): number {
    return Buffer.from(customData(document), "base64").length;
}
