import { gunzipSync } from "node:zlib";

import { idArguments, resourceTypes } from "../../../components/azure/resourceTypes";
import { ArmError } from "../../../simulator/armError";
import { diffArguments } from "../../../simulator/diff";
import { Json, JsonObject, mapTexts, objectOrEmpty, without } from "../../../simulator/json";
import { Kind, kindOfToken } from "../../../simulator/kubernetes/objects";
import { replacedPaths } from "../../../simulator/kubernetes/replacement";
import { checkChanges } from "../../../simulator/refusedChanges";
import { changeRulesOf } from "../../../simulator/replacement";
import { shapes } from "../../../simulator/shapes";
import { toArm } from "../../../simulator/translate";
import { plain, Registered } from "./mocks";

/** What a change of arguments does to resources, by their short types, each once. */
export interface Effects {
    updates: string[];
    rolls: string[];
    replaces: string[];
    refused: string[];
    adds: string[];
    removes: string[];
    /** Only Pulumi's protection changes. */
    protects: string[];
}

type Effect = keyof Effects;

/** What is done to an environment when its arguments change, by what the program registers before and after, and by the simulator's tables. */
export function effectsOf(before: readonly Registered[], after: readonly Registered[]): Effects {
    const effects: Effects = { updates: [], rolls: [], replaces: [], refused: [], adds: [], removes: [], protects: [] };
    const add = (effect: Effect, { type }: Registered): void => {
        const short = type.split(":").at(-1)!;
        if (!effects[effect].includes(short)) effects[effect].push(short);
    };
    const [old, wanted] = [byName(before), byName(withNewVersions(before, after))];
    for (const [name, resource] of old) if (!wanted.has(name)) add("removes", resource);
    for (const [name, resource] of wanted) {
        const previous = old.get(name);
        if (previous === undefined) add("adds", resource);
        else for (const effect of effectsOn(previous, resource)) add(effect, resource);
    }
    for (const list of Object.values(effects) as string[][]) list.sort();
    return effects;
}

/** Nothing in the cluster is told which of its ConfigMaps and Secrets may change: none. */
const mutable = { configMaps: false, secrets: false };

function rulesOf(type: string): { replaced: readonly string[]; refusedInUse: readonly string[]; rolls: readonly string[] } {
    const kind = objectKind(type);
    if (kind === undefined) return changeRulesOf(type);
    return { replaced: replacedPaths(kind, mutable), refusedInUse: [], rolls: kind.kind === "Deployment" ? ["spec.template"] : [] };
}

/** The kind of an object in the cluster; nothing for what is in Azure. */
function objectKind(type: string): Kind | undefined {
    return type.startsWith("kubernetes:") ? kindOfToken(type) : undefined;
}

function effectsOn(before: Registered, after: Registered): Effect[] {
    const { replaced, refusedInUse, rolls } = rulesOf(after.type);
    const [olds, news] = [argumentsOf(before), argumentsOf(after)];
    const isIgnored = (path: string): boolean => after.ignoreChanges.some((ignored) => isAt(path, [ignored]));
    const changes = Object.entries(diffArguments(olds, news, replaced)).filter(([path]) => !isIgnored(path));
    if (changes.length === 0) return before.protect === after.protect ? [] : ["protects"];
    if (changes.some(([path, change]) => change.replaces || isAt(path, after.replaceOnChanges))) return ["replaces"];
    if (changes.some(([path]) => isAt(path, refusedInUse)) || azureRefuses(after.type, olds, news)) return ["refused"];
    return changes.some(([path]) => isAt(path, rolls)) ? ["rolls"] : ["updates"];
}

function azureRefuses(token: string, olds: JsonObject, news: JsonObject): boolean {
    if (objectKind(token) !== undefined) return false;
    const bodyOf = (args: JsonObject): JsonObject => toArm(shapes[token] ?? {}, without(args, idArguments(resourceTypes[token]!)));
    const existing = { id: "", token, body: bodyOf(olds), provisioningState: "Succeeded", readyAt: 0, createdAt: 0, nonce: "", version: "" } as const;
    try {
        checkChanges({ token, id: "", body: bodyOf(news), existing, state: { resources: {}, deletedVaults: {}, deletedSecrets: {} } });
        return false;
    } catch (error) {
        if (error instanceof ArmError) return true;
        throw error;
    }
}

/** Whether a path is one of these or below. */
function isAt(path: string, places: readonly string[]): boolean {
    const pattern = path.replaceAll(/\[\d+\]/g, "[]");
    return places.some((place) => pattern === place || pattern.startsWith(`${place}.`) || pattern.startsWith(`${place}[`));
}

function byName(registered: readonly Registered[]): Map<string, Registered> {
    return new Map(
        registered
            .filter(({ type }) => resourceTypes[type] !== undefined || objectKind(type) !== undefined)
            .map((resource) => [`${resource.type} ${resource.name}`, resource]),
    );
}

function argumentsOf({ inputs }: Registered): JsonObject {
    return objectOrEmpty(plain(inputs) as Json);
}

/** The first two bytes of what gzip has compressed. */
const GZIP = "1f8b";

/** In Azure a new value of a secret is a new version, which whoever reads that version hears of. Mocks know one version only. */
function withNewVersions(before: readonly Registered[], after: readonly Registered[]): Registered[] {
    const secrets = (registered: readonly Registered[]) =>
        new Map(registered.filter(({ type }) => type.endsWith(":Secret")).map(({ name, inputs }) => [name, JSON.stringify(plain(inputs))]));
    const [old, wanted] = [secrets(before), secrets(after)];
    const changed = [...wanted].filter(([name, value]) => old.get(name) !== value).map(([name]) => `/secrets/${name}/`);
    const renewed = (text: string): string => changed.reduce((result, address) => result.replaceAll(`${address}1`, `${address}2`), text);
    // What nodes are told is the only compressed text in base64, and names secrets. How it is compressed makes no difference here.
    const inside = (text: string): string => {
        const data = Buffer.from(text, "base64");
        if (data.subarray(0, 2).toString("hex") !== GZIP) return renewed(text);
        const told = gunzipSync(data).toString();
        return renewed(told) === told ? text : renewed(told);
    };
    return after.map((resource) =>
        resource.type.endsWith(":Secret") ? resource : { ...resource, inputs: mapTexts(argumentsOf(resource), inside) as JsonObject },
    );
}
