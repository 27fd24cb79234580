import { frontPorts } from "../ports";
import { Purpose } from "./listeners";
import { ApplicationGatewayPlan } from "./plan";

/** Header in which the product looks for a client's certificate: `apimgt.mutual_ssl.certificate_header`, the same default in all releases. */
export const CLIENT_CERTIFICATE_HEADER = "X-WSO2-CLIENT-CERTIFICATE";

/**
 * What the product expects of its front (configuring-the-proxy-server-and-the-load-balancer.md of docs-apim): where the client believes to be, and who it is.
 * A client cannot set any of it: what it sends under these names is replaced. `Host` stays as it is. One set for each purpose, by its name.
 */
export function rewriteRuleSets(plan: ApplicationGatewayPlan) {
    const hasCertificates = plan.clientAuthorities.length > 0;
    return [
        rewriteSet(Purpose.Api, frontPorts.https, hasCertificates),
        ...(plan.webSocket ? [rewriteSet(Purpose.WebSocket, frontPorts.webSocket, hasCertificates)] : []),
        ...(plan.webSub ? [rewriteSet(Purpose.WebSub, frontPorts.webSub, false)] : []),
        ...(plan.management === undefined ? [] : [rewriteSet(Purpose.Management, plan.management.port, false)]),
    ];
}

function rewriteSet(name: string, port: number, hasCertificates: boolean) {
    const headers: Readonly<Record<string, string>> = {
        // The address alone. Not the list that a client may have begun (`add_x_forwarded_for_proxy`): the product takes the first entry for the client.
        "X-Forwarded-For": "{var_client_ip}",
        "X-Forwarded-Host": "{var_host}",
        "X-Forwarded-Port": String(port),
        "X-Forwarded-Proto": "https",
        // An empty value removes the header: nobody may claim a certificate that the load balancer has not seen.
        [CLIENT_CERTIFICATE_HEADER]: hasCertificates ? "{var_client_certificate}" : "",
    };
    return {
        name,
        rewriteRules: [
            {
                name: "forwarded",
                ruleSequence: 100,
                actionSet: { requestHeaderConfigurations: Object.entries(headers).map(([headerName, headerValue]) => ({ headerName, headerValue })) },
            },
        ],
    };
}
