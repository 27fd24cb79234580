import type { XmlConfigOptions } from "../../components/product/xmlConfig";
import { gatewayOptions } from "./gatewayOptions";

/** What a gateway of 2.x may be told. */
export function xmlOptions(release: string, changes: Partial<XmlConfigOptions> = {}): XmlConfigOptions {
    return { ...gatewayOptions(release), managementHostName: "publish.example.com", ...changes };
}
