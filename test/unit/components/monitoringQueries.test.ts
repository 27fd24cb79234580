import assert from "node:assert/strict";
import fc from "fast-check";

import {
    anythingQuery,
    contentLagQuery,
    LAG_SECONDS,
    machineQuery,
    CERTIFICATE,
    certificateQuery,
    collectedLines,
    DAYS_LEFT,
    eventQuery,
    secretExpiryQuery,
    staleConfigurationQuery,
} from "../../../components/monitoring/queries";
import { NodeEvent, NodeReport, SYSLOG_IDENTIFIER } from "../../../components/node/events";

const scaleSetId = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachineScaleSets/vmss-gateway";
const steps = (query: string): string[] => query.split("\n| ");

/** What every question about nodes begins with: their table, their identifier, their own machines. */
const ofNodes = [
    "Syslog",
    'where ProcessName == "wso2-gateway"',
    'where _ResourceId startswith "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vmss-gateway_"',
];

describe("what nodes say about themselves", () => {
    it("is fixed, because scripts on machines say it", () => {
        assert.equal(SYSLOG_IDENTIFIER, "wso2-gateway");
        assert.deepEqual(Object.values(NodeEvent), ["boot-failed", "seeding-failed"]);
        assert.deepEqual(Object.values(NodeReport), ["configuration-hash=", "certificate-days-left=", "front-certificate-days-left=", "content-lag-seconds="]);
    });
});

describe("queries", () => {
    for (const event of Object.values(NodeEvent)) {
        it(`find the event ${event}`, () => assert.deepEqual(steps(eventQuery(scaleSetId, event)), [...ofNodes, `where SyslogMessage startswith "${event}"`]));
    }

    it("find nodes with another configuration than the present one", () => {
        assert.deepEqual(steps(staleConfigurationQuery(scaleSetId, "0123456789abcdef")), [
            ...ofNodes,
            'where SyslogMessage startswith "configuration-hash="',
            'where not(SyslogMessage startswith "configuration-hash=0123456789abcdef")',
        ]);
    });

    it("find anything that nodes say", () => assert.deepEqual(steps(anythingQuery(scaleSetId)), ofNodes));

    it("read the days that either certificate has left, as numbers", () => {
        const query = steps(certificateQuery(scaleSetId));
        assert.deepEqual(query.slice(0, 3), ofNodes);
        assert.match(query[3]!, /"certificate-days-left=" or .*"front-certificate-days-left="/);
        assert.match(query[4]!, new RegExp(`extend ${CERTIFICATE} = .*"load balancer", "nodes"`));
        assert.equal(query[5], `extend ${DAYS_LEFT} = tolong(extract(@"=(-?\\d+)", 1, SyslogMessage))`);
    });

    it("find events of the manager of rsync mode as well, and all that it says", () => {
        const [table, identifier, machines, event] = steps(eventQuery(scaleSetId, NodeEvent.BootFailed, "/machines/manager"));
        assert.deepEqual([table, identifier, event], [...ofNodes.slice(0, 2), 'where SyslogMessage startswith "boot-failed"']);
        assert.equal(machines, `${ofNodes[2]} or _ResourceId =~ "/machines/manager"`);
        assert.deepEqual(steps(machineQuery("/machines/manager")), [...ofNodes.slice(0, 2), 'where _ResourceId =~ "/machines/manager"']);
    });

    it("read how old a node's API artifacts are, as a number", () => {
        assert.deepEqual(steps(contentLagQuery(scaleSetId)).slice(3), [
            'where SyslogMessage startswith "content-lag-seconds="',
            `extend ${LAG_SECONDS} = tolong(extract(@"=(\\d+)", 1, SyslogMessage))`,
            `where isnotnull(${LAG_SECONDS})`,
        ]);
    });

    it("find what a vault announces, of that vault alone", () => {
        assert.deepEqual(steps(secretExpiryQuery("/vaults/kv")), [
            "AZKVAuditLogs",
            'where _ResourceId =~ "/vaults/kv"',
            'where OperationName in ("SecretNearExpiryEventGridNotification", "SecretExpiredEventGridNotification", "CertificateNearExpiryEventGridNotification", "CertificateExpiredEventGridNotification")',
        ]);
    });

    it("return lines with their time, which Azure sorts into windows", () => {
        const all = [
            eventQuery(scaleSetId, NodeEvent.BootFailed),
            staleConfigurationQuery(scaleSetId, "0"),
            anythingQuery(scaleSetId),
            certificateQuery(scaleSetId),
        ];
        for (const query of [...all, secretExpiryQuery("/vaults/kv")]) assert.doesNotMatch(query, /summarize|project|ago\(/);
    });

    it("keep of the syslog what they look for, and nothing else", () => assert.equal(collectedLines, 'source\n| where ProcessName == "wso2-gateway"'));

    it("hear of the machines of one scale set only, also where two are called alike", () => {
        const prefix = (id: string): string => /startswith "(.*)"/.exec(anythingQuery(id))![1]!;
        const machine = (id: string): string => `${id.replace("virtualMachineScaleSets", "virtualMachines")}_0a1b2c3d`;
        const other = `${scaleSetId}-2`;
        assert.ok(machine(scaleSetId).startsWith(prefix(scaleSetId)));
        assert.ok(machine(other).startsWith(prefix(other)));
        assert.ok(!machine(other).startsWith(prefix(scaleSetId)));
    });

    it("stay the same question whatever an id contains", () => {
        fc.assert(
            fc.property(fc.string(), (text) => {
                const outside = anythingQuery(text).replaceAll(/"(\\.|[^"\\])*"/g, '""');
                assert.equal(outside, 'Syslog\n| where ProcessName == ""\n| where _ResourceId startswith ""');
            }),
        );
    });
});
