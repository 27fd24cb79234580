import assert from "node:assert/strict";

import { parse, stringify, TomlTable } from "smol-toml";

import { deploymentToml, DeploymentTomlOptions, nodeVariables, secretVariables } from "../../components/product/deploymentToml";
import { clustering, clusteringOnKubernetes, membershipScheme } from "../../components/product/clustering";
import { ContentSyncMode } from "../../components/product/release";
import { isAtLeast, releaseProfile } from "../../components/product/releases";
import { options, tomlReleases } from "../unit/support/tomlOptions";
import { ConfigMapper, deadKeys, Rendered } from "./support/configMapper";

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

/** All options that a release has. */
function everything(release: string): Partial<DeploymentTomlOptions> {
    const { contentSyncModes, hazelcast } = releaseProfile(release);
    const pulls = contentSyncModes.find((mode) => mode === ContentSyncMode.ArtifactSynchronizer || mode === ContentSyncMode.EventHub);
    return {
        clientCertificatesInHeader: true,
        extraConfiguration: '[apim.cors]\nallow_origins = ["https://app.example.com"]\n[transport.passthru_http.listener.parameters]\nport = 8281\n',
        ...(pulls === undefined ? {} : { contentSync: pulls, gatewayLabels: ["Production", "Internal"] }),
        ...(hazelcast.supported ? { clustering: cluster } : {}),
        ...(isAtLeast(release, "4.1.0") ? { messagingTls: true } : {}),
        ...(isAtLeast(release, "4.0.0") ? { redis: { host: "redis.internal", port: 6380, userName: "gateway", hasPassword: true, tls: true } } : {}),
    };
}

const cluster = clustering({ release: "3.2.0", domain: "gateway.dev", firstAddress: "10.20.1.4", lastAddress: "10.20.1.62" });

const podCluster = clusteringOnKubernetes("3.2.0", "gateway.dev", { name: "shop-members", namespace: "shop" });

const cases: Readonly<Record<string, (release: string) => Partial<DeploymentTomlOptions>>> = {
    "as little as possible": () => ({}),
    "all that it can have": everything,
};

/** What every variable of every release is at the start of the product. */
const variables = Object.fromEntries(
    tomlReleases
        .flatMap((release) => [...secretVariables(release, { redisPassword: true }), ...nodeVariables(release)])
        .map((name) => [name, `value-of-${name}`]),
);

/** Values of a rendered XML file, by the path of their element. */
function valuesIn({ files }: Rendered, file: string, element: string): string[] {
    const lines = files.get(`repository/conf/${file}.values`)!.split("\n");
    return lines.filter((line) => line.startsWith(`${element}\t`)).map((line) => line.slice(element.length + 1));
}

/** Lines of a rendered properties file. */
function linesIn({ files }: Rendered, file: string): string[] {
    return files.get(`repository/conf/${file}`)!.split("\n");
}

