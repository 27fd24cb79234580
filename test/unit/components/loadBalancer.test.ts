import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { GatewayDeployment, GatewayDeploymentArgs, GatewayLoadBalancer, GatewayLoadBalancerArgs, GatewayLoadBalancerTransforms } from "../../../components";
import { checkPublicAddress } from "../../../components/loadBalancer/existingPublicAddress";
import { nodePorts, publicListenerPorts } from "../../../components/loadBalancer/ports";
import { knownReleases, releaseProfile } from "../../../components/product/releases";
import { keyStoreWith } from "../../support/fixtures";
import { rootCertificate, validArgs } from "../support/deployments";
import { existingAddress, existingSubnetId, isSecret, mockSubscription, Registered, registeredBy } from "../support/mocks";
import { outcomeOf } from "../support/outputs";

const publicIpAddressId = `/subscriptions/${mockSubscription}/resourceGroups/rg/providers/Microsoft.Network/publicIPAddresses/pip`;
const management = { hostName: "manage.example.com", privateIpAddress: "10.20.0.200" };

function loadBalancer(changes: Partial<GatewayLoadBalancerArgs> = {}, transforms?: GatewayLoadBalancerTransforms): GatewayLoadBalancer {
    const args: GatewayLoadBalancerArgs = {
        tier: "Production",
        resourceGroupName: "rg",
        location: "westeurope",
        hostNames: ["gw.example.com"],
        subnetId: existingSubnetId,
        certificateSecretId: "https://kv.vault.azure.net/secrets/front",
        identityId: "/identity",
        trustedRoots: [rootCertificate],
        ...changes,
    };
    return new GatewayLoadBalancer("lb", args, undefined, transforms);
}

/** What a program registers, and what the outputs that it returns become. */
async function run(program: () => object): Promise<{ registered: Registered[]; outputs: Record<string, unknown> }> {
    let outputs: Record<string, unknown> = {};
    const registered = await registeredBy(() => {
        pulumi.output(program()).apply((known) => (outputs = known as Record<string, unknown>));
    });
    return { registered, outputs };
}

const addresses = ({ publicIpAddress, privateIpAddress }: GatewayLoadBalancer): object => ({ publicIpAddress, privateIpAddress });
const children = (registered: Registered[]): string[] =>
    registered
        .filter(({ custom }) => custom)
        .map(({ type, name }) => `${type.split(":").at(-1)} ${name}`)
        .sort();
const gatewayIn = (registered: Registered[]): Registered["inputs"] => registered.find(({ type }) => type.endsWith(":ApplicationGateway"))!.inputs;

