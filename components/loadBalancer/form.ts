import { boolean, group, groups, integer, list, required, Setting, text } from "../settings";

/** The settings of a load balancer in stack configuration. */
export const loadBalancerForm: Readonly<Record<string, Setting>> = {
    sku: text,
    minInstances: integer,
    maxInstances: integer,
    firewall: group({
        mode: text,
        rateLimitPerMinute: integer,
        allowedRanges: list,
        maxRequestBodyKiB: integer,
        maxFileUploadMiB: integer,
        exclusions: groups({
            matchVariable: required(text),
            selector: required(text),
            selectorMatchOperator: required(text),
            ruleGroup: text,
            ruleIds: list,
        }),
        ruleOverrides: groups({ ruleGroup: required(text), ruleId: required(text), state: text, action: text }),
    }),
    domainNameLabel: text,
    httpRedirect: boolean,
    webSocket: boolean,
    webSub: boolean,
    managementListener: group({ hostName: required(text), privateIpAddress: text, port: integer }),
    mutualTls: group({ clientCertificateAuthorities: required(list), verifyIssuer: boolean }),
    privateOnly: boolean,
    privateIpAddress: text,
    publicIpAddressId: text,
};
