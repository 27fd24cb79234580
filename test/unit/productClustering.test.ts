import assert from "node:assert/strict";

import fc from "fast-check";

import { defaultDomain } from "../../components/hazelcast/plan";
import { checkClusterDomain, checkClusteringRelease, clustering, clusteringOnKubernetes, membershipScheme } from "../../components/product/clustering";
import { isAtLeast, knownReleases } from "../../components/product/releases";

const options = { release: "3.2.0", domain: "gateway.dev", firstAddress: "10.20.1.4", lastAddress: "10.20.1.62" };

describe("clustering", () => {
    it("looks for members at every address that a node may have", () => {
        assert.deepEqual(clustering(options).members, [{ host: "10.20.1.4-62", port: 4000 }]);
        assert.equal(clustering(options).localMemberPort, 4000);
    });

    it("does not wait for addresses that nobody has, where Hazelcast would", () => {
        const key = "hazelcast.socket.connect.timeout.seconds";
        assert.equal(clustering(options).properties[key], "1");
        assert.equal(clustering({ ...options, release: "2.6.0" }).properties[key], undefined);
    });

    it("asks for members by name on Kubernetes, where no range has them", () => {
        const onKubernetes = clusteringOnKubernetes("3.2.0", "gateway.dev", { name: "shop-members", namespace: "shop" });
        assert.deepEqual([onKubernetes.members, onKubernetes.localMemberPort], [[], 4000]);
        assert.deepEqual(onKubernetes.properties, clustering(options).properties);
        assert.deepEqual(membershipScheme(onKubernetes), {
            scheme: "kubernetes",
            parameters: {
                membershipSchemeClassName: "org.wso2.carbon.membership.scheme.kubernetes.KubernetesMembershipScheme",
                KUBERNETES_NAMESPACE: "shop",
                KUBERNETES_SERVICES: "shop-members",
                USE_DNS: "true",
            },
        });
        assert.deepEqual(membershipScheme(clustering(options)), { scheme: "wka", parameters: {} });
    });

    it("leaves the end of a member to the product, which finishes requests first", () => {
        for (const release of ["2.1.0", "4.1.0"]) assert.equal(clustering({ ...options, release }).properties["hazelcast.shutdownhook.enabled"], "false");
    });

    it("is refused where the pack has no agent, and Redis is named", () => {
        const refused = knownReleases.filter((release) => checkClusteringRelease(release, "hazelcast").length > 0);
        assert.deepEqual(
            refused,
            knownReleases.filter((release) => isAtLeast(release, "4.2.0")),
        );
        assert.match(checkClusteringRelease("4.5.0", "hazelcast")[0]!.message, /from 4\.2\.0 .* Redis/);
    });

    for (const domain of ["a", "gateway.my-project.dev", "A_b-9"]) {
        it(`accepts the domain ${domain}`, () => assert.deepEqual(checkClusterDomain(domain, "domain"), []));
    }
    for (const domain of ["", "a b", ".a", "a&b", "a/b", "x".repeat(121)]) {
        it(`refuses the domain "${domain.slice(0, 10)}"`, () => assert.equal(checkClusterDomain(domain, "domain").length, 1));
    }
});

describe("the name of an environment's cluster", () => {
    const named = (parts: readonly [string, string, string]): string => defaultDomain(...parts);

    it("is made of project, stack and base name", () => assert.equal(defaultDomain("apis", "prod", "gateway-prod"), "apis.prod.gateway-prod"));

    it("is allowed, and another one for every other environment, however long or odd the names are", () => {
        const names = fc.tuple(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), fc.string({ minLength: 1, maxLength: 200 }));
        fc.assert(
            fc.property(names, names, (one, other) => {
                assert.deepEqual(checkClusterDomain(named(one), "domain"), []);
                assert.equal(named(one) === named(other), one.join("\0") === other.join("\0"));
            }),
        );
        assert.deepEqual(checkClusterDomain(defaultDomain("-", "/", " "), "domain"), []);
        const long = "a".repeat(150);
        assert.notEqual(defaultDomain(long, "prod", "one"), defaultDomain(long, "prod", "two"));
        assert.notEqual(defaultDomain("a/b", "prod", "one"), defaultDomain("a-b", "prod", "one"));
        // A dot in a name must not move the border between two names.
        assert.notEqual(defaultDomain("a.b", "c", "one"), defaultDomain("a", "b.c", "one"));
    });
});
