import { stringify } from "smol-toml";

import { ConfigurationStyle, ReleaseProfile } from "./release";

/** What the Publisher must know of a gateway environment. */
export interface GatewayEnvironmentOptions {
    profile: ReleaseProfile;
    /** Name under which publishers see it, for example `Default`. */
    name: string;
    /** Host name by which clients call the APIs. */
    hostName: string;
}

/**
 * The part of the control plane's configuration that announces this gateway environment, to be pasted into the Publisher's
 * `deployment.toml`, or `api-manager.xml` for 2.x.
 *
 * The management address is only used by releases whose Publisher pushes APIs to the gateways (up to 3.2).
 */
export function gatewayEnvironment({ profile, name, hostName }: GatewayEnvironmentOptions): string {
    return profile.configurationStyle === ConfigurationStyle.Toml ? asToml(profile, name, hostName) : asXml(name, hostName);
}

function asToml(profile: ReleaseProfile, name: string, hostName: string): string {
    const pulls = !profile.hasManagementAffinity;
    const environment = {
        name,
        type: "hybrid",
        ...(pulls ? { provider: "wso2" } : {}),
        display_in_api_console: true,
        show_as_token_endpoint_url: true,
        service_url: managementAddress(hostName),
        username: "${admin.username}",
        password: "${admin.password}",
        https_endpoint: `https://${hostName}`,
    };
    const comment = pulls ? "" : `# ${MANAGEMENT_NOTE}\n`;
    return `${comment}${stringify({ apim: { gateway: { environment: [environment] } } })}`;
}

function asXml(name: string, hostName: string): string {
    return [
        `<!-- ${MANAGEMENT_NOTE} -->`,
        '<Environment type="hybrid" api-console="true">',
        `    <Name>${name}</Name>`,
        "    <Description>Gateway on Azure</Description>",
        `    <ServerURL>${managementAddress(hostName)}</ServerURL>`,
        "    <Username>${admin.username}</Username>",
        "    <Password>${admin.password}</Password>",
        `    <GatewayEndpoint>https://${hostName}</GatewayEndpoint>`,
        "</Environment>",
        "",
    ].join("\n");
}

/** Up to 3.2 the Publisher pushes APIs to the gateways' management port, which no public listener may serve. */
const MANAGEMENT_NOTE = "The management address must reach port 9443 of the nodes from the Publisher; this version opens no way there.";

function managementAddress(hostName: string): string {
    return `https://mgt.${hostName}:9443/services/`;
}
