import { outsideDuration } from "../body/durations";
import { isGiven, numberFrom, objectOrEmpty, sameWord, textOrEmpty, textsIn } from "../body/json";
import { notOneOf } from "../body/parts";
import type { Finding, Rule } from "../rule";
import { machineOf, machineTypes, PROFILE, ScaleSet, scaleSetOf, scaleSetTypes } from "./model";

/** How machines come and go: notices before they are taken, order of extensions, spot, scale-in. */
export const lifetimeRules: readonly Rule[] = [
    {
        id: "VS-09",
        title: "Notices before a machine goes are of an allowed length",
        severity: "Error",
        hint: "Use PT5M to PT15M before termination, PT15M before an image change; machines at spot price have no terminate notification.",
        types: machineTypes,
        *check(resource) {
            const { model, path: modelPath } = machineOf(resource);
            const isSpot = sameWord(model.priority, "Spot");
            const events = objectOrEmpty(model.scheduledEventsProfile);
            const terminate = objectOrEmpty(events.terminateNotificationProfile);
            const image = objectOrEmpty(events.osImageNotificationProfile);
            const path = `${modelPath}.scheduledEventsProfile`;
            if (terminate.enable === true)
                yield* outsideDuration(terminate.notBeforeTimeout, ["PT5M", "PT15M"], `${path}.terminateNotificationProfile.notBeforeTimeout`);
            if (image.enable === true) yield* outsideDuration(image.notBeforeTimeout, ["PT0S", "PT15M"], `${path}.osImageNotificationProfile.notBeforeTimeout`);
            if (terminate.enable === true && isSpot)
                yield { path: `${path}.terminateNotificationProfile.enable`, message: "is true, for machines at spot price" };
        },
    },
    {
        id: "VS-10",
        title: "Extensions have time enough and an order without circles",
        severity: "Error",
        hint: "Use an `extensionsTimeBudget` of PT15M to PT2H; `provisionAfterExtensions` names extensions of the same scale set that do not wait for each other.",
        types: scaleSetTypes,
        *check(resource) {
            const scaleSet = scaleSetOf(resource);
            const { extensionsTimeBudget } = objectOrEmpty(scaleSet.profile.extensionProfile);
            yield* outsideDuration(extensionsTimeBudget, ["PT15M", "PT2H"], `${PROFILE}.extensionProfile.extensionsTimeBudget`);
            yield* wrongOrder(scaleSet);
        },
    },
    {
        id: "VS-22",
        title: "What spot machines alone have is on spot machines",
        severity: "Error",
        hint: "Set `priority: Spot` together with `evictionPolicy`, and a `maxPrice` of -1 (up to the regular price) or above 0.",
        types: scaleSetTypes,
        *check(resource) {
            const { profile, isSpot } = scaleSetOf(resource);
            const { maxPrice } = objectOrEmpty(profile.billingProfile);
            if (isGiven(profile.evictionPolicy) && !isSpot) yield { path: `${PROFILE}.evictionPolicy`, message: "is set, but the priority is not Spot" };
            yield* notOneOf(profile.evictionPolicy, ["Deallocate", "Delete"], `${PROFILE}.evictionPolicy`);
            if (!isGiven(maxPrice)) return;
            const price = numberFrom(maxPrice) ?? 0;
            if (!isSpot) yield { path: `${PROFILE}.billingProfile.maxPrice`, message: "is set, but the priority is not Spot" };
            if (price !== -1 && price <= 0)
                yield { path: `${PROFILE}.billingProfile.maxPrice`, message: `is ${String(maxPrice)}; allowed are -1 and prices above 0` };
        },
    },
    {
        id: "VS-23",
        title: "One rule says which machine goes first",
        severity: "Error",
        hint: "Use one of Default, NewestVM and OldestVM.",
        types: scaleSetTypes,
        *check(resource) {
            const rules = textsIn(objectOrEmpty(scaleSetOf(resource).properties.scaleInPolicy).rules);
            if (rules.length > 1) yield { path: "properties.scaleInPolicy.rules", message: `has ${rules.length} items; allowed is one` };
            for (const [index, rule] of rules.entries()) yield* notOneOf(rule, ["Default", "NewestVM", "OldestVM"], `properties.scaleInPolicy.rules[${index}]`);
        },
    },
];

/** Takes away, again and again, extensions that wait for nothing: what is left waits in a circle. */
function* wrongOrder({ extensions }: ScaleSet): Iterable<Finding> {
    const waiting = new Map(extensions.map((extension) => [extension.name.toLowerCase(), { extension, left: 0 }]));
    const followers = new Map<string, string[]>();
    for (const { name, properties, inside } of extensions)
        for (const [index, text] of textsIn(properties.provisionAfterExtensions).entries()) {
            const before = textOrEmpty(text).toLowerCase();
            if (!waiting.has(before)) {
                yield { path: `${inside}.provisionAfterExtensions[${index}]`, message: `is "${text}"; there is no such extension` };
                continue;
            }
            followers.set(before, [...(followers.get(before) ?? []), name.toLowerCase()]);
            waiting.get(name.toLowerCase())!.left += 1;
        }
    const ready = [...waiting].filter(([, { left }]) => left === 0).map(([name]) => name);
    for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
        waiting.delete(name);
        for (const follower of followers.get(name) ?? []) {
            const entry = waiting.get(follower)!;
            entry.left -= 1;
            if (entry.left === 0) ready.push(follower);
        }
    }
    for (const { extension } of waiting.values())
        yield { path: `${extension.inside}.provisionAfterExtensions`, message: `makes "${extension.name}" wait for itself, directly or by way of others` };
}