describe("GatewayLoadBalancer", () => {
    it("has a firewall and a public address unless told otherwise", async () => {
        const { registered, outputs } = await run(() => addresses(loadBalancer()));
        assert.deepEqual(children(registered), ["ApplicationGateway lb", "PublicIPAddress lb", "WebApplicationFirewallPolicy lb"]);
        assert.deepEqual(outputs, { publicIpAddress: "203.0.113.7", privateIpAddress: "" });
        assert.deepEqual(gatewayIn(registered)["firewallPolicy"], { id: "/mock/WebApplicationFirewallPolicy/lb" });
        const address = registered.find(({ type }) => type.endsWith(":PublicIPAddress"))!;
        assert.equal(address.inputs["idleTimeoutInMinutes"], undefined);
    });

    it("keeps silent WebSockets on the public address as long as behind it", async () => {
        const { registered } = await run(() => addresses(loadBalancer({ webSocket: true, timing: { webSocketTimeoutSeconds: 601 } })));
        assert.equal(registered.find(({ type }) => type.endsWith(":PublicIPAddress"))!.inputs["idleTimeoutInMinutes"], 11);
    });

    it("has no firewall with Standard_v2, not even for management", async () => {
        const { registered } = await run(() => addresses(loadBalancer({ sku: "Standard_v2", managementListener: management })));
        assert.deepEqual(children(registered), ["ApplicationGateway lb", "PublicIPAddress lb"]);
        assert.deepEqual(gatewayIn(registered)["sku"], { name: "Standard_v2", tier: "Standard_v2" });
        assert.equal(gatewayIn(registered)["firewallPolicy"], undefined);
    });

    const keptOff: [by: string, changes: Partial<GatewayLoadBalancerArgs>, hasPathRules: boolean][] = [
        ["the firewall that blocks", {}, false],
        ["a firewall of Development that blocks when told so", { tier: "Development", firewall: { mode: "Prevention" } }, false],
        ["path rules where the firewall only logs", { firewall: { mode: "Detection" } }, true],
        ["path rules in Development, where the firewall only logs by default", { tier: "Development" }, true],
        ["path rules without a firewall", { sku: "Standard_v2" }, true],
    ];
    for (const [by, changes, hasPathRules] of keptOff) {
        it(`keeps clients off the product's management by ${by}`, async () => {
            const { registered } = await run(() => addresses(loadBalancer(changes)));
            const { urlPathMaps, redirectConfigurations, requestRoutingRules } = gatewayIn(registered) as Record<string, { name: string; ruleType?: string }[]>;
            assert.deepEqual(
                [urlPathMaps, redirectConfigurations].map((list) => list?.map(({ name }) => name)),
                hasPathRules ? [["api-0"], ["blocked"]] : [undefined, undefined],
            );
            assert.equal(requestRoutingRules![0]!.ruleType, hasPathRules ? "PathBasedRouting" : "Basic");
            const policy = registered.find(({ type }) => type.endsWith(":WebApplicationFirewallPolicy"))?.inputs["policySettings"] as
                { mode: string } | undefined;
            assert.equal(policy?.mode === "Prevention", !hasPathRules);
        });
    }

    it("has a firewall policy of its own for management", async () => {
        const { registered, outputs } = await run(() => addresses(loadBalancer({ managementListener: management })));
        assert.ok(children(registered).includes("WebApplicationFirewallPolicy lb-management"));
        assert.deepEqual(outputs, { publicIpAddress: "203.0.113.7", privateIpAddress: "10.20.0.200" });
        const listeners = gatewayIn(registered)["httpListeners"] as { name: string; firewallPolicy?: unknown }[];
        assert.deepEqual(listeners.find(({ name }) => name === "management-0")!.firewallPolicy, { id: "/mock/WebApplicationFirewallPolicy/lb-management" });
    });

    it("has no public address when it is private only", async () => {
        const { registered, outputs } = await run(() => addresses(loadBalancer({ privateOnly: true, privateIpAddress: "10.20.0.100" })));
        assert.deepEqual(children(registered), ["ApplicationGateway lb", "WebApplicationFirewallPolicy lb"]);
        assert.deepEqual(outputs, { publicIpAddress: "", privateIpAddress: "10.20.0.100" });
    });

    it("uses an existing public address, which it looks up and leaves as it is", async () => {
        const { registered, outputs } = await run(() => addresses(loadBalancer({ publicIpAddressId })));
        assert.deepEqual(children(registered), ["ApplicationGateway lb", "WebApplicationFirewallPolicy lb"]);
        assert.deepEqual(outputs, { publicIpAddress: existingAddress.ipAddress, privateIpAddress: "" });
        const [frontend] = gatewayIn(registered)["frontendIPConfigurations"] as { publicIPAddress: unknown }[];
        assert.deepEqual(frontend!.publicIPAddress, { id: publicIpAddressId });
    });

    it("refuses an existing public address of another subscription, instead of looking for its name in its own", async () => {
        const elsewhere = publicIpAddressId.replace(mockSubscription, "00000000-0000-0000-0000-000000000002");
        const outcome = registeredBy(async () => {
            const { publicIpAddress } = loadBalancer({ publicIpAddressId: elsewhere });
            await outcomeOf(publicIpAddress);
        });
        await assert.rejects(outcome, /publicIpAddressId: is in subscription 0+-0000-0000-0000-0+2, but 0+-0000-0000-0000-0+1 is deployed to/);
    });

    /** Why the Application Gateway cannot be registered; nothing where it can. */
    async function failureOf(changes: Partial<GatewayLoadBalancerArgs>): Promise<string> {
        let message = "";
        await registeredBy(async () => {
            let inputs: pulumi.Output<object> | undefined;
            loadBalancer(changes, {
                applicationGateway: (args, opts) => {
                    inputs = pulumi.output(args as object);
                    return [{ resourceGroupName: "rg" }, opts];
                },
            });
            await outcomeOf(inputs).catch((error: Error) => (message = error.message));
        });
        return message;
    }
    const later = (value: string): pulumi.Output<string> => pulumi.output(value);
    const otherSubnet = existingSubnetId.replace(mockSubscription, "00000000-0000-0000-0000-000000000002");
    const [first, second] = ["gw.example.com", "other.example.com"];
    const wrongLater: [what: string, changes: Partial<GatewayLoadBalancerArgs>, message: RegExp][] = [
        ["a subnet of another subscription (AG-08)", { subnetId: otherSubnet }, /subnetId: is in subscription 0+-0000-0000-0000-0+2, but/],
        ["a subnet of another subscription that is known later", { subnetId: later(otherSubnet) }, /subnetId: is in subscription 0+-0000-0000-0000-0+2, but/],
        ["a subnet known later that is none", { subnetId: later("/subnet") }, /subnetId: is "\/subnet"; an id of the form/],
        ["a host name known later that is none", { hostNames: [first, later("*.example.com")] }, /hostNames\[1\]: is "\*\.example\.com"/],
        ["a host name known later that is there already", { hostNames: [later("GW.example.com"), first] }, /hostNames\[1\]: is "gw.example.com" once more/],
        [
            "a host name known later that is the one for management",
            { hostNames: [first, later(second)], managementListener: { ...management, hostName: second } },
            /hostNames\[1\]: is the host name for management as well/,
        ],
        [
            "a host name for management known later that is one of the APIs",
            { hostNames: [first, second], managementListener: { ...management, hostName: later(second) } },
            /hostNames\[1\]: is the host name for management as well/,
        ],
        [
            "a host name for management known later that is none",
            { managementListener: { ...management, hostName: later("manage") } },
            /managementListener\.hostName: is "manage"/,
        ],
        ["an address of a certificate known later that has a version", { certificateSecretId: later("https://kv/secrets/front/1") }, /certificateSecretId: is/],
        [
            "a certificate known later that is none",
            { certificateSecretId: undefined, certificatePfx: later("banana"), certificatePassword: "p" },
            /certificatePfx: is not a PKCS12 file/,
        ],
    ];
    for (const [what, changes, message] of wrongLater) it(`refuses ${what}`, async () => assert.match(await failureOf(changes), message));

    it("takes what is right and known later as what is known at once", async () => {
        const made = async (changes: Partial<GatewayLoadBalancerArgs>): Promise<unknown> => {
            const { registered } = await run(() => addresses(loadBalancer(changes)));
            return gatewayIn(registered);
        };
        const plain = { subnetId: existingSubnetId, hostNames: [first, second], managementListener: management };
        const known = await made(plain);
        assert.deepEqual(
            await made({
                subnetId: later(plain.subnetId),
                hostNames: [first, later(second)],
                managementListener: { ...management, hostName: later(management.hostName) },
            }),
            known,
        );
    });

    it("takes the front certificate as a file, which stays secret and out of the component's inputs", async () => {
        const certificate = {
            certificateSecretId: undefined,
            identityId: undefined,
            certificatePfx: keyStoreWith("front-pfx"),
            certificatePassword: "front-password",
        };
        const { registered } = await run(() => addresses(loadBalancer(certificate)));
        const gateway = gatewayIn(registered);
        assert.equal(gateway["identity"], undefined);
        assert.ok(isSecret(gateway["sslCertificates"]) || isSecret((gateway["sslCertificates"] as Record<string, unknown>[])[0]!["password"]));
        const component = registered.find(({ custom, name }) => !custom && name === "lb")!;
        assert.doesNotMatch(JSON.stringify(component.inputs), /front-password|certificatePfx/);
    });

    it("has fixed addresses in one order, whatever the order in which they are given", async () => {
        const pools = async (backendAddresses: string[]): Promise<unknown> => {
            const { registered } = await run(() => addresses(loadBalancer({ backendAddresses })));
            return gatewayIn(registered)["backendAddressPools"];
        };
        const expected = [{ name: "nodes", backendAddresses: [{ ipAddress: "10.20.2.9" }, { ipAddress: "10.20.2.14" }, { ipAddress: "10.20.10.1" }] }];
        assert.deepEqual(await pools(["10.20.10.1", "10.20.2.9", "10.20.2.14"]), expected);
        assert.deepEqual(await pools(["10.20.2.14", "10.20.10.1", "10.20.2.9"]), expected);
    });

    it("lets each of its children be changed", async () => {
        const tags = { changed: "yes" };
        const transforms = { applicationGateway: { tags }, firewallPolicy: { tags }, managementFirewallPolicy: { tags }, publicAddress: { tags } };
        const { registered } = await run(() => addresses(loadBalancer({ managementListener: management }, transforms)));
        for (const { custom, inputs, name } of registered) if (custom) assert.deepEqual(inputs["tags"], tags, name);
    });
});

