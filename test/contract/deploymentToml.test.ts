import assert from "node:assert/strict";

import { parse, stringify, TomlTable } from "smol-toml";

import { deploymentToml, DeploymentTomlOptions, nodeVariables, secretVariables } from "../../components/product/deploymentToml";
import { ContentSyncMode, releaseProfile } from "../../components/product/release";
import { options, tomlReleases } from "../unit/support/tomlOptions";
import { ConfigMapper, deadKeys } from "./support/configMapper";

/**
 * Whose templates a release is rendered with: its own, where they are there, or those of the nearest release. The second ones of a release whose own are not there
 * are those of a pack that is laid out alike, or still has what the next one has not.
 */
const templates: Readonly<Record<string, readonly string[]>> = {
    "3.0.0": ["3.1.0"],
    "3.1.0": ["3.1.0"],
    "3.2.0": ["3.2.0"],
    "4.0.0": ["4.5.0", "3.2.0"],
    "4.1.0": ["4.5.0", "3.2.0"],
    "4.2.0": ["4.5.0", "3.2.0"],
    "4.3.0": ["4.5.0", "3.2.0"],
    "4.4.0": ["4.5.0", "3.2.0"],
    "4.5.0": ["4.5.0"],
    "4.6.0": ["4.7.0", "4.5.0"],
    "4.7.0": ["4.7.0"],
};

/** What remains unproven where a release is rendered with the templates of another one. */
const unproven: Readonly<Record<string, string>> = {
    "3.0.0": "keys that 3.1 reads and 3.0 may not: its kernel is 4.5.1, that of 3.1 is 4.6.0; the type of the user store is inferred",
    "4.0.0": "keys that 4.5 reads and 4.0 may not, those of a later update among them; server_role, which 4.5 ignores, is seen with 3.2",
    "4.1.0": "keys that 4.5 reads and 4.1 may not; server_role and clustering are seen with 3.2, whose kernel is older",
    "4.2.0": "keys that 4.5 reads and 4.2 may not; server_role is seen with 3.2",
    "4.3.0": "keys that 4.5 reads and 4.3 may not; server_role is seen with 3.2",
    "4.4.0": "keys that 4.5 reads and 4.4 may not; server_role is seen with 3.2",
    "4.6.0": "keys that 4.7 reads and 4.6 may not; the database that 4.6 still needs, and 4.7 does not read when it is missing",
};

/** Keys that only the second templates of a release read, and why the release itself does. */
const seenWithSecond: Readonly<Record<string, string>> = {
    "server.server_role": "without effect in the packs from 4.5, which are gateways and nothing else",
    "database.shared_db.type": "the database of 4.6 is that of 4.5",
};

interface OptionCase {
    name: string;
    changes: Partial<DeploymentTomlOptions>;
    /** Releases that have what the case asks for. Defaults to all. */
    has?: (release: string) => boolean;
}

const cases: readonly OptionCase[] = [
    { name: "as little as possible", changes: {} },
    {
        name: "the artifact synchronizer",
        changes: { contentSync: ContentSyncMode.ArtifactSynchronizer, gatewayLabels: ["Production", "Internal"] },
        has: (release) => releaseProfile(release).contentSyncModes.includes(ContentSyncMode.ArtifactSynchronizer),
    },
];

/** What every variable of every release is at the start of the product. */
const variables = Object.fromEntries(
    tomlReleases.flatMap((release) => [...secretVariables(release), ...nodeVariables(release)]).map((name) => [name, `value-of-${name}`]),
);

/** The templates of 3.x do not do without an address that releases from 4.2 have no use for. */
function withNodeAddress(toml: string): string {
    const table = parse(toml);
    return stringify({ ...table, server: { node_ip: "10.20.1.7", ...(table["server"] as TomlTable) } });
}

describe("deployment.toml", function () {
    // Java starts, and renders some 50 files for each toml.
    this.timeout(180_000);
    const mappers = new Map<string, ConfigMapper>();
    before(async function () {
        for (const release of new Set(Object.values(templates).flat())) mappers.set(release, await ConfigMapper.start(this, release, variables));
    });
    after(async () => {
        for (const mapper of mappers.values()) await mapper.end();
    });

    it("would not pass with keys that the product ignores, or with values that break its files", async () => {
        const mapper = mappers.get("4.5.0")!;
        const toml = deploymentToml(options("4.5.0"));
        const ignored = ["transport.http.listener.secured_protocols", "apim.oauth_config.remove_outbound_auth_header"];
        const dead = `${toml}\n[apim.oauth_config]\nremove_outbound_auth_header = false\n[transport.http.listener]\nsecured_protocols = "TLSv1.2"\n`;
        assert.deepEqual(await deadKeys(mapper, dead), ignored);
        assert.match((await mapper.render(toml.replaceAll("operator", "a<b"))).error!, /^not well-formed: repository\/conf\//);
    });

    for (const release of tomlReleases) {
        describe(`of ${release}`, () => {
            for (const { name, changes } of cases.filter(({ has = () => true }) => has(release))) {
                it(`is accepted by the product, and has no key that changes nothing: ${name}`, async () => {
                    const toml = deploymentToml(options(release, changes));
                    const [first, second] = templates[release]!.map((other) => mappers.get(other)!);
                    for (const mapper of [first!, ...(second ? [second] : [])]) {
                        const { error, files } = await mapper.render(mapper === first ? toml : withNodeAddress(toml));
                        assert.equal(error, undefined);
                        assert.ok(files.has("repository/conf/api-manager.xml"));
                    }
                    const dead = await deadKeys(first!, toml);
                    const deadInBoth = second === undefined ? dead : await deadKeys(second, withNodeAddress(toml), dead);
                    assert.deepEqual(deadInBoth, []);
                    assert.deepEqual(
                        dead.filter((key) => seenWithSecond[key] === undefined),
                        [],
                    );
                });
            }
        });
    }

    it("names what is unproven, for each release whose own templates are not there", () => {
        const borrowed = tomlReleases.filter((release) => templates[release]![0] !== release);
        assert.deepEqual(Object.keys(unproven), borrowed);
    });
});
