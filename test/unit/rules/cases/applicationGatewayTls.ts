import { execFileSync } from "node:child_process";

import { many } from "../support/changes";
import { listener, P, settings, standard, tcp } from "../support/gatewayParts";
import { part } from "../support/ids";
import { allows, refuses, RuleCase, warning } from "../support/ruleCase";

const authorities = (count: number): object[] =>
    many(count, (index) => ({ name: `c${index}`, properties: { data: Buffer.from(`chain ${index}`).toString("base64") } }));

const certificate = (issuer: "itself" | "another"): string => {
    const openssl = (...args: string[]): string => execFileSync("openssl", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const selfSigned = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "/dev/null", "-days", "2"];
    const pem = openssl(...selfSigned, "-subj", "/CN=root");
    const der = Buffer.from(pem.replaceAll(/-----[A-Z ]+-----|\s/g, ""), "base64");
    if (issuer === "itself") return der.toString("base64");
    // The issuer's name is the first of the two: changed, the certificate is one that another one has signed. Nobody verifies the signature.
    der.write("toor", der.indexOf("root"));
    return der.toString("base64");
};

const own = `${P}.sslCertificates[0].properties`;
const certificates = [
    allows("AG-24", "a root that signs itself", { [`${P}.trustedRootCertificates[0].properties.data`]: certificate("itself") }),
    refuses("AG-24", "no trusted root", { [`${settings}.trustedRootCertificates`]: [] }, `${settings}.trustedRootCertificates`),
    refuses(
        "AG-24",
        "an intermediate",
        { [`${P}.trustedRootCertificates[0].properties.data`]: certificate("another") },
        `${P}.trustedRootCertificates[0].properties.data`,
    ),
    allows("AG-25", "a PFX with its password", { [own]: { data: "AAAA", password: "secret" } }),
    refuses("AG-25", "a PFX without password", { [own]: { data: "AAAA" } }, `${own}.password`, {
        azureError: "ApplicationGatewaySslCertificatePasswordIncorrect",
    }),
    refuses("AG-25", "two sources", { [`${own}.data`]: "AAAA", [`${own}.password`]: "secret" }, `${own}.data`),
    refuses("AG-25", "no source", { [own]: {} }, `${own}.data`),
    refuses("AG-25", "a root without source", { [`${P}.trustedRootCertificates[0].properties`]: {} }, `${P}.trustedRootCertificates[0].properties.data`),
    refuses(
        "AG-25",
        "a client authority without data",
        { [`${P}.trustedClientCertificates[0].properties`]: {} },
        `${P}.trustedClientCertificates[0].properties.data`,
    ),
    refuses(
        "AG-25",
        "a client authority of more than 25 KB",
        { [`${P}.trustedClientCertificates[0].properties.data`]: Buffer.alloc(25 * 1024 + 1).toString("base64") },
        `${P}.trustedClientCertificates[0].properties.data`,
    ),
    allows("AG-26", "no vault and no identity", { [own]: { data: "AAAA", password: "secret" }, "gateway.identity": undefined }),
    refuses("AG-26", "no identity", { "gateway.identity": undefined }, "gateway.identity.type"),
    refuses("AG-26", "a system-assigned identity", { "gateway.identity.type": "SystemAssigned" }, "gateway.identity.type"),
    refuses("AG-26", "two identities", { "gateway.identity.userAssignedIdentities": { a: {}, b: {} } }, "gateway.identity.userAssignedIdentities"),
    refuses(
        "AG-26",
        "a certificate's address",
        { [`${own}.keyVaultSecretId`]: "https://kv-test.vault.azure.net/certificates/front" },
        `${own}.keyVaultSecretId`,
    ),
    refuses(
        "AG-26",
        "a version",
        { [`${own}.keyVaultSecretId`]: "https://kv-test.vault.azure.net/secrets/front/0123456789" },
        `${own}.keyVaultSecretId`,
        warning,
    ),
    allows("AG-34", "a profile that does not verify", { [`${P}.sslProfiles[0].properties`]: { trustedClientCertificates: [] } }),
    allows("AG-34", "100 authorities in a profile and 200 in all", {
        [`${P}.sslProfiles[0].properties.trustedClientCertificates`]: many(100, (index) => part("trustedClientCertificates", `c${index}`)),
        [`${P}.trustedClientCertificates`]: authorities(200),
    }),
    refuses(
        "AG-34",
        "nobody to verify against",
        { [`${P}.sslProfiles[0].properties.trustedClientCertificates`]: [] },
        `${P}.sslProfiles[0].properties.trustedClientCertificates`,
    ),
    refuses(
        "AG-34",
        "101 authorities in a profile",
        {
            [`${P}.sslProfiles[0].properties.trustedClientCertificates`]: many(101, (index) => part("trustedClientCertificates", `c${index}`)),
            [`${P}.trustedClientCertificates`]: authorities(101),
        },
        `${P}.sslProfiles[0].properties.trustedClientCertificates`,
    ),
    refuses(
        "AG-34",
        "201 authorities",
        {
            [`${P}.sslProfiles[0].properties.trustedClientCertificates`]: [part("trustedClientCertificates", "c0")],
            [`${P}.trustedClientCertificates`]: authorities(201),
        },
        `${P}.trustedClientCertificates`,
    ),
    allows("AGL-03", "16 KB", { [own]: { data: Buffer.alloc(16 * 1024).toString("base64"), password: "secret" } }),
    refuses("AGL-03", "more than 16 KB", { [own]: { data: Buffer.alloc(16 * 1024 + 1).toString("base64"), password: "secret" } }, `${own}.data`),
];

