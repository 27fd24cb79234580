import { checkName } from "../naming";
import { checkNames } from "../naming/resourceNames";
import type { Placement } from "../placement";
import { Problem } from "../problem";
import { Tier } from "../tier";
import { checkOneOf } from "./rangeChecks";
import { checkTags } from "./tagChecks";
import { ifPlain } from "./validation";
import { checkRegion } from "./valueChecks";

/** What every part of an environment is told, whether it is used alone or in a deployment. */
interface Part extends Placement {
    /** Parts whose defaults follow from a tier have one. */
    tier?: Tier;
}

/** What is wrong with where the resources of a part are, what they are called and what they are for, as far as it is known before anything exists. */
export function checkPart({ tier, resourceGroupName, location, baseName, names, tags }: Part): Problem[] {
    return [
        ...checkOneOf(Object.values(Tier), tier, "tier"),
        ...ifPlain(resourceGroupName, (name) => checkName("resourceGroup", name, "resourceGroupName")),
        ...ifPlain(location, (region) => checkRegion(region, "location")),
        ...(baseName === "" ? [{ path: "baseName", message: "is empty" }] : []),
        ...checkNames(names ?? {}, "names"),
        ...ifPlain(tags, (known) => checkTags(known, "tags")),
    ];
}
