import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";

import { GatewayDeployment, GatewayDeploymentArgs, SecurityRule, securityRulesFor } from "../../components";
import { alertDefaults, alertNames } from "../../components/monitoring/alertDefaults";
import { nameRules } from "../../components/naming/nameRules";
import { Tier, TierDefaults, tierDefaults } from "../../components/tier";
import { changeRules } from "../../simulator/replacement";
import { componentNames, componentPage, PackageSchema, PageFacts, table as markdownTable } from "../../tools/componentPages";
import { clusterChanges } from "./support/clusterChanges";
import { argumentChanges, changeBase } from "./support/argumentChanges";
import { Effects, effectsOf } from "./support/changeEffects";
import { clusterArgs, rsyncArgs, validArgs } from "./support/deployments";
import { Registered, registeredBy } from "./support/mocks";

/** What each default means to a reader. */
const meaning: Readonly<Record<keyof TierDefaults, string>> = {
    zones: "Availability zones",
    vmSize: "Size of a node",
    minInstances: "Fewest nodes",
    maxInstances: "Most nodes",
    minLoadBalancerInstances: "Fewest instances of the Application Gateway",
    maxLoadBalancerInstances: "Most instances of the Application Gateway",
    firewallMode: "Web application firewall",
    storageRedundancy: "Copies of the share",
    protect: "Data protected against deletion by Pulumi",
    purgeProtection: "Deleted vault cannot be purged",
    retentionDays: "Days that a deleted share or vault can be recovered",
    logRetentionDays: "Days that logs are kept",
};

/** Components whose arguments have a default by tier; the deployment has all. */
const defaultsOf: Readonly<Record<string, readonly (keyof TierDefaults)[]>> = {
    GatewayDeployment: Object.keys(meaning) as (keyof TierDefaults)[],
    GatewayLoadBalancer: ["zones", "minLoadBalancerInstances", "maxLoadBalancerInstances", "firewallMode", "protect"],
    GatewayMonitoring: ["logRetentionDays"],
    GatewayVault: ["protect", "purgeProtection", "retentionDays"],
    ScaleSetGateway: ["zones", "vmSize", "minInstances", "maxInstances"],
    SharedStorage: ["storageRedundancy", "protect", "retentionDays"],
    SyncManager: ["vmSize", "protect"],
};

const shown = (value: unknown): string => (Array.isArray(value) ? value.join(", ") : typeof value === "boolean" ? (value ? "yes" : "no") : String(value));

const valuesByTier = (key: keyof TierDefaults): string[] => Object.values(Tier).map((tier) => shown(tierDefaults[tier][key]));

/** What the owners of existing subnets must let in, where nodes are machines and, of the subnets that differ, where they are a cluster's. */
function neededRules(): { machines: string[][]; cluster: string[][] } {
    const subnetRanges = { loadBalancer: "10.0.0.0/24", nodes: "10.0.1.0/24", privateEndpoints: "10.0.2.0/27" };
    const entry = "10.0.3.0/28";
    const podRange = "10.244.0.0/16";
    const wanted = { managementPort: 9443, managementRanges: ["10.9.0.0/24"], memberPorts: ["4000-4100"], syncManager: true, syncManagerPorts: [9443, 9500] };
    const machines = securityRulesFor({ addressSpace: "10.0.0.0/16", subnetRanges, ...wanted });
    const cluster = securityRulesFor({ addressSpace: "10.0.0.0/16", subnetRanges: { ...subnetRanges, entry }, cluster: { podRange } });
    // The ranges are examples, so what they are of stands for them.
    const named: Readonly<Record<string, string>> = {
        [subnetRanges.loadBalancer]: "load balancer's subnet",
        [subnetRanges.nodes]: "nodes' subnet",
        [podRange]: "`podRange`",
    };
    const cells = (subnet: string, rule: SecurityRule): string[] => {
        const sources = [...(rule.sourceAddressPrefixes ?? []), rule.sourceAddressPrefix ?? ""].filter((source) => source !== "");
        const ports = [...(rule.destinationPortRanges ?? []), rule.destinationPortRange ?? ""].filter((port) => port !== "");
        const optional = { "allow-management": "`managementRanges`", "allow-members": "the subnet itself", "allow-sync": "the subnet itself, to the manager" }[
            rule.name
        ];
        return [subnet, optional ?? sources.map((source) => named[source] ?? source).join(", "), rule.protocol, ports.join(", "), rule.description];
    };
    const rows = (subnet: string, rules: readonly SecurityRule[]): string[][] =>
        rules.filter(({ access }) => access === "Allow").map((rule) => cells(subnet, rule));
    return {
        machines: [...rows("Load balancer", machines.loadBalancer), ...rows("Nodes", machines.nodes), ...rows("Private endpoints", machines.privateEndpoints)],
        cluster: [...rows("Nodes", cluster.nodes), ...rows("Entry", cluster.entry!)],
    };
}