const custom = (suite: string, changes: object = {}): object => ({
    policyType: "Custom",
    minProtocolVersion: "TLSv1_2",
    cipherSuites: ["TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", suite],
    ...changes,
});
const policy = `${P}.sslPolicy`;
const tls = [
    ...["AppGwSslPolicy20170401S", "AppGwSslPolicy20220101"].map((name) => allows("AG-27", name, { [`${policy}.policyName`]: name })),
    allows("AG-27", "CustomV2 with TLS 1.3", { [policy]: custom("TLS_AES_128_GCM_SHA256", { policyType: "CustomV2", minProtocolVersion: "TLSv1_3" }) }),
    refuses(
        "AG-27",
        "CustomV2 with a suite that is no longer accepted",
        { [policy]: custom("TLS_RSA_WITH_3DES_EDE_CBC_SHA", { policyType: "CustomV2" }) },
        `${policy}.cipherSuites[1]`,
    ),
    refuses("AG-27", "no policy", { [policy]: undefined }, policy),
    ...["AppGwSslPolicy20150501", "AppGwSslPolicy20170401", undefined].map((name) =>
        refuses("AG-27", `${name}`, { [`${policy}.policyName`]: name }, `${policy}.policyName`),
    ),
    refuses("AG-27", "another type", { [`${policy}.policyType`]: "Secure" }, `${policy}.policyType`),
    refuses(
        "AG-27",
        "Custom with TLS 1.1",
        { [policy]: custom("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", { minProtocolVersion: "TLSv1_1" }) },
        `${policy}.minProtocolVersion`,
    ),
    refuses("AG-27", "Custom without suites", { [policy]: custom("", { cipherSuites: [] }) }, `${policy}.cipherSuites`),
    refuses("AG-27", "Custom with a suite of TLS 1.3", { [policy]: custom("TLS_AES_256_GCM_SHA384") }, `${policy}.cipherSuites[1]`),
    ...[
        "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
        "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
        "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_DHE_DSS_WITH_AES_256_CBC_SHA",
        "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
    ].map((suite) => refuses("AG-27", suite, { [policy]: custom(suite) }, `${policy}.cipherSuites[1]`)),
    refuses(
        "AG-27",
        "policies of two ages in one gateway",
        { [`${P}.sslProfiles[0].properties.sslPolicy`]: { policyType: "Predefined", policyName: "AppGwSslPolicy20170401S" } },
        `${P}.sslProfiles[0].properties.sslPolicy`,
    ),
];

