import assert from "node:assert/strict";

import { createAuthority, Identity, issue, pem, Usage, validity } from "../../../cli/certificates/authority";
import { keyStore } from "../../../cli/certificates/keyStore";
import { Engine } from "../../../tools/engine";
import { sshPublicKey } from "../../support/fixtures";
import { objections } from "./bodies";
import { setAll } from "./environment";
import { idsInAzure, idsInState } from "./inventory";
import { assertNoChanges, assertOnly, touchedTypes } from "./steps";

const period = validity(30, new Date());
const authority = createAuthority(period);
const PASSWORD = "key-store-of-the-examples";

/** One host name or more. */
export type HostNames = [string, ...string[]];

export const frontPfx = (...hostNames: HostNames): string => pfx(issue(authority, hostNames, Usage.Server, period), "", hostNames[0]);
const nodeKeyStore = (...hostNames: HostNames): string => pfx(issue(authority, hostNames, Usage.ServerAndClient, period), PASSWORD, "wso2carbon");
const pfx = (identity: Identity, password: string, alias: string): string => keyStore(identity, authority, password, alias);

/** What an example is told besides what every one is. */
export interface ExampleSettings {
    plain?: Readonly<Record<string, string>>;
    secret?: Readonly<Record<string, string>>;
    /** Whether it takes a front certificate. Defaults to true. */
    front?: boolean;
    /** Whether its nodes are machines. Defaults to true. */
    machines?: boolean;
}

/** Gives an example its settings. */
export async function configure(
    engine: Engine,
    hostNames: HostNames,
    { plain = {}, secret = {}, front = true, machines = true }: ExampleSettings = {},
): Promise<void> {
    const secrets = {
        ...(front ? { frontCertificatePfx: frontPfx(...hostNames) } : {}),
        nodeKeyStore: nodeKeyStore(...hostNames),
        nodeKeyStorePassword: PASSWORD,
        adminPassword: "administrator-of-the-examples",
        ...secret,
    };
    const texts = {
        ...(machines ? { sshPublicKey } : {}),
        "backendTrustedRoots[0]": pem(authority.certificate),
        "azure-native:location": "westeurope",
        ...plain,
    };
    await setAll(engine, texts, secrets);
}

/** Settings inside an object, each by its path. */
export function flattened(path: string, value: unknown): Record<string, string> {
    if (typeof value !== "object" || value === null) return { [path]: String(value) };
    return Object.assign({}, ...Object.entries(value).map(([key, inner]) => flattened(`${path}.${key}`, inner))) as Record<string, string>;
}

/** What is seen of every example. */
export interface ExampleLife {
    engine: () => Engine;
    /** Ids of what is in Azure before it. Defaults to nothing. */
    before?: () => readonly string[];
    /** More that is seen while it is up. */
    more?: () => void;
    /** Rules whose warnings are wanted. */
    wantedWarnings?: readonly string[];
    /** An update of one thing, and what is touched for it, by short types; alerts may be, too. */
    update?: { setting: string; value: string; touches: string };
}

const mostNodes = { setting: "maxInstances", value: "9", touches: "AutoscaleSetting" };

/** Up, up again, an update of one thing, and back to what was there before. */
export function livesAndGoes({ engine, before = () => [], more = () => {}, wantedWarnings = [], update = mostNodes }: ExampleLife): void {
    it("comes up, with everything in Azure that is in the state", async () => {
        const { changes } = await engine().up();
        assert.deepEqual(Object.keys(changes), ["create"]);
        const own = idsInAzure(engine()).filter((id) => !before().includes(id));
        assert.deepEqual(own, await idsInState(engine()));
    });

    it("is made of bodies that Azure's schemas accept, strictly, and that break no rule", function () {
        assert.deepEqual(objections(this, engine(), wantedWarnings), []);
    });

    it("does not change when it is brought up again, nor after a look at Azure", async () => {
        assertNoChanges(await engine().up());
        assertNoChanges(await engine().refresh());
        assertNoChanges(await engine().up());
    });

    more();

    it("changes the most nodes in place, and nothing that has no need to", async () => {
        await engine().setConfig(update.setting, update.value);
        const result = await engine().up();
        assertOnly(result, ["update"]);
        assert.deepEqual(
            touchedTypes(result).filter((type) => type !== "MetricAlert"),
            [update.touches],
        );
        assertNoChanges(await engine().up());
    });
}
