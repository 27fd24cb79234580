import { isGiven, listOrEmpty, objectOrEmpty, sameWord, textOrEmpty } from "../body/json";
import { missingOrOutside, notOneOf, outside, Part } from "../body/parts";
import type { Finding, Rule } from "../rule";
import { addressesIn, destinationsOf, isPublic } from "./destinations";
import { gatewayOf, gatewayTypes } from "./gateway";

const MAX_REQUEST_TIMEOUT = 86_400;
const MAX_INTERNET_TIMEOUT = 240;

/** How a gateway speaks to what is behind it. */
export const backendRules: readonly Rule[] = [
    {
        id: "AG-19",
        title: "Backend settings have allowed values that fit together",
        severity: "Error",
        hint: "See the message; the settings of one backend are port, protocol, path, timeout, host name, affinity and trusted roots.",
        types: gatewayTypes,
        *check(resource) {
            const gateway = gatewayOf(resource);
            for (const settings of gateway.parts("backendHttpSettingsCollection")) {
                yield* wrongValues(settings);
                yield* wrongCombinations(settings);
            }
            for (const { pool, settings } of destinationsOf(gateway)) {
                const address = addressesIn(pool).find(isPublic);
                const timeout = settings.properties.requestTimeout;
                if (address !== undefined && typeof timeout === "number" && timeout > MAX_INTERNET_TIMEOUT)
                    yield {
                        path: `${settings.inside}.requestTimeout`,
                        message: `is ${timeout}; for targets in the Internet such as ${address} Azure ends requests after ${MAX_INTERNET_TIMEOUT} seconds`,
                        severity: "Warning",
                    };
            }
        },
    },
    {
        id: "AG-20",
        title: "Connection draining has a time limit",
        severity: "Error",
        hint: "Set `drainTimeoutInSec` to 1 to 3600 where draining is enabled.",
        types: gatewayTypes,
        *check(resource) {
            for (const { properties, inside } of gatewayOf(resource).parts("backendHttpSettingsCollection")) {
                const { enabled, drainTimeoutInSec } = objectOrEmpty(properties.connectionDraining);
                if (enabled === true) yield* missingOrOutside(drainTimeoutInSec, [1, 3_600], `${inside}.connectionDraining.drainTimeoutInSec`);
            }
        },
    },
    {
        id: "AG-22",
        title: "A probe that takes its host from the settings finds one there",
        severity: "Error",
        hint: "Set `hostName` or `pickHostNameFromBackendAddress` in the settings, or give the probe a host of its own.",
        types: gatewayTypes,
        *check(resource) {
            const gateway = gatewayOf(resource);
            for (const { properties, inside } of gateway.parts("backendHttpSettingsCollection")) {
                const probe = gateway.find("probes", properties.probe);
                const hasHost = textOrEmpty(properties.hostName) !== "" || properties.pickHostNameFromBackendAddress === true;
                if (probe?.properties.pickHostNameFromBackendHttpSettings === true && !hasHost)
                    yield { path: `${inside}.hostName`, message: `is missing; probe "${probe.name}" takes its host from these settings` };
            }
        },
    },
    {
        id: "AG-23",
        title: "The host name is not taken from targets that have none",
        severity: "Warning",
        hint: "Set `hostName` to the name in the targets' certificate: taken from an address, the Host header is that address.",
        types: gatewayTypes,
        *check(resource) {
            for (const { pool, settings } of destinationsOf(gatewayOf(resource))) {
                if (settings.properties.pickHostNameFromBackendAddress !== true) continue;
                // A pool without targets of its own is filled by network interfaces, which have addresses only.
                const hasNoNames = addressesIn(pool).length > 0 || listOrEmpty(pool.properties.backendAddresses).length === 0;
                if (hasNoNames)
                    yield { path: `${settings.inside}.pickHostNameFromBackendAddress`, message: `is true, but targets of pool "${pool.name}" are addresses` };
            }
        },
    },
    {
        id: "AG-33",
        title: "No backend is expected to speak HTTP/2",
        severity: "Warning",
        hint: "Application Gateway speaks HTTP/1.1 to backends, whatever clients speak; put gRPC services behind another load balancer.",
        types: gatewayTypes,
        *check(resource) {
            // What shows in a body of a gRPC service is its health check, whose path is the service's full name.
            for (const { properties, inside } of gatewayOf(resource).parts("probes"))
                if (/^\/grpc\./i.test(textOrEmpty(properties.path)))
                    yield { path: `${inside}.path`, message: `is "${String(properties.path)}", the path of a gRPC service` };
        },
    },
];

function* wrongValues({ properties, inside }: Part): Iterable<Finding> {
    yield* missingOrOutside(properties.port, [1, 65_535], `${inside}.port`);
    yield* notOneOf(properties.protocol ?? "", ["Http", "Https"], `${inside}.protocol`);
    yield* outside(properties.requestTimeout, [1, MAX_REQUEST_TIMEOUT], `${inside}.requestTimeout`);
    const path = textOrEmpty(properties.path);
    if (path !== "" && !path.startsWith("/")) yield { path: `${inside}.path`, message: `is "${path}"; it must begin with "/"` };
}

function* wrongCombinations({ properties, inside }: Part): Iterable<Finding> {
    if (textOrEmpty(properties.hostName) !== "" && properties.pickHostNameFromBackendAddress === true)
        yield { path: `${inside}.hostName`, message: "is set beside pickHostNameFromBackendAddress; one of the two" };
    if (textOrEmpty(properties.affinityCookieName) !== "" && !sameWord(properties.cookieBasedAffinity, "Enabled"))
        yield { path: `${inside}.affinityCookieName`, message: "is set, but cookieBasedAffinity is not Enabled" };
    if (listOrEmpty(properties.trustedRootCertificates).length > 0 && !sameWord(properties.protocol, "Https"))
        yield { path: `${inside}.trustedRootCertificates`, message: "is set, but the protocol is not Https" };
    if (isGiven(properties.sniName) && properties.validateSNI !== true) yield { path: `${inside}.sniName`, message: "is set, but validateSNI is not true" };
}
