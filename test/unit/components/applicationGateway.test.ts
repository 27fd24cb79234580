import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";

import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";

import { applicationGatewayParts } from "../../../components/loadBalancer/applicationGateway/parts";
import { ApplicationGatewayPlan } from "../../../components/loadBalancer/applicationGateway/plan";
import { activeListeners, ListenerUse, maxHostNames, redirects } from "../../../components/azure/limits";
import { timing } from "../../../components/timing";
import { newAuthorityChain, newRootCertificate } from "../../support/fixtures";
import { outcomeOf } from "../support/outputs";

type Part = Record<string, unknown> & { name: string };
type Parts = Record<string, Part[] | undefined>;

const root = newRootCertificate();
const chain = newAuthorityChain().join("");
const secretId = "https://kv.vault.azure.net/secrets/front";
const plain: ApplicationGatewayPlan = {
    hostNames: ["a.example.com"],
    subnetId: "/subnet",
    publicAddressId: "/address",
    certificate: { secretId },
    trustedRoots: [root],
    timing: timing({}),
    pathRules: false,
    httpRedirect: false,
    webSocket: false,
    webSub: false,
    clientAuthorities: [],
    verifyClientIssuer: true,
};
const management = { hostName: "manage.example.com", port: 9443, firewallPolicyId: "/policy" };
const everything: ApplicationGatewayPlan = {
    ...plain,
    pathRules: true,
    httpRedirect: true,
    webSocket: true,
    webSub: true,
    privateAddress: "10.20.0.254",
    management,
    clientAuthorities: [chain],
};

/** The parts with every value known. */
async function built(changes: Partial<ApplicationGatewayPlan>): Promise<Parts> {
    return outcomeOf(applicationGatewayParts({ ...plain, ...changes }) as pulumi.Input<Parts>);
}

const hosts = (count: number): string[] => Array.from({ length: count }, (_, index) => `h${index}.example.com`);
const named = (parts: Part[] | undefined, name: string): Part => {
    const found = parts?.find((part) => part.name === name);
    assert.ok(found, `no ${name}`);
    return found;
};
const names = (parts: Part[] | undefined): string[] => (parts ?? []).map(({ name }) => name);
const self = (collection: string, name: string): { id: string } => ({ id: `$self/${collection}/${name}` });
const headersOf = (set: Part): Record<string, string> => {
    const [rule] = set["rewriteRules"] as { actionSet: { requestHeaderConfigurations: { headerName: string; headerValue: string }[] } }[];
    return Object.fromEntries(rule!.actionSet.requestHeaderConfigurations.map(({ headerName, headerValue }) => [headerName, headerValue]));
};

const plans = fc
    .record({ webSocket: fc.boolean(), webSub: fc.boolean(), httpRedirect: fc.boolean(), managed: fc.boolean(), pathRules: fc.boolean(), size: fc.nat() })
    .map(({ managed, size, ...flags }) => {
        const use: ListenerUse = { ...flags, management: managed, blockedPaths: flags.pathRules };
        const count = 1 + (size % maxHostNames(use));
        return { ...flags, hostNames: hosts(count), ...(managed ? { management, privateAddress: "10.20.0.254" } : {}) };
    });

