import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";

/** A public address that exists already, whichever is looked up. */
export const existingAddress = {
    id: "/existing/address",
    ipAddress: "198.51.100.7",
    location: "westeurope",
    sku: { name: "Standard" },
    publicIPAllocationMethod: "Static",
    zones: ["1", "2", "3"],
};

/** A resource as it was registered with the engine. */
export interface Registered {
    type: string;
    name: string;
    parent: string;
    /** Urn and id of the provider that it is made by, where one is named. */
    provider: string;
    custom: boolean;
    protect: boolean;
    deletedWith: string;
    retainOnDelete: boolean;
    dependencies: string[];
    ignoreChanges: string[];
    replaceOnChanges: string[];
    deleteBeforeReplace: boolean;
    /** How long the provider may take, as durations such as `600s`. Empty where it decides itself. */
    timeouts: { create: string; update: string; delete: string };
    /** Inputs; secrets are envelopes, see `isSecret` and `plain`. */
    inputs: Record<string, unknown>;
}

const SECRET_KEY = "4dabf18193072939515e22adb298388d";

export const mockSubscription = "00000000-0000-0000-0000-000000000001";

/** Id of a subnet of a network that exists, in the subscription that is deployed to. */
export const existingSubnetId = `/subscriptions/${mockSubscription}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets/snet`;

interface Timeouts {
    getCreate(): string;
    getUpdate(): string;
    getDelete(): string;
}

interface Request {
    getType(): string;
    getName(): string;
    getParent(): string;
    getProvider(): string;
    getCustom(): boolean;
    getProtect(): boolean;
    getDeletedwith(): string;
    getRetainondelete(): boolean;
    getDependenciesList(): string[];
    getIgnorechangesList(): string[];
    getReplaceonchangesList(): string[];
    getDeletebeforereplace(): boolean;
    getCustomtimeouts(): Timeouts | undefined;
}

function timeoutsOf(timeouts: Timeouts | undefined): Registered["timeouts"] {
    return { create: timeouts?.getCreate() ?? "", update: timeouts?.getUpdate() ?? "", delete: timeouts?.getDelete() ?? "" };
}

/** A Kubernetes cluster that exists already and has what the gateway needs, whichever is looked up. */
export const existingCluster = {
    fqdn: "aks.hcp.westeurope.azmk8s.io",
    powerState: { code: "Running" },
    oidcIssuerProfile: { enabled: true, issuerURL: "https://issuer.example.com/existing/" },
    securityProfile: { workloadIdentity: { enabled: true } },
    addonProfiles: { azureKeyvaultSecretsProvider: { enabled: true } },
    networkProfile: { networkPlugin: "azure", networkPolicy: "cilium" },
};

/** Circumstances of a mocked program. */
export interface MockSettings {
    stack?: string;
    preview?: boolean;
    /** The stack's configuration, by full keys. Defaults to none. */
    config?: Record<string, string>;
    /** What Azure answers of a cluster that exists. Defaults to `existingCluster`. */
    existingCluster?: object;
    /** What Azure answers of a public address that exists. Defaults to `existingAddress`. */
    existingAddress?: object;
    /** Told of every function of Azure that is called. */
    onCall?: (token: string) => void;
}

/** The kubeconfig that Azure gives a cluster's user. */
function userKubeconfig(): string {
    const cluster = { server: "https://aks.hcp.westeurope.azmk8s.io:443", "certificate-authority-data": Buffer.from("CERTIFICATE").toString("base64") };
    const config = {
        "current-context": "aks",
        contexts: [{ name: "aks", context: { cluster: "aks", user: "clusterUser" } }],
        clusters: [{ name: "aks", cluster }],
    };
    return Buffer.from(JSON.stringify(config)).toString("base64");
}

/** Types whose ids are taken apart. */
const READ_IDS: Readonly<Record<string, string>> = {
    UserAssignedIdentity: "Microsoft.ManagedIdentity/userAssignedIdentities",
    StorageAccount: "Microsoft.Storage/storageAccounts",
    VirtualNetwork: "Microsoft.Network/virtualNetworks",
    Subnet: "Microsoft.Network/virtualNetworks/vnet/subnets",
};

/** The id that a mocked resource gets. Ids whose parts nobody reads are short. */
export function mockId(type: string, name: string): string {
    const kind = type.split(":").at(-1)!;
    const read = READ_IDS[kind];
    return read === undefined ? `/mock/${kind}/${name}` : `/subscriptions/${mockSubscription}/resourceGroups/rg/providers/${read}/${name}`;
}

const stackTraceLimit = Object.getOwnPropertyDescriptor(Error, "stackTraceLimit")!;

