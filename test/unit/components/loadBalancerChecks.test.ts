import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import type { GatewayDeploymentArgs, GatewayLoadBalancerArgs, GatewayLoadBalancerSettings } from "../../../components";
import { checkDeployment } from "../../../components/checks";
import { withLaterChecks } from "../../../components/checking/laterChecks";
import { repeatedPositions } from "../../../components/checking/rangeChecks";
import { checkLoadBalancerArgs } from "../../../components/loadBalancer/argsChecks";
import { checkFirewall } from "../../../components/loadBalancer/firewallChecks";
import { Problem } from "../../../components/problem";
import { keyStoreWith, newAuthorityChain } from "../../support/fixtures";
import { rootCertificate, validArgs as validDeployment } from "../support/deployments";
import { existingSubnetId } from "../support/mocks";
import { outcomeOf } from "../support/outputs";

/** Valid arguments in a network that lets somebody manage. */
const validArgs = (changes: Partial<GatewayDeploymentArgs> = {}): GatewayDeploymentArgs =>
    validDeployment({ ...changes, network: { managementRanges: ["10.50.0.0/16"], ...changes.network } });

const [authority, authorityRoot] = newAuthorityChain();
const chain = authority + authorityRoot;
const publicIpAddressId = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/publicIPAddresses/pip";
const managementListener = { hostName: "manage.example.com" };
const exclusion = { matchVariable: "RequestArgNames", selector: "query", selectorMatchOperator: "Equals" } as const;
const override = { ruleGroup: "REQUEST-942-APPLICATION-ATTACK-SQLI", ruleId: "942430", state: "Disabled" } as const;
const hosts = (count: number): string[] => Array.from({ length: count }, (_, index) => `h${index}.example.com`);
const brief = (problems: Problem[]): string[] => problems.map(({ path }) => path);

