import type { TomlTable } from "smol-toml";

import { Clustering, membershipScheme } from "../clustering";
import { isAtLeast, releaseProfile } from "../releases";
import type { DeploymentTomlOptions } from "./options";
import { variable } from "./variables";

/** The Redis in `[apim]`. */
export function redisTable({ release, redis }: DeploymentTomlOptions): TomlTable {
    if (redis === undefined) return {};
    if (!isAtLeast(release, "4.0.0")) throw new Error(`redis is given, but release ${release} does not use one; clustering shares its counters`);
    return {
        redis_config: {
            host: redis.host,
            port: redis.port,
            ...(redis.userName === undefined ? {} : { user: redis.userName }),
            ...(redis.hasPassword ? { password: variable("REDIS_PASSWORD") } : {}),
            ssl: redis.tls,
            // Read by the released packs from 4.5; by earlier ones only after an update.
            ...(isAtLeast(release, "4.5.0") ? { gateway_id: variable("NODE_ID") } : {}),
        },
    };
}

/** What nodes share besides API artifacts: throttling counters in a Redis, or a Hazelcast cluster. */
export function sharedStateTables({ release, redis, clustering }: DeploymentTomlOptions): TomlTable {
    if (clustering !== undefined && !releaseProfile(release).hazelcast.supported) {
        throw new Error(`clustering is given, but release ${release} cannot form a cluster: ${releaseProfile(release).hazelcast.reason}`);
    }
    return {
        ...(redis === undefined ? {} : { throttle_properties: { "throttling.distributed.counter.type": "redis" } }),
        ...(clustering === undefined ? {} : { clustering: clusteringTable(clustering), hazelcast: { ...clustering.properties } }),
    };
}

function clusteringTable(clustering: Clustering): TomlTable {
    const { scheme, parameters } = membershipScheme(clustering);
    return {
        membership_scheme: scheme,
        domain: clustering.domain,
        // A member's own address is `server.node_ip`.
        local_member_port: String(clustering.localMemberPort),
        // Texts, and with a port: tables make the product fail, and without a port it would write none.
        ...(clustering.members.length === 0 ? {} : { members: clustering.members.map(({ host, port }) => `${host}:${port}`) }),
        ...(Object.keys(parameters).length === 0 ? {} : { properties: { ...parameters } }),
    };
}
