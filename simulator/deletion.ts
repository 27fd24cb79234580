import { ArmError } from "./armError";
import { checkPoolDeletion, nodeGroupsOf } from "./clusters";
import { DIAGNOSTIC_SETTING } from "./diagnosticSettings";
import { referredIds } from "./references";
import { resourcesOf } from "./request";
import { ownName, parseId } from "./resourceIds";
import { isInside, keyOf, State, StoredResource } from "./state";
import { checkDataPlaneAccess } from "./vaults";

/** How Azure words its refusal to delete what others use. */
type Refusal = (resource: StoredResource, users: string) => ArmError;

const inUseRefusals: Readonly<Record<string, Refusal>> = {
    "azure-native:network:Subnet": subnetInUse,
    "azure-native:network:NetworkSecurityGroup": ({ id }, users) =>
        new ArmError(
            400,
            "InUseNetworkSecurityGroupCannotBeDeleted",
            `Network security group ${id} cannot be deleted because it is in use by the following resources: ${users}. In order to delete the Network security group, remove the association with the resource(s).`,
        ),
    "azure-native:network:PublicIPAddress": ({ id }, users) =>
        new ArmError(
            400,
            "PublicIPAddressCannotBeDeleted",
            `Public IP address ${id} can not be deleted since it is still allocated to resource ${users}. In order to delete the public IP, disassociate/detach the Public IP address from the resource.`,
        ),
    "azure-native:network:NatGateway": ({ id }, users) =>
        new ArmError(400, "InUseNatGatewayCannotBeDeleted", `NAT gateway ${id} cannot be deleted because it is in use by the following resources: ${users}.`),
    "azure-native:network:RouteTable": ({ id }, users) =>
        new ArmError(400, "InUseRouteTableCannotBeDeleted", `Route table ${id} is in use and cannot be deleted. In use by: ${users}.`),
    "azure-native:network:NetworkInterface": ({ id }, users) =>
        new ArmError(
            400,
            "NicInUse",
            `Network Interface ${id} is used by existing resource ${users}. In order to delete the network interface, it must be dissociated from the resource.`,
        ),
    "azure-native:compute:Disk": ({ id }, users) => new ArmError(409, "OperationNotAllowed", `Disk ${ownName(id)} is attached to VM ${users}.`),
    "azure-native:network:WebApplicationFirewallPolicy": ({ id }, users) =>
        new ArmError(
            400,
            "ApplicationGatewayFirewallPolicyCannotBeDeleted",
            `Web application firewall policy ${id} cannot be deleted because it is in use by ${users}.`,
        ),
};

function subnetInUse({ id }: StoredResource, users: string): ArmError {
    return new ArmError(
        400,
        "InUseSubnetCannotBeDeleted",
        `Subnet ${ownName(id)} is in use by ${users} and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.`,
    );
}

/** Refuses to delete what others use, what has children that must go first, and what only a closed data plane could delete. */
export function checkDeletion(state: State, resource: StoredResource): void {
    if (resource.token === "azure-native:keyvault:Secret") checkDataPlaneAccess(state, resource.id);
    checkPoolDeletion(state, resource);
    if (resource.token === "azure-native:privatedns:PrivateZone") checkNoLinks(state, resource);
    if (resource.token === "azure-native:network:VirtualNetwork") {
        const subnets = resourcesOf(state, "azure-native:network:Subnet").filter((subnet) => isInside(subnet.id, resource.id));
        for (const subnet of subnets) checkNotUsed(state, subnet);
    }
    checkNotUsed(state, resource);
}

/** What refers to a resource. */
export function usersOf(state: State, resource: StoredResource): StoredResource[] {
    return Object.values(state.resources).filter(
        (other) => other.provisioningState !== "Deleting" && referredIds(other).some((id) => keyOf(id) === keyOf(resource.id)),
    );
}

/** Refuses to delete what another resource refers to, where Azure minds. */
export function checkNotUsed(state: State, resource: StoredResource): void {
    const refusal = inUseRefusals[resource.token];
    if (refusal === undefined) return;
    const users = usersOf(state, resource);
    if (users.length > 0) throw refusal(resource, users.map((user) => user.id).join(", "));
}

function checkNoLinks(state: State, zone: StoredResource): void {
    const links = resourcesOf(state, "azure-native:privatedns:VirtualNetworkLink").filter((link) => isInside(link.id, zone.id));
    if (links.length > 0)
        throw new ArmError(
            409,
            "CannotDeleteResource",
            `Can not delete resource before nested resources are deleted. Nested resources: ${links.map(({ id }) => ownName(id)).join(", ")}.`,
        );
}

/** Everything that goes with a resource: what lies in it, and the role assignments on all of that. Diagnostic settings stay behind. */
export function goesWith(state: State, resource: StoredResource): StoredResource[] {
    const all = Object.values(state.resources);
    const inside = all.filter(
        (other) => other.token !== DIAGNOSTIC_SETTING && (isInside(other.id, resource.id) || isInside(parseId(other.id)?.scope ?? "", resource.id)),
    );
    const groups = nodeGroupsOf([resource, ...inside]).map(keyOf);
    const machines = all.filter(({ id }) => groups.some((group) => keyOf(id) === group || isInside(id, group)));
    return [...new Set([...inside, ...machines])];
}
