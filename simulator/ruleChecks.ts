import { resourceTypes } from "../components/azure/resourceTypes";
import { ArmResource, checkResource, checkSurroundings, contextOf, Violation } from "../rules";
import { ArmError } from "./armError";
import { JsonObject, objectOrEmpty } from "./json";
import { resourcesOf, WriteRequest } from "./request";
import { ownName } from "./resourceIds";
import { isInside, keyOf, State } from "./state";

const SUBNET = "azure-native:network:Subnet";
const VIRTUAL_NETWORK = "azure-native:network:VirtualNetwork";

/** Errors that Azure answers with 409; the others are a 400. */
const CONFLICTS: ReadonlySet<string> = new Set(["RoleAssignmentExists"]);

/**
 * Refuses a body that breaks a rule of Azure (`rules/`), and a write by which a resource that is there would break one.
 * What Azure accepts although it cannot work, a warning, passes. What is broken already is not held against a write of something else.
 */
export function checkRules(request: WriteRequest): void {
    const own = written(request);
    if (own === undefined) return;
    const before = otherResources(request);
    const context = contextOf([...before, own]);
    const broken = checkResource(own, context).filter(isError);
    const also = checkSurroundings(own, context).filter(isError);
    const known = new Set(also.length === 0 ? [] : checkSurroundings(own, contextOf(resourcesIn(request.state))).map(described));
    const newlyBroken = also.filter((violation) => !known.has(described(violation)));
    const [first] = [...broken, ...newlyBroken];
    if (first === undefined) return;
    const code = first.azureError ?? "BadRequest";
    const explanation = [...broken.map(described), ...newlyBroken.map((violation) => `${violation.resourceId}: ${described(violation)}`)].join("; ");
    throw new ArmError(CONFLICTS.has(code) ? 409 : 400, code, explanation);
}

function isError({ severity }: Violation): boolean {
    return severity === "Error";
}

function described({ path, message, rule }: Violation): string {
    return `${path} ${message} (${rule})`;
}

/** The resource that a request writes, as the rules see it; nothing for a type that is not Azure's. */
function written({ token, id, body, state }: WriteRequest): ArmResource | undefined {
    return armResource(token, id, token === VIRTUAL_NETWORK ? withSubnets(id, body, state) : body);
}

/** A network's body always lists its subnets: azure-native fills in those that are there where a program says nothing of them. */
function withSubnets(id: string, body: JsonObject, state: State): JsonObject {
    const properties = objectOrEmpty(body.properties);
    if (properties.subnets !== undefined) return body;
    const subnets = subnetsOf(state, id).map((subnet) => ({ ...subnet.body, name: ownName(subnet.id) }));
    return { ...body, properties: { ...properties, subnets } };
}

/** Everything else that is there. A network's list of subnets takes the place of those that it has. */
function otherResources({ token, id, body, state }: WriteRequest): ArmResource[] {
    const replaced = token === VIRTUAL_NETWORK && objectOrEmpty(body.properties).subnets !== undefined ? subnetsOf(state, id) : [];
    const without = new Set([keyOf(id), ...replaced.map((subnet) => keyOf(subnet.id))]);
    return resourcesIn(state).filter((resource) => !without.has(keyOf(resource.id)));
}

function subnetsOf(state: State, networkId: string): State["resources"][string][] {
    return resourcesOf(state, SUBNET).filter((subnet) => isInside(subnet.id, networkId));
}

function resourcesIn(state: State): ArmResource[] {
    return Object.values(state.resources).flatMap(({ token, id, body }) => armResource(token, id, body) ?? []);
}

/** A resource of the state as the rules see it; nothing for a type that is not Azure's. */
export function armResource(token: string, id: string, body: JsonObject): ArmResource | undefined {
    const type = resourceTypes[token];
    return type === undefined ? undefined : { ...body, id, type: type.armType, apiVersion: type.apiVersion, name: ownName(id) };
}
