import { ReleaseProfile } from "../../product/release";
import type { Timing } from "../../timing/args";
import { Container, Probe } from "./shape";

/** Ports of the product that others reach directly; API requests come through the pod's proxy. */
export function productPorts({ ports }: ReleaseProfile): Container["ports"] {
    const named = { management: ports.management, ws: ports.secureWebSocket, websub: ports.secureWebSub };
    return Object.entries(named).flatMap(([name, containerPort]) => (containerPort === undefined ? [] : [{ name, containerPort, protocol: "TCP" }]));
}

/** Until the product says for the first time that it is up, within the slowest start. Nothing else is asked before. */
export function startupProbe({ health }: ReleaseProfile, timing: Timing): Probe {
    return {
        httpGet: { scheme: "HTTPS", port: health.port, path: health.path },
        periodSeconds: timing.startupProbePeriodSeconds,
        timeoutSeconds: Math.min(5, timing.startupProbePeriodSeconds),
        failureThreshold: timing.startupProbeFailureThreshold,
    };
}

/**
 * Whether the server hangs. Asks for what does not depend on APIs or the control plane, which a restart would not bring back, and waits five minutes: readiness is what reacts at once.
 * What hangs finishes no request, so that it is not drained for long.
 */
export function livenessProbe({ liveness }: ReleaseProfile): Probe {
    return {
        httpGet: { scheme: "HTTPS", port: liveness.port, path: liveness.path },
        periodSeconds: 30,
        timeoutSeconds: 10,
        failureThreshold: 10,
        terminationGracePeriodSeconds: 30,
    };
}
