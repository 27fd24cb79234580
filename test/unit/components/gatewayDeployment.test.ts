import assert from "node:assert/strict";

import { customDataText } from "../../support/customData";
import { GatewayDeployment, GatewayDeploymentArgs } from "../../../components";
import { rsyncArgs, validArgs } from "../support/deployments";
import { isSecret, Registered, registeredBy } from "../support/mocks";
import { outcomeOf } from "../support/outputs";

const deploy = (changes?: Partial<GatewayDeploymentArgs>): Promise<Registered[]> => registeredBy(() => new GatewayDeployment("gateway", validArgs(changes)));
const withType = (registered: Registered[], type: string): Registered[] => registered.filter((resource) => resource.type.endsWith(`:${type}`));
const one = (registered: Registered[], type: string): Registered => {
    const [found, ...others] = withType(registered, type);
    assert.ok(found !== undefined && others.length === 0, `expected one ${type}`);
    return found;
};

/** Logical names are the identity of resources: changing one replaces the resource in every environment that exists. */
const frozen = [
    "applicationGateway gateway-load-balancer",
    "autoscaleSetting gateway-nodes",
    "dataCollectionRule gateway-monitoring-nodes",
    "dataCollectionRuleAssociation gateway-monitoring-nodes",
    "diagnosticSetting gateway-monitoring-load-balancer",
    "diagnosticSetting gateway-monitoring-share",
    "diagnosticSetting gateway-monitoring-vault",
    "fileServiceProperties gateway-storage",
    "fileShare gateway-storage",
    "metricAlert gateway-monitoring-backend-latency",
    "metricAlert gateway-monitoring-capacity-units",
    "metricAlert gateway-monitoring-failed-requests",
    "metricAlert gateway-monitoring-healthy-hosts",
    "metricAlert gateway-monitoring-nodes-at-maximum",
    "metricAlert gateway-monitoring-share-capacity",
    "metricAlert gateway-monitoring-share-latency",
    "metricAlert gateway-monitoring-unhealthy-hosts",
    "metricAlert gateway-monitoring-vault-availability",
    "natGateway gateway-network-nat",
    "networkSecurityGroup gateway-network-load-balancer",
    "networkSecurityGroup gateway-network-nodes",
    "networkSecurityGroup gateway-network-private-endpoints",
    "privateDnsZoneGroup gateway-storage",
    "privateDnsZoneGroup gateway-vault",
    "privateEndpoint gateway-storage",
    "privateEndpoint gateway-vault",
    "privateZone gateway-network-file",
    "privateZone gateway-network-vault",
    "publicIPAddress gateway-load-balancer",
    "publicIPAddress gateway-network-nat",
    "resourceGroup gateway",
    "roleAssignment gateway-vault-admin-password",
    "roleAssignment gateway-vault-control-plane-password",
    "roleAssignment gateway-vault-front-certificate",
    "roleAssignment gateway-vault-node-key-store",
    "roleAssignment gateway-vault-node-key-store-password",
    "scheduledQueryRule gateway-monitoring-certificate-expiry",
    "scheduledQueryRule gateway-monitoring-failed-boot",
    "scheduledQueryRule gateway-monitoring-failed-seeding",
    "scheduledQueryRule gateway-monitoring-secret-expiry",
    "scheduledQueryRule gateway-monitoring-silent-nodes",
    "scheduledQueryRule gateway-monitoring-stale-configuration",
    "secret gateway-vault-admin-password",
    "secret gateway-vault-control-plane-password",
    "secret gateway-vault-front-certificate",
    "secret gateway-vault-node-key-store",
    "secret gateway-vault-node-key-store-password",
    "storageAccount gateway-storage",
    "userAssignedIdentity gateway-vault-load-balancer",
    "userAssignedIdentity gateway-vault-nodes",
    "vault gateway-vault",
    "virtualMachineScaleSet gateway-nodes",
    "virtualNetwork gateway-network",
    "virtualNetworkLink gateway-network-file",
    "virtualNetworkLink gateway-network-vault",
    "webApplicationFirewallPolicy gateway-load-balancer",
    "workspace gateway-monitoring",
];

