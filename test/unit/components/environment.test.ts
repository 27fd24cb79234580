import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { parse } from "yaml";

import { argsFrom, environmentSettings } from "../../../components/environment";
import { SettingType } from "../../../components/settings";
import { kubeconfigOf } from "../../support/apiServer";
import { sshPublicKey } from "../../support/fixtures";
import { validSettings } from "../support/deployments";

const complete = validSettings();

const read = (changes: Record<string, string> = {}, without: string[] = []) => {
    const entries = Object.entries({ ...complete, ...changes }).filter(([name]) => !without.includes(name));
    return argsFrom(Object.fromEntries(entries), "Pulumi.dev.yaml", "wso2-gateway-azure", "westeurope");
};

describe("argsFrom", () => {
    it("turns settings into arguments of the right types", () => {
        const args = read({
            requestTimeoutSeconds: "60",
            scaleSet: '{"maxInstances":4,"vmSize":"Standard_D8s_v5"}',
            additionalHostNames: '["a.example.com"]',
            protect: "false",
        });
        assert.equal(args.requestTimeoutSeconds, 60);
        assert.deepEqual(args.scaleSet, { maxInstances: 4, vmSize: "Standard_D8s_v5", sshPublicKey });
        assert.deepEqual(args.additionalHostNames, ["a.example.com"]);
        assert.equal(args.protect, false);
        assert.equal(args.location, "westeurope");
    });

    it("reads what exists already as deep as it is", () => {
        const id = "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/v";
        const nodeSubnet = { id: `${id}/subnets/nodes`, addressRange: "10.1.8.0/24" };
        const network = {
            virtualNetworkId: id,
            addressSpace: "10.1.0.0/22",
            nodeSubnet,
            subnetRanges: { loadBalancer: "10.1.0.0/26" },
            managementRanges: ["10.9.0.0/24"],
        };
        assert.deepEqual(read({ network: JSON.stringify(network) }).network, network);
        assert.throws(() => read({ network: JSON.stringify({ ...network, nodeSubnet: { id } }) }), /network\.nodeSubnet\.addressRange: is missing/);
        assert.throws(() => read({ network: JSON.stringify({ ...network, linkZones: "no" }) }), /network\.linkZones: is "no"; true or false/);
    });

    it("takes every option of the nodes, a price with decimals too", () => {
        const options = {
            vmSize: "Standard_D4ds_v5",
            autoscale: { scaleOutAbovePercent: 80, scaleInBelowPercent: 35, scaleOutCooldownMinutes: 5, scaleInCooldownMinutes: 20 },
            encryptionAtHost: true,
            ephemeralOsDisk: "CacheDisk",
            osDiskSizeGiB: 40,
            spot: { maxPrice: 0.05, evictionPolicy: "Delete" },
            patchMode: "ImageDefault",
        };
        assert.deepEqual(read({ scaleSet: JSON.stringify(options) }).scaleSet, { ...options, sshPublicKey });
        assert.throws(() => read({ scaleSet: '{"spot":{"maxPrice":"cheap"}}' }), /scaleSet\.spot\.maxPrice: is "cheap"; a number is needed/);
    });

    describe("on a cluster", () => {
        const cluster = {
            image: { registry: "registry.example.com", repository: "wso2/gateway", tag: "1" },
            authorizedRanges: ["198.51.100.7/32"],
            cpu: 1.5,
            memoryMiB: 4096,
        };
        const onCluster = (settings: object, changes: Record<string, string> = {}, without = ["sshPublicKey"]) =>
            read({ cluster: JSON.stringify({ ...cluster, ...settings }), ...changes }, without);

        it("need no key for machines, and have none", () => {
            const args = onCluster({ systemPool: { minNodes: 3 }, encryptionAtHost: true, tolerations: [{ key: "dedicated", effect: "NoSchedule" }] });
            assert.equal(args.scaleSet, undefined);
            assert.deepEqual(args.cluster, {
                ...cluster,
                systemPool: { minNodes: 3 },
                encryptionAtHost: true,
                tolerations: [{ key: "dedicated", effect: "NoSchedule" }],
            });
        });

        it("take an empty key, which Pulumi asks for", () => assert.equal(onCluster({}, { sshPublicKey: "" }, []).scaleSet, undefined));

        it("are refused beside settings of machines, and with mistakes by their names", () => {
            assert.throws(() => onCluster({}, { scaleSet: '{"maxInstances":4}' }), /wso2-gateway-azure:cluster: is given beside scaleSet/);
            assert.throws(() => onCluster({ image: { tag: "1" } }), /cluster\.image\.repository: is missing/);
            assert.throws(() => onCluster({ podRange: "10.20.0.0/16" }), /wso2-gateway-azure:cluster\.podRange: is 10\.20\.0\.0\/16, which overlaps/);
        });

        it("have the kubeconfig of an existing cluster as a secret of its own", async () => {
            const id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/r/providers/Microsoft.ContainerService/managedClusters/aks";
            const virtualNetworkId = "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/v";
            const nodeSubnet = { id: `${virtualNetworkId}/subnets/aks`, addressRange: "10.1.8.0/24" };
            const network = JSON.stringify({ virtualNetworkId, addressSpace: "10.1.0.0/22", nodeSubnet });
            const settings = { existing: { id }, authorizedRanges: undefined };
            const { cluster: given } = onCluster(settings, { network, clusterKubeconfig: kubeconfigOf("https://aks.example.com") });
            const kubeconfig = given!.existing!.kubeconfig as unknown as { isSecret: Promise<boolean> };
            assert.equal(await kubeconfig.isSecret, true);
            assert.throws(() => onCluster(settings, { network, clusterKubeconfig: "nonsense" }), /wso2-gateway-azure:clusterKubeconfig: is no kubeconfig/);
        });
    });

    it("says which setting was meant, where one is near", () => {
        assert.throws(() => read({ relase: "3.2.0" }), /relase: is not a setting; did you mean release\? known are/);
        assert.throws(() => read({ scaleSet: '{"maxinstance":3}' }), /maxinstance: is not a setting; did you mean maxInstances\?/);
        assert.throws(() => read({ scaleSet: '{"colour":"blue"}' }), /colour: is not a setting; known are vmSize/);
    });

    it("takes the numbers that `config set --path` makes of texts in lists", () => assert.deepEqual(read({ zones: "[1,2]" }).zones, ["1", "2"]));

    it("reads the settings of monitoring, and hands on webhooks as secrets", async () => {
        const { monitoring } = read({
            monitoring: '{"retentionDays":60,"webhooks":["https://example.com/?key=1"],"alerts":{"unhealthyHosts":{"threshold":1.5,"enabled":true}}}',
        });
        assert.equal(monitoring?.retentionDays, 60);
        assert.deepEqual(monitoring?.alerts, { unhealthyHosts: { threshold: 1.5, enabled: true } });
        assert.equal(await (monitoring?.webhooks?.[0] as unknown as { isSecret: Promise<boolean> }).isSecret, true);
        assert.throws(
            () => read({ monitoring: '{"alerts":{"unhealthyHosts":{"threshold":"many"}}}' }),
            /monitoring\.alerts\.unhealthyHosts\.threshold: .*a number/,
        );
        assert.throws(() => read({ monitoring: '{"alerts":{"noSuchAlert":{}}}' }), /monitoring\.alerts\.noSuchAlert/);
    });

    it("hands secrets on as secrets", async () => {
        const { credentials, certificates } = read();
        for (const value of [credentials.adminPassword, certificates.frontPfx, certificates.nodeKeyStore, certificates.nodeKeyStorePassword]) {
            assert.equal(await (value as unknown as { isSecret: Promise<boolean> }).isSecret, true);
        }
    });

    it("takes the defaults of Pulumi.yaml for empty texts and groups as not given", () => {
        const args = read({ contentSync: "", sharedStorage: "{}", resourceGroupName: "" });
        for (const name of ["contentSync", "sharedStorage", "resourceGroupName"] as const) assert.equal(args[name], undefined, name);
    });

    it("takes an empty group as given where it says that there is one: a cluster of the nodes", () => {
        assert.deepEqual(read({ hazelcast: "{}" }).hazelcast, {});
        assert.throws(() => read({ hazelcast: "{}", release: "4.5.0" }), /wso2-gateway-azure:hazelcast: is given, but releases from 4\.2\.0/);
        assert.equal(read({ hazelcast: "" }).hazelcast, undefined);
    });

    it("refuses the secret of what is not given, without showing it", () => {
        assert.throws(() => read({ redisPassword: "hidden" }), /wso2-gateway-azure:redisPassword: is given, but redis is not; give both or none$/);
        assert.throws(() => read({ clusterKubeconfig: "hidden" }), /wso2-gateway-azure:clusterKubeconfig: is given, but cluster is not; give both or none$/);
    });

    it("takes lists of groups inside groups, and names what is wrong in them", () => {
        const override = { ruleGroup: "REQUEST-942-APPLICATION-ATTACK-SQLI", ruleId: "942430", state: "Disabled" };
        const withOverrides = (ruleOverrides: unknown) => read({ loadBalancer: JSON.stringify({ firewall: { ruleOverrides } }) });
        assert.deepEqual(withOverrides([override]).loadBalancer, { firewall: { ruleOverrides: [override] } });
        assert.throws(() => withOverrides([{ ...override, ruleId: undefined }]), /loadBalancer\.firewall\.ruleOverrides\[0\]\.ruleId: is missing/);
        assert.throws(() => withOverrides([{ ...override, colour: "x" }]), /loadBalancer\.firewall\.ruleOverrides\[0\]\.colour: is not a setting/);
        assert.throws(() => withOverrides(override), /loadBalancer\.firewall\.ruleOverrides: is .*; a list of groups is needed/);
    });

    it("takes the address of a secret in place of the front certificate", () => {
        const frontCertificateSecretId = "https://kv.vault.azure.net/secrets/front";
        const { frontPfx, frontSecretId } = read({ frontCertificateSecretId, frontCertificatePfx: "" }).certificates;
        assert.deepEqual([frontPfx, frontSecretId], [undefined, frontCertificateSecretId]);
        assert.throws(() => read({ frontCertificatePfx: "" }), /wso2-gateway-azure:frontCertificatePfx: is missing/);
        assert.throws(() => read({ frontCertificateSecretId }), /wso2-gateway-azure:frontCertificateSecretId: is given beside/);
    });

    it("does not ask for secrets that a vault has already", () => {
        const adminPassword = "https://kv-team.vault.azure.net/secrets/admin";
        const args = read({ adminPassword: "", vault: JSON.stringify({ existingSecrets: { adminPassword } }) });
        assert.equal(args.credentials.adminPassword, undefined);
        assert.equal(args.vault!.existingSecrets!.adminPassword, adminPassword);
        const missing = () => read({ vault: JSON.stringify({ existingSecrets: { adminPassword } }) }, ["adminPassword", "nodeKeyStore"]);
        assert.throws(missing, /has 1 problem:\n {2}- wso2-gateway-azure:nodeKeyStore: is missing/);
    });

    it("reads what an organisation already has", () => {
        const sharedStorage = {
            existing: { accountId: "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/st1", shareName: "share" },
        };
        const guid = "00000000-0000-0000-0000-000000000001";
        const id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id";
        const vault = { nodeIdentity: { id, principalId: guid, clientId: guid }, assignRoles: true, secretExpiry: { nodeKeyStore: "2027-03-31T00:00:00Z" } };
        const args = read({ sharedStorage: JSON.stringify(sharedStorage), vault: JSON.stringify(vault) });
        assert.deepEqual([args.sharedStorage, args.vault], [sharedStorage, vault]);
        assert.throws(() => read({ vault: '{"existing":{}}' }), /vault\.existing\.id: is missing/);
    });

    it("names wrong values by their settings, secret ones too, without showing those", () => {
        const wrong = {
            nodeKeyStore: "a-secret-text",
            adminPassword: "a<secret",
            sshPublicKey: "banana",
            controlPlanePassword: "s@cret",
            backendTrustedRoots: '["x"]',
        };
        assert.throws(
            () => read({ ...wrong, hostName: "gw" }),
            (error: Error) => {
                const paths = [...error.message.matchAll(/^ {2}- ([\w.:[\]-]+): /gm)].map((match) => match[1]!.replace("wso2-gateway-azure:", ""));
                assert.deepEqual(paths.sort(), ["adminPassword", "backendTrustedRoots[0]", "controlPlanePassword", "hostName", "nodeKeyStore", "sshPublicKey"]);
                assert.doesNotMatch(error.message, /a-secret-text|a<secret|s@cret/);
                return true;
            },
        );
    });

    it("names unknown, wrong and missing settings at once, with the file", () => {
        assert.throws(
            () => read({ relase: "3.2.0", scaleSet: '{"maxNodes":4,"minInstances":"two"}', requestTimeoutSeconds: "soon" }, ["adminPassword", "hostName"]),
            (error: Error) => {
                const paths = [...error.message.matchAll(/^ {2}- ([\w.:-]+):/gm)].map((match) => match[1]);
                assert.deepEqual(paths.sort(), [
                    "wso2-gateway-azure:adminPassword",
                    "wso2-gateway-azure:hostName",
                    "wso2-gateway-azure:relase",
                    "wso2-gateway-azure:requestTimeoutSeconds",
                    "wso2-gateway-azure:scaleSet.maxNodes",
                    "wso2-gateway-azure:scaleSet.minInstances",
                ]);
                assert.match(error.message, /^The configuration in Pulumi\.dev\.yaml has 6 problems:/);
                assert.match(error.message, /adminPassword: is missing; set it with `pulumi config set --secret adminPassword`/);
                return true;
            },
        );
    });
});

