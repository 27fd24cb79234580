import { GatewayLoadBalancerSettings, LoadBalancerSku } from "./settings";
import { checkedTierDefaults, FirewallMode, Tier } from "../tier";

/** The mode of the firewall, by the settings and the tier; nothing where there is no firewall. */
export function firewallMode({ sku, firewall }: GatewayLoadBalancerSettings, tier: Tier): FirewallMode | undefined {
    if (sku === LoadBalancerSku.Standard_v2) return undefined;
    return firewall?.mode ?? checkedTierDefaults(tier).firewallMode;
}

/** Whether path rules keep clients off the product's management: where no firewall does, because there is none or it only logs, custom rules included. */
export function hasPathRules(mode: FirewallMode | undefined): boolean {
    return mode !== FirewallMode.Prevention;
}
