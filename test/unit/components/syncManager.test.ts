import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";

import { FirewallMode, GatewayDeployment, GatewayDeploymentArgs, securityRulesFor, SyncManager, SyncManagerArgs, Tier } from "../../../components";
import { withLaterChecks } from "../../../components/checking/laterChecks";
import { checkDeployment } from "../../../components/checks";
import { argsFrom } from "../../../components/environment";
import { customDataText } from "../../support/customData";
import { newSshKeyPair, sshKeyPair, sshPublicKey } from "../../support/fixtures";
import { rsyncArgs, validArgs } from "../support/deployments";
import { isSecret, plain, Registered, registeredBy } from "../support/mocks";
import { outcomeOf } from "../support/outputs";
import { isLetIn } from "../support/securityGroup";

const deploy = (changes: Partial<GatewayDeploymentArgs> = rsyncArgs()): Promise<Registered[]> =>
    registeredBy(() => new GatewayDeployment("gateway", validArgs(changes)));
const find = (registered: Registered[], type: string, name?: string): Registered => {
    const found = registered.filter((resource) => resource.type.endsWith(`:${type}`) && (name === undefined || resource.name === name));
    assert.equal(found.length, 1, `one ${type} ${name ?? ""}`);
    return found[0]!;
};
const inputsOf = (registered: Registered[], type: string, name?: string): Record<string, never> =>
    plain(find(registered, type, name).inputs) as Record<string, never>;
const documentOf = (customData: string): { path: string; content: string }[] =>
    (parse(customDataText(customData)) as { write_files: { path: string; content: string }[] }).write_files;
const settingsOf = (customData: unknown): Record<string, string> => {
    const { content } = documentOf(String(customData)).find(({ path }) => path === "/etc/wso2-gateway/node.env")!;
    return Object.fromEntries([...content.matchAll(/^(\w+)="(.*)"$/gm)].map(([, name, value]) => [name!, value!]));
};
const management = { managementListener: { hostName: "manage.example.com" } };

