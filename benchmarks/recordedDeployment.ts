import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import { GatewayDeployment, GatewayDeploymentArgs } from "../components";
import { idArguments, resourceTypes } from "../components/azure/resourceTypes";
import { Json, JsonObject, texts } from "../simulator/json";
import { clusterArgs, validArgs } from "../test/unit/support/deployments";
import { mockId, plain, Registered, registeredBy } from "../test/unit/support/mocks";
import { RecordedResource } from "./necessaryDependencies";

const PROJECT = "wso2-gateway-azure";

/** What gateway nodes are. */
export const Nodes = { Machines: "machines", Pods: "pods" } as const;
export type Nodes = (typeof Nodes)[keyof typeof Nodes];

/** Arguments of the environment `prod`: its file's settings, and stand-ins for the secrets that no file has. With pods, on a new cluster in place of the scale set. */
export function prodArguments(nodes: Nodes = Nodes.Machines): GatewayDeploymentArgs {
    const file = path.join(__dirname, "..", "Pulumi.prod.yaml");
    const { config } = parse(fs.readFileSync(file, "utf8")) as { config: Record<string, unknown> };
    const settings = Object.fromEntries(Object.entries(config).map(([key, value]) => [key.replace(`${PROJECT}:`, ""), value]));
    const { scaleSet, "azure-native:location": location, ...rest } = settings;
    if (nodes === Nodes.Pods) return clusterArgs({ ...rest, location: location as string });
    return validArgs({ ...rest, location: location as string, scaleSet: { ...validArgs().scaleSet, ...(scaleSet as object) } });
}

/** The dependencies that Pulumi's engine gets to know from a deployment, in the order in which it does. Nothing is created. */
export async function recordedDeployment(args: GatewayDeploymentArgs): Promise<RecordedResource[]> {
    const registered = await registeredBy(() => new GatewayDeployment("gateway", args), { stack: "prod" });
    return recorded(registered);
}

/** What was registered, and what each resource's arguments name of the others. */
export function recorded(registered: readonly Registered[]): RecordedResource[] {
    const urns = new Map<string, string>();
    for (const resource of registered) for (const name of knownAs(resource)) urns.set(name, urnOf(resource));
    return registered.map((resource) => {
        const { type, custom, parent, dependencies } = resource;
        const names = custom ? namedIn(resource).flatMap((name) => urns.get(name) ?? []) : [];
        const urn = urnOf(resource);
        return { urn, type, custom, parent, dependencies, names: [...new Set(names)].filter((other) => other !== urn) };
    });
}

/** Under which names Pulumi's mocks let others speak of a resource; see `mocks.ts`. */
function knownAs({ type, name }: Registered): string[] {
    const argument = ownArgument(type);
    return [withoutGroup(mockId(type, name)), ...(argument === undefined ? [] : [`${argument} ${name}`]), ...addressesOf(type, name)];
}

/** An id from its provider on; short ones have none. */
function withoutGroup(id: string): string {
    return id.replace(/^.*(?=\/providers\/)/, "");
}

function addressesOf(type: string, name: string): string[] {
    if (type === "azure-native:managedidentity:UserAssignedIdentity") return [`principal-${name}`];
    return type === "azure-native:keyvault:Secret" ? [`/secrets/${name}`] : [];
}

function namedIn({ type, inputs }: Registered): string[] {
    const args = plain(inputs) as JsonObject;
    const outer = (resourceTypes[type] === undefined ? [] : idArguments(resourceTypes[type])).slice(0, -1);
    const inside = texts(args as Json).flatMap(({ text }) =>
        [...text.matchAll(/\/mock\/\w+\/[\w-]+|principal-[\w-]+|\/providers\/Microsoft\.\w+\/\w+\/[\w-]+|\/secrets\/[\w-]+/g)].map(([name]) => name),
    );
    return [...outer.map((argument) => `${argument} ${String(args[argument])}`), ...inside];
}

/** The argument with the own name of resources of a type; a file service has none. */
function ownArgument(type: string): string | undefined {
    const known = resourceTypes[type];
    return known?.idTemplate.endsWith("}") ? idArguments(known).at(-1) : undefined;
}

/** As Pulumi makes them: the chain of types, and the name. */
function urnOf({ type, name, parent }: Registered): string {
    const parentType = parent === "" ? "" : `${parent.split("::")[2]!.split("$").at(-1)}$`;
    return `urn:pulumi:prod::${PROJECT}::${parentType}${type}::${name}`;
}
