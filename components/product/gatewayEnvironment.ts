import { stringify } from "smol-toml";

import { ConfigurationStyle, ContentSyncMode, ReleaseProfile } from "./release";
import { isAtLeast } from "./releases";

/** What the Publisher must know of a gateway environment. */
export interface GatewayEnvironmentOptions {
    profile: ReleaseProfile;
    /** How API artifacts reach the nodes: up to 3.2 that decides whether the Publisher pushes them. */
    contentSync: ContentSyncMode;
    /** Names under which publishers see it, for example `Default`: one, or one for each label that the nodes have. */
    names: readonly string[];
    /** Host name by which clients call the APIs. */
    hostName: string;
    /** Address by which the Publisher reaches the nodes' management, without a path. Defaults to one that has to be put in. */
    management?: string;
    /** Whether WebSocket APIs are reachable, on the product's own port. Defaults to false. */
    webSocket?: boolean;
    /** Whether callbacks of WebSub providers are received, on the product's own port. Defaults to false. */
    webSub?: boolean;
}

/** Stands for an address that only the owner of the networks knows. */
const UNKNOWN_MANAGEMENT = "https://MANAGEMENT-ADDRESS:9443";

const PUSHES = "The Publisher pushes APIs to service_url: it needs a way there, and must trust the certificate.";
const PUSHES_SOMEWHERE =
    "Put in the address by which the Publisher reaches port 9443 of the nodes: it pushes APIs there. The setting loadBalancer.managementListener opens a way.";
const PULLS = "Put in the address of port 9443 of the nodes, if the Publisher has a way to it. Nodes of this environment fetch APIs themselves.";

/**
 * The part of the control plane's configuration that announces this gateway environment, to be pasted into the Publisher's
 * `deployment.toml`, or `api-manager.xml` for 2.x.
 */
export function gatewayEnvironment(options: GatewayEnvironmentOptions): string {
    return options.profile.configurationStyle === ConfigurationStyle.Toml ? asToml(options) : asXml(options);
}

function serviceUrl(management: string | undefined): string {
    return `${management ?? UNKNOWN_MANAGEMENT}/services/`;
}

function pushes(management: string | undefined): string {
    return management === undefined ? PUSHES_SOMEWHERE : PUSHES;
}

function asToml({ profile, contentSync, names, hostName, management, webSocket, webSub }: GatewayEnvironmentOptions): string {
    const { secureWebSocket, secureWebSub } = profile.ports;
    const nodesPull = contentSync === ContentSyncMode.EventHub || contentSync === ContentSyncMode.ArtifactSynchronizer;
    const environment = (name: string) => ({
        name,
        type: "hybrid",
        ...(contentSync === ContentSyncMode.EventHub ? { provider: "wso2" } : {}),
        display_in_api_console: true,
        show_as_token_endpoint_url: true,
        service_url: serviceUrl(management),
        username: "${admin.username}",
        password: "${admin.password}",
        https_endpoint: `https://${hostName}`,
        ...(webSocket === true ? { wss_endpoint: `wss://${hostName}:${secureWebSocket}` } : {}),
        ...(webSub === true ? { websub_event_receiver_https_endpoint: `https://${hostName}:${secureWebSub}` } : {}),
    });
    // The synchronizer of 3.2 finds APIs only in a database that the Publisher saves them to.
    const saver = contentSync === ContentSyncMode.ArtifactSynchronizer ? { sync_runtime_artifacts: { publisher: { artifact_saver: "DBSaver" } } } : {};
    return `# ${nodesPull ? PULLS : pushes(management)}\n${stringify({ apim: { gateway: { environment: names.map(environment) }, ...saver } })}`;
}

function asXml({ profile, names: [name], hostName, management, webSocket }: GatewayEnvironmentOptions): string {
    // Shipped in api-manager.xml of 2.6.0, and not in that of 2.1.0.
    const hasEndpoint = webSocket === true && isAtLeast(profile.release, "2.2.0");
    return [
        `<!-- ${pushes(management)} -->`,
        '<Environment type="hybrid" api-console="true">',
        `    <Name>${name}</Name>`,
        "    <Description>Gateway on Azure</Description>",
        `    <ServerURL>${serviceUrl(management)}</ServerURL>`,
        "    <Username>${admin.username}</Username>",
        "    <Password>${admin.password}</Password>",
        `    <GatewayEndpoint>https://${hostName}</GatewayEndpoint>`,
        ...(hasEndpoint ? [`    <GatewayWSEndpoint>wss://${hostName}:${profile.ports.secureWebSocket}</GatewayWSEndpoint>`] : []),
        "</Environment>",
        "",
    ].join("\n");
}