describe("applicationGatewayParts", () => {
    it("are unique, refer only to parts that exist and stay within Azure's limits, whatever is accepted (AG-06, AG-07, AG-14, AG-16)", async () => {
        await fc.assert(
            fc.asyncProperty(plans, async (changes) => {
                const parts = await built(changes);
                for (const [collection, list] of Object.entries(parts))
                    if (Array.isArray(list)) assert.equal(new Set(names(list)).size, list.length, `names of ${collection}`);
                for (const [, collection, name] of JSON.stringify(parts).matchAll(/"\$self\/(\w+)\/([\w-]+)"/g)) named(parts[collection!], name!);
                const rules = parts["requestRoutingRules"]!;
                const priorities = rules.map(({ priority }) => Number(priority));
                assert.equal(new Set(priorities).size, rules.length);
                assert.ok(priorities.every((priority) => priority >= 1 && priority <= 20_000));
                assert.deepEqual(names(rules), names(parts["httpListeners"]));
                assert.ok(rules.length <= 100 && (parts["redirectConfigurations"] ?? []).length <= 100);
                for (const { hostNames } of parts["httpListeners"]!) assert.ok((hostNames as string[]).length <= 5);
            }),
            { numRuns: 40 },
        );
    });

    it("are the same in every run", async () => assert.deepEqual(await built(everything), await built(everything)));

    it("keep their names and places when something is added", async () => {
        const [before, after] = [await built({}), await built({ ...everything, pathRules: false })];
        for (const [collection, list] of Object.entries(before))
            if (Array.isArray(list)) assert.deepEqual(names(after[collection]).slice(0, list.length), names(list), collection);
    });

    it("hands a root certificate over without its frame", async () => {
        const data = String((await built({}))["trustedRootCertificates"]![0]!["data"]);
        assert.equal(new X509Certificate(Buffer.from(data, "base64")).fingerprint256, new X509Certificate(root).fingerprint256);
    });

    it("verifies nodes on every port, never talks to them without TLS, and asks for readiness only", async () => {
        for (const settings of (await built(everything))["backendHttpSettingsCollection"]!) {
            assert.equal(settings["protocol"], "Https");
            assert.deepEqual(settings["trustedRootCertificates"], [self("trustedRootCertificates", "node-root-0")]);
            assert.deepEqual(settings["probe"], self("probes", "ready"));
        }
    });

    it("takes a PKCS12 file in place of a secret, as a secret", async () => {
        const parts = applicationGatewayParts({ ...plain, certificate: { pfx: "MIIB", password: "p" } });
        const [certificate] = parts.sslCertificates as unknown as { data: pulumi.Output<string>; password: pulumi.Output<string> }[];
        for (const value of [certificate!.data, certificate!.password]) assert.equal(await (value as unknown as { isSecret: Promise<boolean> }).isSecret, true);
    });
});

describe("what nodes are told about the client", () => {
    for (const count of [1, 7, 23]) {
        it(`is the same on every listener for APIs, with ${count} host names, and Host is as the client sent it`, async () => {
            const parts = await built({ hostNames: hosts(count) });
            const rules = parts["requestRoutingRules"]!;
            assert.equal(rules.length, Math.ceil(count / 5));
            for (const rule of rules) assert.deepEqual(rule["rewriteRuleSet"], self("rewriteRuleSets", "api"));
            const headers = headersOf(named(parts["rewriteRuleSets"], "api"));
            assert.deepEqual(headers, {
                "X-Forwarded-For": "{var_client_ip}",
                "X-Forwarded-Host": "{var_host}",
                "X-Forwarded-Port": "443",
                "X-Forwarded-Proto": "https",
                "X-WSO2-CLIENT-CERTIFICATE": "",
            });
            for (const settings of parts["backendHttpSettingsCollection"]!) {
                assert.equal(settings["hostName"], undefined);
                assert.equal(settings["pickHostNameFromBackendAddress"], undefined);
            }
        });
    }

    it("names the port that the client used", async () => {
        const sets = (await built(everything))["rewriteRuleSets"]!;
        assert.deepEqual(
            sets.map((set) => `${set.name} ${headersOf(set)["X-Forwarded-Port"]}`),
            ["api 443", "web-socket 8099", "web-sub 8021", "management 9443"],
        );
    });

    it("has the client's certificate where one is shown, and never one that the client claims", async () => {
        const sets = (await built(everything))["rewriteRuleSets"]!;
        assert.deepEqual(
            sets.map((set) => headersOf(set)["X-WSO2-CLIENT-CERTIFICATE"]),
            ["{var_client_certificate}", "{var_client_certificate}", "", ""],
        );
    });
});

