import { isNetwork } from "../azure/addressPlan";
import { checkWhole, checkZones } from "../checking/rangeChecks";
import { ifPlain } from "../checking/validation";
import { ports } from "../node/ports";
import { Problem } from "../problem";
import { checkClusteringRelease } from "../product/clustering";
import { checkRelease, releaseProfile } from "../product/releases";
import { ReleaseProfile } from "../product/release";
import { tierDefaults } from "../tier";
import { checkTiming, timing } from "../timing";
import { GatewayWorkloadArgs } from "./args";
import { checkWorkload, checkWorkloadRelease } from "./checks";
import { workloadNames } from "./names";
import { EntryPort, WorkloadPlan } from "./plan";
import { workloadSizes } from "./sizes";

/** The control plane's ports: services with and without a load balancer, message broker without TLS and with it, throttling events and the login for them. */
export const CONTROL_PLANE_PORTS = [443, 5672, 8672, 9443, 9611, 9711];

/** Everything wrong with the arguments, as far as it is known before anything exists. */
export function checkWorkloadArgs(args: GatewayWorkloadArgs): Problem[] {
    const unknown = checkRelease(args.release, "release");
    return [
        ...unknown,
        ...checkWorkload(args, args.tier),
        ...ifPlain(args.loadBalancerRange, (range) => checkLoadBalancerRange(range, "loadBalancerRange")),
        ...(args.controlPlanePorts ?? []).flatMap((port, index) => checkWhole(port, [1, 65_535], `controlPlanePorts[${index}]`)),
        ...checkZones(args.zones, "zones"),
        ...(unknown.length > 0 ? [] : checkReleaseDependent(args)),
    ];
}

export function checkLoadBalancerRange(range: string, path: string): Problem[] {
    return isNetwork(range) ? [] : [{ path, message: `is "${range}"; a CIDR block is needed, such as 10.20.0.0/24` }];
}

function checkReleaseDependent(args: GatewayWorkloadArgs): Problem[] {
    const profile = releaseProfile(args.release);
    const context = {
        profile,
        contentSync: args.contentSync ?? profile.defaultContentSync,
        durations: durations(args, profile),
        hazelcast: args.hazelcast === true,
    };
    return [
        ...checkTiming(context.durations),
        ...checkWorkloadRelease(args, context, "").map((problem) => ({ ...problem, path: problem.path.replace(/^\./, "") })),
        ...(args.hazelcast === true ? checkClusteringRelease(args.release, "hazelcast") : []),
        ...(args.webSub === true && profile.ports.secureWebSub === undefined
            ? [{ path: "webSub", message: `is true, but release ${args.release} has no WebSub; leave it out` }]
            : []),
    ];
}

function durations({ requestTimeoutSeconds, startupSeconds, timing: overrides }: GatewayWorkloadArgs, profile: ReleaseProfile) {
    return { requestTimeoutSeconds, startupSeconds: startupSeconds ?? profile.slowestStartSeconds, overrides };
}

/** What all objects depend on. The arguments are right. */
export function workloadPlan(args: GatewayWorkloadArgs, baseName: string): WorkloadPlan {
    const profile = releaseProfile(args.release);
    return {
        names: workloadNames(baseName, args.namespace),
        tier: args.tier,
        profile,
        contentSync: args.contentSync ?? profile.defaultContentSync,
        timing: timing(durations(args, profile)),
        createNamespace: args.createNamespace ?? true,
        zones: args.zones ?? tierDefaults[args.tier].zones,
        ...workloadSizes(args, args.tier),
        ...(args.minAvailable === undefined ? {} : { minAvailable: args.minAvailable }),
        entryPorts: entryPorts(args),
        management: args.management === true,
        hazelcast: args.hazelcast === true,
        backendRanges: args.backendRanges,
        backendNamespaces: args.backendNamespaces ?? [],
        controlPlaneRanges: args.controlPlaneRanges,
        controlPlanePorts: [...new Set(args.controlPlanePorts ?? CONTROL_PLANE_PORTS)].sort((one, other) => one - other),
        nodeSelector: args.nodeSelector,
        tolerations: args.tolerations ?? [],
        priorityClassName: args.priorityClassName,
    };
}

/** What the load balancer talks to: API requests go through the pod's proxy, so their port is another one there. */
function entryPorts({ webSocket, webSub }: GatewayWorkloadArgs): EntryPort[] {
    const same = (name: string, port: number): EntryPort => ({ name, port, podPort: port });
    return [
        { name: "api", port: ports.api, podPort: ports.front },
        same("readiness", ports.readiness),
        ...(webSocket === true ? [same("ws", ports.webSocket)] : []),
        ...(webSub === true ? [same("websub", ports.webSub)] : []),
    ];
}
