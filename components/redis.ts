import * as pulumi from "@pulumi/pulumi";

/** A Redis (or a server that speaks its protocol) in which nodes share the counters of throttling and spike arrest. It is not part of this library. */
export interface RedisSettings {
    /** Its host name or address, which the nodes must reach. */
    host: pulumi.Input<string>;

    /** Its port. Defaults to 6380, that of Azure Cache for Redis with TLS. */
    port?: number;

    /** User that nodes log in with. Defaults to Redis' default user, which is all that Azure Cache for Redis needs with its access keys. */
    userName?: pulumi.Input<string>;

    /** Password or access key. It goes to the vault, and from there to the nodes, unless `vault.existingSecrets` names it. Defaults to none. */
    password?: pulumi.Input<string>;

    /** Whether connections are encrypted; without, passwords and counters travel in clear. Defaults to true. */
    tls?: boolean;
}

/** Port of Azure Cache for Redis with TLS. */
export const DEFAULT_REDIS_PORT = 6380;
