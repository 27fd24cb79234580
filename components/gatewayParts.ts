import * as pulumi from "@pulumi/pulumi";

import { withLaterChecks } from "./checking/laterChecks";
import { refuse } from "./checking/validation";
import { checkConfiguration } from "./checks";
import { machinePlan, PlanContext, podPlan } from "./deployment/plans";
import type { GatewayDeploymentArgs } from "./deploymentArgs";
import { PodDocument } from "./node/pod/podFiles";
import { Problem } from "./problem";
import { ContentSyncMode } from "./product/release";
import { releaseProfile } from "./product/releases";
import { nodeConfiguration } from "./scaleSet/nodeConfiguration";
import type { SharedStorage } from "./sharedStorage";
import { sharedPaths } from "./sharedStorage/sharedPaths";
import type { GatewayVault } from "./vault";
import { VaultSecret } from "./vault/args";
import { vaultSecrets } from "./vault/secrets";
import { podConfiguration } from "./workload/podConfiguration";

/**
 * The secrets of a gateway with these arguments, each with its only reader, for the `secrets` of a `GatewayVault` that a program makes itself.
 * The load balancer's `certificateSecretId` is then `vault.secretId("front-certificate")`.
 *
 * @param args as for a `GatewayDeployment`
 * @param sharedStorage the share, where nodes mount it with a key (SMB)
 * @throws RunError that lists everything that is wrong with the arguments
 */
export function vaultSecretsFor(args: GatewayDeploymentArgs, sharedStorage?: SharedStorage): VaultSecret[] {
    return vaultSecrets(checkedContext("vaultSecretsFor", args).args, sharedStorage?.accountKey);
}

/**
 * What the pods of a gateway with these arguments run and are told, for the `podDocument` of a `ClusterGateway` or `GatewayWorkload` that a program makes itself.
 *
 * @param args as for a `GatewayDeployment`, `baseName` included; the component gets the same `release`, `baseName` and durations
 * @param vault the vault with the secrets of `vaultSecretsFor`
 * @throws RunError that lists everything that is wrong with the arguments
 */
export function podDocumentFor(args: GatewayDeploymentArgs, vault: GatewayVault): pulumi.Output<PodDocument> {
    return podConfiguration({ ...podPlan(checkedContext("podDocumentFor", args)), vault });
}

/**
 * What machines find at their first boot to become nodes of a gateway with these arguments, for the `cloudInit` of a `ScaleSetGateway` that a program makes itself.
 *
 * @param args as for a `GatewayDeployment`, `baseName` included; the component gets the same durations. Not with `contentSync` `Rsync`
 * @param vault the vault with the secrets of `vaultSecretsFor`
 * @param sharedStorage the share, for releases and modes that use one
 * @throws RunError that lists everything that is wrong with the arguments
 */
export function cloudInitFor(args: GatewayDeploymentArgs, vault: GatewayVault, sharedStorage?: SharedStorage): pulumi.Output<string> {
    const context = checkedContext("cloudInitFor", args, (checked) => checkShare(checked, sharedStorage));
    return nodeConfiguration({ ...machinePlan(context), vault, sharedStorage }).cloudInit;
}

/** What nodes follow from. Names and the folder on a share do from `baseName`, which no component is there to give a default. */
function checkedContext(subject: string, args: GatewayDeploymentArgs, alsoCheck: (context: PlanContext) => Problem[] = () => []): PlanContext {
    const noName = args.baseName === undefined ? [{ path: "baseName", message: "is missing; it is the same for all components of a gateway" }] : [];
    refuse(subject, [...checkConfiguration(args), ...noName]);
    const profile = releaseProfile(args.release);
    const context = {
        args: withLaterChecks(subject, args),
        profile,
        contentSync: args.contentSync ?? profile.defaultContentSync,
        baseName: args.baseName!,
        startupSeconds: args.startupSeconds ?? profile.slowestStartSeconds,
    };
    refuse(subject, alsoCheck(context));
    return context;
}

function checkShare({ args, profile, contentSync }: PlanContext, sharedStorage: SharedStorage | undefined): Problem[] {
    if (contentSync === ContentSyncMode.Rsync)
        return [{ path: "contentSync", message: "is Rsync, whose manager and workers are told of each other by a GatewayDeployment alone" }];
    if (sharedStorage !== undefined || sharedPaths(profile, contentSync, args.sharedStorage).length === 0) return [];
    return [{ path: "sharedStorage", message: `is missing; nodes of release ${profile.release} with contentSync ${contentSync} mount one` }];
}
