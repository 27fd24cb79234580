import { containsRange, firstUsableAddress, isAddress, isNetwork, isUsableAddress, lastUsableAddress, rangesOverlap } from "../azure/addressPlan";
import { Problem } from "../problem";
import { checkWhole } from "../checking/rangeChecks";
import { DEFAULT_ADDRESS_SPACE, isExistingNetwork, NetworkOptions, subnetRanges } from "./plan";

/** Most addresses of a network in Azure. */
const MAX_ADDRESSES = 65_536;

/**
 * How the ranges of a cluster lie to the network (AK-07), and where its entry is. Forms of ranges are the cluster's own business: one that is none is refused there,
 * and says nothing here.
 */
export function checkClusterRanges(options: NetworkOptions): Problem[] {
    const { cluster } = options;
    if (cluster === undefined) return [];
    return [
        ...(["podRange", "serviceRange"] as const).flatMap((name) => checkBesideNetwork(options, name)),
        ...checkWhole(cluster.nodeAddresses, [1, MAX_ADDRESSES], "cluster.nodeAddresses"),
        ...(cluster.entryAddress === undefined ? [] : checkEntryAddress(cluster.entryAddress, subnetRanges(options)?.entry)),
    ];
}

/** What has no use without a cluster. */
export function checkWithoutCluster(options: NetworkOptions): Problem[] {
    if (options.cluster !== undefined) return [];
    const given = [...(options.entrySubnet === undefined ? [] : ["entrySubnet"]), ...(options.subnetRanges?.entry === undefined ? [] : ["subnetRanges.entry"])];
    return given.map((path) => ({ path, message: "is given, but only a cluster has an entry; leave it out" }));
}

/** A pod's packet to an address that the cluster takes for its own never leaves it. */
function checkBesideNetwork(options: NetworkOptions, name: "podRange" | "serviceRange"): Problem[] {
    const range = options.cluster?.[name];
    if (range === undefined || !isNetwork(range)) return [];
    const whole = options.addressSpace ?? (isExistingNetwork(options) ? undefined : DEFAULT_ADDRESS_SPACE);
    const spaces = [...(whole === undefined ? [] : [whole]), ...Object.values({ ...subnetRanges(options) })];
    const other = spaces.find((space) => rangesOverlap(space, range));
    const azureError = name === "serviceRange" ? "ServiceCidrOverlapExistingSubnetsCidr" : undefined;
    return other === undefined
        ? checkFirewall(options, name, range)
        : [
              {
                  path: `cluster.${name}`,
                  message: `is ${range}, which overlaps the network (${other}); a range beside every network is needed (AK-07)`,
                  azureError,
              },
          ];
}

function checkFirewall({ firewallAddress }: NetworkOptions, name: string, range: string): Problem[] {
    if (firewallAddress === undefined || !isAddress(firewallAddress) || !containsRange(range, firewallAddress)) return [];
    return [
        { path: `cluster.${name}`, message: `is ${range}, in which firewallAddress (${firewallAddress}) lies; a range beside every network is needed (AK-07)` },
    ];
}

function checkEntryAddress(address: string, range: string | undefined): Problem[] {
    const path = "cluster.entryAddress";
    if (!isAddress(address)) return [{ path, message: `is "${address}"; an IPv4 address is needed` }];
    if (range === undefined || isUsableAddress(address, range)) return [];
    const message = `is ${address}; allowed are the addresses of the entry subnet ${range} that Azure leaves free, ${firstUsableAddress(range)} to ${lastUsableAddress(range)}`;
    return [{ path, message, azureError: "PrivateIPAddressNotInSubnet" }];
}