const rewriting = `${P}.rewriteRuleSets[0].properties.rewriteRules`;
const action = `${rewriting}[0].actionSet.requestHeaderConfigurations`;
const otherFeatures = [
    allows("AG-29", "40 headers", { [action]: many(40, (index) => ({ headerName: `X-${index}`, headerValue: "" })) }),
    allows("AG-29", "an address with port in another header", { [`${action}[0]`]: { headerName: "X-Forwarded-Host", headerValue: "a.example.com:443" } }),
    allows("AG-29", "a Host without port", { [`${action}[0]`]: { headerName: "Host", headerValue: "a.example.com" } }),
    refuses("AG-29", "41 headers", { [action]: many(41, (index) => ({ headerName: `X-${index}` })) }, rewriting),
    refuses("AG-29", "41 conditions", { [`${rewriting}[0].conditions`]: many(41, () => ({ variable: "var_host" })) }, rewriting),
    refuses("AG-29", "sequence 1001", { [`${rewriting}[0].ruleSequence`]: 1_001 }, `${rewriting}[0].ruleSequence`),
    refuses("AG-29", "a header that is none", { [`${action}[0].headerName`]: "X Forwarded" }, `${action}[0].headerName`),
    ...["Connection", "upgrade"].map((name) => refuses("AG-29", name, { [`${action}[0].headerName`]: name }, `${action}[0].headerName`)),
    refuses("AG-29", "a Host with port", { [`${action}[0]`]: { headerName: "Host", headerValue: "a.example.com:443" } }, `${action}[0].headerValue`),
    allows("AG-31", "a page with a query", { [`${P}.customErrorConfigurations[0].customErrorPageUrl`]: "https://example.com/e.htm?v=2" }),
    refuses("AG-31", "another status", { [`${P}.customErrorConfigurations[0].statusCode`]: "HttpStatus404" }, `${P}.customErrorConfigurations[0].statusCode`),
    ...["https://example.com/error", "ftp://example.com/error.html"].map((url) =>
        refuses("AG-31", url, { [`${P}.customErrorConfigurations[0].customErrorPageUrl`]: url }, `${P}.customErrorConfigurations[0].customErrorPageUrl`),
    ),
    refuses(
        "AG-31",
        "a listener's page without extension",
        { [`${listener}.customErrorConfigurations`]: [{ statusCode: "HttpStatus403", customErrorPageUrl: "https://example.com/" }] },
        `${listener}.customErrorConfigurations[0].customErrorPageUrl`,
    ),
    allows("AG-35", "ports of their own", { ...tcp, ...standard }),
    refuses(
        "AG-35",
        "a port of HTTP",
        { ...tcp, [`${P}.listeners[0].properties.frontendPort`]: part("frontendPorts", "https") },
        `${P}.listeners[0].properties.frontendPort.id`,
    ),
    refuses("AG-35", "a firewall", tcp, `${P}.listeners`, warning),
    refuses(
        "AG-35",
        "rewriting",
        { ...tcp, [`${P}.routingRules[0].properties.rewriteRuleSet`]: part("rewriteRuleSets", "forwarded") },
        `${P}.routingRules[0].properties.rewriteRuleSet`,
    ),
    refuses(
        "AG-35",
        "affinity",
        { ...tcp, [`${P}.backendSettingsCollection[0].properties.cookieBasedAffinity`]: "Enabled" },
        `${P}.backendSettingsCollection[0].properties.cookieBasedAffinity`,
    ),
];

/** Certificates, TLS, and what else a gateway can do. */
export const applicationGatewayTlsCases: readonly RuleCase[] = [...certificates, ...tls, ...otherFeatures];
