import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { ScaleSetGateway, ScaleSetSettings } from "../../../components";
import { withLaterScaleSetChecks } from "../../../components/scaleSet/checks";
import { sshPublicKey } from "../../support/fixtures";
import { registeredBy } from "../support/mocks";
import { outcomeOf } from "../support/outputs";

interface Profile {
    osProfile: { linuxConfiguration: { patchSettings: object } };
    storageProfile: { imageReference: object; osDisk: object };
    securityProfile: object;
    scheduledEventsProfile?: object;
    priority?: string;
    evictionPolicy?: string;
    billingProfile?: object;
}

async function profileOf(settings: Partial<ScaleSetSettings> = {}): Promise<Profile> {
    const args = { tier: "Development", resourceGroupName: "rg", subnetId: "/subnet", backendPoolIds: ["/pool"], identityId: "/identity" } as const;
    const registered = await registeredBy(
        () => new ScaleSetGateway("nodes", { ...args, backendPoolIds: [...args.backendPoolIds], sshPublicKey, cloudInit: "#cloud-config\n", ...settings }),
    );
    return registered.find(({ type }) => type.endsWith(":VirtualMachineScaleSet"))!.inputs["virtualMachineProfile"] as Profile;
}

describe("the model of a node", () => {
    it("is a machine at the regular price with a managed disk, patched by Azure, with a notice before it goes", async () => {
        const profile = await profileOf();
        assert.deepEqual(profile.storageProfile.osDisk, {
            createOption: "FromImage",
            deleteOption: "Delete",
            caching: "ReadWrite",
            managedDisk: { storageAccountType: "Premium_LRS" },
        });
        assert.deepEqual(profile.securityProfile, { securityType: "TrustedLaunch", uefiSettings: { secureBootEnabled: true, vTpmEnabled: true } });
        assert.deepEqual(profile.osProfile.linuxConfiguration.patchSettings, { patchMode: "AutomaticByPlatform", assessmentMode: "AutomaticByPlatform" });
        assert.ok(profile.scheduledEventsProfile !== undefined);
        assert.deepEqual([profile.priority, profile.evictionPolicy, profile.billingProfile], [undefined, undefined, undefined]);
    });

    it("keeps an ephemeral disk on its host, without a managed one (VS-15)", async () => {
        const { storageProfile } = await profileOf({ vmSize: "Standard_D4ds_v5", ephemeralOsDisk: "ResourceDisk", osDiskSizeGiB: 64 });
        assert.deepEqual(storageProfile.osDisk, {
            createOption: "FromImage",
            deleteOption: "Delete",
            diskSizeGB: 64,
            caching: "ReadOnly",
            diffDiskSettings: { option: "Local", placement: "ResourceDisk" },
        });
    });

    it("has the disk that is asked for", async () => {
        const { storageProfile } = await profileOf({ osDiskType: "StandardSSD_LRS", osDiskSizeGiB: 100 });
        assert.deepEqual(storageProfile.osDisk, {
            createOption: "FromImage",
            deleteOption: "Delete",
            diskSizeGB: 100,
            caching: "ReadWrite",
            managedDisk: { storageAccountType: "StandardSSD_LRS" },
        });
    });

    it("is a spot machine without a notice (VS-22)", async () => {
        const { priority, evictionPolicy, billingProfile, scheduledEventsProfile } = await profileOf({ spot: {} });
        assert.deepEqual([priority, evictionPolicy, billingProfile, scheduledEventsProfile], ["Spot", "Delete", { maxPrice: -1 }, undefined]);
        const other = await profileOf({ spot: { maxPrice: 0.07, evictionPolicy: "Deallocate" } });
        assert.deepEqual([other.evictionPolicy, other.billingProfile], ["Deallocate", { maxPrice: 0.07 }]);
    });

    it("is encrypted at its host only when that is asked for (VS-14)", async () => {
        assert.equal((await profileOf({ encryptionAtHost: true })).securityProfile["encryptionAtHost" as never], true);
        assert.ok(!("encryptionAtHost" in (await profileOf({ encryptionAtHost: false })).securityProfile));
    });

    it("is patched as its image wants it when that is asked for", async () => {
        const { osProfile } = await profileOf({ patchMode: "ImageDefault" });
        assert.deepEqual(osProfile.linuxConfiguration.patchSettings, { patchMode: "ImageDefault", assessmentMode: "ImageDefault" });
    });
});

describe("settings of a scale set that are known later", () => {
    const url = "https://packs.example.com/a.zip";
    const cases: Readonly<
        Record<string, [(wrong: pulumi.Output<string>) => Partial<ScaleSetSettings>, (checked: ScaleSetSettings) => pulumi.Input<unknown> | undefined]>
    > = {
        sshPublicKey: [(wrong) => ({ sshPublicKey: wrong }), (checked) => checked.sshPublicKey],
        vmSize: [(wrong) => ({ vmSize: wrong }), (checked) => checked.vmSize],
        imageId: [(wrong) => ({ imageId: wrong }), (checked) => checked.imageId],
        "pack.url": [(wrong) => ({ pack: { url: wrong, sha256: "" } }), (checked) => checked.pack!.url],
        "pack.sha256": [(wrong) => ({ pack: { url, sha256: wrong } }), (checked) => checked.pack!.sha256],
        "spot.maxPrice": [() => ({ spot: { maxPrice: pulumi.output(0) } }), (checked) => checked.spot!.maxPrice],
    };
    for (const [path, [settings, valueOf]] of Object.entries(cases)) {
        it(`are refused when they are: ${path}`, () => {
            const checked = withLaterScaleSetChecks("The scale set", { sshPublicKey, ...settings(pulumi.output("banana")) });
            return assert.rejects(outcomeOf(valueOf(checked)), (error: Error) => error.message.includes(`The scale set has 1 problem:\n  - ${path}: `));
        });
    }

    it("may be a size without premium disks where the system disk is none", async () => {
        const vmSize = pulumi.output("Standard_D4_v5");
        const sizeWith = (settings: Partial<ScaleSetSettings>): Promise<string> =>
            outcomeOf(withLaterScaleSetChecks("The scale set", { sshPublicKey, vmSize, ...settings }).vmSize);
        assert.equal(await sizeWith({ osDiskType: "StandardSSD_LRS" }), "Standard_D4_v5");
        await assert.rejects(sizeWith({}), /vmSize: is "Standard_D4_v5"; a size with premium disks is needed/);
    });
});