/** One mistake each in the settings: the path of the problem, and what the message says. */
const mistakes: [what: string, settings: GatewayLoadBalancerSettings, path: string, message: RegExp][] = [
    ["an unknown sku", { sku: "Basic" as never }, "sku", /WAF_v2, Standard_v2/],
    ["a firewall that the sku does not have", { sku: "Standard_v2", firewall: {} }, "firewall", /leave it out/],
    ["too high a rate", { firewall: { mode: "Prevention", rateLimitPerMinute: 5001 } }, "firewall.rateLimitPerMinute", /from 1 to 5000/],
    ["a rate of nothing", { firewall: { mode: "Prevention", rateLimitPerMinute: 0 } }, "firewall.rateLimitPerMinute", /from 1 to 5000/],
    ["nobody allowed", { firewall: { mode: "Prevention", allowedRanges: [] } }, "firewall.allowedRanges", /let nobody in/],
    ["a range that is none", { firewall: { mode: "Prevention", allowedRanges: ["10.0.0.0/8", "banana"] } }, "firewall.allowedRanges[1]", /CIDR blocks/],
    ["a range twice", { firewall: { mode: "Prevention", allowedRanges: ["10.0.0.0/8", "10.0.0.0/8"] } }, "firewall.allowedRanges[1]", /once more/],
    [
        "too many ranges",
        { firewall: { mode: "Prevention", allowedRanges: Array.from({ length: 601 }, (_, i) => `10.${i >> 8}.${i & 255}.0/24`) } },
        "firewall.allowedRanges",
        /600/,
    ],
    [
        "a rate in the mode of Development",
        { firewall: { rateLimitPerMinute: 600 } },
        "firewall.rateLimitPerMinute",
        /in mode Detection .* only logs; mode Prevention/,
    ],
    [
        "ranges while the firewall only logs",
        { firewall: { mode: "Detection", allowedRanges: ["10.0.0.0/8"] } },
        "firewall.allowedRanges",
        /in mode Detection .* only logs; mode Prevention/,
    ],
    ["a body that is too large to be looked at", { firewall: { maxRequestBodyKiB: 2001 } }, "firewall.maxRequestBodyKiB", /8 to 2000/],
    ["an upload that is too large", { firewall: { maxFileUploadMiB: 4001 } }, "firewall.maxFileUploadMiB", /1 to 4000/],
    ["too many exclusions", { firewall: { exclusions: Array.from({ length: 201 }, () => exclusion) } }, "firewall.exclusions", /at most 200/],
    [
        "an exclusion of something unknown",
        { firewall: { exclusions: [{ ...exclusion, matchVariable: "Body" as never }] } },
        "firewall.exclusions[0].matchVariable",
        /RequestArgNames/,
    ],
    ["an exclusion of nothing", { firewall: { exclusions: [{ ...exclusion, selector: "" }] } }, "firewall.exclusions[0].selector", /missing/],
    ["an exclusion of everything by a name", { firewall: { exclusions: [{ ...exclusion, selector: "*" }] } }, "firewall.exclusions[0].selector", /EqualsAny/],
    [
        "an exclusion of any one name",
        { firewall: { exclusions: [{ ...exclusion, selectorMatchOperator: "EqualsAny" }] } },
        "firewall.exclusions[0].selector",
        /must be "\*"/,
    ],
    [
        "an exclusion in an unknown group",
        { firewall: { exclusions: [{ ...exclusion, ruleGroup: "SQLI" }] } },
        "firewall.exclusions[0].ruleGroup",
        /allowed are General/,
    ],
    ["rules without their group", { firewall: { exclusions: [{ ...exclusion, ruleIds: ["942430"] }] } }, "firewall.exclusions[0].ruleGroup", /one group/],
    [
        "a rule that is none",
        { firewall: { exclusions: [{ ...exclusion, ruleGroup: override.ruleGroup, ruleIds: ["sqli"] }] } },
        "firewall.exclusions[0].ruleIds[0]",
        /look like 942…/,
    ],
    [
        "an override of an unknown group",
        { firewall: { ruleOverrides: [{ ...override, ruleGroup: "X" }] } },
        "firewall.ruleOverrides[0].ruleGroup",
        /allowed are General/,
    ],
    [
        "an override of a rule of another group",
        { firewall: { ruleOverrides: [{ ...override, ruleGroup: "REQUEST-920-PROTOCOL-ENFORCEMENT" }] } },
        "firewall.ruleOverrides[0].ruleId",
        /look like 920…/,
    ],
    [
        "an override of another kind of bots",
        { firewall: { ruleOverrides: [{ ...override, ruleGroup: "GoodBots", ruleId: "Bot300700" }] } },
        "firewall.ruleOverrides[0].ruleId",
        /look like Bot2…/,
    ],
    ["an override of a rule that is none", { firewall: { ruleOverrides: [{ ...override, ruleId: "1" }] } }, "firewall.ruleOverrides[0].ruleId", /look like/],
    [
        "an override that changes nothing",
        { firewall: { ruleOverrides: [{ ...override, state: undefined }] } },
        "firewall.ruleOverrides[0].state",
        /changes nothing/,
    ],
    ["an unknown state", { firewall: { ruleOverrides: [{ ...override, state: "Off" as never }] } }, "firewall.ruleOverrides[0].state", /Enabled, Disabled/],
    ["an unknown action", { firewall: { ruleOverrides: [{ ...override, action: "Drop" as never }] } }, "firewall.ruleOverrides[0].action", /AnomalyScoring/],
    [
        "a score for bots",
        { firewall: { ruleOverrides: [{ ruleGroup: "UnknownBots", ruleId: "Bot300700", action: "AnomalyScoring" }] } },
        "firewall.ruleOverrides[0].action",
        /Allow, Block and Log/,
    ],
    ["a rule that is changed twice", { firewall: { ruleOverrides: [override, override] } }, "firewall.ruleOverrides[1].ruleId", /once more/],
    ["a label without an address", { privateOnly: true, domainNameLabel: "gateway" }, "domainNameLabel", /no public address/],
    ["a label for an existing address", { publicIpAddressId, domainNameLabel: "gateway" }, "domainNameLabel", /left as it is/],
    ["an address that is not wanted", { publicIpAddressId, privateOnly: true }, "publicIpAddressId", /privateOnly/],
    ["an address's id that is none", { publicIpAddressId: "198.51.100.7" }, "publicIpAddressId", /publicIPAddresses/],
    ["a private address without its gate", { privateIpAddress: "10.20.0.9" }, "privateIpAddress", /without privateOnly/],
    ["a private address elsewhere", { privateOnly: true, privateIpAddress: "10.21.0.9" }, "privateIpAddress", /10\.20\.0\.0\/24/],
    ["a private address of Azure's own", { privateOnly: true, privateIpAddress: "10.20.0.3" }, "privateIpAddress", /first four/],
    ["a private address that is none", { privateOnly: true, privateIpAddress: "here" }, "privateIpAddress", /IPv4/],
    ["a host name for management of one label", { managementListener: { hostName: "manage" } }, "managementListener.hostName", /full host name/],
    ["a port of Azure's own", { managementListener: { ...managementListener, port: 65_200 } }, "managementListener.port", /1 to 64999/],
    ["a port that clients have", { managementListener: { ...managementListener, port: 443 } }, "managementListener.port", /listeners for clients/],
    [
        "a second private address",
        { privateOnly: true, managementListener: { ...managementListener, privateIpAddress: "10.20.0.9" } },
        "managementListener.privateIpAddress",
        /one private address/,
    ],
    ["no client authority", { mutualTls: { clientCertificateAuthorities: [] } }, "mutualTls.clientCertificateAuthorities", /empty/],
    ["a client authority that is none", { mutualTls: { clientCertificateAuthorities: ["x"] } }, "mutualTls.clientCertificateAuthorities[0]", /PEM/],
    ["a chain without its root", { mutualTls: { clientCertificateAuthorities: [authority] } }, "mutualTls.clientCertificateAuthorities[0]", /0 roots/],
    ["two chains in one", { mutualTls: { clientCertificateAuthorities: [chain + rootCertificate] } }, "mutualTls.clientCertificateAuthorities[0]", /2 roots/],
    ["a chain with a gap", { mutualTls: { clientCertificateAuthorities: [authority + rootCertificate] } }, "mutualTls.clientCertificateAuthorities[0]", /gap/],
    [
        "a chain twice",
        { mutualTls: { clientCertificateAuthorities: [chain, authorityRoot + authority] } },
        "mutualTls.clientCertificateAuthorities[1]",
        /once already/,
    ],
    [
        "a chain that is too long",
        { mutualTls: { clientCertificateAuthorities: [authorityRoot.repeat(45)] } },
        "mutualTls.clientCertificateAuthorities[0]",
        /at most 25600/,
    ],
];

