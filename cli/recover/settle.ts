import { Deployment, ResourceEntry } from "./state";

/** How Azure says that it is still at work on a resource. */
const AT_WORK = /^(creating|updating|accepted|resolvingdns|provisioning|running|deleting)$/i;

/** The adopted resources on which Azure is still at work. Their outputs are not final. */
export function unfinished({ resources = [] }: Deployment, adopted: readonly ResourceEntry[]): ResourceEntry[] {
    const urns = new Set(adopted.map(({ urn }) => urn));
    return resources.filter((entry) => urns.has(entry.urn) && !entry.delete && AT_WORK.test(provisioningState(entry)));
}

/**
 * The state after the refresh, with adopted resources as if their creation had ended normally.
 * A refresh takes what Azure tells for the program's inputs, with Azure's defaults and without secrets; the next run would then see changes, even replacements, where there are none.
 * A resource that Azure failed at is marked, so that the next run writes it again.
 */
export function settle(deployment: Deployment, adopted: readonly ResourceEntry[]): Deployment {
    const inputs = new Map(adopted.map((entry) => [entry.urn, entry.inputs]));
    return {
        ...deployment,
        resources: (deployment.resources ?? []).map((entry) => {
            if (!inputs.has(entry.urn) || entry.delete) return entry;
            const settled = { ...entry, inputs: inputs.get(entry.urn) };
            const state = provisioningState(entry);
            return state === "" || state === "Succeeded" ? settled : { ...settled, initErrors: [`Azure reports the state ${state}`] };
        }),
    };
}

function provisioningState({ outputs = {} }: ResourceEntry): string {
    const nested = outputs.properties as Readonly<Record<string, unknown>> | undefined;
    const state = outputs.provisioningState ?? nested?.provisioningState;
    return typeof state === "string" ? state : "";
}
