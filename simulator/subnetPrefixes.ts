import { ArmError } from "./armError";
import { usersOf } from "./deletion";
import { JsonObject, listOrEmpty, objectOrEmpty, textOrEmpty } from "./json";
import { WriteRequest } from "./request";
import { ownName } from "./resourceIds";

/** Refuses to take an address range from a subnet in which something lies. */
export function checkPrefixes({ token, body, existing, state }: WriteRequest): void {
    if (token !== "azure-native:network:Subnet" || existing === undefined) return;
    const [before, after] = [prefixesOf(existing.body), prefixesOf(body)];
    const lost = before.filter((prefix) => !after.includes(prefix));
    if (lost.length === 0 || usersOf(state, existing).length === 0) return;
    throw new ArmError(
        400,
        "InUsePrefixCannotBeDeleted",
        `IpPrefix ${lost.join(", ")} on Subnet ${ownName(existing.id)} has active allocations and cannot be deleted.`,
    );
}

function prefixesOf(body: JsonObject): string[] {
    const { addressPrefix, addressPrefixes } = objectOrEmpty(body.properties);
    return [textOrEmpty(addressPrefix), ...listOrEmpty(addressPrefixes).map(textOrEmpty)].filter((prefix) => prefix !== "").sort();
}