describe("the settings of a load balancer", () => {
    const accepted: Record<string, GatewayLoadBalancerSettings> = {
        "every feature of the firewall": {
            firewall: {
                mode: "Prevention",
                rateLimitPerMinute: 5000,
                allowedRanges: ["198.51.100.7", "2001:db8::/32"],
                maxRequestBodyKiB: 8,
                maxFileUploadMiB: 4000,
                exclusions: [
                    exclusion,
                    { ...exclusion, selector: "*", selectorMatchOperator: "EqualsAny", ruleGroup: override.ruleGroup, ruleIds: ["942430"] },
                ],
                ruleOverrides: [override],
            },
        },
        "management beside a public address": { managementListener: { ...managementListener, privateIpAddress: "10.20.0.4", port: 64_999 } },
        "management on a private load balancer": { privateOnly: true, managementListener, privateIpAddress: "10.20.0.254" },
        "a chain in any order": { mutualTls: { clientCertificateAuthorities: [authorityRoot + authority, rootCertificate] } },
        "an existing address that is known later": { publicIpAddressId: pulumi.output("later") },
    };
    for (const [what, loadBalancer] of Object.entries(accepted)) it(`may be ${what}`, () => assert.deepEqual(checkDeployment(validArgs({ loadBalancer })), []));

    for (const [what, loadBalancer, path, message] of mistakes) {
        it(`may not be ${what}`, () => {
            const problems = checkDeployment(validArgs({ loadBalancer }));
            assert.deepEqual(brief(problems), [`loadBalancer.${path}`]);
            assert.match(problems[0]!.message, message);
        });
    }

    it("have a listener for management only where the network lets somebody use it", () =>
        assert.deepEqual(brief(checkDeployment(validDeployment({ loadBalancer: { managementListener } }))), ["network.managementRanges"]));

    it("may have a rate and ranges in Production, whose firewall blocks, unless its mode is Detection", () => {
        const firewall = { rateLimitPerMinute: 600, allowedRanges: ["10.0.0.0/8"] };
        const check = (mode?: "Detection"): string[] =>
            brief(checkDeployment(validArgs({ tier: "Production", loadBalancer: { firewall: { ...firewall, mode } } })));
        assert.deepEqual(check(), []);
        assert.deepEqual(check("Detection"), ["loadBalancer.firewall.allowedRanges", "loadBalancer.firewall.rateLimitPerMinute"]);
    });

    it("say nothing about addresses of a network that is wrong itself", () => {
        const problems = checkDeployment(
            validArgs({ network: { addressSpace: "banana" }, loadBalancer: { privateOnly: true, privateIpAddress: "10.20.0.9" } }),
        );
        assert.deepEqual(brief(problems), ["network.addressSpace"]);
    });
});