/** The brokers in an address of the product's message client. */
function brokersIn(address: string): string[] {
    return [...address.matchAll(/tcp:\/\/\w+:\d+/g)].map(([broker]) => broker);
}

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

    it("bears values of the user's own that are let pass, and no others", async () => {
        const mapper = mappers.get("4.5.0")!;
        const toml = (value: string): string =>
            deploymentToml(options("4.5.0", { extraConfiguration: stringify({ apim: { cors: { allow_origins: [value] } } }) }));
        for (const value of ["a>b", "&amp;&#38;", "${carbon.home}", "^[\\S]{5}$", "two\nlines", "x-$env{NODE_ID}"]) {
            const rendered = await mapper.render(toml(value));
            assert.equal(rendered.error, undefined);
            assert.match(rendered.files.get("repository/conf/api-manager.xml")!, /<Access-Control-Allow-Origin>[^<]+</);
        }
        for (const value of ["a<b", "a&b"]) assert.match((await mapper.render(toml("https://app").replace("https://app", value))).error!, /^not well-formed/);
        for (const value of ["{{ x }}", "{% if %}"]) {
            const { files } = await mapper.render(toml("https://app").replace("https://app", value));
            assert.ok(!files.get("repository/conf/api-manager.xml")?.includes(value));
        }
    });

    for (const release of tomlReleases) {
        describe(`of ${release}`, () => {
            for (const [name, changes] of Object.entries(cases)) {
                it(`is accepted by the product, and has no key that changes nothing: ${name}`, async () => {
                    const toml = deploymentToml(options(release, changes(release)));
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

    for (const release of tomlReleases) {
        const at = (earliest: string): boolean => isAtLeast(release, earliest);
        it(`arrives where the product reads it: ${release}`, async () => {
            const rendered = await mappers.get(templates[release]![0]!)!.render(deploymentToml(options(release, everything(release))));
            assert.equal(rendered.error, undefined);
            const [found, expected]: Record<string, string[]>[] = [{}, {}];
            const expect = (file: string, element: string, ...values: string[]): void => {
                found![`${file} ${element}`] = valuesIn(rendered, file, element);
                expected![`${file} ${element}`] = values;
            };

            const protocols = at("4.7.0") ? "TLSv1.2,TLSv1.3" : "TLSv1.2";
            const axis2 = "axisconfig[AxisJava2.0]";
            expect("carbon.xml", "Server/HostName", "api.example.com");
            expect("carbon.xml", "Server/Security/KeyStore/Location", "${carbon.home}/repository/resources/security/node.p12");
            expect("carbon.xml", "Server/Security/KeyStore/Type", "PKCS12");
            expect("carbon.xml", "Server/Security/KeyStore/Password", "value-of-GATEWAY_KEYSTORE_PASSWORD");
            expect("carbon.xml", "Server/Security/TrustStore/Location", "${carbon.home}/repository/resources/security/trust.p12");
            expect("tomcat/catalina-server.xml", "Server/Service[Catalina]/Connector/@proxyPort", "80", "443");
            expect("tomcat/catalina-server.xml", "Server/Service[Catalina]/Connector/SSLHostConfig/@protocols", protocols.replaceAll("TLS", "+TLS"));
            expect("axis2/axis2.xml", `${axis2}/transportReceiver[https]/parameter[HttpsProtocols]`, protocols);
            expect("axis2/axis2.xml", `${axis2}/transportSender[https]/parameter[HttpsProtocols]`, protocols);
            expect("axis2/axis2.xml", `${axis2}/transportSender[https]/parameter[HostnameVerifier]`, "Strict");
            expect("etc/jmx.xml", "JMX/StartRMIServer", "false");
            assert.ok(linesIn(rendered, "passthru-http.properties").includes("http.socket.timeout=145000"));
            assert.ok(linesIn(rendered, "synapse.properties").includes("synapse.global_timeout_interval=125000"));

            const throttling = "APIManager/ThrottlingConfigurations";
            expect("api-manager.xml", "APIManager/APIKeyValidator/ServerURL", "https://km.internal:9443/services/");
            expect("api-manager.xml", `${throttling}/TrafficManager/ReceiverUrlGroup`, "{ tcp://tm1:9611 },{ tcp://tm2:9611 }");
            expect("api-manager.xml", `${throttling}/TrafficManager/AuthUrlGroup`, "{ ssl://tm1:9711 },{ ssl://tm2:9711 }");
            const brokers = valuesIn(
                rendered,
                "api-manager.xml",
                `${throttling}/JMSConnectionDetails/JMSConnectionParameters/connectionfactory.TopicConnectionFactory`,
            );
            assert.deepEqual(brokers.map(brokersIn), [["tcp://tm1:5672", "tcp://tm2:5672"]]);
            assert.match(brokers[0]!, /^amqp:\/\/gateway:value-of-CONTROL_PLANE_PASSWORD@clientid\/carbon\?/);
            expect("api-manager.xml", "APIManager/CacheConfigurations/EnableGatewayTokenCache", "true");
            expect("api-manager.xml", "APIManager/MutualSSL/EnableClientCertificateValidation", "false");

            if (at("3.2.0")) {
                const hub = "APIManager/EventHubConfigurations";
                expect("api-manager.xml", `${hub}/ServiceURL`, "https://cp.internal:9443/services/");
                const listened = valuesIn(rendered, "api-manager.xml", `${hub}/EventReceiverConfiguration/connectionfactory.TopicConnectionFactory`);
                assert.deepEqual(listened.map(brokersIn), [["tcp://cp1:5672", "tcp://cp2:5672"]]);
                const artifacts = "APIManager/SyncRuntimeArtifactsGateway";
                expect("api-manager.xml", `${artifacts}/GatewayLabels/Label`, "Production", "Internal");
                if (at("4.1.0")) for (const address of [...brokers, ...listened]) assert.equal(address.split("?ssl='true'%26").length, 3);
            }
            if (at("4.1.0")) {
                const listening = linesIn(rendered, "jndi-cp.properties").find((line) => /^\s*connectionfactory/.test(line))!;
                const store = "trust_store='repository/resources/security/trust.p12'%26trust_store_password='value-of-GATEWAY_TRUSTSTORE_PASSWORD'";
                assert.equal(listening.split(`%26ssl='true'%26ssl_cert_alias='gateway'%26${store}%26`).length, 3);
            }
            if (at("4.0.0")) {
                expect("api-manager.xml", "APIManager/RedisConfig/RedisHost", "redis.internal");
                expect("api-manager.xml", "APIManager/RedisConfig/RedisPassword", "value-of-REDIS_PASSWORD");
                expect("api-manager.xml", "APIManager/RedisConfig/RedisIsSslEnabled", "true");
                expect("api-manager.xml", "APIManager/RedisConfig/GatewayId", ...(at("4.5.0") ? ["value-of-NODE_ID"] : []));
                assert.ok(linesIn(rendered, "throttle.properties").includes("throttling.distributed.counter.type=redis"));
            }
            if (at("4.5.0")) expect("api-manager.xml", "APIManager/APIGateway/TransactionCounter/ServerID", "value-of-NODE_ID");
            if (at("4.6.0")) expect("api-manager.xml", "APIManager/GatewayNotificationConfiguration/GatewayID", "value-of-NODE_ID");
            if (at("4.7.0")) expect("carbon.xml", "Server/CryptoService/Secret", "value-of-GATEWAY_ENCRYPTION_KEY");
            const clusterElement = `${axis2}/clustering`;
            expect("axis2/axis2.xml", `${clusterElement}/@enable`, String(releaseProfile(release).hazelcast.supported));
            if (releaseProfile(release).hazelcast.supported) {
                expect("axis2/axis2.xml", `${clusterElement}/parameter[membershipScheme]`, "wka");
                expect("axis2/axis2.xml", `${clusterElement}/parameter[domain]`, "gateway.dev");
                expect("axis2/axis2.xml", `${clusterElement}/parameter[localMemberHost]`, "value-of-NODE_IP");
                expect("axis2/axis2.xml", `${clusterElement}/parameter[localMemberPort]`, "4000");
                expect("axis2/axis2.xml", `${clusterElement}/members/member/hostName`, "10.20.1.4-62");
                expect("axis2/axis2.xml", `${clusterElement}/members/member/port`, "4000");
                for (const [name, value] of Object.entries(cluster.properties))
                    assert.ok(linesIn(rendered, "hazelcast.properties").includes(`${name}=${value}`));
            }
            // The user's own, beside what this library says of the same tables.
            expect("api-manager.xml", "APIManager/CORSConfiguration/Access-Control-Allow-Origin", "https://app.example.com");
            expect("axis2/axis2.xml", `${axis2}/transportReceiver[http]/parameter[port]`, "8281");
            assert.deepEqual(found, expected);
        });
    }

    for (const release of tomlReleases.filter((other) => releaseProfile(other).hazelcast.supported)) {
        it(`makes pods of ${release} members of a cluster that they find by name, with no key that changes nothing`, async () => {
            const toml = deploymentToml(options(release, { clustering: podCluster }));
            const [first, second] = templates[release]!.map((other) => mappers.get(other)!);
            const rendered = await first!.render(toml);
            assert.equal(rendered.error, undefined);
            const element = "axisconfig[AxisJava2.0]/clustering";
            const { scheme, parameters } = membershipScheme(podCluster);
            const expected = { membershipScheme: scheme, domain: "gateway.dev", localMemberHost: "value-of-NODE_IP", localMemberPort: "4000", ...parameters };
            for (const [name, value] of Object.entries(expected))
                assert.deepEqual(valuesIn(rendered, "axis2/axis2.xml", `${element}/parameter[${name}]`), [value], name);
            assert.deepEqual(valuesIn(rendered, "axis2/axis2.xml", `${element}/@enable`), ["true"]);
            const dead = await deadKeys(first!, toml);
            const deadInBoth = second === undefined ? dead : await deadKeys(second, withNodeAddress(toml), dead);
            assert.deepEqual(deadInBoth, []);
        });
    }

    it("names what is unproven, for each release whose own templates are not there", () => {
        const borrowed = tomlReleases.filter((release) => templates[release]![0] !== release);
        assert.deepEqual(Object.keys(unproven), borrowed);
    });
});
