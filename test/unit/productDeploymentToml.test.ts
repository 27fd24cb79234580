import assert from "node:assert/strict";
import { parse } from "smol-toml";

import { checkExtraConfiguration, deploymentToml, DeploymentTomlOptions, nodeVariables, secretVariables } from "../../components/product/deploymentToml";
import { ContentSyncMode } from "../../components/product/release";
import { isAtLeast } from "../../components/product/releases";
import { options, tomlReleases } from "./support/tomlOptions";

/** Every value of the file by its full key, as the product's own configuration reader flattens it. */
function values(release: string, changes?: Partial<DeploymentTomlOptions>): Record<string, unknown> {
    const flatten = (value: unknown, key: string): [string, unknown][] =>
        typeof value === "object" && value !== null && !Array.isArray(value)
            ? Object.entries(value).flatMap(([name, inner]) => flatten(inner, key === "" ? name : `${key}.${name}`))
            : [[key, value]];
    // Copied, because the parser's tables have no prototype, which a strict comparison would notice.
    return Object.fromEntries(flatten(structuredClone(parse(deploymentToml(options(release, changes)))), ""));
}

/** Releases whose file has the key. */
const releasesWith = (key: string, changes?: Partial<DeploymentTomlOptions>): string[] => tomlReleases.filter((release) => key in values(release, changes));
const between = (first: string, last: string): string[] => tomlReleases.filter((release) => isAtLeast(release, first) && isAtLeast(last, release));

