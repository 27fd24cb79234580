import { resourceTypes } from "../../../../components/azure/resourceTypes";
import type { ArmResource } from "../../../../rules";
import { ArmError } from "../../../../simulator/armError";
import { principalId } from "../../../../simulator/directoryObjects";
import { JsonObject, listOrEmpty, objectOrEmpty, without } from "../../../../simulator/json";
import { keyOf, State, StoredResource } from "../../../../simulator/state";
import { write } from "../../../../simulator/writing";
import type { Environment } from "./bodies";

const SUBNET = "azure-native:network:Subnet";
const IDENTITY = "azure-native:managedidentity:UserAssignedIdentity";
/** Who has the roles of the environment: there it is nobody in particular. */
const PRINCIPAL = "99999999-2222-3333-4444-555555555555";

/** What Azure is asked to write. */
interface Request {
    token: string;
    id: string;
    body: JsonObject;
}

/** What a simulated Azure in which everything else is there already answers to the write of one resource: nothing, or its refusal. */
export function answerTo(surroundings: Environment, resource: ArmResource): ArmError | undefined {
    const { token, id, body } = requestOf(resource);
    const others = Object.values(surroundings).filter((other) => other !== resource && tokenOf(other) !== undefined);
    const resources = [...others, ...assumed(surroundings)].flatMap(stored);
    // A network's list of subnets is written with it; whoever changes a network that is there changes it beside its subnets.
    const isThere = others.some((other) => keyOf(other.id) === keyOf(id));
    const kept = resources.filter((other) => isThere || keyOf(other.id) !== keyOf(id));
    const identity = kept.find((other) => other.token === IDENTITY);
    const named = (value: unknown): string => JSON.stringify(value).replaceAll(PRINCIPAL, identity === undefined ? PRINCIPAL : principalId(identity));
    const state: State = {
        resources: JSON.parse(named(Object.fromEntries(kept.map((one) => [keyOf(one.id), one])))) as State["resources"],
        deletedVaults: {},
        deletedSecrets: {},
    };
    try {
        write(state, token, id, JSON.parse(named(body)) as JsonObject, 1, 1);
        return undefined;
    } catch (error) {
        if (error instanceof ArmError) return error;
        throw error;
    }
}

/** Pulumi's name of a resource's type; nothing for a type that the simulator does not know. */
export function tokenOf({ type }: ArmResource): string | undefined {
    return Object.keys(resourceTypes).find((token) => keyOf(resourceTypes[token]!.armType) === keyOf(type));
}

/** What a deployment makes before all of this, and what no rule looks at: groups, and the secrets that certificates come from. */
function assumed(surroundings: Environment): ArmResource[] {
    const groupIds = new Set(Object.values(surroundings).map(({ id }) => id.split("/").slice(0, 5).join("/")));
    const vaults = Object.values(surroundings).filter(({ type }) => keyOf(type) === "microsoft.keyvault/vaults");
    const secrets = [...JSON.stringify(surroundings).matchAll(/"https:\/\/kv-test\.vault\.azure\.net\/secrets\/([^/"]+)/g)].map(([, name]) => name!);
    return [
        ...[...groupIds].map((id) => ({ id, type: "Microsoft.Resources/resourceGroups" })),
        ...vaults.flatMap(({ id }) => secrets.map((name) => ({ id: `${id}/secrets/${name}`, type: "Microsoft.KeyVault/vaults/secrets" }))),
    ];
}

function requestOf(resource: ArmResource): Request {
    const body = without(JSON.parse(JSON.stringify(resource)) as JsonObject, ["id", "type", "name", "apiVersion"]);
    return { token: tokenOf(resource)!, id: resource.id, body };
}

/** A resource as it lies in the state: a network's subnets are resources of their own. */
function stored(resource: ArmResource): StoredResource[] {
    const { token, id, body } = requestOf(resource);
    const { subnets, ...properties } = objectOrEmpty(body.properties);
    const inside = listOrEmpty(subnets).map((subnet) => {
        const own = objectOrEmpty(subnet);
        return { token: SUBNET, id: `${id}/subnets/${String(own.name)}`, body: own };
    });
    return [{ token, id, body: { ...body, properties } }, ...inside].map((one) => ({ ...one, ...settled, nonce: one.id }));
}

const settled = { provisioningState: "Succeeded", readyAt: 0, createdAt: 0, version: "1" } as const;

/** The same resources after each has got the id that its name asks for: names are the ends of ids. References follow. */
export function renamed(resources: Environment): Environment {
    let text = JSON.stringify(resources);
    for (const { id, name = id } of Object.values(resources).filter((resource) => resource !== undefined)) {
        const wanted = [...id.split("/").slice(0, -1), name.split("/").at(-1)!].join("/");
        if (wanted !== id) text = text.replaceAll(JSON.stringify(id), JSON.stringify(wanted)).replaceAll(`"${id}/`, `"${wanted}/`);
    }
    return JSON.parse(text) as Environment;
}