describe("the listeners of an Application Gateway", () => {
    it("take five host names each (AG-12)", async () => {
        const hostNames = hosts(12);
        const listeners = (await built({ hostNames }))["httpListeners"]!;
        assert.deepEqual(
            listeners.flatMap((listener) => listener["hostNames"]),
            hostNames,
        );
        assert.equal(listeners.length, 3);
    });

    it("redirect each host name to itself, with path and query (AG-18)", async () => {
        const parts = await built({ hostNames: hosts(6), httpRedirect: true });
        const redirecting = parts["httpListeners"]!.filter(({ protocol }) => protocol === "Http");
        assert.equal(redirecting.length, 6);
        for (const [index, listener] of redirecting.entries()) {
            assert.deepEqual(listener["frontendPort"], self("frontendPorts", "http"));
            assert.equal(listener["sslCertificate"], undefined);
            const rule = named(parts["requestRoutingRules"], listener.name);
            assert.deepEqual(rule["redirectConfiguration"], self("redirectConfigurations", `redirect-${index}`));
            assert.deepEqual(named(parts["redirectConfigurations"], `redirect-${index}`), {
                name: `redirect-${index}`,
                redirectType: "Permanent",
                targetUrl: `https://${(listener["hostNames"] as string[])[0]}`,
                includePath: true,
                includeQueryString: true,
            });
        }
    });

    it("serve WebSocket for all host names, with the patience that it needs", async () => {
        const parts = await built({ hostNames: hosts(6), webSocket: true, timing: timing({ overrides: { webSocketTimeoutSeconds: 900 } }) });
        assert.deepEqual(
            names(parts["httpListeners"]).filter((name) => name.startsWith("web-socket")),
            ["web-socket-0", "web-socket-1"],
        );
        assert.equal(named(parts["frontendPorts"], "web-socket")["port"], 8099);
        const settings = named(parts["backendHttpSettingsCollection"], "web-socket");
        assert.deepEqual([settings["port"], settings["requestTimeout"]], [8099, 900]);
    });

    it("receive WebSub callbacks on their own port", async () => {
        const parts = await built({ webSub: true });
        assert.equal(named(parts["frontendPorts"], "web-sub")["port"], 8021);
        assert.equal(named(parts["backendHttpSettingsCollection"], "web-sub")["port"], 8021);
    });

    it("have management on the private address, with its own firewall policy and a cookie", async () => {
        const parts = await built({ management, privateAddress: "10.20.0.254" });
        assert.deepEqual(parts["frontendIPConfigurations"], [
            { name: "public", publicIPAddress: { id: "/address" } },
            { name: "private", privateIPAddress: "10.20.0.254", privateIPAllocationMethod: "Static", subnet: { id: "/subnet" } },
        ]);
        const listener = named(parts["httpListeners"], "management-0");
        assert.deepEqual(listener["frontendIPConfiguration"], self("frontendIPConfigurations", "private"));
        assert.deepEqual(listener["firewallPolicy"], { id: "/policy" });
        for (const other of parts["httpListeners"]!.filter(({ name }) => name !== "management-0"))
            assert.deepEqual([other["frontendIPConfiguration"], other["firewallPolicy"]], [self("frontendIPConfigurations", "public"), undefined]);
        const settings = named(parts["backendHttpSettingsCollection"], "management");
        assert.deepEqual([settings["port"], settings["cookieBasedAffinity"]], [9443, "Enabled"]);
    });

    it("are all private where there is no public address", async () => {
        const parts = await built({ ...everything, publicAddressId: undefined });
        assert.deepEqual(names(parts["frontendIPConfigurations"]), ["private"]);
        for (const listener of parts["httpListeners"]!)
            assert.deepEqual(listener["frontendIPConfiguration"], self("frontendIPConfigurations", "private"), listener.name);
    });

    it("ask clients of APIs and WebSocket for certificates, nobody else (AG-34)", async () => {
        const parts = await built({ ...everything, verifyClientIssuer: false });
        const [profile] = parts["sslProfiles"]!;
        assert.deepEqual(profile!["trustedClientCertificates"], [self("trustedClientCertificates", "client-authority-0")]);
        assert.deepEqual(profile!["clientAuthConfiguration"], { verifyClientCertIssuerDN: false });
        const asking = parts["httpListeners"]!.filter(({ sslProfile }) => sslProfile !== undefined);
        assert.deepEqual(names(asking), ["api-0", "web-socket-0"]);
        const data = Buffer.from(String(parts["trustedClientCertificates"]![0]!["data"]), "base64").toString();
        assert.equal(data.match(/BEGIN CERTIFICATE/g)!.length, 2);
    });
});

