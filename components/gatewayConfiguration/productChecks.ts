import type { GatewayDeploymentArgs } from "../deploymentArgs";
import type { ConfigurationChecks } from "../checking/configurationChecks";
import { checkWhole } from "../checking/rangeChecks";
import { ifPlain } from "../checking/validation";
import { checkHost } from "../checking/valueChecks";
import { checkHazelcast } from "../hazelcast/plan";
import { checkExtra } from "./extraConfigurationChecks";
import { Problem } from "../problem";
import { ContentSyncMode } from "../product/release";
import { isAtLeast, releaseProfile } from "../product/releases";

/** What is wrong with what the nodes are to do, for a release that is known. */
export function checkProduct(args: GatewayDeploymentArgs, texts: ConfigurationChecks): Problem[] {
    return [...checkLabels(args), ...checkMessaging(args, texts), ...checkHazelcast(args), ...checkRedis(args, texts), ...checkExtra(args)];
}

/** The Publisher's own rule for names of gateway environments, and what is safe in files. */
const LABEL = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,254}$/;

function checkLabels({ gatewayLabels: labels, release, contentSync }: GatewayDeploymentArgs): Problem[] {
    const path = "gatewayLabels";
    if (labels === undefined) return [];
    const mode = contentSync ?? releaseProfile(release).defaultContentSync;
    if (mode !== ContentSyncMode.EventHub && mode !== ContentSyncMode.ArtifactSynchronizer)
        return [{ path, message: `are given, but with contentSync ${mode} nodes do not choose their APIs; leave them out` }];
    const wrong = labels.flatMap((label, index) =>
        LABEL.test(label)
            ? []
            : [{ path: `${path}[${index}]`, message: `is "${label}"; allowed are letters, digits, hyphens, underscores and dots, without blanks` }],
    );
    return [
        ...(labels.length > 0 ? [] : [{ path, message: "are empty; a node without any would serve no API" }]),
        ...(new Set(labels).size === labels.length ? [] : [{ path, message: "name one twice" }]),
        ...wrong,
    ];
}

function checkMessaging({ controlPlane, certificates, release }: GatewayDeploymentArgs, texts: ConfigurationChecks): Problem[] {
    if (controlPlane.messagingTls !== true) return [];
    if (!isAtLeast(release, "4.1.0"))
        return [{ path: "controlPlane.messagingTls", message: `is true, but release ${release} has no setting for it; releases from 4.1.0 have` }];
    // The address of a broker then names the nodes' key store.
    return [
        ...ifPlain(certificates.nodeKeyStorePassword, (text) => texts.addressPart(text, "certificates.nodeKeyStorePassword")),
        ...ifPlain(certificates.nodeKeyAlias, (text) => texts.addressPart(text, "certificates.nodeKeyAlias")),
    ];
}

function checkRedis({ redis, release }: GatewayDeploymentArgs, texts: ConfigurationChecks): Problem[] {
    if (redis === undefined) return [];
    if (!isAtLeast(release, "4.0.0")) return [{ path: "redis", message: `is given, but release ${release} does not use one; it has Hazelcast (hazelcast)` }];
    return [
        ...ifPlain(redis.host, (host) => checkHost(host, "redis.host")),
        ...checkWhole(redis.port, [1, 65_535], "redis.port"),
        ...ifPlain(redis.userName, (name) => texts.name(name, "redis.userName")),
        ...ifPlain(redis.password, (password) => texts.password(password, "redis.password")),
    ];
}
