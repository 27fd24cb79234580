import { hasZones } from "../../components/azure/regions";
import { isGiven, objectOrEmpty, sameWord, textsIn } from "../body/json";
import { missingOrOutside, outside } from "../body/parts";
import type { Rule } from "../rule";
import { gatewayOf, gatewayTypes } from "./gateway";

const SKUS = ["Basic", "Standard_v2", "WAF_v2"];
const MAX_INSTANCES = 125;
const MAX_BASIC_INSTANCES = 2;

/** Name, sku, number of instances and zones of an Application Gateway. */
export const skuAndSizeRules: readonly Rule[] = [
    {
        id: "AG-01",
        title: "The gateway has a name that Azure allows",
        severity: "Error",
        azureError: "InvalidResourceName",
        hint: "Use 1 to 80 letters, digits, `_`, `.` and `-`; begin with a letter or digit and do not end with `.` or `-`.",
        types: gatewayTypes,
        *check({ name, id }) {
            const ownName = name ?? id.split("/").at(-1)!;
            if (!/^[A-Za-z0-9]([A-Za-z0-9_.-]{0,78}[A-Za-z0-9_])?$/.test(ownName)) yield { path: "name", message: `is "${ownName}"` };
        },
    },
    {
        id: "AG-02",
        title: "The sku is one that can still be created, and name and tier agree",
        severity: "Error",
        hint: "Set both `sku.name` and `sku.tier` to `WAF_v2`, `Standard_v2` or `Basic`. Version 1 (`Standard_Medium`, `WAF_Large` …) was retired on 2026-04-28.",
        types: gatewayTypes,
        *check(resource) {
            const { name, tier } = objectOrEmpty(gatewayOf(resource).properties.sku);
            for (const [key, value] of Object.entries({ name, tier }))
                if (!SKUS.some((sku) => sameWord(value, sku)))
                    yield { path: `properties.sku.${key}`, message: `is ${isGiven(value) ? `"${String(value)}"` : "missing"}; allowed are ${SKUS.join(", ")}` };
            if (typeof name === "string" && !sameWord(tier, name))
                yield { path: "properties.sku.tier", message: `is "${String(tier)}" but the name is "${name}"` };
        },
    },
    {
        id: "AG-03",
        title: "The number of instances is either fixed or automatic",
        severity: "Error",
        hint: "Set `autoscaleConfiguration`, or `sku.capacity`, not both. The Basic sku has a fixed number, no mutual TLS and no rewriting.",
        types: gatewayTypes,
        *check(resource) {
            const gateway = gatewayOf(resource);
            const { capacity, name } = objectOrEmpty(gateway.properties.sku);
            const isAutomatic = isGiven(gateway.properties.autoscaleConfiguration);
            const isBasic = sameWord(name, "Basic");
            if (isAutomatic && isGiven(capacity)) yield { path: "properties.sku.capacity", message: "is set beside autoscaleConfiguration; one of the two" };
            if (!isAutomatic) yield* missingOrOutside(capacity, [1, isBasic ? MAX_BASIC_INSTANCES : MAX_INSTANCES], "properties.sku.capacity");
            if (!isBasic) return;
            if (isAutomatic) yield { path: "properties.autoscaleConfiguration", message: "is not for the Basic sku" };
            for (const collection of ["sslProfiles", "trustedClientCertificates", "rewriteRuleSets"])
                if (gateway.parts(collection).length > 0) yield { path: `properties.${collection}`, message: "is not for the Basic sku" };
        },
    },
    {
        id: "AG-04",
        title: "Automatic scaling has bounds, in the right order",
        severity: "Error",
        hint: "Set `minCapacity` 0 to 125 and `maxCapacity` 2 to 125. Without an upper bound the costs have none either.",
        types: gatewayTypes,
        *check(resource) {
            const { autoscaleConfiguration } = gatewayOf(resource).properties;
            if (!isGiven(autoscaleConfiguration)) return;
            const { minCapacity, maxCapacity } = objectOrEmpty(autoscaleConfiguration);
            const path = "properties.autoscaleConfiguration";
            yield* missingOrOutside(minCapacity, [0, MAX_INSTANCES], `${path}.minCapacity`);
            yield* outside(maxCapacity, [2, MAX_INSTANCES], `${path}.maxCapacity`);
            if (!isGiven(maxCapacity)) yield { path: `${path}.maxCapacity`, message: "is missing; nothing bounds the costs", severity: "Warning" };
            if (typeof minCapacity === "number" && typeof maxCapacity === "number" && minCapacity > maxCapacity)
                yield { path: `${path}.minCapacity`, message: `is ${minCapacity}, above maxCapacity ${maxCapacity}` };
        },
    },
    {
        id: "AG-30",
        title: "The zones exist",
        severity: "Error",
        hint: 'Use zones "1", "2", "3" where the region has zones, none where it has not. Zones cannot be changed later: the gateway is replaced.',
        types: gatewayTypes,
        *check({ zones, location }) {
            const chosen = textsIn(zones);
            for (const zone of chosen) if (!["1", "2", "3"].includes(zone)) yield { path: "zones", message: `has "${zone}"; allowed are 1, 2, 3` };
            // The region's address must lie in the same zones: AGN-08.
            if (chosen.length > 0 && location !== undefined && !hasZones(location)) yield { path: "zones", message: `are set, but ${location} has no zones` };
        },
    },
];
