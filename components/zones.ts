import { Provider } from "@pulumi/azure-native/provider";
import * as pulumi from "@pulumi/pulumi";

import { checkZones } from "./checking/rangeChecks";
import { checkedLater, ifPlain } from "./checking/validation";
import { checkZonesOfRegion } from "./checking/valueChecks";
import { Problem } from "./problem";
import { defaultZones, Tier } from "./tier";

/** What decides about the zones of a component. */
interface Zoned {
    tier: Tier;
    location?: pulumi.Input<string>;
    zones?: string[];
}

/**
 * The region that azure-native gives to what has none of its own: the setting `azure-native:location`. That counts for the default provider alone; one that a
 * program makes cannot be asked for its region.
 */
export function providerLocation(opts: pulumi.ComponentResourceOptions = {}): string | undefined {
    const given = [opts.provider, ...Object.values(opts.providers ?? {})].some((provider) => Provider.isInstance(provider));
    const inherited = opts.parent?.getProvider("azure-native:resources:ResourceGroup");
    return given || inherited !== undefined ? undefined : new pulumi.Config("azure-native").get("location");
}

/** What is wrong with zones, as far as it is known before anything exists. */
export function checkZonesOf({ zones, location }: Omit<Zoned, "tier">, opts?: pulumi.ComponentResourceOptions): Problem[] {
    return [...checkZones(zones, "zones"), ...ifPlain(location ?? providerLocation(opts), (region) => checkZonesOfRegion(zones, region, "zones"))];
}

/** The zones of a component: those that are given, checked as soon as the region is known, or the default there. */
export function zonesOf(subject: string, { tier, location, zones }: Zoned, opts?: pulumi.ComponentResourceOptions): pulumi.Output<string[]> {
    const region = checkedLater<string | undefined>(subject, location ?? providerLocation(opts), (known) =>
        known === undefined ? [] : checkZonesOfRegion(zones, known, "zones"),
    );
    return region.apply((known) => zones ?? defaultZones(tier, known));
}

/** Zones as Azure takes them: an empty list is none at all. */
export function noneIfEmpty(zones: pulumi.Output<string[]>): pulumi.Output<string[] | undefined> {
    return zones.apply((known) => (known.length === 0 ? undefined : known));
}
