import { Edit, variable } from "./edits";
import type { XmlConfigOptions } from "./options";

/** Path of a key store as most files want it: relative to the pack's home directory, from which the product is started. */
export const inFolder = (fileName: string): string => `repository/resources/security/${fileName}`;

/** The same for files in which the product puts its home directory in. */
export const inHome = (fileName: string): string => `\${carbon.home}/${inFolder(fileName)}`;

/** Edits of an element that says which key store to use. Those of transports have no alias: they use the only key there is. */
export function keyStoreEdits({ keyStore }: XmlConfigOptions, path: string, location: (fileName: string) => string): Edit[] {
    const password = [variable("GATEWAY_KEYSTORE_PASSWORD")];
    return [
        { set: `${path}/Location`, value: location(keyStore.fileName) },
        { set: `${path}/Type`, value: keyStore.type },
        { set: `${path}/Password`, value: password },
        { set: `${path}/KeyPassword`, value: password },
    ];
}

/** Edits of an element that says what to trust. */
export function trustStoreEdits({ trustStore }: XmlConfigOptions, path: string, location: (fileName: string) => string): Edit[] {
    return [
        { set: `${path}/Location`, value: location(trustStore.fileName) },
        { set: `${path}/Type`, value: trustStore.type },
        { set: `${path}/Password`, value: [variable("GATEWAY_TRUSTSTORE_PASSWORD")] },
    ];
}