describe("GatewayDeployment", () => {
    it("keeps the logical names of its children", async () => {
        const registered = await deploy();
        const names = registered.filter((resource) => resource.custom).map(({ type, name }) => `${uncapitalized(type.split(":").at(-1)!)} ${name}`);
        assert.deepEqual(names.sort(), frozen);
    });

    it("takes a fast start with the graces that it allows, of whatever starts nothing as well", async () => {
        const timing = { healthGracePeriodSeconds: 90, repairGracePeriodMinutes: 10 };
        for (const changes of [{}, rsyncArgs()]) {
            const scaleSet = one(await deploy({ ...changes, startupSeconds: 60, timing }), "VirtualMachineScaleSet");
            assert.equal((scaleSet.inputs["automaticRepairsPolicy"] as { gracePeriod: string }).gracePeriod, "PT10M");
        }
    });

    it("puts every resource under the component that makes it", async () => {
        const registered = await deploy();
        for (const resource of registered.filter(({ type }) => type.startsWith("azure-native:"))) {
            assert.match(resource.parent, /wso2-gateway-azure:index:\w+::gateway/, resource.name);
        }
    });

    for (const [tier, expected] of [
        ["Development", []],
        [
            "Production",
            [
                "FileServiceProperties gateway-storage",
                "FileShare gateway-storage",
                "PublicIPAddress gateway-load-balancer",
                "StorageAccount gateway-storage",
                "Vault gateway-vault",
            ],
        ],
    ] as const) {
        it(`protects in ${tier} ${expected.length === 0 ? "nothing" : "what holds data, and nothing else"}`, async () => {
            const registered = await deploy({ tier });
            const names = registered.filter((resource) => resource.protect).map(({ type, name }) => `${type.split(":").at(-1)} ${name}`);
            assert.deepEqual(names.sort(), expected);
        });
    }

    it("lifts the protection with one argument", async () => {
        const registered = await deploy({ tier: "Production", protect: false });
        assert.ok(registered.every((resource) => !resource.protect));
    });

    it("deletes with their parent what can only be deleted through a private data plane", async () => {
        const registered = await deploy();
        const secrets = withType(registered, "Secret");
        assert.equal(secrets.length, 5);
        for (const { deletedWith } of secrets) assert.match(deletedWith, /keyvault:Vault::gateway-vault$/);
        for (const type of ["FileShare", "FileServiceProperties"]) assert.match(one(registered, type).deletedWith, /StorageAccount::gateway-storage$/);
    });

    it("leaves a secret that is no longer wanted in the vault, where nobody could delete it", async () => {
        const registered = await deploy();
        assert.ok(withType(registered, "Secret").every((secret) => secret.retainOnDelete));
    });

    it("leaves the number of nodes to autoscale", async () => {
        assert.deepEqual(one(await deploy(), "VirtualMachineScaleSet").ignoreChanges, ["sku.capacity"]);
    });

    it("gives each secret to one reader: the front certificate to the load balancer, the rest to the nodes", async () => {
        const registered = await deploy();
        const readers = withType(registered, "RoleAssignment").map(({ name, inputs }) => `${name}: ${inputs["principalId"]}`);
        assert.deepEqual(
            readers.sort(),
            [
                "gateway-vault-admin-password: principal-gateway-vault-nodes",
                "gateway-vault-control-plane-password: principal-gateway-vault-nodes",
                "gateway-vault-front-certificate: principal-gateway-vault-load-balancer",
                "gateway-vault-node-key-store-password: principal-gateway-vault-nodes",
                "gateway-vault-node-key-store: principal-gateway-vault-nodes",
            ].sort(),
        );
        for (const { inputs } of withType(registered, "RoleAssignment")) {
            assert.match(String(inputs["scope"]), /^\/mock\/Secret\//, "one secret, not the vault");
            assert.equal(inputs["principalType"], "ServicePrincipal");
        }
    });

    it("marks every secret value, and writes none anywhere else", async () => {
        const registered = await deploy();
        for (const { inputs, name } of withType(registered, "Secret")) assert.ok(isSecret(inputs["properties"]), name);
        const inClear = JSON.stringify(registered.map(({ inputs }) => withoutSecrets(inputs)));
        assert.doesNotMatch(inClear, /administrator-secret|key-store-secret/);
    });

    it("writes no secret into customData, only where it is", async () => {
        const registered = await deploy();
        const { customData } = (one(registered, "VirtualMachineScaleSet").inputs["virtualMachineProfile"] as { osProfile: { customData: string } }).osProfile;
        const text = customDataText(customData);
        // With its version: a new secret is a new configuration, which rolls the nodes.
        assert.match(text, /GATEWAY_ADMIN_PASSWORD="https:\/\/vault\.vault\.azure\.net\/secrets\/gateway-vault-admin-password\/1"/);
        assert.doesNotMatch(text, /administrator-secret|key-store-secret/);
    });

    it("knows the fingerprint that its nodes report: another one when anything that they are told is another", async function () {
        const reported = async (changes: Partial<GatewayDeploymentArgs>): Promise<[output: string, onNode: string]> => {
            let known: Promise<string> | undefined;
            const registered = await registeredBy(() => {
                const { configurationHash } = new GatewayDeployment("gateway", validArgs(changes));
                known = outcomeOf(configurationHash);
            });
            const { osProfile } = one(registered, "VirtualMachineScaleSet").inputs["virtualMachineProfile"] as { osProfile: { customData: string } };
            const text = customDataText(osProfile.customData);
            return [await known!, /CONFIGURATION_HASH="([0-9a-f]{16})"/.exec(text)![1]!];
        };
        const first = await reported({});
        assert.match(first[0], /^[0-9a-f]{16}$/);
        assert.equal(first[0], first[1]);
        assert.deepEqual(await reported({ tags: { owner: "platform" } }), first, "what nodes are not told");
        assert.notEqual((await reported({ requestTimeoutSeconds: 60 }))[0], first[0]);
    });

    it("gives releases from 4.0 no shared file system", async () => {
        const registered = await deploy({ release: "4.6.0" });
        assert.deepEqual(withType(registered, "StorageAccount"), []);
        assert.deepEqual(
            withType(registered, "PrivateZone").map(({ name }) => name),
            ["gateway-network-vault"],
        );
    });

    it("uses an existing resource group", async () => {
        const registered = await deploy({ resourceGroupName: "rg-existing" });
        assert.deepEqual(withType(registered, "ResourceGroup"), []);
        assert.equal(one(registered, "VirtualNetwork").inputs["resourceGroupName"], "rg-existing");
    });

    it("uses the names that are given", async () => {
        const registered = await deploy({ names: { virtualNetwork: "my-network", keyVault: "my-vault-1", storageAccount: "myaccount1" } });
        assert.equal(one(registered, "VirtualNetwork").inputs["virtualNetworkName"], "my-network");
        assert.equal(one(registered, "Vault").inputs["vaultName"], "my-vault-1");
        assert.equal(one(registered, "StorageAccount").inputs["accountName"], "myaccount1");
    });

    it("lets every child be changed by a transform", async () => {
        const registered = await registeredBy(
            () =>
                new GatewayDeployment("gateway", validArgs(), undefined, {
                    loadBalancer: {
                        applicationGateway: (args, opts) => [
                            { ...args, enableHttp2: false },
                            { ...opts, protect: true },
                        ],
                    },
                }),
        );
        const gateway = one(registered, "ApplicationGateway");
        assert.equal(gateway.inputs["enableHttp2"], false);
        assert.equal(gateway.protect, true);
    });

    it("lets a transform be just the arguments that differ", async () => {
        const transforms = { loadBalancer: { applicationGateway: { enableHttp2: false } } };
        const gateway = one(await registeredBy(() => new GatewayDeployment("gateway", validArgs(), undefined, transforms)), "ApplicationGateway");
        assert.equal(gateway.inputs["enableHttp2"], false);
        assert.equal((gateway.inputs["sku"] as { name: string }).name, "WAF_v2", "everything else stays");
    });

    it("refuses eight independent mistakes with one error of eight entries, and registers nothing", async () => {
        const wrong = validArgs({
            release: "9.9.9",
            hostName: "gw",
            zones: ["7"],
            scaleSet: { sshPublicKey: "not a key", minInstances: 5, maxInstances: 3 },
            network: { addressSpace: "10.0.0.0/28" },
            loadBalancer: { domainNameLabel: "UPPER" },
            sharedStorage: { quotaGiB: 5 },
        });
        let message = "";
        const registered = await registeredBy(() => {
            try {
                new GatewayDeployment("gateway", wrong);
            } catch (error) {
                message = (error as Error).message;
            }
        });
        const paths = [...message.matchAll(/^ {2}- ([\w.[\]]+):/gm)].map((match) => match[1]);
        assert.deepEqual(paths, [
            "release",
            "hostName",
            "zones",
            "scaleSet.minInstances",
            "scaleSet.sshPublicKey",
            "loadBalancer.domainNameLabel",
            "network.addressSpace",
            "sharedStorage.quotaGiB",
        ]);
        assert.match(message, /^The gateway deployment "gateway" has 8 problems:/);
        assert.deepEqual(registered, []);
    });
});

function uncapitalized(text: string): string {
    return text.charAt(0).toLowerCase() + text.slice(1);
}

/** The inputs with every secret cut out. */
function withoutSecrets(value: unknown): unknown {
    if (isSecret(value)) return "a secret";
    if (Array.isArray(value)) return value.map(withoutSecrets);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner)]));
}
