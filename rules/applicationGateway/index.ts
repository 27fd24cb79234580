import type { Rule } from "../rule";
import { backendRules } from "./backends";
import { certificateRules } from "./certificates";
import { gatewayFirewallRules } from "./firewall";
import { frontendRules } from "./frontends";
import { listenerRules } from "./listeners";
import { otherFeatureRules } from "./otherFeatures";
import { partRules } from "./parts";
import { probeRules } from "./probes";
import { rewriteRules } from "./rewrites";
import { routingRules } from "./routing";
import { skuAndSizeRules } from "./skuAndSize";
import { subnetRules } from "./subnet";
import { subnetTrafficRules } from "./subnetTraffic";
import { tlsRules } from "./tls";
import { vaultAccessRules } from "./vaultAccess";

/** Everything about application gateways (AG, AGL, AGN), and about their firewall where gateway and policy are seen together. */
export const applicationGatewayRules: readonly Rule[] = [
    ...skuAndSizeRules,
    ...partRules,
    ...frontendRules,
    ...listenerRules,
    ...routingRules,
    ...backendRules,
    ...probeRules,
    ...certificateRules,
    ...tlsRules,
    ...gatewayFirewallRules,
    ...rewriteRules,
    ...otherFeatureRules,
    ...subnetRules,
    ...subnetTrafficRules,
    ...vaultAccessRules,
];
