import { GatewayLoadBalancerSettings } from "./settings";
import { Problem } from "../problem";
import { ContentSyncMode, ReleaseProfile } from "../product/release";
import { firstReleaseThat, knownReleases, releaseProfile } from "../product/releases";

/** What of a load balancer's settings the release or the way its content is kept in sync does not have. */
export function checkLoadBalancerRelease(
    { webSocket, webSub, managementListener }: GatewayLoadBalancerSettings,
    profile: ReleaseProfile,
    contentSync: ContentSyncMode,
): Problem[] {
    return [
        ...(webSocket === true && !profile.webSocketShowsNodeCertificate ? [noWebSocket(profile)] : []),
        ...(webSub === true && profile.ports.secureWebSub === undefined ? [noWebSub(profile)] : []),
        ...(managementListener === undefined ? [] : checkManagement(profile, contentSync)),
    ];
}

function noWebSocket({ release }: ReleaseProfile): Problem {
    const usable = knownReleases.filter((known) => releaseProfile(known).webSocketShowsNodeCertificate).join(", ");
    const message = `is true, but nodes of ${release} answer there with the certificate of their pack, which the load balancer does not accept; releases that can be used are ${usable}`;
    return { path: "webSocket", message };
}

function noWebSub({ release }: ReleaseProfile): Problem {
    const first = firstReleaseThat(({ ports }) => ports.secureWebSub !== undefined);
    return { path: "webSub", message: `is true, but release ${release} has no WebSub; the first release that has it is ${first}` };
}

function checkManagement(profile: ReleaseProfile, contentSync: ContentSyncMode): Problem[] {
    const refused = (because: string): Problem[] => [{ path: "managementListener", message: `is given, but ${because}; leave it out` }];
    if (!profile.hasManagementAffinity) return refused(`nodes of ${profile.release} fetch APIs themselves, so that no Publisher calls them`);
    if (contentSync === ContentSyncMode.ArtifactSynchronizer) return refused("with contentSync ArtifactSynchronizer nodes fetch APIs themselves");
    return [];
}