/** Pulumi keeps a stack with every promise and looks at a whole one, however long, for every resource; they take more time than all the rest. */
function withoutStacks(without: boolean): void {
    Object.defineProperty(Error, "stackTraceLimit", without ? { get: () => 0, set: () => {}, configurable: true } : stackTraceLimit);
}

/** Runs a program under Pulumi's mocks and returns everything that it registered, with the options that mocks usually hide. */
export async function registeredBy(program: () => unknown, settings: MockSettings = {}): Promise<Registered[]> {
    const registered: Registered[] = [];
    const inputsOf = new Map<string, Record<string, unknown>>();
    await pulumi.runtime.setMocks(
        {
            newResource: ({ type, name, inputs, custom }) => {
                inputsOf.set(`${type} ${name}`, inputs as Record<string, unknown>);
                const id = custom === true ? mockId(type, name) : "";
                return { id, state: { ...inputs, ...outputsOf(type, name) } };
            },
            call: ({ token }) => {
                settings.onCall?.(token);
                if (token.endsWith("getClientConfig"))
                    return { subscriptionId: mockSubscription, tenantId: mockSubscription, clientId: "deployer", objectId: "deployer" };
                if (token.endsWith("getPublicIPAddress")) return settings.existingAddress ?? existingAddress;
                if (token.endsWith("getManagedCluster")) return settings.existingCluster ?? existingCluster;
                if (token.endsWith("listManagedClusterUserCredentials")) return { kubeconfigs: [{ name: "clusterUser", value: userKubeconfig() }] };
                if (token.endsWith("listStorageAccountKeys")) return { keys: ["key1", "key2"].map((keyName) => ({ keyName, value: `${keyName}-of-account` })) };
                throw new Error(`no mock for ${token}`);
            },
        },
        "wso2-gateway-azure",
        settings.stack ?? "dev",
        settings.preview ?? false,
    );
    pulumi.runtime.setAllConfig(settings.config ?? {});
    const prototype = MockMonitor.prototype as unknown as { registerResource: (request: Request, callback: unknown) => unknown };
    const original = prototype.registerResource;
    prototype.registerResource = function (request, callback) {
        registered.push({
            type: request.getType(),
            name: request.getName(),
            parent: request.getParent(),
            provider: request.getProvider(),
            custom: request.getCustom(),
            protect: request.getProtect(),
            deletedWith: request.getDeletedwith(),
            retainOnDelete: request.getRetainondelete(),
            dependencies: request.getDependenciesList(),
            ignoreChanges: request.getIgnorechangesList(),
            replaceOnChanges: request.getReplaceonchangesList(),
            deleteBeforeReplace: request.getDeletebeforereplace(),
            timeouts: timeoutsOf(request.getCustomtimeouts()),
            inputs: {},
        });
        return original.call(this, request, callback);
    };
    withoutStacks(true);
    try {
        await program();
        // Waits until everything that was registered has been answered, and what followed from the answers as well.
        await pulumi.runtime.disconnect();
    } finally {
        prototype.registerResource = original;
        withoutStacks(false);
    }
    return registered.map((resource) => ({ ...resource, inputs: inputsOf.get(`${resource.type} ${resource.name}`) ?? {} }));
}

const VAULT = "https://vault.vault.azure.net/";

/** What Azure adds to some resources when it creates them. */
function outputsOf(type: string, name: string): Record<string, unknown> {
    const named = { name };
    switch (type) {
        case "azure-native:managedidentity:UserAssignedIdentity":
            return { ...named, principalId: `principal-${name}`, clientId: `client-${name}` };
        case "azure-native:containerservice:ManagedCluster":
            return {
                ...named,
                oidcIssuerProfile: { enabled: true, issuerURL: "https://issuer.example.com/new/" },
                identityProfile: { kubeletidentity: { objectId: "principal-of-nodes" } },
            };
        case "azure-native:keyvault:Vault":
            return { ...named, properties: { vaultUri: VAULT } };
        case "azure-native:keyvault:Secret":
            return { ...named, properties: { secretUri: `${VAULT}secrets/${name}`, secretUriWithVersion: `${VAULT}secrets/${name}/1` } };
        case "azure-native:network:PublicIPAddress":
            return { ...named, ipAddress: "203.0.113.7" };
        case "azure-native:authorization:RoleAssignment":
            return { ...named, createdOn: "2020-01-01T00:00:00Z" };
        default:
            return named;
    }
}

/** Whether a value that was registered is marked as secret. */
export function isSecret(value: unknown): boolean {
    return typeof value === "object" && value !== null && SECRET_KEY in value;
}

/** A value without the envelopes of secrets, at any depth. */
export function plain(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value !== "object" || value === null) return value;
    if (isSecret(value)) return plain((value as unknown as { value: unknown }).value);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
