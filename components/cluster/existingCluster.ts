import * as containerservice from "@pulumi/azure-native/containerservice";
import * as pulumi from "@pulumi/pulumi";

import { checkedLater } from "../checking/validation";
import { Problem } from "../problem";
import { inOwnSubscription } from "../subscription";
import { ClusterContext } from "./context";
import { clusterPlace } from "./idChecks";
import { kubeconfigOf, UsableCluster } from "./newCluster";
import { lackOfVersion } from "./oldestVersion";
import { ClusterPlace } from "./reachable";
import { ExistingCluster } from "./settings";

/** An existing cluster, and where its API server is asked whether it is there. */
export interface FoundCluster extends UsableCluster {
    place: pulumi.Output<ClusterPlace>;
}

/** What the gateway needs to know of a cluster that exists. */
interface ClusterFacts {
    /** The full version that its API server has. */
    currentKubernetesVersion?: string;
    powerState?: { code?: string };
    oidcIssuerProfile?: { enabled?: boolean; issuerURL?: string };
    securityProfile?: { workloadIdentity?: { enabled?: boolean } };
    addonProfiles?: Record<string, { enabled?: boolean }>;
    networkProfile?: { networkPlugin?: string; networkPolicy?: string };
    storageProfile?: { fileCSIDriver?: { enabled?: boolean } };
}

/**
 * A cluster that exists, asked of Azure, and checked for what the gateway cannot do without.
 *
 * @param hasProvider whether a provider for its objects comes from outside: then its credentials are not asked for, which needs a right that whoever brings a provider may not have
 */
export function existingCluster(context: ClusterContext, existing: ExistingCluster, hasProvider: boolean): FoundCluster {
    const { subject, args, inParent } = context;
    const id = inOwnSubscription(subject, existing.id, "existing.id", inParent);
    const resourceGroupName = id.apply((known) => clusterPlace(known)!.resourceGroupName);
    const resourceName = id.apply((known) => clusterPlace(known)!.name);
    const answer = containerservice.getManagedClusterOutput({ resourceGroupName, resourceName }, inParent);
    const checked = checkedLater(subject, answer, (cluster) => checkFacts(cluster, args.share !== undefined));
    return {
        id: pulumi.all([id, checked]).apply(([known]) => known),
        oidcIssuerUrl: checked.apply((cluster) => cluster.oidcIssuerProfile!.issuerURL),
        kubeconfig: usedKubeconfig(),
        place: placeOf(id, checked, existing.kubeconfig),
    };

    function usedKubeconfig(): pulumi.Output<string> {
        if (hasProvider) return pulumi.secret("");
        return existing.kubeconfig === undefined ? kubeconfigOf(context, resourceName, resourceGroupName) : pulumi.secret(existing.kubeconfig);
    }
}

function placeOf(
    id: pulumi.Output<string>,
    answer: pulumi.Output<containerservice.GetManagedClusterResult>,
    kubeconfig: pulumi.Input<string> | undefined,
): pulumi.Output<ClusterPlace> {
    return pulumi.all([id, answer, kubeconfig]).apply(([known, { fqdn, privateFQDN, powerState }, text]) => {
        return { id: known, kubeconfig: text, fqdn, privateFqdn: privateFQDN, powerState: powerState.code };
    });
}

/** What the gateway cannot do without, all of it at once; `usesShare` where its pods mount one. */
export function checkFacts(cluster: ClusterFacts, usesShare: boolean): Problem[] {
    const { powerState, currentKubernetesVersion: version = "", oidcIssuerProfile, securityProfile, addonProfiles, networkProfile, storageProfile } = cluster;
    const path = "existing.id";
    const lack = lackOfVersion(version);
    const addon = Object.entries(addonProfiles ?? {}).find(([name]) => name.toLowerCase() === "azurekeyvaultsecretsprovider")?.[1];
    const lacks = [
        ...(/^stop/i.test(powerState?.code ?? "") ? ["is a cluster that is stopped; start it first: az aks start"] : []),
        ...(lack === undefined ? [] : [`is a cluster of Kubernetes ${version}; ${lack}; az aks upgrade`]),
        ...(oidcIssuerProfile?.enabled === true && (oidcIssuerProfile.issuerURL ?? "") !== ""
            ? []
            : ["is a cluster without an OIDC issuer, which pods prove with who they are; az aks update --enable-oidc-issuer (AK-12)"]),
        ...(securityProfile?.workloadIdentity?.enabled === true
            ? []
            : ["is a cluster without workload identity, with which pods read their secrets; az aks update --enable-workload-identity"]),
        ...(addon?.enabled === true
            ? []
            : ["is a cluster without the Key Vault add-on, which brings secrets into pods; az aks enable-addons --addons azure-keyvault-secrets-provider"]),
        ...(enforcesPolicies(networkProfile)
            ? []
            : [
                  "is a cluster without an engine for network policies, which lets everybody reach the pods; az aks update --network-dataplane cilium, or --network-policy calico",
              ]),
        // On unless somebody has turned it off.
        ...(usesShare && storageProfile?.fileCSIDriver?.enabled === false
            ? ["is a cluster without the driver of Azure Files, by which pods mount the share; az aks update --enable-file-driver"]
            : []),
    ];
    return lacks.map((message) => ({ path, message }));
}

/** Whether anything makes network policies hold. A network plug-in of the owner's own (`none`) may, which Azure does not know. */
function enforcesPolicies({ networkPlugin, networkPolicy }: NonNullable<ClusterFacts["networkProfile"]> = {}): boolean {
    return networkPlugin === "none" || (networkPolicy ?? "none") !== "none";
}