describe("what a release has of a load balancer", () => {
    const refused: [what: string, changes: Partial<GatewayDeploymentArgs>, path: string, message: RegExp][] = [
        [
            "WebSocket with the pack's certificate",
            { release: "3.0.0", loadBalancer: { webSocket: true } },
            "webSocket",
            /can be used are 2\.1\.0, 2\.2\.0, 2\.5\.0, 2\.6\.0, 3\.1\.0, /,
        ],
        ["WebSub before 4.0", { release: "3.2.0", loadBalancer: { webSub: true } }, "webSub", /first release that has it is 4\.0\.0/],
        ["management from 4.0", { release: "4.0.0", loadBalancer: { managementListener } }, "managementListener", /fetch APIs themselves/],
        [
            "management with the synchronizer",
            { release: "3.2.0", contentSync: "ArtifactSynchronizer", loadBalancer: { managementListener } },
            "managementListener",
            /ArtifactSynchronizer/,
        ],
    ];
    for (const [what, changes, path, message] of refused) {
        it(`is not ${what}`, () => {
            const problems = checkDeployment(validArgs(changes));
            assert.deepEqual(brief(problems), [`loadBalancer.${path}`]);
            assert.match(problems[0]!.message, message);
        });
    }

    it("is everything where it fits", () => {
        for (const release of ["2.1.0", "3.1.0"])
            assert.deepEqual(checkDeployment(validArgs({ release, loadBalancer: { webSocket: true, managementListener } })), []);
        assert.deepEqual(checkDeployment(validArgs({ release: "4.0.0", loadBalancer: { webSocket: true, webSub: true } })), []);
    });
});

describe("host names of a load balancer", () => {
    const withHosts = (count: number, loadBalancer: GatewayLoadBalancerSettings): Problem[] =>
        checkDeployment(validArgs({ additionalHostNames: hosts(count - 1), loadBalancer }));
    for (const [limit, settings] of [
        [500, {}],
        [83, { httpRedirect: true }],
        [250, { webSocket: true }],
    ] as const) {
        it(`are at most ${limit} with ${JSON.stringify(settings)}`, () => {
            assert.deepEqual(withHosts(limit, settings), []);
            const [problem] = withHosts(limit + 1, settings);
            assert.equal(problem!.path, `additionalHostNames[${limit - 1}]`);
            assert.match(problem!.message, new RegExp(`at most ${limit} `));
        });
    }

    it("are not that of management, unless both have the same address", () => {
        const sameName = { managementListener: { hostName: "GW.dev.example.com" } };
        assert.deepEqual(brief(checkDeployment(validArgs({ loadBalancer: sameName }))), ["hostName"]);
        assert.deepEqual(checkDeployment(validArgs({ loadBalancer: { ...sameName, privateOnly: true } })), []);
    });
});

