import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";

import * as pulumi from "@pulumi/pulumi";
import * as ts from "typescript";

import * as components from "../../components";
import { cloudInitFor, GatewayDeployment, GatewayDeploymentArgs, GatewayVault, podDocumentFor, vaultSecretsFor } from "../../components";
import { blocks } from "../consumers/support/markdown";
import { reachableKubeconfig } from "../support/apiServer";
import { customDataText } from "../support/customData";
import { frontPfx, testAuthority } from "../support/fixtures";
import { clusterArgs, rootCertificate, rsyncArgs, validArgs } from "./support/deployments";
import { plain, Registered, registeredBy } from "./support/mocks";

const PAGE = join(__dirname, "..", "..", "docs", "by-hand.md");
const group = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-platform/providers";

/** The program of the page with the settings that it asks for. */
async function pageProgram(): Promise<Registered[]> {
    const [program] = blocks(PAGE, "ts");
    const javaScript = ts.transpile(program!, { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 });
    const given = (name: string): unknown => (name === "wso2-gateway-azure" ? components : createRequire(__filename)(name));
    const password = "key-store-secret";
    const config = {
        virtualNetworkId: `${group}/Microsoft.Network/virtualNetworks/vnet-platform`,
        vaultZoneId: `${group}/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net`,
        clusterId: `${group}/Microsoft.ContainerService/managedClusters/aks-platform`,
        kubeconfig: await reachableKubeconfig(),
        frontCertificatePfx: frontPfx(),
        nodeKeyStore: testAuthority().keyStore({ password }),
        nodeKeyStorePassword: password,
        backendTrustedRoots: JSON.stringify([rootCertificate]),
        adminPassword: "administrator-secret",
    };
    const settings = Object.fromEntries(Object.entries(config).map(([key, value]) => [`wso2-gateway-azure:${key}`, value]));
    return registeredBy(() => new Function("require", "exports", javaScript)(given, {}), { stack: "prod", config: settings });
}

describe("a gateway that is put together by hand", () => {
    it("has in the page's program a load balancer that leads to the entry of its pods", async () => {
        const registered = await pageProgram();
        const inputs = (type: string): Record<string, unknown> => plain(registered.find((one) => one.type.endsWith(type))!.inputs) as Record<string, unknown>;
        const balancer = JSON.stringify(inputs(":ApplicationGateway"));
        assert.match(balancer, /"backendAddresses":\[\{"ipAddress":"10\.50\.9\.46"\}\]/);
        assert.match(balancer, /"hostNames?":(\[)?"gw\.example\.com"/);
        assert.equal(registered.filter(({ type }) => type.endsWith(":FederatedIdentityCredential")).length, 1);
        const entry = registered.filter(({ type, inputs: own }) => type === "kubernetes:core/v1:Service" && JSON.stringify(own).includes("10.50.9.46"));
        assert.equal(entry.length, 1, "no entry has the address that the load balancer sends to");
    });
});

describe("what the parts of a gateway are told by hand", () => {
    const baseName = "shop-prod";

    for (const [title, args] of Object.entries({
        "of a release that fetches its APIs": clusterArgs({ release: "4.5.0", baseName }),
        "with a share": clusterArgs({ baseName }),
        "with Hazelcast, in a namespace of another name": clusterArgs({ baseName, hazelcast: {} }, { namespace: "apis" }),
    }))
        it(`is for pods ${title} what a deployment tells its own`, async () => {
            const [own, ofDeployment] = await known(
                (deployment) => [podDocumentFor(args, deployment.vault).configurationHash, deployment.configurationHash],
                args,
            );
            assert.match(String(own), /^[0-9a-f]{16}$/);
            assert.equal(own, ofDeployment);
        });

    for (const [title, args] of Object.entries({
        "of a release that fetches its APIs": validArgs({ release: "4.5.0", baseName }),
        "with a share": validArgs({ baseName }),
        "with a share that has a key": validArgs({ baseName, sharedStorage: { protocol: "SMB" } }),
    }))
        it(`is for machines ${title} what a deployment tells its own`, async () => {
            const cloudInitOf = ({ vault, sharedStorage }: GatewayDeployment): unknown[] => [cloudInitFor(args, vault, sharedStorage)];
            const registered: Registered[] = [];
            const [own] = await known(cloudInitOf, args, registered);
            const { osProfile } = one(registered, "VirtualMachineScaleSet").inputs["virtualMachineProfile"] as { osProfile: { customData: string } };
            assert.equal(own, customDataText(osProfile.customData));
        });

    it("is in a vault the secrets of a deployment, that of a share's key included", async () => {
        const args = validArgs({ baseName, sharedStorage: { protocol: "SMB" } });
        const registered: Registered[] = [];
        const [names] = await known(({ sharedStorage }) => [vaultSecretsFor(args, sharedStorage).map(({ name }) => name)], args, registered);
        const written = registered.filter(({ type }) => type.endsWith(":keyvault:Secret")).map(({ inputs }) => inputs["secretName"]);
        assert.deepEqual([...(names as string[])].sort(), written.sort());
        assert.ok((names as string[]).includes("share-key"));
    });

    const refused: [title: string, make: (vault: GatewayVault) => unknown, message: RegExp][] = [
        ["no name", (vault) => podDocumentFor(clusterArgs(), vault), /podDocumentFor.*\n.*baseName.* is missing; it is the same for all components/],
        ["no control plane", () => vaultSecretsFor({ ...validArgs({ baseName }), controlPlane: undefined! }), /vaultSecretsFor.*\n.*controlPlane.* is missing/],
        ["an unknown release", (vault) => podDocumentFor(clusterArgs({ baseName, release: "3.3.0" }), vault), /release.*3\.3\.0/],
        [
            "a key store for another host name",
            (vault) => podDocumentFor(clusterArgs({ baseName, hostName: "gw.example.org" }), vault),
            /certificates\.nodeKeyStore/,
        ],
        ["a share that is missing", (vault) => cloudInitFor(validArgs({ baseName }), vault), /sharedStorage.* is missing; nodes of release 3\.2\.0/],
        ["rsync mode", (vault) => cloudInitFor({ ...validArgs({ baseName }), ...rsyncArgs() }, vault), /contentSync.* is Rsync/],
    ];
    for (const [title, make, message] of refused)
        it(`is refused with ${title}, by the argument's path`, async () => {
            await known((deployment) => [assert.throws(() => make(deployment.vault), message) as unknown], validArgs());
        });
});

/** Values that follow from a deployment, as soon as they are known. */
async function known(values: (deployment: GatewayDeployment) => unknown[], args: GatewayDeploymentArgs, registered: Registered[] = []): Promise<unknown[]> {
    let all: Promise<unknown[]> | undefined;
    const made = await registeredBy(() => {
        const outputs = pulumi.all(values(new GatewayDeployment("gateway", args)));
        all = new Promise((resolve) => outputs.apply(resolve));
    });
    registered.push(...made);
    return all!;
}

function one(registered: readonly Registered[], kind: string): Registered {
    return registered.find(({ type }) => type.endsWith(`:${kind}`))!;
}
