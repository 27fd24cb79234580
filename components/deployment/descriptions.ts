import * as pulumi from "@pulumi/pulumi";

import { GatewayLoadBalancerSettings } from "../loadBalancer/settings";
import { managementListenerPort } from "../loadBalancer/ports";
import { ports } from "../node/ports";
import { gatewayEnvironment } from "../product/gatewayEnvironment";
import { ContentSyncMode, ReleaseProfile } from "../product/release";

/** A DNS record that the owner of the domain must create. */
export interface DnsRecord {
    /** Full name, for example `gw.example.com`. */
    name: string;
    /** Type of the record: `A`. */
    type: string;
    /** What it points to. */
    value: string;
}

/** What the Publisher's side is told about an environment. */
export interface EnvironmentFacts {
    profile: ReleaseProfile;
    contentSync: ContentSyncMode;
    /** Names under which publishers see it. */
    names: readonly string[];
    hostName: pulumi.Input<string>;
    loadBalancer: GatewayLoadBalancerSettings;
    /** Address of the one manager, in rsync mode. */
    managerAddress?: string;
}

/** The part of the Publisher's configuration that announces the environment. */
export function describeEnvironment({ profile, contentSync, names, hostName, loadBalancer, managerAddress }: EnvironmentFacts): pulumi.Output<string> {
    const { webSocket, webSub, managementListener } = loadBalancer;
    const port = managementListenerPort(loadBalancer);
    const direct = managerAddress === undefined ? undefined : `https://${managerAddress}:${ports.management}`;
    return pulumi.all([hostName, managementListener?.hostName]).apply(([hostName, managementHost]) => {
        const management = managementHost === undefined ? direct : `https://${managementHost}:${port}`;
        return gatewayEnvironment({ profile, contentSync, names, hostName, management, webSocket, webSub });
    });
}

/** Where an environment is reached. */
export interface Addresses {
    hostNames: pulumi.Input<string>[];
    loadBalancer: GatewayLoadBalancerSettings;
    publicIpAddress: pulumi.Output<string>;
    privateIpAddress: pulumi.Output<string>;
}

/** The records by which clients and Publisher find the environment. */
export function describeRecords({ hostNames, loadBalancer, publicIpAddress, privateIpAddress }: Addresses): pulumi.Output<DnsRecord[]> {
    const { managementListener, privateOnly } = loadBalancer;
    const management = managementListener === undefined ? [] : [managementListener.hostName];
    return pulumi.all([hostNames, management, publicIpAddress, privateIpAddress]).apply(([forClients, forPublishers, publicly, privately]) => {
        const record = (value: string) => (name: string) => ({ name, type: "A", value });
        const records = [...forClients.map(record(privateOnly === true ? privately : publicly)), ...forPublishers.map(record(privately))];
        // One name may serve both on one address.
        return records.filter(({ name }, index) => records.findIndex((other) => other.name === name) === index);
    });
}
