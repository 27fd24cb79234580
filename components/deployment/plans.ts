import * as pulumi from "@pulumi/pulumi";

import type { GatewayPlan } from "../gatewayConfiguration";
import { defaultDomain } from "../hazelcast/plan";
import { clusteringOnKubernetes } from "../product/clustering";
import { workloadNames } from "../workload/names";
import { DeploymentContext } from "./context";

/** What the plan of a deployment's nodes follows from. */
export type PlanContext = Pick<DeploymentContext, "args" | "profile" | "contentSync" | "baseName" | "startupSeconds">;

/** What is known of machines as gateway nodes from the arguments alone. */
export function machinePlan({ args, profile, contentSync, baseName, startupSeconds }: PlanContext): GatewayPlan {
    const clusterDomain = defaultDomain(pulumi.getProject(), pulumi.getStack(), baseName);
    return { deployment: args, profile, contentSync, baseName, clusterDomain, startupSeconds };
}

/** What is known of pods: unlike machines they find each other by a name. */
export function podPlan(context: PlanContext): GatewayPlan {
    const plan = machinePlan(context);
    const { release, hazelcast, cluster } = plan.deployment;
    const { members, namespace } = workloadNames(plan.baseName, cluster?.namespace);
    const clusterDomain = hazelcast?.domain ?? plan.clusterDomain;
    const clustering = hazelcast && clusteringOnKubernetes(release, clusterDomain, { name: members, namespace });
    return { ...plan, clusterDomain, clustering };
}
