import assert from "node:assert/strict";

import { resourceTypes } from "../../../components/azure/resourceTypes";
import { allRules, ArmResource, checkResource, contextOf, Rule } from "../../../rules";
import { ArmError } from "../../../simulator/armError";
import { cases } from "../rules/cases";
import { environment, Environment } from "../rules/support/bodies";
import { changed, placeIn } from "../rules/support/changes";
import { part } from "../rules/support/ids";
import { RuleCase } from "../rules/support/ruleCase";
import { answerTo, renamed, tokenOf } from "../rules/support/simulatedAzure";

const rules = new Map(allRules.map((rule) => [rule.id, rule]));

/** Warnings that the simulated Azure refuses all the same, for other reasons than the rule. */
const refusedAnyway: Readonly<Record<string, string>> = {
    "DS-01 six settings": "It counts the settings of a resource itself; the rule is a warning, since one program may not know all of them.",
    "KV-02 false": "Its vaults refuse to be without purge protection, as is widely reported of Azure's; the rule is more careful.",
};

/** What names nothing that is there is refused for that, before anybody looks at the rest: of these cases the rule is not seen. */
const refusedBefore: Readonly<Record<string, string>> = {
    "AG-06 another gateway": "Its gateway names the probe of a gateway that does not exist.",
    "ST-04 31 GiB in an account that is not known": "Its share lies in an account that does not exist.",
};

describe("the simulated Azure, with the rules", () => {
    it("accepts every resource of an environment that is right", () => {
        const resources = environment();
        for (const resource of Object.values(resources)) if (tokenOf(resource) !== undefined) assert.equal(answerTo(resources, resource), undefined);
    });

    it("reaches nearly all cases: it does not know every type, and only one API version of each", () => {
        const without = cases.filter((one) => !isReached(one));
        assert.ok(without.length < cases.length / 25, without.map(titleOf).join("\n"));
    });

    for (const one of cases.filter(isReached)) {
        const rule = rules.get(one.rule)!;
        const isError = one.place !== undefined && (one.severity ?? rule.severity) === "Error";
        it(`${isError ? "refuses" : "accepts"} ${titleOf(one)}`, () => {
            const resources = renamed(changed(one.changes));
            const written = one.place === undefined ? resourceOf(rule, one, resources) : placeIn(resources, one.place).resource;
            const answer = answerTo(resources, written);
            if (!isError) {
                const isExpected = answer === undefined || namesNothing(answer) || refusedAnyway[titleOf(one)] !== undefined;
                return assert.ok(isExpected, answer?.message);
            }

            assert.ok(answer, "it is accepted");
            if (refusedBefore[titleOf(one)] !== undefined) return assert.ok(namesNothing(answer), answer.message);
            const place = placeIn(resources, one.place!);
            assert.ok(answer.explanation.includes(`${place.path} `) && answer.explanation.includes(`(${rule.id})`), answer.message);
            assert.equal(answer.code, one.azureError ?? (one.severity === undefined ? rule.azureError : undefined) ?? "BadRequest", answer.message);
            assert.equal(answer.status, answer.code === "RoleAssignmentExists" ? 409 : 400);
        });
    }

    it("names everything that is wrong with a body, and the first of it by Azure's code", () => {
        const resources = changed({ "gateway.properties.sslPolicy": undefined, "gateway.properties.frontendPorts[0].properties.port": 0 });
        const answer = answerTo(resources, resources.gateway!);
        const found = checkResource(resources.gateway!, contextOf(Object.values(resources))).filter(({ severity }) => severity === "Error");
        assert.equal(answer?.code, found[0]!.azureError);
        assert.equal(answer?.explanation, found.map(({ path, message, rule }) => `${path} ${message} (${rule})`).join("; "));
        assert.ok(found.length > 1);
    });
});

