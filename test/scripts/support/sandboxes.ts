import { testAuthority } from "../../support/fixtures";
import type { Secret } from "../../node/support/azureSurroundings";
import { FakeAzure, VAULT_HOST } from "../../node/support/fakeAzure";
import { needMachines } from "../../node/support/needs";
import { Network } from "../../node/support/network";
import { Sandbox } from "./sandbox";

export const CLIENT_ID = "00000000-0000-0000-0000-0000000000aa";
/** A password with every character that means something to a shell, to systemd or to XML. */
export const AWKWARD = `p"a$s\\w\`o'r#d & <x> ; %s`;

/** Address of a secret in the vault that sandboxes know. */
export function secretId(name: string): string {
    return `https://${VAULT_HOST}/secrets/${name}/1`;
}

/** A sandbox in a network with Azure in it, for the tests of one script. Call it inside `describe`. */
export function useSandbox(...programs: string[]): { sandbox: () => Sandbox; azure: () => FakeAzure; network: () => Network } {
    let network: Network | undefined;
    let azure: FakeAzure | undefined;
    let sandbox: Sandbox | undefined;
    before(async function () {
        this.timeout(120_000);
        needMachines(this, ...programs);
        network = new Network();
        azure = await FakeAzure.start(network);
        sandbox = await Sandbox.start(network, "node");
        sandbox.trust(testAuthority().root, azure.hosts);
    });
    after(async function () {
        await sandbox?.stop();
        await azure?.stop();
        network?.remove();
    });
    return { sandbox: () => sandbox!, azure: () => azure!, network: () => network! };
}

/** Fills the vault. */
export async function knowSecrets(azure: FakeAzure, secrets: Readonly<Record<string, string>>): Promise<void> {
    const known: Secret[] = Object.entries(secrets).map(([name, value]) => ({ id: secretId(name), value }));
    await azure.know({ secrets: known, clientIds: [CLIENT_ID] });
}