const rulesNeeded = neededRules();
const securityRuleColumns = ["Subnet", "From", "Protocol", "Ports", "For"];

const generated: Readonly<Record<string, [file: string, text: string]>> = {
    tiers: [
        "docs/environments.md",
        markdownTable(
            ["Default", ...Object.values(Tier)],
            defaultsOf.GatewayDeployment!.map((key) => [meaning[key], ...valuesByTier(key)]),
        ),
    ],
    securityRules: ["docs/existing-network.md", markdownTable(securityRuleColumns, rulesNeeded.machines)],
    clusterSecurityRules: ["docs/existing-network.md", markdownTable(securityRuleColumns, rulesNeeded.cluster)],
    alerts: [
        "docs/monitoring.md",
        markdownTable(
            ["Alert", "What is wrong", "Threshold", "Allowed", "Severity", "Looks at", "Every"],
            alertNames.map((name) => {
                const { description, threshold, thresholds, severity, windowMinutes, frequencyMinutes } = alertDefaults[name];
                return [`\`${name}\``, description, threshold, thresholds.join("–"), severity, `${windowMinutes} min`, `${frequencyMinutes} min`];
            }),
        ),
    ],
    names: [
        "docs/names.md",
        markdownTable(
            ["Kind", "Starts with", "Length", "Allowed", "Unique within", "When it is replaced"],
            Object.entries(nameRules).map(([kind, rule]) => [
                kind,
                rule.abbreviation,
                `${rule.minLength}–${rule.maxLength}`,
                rule.allowed,
                rule.uniqueWithin,
                rule.onReplacement,
            ]),
        ),
    ],
    "change rules": [
        "docs/changes.md",
        markdownTable(
            ["Resource", "Replaced", "Refused", "Refused while in use", "Rolls the nodes"],
            Object.entries(changeRules).map(([token, { replaced, refused, refusedInUse, rolls }]) => [
                token.replace("azure-native:", ""),
                ...[replaced, refused, refusedInUse, rolls].map((paths = []) => paths.map((path) => `\`${path}\``).join(", ")),
            ]),
        ),
    ],
};

/** Asserts that a page has this text between its marks, or writes it there. */
function assertShown(file: string, name: string, text: string): void {
    const page = readFileSync(file, "utf8");
    const block = new RegExp(`(<!-- generated: ${name} -->\n)[\\s\\S]*?(<!-- end -->)`);
    assert.match(page, block);
    const wanted = page.replace(block, (_, start: string, end: string) => `${start}\n${text}\n\n${end}`);
    if (process.env["UPDATE_DOCS"] === "1") writeFileSync(file, wanted);
    else assert.equal(page, wanted);
}

