import assert from "node:assert/strict";

import { EngineEvent, PulumiFn } from "@pulumi/pulumi/automation";
import { GatewayDeployment, GatewayDeploymentArgs } from "wso2-gateway-azure";

import { validArgs } from "../unit/support/deployments";
import { useWorkspaces } from "./support/workspaces";

/** Programs of the Automation API, as in a portal that brings up environments for others: all in one process and one subscription. */
describe("an inline program of the Automation API", function () {
    this.timeout(180_000);
    const { stackOf } = useWorkspaces();

    function gateway(changes: Partial<GatewayDeploymentArgs> = {}): PulumiFn {
        return async () => {
            const { url, resourceGroupName, publicIpAddress } = new GatewayDeployment("gateway", validArgs(changes));
            return { url, resourceGroupName, publicIpAddress };
        };
    }

    it("previews, brings up, leaves as it is and destroys an environment", async () => {
        const stack = await stackOf("alone", gateway());

        const { changeSummary } = await stack.preview();
        assert.deepEqual(Object.keys(changeSummary), ["create"]);

        const { outputs, summary } = await stack.up();
        assert.deepEqual(summary.resourceChanges, changeSummary);
        assert.equal(outputs.url?.value, "https://gw.dev.example.com");
        assert.match(outputs.publicIpAddress?.value as string, /^\d+\.\d+\.\d+\.\d+$/);

        const again = await stack.up();
        assert.deepEqual(again.summary.resourceChanges, { same: changeSummary.create });

        await stack.destroy();
        const { deployment } = await stack.exportStack();
        assert.deepEqual((deployment as { resources?: object[] }).resources ?? [], []);
    });

    it("runs beside another one without getting mixed up", async () => {
        const names = ["team-a", "team-b"];
        const stacks = await Promise.all(names.map((name) => stackOf(name, gateway({ hostName: `${name}.example.com` }))));

        const results = await Promise.all(stacks.map((stack) => stack.up()));

        assert.deepEqual(
            results.map(({ outputs }) => outputs.url?.value),
            names.map((name) => `https://${name}.example.com`),
        );
        assert.deepEqual(
            results.map(({ outputs }) => outputs.resourceGroupName?.value),
            names.map((name) => `rg-gateway-${name}`),
        );
        assert.equal(new Set(results.map(({ outputs }) => outputs.publicIpAddress?.value)).size, names.length);
        await Promise.all(stacks.map((stack) => stack.destroy()));
    });

    it("gets one readable error for wrong arguments, with all of them, and nothing registered", async () => {
        const wrong = gateway({ release: "3.9.0", hostName: "not a host name", scaleSet: { sshPublicKey: "no key" } });
        const stack = await stackOf("wrong", wrong);

        for (const operation of ["preview", "up"] as const) {
            const errors: string[] = [];
            const onEvent = ({ diagnosticEvent }: EngineEvent): void => {
                if (diagnosticEvent?.severity === "error") errors.push(diagnosticEvent.message.trimEnd());
            };
            const { message } = await stack[operation]({ onEvent, color: "never" }).then(
                () => assert.fail(`${operation} accepted wrong arguments`),
                (error: Error) => error,
            );

            // Pulumi tells an inline program's error twice: as the program's message and as the reason why it ended.
            assert.equal(new Set(errors).size, 1, errors.join("\n"));
            assert.match(errors[0]!, /^(error: )?The gateway deployment "gateway" has 3 problems:\n/);
            for (const argument of ["release", "hostName", "scaleSet.sshPublicKey"]) assert.match(message, new RegExp(`^ +- ${argument}: `, "m"));
            assert.doesNotMatch(message, /^\s+at /m, "a stack trace does not help whoever gave a wrong argument");
        }
        const { deployment } = await stack.exportStack();
        assert.deepEqual(
            (deployment as { resources: { type: string }[] }).resources.map(({ type }) => type),
            ["pulumi:pulumi:Stack"],
        );
    });
});
