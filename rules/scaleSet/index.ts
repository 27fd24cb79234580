import type { Rule } from "../rule";
import { lifetimeRules } from "./lifetime";
import { machineRules } from "./machine";
import { scaleSetNetworkRules } from "./network";
import { shapeRules } from "./shape";
import { upgradeRules } from "./upgrades";

/** Everything about scale sets (VS), except what decides their size: VS-20 in `autoscale.ts`. */
export const scaleSetRules: readonly Rule[] = [...shapeRules, ...upgradeRules, ...lifetimeRules, ...machineRules, ...scaleSetNetworkRules];
