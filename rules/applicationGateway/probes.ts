import { isGiven, objectOrEmpty, sameWord, textOrEmpty, textsIn } from "../body/json";
import { missingOrOutside, notOneOf, outside, Part } from "../body/parts";
import type { Finding, Rule } from "../rule";
import { Gateway, gatewayOf, gatewayTypes } from "./gateway";

const MAX_SECONDS = 86_400;
const MAX_THRESHOLD = 20;
const MAX_MATCH_LENGTH = 4_090;
const PROTOCOLS = ["Http", "Https", "Tcp", "Tls"];

/** How a gateway finds out which targets are healthy. */
export const probeRules: readonly Rule[] = [
    {
        id: "AG-21",
        title: "Probes have allowed values that fit together and to their settings",
        severity: "Error",
        hint: "See the message. A probe whose protocol is not that of the settings finds every target unhealthy (502).",
        types: gatewayTypes,
        *check(resource) {
            const gateway = gatewayOf(resource);
            for (const probe of gateway.parts("probes")) {
                yield* wrongTimes(probe);
                yield* notOneOf(probe.properties.protocol ?? "", PROTOCOLS, `${probe.inside}.protocol`);
                yield* isHttp(probe) ? wrongHttp(probe) : wrongTcp(probe);
            }
            yield* otherProtocol(gateway);
        },
    },
];

function isHttp({ properties }: Part): boolean {
    return !sameWord(properties.protocol, "Tcp") && !sameWord(properties.protocol, "Tls");
}

function* wrongTimes({ properties, inside }: Part): Iterable<Finding> {
    const { interval, timeout } = properties;
    yield* missingOrOutside(interval, [1, MAX_SECONDS], `${inside}.interval`);
    yield* missingOrOutside(timeout, [1, MAX_SECONDS], `${inside}.timeout`);
    yield* missingOrOutside(properties.unhealthyThreshold, [1, MAX_THRESHOLD], `${inside}.unhealthyThreshold`);
    yield* outside(properties.port, [1, 65_535], `${inside}.port`);
    if (typeof interval === "number" && typeof timeout === "number" && timeout > interval)
        yield { path: `${inside}.timeout`, message: `is ${timeout}, above the interval ${interval}` };
}

function* wrongHttp({ properties, inside }: Part): Iterable<Finding> {
    const path = textOrEmpty(properties.path);
    if (!path.startsWith("/")) yield { path: `${inside}.path`, message: path === "" ? "is missing" : `is "${path}"; it must begin with "/"` };
    const hosts = [textOrEmpty(properties.host) !== "", properties.pickHostNameFromBackendHttpSettings === true];
    if (hosts[0] === hosts[1]) yield { path: `${inside}.host`, message: "exactly one of host and pickHostNameFromBackendHttpSettings is needed" };
    const match = objectOrEmpty(properties.match);
    if (textOrEmpty(match.body).length > MAX_MATCH_LENGTH)
        yield { path: `${inside}.match.body`, message: `has ${textOrEmpty(match.body).length} characters; allowed are ${MAX_MATCH_LENGTH}` };
    for (const [index, codes] of textsIn(match.statusCodes).entries())
        if (!isStatusRange(codes))
            yield { path: `${inside}.match.statusCodes[${index}]`, message: `is "${codes}"; allowed are 100 to 599 and ranges of them, such as 200-399` };
}

function* wrongTcp({ properties, inside }: Part): Iterable<Finding> {
    for (const key of ["host", "path", "match"])
        if (isGiven(properties[key])) yield { path: `${inside}.${key}`, message: `is set; probes with protocol ${String(properties.protocol)} have none` };
}

function* otherProtocol(gateway: Gateway): Iterable<Finding> {
    for (const { properties, inside } of [...gateway.parts("backendHttpSettingsCollection"), ...gateway.parts("backendSettingsCollection")]) {
        const probe = gateway.find("probes", properties.probe);
        if (probe !== undefined && !sameWord(probe.properties.protocol, textOrEmpty(properties.protocol)))
            yield {
                path: `${inside}.probe.id`,
                message: `is "${probe.name}" with protocol ${String(probe.properties.protocol)}; the settings have ${String(properties.protocol)}`,
            };
    }
}

function isStatusRange(text: string): boolean {
    const match = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(text);
    return match !== null && Number(match[1]) <= Number(match[2] ?? match[1]);
}
