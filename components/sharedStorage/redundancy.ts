import * as pulumi from "@pulumi/pulumi";

import { hasZones } from "../azure/regions";
import { checkedLater, ifPlain } from "../checking/validation";
import { Problem } from "../problem";
import { StorageRedundancy, Tier, tierDefaults } from "../tier";
import { providerLocation } from "../zones";

/** What decides about the copies of a share. */
interface Redundant {
    tier: Tier;
    location?: pulumi.Input<string>;
    redundancy?: StorageRedundancy;
}

/** Copies in several zones where the region is not known to have any (ST-16). */
export function checkRedundancyOfRegion(redundancy: StorageRedundancy | undefined, region: string | undefined, path: string): Problem[] {
    if (region === undefined || redundancy?.endsWith("_ZRS") !== true || hasZones(region)) return [];
    const local = redundancy.replace("_ZRS", "_LRS");
    return [{ path, message: `is ${redundancy}, but ${region} is not known to have zones; use ${local}` }];
}

/** What is wrong with the copies, as far as it is known before anything exists. */
export function checkRedundancy({ location, redundancy }: Omit<Redundant, "tier">, opts?: pulumi.ComponentResourceOptions): Problem[] {
    return ifPlain(location ?? providerLocation(opts), (region) => checkRedundancyOfRegion(redundancy, region, "redundancy"));
}

/** The copies of a share: those that were chosen, checked as soon as the region is known, or the tier's; in one place where the region has no zones. */
export function redundancyOf(
    subject: string,
    { tier, location, redundancy }: Redundant,
    opts?: pulumi.ComponentResourceOptions,
): pulumi.Output<StorageRedundancy> {
    const region = checkedLater<string | undefined>(subject, location ?? providerLocation(opts), (known) =>
        checkRedundancyOfRegion(redundancy, known, "redundancy"),
    );
    return region.apply((known) => redundancy ?? defaultRedundancy(tier, known));
}

function defaultRedundancy(tier: Tier, region: string | undefined): StorageRedundancy {
    return region === undefined || hasZones(region) ? tierDefaults[tier].storageRedundancy : StorageRedundancy.LocallyRedundant;
}