describe("the front certificate", () => {
    const certificates = validArgs().certificates;
    const frontSecretId = "https://kv.vault.azure.net/secrets/front";
    const check = (changes: object): Problem[] => checkDeployment(validArgs({ certificates: { ...certificates, ...changes } }));
    it("may lie in a vault already", () => assert.deepEqual(check({ frontPfx: undefined, frontSecretId }), []));
    it("must be given", () => assert.deepEqual(brief(check({ frontPfx: undefined })), ["certificates.frontPfx"]));
    it("must not be given twice", () => assert.deepEqual(brief(check({ frontSecretId })), ["certificates.frontSecretId"]));
    it("has no version in its address", () =>
        assert.deepEqual(brief(check({ frontPfx: undefined, frontSecretId: `${frontSecretId}/1` })), ["certificates.frontSecretId"]));
    it("has at most 16 KB", () => assert.match(check({ frontPfx: keyStoreWith("x".repeat(16 * 1024)) })[0]!.message, /at most 16384/));

    const alone = (changes: Partial<GatewayLoadBalancerArgs>): string[] =>
        brief(
            checkLoadBalancerArgs({
                tier: "Development",
                resourceGroupName: "rg",
                hostNames: ["gw.example.com"],
                subnetId: existingSubnetId,
                trustedRoots: [rootCertificate],
                ...changes,
            }),
        );
    const pfx = { certificatePfx: keyStoreWith("x"), certificatePassword: "p" };
    it("of a load balancer alone comes from a vault with an identity, or is a file with a password", () => {
        assert.deepEqual(alone({ certificateSecretId: frontSecretId, identityId: "/i" }), []);
        assert.deepEqual(alone(pfx), []);
        assert.deepEqual(alone({}), ["certificateSecretId"]);
        assert.deepEqual(alone({ certificateSecretId: frontSecretId }), ["identityId"]);
        assert.deepEqual(alone({ certificateSecretId: frontSecretId, identityId: "/i", ...pfx }), ["certificatePfx"]);
        assert.deepEqual(alone({ certificatePfx: pfx.certificatePfx }), ["certificatePassword"]);
        assert.deepEqual(alone({ certificateSecretId: frontSecretId, identityId: "/i", certificatePassword: "p" }), ["certificatePassword"]);
    });

    it("a load balancer alone has a subnet's id for its subnet, not a network's", () => {
        assert.deepEqual(alone({ ...pfx, subnetId: existingSubnetId.replace(/\/subnets\/.*/, "") }), ["subnetId"]);
    });

    it("a load balancer alone knows no range of its subnet, so that it needs its private address", () => {
        assert.deepEqual(alone({ ...pfx, privateOnly: true }), ["privateIpAddress"]);
        assert.deepEqual(alone({ ...pfx, managementListener }), ["managementListener.privateIpAddress"]);
    });
});

