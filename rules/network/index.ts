import type { Rule } from "../rule";
import { networkNameRules } from "./names";
import { privateDnsRules } from "./privateDns";
import { privateLinkRules } from "./privateLink";
import { publicAddressRules } from "./publicAddress";
import { securityGroupRules } from "./securityGroup";
import { virtualNetworkRules } from "./virtualNetwork";

/** Everything about networks (NET). */
export const networkRules: readonly Rule[] = [
    ...virtualNetworkRules,
    ...securityGroupRules,
    ...privateLinkRules,
    ...privateDnsRules,
    ...publicAddressRules,
    ...networkNameRules,
];
