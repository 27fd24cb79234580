import assert from "node:assert/strict";

import { secretVariables } from "../../components/product/deploymentToml";
import { ConfigurationStyle, ContentSyncMode } from "../../components/product/release";
import { knownReleases, releaseProfile } from "../../components/product/releases";
import { WEB_SOCKET_STORE, xmlConfig } from "../../components/product/xmlConfig";
import { Edit, editsJson } from "../../components/product/xmlConfig/edits";
import { xmlOptions } from "../support/xmlOptions";

const releases = knownReleases.filter((release) => releaseProfile(release).configurationStyle === ConfigurationStyle.Xml);
const edits = (...args: Parameters<typeof xmlOptions>): Edit[] => Object.values(xmlConfig(xmlOptions(...args))).flat();
const targets = (list: Edit[]): string[] => list.map(({ set, add, content, disable, property }) => (set ?? add ?? content ?? disable ?? property)!);

describe("xmlConfig", () => {
    it("is the same for 2.2.0 and 2.5.0 as for 2.6.0, whose files are at hand", () => {
        for (const release of ["2.2.0", "2.5.0"]) assert.deepEqual(xmlConfig(xmlOptions(release)), xmlConfig(xmlOptions("2.6.0")));
    });

    it("differs for 2.1.0: where the traffic managers are named, the event publisher, and what that release does not have", () => {
        const [old, later] = [targets(edits("2.1.0")), targets(edits("2.6.0"))];
        const throttling = "/APIManager/ThrottlingConfigurations";
        assert.deepEqual(
            old.filter((target) => !later.includes(target)),
            [
                ...["ReceiverUrlGroup", "AuthUrlGroup", "Username", "Password"].map((name) => `${throttling}/DataPublisher/${name}`),
                ...["ServiceURL", "Username", "Password"].map((name) => `${throttling}/JMSConnectionDetails/${name}`),
                `${throttling}/JMSEventPublisherParameters`,
            ],
        );
        assert.ok(later.includes(`${throttling}/PolicyDeployer/Enabled`));
        assert.deepEqual(
            edits("2.1.0").filter(({ disable }) => disable !== undefined),
            [{ disable: `${throttling}/JMSEventPublisherParameters` }],
        );
    });

    for (const release of releases) {
        it(`refers to the documented secrets, and has none in plain text: ${release}`, () => {
            const used = edits(release).flatMap(({ value }) => (typeof value === "object" ? value : []));
            const names = new Set(used.flatMap((part) => (typeof part === "string" ? [] : [part.variable])));
            assert.deepEqual([...names].sort(), secretVariables(release));
            const secrets = edits(release).filter((edit) => /password|pass$/i.test(targets([edit])[0]!) && edit.value !== WEB_SOCKET_STORE.password);
            assert.ok(secrets.length > 8);
            for (const { value } of secrets) assert.equal(typeof value, "object");
        });

        it(`names each place once: ${release}`, () => {
            for (const list of Object.values(xmlConfig(xmlOptions(release)))) assert.equal(new Set(targets([...list])).size, list.length);
        });
    }

    it("takes user names apart from the addresses that they are part of", () => {
        const address = edits("2.6.0", { controlPlaneUserName: "a b/c'd" }).find(({ set }) => set?.endsWith(".TopicConnectionFactory"))!.value;
        assert.equal(address![0], "amqp://a%20b%2Fc%27d:");
    });

    it("is a member of a cluster only where there is one", () => {
        const clustering = {
            domain: "shop",
            localMemberPort: 4001,
            members: [
                { host: "10.0.0.4-9", port: 4000 },
                { host: "10.0.1.1", port: 4001 },
            ],
            properties: {},
        };
        const axis2 = xmlConfig(xmlOptions("2.6.0", { clustering }))["repository/conf/axis2/axis2.xml"]!;
        const members = axis2.find(({ content }) => content?.endsWith("/members"))!.xml!.replaceAll(/\s/g, "");
        assert.equal(
            members,
            "<member><hostName>10.0.0.4-9</hostName><port>4000</port></member><member><hostName>10.0.1.1</hostName><port>4001</port></member>",
        );
        assert.deepEqual(axis2.find(({ set }) => set?.includes("localMemberHost"))!.value, [{ variable: "NODE_IP" }]);
        assert.ok(!targets(edits("2.6.0")).some((target) => target.includes("localMember")));
    });

    it("calls the node by its only name where no other is given", () => {
        const carbon = xmlConfig(xmlOptions("2.6.0", { managementHostName: undefined }))["repository/conf/carbon.xml"]!;
        assert.equal(carbon.find(({ add }) => add === "/Server/MgtHostName")!.value, "api.example.com");
    });

    it("refuses other releases, modes that these do not have, and no traffic manager", () => {
        assert.throws(() => xmlConfig(xmlOptions("3.0.0")), /release 3\.0\.0 is configured by deployment\.toml/);
        assert.throws(() => xmlConfig(xmlOptions("2.6.0", { contentSync: ContentSyncMode.EventHub })), /release 2\.6\.0 allows SharedFileSystem, Rsync/);
        assert.throws(() => xmlConfig(xmlOptions("2.6.0", { trafficManagers: [] })), /name each node/);
    });

    it("is written as JSON, an edit a line", () => {
        const text = editsJson(xmlConfig(xmlOptions("2.6.0")));
        assert.deepEqual(JSON.parse(text), structuredClone(JSON.parse(JSON.stringify(xmlConfig(xmlOptions("2.6.0"))))));
        assert.ok(text.split("\n").length > edits("2.6.0").length);
        assert.ok(text.length < 12_000, "customData is limited");
    });
});
