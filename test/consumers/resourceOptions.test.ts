import assert from "node:assert/strict";

import * as azure from "@pulumi/azure-native/provider";
import * as pulumi from "@pulumi/pulumi";
import { PulumiFn } from "@pulumi/pulumi/automation";
import { GatewayDeployment } from "wso2-gateway-azure";

import { validArgs } from "../unit/support/deployments";
import { DeployedResource, deployedBy, useWorkspaces } from "./support/workspaces";

const program = (name: string, opts?: () => pulumi.ComponentResourceOptions): PulumiFn => {
    return async () => void new GatewayDeployment(name, validArgs({ baseName: "renamed" }), opts?.());
};
const inAzure = ({ type }: DeployedResource): boolean => type.startsWith("azure-native:");

/** Options that Pulumi users give to a component and expect to reach everything in it. */
describe("the options of a deployment", function () {
    this.timeout(180_000);
    const { stackOf } = useWorkspaces();

    it("reach every child: protection, a provider, and transforms", async () => {
        const seen = new Set<string>();
        const owned: pulumi.ResourceTransform = ({ type, props, opts }) => {
            seen.add(type);
            return "tags" in props ? { props: { ...props, tags: { ...(props.tags as object), owner: "platform" } }, opts } : undefined;
        };
        const tagged = () => ({
            protect: true,
            providers: [new azure.Provider("own", { location: "westeurope" })],
            transforms: [owned],
        });
        const stack = await stackOf("options", async () => {
            new GatewayDeployment("gateway", validArgs({ baseName: "gateway", tags: { workload: "apis" } }), tagged());
        });
        await stack.up();

        const deployed = await deployedBy(stack);
        const children = deployed.filter(inAzure);
        assert.ok(children.length > 30);
        for (const { urn, protect, provider, inputs, type } of children) {
            assert.equal(protect, true, urn);
            assert.match(provider ?? "", /pulumi:providers:azure-native::own::/, urn);
            if (inputs.tags !== undefined) assert.deepEqual(inputs.tags, { workload: "apis", owner: "platform" }, urn);
            assert.ok(seen.has(type), `no transform saw ${type}`);
        }
    });

    it("keep every resource when the deployment gets another name with an alias", async () => {
        const before = await stackOf("renamed", program("gateway"));
        await before.up();
        const ids = (await deployedBy(before)).filter(inAzure).length;

        const after = await stackOf(
            "renamed",
            program("api-gateway", () => ({ aliases: [{ name: "gateway" }] })),
        );
        const { summary } = await after.up();
        assert.deepEqual(Object.keys(summary.resourceChanges ?? {}), ["same"]);
        const deployed = (await deployedBy(after)).filter(inAzure);
        assert.equal(deployed.length, ids);
        assert.ok(deployed.every(({ urn }) => urn.split("::").at(-1)!.startsWith("api-gateway")));
        await after.destroy();
    });
});
