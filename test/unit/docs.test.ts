import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";

import { nameRules } from "../../components/naming";
import { Tier, TierDefaults, tierDefaults } from "../../components/tier";

const row = (cells: readonly unknown[]): string => `| ${cells.join(" | ")} |`;
const markdownTable = (headers: string[], rows: readonly (readonly unknown[])[]): string =>
    [row(headers), row(headers.map(() => "---")), ...rows.map((cells) => row(cells))].join("\n");

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
};

const shown = (value: unknown): string => (Array.isArray(value) ? value.join(", ") : typeof value === "boolean" ? (value ? "yes" : "no") : String(value));

const generated: Readonly<Record<string, [file: string, text: string]>> = {
    tiers: [
        "docs/environments.md",
        markdownTable(
            ["Default", ...Object.values(Tier)],
            Object.entries(meaning).map(([key, text]) => [text, ...Object.values(Tier).map((tier) => shown(tierDefaults[tier][key as keyof TierDefaults]))]),
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
};

describe("docs", () => {
    for (const [name, [file, text]] of Object.entries(generated)) {
        it(`show in ${file} what the code says about ${name} (UPDATE_DOCS=1 writes it)`, () => {
            const page = readFileSync(file, "utf8");
            const block = new RegExp(`(<!-- generated: ${name} -->\n)[\\s\\S]*?(<!-- end -->)`);
            assert.match(page, block);
            const wanted = page.replace(block, (_, start: string, end: string) => `${start}\n${text}\n\n${end}`);
            if (process.env["UPDATE_DOCS"] === "1") writeFileSync(file, wanted);
            else assert.equal(page, wanted);
        });
    }
});