describe("checkPublicAddress", () => {
    const check = (changes: object, location: string | undefined = "West Europe"): string[] =>
        checkPublicAddress({ ...existingAddress, ...changes }, location, ["1", "2", "3"], "id").map(({ message }) => message);
    it("accepts a standard, static address in the same region and zones", () => assert.deepEqual(check({}), []));
    it("refuses another sku", () => assert.match(check({ sku: undefined })[0]!, /Standard is needed/));
    it("refuses an address that changes", () => assert.match(check({ publicIPAllocationMethod: "Dynamic" })[0]!, /static/));
    it("refuses another region", () => assert.match(check({ location: "northeurope" })[0]!, /northeurope.*West Europe/));
    it("refuses missing zones", () => assert.match(check({ zones: ["1"] })[0]!, /without zone 2, 3/));
});

describe("the load balancer of a deployment", () => {
    const deploy = (changes: Partial<GatewayDeploymentArgs>) =>
        run(() => {
            const { publicIpAddress, privateIpAddress, dnsRecords, gatewayEnvironment } = new GatewayDeployment(
                "gateway",
                validArgs({ ...changes, network: { managementRanges: ["10.50.0.0/16"], ...changes.network } }),
            );
            return { publicIpAddress, privateIpAddress, dnsRecords, gatewayEnvironment };
        });
    const listener = { hostName: "manage.example.com" };

    it("has management on the last address that Azure leaves free in the subnet, and a record that leads there", async () => {
        const { outputs } = await deploy({ loadBalancer: { managementListener: listener }, network: { addressSpace: "10.30.0.0/16" } });
        assert.equal(outputs["privateIpAddress"], "10.30.0.254");
        assert.deepEqual(outputs["dnsRecords"], [
            { name: "gw.dev.example.com", type: "A", value: "203.0.113.7" },
            { name: "manage.example.com", type: "A", value: "10.30.0.254" },
        ]);
        assert.match(String(outputs["gatewayEnvironment"]), /service_url = "https:\/\/manage\.example\.com:9443\/services\/"/);
    });

    it("is private only when told so, with one record for a name that serves both", async () => {
        const both = { privateOnly: true, managementListener: { hostName: "gw.dev.example.com", port: 9444 } };
        const { outputs } = await deploy({ loadBalancer: both });
        assert.equal(outputs["publicIpAddress"], "");
        assert.deepEqual(outputs["dnsRecords"], [{ name: "gw.dev.example.com", type: "A", value: "10.20.0.254" }]);
    });

    it("announces WebSocket and WebSub where they are asked for", async () => {
        const { outputs } = await deploy({ release: "4.6.0", loadBalancer: { webSocket: true, webSub: true } });
        assert.match(String(outputs["gatewayEnvironment"]), /wss_endpoint = "wss:\/\/gw\.dev\.example\.com:8099"/);
        assert.match(String(outputs["gatewayEnvironment"]), /websub_event_receiver_https_endpoint = "https:\/\/gw\.dev\.example\.com:8021"/);
    });

    it("reads a certificate that lies in a vault already, and then none is put into its own", async () => {
        const frontSecretId = "https://kv-shared.vault.azure.net/secrets/front";
        const { registered } = await deploy({ certificates: { ...validArgs().certificates, frontPfx: undefined, frontSecretId } });
        assert.deepEqual(gatewayIn(registered)["sslCertificates"], [{ name: "front", keyVaultSecretId: frontSecretId }]);
        assert.ok(!children(registered).some((child) => child.includes("front-certificate")));
    });
});

describe("ports of the load balancer", () => {
    const all = { httpRedirect: true, webSocket: true, webSub: true, managementListener: management };
    it("are HTTPS alone unless more is asked for", () => assert.deepEqual(publicListenerPorts({}), [443]));
    it("never include that of management for clients", () => assert.deepEqual(publicListenerPorts(all), [80, 443, 8021, 8099]));
    it("on nodes are APIs and readiness, and what is asked for", () => {
        assert.deepEqual(nodePorts({}), [8243, 9500]);
        assert.deepEqual(nodePorts(all), [8243, 9500, 8099, 8021, 9443]);
    });
    it("are those of every release", () => {
        for (const { ports } of knownReleases.map(releaseProfile)) {
            assert.deepEqual([ports.api, ports.secureWebSocket, ports.management], [8243, 8099, 9443]);
            assert.equal(ports.secureWebSub ?? 8021, 8021);
        }
    });
});