describe("deploymentToml", () => {
    for (const release of tomlReleases) {
        describe(release, () => {
            const text = deploymentToml(options(release));

            it("refers to the documented variables, and to no others", () => {
                const used = new Set([...text.matchAll(/\$env\{(\w+)\}/g)].map((match) => match[1]!));
                assert.deepEqual([...used].sort(), [...secretVariables(release), ...nodeVariables(release)].sort());
            });

            it("has no secret in plain text", () => {
                const secrets = Object.entries(values(release)).filter(([key]) => /password|encryption\.key|secret/.test(key));
                assert.ok(secrets.length >= 9);
                // The embedded database's password is in the pack for everyone to read; nobody can reach that database.
                for (const [key, value] of secrets) if (key !== "database.shared_db.password") assert.match(String(value), /^\$env\{\w+\}$/, key);
            });

            it("has what every gateway needs", () => {
                const expected = {
                    "server.hostname": "api.example.com",
                    "super_admin.username": "operator",
                    "super_admin.create_admin_account": true,
                    "truststore.file_name": "trust.p12",
                    "transport.http.socket_timeout": 145_000,
                    "synapse_properties.synapse.global_timeout_interval": 125_000,
                    "transport.http.properties.proxyPort": 80,
                    "transport.https.properties.proxyPort": 443,
                    "transport.passthru_https.sender.parameters.HostnameVerifier": "Strict",
                    "apim.key_manager.service_url": "https://km.internal:9443/services/",
                    "apim.key_manager.username": "gateway",
                    "apim.throttling.username": "gateway",
                    "apim.throttling.throttle_decision_endpoints": ["tcp://tm1:5672", "tcp://tm2:5672"],
                    "apim.throttling.url_group": [
                        { traffic_manager_urls: ["tcp://tm1:9611"], traffic_manager_auth_urls: ["ssl://tm1:9711"] },
                        { traffic_manager_urls: ["tcp://tm2:9611"], traffic_manager_auth_urls: ["ssl://tm2:9711"] },
                    ],
                    "monitoring.jmx.rmi_server_start": false,
                };
                const actual = values(release);
                assert.deepEqual(Object.fromEntries(Object.keys(expected).map((key) => [key, actual[key]])), expected);
            });

            it("uses the node's key store for all three purposes", () => {
                const actual = values(release);
                for (const purpose of ["tls", "primary", "internal"]) {
                    assert.equal(actual[`keystore.${purpose}.file_name`], "node.p12");
                    assert.equal(actual[`keystore.${purpose}.alias`], "gateway");
                }
            });

            it("offers no TLS before 1.2", () => {
                const modern = release === "4.7.0" ? "TLSv1.2,TLSv1.3" : "TLSv1.2";
                const actual = values(release);
                assert.equal(actual["transport.passthru_https.listener.parameters.HttpsProtocols"], modern);
                assert.equal(actual["transport.passthru_https.sender.parameters.HttpsProtocols"], modern);
                assert.equal(actual["apim.wss.ssl_enabled_protocols"], modern);
                assert.equal(actual["transport.https.sslHostConfig.properties.protocols"], modern.replaceAll("TLS", "+TLS"));
            });

            it("has none of the keys that the product ignores", () => {
                const dead = [
                    "transport.https.socket_timeout",
                    "transport.http.listener.secured_protocols",
                    "transport.http.listener.bind_address",
                    "apim.oauth_config.remove_outbound_auth_header",
                ];
                for (const key of dead) assert.ok(!(key in values(release)), key);
            });
        });
    }

    const withSynchronizer = { contentSync: ContentSyncMode.ArtifactSynchronizer };

    it("names the node's address where a cluster can be formed", () => assert.deepEqual(releasesWith("server.node_ip"), between("3.0.0", "4.1.0")));
    it("has a server role where it has an effect", () => assert.deepEqual(releasesWith("server.server_role"), between("3.0.0", "4.4.0")));
    it("has a database where the product needs one", () => assert.deepEqual(releasesWith("database.shared_db.url"), between("3.0.0", "4.6.0")));
    it("has an event hub from 3.2", () => assert.deepEqual(releasesWith("apim.event_hub.service_url"), between("3.2.0", "4.7.0")));
    it("pulls artifacts from 4.0", () => assert.deepEqual(releasesWith("apim.sync_runtime_artifacts.gateway.gateway_labels"), between("4.0.0", "4.7.0")));
    it("has an encryption key in 4.7", () => assert.deepEqual(releasesWith("encryption.key"), ["4.7.0"]));
    it("has an id for each node from 4.6", () => assert.deepEqual(releasesWith("apim.gateway_notification.gateway_id"), ["4.6.0", "4.7.0"]));
    it("has users with unique ids from 3.1", () => {
        assert.equal(values("3.0.0")["user_store.type"], "database");
        assert.equal(values("3.1.0")["user_store.type"], "database_unique_id");
    });

    it("has the synchronizer's settings in 3.2 only when it is used: the table alone would switch it on", () => {
        const table = "apim.sync_runtime_artifacts.gateway";
        assert.ok(!Object.keys(values("3.2.0")).some((key) => key.startsWith(table)));
        const actual = values("3.2.0", { ...withSynchronizer, gatewayLabels: ["Production"] });
        const settings = ["gateway_labels", "artifact_retriever", "deployment_retry_duration", "data_retrieval_mode", "event_waiting_time"];
        assert.deepEqual(
            settings.map((name) => actual[`${table}.${name}`]),
            [["Production"], "DBRetriever", 15_000, "sync", 5_000],
        );
    });

    it("serves the environment called Default unless told otherwise", () => {
        assert.deepEqual(values("4.5.0")["apim.sync_runtime_artifacts.gateway.gateway_labels"], ["Default"]);
        assert.deepEqual(values("4.5.0", { gatewayLabels: ["A", "B"] })["apim.sync_runtime_artifacts.gateway.gateway_labels"], ["A", "B"]);
    });

    it("listens to the event hub's nodes, or to the traffic managers where they are the same", () => {
        const key = "apim.event_hub.event_listening_endpoints";
        assert.deepEqual(values("4.5.0")[key], ["tcp://cp1:5672", "tcp://cp2:5672"]);
        assert.deepEqual(values("4.5.0", { eventHubMessagingUrls: undefined })[key], ["tcp://tm1:5672", "tcp://tm2:5672"]);
    });

    it("requires an event hub where artifacts come from it, and there only", () => {
        const without = { eventHubUrl: undefined };
        assert.throws(() => deploymentToml(options("4.0.0", without)), /eventHubUrl is required with release 4\.0\.0/);
        assert.throws(() => deploymentToml(options("3.2.0", { ...without, ...withSynchronizer })), /eventHubUrl is required/);
        assert.equal(values("3.2.0", without)["apim.event_hub.enable"], undefined);
    });

    it("puts TLS into the address of every broker, and the stores in the way that the product's client reads them", () => {
        const actual = values("4.1.0", { messagingTls: true });
        const [one, other] = [actual["apim.throttling.jms.ssl"], actual["apim.event_hub.jms.ssl"]];
        assert.equal(one, other);
        assert.equal(
            `ssl='${String(one)}'`.split("%26").every((option) => /^\w+='[^']*'$/.test(option)),
            true,
        );
        assert.equal(values("4.1.0")["apim.throttling.jms.ssl"], undefined);
    });

    it("refuses options that the release does not have", () => {
        const redis = { host: "r", port: 6380, hasPassword: false, tls: true };
        const cluster = { domain: "d", localMemberPort: 4000, members: [], properties: {} };
        assert.throws(() => deploymentToml(options("4.0.0", { messagingTls: true })), /releases from 4\.1\.0 have/);
        assert.throws(() => deploymentToml(options("3.2.0", { redis })), /clustering shares its counters/);
        assert.throws(() => deploymentToml(options("4.2.0", { clustering: cluster })), /cannot form a cluster/);
    });

    it("takes settings of the user's own, beside those of this library but never in their place", () => {
        const extraConfiguration = '[apim.cors]\nallow_origins = ["x"]\n[apim.throttling]\nenable_header_condition_throttling = true\n[[custom]]\na = 1\n';
        const [own, both] = [values("4.5.0"), values("4.5.0", { extraConfiguration })];
        const added = Object.fromEntries(Object.entries(both).filter(([key]) => !(key in own)));
        assert.deepEqual(added, { "apim.cors.allow_origins": ["x"], "apim.throttling.enable_header_condition_throttling": true, custom: [{ a: 1 }] });
        assert.deepEqual(Object.fromEntries(Object.entries(both).filter(([key]) => key in own)), own);
        for (const [text, key] of [
            ["[apim.throttling]\nusername = 'x'", "apim.throttling.username"],
            ["[[apim.throttling.url_group]]\ntraffic_manager_urls = []", "apim.throttling.url_group"],
            ["apim = 1", "apim"],
            ["[server.hostname]\na = 1", "server.hostname"],
        ] as const)
            assert.throws(() => deploymentToml(options("4.5.0", { extraConfiguration: text })), new RegExp(`contains ${key}, which this library sets`));
    });

    const withExtra = (release: string, extraConfiguration: string): string[] =>
        checkExtraConfiguration(options(release, { extraConfiguration }), "extraConfiguration").map(({ message }) => message);

    for (const [release, table, name, own] of [
        ["4.6.0", "apim.redis_config", "gateway_id", "NODE_ID"],
        ["4.4.0", "apim.redis_config", "gateway_id", "NODE_ID"],
        ["4.0.0", "apim.transaction_counter", "server_id", "NODE_ID"],
        ["4.5.0", "apim.gateway_notification", "gateway_id", "NODE_ID"],
        ["3.2.0", "clustering", "local_member_host", "NODE_IP"],
        ["4.2.0", "server", "node_ip", "NODE_IP"],
    ] as const) {
        it(`refuses ${table}.${name} of ${release} that all nodes would share, and takes each node's own`, () => {
            const settings = (value: string): string => `[${table}]\n${name} = ${value}\n`;
            assert.deepEqual(withExtra(release, settings(`"$env{${own}}"`)), []);
            for (const value of ['"gateway-1"', `"a-$env{${own}}"`, '""', "1"])
                assert.match(
                    withExtra(release, settings(value)).join(),
                    new RegExp(`^contains ${table}\\.${name} with .* allowed is \\$env\\{${own}\\} alone`),
                );
        });
    }

    it("says once of a node's id that this library sets it", () =>
        assert.deepEqual(withExtra("4.5.0", "[apim.transaction_counter]\nserver_id = 'one'\n"), [
            "contains apim.transaction_counter.server_id, which this library sets; leave it out",
        ]));

    const refused: readonly (readonly [what: string, text: string, message: RegExp])[] = [
        [
            "what opens an element",
            "[apim.cors]\nallow_origins = ['*', '<all>']",
            /^contains apim\.cors\.allow_origins\[1\] with one of <, & and ", .* write &lt;/,
        ],
        ["the start of a reference", "[database.apim_db]\nurl = 'jdbc:mysql://db/am?a=b&c=d'", /database\.apim_db\.url with one of/],
        ["what ends an attribute", "[[custom]]\na.b = 'say \"x\"'", /custom\[0\]\.a\.b with one of/],
        ["an entity that XML does not have", "[a]\nb = '&nbsp;'", /a\.b with one of/],
        ["a template", "[synapse_properties]\n'a.b' = '{{ x }}'", /synapse_properties\.a\.b with \{\{/],
        ["another script", "[a]\nb = 'pässe'", /a\.b with a character that is not in ASCII/],
        ["a password", "[database.apim_db]\npassword = 'x'", /^contains database\.apim_db\.password in clear, .* allowed is a reference alone/],
        ["a password that is a number", "[http_proxy]\npassword = 1234", /http_proxy\.password in clear/],
        ["the password of a key", "[keystore.saml]\nkey_password = 'x-$env{NODE_ID}'", /keystore\.saml\.key_password in clear/],
        ["a secret", "[apim.devportal.recommendations]\nconsumer_secret = 'x'", /consumer_secret in clear/],
        [
            "a property with a password",
            "[transport.https.sslHostConfig.certificate.properties]\ncertificateKeyPassword = 'x'",
            /certificateKeyPassword in clear/,
        ],
    ];
    for (const [what, text, message] of refused) {
        it(`refuses values of the user's own with ${what}`, () => {
            const problems = withExtra("4.5.0", text);
            assert.equal(problems.length, 1, problems.join("\n"));
            assert.match(problems[0]!, message);
        });
    }

    it("tells everything that is wrong with the user's own settings at once", () => {
        const text = "[apim.throttling]\nusername = 'a<b'\n[x]\npassword = '<'\ny = '$env{HOME}'\n";
        assert.deepEqual(
            withExtra("4.5.0", text).map((message) => message.split(/[,;] | (?:with|in clear)/)[0]),
            ["contains apim.throttling.username", "contains x.password", "contains x.password", "refers to $env{HOME}"],
        );
    });

    it("takes values of the user's own that the product bears", () => {
        const text = [
            "[database.apim_db]",
            "url = 'jdbc:mysql://db/am?useSSL=true&amp;autoReconnect=true&#38;x=1'",
            "password = '$ref{super_admin.password}'",
            "[apim.sso]",
            "token_endpoint = 'https://localhost:${mgt.transport.https.port}/oauth2/token'",
            "password_grant_type = 'a>b'",
            "enable_change_password = 'true'",
            "[user_store.properties]",
            "PasswordJavaRegEx = '^[\\S]{5,30}$'",
            "[keystore]",
            "userstore_password_encryption = 'InternalKeystore'",
            "[oauth.grant_type.password]",
            "grant_handler = 'org.example.Handler'",
            "[masking_pattern.properties]",
            'token = \'"token": "<.*>"\'',
            "[trust_store]",
            "password = '$env{GATEWAY_TRUSTSTORE_PASSWORD}'",
            'text = """two\nlines"""',
        ];
        assert.deepEqual(withExtra("4.5.0", text.join("\n")), []);
    });

    it("refuses releases that are configured by XML, and modes that the release does not have", () => {
        assert.throws(() => deploymentToml(options("2.6.0")), /release 2\.6\.0 is configured by XML files/);
        assert.throws(() => deploymentToml(options("4.5.0", { contentSync: ContentSyncMode.SharedFileSystem })), /release 4\.5\.0 allows EventHub/);
        assert.throws(() => deploymentToml({ ...options("4.5.0"), release: "5.0.0" }), /known releases/);
    });
});
