import type { Rule } from "../rule";
import { clusterAccessRules } from "./access";
import { clusterNetworkRules } from "./network";
import { poolRules } from "./pools";

/** Everything about Kubernetes clusters (AK). */
export const clusterRules: readonly Rule[] = [...poolRules, ...clusterAccessRules, ...clusterNetworkRules];
