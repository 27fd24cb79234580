import { textOrEmpty, listOrEmpty, objectOrEmpty } from "../body/json";
import { Part, partsIn } from "../body/parts";
import { parseRange } from "../body/ranges";
import { oncePer } from "../context";
import { Gateway } from "./gateway";

/** A pool and the settings with which requests go to it, because some rule says so. */
export interface Destination {
    pool: Part;
    settings: Part;
}

/** Every pair of pool and settings that a rule or a path map of the gateway uses, each once. */
export const destinationsOf = oncePer((gateway: Gateway): readonly Destination[] => {
    const pairs = new Map<string, Destination>();
    const add = (pool: Part | undefined, settings: Part | undefined): void => {
        if (pool !== undefined && settings !== undefined) pairs.set(`${pool.path} ${settings.path}`, { pool, settings });
    };
    const maps = gateway.parts("urlPathMaps");
    const pathRules = maps.flatMap(({ properties, inside }) => partsIn(properties.pathRules, `${inside}.pathRules`));
    for (const { properties } of [...gateway.parts("requestRoutingRules"), ...pathRules])
        add(gateway.find("backendAddressPools", properties.backendAddressPool), gateway.find("backendHttpSettingsCollection", properties.backendHttpSettings));
    for (const { properties } of maps)
        add(
            gateway.find("backendAddressPools", properties.defaultBackendAddressPool),
            gateway.find("backendHttpSettingsCollection", properties.defaultBackendHttpSettings),
        );
    return [...pairs.values()];
});

/** Addresses of a pool's targets, as far as they are addresses and not names. */
export function addressesIn({ properties }: Part): string[] {
    const targets = listOrEmpty(properties.backendAddresses).map(objectOrEmpty);
    return targets.map((target) => textOrEmpty(target.ipAddress ?? target.fqdn)).filter((text) => parseRange(text) !== undefined);
}

/** Ranges that are not reached through the Internet: RFC 1918, shared addresses, link-local, unique local IPv6. */
const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "fc00::/7"].map((text) => parseRange(text)!);

/** Whether an address or range lies in the Internet. */
export function isPublic(text: string): boolean {
    const range = parseRange(text);
    return range !== undefined && !privateRanges.some(({ family, first, last }) => family === range.family && first <= range.first && range.last <= last);
}