describe("docs", () => {
    for (const [name, [file, text]] of Object.entries(generated))
        it(`show in ${file} what the code says about ${name} (UPDATE_DOCS=1 writes it)`, () => assertShown(file, name, text));

    describe("tell what a change does", function () {
        // Every change is two programs.
        this.timeout(600_000);

        it("of each argument (UPDATE_DOCS=1 writes it)", async () => {
            const rows: string[][] = [];
            for (const [name, { from, to }] of Object.entries(argumentChanges)) {
                const effects = effectsOf(await deployed(from), await deployed({ ...from, ...to }));
                assert.ok(
                    Object.values(effects).some((types: string[]) => types.length > 0),
                    `${name}: nothing changes`,
                );
                rows.push(changeRow(name, effects));
            }
            assertShown("docs/changes.md", "changes", markdownTable(["Argument", "Updated", "Rolls the nodes", "Replaced", "Refused", "Comes or goes"], rows));
        });

        it("of every argument that there is", () => {
            const schema = JSON.parse(readFileSync("schema.json", "utf8")) as PackageSchema;
            const known = new Set(Object.keys(argumentChanges).flatMap((name) => name.split(", ").map((one) => one.split(/[. ]/)[0])));
            const all = Object.keys(schema.resources["wso2-gateway-azure:index:GatewayDeployment"]!.inputProperties!);
            const missing = all.filter((name) => !known.has(name) && name !== "names");
            assert.deepEqual(missing, [], "add a change of it to test/unit/support/argumentChanges.ts");
        });

        it("of every setting of a cluster", () => {
            const schema = JSON.parse(readFileSync("schema.json", "utf8")) as PackageSchema;
            const known = new Set(Object.keys(clusterChanges).map((name) => name.split(".")[0]));
            const all = Object.keys(schema.types["wso2-gateway-azure:index:ClusterSettings"]!.properties!);
            // The system pool is as it was created, the way out follows from the network, one that exists is another cluster, and jars belong to clustering.
            const others = ["systemPool", "outbound", "existing", "clusteringLibraries"];
            const missing = all.filter((name) => !known.has(name) && !others.includes(name));
            assert.deepEqual(missing, [], "add a change of it to test/unit/support/clusterChanges.ts");
        });
    });

    describe("have a page for each component", () => {
        const schema = JSON.parse(readFileSync("schema.json", "utf8")) as PackageSchema;
        let registered: Registered[];
        before(async function () {
            registered = await registeredBy(() => new GatewayDeployment("gateway", validArgs({ tier: Tier.Production })));
            // A mode that no environment has by default.
            const rsync = await registeredBy(() => new GatewayDeployment("gateway", validArgs(rsyncArgs({ tier: Tier.Production }))));
            const cluster = await registeredBy(() => new GatewayDeployment("gateway", clusterArgs({ tier: Tier.Production })));
            registered.push(...cluster.filter(({ parent }) => parent.split("::")[2]?.endsWith(":ClusterGateway") === true));
            registered.push(...rsync.filter(({ parent }) => parent.split("::")[2]?.endsWith(":SyncManager") === true));
        });

        for (const name of componentNames(schema)) {
            it(`${name}, as the code describes it (UPDATE_DOCS=1 writes it)`, () => {
                const file = `docs/components/${name}.md`;
                const wanted = componentPage(schema, name, factsOf(name, registered));
                if (process.env["UPDATE_DOCS"] === "1") writeFileSync(file, wanted);
                else assert.equal(readFileSync(file, "utf8"), wanted);
            });

            it(`${name}, with costs and failures in whole sentences, however many lines its comment takes for them`, () => {
                const page = componentPage(schema, name, factsOf(name, registered));
                for (const title of ["What it costs", "How it fails"]) assert.match(page, new RegExp(`^## ${title}\n\n.+\\.\n\n## `, "m"));
                const text = page.split("\n## ")[0]!;
                assert.doesNotMatch(text, /\n\n\n|\n\n[^A-Z#<]/, "a part of a sentence stands alone");
            });
        }
    });
});

const bases = new Map<string, Promise<Registered[]>>();

/** What an environment registers that differs from the usual one like this. The usual one is asked for often. */
function deployed(changes: Partial<GatewayDeploymentArgs> = {}): Promise<Registered[]> {
    const key = Object.keys(changes).length === 0 ? "" : undefined;
    const known = key === undefined ? undefined : bases.get(key);
    if (known !== undefined) return known;
    const registered = registeredBy(() => new GatewayDeployment("gateway", changeBase(changes)), { stack: "prod" });
    if (key !== undefined) bases.set(key, registered);
    return registered;
}

function changeRow(name: string, { updates, rolls, replaces, refused, adds, removes, protects }: Effects): string[] {
    const updated = [updates.join(", "), ...(protects.length > 0 ? [`only Pulumi's protection, of ${protects.join(", ")}`] : [])];
    const moves = [...adds.map((type) => `+ ${type}`), ...removes.map((type) => `− ${type}`)];
    return [name, updated.filter((text) => text !== "").join("; "), rolls.length > 0 ? "yes" : "", replaces.join(", "), refused.join(", "), moves.join(", ")];
}

/** Resources of a Production environment with nothing but defaults, each under the component that makes it. */
function factsOf(name: string, registered: readonly Registered[]): PageFacts {
    const children = registered
        .filter(({ type, parent }) => type.startsWith("azure-native:") && parent.split("::")[2]!.endsWith(`:${name}`))
        .map(({ type, name: child }) => ({ type: type.replace("azure-native:", ""), name: child }))
        .sort((one, other) => `${one.type} ${one.name}`.localeCompare(`${other.type} ${other.name}`, "en"));
    const defaults = (defaultsOf[name] ?? []).map((key) => ({ meaning: meaning[key], values: valuesByTier(key) }));
    return { children, defaults, tiers: Object.values(Tier) };
}
