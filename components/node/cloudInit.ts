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
