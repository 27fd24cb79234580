import assert from "node:assert/strict";

import { GatewayWorkloadArgs } from "../../../components";
import { Connection, isAllowed, Pod, Policy } from "../../support/networkPolicies";
import { objectOf, share, workloadArgs, workloadObjects } from "../support/workloads";

const LOAD_BALANCER = "10.20.0.7";
const dns: Pod = { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } };
const stranger: Pod = { namespace: "shop-prod", labels: { app: "stranger" } };

type Pair = Omit<Connection, "pod">;
const from = (peer: Pod | string, port: number): Pair => ({ direction: "Ingress", peer, port });
const to = (peer: Pod | string, port: number, protocol?: string): Pair => ({
    direction: "Egress",
    peer,
    port,
    ...(protocol === undefined ? {} : { protocol }),
});

describe("network policies of a workload", () => {
    /** Whether each pair is allowed, for a pod of the workload. */
    async function decisions(changes: Partial<GatewayWorkloadArgs>, pairs: Record<string, Pair>): Promise<Record<string, boolean>> {
        const objects = await workloadObjects(workloadArgs(changes));
        const policies = objects.filter(({ kind }) => kind === "NetworkPolicy") as unknown as Policy[];
        const pod = { namespace: "shop-prod", labels: objectOf(objects, "Deployment").spec.template.metadata.labels as Record<string, string> };
        return Object.fromEntries(Object.entries(pairs).map(([what, pair]) => [what, isAllowed(policies, { pod, ...pair })]));
    }

    async function assertDecisions(changes: Partial<GatewayWorkloadArgs>, allowed: Record<string, Pair>, refused: Record<string, Pair>): Promise<void> {
        const expected = {
            ...Object.fromEntries(Object.keys(allowed).map((what) => [what, true])),
            ...Object.fromEntries(Object.keys(refused).map((what) => [what, false])),
        };
        assert.deepEqual(await decisions(changes, { ...allowed, ...refused }), expected);
    }

    it("let the load balancer in at the entry's ports, and nobody else anywhere", () =>
        assertDecisions(
            { webSocket: true },
            { "API requests": from(LOAD_BALANCER, 9503), "its probe": from(LOAD_BALANCER, 9500), WebSocket: from(LOAD_BALANCER, 8099) },
            {
                "the product's own port": from(LOAD_BALANCER, 8243),
                management: from(LOAD_BALANCER, 9443),
                WebSub: from(LOAD_BALANCER, 8021),
                "the subnet beside it": from("10.20.1.7", 9503),
                "the internet": from("203.0.113.7", 9503),
                "a pod of the same namespace": from(stranger, 9503),
                "members of a cluster that is none": from(stranger, 4000),
            },
        ));

    it("let the Publisher in where it has a way", () =>
        assertDecisions({ release: "3.2.0", share, management: true }, { management: from(LOAD_BALANCER, 9443) }, {}));

    it("let pods out to DNS, the control plane and backends, but never to the metadata service", () =>
        assertDecisions(
            {},
            {
                DNS: to(dns, 53, "UDP"),
                "DNS over TCP": to(dns, 53),
                "DNS of the node": to("169.254.10.11", 53, "UDP"),
                "the control plane": to("10.30.0.4", 9443),
                "its broker": to("10.30.0.4", 5672),
                "Key Vault": to("10.20.2.5", 443),
                "a backend": to("203.0.113.7", 8080),
            },
            {
                "the metadata service": to("169.254.169.254", 80),
                "Azure's own address": to("168.63.129.16", 80),
                "and its port for agents": to("168.63.129.16", 32526),
                "DNS elsewhere": to("203.0.113.7", 53, "UDP"),
                "something else of the cluster's DNS": to(dns, 8080),
                "a pod": to(stranger, 8080),
            },
        ));

    it("let pods out to given ranges and namespaces alone", () =>
        assertDecisions(
            { backendRanges: ["10.40.0.0/16", "168.0.0.0/8"], backendNamespaces: ["apis"], controlPlaneRanges: ["10.30.0.0/24"], controlPlanePorts: [9443] },
            {
                "a backend": to("10.40.1.2", 8080),
                "a backend in the cluster": to({ namespace: "apis", labels: {} }, 8080),
                "the control plane": to("10.30.0.4", 9443),
                "an address beside Azure's": to("168.63.129.17", 80),
            },
            {
                "the control plane's other ports": to("10.30.0.4", 5672),
                "the internet": to("203.0.113.7", 443),
                "another namespace": to({ namespace: "other", labels: {} }, 8080),
                "Azure's own address": to("168.63.129.16", 80),
            },
        ));

    it("let pods out to no backend where none is named: in Kubernetes an empty list of peers would be everybody", () =>
        assertDecisions(
            { backendRanges: [] },
            { DNS: to(dns, 53, "UDP"), "the control plane": to("10.30.0.4", 9443) },
            { "the metadata service": to("169.254.169.254", 80), "Azure's own address": to("168.63.129.16", 80), "a backend": to("203.0.113.7", 8080) },
        ));

    it("let pods out to backends in the cluster alone where only those are named", () =>
        assertDecisions(
            { backendRanges: [], backendNamespaces: ["apis"] },
            { "a backend in the cluster": to({ namespace: "apis", labels: {} }, 8080) },
            { "the metadata service": to("169.254.169.254", 80), "a backend outside": to("203.0.113.7", 8080) },
        ));

    it("let members of a cluster talk to each other, and nobody else to them", async () => {
        const member = { namespace: "shop-prod", labels: { "app.kubernetes.io/name": "wso2-gateway", "app.kubernetes.io/instance": "shop-prod" } };
        const other = { ...member, labels: { ...member.labels, "app.kubernetes.io/instance": "shop-dev" } };
        await assertDecisions(
            { release: "3.2.0", share, hazelcast: true },
            { joins: from(member, 4000), "is joined": to(member, 4003) },
            {
                "another port": from(member, 9443),
                "another environment": from(other, 4000),
                "the load balancer": from(LOAD_BALANCER, 4000),
                "out to another": to(other, 4000),
            },
        );
    });

    it("leave others alone in a namespace that is theirs as well, and nobody in one of our own", async () => {
        for (const [createNamespace, allowed] of [
            [false, true],
            [true, false],
        ]) {
            const objects = await workloadObjects(workloadArgs({ createNamespace: createNamespace!, namespace: "shop-prod" }));
            const policies = objects.filter(({ kind }) => kind === "NetworkPolicy") as unknown as Policy[];
            assert.equal(isAllowed(policies, { direction: "Egress", pod: stranger, peer: "203.0.113.7", port: 443 }), allowed);
        }
    });
});
