import * as network from "@pulumi/azure-native/network";

import { backendAddressPools, backendHttpSettingsCollection, probes } from "./backends";
import { sslCertificates, sslProfiles, tlsPolicy, trustedClientCertificates, trustedRootCertificates } from "./certificates";
import { frontendIPConfigurations, frontendPorts } from "./frontends";
import { httpListeners } from "./listeners";
import { ApplicationGatewayPlan } from "./plan";
import { rewriteRuleSets } from "./rewrites";
import { redirectConfigurations, requestRoutingRules, urlPathMaps } from "./routing";

type Parts = Omit<network.ApplicationGatewayArgs, "resourceGroupName">;

/**
 * The parts of an Application Gateway, which refer to each other by name. Every list is in a fixed order, so that a second run finds nothing to change;
 * lists that nothing asks for are left out.
 */
export function applicationGatewayParts(plan: ApplicationGatewayPlan): Parts {
    return {
        gatewayIPConfigurations: [{ name: "gateway", subnet: { id: plan.subnetId } }],
        frontendIPConfigurations: frontendIPConfigurations(plan),
        frontendPorts: frontendPorts(plan),
        sslCertificates: sslCertificates(plan.certificate),
        sslPolicy: tlsPolicy,
        sslProfiles: unlessEmpty(sslProfiles(plan)),
        trustedClientCertificates: unlessEmpty(trustedClientCertificates(plan.clientAuthorities)),
        trustedRootCertificates: trustedRootCertificates(plan.trustedRoots),
        backendAddressPools: backendAddressPools(plan),
        probes: probes(plan),
        backendHttpSettingsCollection: backendHttpSettingsCollection(plan),
        httpListeners: httpListeners(plan),
        rewriteRuleSets: rewriteRuleSets(plan),
        urlPathMaps: unlessEmpty(urlPathMaps(plan)),
        redirectConfigurations: unlessEmpty(redirectConfigurations(plan)),
        requestRoutingRules: requestRoutingRules(plan),
    };
}

function unlessEmpty<T>(list: T[]): T[] | undefined {
    return list.length === 0 ? undefined : list;
}