describe("fixed addresses of the nodes", () => {
    const pfx = { certificatePfx: keyStoreWith("x"), certificatePassword: "p" };
    const problems = (backendAddresses: string[], changes: Partial<GatewayLoadBalancerArgs> = {}): string[] =>
        checkLoadBalancerArgs({
            tier: "Development",
            resourceGroupName: "rg",
            hostNames: ["gw.example.com"],
            subnetId: existingSubnetId,
            trustedRoots: [rootCertificate],
            ...pfx,
            ...changes,
            backendAddresses,
        }).map(({ path, message }) => `${path} ${message}`);

    it("are any number of different addresses up to Azure's limit", () => {
        const addresses = (count: number): string[] => Array.from({ length: count }, (_, index) => `10.0.${index >> 8}.${index & 255}`);
        for (const count of [1, 2, 1200]) assert.deepEqual(problems(addresses(count)), []);
        assert.deepEqual(problems(addresses(1201)), ["backendAddresses are 1201; at most 1200 are allowed"]);
    });

    it("are refused when there are none, one by one when they are wrong, and where one is given twice", () => {
        assert.match(problems([])[0]!, /^backendAddresses are empty/);
        const found = problems(["10.0.0.4", "gw.example.com", "10.0.0.0/24", "10.0.0.4"]);
        assert.deepEqual(
            found.map((text) => text.split(" ")[0]),
            ["backendAddresses[1]", "backendAddresses[2]", "backendAddresses[3]"],
        );
        assert.match(found[0]!, /IPv4 address/);
        assert.match(found[2]!, /once more/);
    });

    it("are not the manager's", () => {
        const own = { ...managementListener, privateIpAddress: "10.20.0.200" };
        const wrong = problems(["10.0.0.4"], { managementListener: own, managerAddress: "10.0.0.4" });
        assert.match(wrong[0]!, /managerAddress as well/);
    });
});

describe("values of a load balancer that are known later", () => {
    const wrong = pulumi.output("wrong");
    const checked = (): GatewayDeploymentArgs =>
        withLaterChecks(
            "The gateway",
            validArgs({
                loadBalancer: { publicIpAddressId: wrong, managementListener: { hostName: wrong } },
                certificates: { ...validArgs().certificates, frontPfx: undefined, frontSecretId: wrong },
            }),
        );
    const later: Record<string, (args: GatewayDeploymentArgs) => pulumi.Input<unknown> | undefined> = {
        "loadBalancer.publicIpAddressId": ({ loadBalancer }) => loadBalancer!.publicIpAddressId,
        "loadBalancer.managementListener.hostName": ({ loadBalancer }) => loadBalancer!.managementListener!.hostName,
        "certificates.frontSecretId": ({ certificates }) => certificates.frontSecretId,
    };
    for (const [path, valueOf] of Object.entries(later))
        it(`fail with the path of ${path}`, () =>
            assert.rejects(outcomeOf(valueOf(checked())), (error: Error) => error.message.includes(`The gateway has 1 problem:\n  - ${path}: `)));
});

describe("Long lists", () => {
    const COUNT = 2_000;
    const addresses = Array.from({ length: COUNT }, (_, index) => `10.0.${index >> 8}.${index & 255}`);

    /** How often `use` looks at the items of a list, for each of them. */
    function looksAt(items: string[], use: (watched: string[]) => unknown): number {
        let looks = 0;
        const get = (target: string[], key: string | symbol): unknown => {
            if (typeof key === "string" && /^\d+$/.test(key)) looks += 1;
            return Reflect.get(target, key) as unknown;
        };
        use(new Proxy(items, { get }));
        return looks / items.length;
    }

    const uses: Readonly<Record<string, (items: string[]) => unknown>> = {
        "for what they repeat": repeatedPositions,
        "of a firewall's ranges": (allowedRanges) => checkFirewall({ allowedRanges }, "Prevention"),
        "of backend addresses": (backendAddresses) =>
            checkLoadBalancerArgs({
                tier: "Production",
                resourceGroupName: "rg",
                subnetId: existingSubnetId,
                hostNames: ["gw.example.com"],
                trustedRoots: [rootCertificate],
                backendAddresses,
            }),
    };
    for (const [what, use] of Object.entries(uses))
        it(`are searched ${what} with a few looks at each item, not at all others for each`, () => assert.ok(looksAt(addresses, use) < 10));

    it("have what is repeated found at every place but the first, and what is not known at none", () =>
        assert.deepEqual([...repeatedPositions(["a", undefined, "b", "a", undefined, "b", "a"])], [3, 5, 6]));
});