describe("rsync mode", function () {
    it("is one manager beside the nodes, under frozen logical names", async () => {
        const added = (await deploy()).filter(({ name, custom }) => custom && name.includes("sync"));
        assert.deepEqual(
            added.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`).sort(),
            [
                "DataCollectionRuleAssociation gateway-monitoring-sync-manager",
                "Disk gateway-sync-manager",
                "NetworkInterface gateway-sync-manager",
                "RoleAssignment gateway-vault-sync-host-key",
                "RoleAssignment gateway-vault-sync-worker-key",
                "ScheduledQueryRule gateway-monitoring-silent-sync-manager",
                "Secret gateway-vault-sync-host-key",
                "Secret gateway-vault-sync-worker-key",
                "UserAssignedIdentity gateway-vault-sync-manager",
                "VirtualMachine gateway-sync-manager",
                "VirtualMachineExtension gateway-sync-manager-monitoring",
            ].sort(),
        );
    });

    it("shares no file system", async () => {
        const registered = await deploy();
        assert.ok(!registered.some(({ type }) => /:(StorageAccount|FileShare)$/.test(type)));
        assert.deepEqual(
            registered.filter(({ type }) => type.endsWith(":PrivateZone")).map(({ name }) => name),
            ["gateway-network-vault"],
        );
    });

    it("replaces the machine when it is told something else, after the old one has gone, and keeps disk and address", async () => {
        const registered = await deploy(rsyncArgs({ tier: Tier.Production }));
        const machine = find(registered, "VirtualMachine");
        assert.equal(machine.deleteBeforeReplace, true);
        for (const path of ["osProfile.customData", "storageProfile.imageReference", "zones"]) assert.ok(machine.replaceOnChanges.includes(path), path);
        const { storageProfile, networkProfile } = inputsOf(registered, "VirtualMachine") as Record<string, Record<string, { deleteOption: string }[]>>;
        assert.equal(storageProfile!.dataDisks![0]!.deleteOption, "Detach");
        assert.equal(networkProfile!.networkInterfaces![0]!.deleteOption, "Detach");
        assert.ok(find(registered, "Disk").protect);
        assert.ok(!find(await deploy(), "Disk").protect);
    });

    for (const [what, changes, settings, sku, zones, machineZones] of [
        ["over all zones in Production", { tier: Tier.Production }, {}, "Premium_ZRS", undefined, ["1"]],
        ["in the machine's zone in Development", {}, {}, "Premium_LRS", ["1"], ["1"]],
        ["in the machine's zone when asked for", { tier: Tier.Production }, { zone: "3", dataDiskRedundancy: "Premium_LRS" }, "Premium_LRS", ["3"], ["3"]],
        ["in no zone where there are none", { tier: Tier.Production, location: "westus" }, {}, "Premium_LRS", undefined, undefined],
    ] as const) {
        it(`keeps copies of the disk ${what}`, async () => {
            const registered = await deploy(rsyncArgs(changes, settings));
            const disk = inputsOf(registered, "Disk") as unknown as { sku: { name: string }; zones?: string[]; networkAccessPolicy: string };
            assert.equal(disk.sku.name, sku);
            assert.deepEqual(disk.zones, zones);
            assert.equal(disk.networkAccessPolicy, "DenyAll");
            assert.deepEqual(inputsOf(registered, "VirtualMachine").zones, machineZones);
        });
    }

    it("gives the manager's key to the manager alone, and the nodes' key to the nodes", async () => {
        const registered = await deploy();
        const reader = (secret: string): unknown => inputsOf(registered, "RoleAssignment", `gateway-vault-${secret}`).principalId;
        assert.equal(reader("sync-host-key"), "principal-gateway-vault-sync-manager");
        assert.equal(reader("sync-worker-key"), "principal-gateway-vault-nodes");
        for (const name of ["gateway-vault-sync-host-key", "gateway-vault-sync-worker-key"])
            assert.ok(isSecret(find(registered, "Secret", name).inputs.properties));
        assert.doesNotMatch(JSON.stringify(registered.filter(({ type }) => !type.endsWith(":Secret"))), /OPENSSH PRIVATE/);
    });

    it("tells both what they are: the manager starts as on a shared file system, workers with their profile", async () => {
        for (const [release, manager, worker] of [
            ["2.6.0", "bin/wso2server.sh", "bin/wso2server.sh -Dprofile=gateway-worker"],
            ["3.2.0", "bin/wso2server.sh -Dprofile=gateway-worker", "bin/wso2server.sh -Dprofile=gateway-worker"],
        ] as const) {
            const registered = await deploy(rsyncArgs({ release }));
            const ofManager = settingsOf((inputsOf(registered, "VirtualMachine").osProfile as unknown as { customData: string }).customData);
            const { osProfile } = inputsOf(registered, "VirtualMachineScaleSet").virtualMachineProfile as unknown as { osProfile: { customData: string } };
            const ofWorker = settingsOf(osProfile.customData);
            assert.deepEqual([ofManager.START_COMMAND, ofWorker.START_COMMAND], [manager, worker]);
            assert.deepEqual([ofManager.SYNC_ROLE, ofWorker.SYNC_ROLE], ["Manager", "Worker"]);
            assert.deepEqual([ofManager.SHARE_TYPE, ofWorker.SHARE_TYPE], ["disk", undefined]);
            assert.deepEqual([ofManager.SYNC_ADDRESS, ofWorker.SYNC_ADDRESS], ["10.20.1.254", "10.20.1.254"]);
            assert.equal(ofManager.SYNC_IDENTITY_CLIENT_ID, "client-gateway-vault-sync-manager");
            assert.equal(ofWorker.SYNC_IDENTITY_CLIENT_ID, "client-gateway-vault-nodes");
            assert.match(ofManager.SYNC_KEY_SECRET_ID!, /sync-host-key/);
            assert.match(ofWorker.SYNC_KEY_SECRET_ID!, /sync-worker-key/);
        }
    });

    it("pins whom workers believe, and whom the manager lets in, from where and to what", async () => {
        const registered = await deploy();
        const file = (customData: unknown, path: string): string | undefined => documentOf(String(customData)).find((one) => one.path === path)?.content;
        const manager = (inputsOf(registered, "VirtualMachine").osProfile as unknown as { customData: string }).customData;
        const { osProfile } = inputsOf(registered, "VirtualMachineScaleSet").virtualMachineProfile as unknown as { osProfile: { customData: string } };
        const key = (name: string): string => sshKeyPair(name).publicKey.split(" ").slice(0, 2).join(" ");
        assert.equal(file(osProfile.customData, "/etc/wso2-gateway/sync-known-hosts"), `[10.20.1.254]:9502 ${key("host")}\n`);
        assert.equal(
            file(manager, "/etc/wso2-gateway/sync-authorized-keys"),
            `restrict,from="10.20.1.0/24",command="/usr/local/lib/wso2-gateway/serve-content" ${key("worker")}\n`,
        );
        assert.equal(file(osProfile.customData, "/usr/local/lib/wso2-gateway/serve-content"), undefined);
        assert.equal(file(manager, "/usr/local/lib/wso2-gateway/pull-content"), undefined);
    });

    it("leads the Publisher to the manager: directly, or by the listener for management, which leads there alone", async () => {
        const environmentOf = async (changes: Partial<GatewayDeploymentArgs>): Promise<string> => {
            let text: Promise<string> | undefined;
            await registeredBy(() => {
                const { gatewayEnvironment } = new GatewayDeployment("gateway", validArgs(changes));
                text = outcomeOf(gatewayEnvironment);
            });
            return text!;
        };
        assert.match(await environmentOf(rsyncArgs()), /service_url = "https:\/\/10\.20\.1\.254:9443\/services\/"/);
        assert.match(await environmentOf(rsyncArgs({ loadBalancer: management })), /service_url = "https:\/\/manage\.example\.com:9443\/services\/"/);

        // A firewall that blocks, so that rules name their pools and no paths.
        const loadBalancer = { ...management, firewall: { mode: FirewallMode.Prevention } };
        const gateway = inputsOf(await deploy(rsyncArgs({ loadBalancer })), "ApplicationGateway") as unknown as {
            backendAddressPools: { name: string; backendAddresses?: object[] }[];
            requestRoutingRules: { name: string; backendAddressPool: { id: string } }[];
        };
        assert.deepEqual(gateway.backendAddressPools, [{ name: "nodes" }, { name: "manager", backendAddresses: [{ ipAddress: "10.20.1.254" }] }]);
        const pools = gateway.requestRoutingRules.map(({ name, backendAddressPool }) => [name, backendAddressPool.id.split("/").at(-1)]);
        assert.deepEqual(Object.fromEntries(pools), { "api-0": "nodes", "management-0": "manager" });
    });

    it("opens to the manager what it needs, and nothing of that to the nodes", () => {
        const common = { addressSpace: "10.20.0.0/16", managementRanges: ["10.9.0.0/24"], syncManager: true };
        const network = ["10.20.0.0/16", "10.9.0.0/24"];
        const [manager, node] = ["10.20.1.254", "10.20.1.7"];
        const reaches = (options: object, source: string, destination: string, port: number): boolean =>
            isLetIn(securityRulesFor({ ...common, ...options }).nodes, { source, port, destination }, network);
        assert.ok(reaches({}, node, manager, 9502));
        assert.ok(!reaches({}, node, node, 9502));
        assert.ok(!reaches({}, "10.20.0.9", manager, 9502), "not the load balancer");
        assert.ok(!reaches({}, node, manager, 22));
        // Directly, where there is no listener for it.
        assert.ok(reaches({}, "10.9.0.4", manager, 9443));
        assert.ok(!reaches({}, "10.9.0.4", node, 9443));
        const listener = { managementPort: 9443, syncManagerPorts: [9443, 9500] };
        assert.ok(!reaches(listener, "10.9.0.4", manager, 9443));
        assert.ok(reaches(listener, "10.20.0.9", manager, 9443));
        assert.ok(!reaches(listener, "10.20.0.9", node, 9443));
    });

    it("has room for the manager in the nodes' subnet", () => {
        // 205 nodes, 41 that an upgrade adds, 5 addresses of Azure's own: a /24 has no room for more.
        const scaleSet = { ...validArgs().scaleSet, maxInstances: 209 };
        const network = { managementRanges: ["10.0.0.0/8"], subnetRanges: { nodes: "10.20.1.0/24" } };
        assert.deepEqual(checkDeployment(validArgs({ scaleSet, network })), []);
        const [problem, ...others] = checkDeployment(validArgs(rsyncArgs({ scaleSet, network })));
        assert.deepEqual(others, []);
        assert.match(problem!.message, /208 of 209 nodes, their manager and the ones that an upgrade adds; \/23 or larger/);
    });
});

describe("checks of rsync mode", function () {
    const host = sshKeyPair("host");

    it("accept it in every release that has it", () => {
        for (const release of ["2.1.0", "2.6.0", "3.0.0", "3.1.0", "3.2.0"]) assert.deepEqual(checkDeployment(validArgs(rsyncArgs({ release }))), [], release);
    });

    const refused: [string, Partial<GatewayDeploymentArgs>, string, RegExp][] = [
        ["SVN, with the reason", { contentSync: "SVN" as never }, "contentSync", /is SVN; .*WSO2 advises against it; release 3\.2\.0 has SharedFileSystem/],
        ["SVN however it is written", { contentSync: "Svn" as never }, "contentSync", /is SVN/],
        ["a release that has no such mode", rsyncArgs({ release: "4.2.0" }), "contentSync", /release 4\.2\.0 has EventHub$/],
        ["no manager", rsyncArgs({ syncManager: undefined }), "syncManager", /is missing/],
        ["a manager in another mode", { syncManager: rsyncArgs().syncManager }, "syncManager", /with contentSync SharedFileSystem there is no manager/],
        ["storage beside it", rsyncArgs({ sharedStorage: {} }), "sharedStorage", /leave it out/],
        ["a Publisher that nobody lets in", rsyncArgs({ network: {} }), "network.managementRanges", /could not reach the manager/],
        ["a zone that the deployment does not have", rsyncArgs({}, { zone: "2" }), "syncManager.zone", /zones are 1$/],
        ["an address of Azure's own", rsyncArgs({}, { privateIpAddress: "10.20.1.3" }), "syncManager.privateIpAddress", /nodes' subnet 10\.20\.1\.0\/24/],
        ["an address elsewhere", rsyncArgs({}, { privateIpAddress: "10.20.2.9" }), "syncManager.privateIpAddress", /nodes' subnet/],
        ["no address", rsyncArgs({}, { privateIpAddress: "manager" }), "syncManager.privateIpAddress", /IPv4/],
        ["a disk without size", rsyncArgs({}, { dataDiskSizeGiB: 1 }), "syncManager.dataDiskSizeGiB", /4 to 32767/],
        ["a disk of another kind", rsyncArgs({}, { dataDiskRedundancy: "UltraSSD_LRS" as never }), "syncManager.dataDiskRedundancy", /Premium_ZRS/],
        [
            "copies over zones where there are none",
            rsyncArgs({ location: "westus" }, { dataDiskRedundancy: "Premium_ZRS" }),
            "syncManager.dataDiskRedundancy",
            /there are no zones/,
        ],
        ["a private key as another one's half", rsyncArgs({}, { hostPrivateKey: newSshKeyPair().privateKey }), "syncManager.hostPrivateKey", /another key/],
        [
            "a private key that needs a passphrase",
            rsyncArgs({}, { workerPrivateKey: newSshKeyPair("secret").privateKey }),
            "syncManager.workerPrivateKey",
            /passphrase/,
        ],
        ["no private key", rsyncArgs({}, { workerPrivateKey: undefined }), "syncManager.workerPrivateKey", /vault\.existingSecrets\.syncWorkerKey/],
        ["a private key of another form", rsyncArgs({}, { hostPrivateKey: "-----BEGIN RSA PRIVATE KEY-----" }), "syncManager.hostPrivateKey", /OpenSSH's form/],
        ["no public key", rsyncArgs({}, { hostPublicKey: undefined as never }), "syncManager.hostPublicKey", /is missing/],
        [
            "one pair for both",
            rsyncArgs({}, { workerPublicKey: host.publicKey, workerPrivateKey: host.privateKey }),
            "syncManager.workerPublicKey",
            /every node could pose as the manager/,
        ],
    ];
    for (const [what, changes, path, message] of refused) {
        it(`refuse ${what}`, () => {
            const problems = checkDeployment(validArgs(changes)).filter((problem) => problem.path === path);
            assert.equal(problems.length, 1);
            assert.match(problems[0]!.message, message);
        });
    }

    it("never show a private key", () => {
        const wrong = rsyncArgs({}, { hostPrivateKey: newSshKeyPair().privateKey, workerPrivateKey: "not-a-key-at-all" });
        const text = JSON.stringify(checkDeployment(validArgs(wrong)));
        assert.doesNotMatch(text, /not-a-key-at-all|b3BlbnNzaC1rZXktdjE/);
    });

    it("take keys that a vault has already", () => {
        const address = (name: string): string => `https://kv-team.vault.azure.net/secrets/${name}`;
        const vault = { existingSecrets: { syncHostKey: address("host"), syncWorkerKey: address("worker") } };
        const syncManager = { ...rsyncArgs().syncManager!, workerPrivateKey: undefined, hostPrivateKey: undefined };
        assert.deepEqual(checkDeployment(validArgs(rsyncArgs({ vault, syncManager }))), []);
        const problems = checkDeployment(validArgs(rsyncArgs({ vault })));
        assert.deepEqual(problems.map(({ path }) => path).sort(), ["syncManager.hostPrivateKey", "syncManager.workerPrivateKey"]);
    });

    for (const path of ["hostPublicKey", "hostPrivateKey", "workerPublicKey", "workerPrivateKey", "vmSize"] as const) {
        it(`look at what is known later, when it is: ${path}`, () => {
            const args = withLaterChecks("The deployment", validArgs(rsyncArgs({}, { [path]: pulumi.output("banana") })));
            return assert.rejects(outcomeOf(args.syncManager![path]), (error: Error) => error.message.includes(`- syncManager.${path}: `));
        });
    }
});

describe("SyncManager", () => {
    const args: SyncManagerArgs = {
        tier: Tier.Development,
        resourceGroupName: "rg",
        subnetId: "/subnet",
        privateIpAddress: "10.0.0.9",
        identityIds: ["/nodes", "/manager"],
        cloudInit: "#cloud-config\n",
        sshPublicKey,
    };

    it("can be used alone", async () => {
        const registered = await registeredBy(() => new SyncManager("manager", args));
        assert.deepEqual(
            registered
                .filter(({ custom }) => custom)
                .map(({ type }) => type.split(":").at(-1))
                .sort(),
            ["Disk", "NetworkInterface", "VirtualMachine"],
        );
    });

    it("refuses what it could not make", async () => {
        const wrong = { ...args, privateIpAddress: "none", identityIds: [], zone: "7", sshPublicKey: "none", dataDiskSizeGiB: 0 };
        let message = "";
        const registered = await registeredBy(() => {
            try {
                new SyncManager("manager", wrong);
            } catch (error) {
                message = (error as Error).message;
            }
        });
        assert.deepEqual(registered, []);
        for (const path of ["privateIpAddress", "identityIds", "zone", "sshPublicKey", "dataDiskSizeGiB"]) assert.match(message, new RegExp(`- ${path}:`));
    });
});

describe("settings of rsync mode", () => {
    it("come from the stack, private keys encrypted", () => {
        const { syncManager } = rsyncArgs();
        const plainArgs = validArgs();
        const settings = {
            release: "3.2.0",
            tier: "Development",
            hostName: "gw.dev.example.com",
            contentSync: "Rsync",
            controlPlane: JSON.stringify(plainArgs.controlPlane),
            network: JSON.stringify({ managementRanges: ["10.0.0.0/8"] }),
            sshPublicKey,
            backendTrustedRoots: JSON.stringify(plainArgs.certificates.backendTrustedRoots),
            adminPassword: "administrator-secret",
            nodeKeyStore: String(plainArgs.certificates.nodeKeyStore),
            nodeKeyStorePassword: String(plainArgs.certificates.nodeKeyStorePassword),
            frontCertificatePfx: String(plainArgs.certificates.frontPfx),
            syncManager: JSON.stringify({ hostPublicKey: syncManager!.hostPublicKey, workerPublicKey: syncManager!.workerPublicKey, zone: "1" }),
            syncHostKey: String(syncManager!.hostPrivateKey),
            syncWorkerKey: String(syncManager!.workerPrivateKey),
        };
        const args = argsFrom(settings, "Pulumi.dev.yaml", "project", "westeurope");
        assert.equal(args.syncManager!.zone, "1");
        for (const key of ["hostPrivateKey", "workerPrivateKey"] as const) assert.ok(pulumi.Output.isInstance(args.syncManager![key]), key);
        assert.throws(
            () => argsFrom({ ...settings, syncManager: "{}" }, "Pulumi.dev.yaml", "project", "westeurope"),
            /project:syncManager\.hostPublicKey: is missing/,
        );
        assert.throws(
            () => argsFrom({ ...settings, syncHostKey: "none" }, "Pulumi.dev.yaml", "project", "westeurope"),
            /project:syncHostKey: is not a private key/,
        );
    });
});
