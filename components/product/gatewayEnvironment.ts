import { stringify } from "smol-toml";

import { ConfigurationStyle, ContentSyncMode, ReleaseProfile } from "./release";

/** What the Publisher must know of a gateway environment. */
export interface GatewayEnvironmentOptions {
    profile: ReleaseProfile;
    /** How API artifacts reach the nodes: up to 3.2 that decides whether the Publisher pushes them. */
    contentSync: ContentSyncMode;
    /** Name under which publishers see it, for example `Default`. */
    name: string;
    /** Host name by which clients call the APIs. */
    hostName: string;
}

/** Stands for an address that only the owner of the networks knows. */
const MANAGEMENT_ADDRESS = "https://MANAGEMENT-ADDRESS:9443/services/";

const PUSHES = "Put in the address by which the Publisher reaches port 9443 of the nodes: it pushes APIs there. This version opens no way to that port.";
const PULLS = "Put in the address of port 9443 of the nodes, if the Publisher has a way to it. Nodes of this environment fetch APIs themselves.";

/**
 * The part of the control plane's configuration that announces this gateway environment, to be pasted into the Publisher's
 * `deployment.toml`, or `api-manager.xml` for 2.x.
 */
export function gatewayEnvironment(options: GatewayEnvironmentOptions): string {
    return options.profile.configurationStyle === ConfigurationStyle.Toml ? asToml(options) : asXml(options);
}

function asToml({ contentSync, name, hostName }: GatewayEnvironmentOptions): string {
    const nodesPull = contentSync === ContentSyncMode.EventHub || contentSync === ContentSyncMode.ArtifactSynchronizer;
    const environment = {
        name,
        type: "hybrid",
        ...(contentSync === ContentSyncMode.EventHub ? { provider: "wso2" } : {}),
        display_in_api_console: true,
        show_as_token_endpoint_url: true,
        service_url: MANAGEMENT_ADDRESS,
        username: "${admin.username}",
        password: "${admin.password}",
        https_endpoint: `https://${hostName}`,
    };
    // The synchronizer of 3.2 finds APIs only in a database that the Publisher saves them to.
    const saver = contentSync === ContentSyncMode.ArtifactSynchronizer ? { sync_runtime_artifacts: { publisher: { artifact_saver: "DBSaver" } } } : {};
    return `# ${nodesPull ? PULLS : PUSHES}\n${stringify({ apim: { gateway: { environment: [environment] }, ...saver } })}`;
}

function asXml({ name, hostName }: GatewayEnvironmentOptions): string {
    return [
        `<!-- ${PUSHES} -->`,
        '<Environment type="hybrid" api-console="true">',
        `    <Name>${name}</Name>`,
        "    <Description>Gateway on Azure</Description>",
        `    <ServerURL>${MANAGEMENT_ADDRESS}</ServerURL>`,
        "    <Username>${admin.username}</Username>",
        "    <Password>${admin.password}</Password>",
        `    <GatewayEndpoint>https://${hostName}</GatewayEndpoint>`,
        "</Environment>",
        "",
    ].join("\n");
}
