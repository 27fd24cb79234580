import assert from "node:assert/strict";

import fc from "fast-check";
import * as pulumi from "@pulumi/pulumi";

import { customDataText } from "../../support/customData";
import { GatewayDeployment, GatewayDeploymentArgs, SharedStorageArgs, DeploymentStorageSettings, StorageRedundancy } from "../../../components";
import { placeOf } from "../../../components/azure/ids";
import { shareModelOf } from "../../../components/azure/limits";
import { checkStorage, withLaterStorageChecks } from "../../../components/sharedStorage/checks";
import { inOwnSubscription } from "../../../components/subscription";
import { validArgs } from "../support/deployments";
import { isSecret, mockSubscription, plain, Registered, registeredBy } from "../support/mocks";
import { outcomeOf } from "../support/outputs";

const accountId = `/subscriptions/${mockSubscription}/resourceGroups/rg-files/providers/Microsoft.Storage/storageAccounts/stteam`;
const existing = { accountId, shareName: "artifacts" };

const deploy = (sharedStorage: DeploymentStorageSettings, changes?: Partial<GatewayDeploymentArgs>): Promise<Registered[]> =>
    registeredBy(() => new GatewayDeployment("gateway", validArgs({ ...changes, sharedStorage })));
const ofType = (registered: Registered[], type: string): Registered[] => registered.filter((resource) => resource.type.endsWith(`:${type}`));
const inputsOf = (registered: Registered[], type: string): Record<string, unknown> => {
    const [found, ...others] = ofType(registered, type);
    assert.ok(found !== undefined && others.length === 0, `expected one ${type}`);
    return plain(found.inputs) as Record<string, unknown>;
};
function customData(registered: Registered[]): string {
    const { osProfile } = inputsOf(registered, "VirtualMachineScaleSet")["virtualMachineProfile"] as { osProfile: { customData: string } };
    return customDataText(osProfile.customData);
}

/** What becomes of an output: its value, or the error that ends the deployment. */

describe("checkStorage", () => {
    const v2 = { redundancy: StorageRedundancy.LocallyRedundantV2 };
    const mistakes: [what: string, settings: DeploymentStorageSettings, path: string, message: RegExp][] = [
        ["a share that is too small", { quotaGiB: 99 }, "quotaGiB", /100 to 102400/],
        ["a share of version 2 that is too small", { ...v2, quotaGiB: 31 }, "quotaGiB", /32 to 262144/],
        ["a share that is too large", { quotaGiB: 102_401 }, "quotaGiB", /100 to 102400/],
        ["half a GiB", { quotaGiB: 100.5 }, "quotaGiB", /whole numbers/],
        ["an unknown redundancy", { redundancy: "Premium_GRS" as never }, "redundancy", /Premium_LRS, Premium_ZRS, PremiumV2_LRS, PremiumV2_ZRS/],
        ["operations where the size decides", { provisionedIops: 5_000 }, "provisionedIops", /only PremiumV2_LRS and PremiumV2_ZRS/],
        ["throughput where the size decides", { provisionedThroughputMiBps: 500 }, "provisionedThroughputMiBps", /only PremiumV2/],
        ["too few operations", { ...v2, provisionedIops: 2_999 }, "provisionedIops", /3000 to 102400/],
        ["too much throughput", { ...v2, provisionedThroughputMiBps: 10_341 }, "provisionedThroughputMiBps", /100 to 10340/],
        ["a year and a day", { retentionDays: 366 }, "retentionDays", /1 to 365/],
        ["an unknown protocol", { protocol: "CIFS" as never }, "protocol", /NFS, SMB/],
        ["an unknown key", { protocol: "SMB", accountKey: "key3" as never }, "accountKey", /key1, key2/],
        ["a key that nothing uses", { accountKey: "key2" }, "accountKey", /only SMB/],
        ["an id of something else", { existing: { ...existing, accountId: "/subscriptions/s/resourceGroups/g" } }, "existing.accountId", /storageAccounts/],
        ["a share of a wrong name", { existing: { ...existing, shareName: "A" } }, "existing.shareName", /./],
        ["the size of a share that exists", { existing, quotaGiB: 100 }, "quotaGiB", /beside existing/],
        ["the copies of a share that exists", { existing, redundancy: "Premium_LRS" }, "redundancy", /beside existing/],
    ];
    for (const [what, settings, path, message] of mistakes) {
        it(`refuses ${what}`, () => {
            const problems = checkStorage(settings, "Development");
            assert.ok(problems.length > 0 && problems.every((problem) => problem.path === path), JSON.stringify(problems));
            assert.match(problems[0]!.message, message);
        });
    }

    it("accepts exactly what the billing model has, over the whole range", () => {
        const redundancy = fc.constantFrom(...Object.values(StorageRedundancy));
        fc.assert(
            fc.property(redundancy, fc.integer({ min: 0, max: 300_000 }), (redundancy, quotaGiB) => {
                const [lowest, highest] = shareModelOf(redundancy)!.quotaGiB;
                assert.equal(checkStorage({ redundancy, quotaGiB }, "Production").length === 0, quotaGiB >= lowest && quotaGiB <= highest);
            }),
        );
    });

    it("leaves alone what is not known yet", () => assert.deepEqual(checkStorage({ quotaGiB: pulumi.output(1) }, "Production"), []));
});

