import type { RuleCase } from "../support/ruleCase";
import { applicationGatewayCases } from "./applicationGateway";
import { applicationGatewaySurroundingsCases } from "./applicationGatewaySurroundings";
import { applicationGatewayTlsCases } from "./applicationGatewayTls";
import { applicationGatewayTrafficCases } from "./applicationGatewayTraffic";
import { clusterCases } from "./cluster";
import { firewallPolicyCases } from "./firewallPolicy";
import { machineCases } from "./machine";
import { networkCases } from "./network";
import { scaleSetCases } from "./scaleSet";
import { scaleSetLifetimeCases } from "./scaleSetLifetime";
import { secretCases } from "./secrets";
import { storageCases } from "./storage";

/** Every case of every rule. */
export const cases: readonly RuleCase[] = [
    ...applicationGatewayCases,
    ...applicationGatewayTlsCases,
    ...applicationGatewayTrafficCases,
    ...applicationGatewaySurroundingsCases,
    ...firewallPolicyCases,
    ...scaleSetCases,
    ...scaleSetLifetimeCases,
    ...machineCases,
    ...clusterCases,
    ...storageCases,
    ...secretCases,
    ...networkCases,
];