describe("Pulumi.yaml", () => {
    interface Declared {
        type: string;
        secret?: boolean;
        description?: string;
        default?: unknown;
    }
    const project = parse(readFileSync("Pulumi.yaml", "utf8")) as { config: Record<string, Declared> };
    const comments = readFileSync("Pulumi.yaml", "utf8");
    const pulumiType: Readonly<Record<SettingType, string>> = {
        text: "string",
        secret: "string",
        integer: "integer",
        // Only inside groups, where Pulumi asks for no type.
        number: "number",
        boolean: "boolean",
        list: "array",
        map: "object",
        group: "object",
        groups: "array",
    };

    for (const [name, setting] of Object.entries(environmentSettings)) {
        it(`knows ${name}`, () => {
            const declared = project.config[name];
            if (declared === undefined) {
                assert.match(comments, new RegExp(`^#   ${name} `, "m"), "a setting that Pulumi cannot declare is described in a comment");
                assert.ok(!setting.required);
                return;
            }
            assert.equal(declared.type, pulumiType[setting.type]);
            assert.equal(declared.secret ?? false, setting.type === SettingType.Secret);
            assert.ok((declared.description ?? "").length > 0, "has a description");
        });
    }

    it("declares nothing that is not read", () => {
        assert.deepEqual(
            Object.keys(project.config).filter((name) => !(name in environmentSettings)),
            [],
        );
    });
});
