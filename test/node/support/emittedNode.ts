import { parse, stringify } from "yaml";

import { customDataText } from "../../support/customData";
import { GatewayDeployment, GatewayDeploymentArgs } from "../../../components";
import { validArgs } from "../../unit/support/deployments";
import { plain, Registered, registeredBy } from "../../unit/support/mocks";
import type { Knowledge, Secret } from "./azureSurroundings";

/** What a deployment gives its nodes, and what it leaves for them in Azure. */
export interface EmittedNode {
    /** The cloud-init document, as the scale set has it. */
    customData: string;
    /** The files in it, by their paths. */
    files: Readonly<Record<string, string>>;
    /** `node.env`. */
    settings: Readonly<Record<string, string>>;
    /** Everything in the vault. */
    secrets: Secret[];
    /** For the surroundings of nodes. */
    knowledge: Pick<Knowledge, "secrets" | "clientIds">;
}

/** The node of a deployment with these arguments: exactly what its resources are registered with. */
export async function emittedNode(args: Partial<GatewayDeploymentArgs>): Promise<EmittedNode> {
    const registered = await registeredBy(() => new GatewayDeployment("gateway", validArgs(args)));
    const scaleSet = registered.find(({ type }) => type.endsWith(":VirtualMachineScaleSet"))!;
    return emittedBy(registered, scaleSet.inputs["virtualMachineProfile"]);
}

/** The nodes of rsync mode: one of those that serve requests, and their manager. */
export async function emittedSyncNodes(args: Partial<GatewayDeploymentArgs>): Promise<{ worker: EmittedNode; manager: EmittedNode }> {
    const registered = await registeredBy(() => new GatewayDeployment("gateway", validArgs(args)));
    const inputsOf = (type: string): Registered["inputs"] => registered.find((one) => one.type.endsWith(`:${type}`))!.inputs;
    return {
        worker: emittedBy(registered, inputsOf("VirtualMachineScaleSet")["virtualMachineProfile"]),
        manager: emittedBy(registered, inputsOf("VirtualMachine")),
    };
}

function emittedBy(registered: readonly Registered[], machine: unknown): EmittedNode {
    const { osProfile } = plain(machine) as { osProfile: { customData: string } };
    const customData = customDataText(osProfile.customData);
    const files = Object.fromEntries((parse(customData) as CloudConfig).write_files.map(({ path, content }) => [path, content]));
    const settings = settingsOf(files["/etc/wso2-gateway/node.env"]!);
    const clientIds = [settings.IDENTITY_CLIENT_ID, settings.SYNC_IDENTITY_CLIENT_ID].filter((id) => id !== undefined);
    const secrets = registered.filter(({ type }) => type === "azure-native:keyvault:Secret").map(secretOf);
    return { customData, files, settings, secrets, knowledge: { secrets, clientIds } };
}

interface CloudConfig {
    write_files: { path: string; content: string }[];
}

/** The same document with other contents of some files, which must be in it: by their paths, what changes them. */
export function withChanges(customData: string, changes: Readonly<Record<string, (content: string) => string>>): string {
    const document = parse(customData) as CloudConfig;
    for (const [path, change] of Object.entries(changes)) {
        const file = document.write_files.find((one) => one.path === path);
        if (file === undefined) throw new Error(`the document has no file ${path}`);
        const before = file.content;
        file.content = change(before);
        if (file.content === before) throw new Error(`nothing has changed in ${path}`);
    }
    return `#cloud-config\n${stringify(document, { lineWidth: 0 })}`;
}

/** Under the address that the mock of a vault gives it. */
function secretOf({ name, inputs }: Registered): Secret {
    const { value, contentType } = plain(inputs["properties"]) as { value: string; contentType?: string };
    return { id: `https://vault.vault.azure.net/secrets/${name}/1`, value, contentType };
}

/** Settings of an environment file. */
export function settingsOf(text: string): Record<string, string> {
    return Object.fromEntries([...text.matchAll(/^(\w+)="(.*)"$/gm)].map(([, name, value]) => [name!, value!.replaceAll(/\\(["\\$`])/g, "$1")]));
}
