import assert from "node:assert/strict";

import { Provider } from "@pulumi/azure-native/provider";
import * as pulumi from "@pulumi/pulumi";

import { GatewayDeployment, GatewayLoadBalancer, ScaleSetGateway, SharedStorage } from "../../../components";
import { zonesOf } from "../../../components/zones";
import { sshPublicKey } from "../../support/fixtures";
import { rootCertificate, validArgs } from "../support/deployments";
import { existingSubnetId, MockSettings, Registered, registeredBy } from "../support/mocks";
import { outcomeOf } from "../support/outputs";

type Make = (place: { location?: pulumi.Input<string>; zones?: string[] }, opts?: pulumi.ComponentResourceOptions) => unknown;

const common = { tier: "Production", resourceGroupName: "rg", subnetId: existingSubnetId, identityId: "/identity" } as const;
const front = { hostNames: ["gw.example.com"], certificateSecretId: "https://kv.vault.azure.net/secrets/front", trustedRoots: [rootCertificate] };
const machines = { sshPublicKey, cloudInit: "#cloud-config\n", backendPoolIds: ["/pool"] };

const loadBalancer: Make = (place, opts) => new GatewayLoadBalancer("lb", { ...common, ...front, ...place }, opts);
const scaleSet: Make = (place, opts) => new ScaleSetGateway("nodes", { ...common, ...machines, ...place }, opts);
const deployment: Make = ({ zones }, opts) => new GatewayDeployment("gateway", validArgs({ tier: "Production", zones, location: undefined }), opts);

const inUnzoned = { config: { "azure-native:location": "West US" } };
const own = (): pulumi.ComponentResourceOptions => ({ providers: [new Provider("own", { location: "westeurope" })] });

/** The zones of everything that `make` registers and that is in zones by default. */
async function zonesAmong(make: () => unknown, settings?: MockSettings): Promise<unknown[]> {
    const registered = await registeredBy(make, settings);
    const zonal = ({ type, name }: Registered): boolean => /:(ApplicationGateway|PublicIPAddress|VirtualMachineScaleSet)$/.test(type) && !/-nat$/.test(name);
    return registered.filter(zonal).map(({ inputs }) => inputs["zones"]);
}

const all = ["1", "2", "3"];

for (const [what, make, count] of [
    ["a load balancer", loadBalancer, 2],
    ["a scale set", scaleSet, 1],
] as const)
    describe(`The zones of ${what}`, () => {
        const each = (zones: unknown): unknown[] => Array.from({ length: count }, () => zones);

        it("are none by default in a region without, known now or later", async () => {
            assert.deepEqual(await zonesAmong(() => make({ location: "westus" })), each(undefined));
            assert.deepEqual(await zonesAmong(() => make({ location: pulumi.output("westus") })), each(undefined));
            assert.deepEqual(await zonesAmong(() => make({}), inUnzoned), each(undefined));
        });

        it("are the tier's by default in a region that has them, or that nobody knows", async () => {
            assert.deepEqual(await zonesAmong(() => make({ location: pulumi.output("westeurope") })), each(all));
            assert.deepEqual(await zonesAmong(() => make({ location: "westeurope" }), inUnzoned), each(all));
            assert.deepEqual(await zonesAmong(() => make({})), each(all));
            assert.deepEqual(await zonesAmong(() => make({}, own()), inUnzoned), each(all));
        });

        it("are refused where there are none", async () => {
            await assert.rejects(
                registeredBy(() => make({ location: "westus", zones: ["1"] })),
                /zones: are 1, but westus is not known to have zones/,
            );
            await assert.rejects(
                registeredBy(() => make({ zones: ["1"] }), inUnzoned),
                /zones: are 1, but West US is not/,
            );
        });
    });

describe("The copies of a share", () => {
    const storage = (place: { location?: pulumi.Input<string>; redundancy?: "PremiumV2_ZRS" }): unknown =>
        new SharedStorage("storage", { tier: "Production", resourceGroupName: "rg", privateEndpointSubnetId: "/subnet", fileShareZoneId: "/zone", ...place });
    const copies = async (make: () => unknown, settings?: MockSettings): Promise<unknown> => {
        const registered = await registeredBy(make, settings);
        return registered.find(({ type }) => type.endsWith(":StorageAccount"))!.inputs["sku"];
    };

    it("are in one place by default in a region without zones, known now or later", async () => {
        for (const location of ["westus", pulumi.output("westus")]) assert.deepEqual(await copies(() => storage({ location })), { name: "Premium_LRS" });
        assert.deepEqual(await copies(() => storage({}), inUnzoned), { name: "Premium_LRS" });
        assert.deepEqual(await copies(() => deployment({}), inUnzoned), { name: "Premium_LRS" });
    });

    it("are in three zones by default in a region that has them, or that nobody knows", async () => {
        for (const location of ["westeurope", pulumi.output("westeurope"), undefined])
            assert.deepEqual(await copies(() => storage({ location })), { name: "Premium_ZRS" });
    });

    it("are refused in several zones where there are none", async () => {
        const redundancy = "PremiumV2_ZRS";
        const refused = /redundancy: is PremiumV2_ZRS, but West ?US is not known to have zones; use PremiumV2_LRS/i;
        await assert.rejects(
            registeredBy(() => storage({ location: "westus", redundancy })),
            refused,
        );
        await assert.rejects(
            registeredBy(() => storage({ redundancy }), inUnzoned),
            refused,
        );
    });
});

describe("The zones of a component whose region is known later", () => {
    const zones = (given?: string[]): Promise<string[]> => {
        const known = zonesOf("The test", { tier: "Production", location: pulumi.output("westus"), zones: given });
        return outcomeOf(known);
    };

    it("are none where there are none", async () => assert.deepEqual([await zones(), await zones([])], [[], []]));

    it("are refused then where there are none", () =>
        assert.rejects(zones(["1"]), /The test has 1 problem:\n {2}- zones: are 1, but westus is not known to have zones/));
});

describe("A deployment without a region of its own", () => {
    it("has the zones of the provider's", async () => {
        const zones = (settings: MockSettings, opts?: () => pulumi.ComponentResourceOptions): Promise<unknown[]> =>
            zonesAmong(() => deployment({}, opts?.()), settings);
        assert.deepEqual(await zones(inUnzoned), [undefined, undefined, undefined]);
        assert.deepEqual(await zones(inUnzoned, own), [all, all, all]);
        assert.deepEqual(await zones(inUnzoned, () => ({ provider: new Provider("own", {}) })), [all, all, all]);
    });

    it("leaves the region of its resources to the provider", async () => {
        const registered = await registeredBy(() => deployment({}), inUnzoned);
        assert.deepEqual(
            registered.filter(({ type, inputs }) => !type.includes("pulumi:") && inputs["location"] !== undefined && inputs["location"] !== "global"),
            [],
        );
    });

    it("is refused with what is wrong with the provider's", async () => {
        await assert.rejects(
            registeredBy(() => deployment({ zones: ["1"] }), inUnzoned),
            /zones: are 1, but West US is not known to have zones/,
        );
        await assert.rejects(
            registeredBy(() => deployment({}), { config: { "azure-native:location": "chinaeast" } }),
            /location: is chinaeast/,
        );
    });

    it("has those of the provider that its parent has", async () => {
        class Parent extends pulumi.ComponentResource {
            constructor() {
                super("test:index:Parent", "parent", {}, own());
                scaleSet({}, { parent: this });
            }
        }
        assert.deepEqual(await zonesAmong(() => new Parent(), inUnzoned), [all]);
    });
});
