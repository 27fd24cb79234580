import assert from "node:assert/strict";

import { idArguments, resourceId, resourceTypes } from "../../../components/azure/resourceTypes";
import { ArmResource } from "../../../rules";
import { JsonObject, mapTexts, objectOrEmpty } from "../../../simulator/json";
import { shapes } from "../../../simulator/shapes";
import { completeSelfReferences, toArm } from "../../../simulator/translate";
import { mockId, mockSubscription, plain, Registered } from "../../unit/support/mocks";

/** The body that the provider sends for a resource that was registered. */
export function armBody({ type, inputs }: Registered): object {
    const names = idArguments(resourceTypes[type]!);
    const args = plain(inputs) as Record<string, never>;
    const withoutNames = Object.fromEntries(Object.entries(args).filter(([name]) => !names.includes(name) && name !== "fileServicesName"));
    const name = type.endsWith(":FileServiceProperties") ? `${args["accountName"]}/default` : args[names.at(-1)!];
    return { name, ...toArm(shapes[type] ?? {}, withoutNames) };
}

/** The bodies that Azure gets for what a program registered, under the ids that it will give them. */
export function armResources(registered: readonly Registered[]): ArmResource[] {
    const known = registered
        .filter(({ type }) => resourceTypes[type] !== undefined)
        .map(({ inputs, ...rest }) => ({ ...rest, inputs: plain(inputs) as JsonObject }));
    // Mocks answer with ids and names of their own. Where one is part of another resource's arguments, Azure's takes its place.
    const nameOf = (type: string, logical: string): string | undefined => {
        const resource = known.find((candidate) => candidate.name === logical && idArguments(resourceTypes[candidate.type]!).at(-1) === type);
        return resource === undefined ? undefined : String(resource.inputs[type]);
    };
    const argumentsOf = ({ type, inputs }: (typeof known)[number]): JsonObject => {
        const outer = idArguments(resourceTypes[type]!).slice(0, -1);
        return Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, outer.includes(key) ? (nameOf(key, String(value)) ?? value) : value]));
    };
    const ids = new Map<string, string>();
    const vaultName = String(known.find(({ type }) => type.endsWith(":Vault"))?.inputs.vaultName);
    const withIds = (text: string): string => {
        // Longest first: one logical name may begin like another. Ids are also parts of queries.
        const mocks = [...ids.keys()].filter((mock) => text.includes(mock)).sort((one, other) => other.length - one.length);
        const known = mocks.reduce((changed, mock) => changed.replaceAll(mock, ids.get(mock)!), text);
        return known.replace("https://vault.vault.azure.net/", `https://${vaultName}.vault.azure.net/`);
    };
    return known.map((resource) => {
        const { type, name } = resource;
        const args = objectOrEmpty(mapTexts(argumentsOf(resource), withIds));
        const id = resourceId(type, mockSubscription, args);
        assert.ok(id, `no id for ${type} ${name}`);
        ids.set(mockId(type, name), id);
        const names = idArguments(resourceTypes[type]!);
        const own = Object.fromEntries(Object.entries(args).filter(([key]) => !names.includes(key)));
        const body = completeSelfReferences(toArm(shapes[type] ?? {}, own), id);
        const { armType, apiVersion } = resourceTypes[type]!;
        return { ...body, id, type: armType, apiVersion, name: id.split("/").at(-1)! };
    });
}
