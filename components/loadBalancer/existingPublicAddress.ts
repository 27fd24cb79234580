import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";

import { normalizeRegion } from "../azure/regions";
import { Problem } from "../problem";
import { checkedLater, refuse } from "../checking/validation";
import { inOwnSubscription } from "../subscription";
import { checkPublicIpAddressId } from "../checking/valueChecks";

/** A public address that exists already. */
export interface ExistingPublicAddress {
    /** Its id, known when the address was found and is one that an Application Gateway can have. */
    id: pulumi.Output<string>;
    /** The address itself. */
    ipAddress: pulumi.Output<string>;
}

/** Where an address must lie to be an Application Gateway's. */
export interface PublicAddressPlace {
    location?: pulumi.Input<string>;
    zones: pulumi.Input<string[]>;
}

/** Looks up an existing public address; a preview does it, too. It fails with all that keeps an Application Gateway from having it (AGN-08). */
export function existingPublicAddress(
    subject: string,
    givenId: pulumi.Input<string>,
    { location, zones }: PublicAddressPlace,
    opts: pulumi.InvokeOptions,
): ExistingPublicAddress {
    const path = "publicIpAddressId";
    const wellFormed = checkedLater(subject, givenId, (known) => checkPublicIpAddressId(known, path));
    const id = inOwnSubscription(subject, wellFormed, path, opts);
    const parts = id.apply((known) => known.split("/"));
    const resourceGroupName = parts.apply((known) => known[4]!);
    const publicIpAddressName = parts.apply((known) => known[8]!);
    const found = network.getPublicIPAddressOutput({ resourceGroupName, publicIpAddressName }, opts);
    const checked = pulumi.all([found, location, zones]).apply(([address, region, needed]) => {
        refuse(subject, checkPublicAddress(address, region, needed, path));
        return address;
    });
    return { id: pulumi.all([id, checked]).apply(([known]) => known), ipAddress: checked.apply(({ ipAddress }) => ipAddress ?? "") };
}

type Address = Pick<network.GetPublicIPAddressResult, "sku" | "publicIPAllocationMethod" | "zones" | "location" | "ipAddress">;

/** What keeps an address from being an Application Gateway's. */
export function checkPublicAddress(address: Address, location: string | undefined, zones: readonly string[], path: string): Problem[] {
    const problem = (message: string): Problem[] => [{ path, message }];
    const missing = zones.filter((zone) => !(address.zones ?? []).includes(zone));
    const isElsewhere = location !== undefined && address.location !== undefined && normalizeRegion(location) !== normalizeRegion(address.location);
    return [
        ...(address.sku?.name === "Standard" ? [] : problem(`is an address of sku ${address.sku?.name ?? "Basic"}; Standard is needed`)),
        ...(address.publicIPAllocationMethod === "Static" ? [] : problem("is an address that changes; a static one is needed")),
        ...(isElsewhere ? problem(`is an address in ${address.location}; the load balancer is in ${location}`) : []),
        ...(missing.length === 0 ? [] : problem(`is an address without zone ${missing.join(", ")}, where the load balancer is`)),
    ];
}
