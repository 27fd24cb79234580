import * as pulumi from "@pulumi/pulumi";

import { checkCertificate, checkNodeRoots } from "../certificates/certificateChecks";
import type { ConfigurationChecks } from "../checking/configurationChecks";
import { ifPlain, isPlain } from "../checking/validation";
import { checkHosts, checkServiceUrl } from "../checking/valueChecks";
import { ControlPlane } from "../controlPlane";
import { GatewayCredentials } from "../credentials";
import { Problem } from "../problem";

/** What is wrong with the control plane that a gateway is to work with. */
export function checkControlPlane(controlPlane: ControlPlane, { adminPassword }: GatewayCredentials, texts: ConfigurationChecks): Problem[] {
    const { serviceUrl, trafficManagers, eventHubs, userName, password, trustedRoots = [], signingCertificate } = controlPlane;
    // Without a password of its own it is the administrator's, which then has to fit into addresses, too.
    const passwordProblems =
        password === undefined
            ? ifPlain(adminPassword, (text) => texts.addressPart(text, "password"))
            : ifPlain(password, (text) => texts.passwordInAddress(text, "password"));
    return [
        ...ifPlain(serviceUrl, (url) => checkServiceUrl(url, "serviceUrl")),
        ...ifPlain(trafficManagers, (hosts) => checkKnownHosts(hosts, "trafficManagers")),
        ...ifPlain(eventHubs, (hosts) => checkKnownHosts(hosts, "eventHubs")),
        ...ifPlain(userName, (name) => texts.userName(name, "userName")),
        ...passwordProblems,
        ...checkNodeRoots(trustedRoots, "trustedRoots"),
        ...(signingCertificate === undefined ? [] : checkCertificate(signingCertificate, "signingCertificate")),
    ];
}

/** Of a list that is known, single names may be known only later. */
function checkKnownHosts(hosts: pulumi.Input<string>[], path: string): Problem[] {
    return checkHosts(
        hosts.map((host) => (isPlain(host) ? host : undefined)),
        path,
    );
}
