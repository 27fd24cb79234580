import { ArmError, resourceNotFound } from "./armError";
import { isObject, Json, listOrEmpty, objectOrEmpty, texts, textOrEmpty } from "./json";
import { resourceIn, WriteRequest } from "./request";
import { parseId } from "./resourceIds";
import { keyOf, StoredResource } from "./state";

/** Refuses a body that names a resource, or a part of one, that does not exist. How parts of the same gateway refer to each other is a rule, AG-06. */
export function checkReferences(request: WriteRequest): void {
    for (const { path, text } of bodyTexts(request)) {
        if (!text.startsWith("/subscriptions/")) continue;
        const parsed = parseId(text);
        if (parsed === undefined || !inThisSubscription(text, request.id)) continue;
        if (keyOf(parsed.id) === keyOf(request.id)) continue;
        const target = resourceIn(request.state, parsed.id)?.body;
        if (target !== undefined && hasPart(target, parsed.part)) continue;
        throw request.token.startsWith("azure-native:network:") || parsed.token.startsWith("azure-native:network:")
            ? new ArmError(
                  400,
                  "InvalidResourceReference",
                  `Resource ${text} referenced by resource ${request.id} (${path}) was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
              )
            : resourceNotFound(text);
    }
}

/** Ids of the resources (not their parts) that a stored resource refers to, itself left out. */
export function referredIds(resource: StoredResource): string[] {
    const ids = bodyTexts(resource).map(({ text }) => (text.startsWith("/subscriptions/") ? parseId(text)?.id : undefined));
    return [...new Set(ids.filter((id): id is string => id !== undefined && keyOf(id) !== keyOf(resource.id)))];
}

/** Texts of a body; ids that are keys (identities) count as texts too. */
function bodyTexts({ body }: { body: Json }): { path: string; text: string }[] {
    const identities = isObject(body) ? Object.keys(objectOrEmpty(objectOrEmpty(body.identity).userAssignedIdentities)) : [];
    return [...texts(body), ...identities.map((text) => ({ path: "identity.userAssignedIdentities", text }))];
}

/** Whether both ids name the same subscription; what lies in another one, the simulator cannot know. */
function inThisSubscription(id: string, own: string): boolean {
    const subscriptionOf = (text: string): string | undefined => /\/subscriptions\/([^/]+)/i.exec(text)?.[1]?.toLowerCase();
    return subscriptionOf(id) === subscriptionOf(own);
}

/** Whether a body has the part that the end of an id names, for example `/probes/ready`. */
function hasPart(body: Json, part: string): boolean {
    if (part === "") return true;
    const [, collection = "", name = "", ...rest] = part.split("/");
    const properties = objectOrEmpty(objectOrEmpty(body).properties);
    const items = properties[collection] ?? properties[Object.keys(properties).find((key) => keyOf(key) === keyOf(collection)) ?? ""];
    const found = listOrEmpty(items).find((item) => keyOf(textOrEmpty(objectOrEmpty(item).name)) === keyOf(name));
    return found !== undefined && (rest.length === 0 || hasPart(found, `/${rest.join("/")}`));
}