describe("a write beside something that is broken", () => {
    const overlapping = (name: string, addressPrefix: string): object => ({ name, properties: { addressPrefix, defaultOutboundAccess: false } });

    it("is not blamed for it", () => {
        const resources = changed({
            "network.properties.subnets[+]": overlapping("a", "10.1.4.0/24"),
            more: { id: `${environment().network!.id}/subnets/more`, type: "Microsoft.Network/virtualNetworks/subnets", ...overlapping("more", "10.1.5.0/24") },
        });
        (resources.network!.properties as { subnets: object[] }).subnets.push(overlapping("b", "10.1.4.0/25"));
        assert.equal(answerTo(resources, resources.more!), undefined);
    });

    it("is blamed when it is the younger one, wherever its addresses are", () => {
        for (const prefix of ["10.1.0.0/25", "10.1.0.128/25", "10.1.0.0/23"]) {
            const id = `${environment().network!.id}/subnets/more`;
            const resources = changed({ more: { id, type: "Microsoft.Network/virtualNetworks/subnets", ...overlapping("more", prefix) } });
            assert.match(answerTo(resources, resources.more!)!.message, /NetcfgSubnetRangesOverlap.*\(NET-02\)/);
        }
    });

    it("is refused when it would break what is there: Azure asks the gateway when its surroundings are written", () => {
        const refusals: Record<string, [changes: Record<string, unknown>, written: string]> = {
            "ApplicationGatewaySubnetInboundTrafficBlockedByNetworkSecurityGroup.*AGN-05": [{ "gatewayGroup.properties.securityRules": [] }, "gatewayGroup"],
            "ApplicationGatewaySubnetCannotHaveOtherResourceTypes.*AGN-01": [
                { "fileEndpoint.properties.subnet.id": `${environment().network!.id}/subnets/gateway` },
                "fileEndpoint",
            ],
            "InvalidSubnet.*AGN-03": [
                { "network.properties.subnets[0].properties.delegations": [{ name: "d", properties: { serviceName: "Microsoft.Web/serverFarms" } }] },
                "network",
            ],
        };
        for (const [refusal, [changes, written]] of Object.entries(refusals)) {
            const resources = changed(changes);
            const answer = answerTo(resources, resources[written]!);
            assert.match(answer?.message ?? "accepted", new RegExp(refusal));
            assert.ok(answer!.explanation.startsWith(`${resources.gateway!.id}: `));
        }
    });

    it("is not refused when that was broken before", () => {
        const resources = changed({ "gatewayGroup.properties.securityRules": [] });
        const tagged = { ...resources.gatewayGroup!, tags: { owner: "somebody" } };
        assert.equal(answerTo(resources, tagged), undefined);
    });

    it("is refused as a network that leaves its subnets outside, though its body says nothing of them", () => {
        const resources = environment();
        const properties = { ...(resources.network!.properties as object), subnets: undefined };
        const moved = { ...resources.network!, properties: { ...properties, addressSpace: { addressPrefixes: ["10.7.0.0/16"] } } };
        assert.match(answerTo(resources, moved)!.message, /NetcfgSubnetRangeOutsideVnet.*\(NET-02\)/);
    });

    it("sees the parts of a gateway under the ids that azure-native completes", () => {
        const resources = changed({ "gateway.properties.backendHttpSettingsCollection[0].properties.probe": part("probes", "gone") });
        assert.match(answerTo(resources, resources.gateway!)!.message, /InvalidResourceReference.*probes\/gone.*\(AG-06\)/);
    });
});

function titleOf({ rule, what }: RuleCase): string {
    return `${rule} ${what}`;
}

/** Whether the simulator can get to see what a case changes. */
function isReached({ changes }: RuleCase): boolean {
    const resources = changed(changes);
    return Object.keys(changes).every((path) => {
        const resource = resources[path.split(".")[0]!];
        const token = resource && tokenOf(resource);
        return (
            resource === undefined || (token !== undefined && (resource.apiVersion ?? resourceTypes[token]!.apiVersion) === resourceTypes[token]!.apiVersion)
        );
    });
}

/** What a case that keeps its rule is about: what it changed last, of the rule's types. */
function resourceOf(rule: Rule, { changes }: RuleCase, resources: Environment): ArmResource {
    const isOfRule = (resource: ArmResource | undefined): resource is ArmResource =>
        resource !== undefined && rule.types.some((type) => type.toLowerCase() === resource.type.toLowerCase());
    const touched = Object.keys(changes).map((path) => resources[path.split(".")[0]!]);
    return [...Object.values(resources), ...touched].filter(isOfRule).at(-1)!;
}

function namesNothing({ code, explanation }: ArmError): boolean {
    return ["InvalidResourceReference", "ResourceNotFound", "ParentResourceNotFound"].includes(code) && !/\([A-Z]+-\d+\)/.test(explanation);
}
