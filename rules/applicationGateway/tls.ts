import { isGiven, Fields, objectOrEmpty, sameWord, textOrEmpty, textsIn } from "../body/json";
import { notOneOf } from "../body/parts";
import { olderTlsPolicies, refusedCipherSuites, tls13CipherSuites, usablePredefinedTlsPolicies } from "../facts";
import type { Finding, Rule } from "../rule";
import { gatewayOf, gatewayTypes } from "./gateway";

/** Which TLS a gateway speaks with clients. Source: reference 2.1.3. */
export const tlsRules: readonly Rule[] = [
    {
        id: "AG-27",
        title: "The TLS policy is set, and one that Azure still accepts",
        severity: "Error",
        azureError: "ApplicationGatewayDeprecatedTlsVersionUsedInSslPolicy",
        hint: "Set `sslPolicy` to the predefined AppGwSslPolicy20220101S, even when all listeners are HTTP: Azure's own default is no longer accepted.",
        types: gatewayTypes,
        *check(resource) {
            const gateway = gatewayOf(resource);
            if (!isGiven(gateway.properties.sslPolicy))
                yield { path: "properties.sslPolicy", message: "is missing; Azure's own default is no longer accepted" };
            const holders = [{ properties: gateway.properties, inside: "properties" }, ...gateway.parts("sslProfiles")];
            const policies = holders
                .filter(({ properties }) => isGiven(properties.sslPolicy))
                .map(({ properties, inside }) => ({ policy: objectOrEmpty(properties.sslPolicy), path: `${inside}.sslPolicy` }));
            for (const { policy, path } of policies) yield* unusable(policy, path);
            const first = policies[0];
            for (const { policy, path } of policies.slice(1))
                if (isOlder(policy) !== isOlder(first!.policy))
                    yield { path, message: `cannot be mixed with ${first!.path}: one is of 2022 or CustomV2, the other older` };
        },
    },
];

function isOlder({ policyType, policyName }: Fields): boolean {
    return sameWord(policyType, "Custom") || olderTlsPolicies.some((name) => sameWord(policyName, name));
}

function* unusable(policy: Fields, path: string): Iterable<Finding> {
    const { policyType, policyName } = policy;
    yield* notOneOf(policyType ?? "", ["Predefined", "Custom", "CustomV2"], `${path}.policyType`);
    if (sameWord(policyType, "Predefined")) yield* notOneOf(policyName ?? "", usablePredefinedTlsPolicies, `${path}.policyName`);
    if (sameWord(policyType, "Custom")) yield* unusableCustom(policy, path, ["TLSv1_2"], false);
    if (sameWord(policyType, "CustomV2")) yield* unusableCustom(policy, path, ["TLSv1_2", "TLSv1_3"], true);
}

function* unusableCustom({ minProtocolVersion, cipherSuites }: Fields, path: string, versions: string[], isTls13Allowed: boolean): Iterable<Finding> {
    yield* notOneOf(minProtocolVersion ?? "", versions, `${path}.minProtocolVersion`);
    const suites = textsIn(cipherSuites);
    if (suites.length === 0) yield { path: `${path}.cipherSuites`, message: "is empty; a custom policy lists its cipher suites" };
    for (const [index, suite] of suites.entries()) {
        if (refusedCipherSuites.test(textOrEmpty(suite))) yield { path: `${path}.cipherSuites[${index}]`, message: `is ${suite}, which is no longer accepted` };
        if (!isTls13Allowed && tls13CipherSuites.includes(suite))
            yield { path: `${path}.cipherSuites[${index}]`, message: `is ${suite}, of TLS 1.3; allowed with CustomV2 only` };
    }
}