describe("the pool of the nodes", () => {
    const pools = async (changes: Partial<ApplicationGatewayPlan>): Promise<Part[]> => (await built(changes))["backendAddressPools"]!;

    it("is empty where nodes join by themselves", async () => assert.deepEqual(await pools({}), [{ name: "nodes" }]));

    it("has the fixed addresses that are given, beside a manager in a pool of its own", async () => {
        const withManager = { ...everything, management: { ...management, managerAddress: "10.20.1.254" } };
        assert.deepEqual(await pools({ ...withManager, backendAddresses: ["10.20.2.9", "10.20.2.14"] }), [
            { name: "nodes", backendAddresses: [{ ipAddress: "10.20.2.9" }, { ipAddress: "10.20.2.14" }] },
            { name: "manager", backendAddresses: [{ ipAddress: "10.20.1.254" }] },
        ]);
    });

    it("is all that differs: APIs, WebSocket, WebSub and management find the same probe, settings and host names by address", async () => {
        const [joined, byAddress] = [await built(everything), await built({ ...everything, backendAddresses: ["10.20.2.14"] })];
        assert.deepEqual({ ...byAddress, backendAddressPools: joined["backendAddressPools"] }, joined);
        for (const rule of byAddress["requestRoutingRules"]!)
            if (rule["backendAddressPool"] !== undefined) assert.deepEqual(rule["backendAddressPool"], self("backendAddressPools", "nodes"), rule.name);
    });
});

describe("path rules for the product's management", () => {
    it("lead its paths away from the nodes on every listener for APIs, and all other paths to the nodes", async () => {
        const parts = await built({ hostNames: hosts(6), pathRules: true });
        assert.deepEqual(names(parts["urlPathMaps"]), ["api-0", "api-1"]);
        for (const rule of parts["requestRoutingRules"]!) {
            assert.equal(rule["ruleType"], "PathBasedRouting");
            const map = named(parts["urlPathMaps"], rule.name);
            assert.deepEqual(rule["urlPathMap"], self("urlPathMaps", rule.name));
            assert.deepEqual(map["defaultBackendHttpSettings"], self("backendHttpSettingsCollection", "api"));
            assert.deepEqual(map["defaultRewriteRuleSet"], self("rewriteRuleSets", "api"));
            const [blocked] = map["pathRules"] as { paths: string[]; redirectConfiguration: unknown }[];
            assert.deepEqual(blocked!.paths, ["/carbon", "/carbon/*", "/carbon;*", "/services", "/services/*", "/services;*"]);
            assert.deepEqual(blocked!.redirectConfiguration, self("redirectConfigurations", "blocked"));
        }
        const blocked = named(parts["redirectConfigurations"], "blocked");
        assert.deepEqual([blocked["targetUrl"], blocked["includePath"]], ["https://h0.example.com/", false]);
    });
});

describe("maxHostNames", () => {
    const uses: [ListenerUse, number][] = [
        [{}, 500],
        [{ management: true }, 495],
        [{ webSocket: true }, 250],
        [{ webSocket: true, webSub: true }, 165],
        [{ httpRedirect: true }, 83],
        [{ httpRedirect: true, webSocket: true, webSub: true, management: true }, 60],
    ];
    for (const [use, count] of uses) it(`is ${count} with ${JSON.stringify(use)}`, () => assert.equal(maxHostNames(use), count));

    it("is what just fits", () => {
        const flags = fc.record({
            httpRedirect: fc.boolean(),
            webSocket: fc.boolean(),
            webSub: fc.boolean(),
            management: fc.boolean(),
            blockedPaths: fc.boolean(),
        });
        const fits = (count: number, use: ListenerUse): boolean => activeListeners(count, use) <= 100 && redirects(count, use) <= 100;
        fc.assert(fc.property(flags, (use) => fits(maxHostNames(use), use) && !fits(maxHostNames(use) + 1, use)));
    });
});
