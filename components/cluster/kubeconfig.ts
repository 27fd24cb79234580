import { apiServerOf } from "./apiServer";

/** Application of Microsoft Entra ID for which every AKS API server takes tokens. Source: Azure/kubelogin, `--server-id`. */
const AKS_SERVER = "6dae42f8-4368-4678-94ff-3960e28e3630";

/** What a cluster answers when its user's credentials are asked for. */
export interface UserCredentials {
    kubeconfigs?: { value?: string }[];
}

/**
 * A kubeconfig that signs in through kubelogin: it names the API server and who signs for it, and has neither token nor key in it.
 * It signs in as Azure's command line does; the environment variable `AAD_LOGIN_METHOD` says another way, such as `spn` or `workloadidentity` in a pipeline.
 *
 * @param clusterName for people who read it
 * @param credentials what Azure answers, whose own way of signing in would ask a person
 */
export function kubeloginConfig(clusterName: string, credentials: UserCredentials): string {
    const value = credentials.kubeconfigs?.[0]?.value ?? "";
    const found = apiServerOf(Buffer.from(value, "base64").toString());
    if ("problem" in found) throw new Error(`What Azure says of the cluster "${clusterName}" ${found.problem}.`);
    const { address, certificateAuthority } = found.server;
    const authority = certificateAuthority === undefined ? {} : { "certificate-authority-data": Buffer.from(certificateAuthority).toString("base64") };
    return JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        "current-context": clusterName,
        clusters: [{ name: clusterName, cluster: { server: address, ...authority } }],
        contexts: [{ name: clusterName, context: { cluster: clusterName, user: "kubelogin" } }],
        users: [
            {
                name: "kubelogin",
                user: {
                    exec: {
                        apiVersion: "client.authentication.k8s.io/v1",
                        command: "kubelogin",
                        args: ["get-token", "--login", "azurecli", "--server-id", AKS_SERVER],
                        interactiveMode: "IfAvailable",
                        provideClusterInfo: false,
                    },
                },
            },
        ],
    });
}