describe("placeOf", () => {
    it("takes an id apart, in any case", () => {
        const place = { subscriptionId: mockSubscription, resourceGroupName: "rg-files", name: "stteam" };
        assert.deepEqual(placeOf(accountId, "Microsoft.Storage/storageAccounts"), place);
        assert.deepEqual(placeOf(accountId.replace("resourceGroups", "resourcegroups"), "microsoft.storage/storageaccounts"), place);
    });
    for (const id of [`${accountId}/fileServices/default`, accountId.replace("Storage", "Compute"), "stteam", ""])
        it(`finds none in "${id}"`, () => assert.equal(placeOf(id, "Microsoft.Storage/storageAccounts"), undefined));
});

describe("SharedStorage", () => {
    it("is as small as its billing model allows", async () => {
        for (const [redundancy, quota] of [
            ["Premium_ZRS", 100],
            ["PremiumV2_ZRS", 32],
        ] as const)
            assert.equal(inputsOf(await deploy({ redundancy }), "FileShare")["shareQuota"], quota);
    });

    it("hands operations, throughput and retention on to Azure", async () => {
        const registered = await deploy({ redundancy: "PremiumV2_LRS", provisionedIops: 4_000, provisionedThroughputMiBps: 200, retentionDays: 30 });
        const { provisionedIops, provisionedBandwidthMibps } = inputsOf(registered, "FileShare");
        assert.deepEqual([provisionedIops, provisionedBandwidthMibps], [4_000, 200]);
        assert.deepEqual(inputsOf(registered, "FileServiceProperties")["shareDeleteRetentionPolicy"], { enabled: true, days: 30 });
        assert.equal((inputsOf(registered, "StorageAccount")["sku"] as { name: string }).name, "PremiumV2_LRS");
    });

    it("takes no key with NFS", async () => {
        const registered = await deploy({});
        const { allowSharedKeyAccess } = inputsOf(registered, "StorageAccount");
        const { enabledProtocols, rootSquash } = inputsOf(registered, "FileShare");
        assert.deepEqual([allowSharedKeyAccess, enabledProtocols, rootSquash], [false, "NFS", "NoRootSquash"]);
        assert.equal(inputsOf(registered, "FileServiceProperties")["protocolSettings"], undefined);
    });

    it("speaks SMB 3.1.1 with its own encryption alone when it speaks SMB", async () => {
        const registered = await deploy({ protocol: "SMB" });
        const { allowSharedKeyAccess, enableHttpsTrafficOnly } = inputsOf(registered, "StorageAccount");
        const { enabledProtocols, rootSquash } = inputsOf(registered, "FileShare");
        assert.deepEqual([allowSharedKeyAccess, enableHttpsTrafficOnly, enabledProtocols, rootSquash], [true, true, "SMB", undefined]);
        const smb = { versions: "SMB3.1.1", authenticationMethods: "NTLMv2", channelEncryption: "AES-256-GCM" };
        assert.deepEqual(inputsOf(registered, "FileServiceProperties")["protocolSettings"], { smb });
    });

    for (const [accountKey, value] of [
        [undefined, "key1-of-account"],
        ["key2", "key2-of-account"],
    ] as const) {
        it(`gives the nodes ${accountKey ?? "key1"} of the account through the vault, and nobody else`, async () => {
            const registered = await deploy({ protocol: "SMB", accountKey });
            const secret = registered.find(({ type, name }) => type.endsWith(":Secret") && name === "gateway-vault-share-key")!;
            assert.ok(isSecret(secret.inputs["properties"]));
            assert.equal((plain(secret.inputs["properties"]) as { value: string }).value, value);
            const assignment = registered.find(({ type, name }) => type.endsWith(":RoleAssignment") && name === "gateway-vault-share-key")!;
            assert.equal(assignment.inputs["principalId"], "principal-gateway-vault-nodes");
            const text = customData(registered);
            assert.match(text, /SHARE_TYPE="smb"/);
            assert.match(text, /SHARE_SOURCE="\/\/gateway-storage\.file\.core\.windows\.net\/gateway-storage"/);
            assert.match(text, /SHARE_USER_NAME="gateway-storage"/);
            assert.match(text, /SHARE_KEY_SECRET_ID="https:\/\/vault\.vault\.azure\.net\/secrets\/gateway-vault-share-key\/1"/);
            assert.doesNotMatch(text, /-of-account/);
        });
    }

    it("tells nodes what is shared, and in which folder", async () => {
        assert.match(customData(await deploy({})), /SHARED_PATHS="repository\/deployment\/server\/synapse-configs"/);
        const text = customData(await deploy({ shareTenants: true, folder: "team-a" }));
        assert.match(text, /SHARED_PATHS="repository\/deployment\/server\/synapse-configs:repository\/tenants"/);
        assert.match(text, /SHARE_FOLDER="team-a"/);
    });

    it("is there for a release that shares no APIs, when something else is to be shared", async () => {
        const registered = await deploy({ shareUserStores: true }, { release: "4.5.0" });
        assert.equal(ofType(registered, "FileShare").length, 1);
        assert.match(customData(registered), /SHARED_PATHS="repository\/deployment\/server\/userstores"/);
        assert.match(customData(registered), /PACKAGES="[^"]*\baznfs\b/);
        assert.deepEqual(ofType(await registeredBy(() => new GatewayDeployment("gateway", validArgs({ release: "4.5.0" }))), "FileShare"), []);
    });

    it("makes nothing but the way to a share that exists", async () => {
        const registered = await deploy({ existing });
        for (const type of ["StorageAccount", "FileShare", "FileServiceProperties"]) assert.deepEqual(ofType(registered, type), [], type);
        const endpoint = registered.find(({ type, name }) => type.endsWith(":PrivateEndpoint") && name === "gateway-storage")!;
        const [connection] = endpoint.inputs["privateLinkServiceConnections"] as { privateLinkServiceId: string }[];
        assert.equal(connection!.privateLinkServiceId, accountId);
        assert.match(customData(registered), /SHARE_SOURCE="stteam\.file\.core\.windows\.net:\/stteam\/artifacts"/);
    });

    it("makes neither endpoint nor zone where the network reaches an existing share already", async () => {
        const registered = await deploy({ existing: { ...existing, privateEndpoint: false } });
        const names = registered.filter(({ custom }) => custom).map(({ name }) => name);
        assert.deepEqual(
            names.filter((name) => /-storage|-file/.test(name)),
            [],
        );
    });

    it("asks for keys in the subscription that it deploys to, and in no other", async () => {
        const elsewhere = accountId.replace(mockSubscription, "00000000-0000-0000-0000-00000000000f");
        await registeredBy(async () => {
            assert.equal(await outcomeOf(inOwnSubscription("The storage", accountId, "existing.accountId", {})), accountId);
            await assert.rejects(
                outcomeOf(inOwnSubscription("The storage", elsewhere, "existing.accountId", {})),
                /existing\.accountId: is in subscription .*f, but .*1/,
            );
        });
    });

    it("checks what becomes known later", async () => {
        const args = { tier: "Production", resourceGroupName: "rg" } as const;
        const later = (changes: DeploymentStorageSettings): SharedStorageArgs => withLaterStorageChecks("The storage", { ...args, ...changes });
        await assert.rejects(outcomeOf(later({ quotaGiB: pulumi.output(99) }).quotaGiB), /The storage has 1 problem:\n {2}- quotaGiB: is 99/);
        await assert.rejects(outcomeOf(later({ existing: { ...existing, accountId: pulumi.output("x") } }).existing!.accountId), /existing\.accountId: is "x"/);
        assert.equal(await outcomeOf(later({ retentionDays: pulumi.output(200) }).retentionDays), 200);
    });

    it("deletes share and settings with the account, and protects the three together", async () => {
        const registered = await deploy({}, { tier: "Production" });
        for (const type of ["FileShare", "FileServiceProperties"]) {
            const [child] = ofType(registered, type);
            assert.match(child!.deletedWith, /StorageAccount::gateway-storage$/);
            // A `destroy` without a preview forgets what goes with something else before it notices that this is protected.
            assert.ok(child!.protect, type);
        }
    });

    it("lets every child be changed by a transform", async () => {
        const registered = await registeredBy(
            () =>
                new GatewayDeployment("gateway", validArgs(), undefined, {
                    sharedStorage: {
                        account: { tags: { a: "1" } },
                        fileService: { cors: { corsRules: [] } },
                        share: { metadata: { b: "2" } },
                        privateEndpoint: { customNetworkInterfaceName: "nic" },
                        privateDnsZoneGroup: { privateDnsZoneGroupName: "other" },
                    },
                }),
        );
        const ours = (type: string): Record<string, unknown> => ofType(registered, type).find(({ name }) => name === "gateway-storage")!.inputs;
        assert.deepEqual(ours("StorageAccount")["tags"], { a: "1" });
        assert.deepEqual(ours("FileServiceProperties")["cors"], { corsRules: [] });
        assert.deepEqual(ours("FileShare")["metadata"], { b: "2" });
        assert.equal(ours("PrivateEndpoint")["customNetworkInterfaceName"], "nic");
        assert.equal(ours("PrivateDnsZoneGroup")["privateDnsZoneGroupName"], "other");
    });
});
