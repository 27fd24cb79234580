import * as pulumi from "@pulumi/pulumi";

import { gatewayNode, GatewayPlan, GatewayValues, gatewayValues, planTiming, shareFolder } from "../gatewayConfiguration";
import { PodDocument, podFiles } from "../node/pod/podFiles";
import { sharedPaths } from "../sharedStorage/sharedPaths";
import type { GatewayVault } from "../vault";

/** What a pod's configuration is made from. */
export interface PodConfigurationPlan extends GatewayPlan {
    vault: GatewayVault;
}

/** What the pods of a deployment run and are told, known when everything in it is. */
export function podConfiguration(plan: PodConfigurationPlan): pulumi.Output<PodDocument> {
    return pulumi.output(gatewayValues(plan.deployment, plan.vault)).apply((values) => podDocument(plan, values as unknown as GatewayValues));
}

/** The document that follows from what is known of a deployment and these values. The same always gives the same texts. */
export function podDocument(plan: GatewayPlan, values: GatewayValues): PodDocument {
    const { deployment, profile, contentSync } = plan;
    const { loadBalancerRequestTimeoutSeconds, podDetectionSeconds, preStopSeconds } = planTiming(plan);
    const paths = sharedPaths(profile, contentSync, deployment.sharedStorage);
    return podFiles({
        ...gatewayNode(plan, values),
        detectionSeconds: podDetectionSeconds,
        secretIds: values.secretIds,
        keyStoreSecretId: values.keyStoreSecretId,
        nodeRoots: deployment.certificates.backendTrustedRoots,
        loadBalancerRequestTimeoutSeconds,
        preStopSeconds,
        ...(paths.length === 0 ? {} : { share: { paths, folder: shareFolder(plan) } }),
    });
}
