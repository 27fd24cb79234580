import { table } from "../cli/table";
import { criticalPath, DeployedResource } from "../simulator/criticalPath";

/** A resource of the state with its id in Azure. */
interface StateResource extends DeployedResource {
    id?: string;
}

/** What was deployed, one line a resource, grouped by the component that made it. */
export function describeResources(resources: readonly StateResource[]): string {
    const rows = resources
        .filter((resource) => resource.custom && !resource.type.startsWith("pulumi:"))
        .map((resource) => [nameIn(resource.parent ?? ""), shortType(resource.type), azureName(resource)])
        .sort((one, other) => one.join().localeCompare(other.join(), "en"));
    return [`What was created (${rows.length} resources)`, "", table(["Component", "Type", "Name in Azure or in the cluster"], rows), ""].join("\n");
}

/** The address, and what has to be pasted where. */
export function describeOutputs(outputs: Readonly<Record<string, unknown>>): string {
    const records = outputs["dnsRecords"] as { name: string; type: string; value: string }[];
    return [
        `APIs           ${outputs["url"]}`,
        `Public address ${outputs["publicIpAddress"]}`,
        "",
        "For your DNS",
        table(
            ["Name", "Type", "Value"],
            records.map(({ name, type, value }) => [name, type, value]),
        ),
        "",
        "For the Publisher's configuration (gateway environment)",
        indented(String(outputs["gatewayEnvironment"])),
        "",
    ].join("\n");
}

/** How long the same deployment takes on Azure, and what it waits for. */
export function describeAzureTime(resources: readonly StateResource[]): string {
    const { seconds, path } = criticalPath(resources);
    const rows = path.map((step) => [minutes(step.startsAt), minutes(step.seconds), shortType(step.type), nameIn(step.urn)]);
    return [
        `On Azure this takes about ${minutes(seconds)} min, by durations observed in public logs. It waits, one after the other, for`,
        "",
        table(["Start", "Takes", "Type", "Name"], rows),
        "",
        "Machines or pods then start the product, which takes minutes more.",
        "",
    ].join("\n");
}

function shortType(type: string): string {
    return type.split(":").at(-1)!;
}

function nameIn(urn: string): string {
    return urn.split("::").at(-1)!;
}

function azureName(resource: StateResource): string {
    return (resource.id ?? "").split("/").at(-1)!;
}

function minutes(seconds: number): string {
    return `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, "0")}`;
}

function indented(text: string): string {
    return text.trimEnd().replaceAll(/^/gm, "    ");
}
