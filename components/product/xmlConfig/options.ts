import type { GatewayOptions } from "../gatewayOptions";

/** What the configuration of a gateway of 2.x depends on. Its key store has one key in it. */
export interface XmlConfigOptions extends GatewayOptions {
    /** Host name by which the Publisher reaches the management port. Defaults to `hostName`. */
    managementHostName?: string;
}
