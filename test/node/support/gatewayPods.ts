import * as fs from "node:fs";
import * as path from "node:path";

import { GatewayDeploymentArgs } from "../../../components";
import { ReleaseProfile } from "../../../components/product/release";
import { releaseProfile } from "../../../components/product/releases";
import { timing } from "../../../components/timing";
import { podDocument } from "../../../components/workload/podConfiguration";
import { podTemplate, PodTemplate } from "../../../components/workload/podTemplate";
import { temporaryFolder } from "../../../tools/temporaryFolder";
import { testAuthority } from "../../support/fixtures";
import { validArgs } from "../../unit/support/deployments";
import { needMachines } from "./needs";
import { Network } from "./network";
import { Pod, PodSurroundings, proxyLayer, pythonLayer } from "./pods";
import { rootFilesystem } from "./rootFilesystem";
import { standInPack, StandInOptions } from "./standInPack";

export const HOST_NAME = "gw.dev.example.com";
/** A password with every character that means something to a shell or to XML, where releases allow it. */
const ADMIN_PASSWORD = "administrator-secret";
const KEY_STORE_PASSWORD = "key-store-secret";

/** What pods of one release are made from. */
export interface PodKind {
    template: PodTemplate;
    surroundings: PodSurroundings;
    /** All values that nobody may see. */
    secrets: readonly string[];
}

/** Pods of gateways with their surroundings: a network, images, and one share. */
export class GatewayPods {
    readonly pods: Pod[] = [];

    private constructor(
        /** For everything that a test makes; gone at the end. */
        readonly folder: string,
        readonly network: Network,
        private readonly root: string,
        private readonly proxy: string,
        private readonly python: string,
    ) {}

    /** Makes the surroundings, or skips where there can be none. */
    static async start(context: Mocha.Context): Promise<GatewayPods> {
        needMachines(context, "zip", "haproxy", "setpriv");
        const root = await rootFilesystem();
        const folder = temporaryFolder("pods");
        fs.chmodSync(folder, 0o755);
        return new GatewayPods(folder, new Network(), root, proxyLayer(folder), pythonLayer(folder, root));
    }

    /** File with the certificates that a pod's own certificate is verified with. */
    get authority(): string {
        const file = path.join(this.folder, "authority.pem");
        fs.writeFileSync(file, testAuthority().root);
        return file;
    }

    /** The root of a release's share, as the CSI driver leaves it for pods of this group: root's, and the group may write. */
    share({ release, groupId }: Pick<ReleaseProfile, "release" | "groupId">): string {
        const share = path.join(this.folder, `share-${release}`);
        if (!fs.existsSync(share)) {
            fs.mkdirSync(share);
            fs.chownSync(share, 0, groupId);
            fs.chmodSync(share, 0o2775);
        }
        return share;
    }

    /** The pods of a deployment with these arguments: documents and templates as they are deployed. */
    kind(context: Mocha.Context, release: string, args: Partial<GatewayDeploymentArgs> = {}, standIn: Partial<StandInOptions> = {}): PodKind {
        const profile = releaseProfile(release);
        const deployment = validArgs({ release, hostName: HOST_NAME, ...args });
        const startupSeconds = deployment.startupSeconds ?? 120;
        const plan = { deployment, profile, contentSync: profile.defaultContentSync, baseName: "gateway-dev", clusterDomain: "gateway", startupSeconds };
        const secretIds = Object.fromEntries(Object.keys(this.values()).map((name) => [name, `https://v.vault.azure.net/secrets/${name}/1`]));
        const trafficManagers = ["tm1.dev.example.com"];
        const document = podDocument(plan, {
            hostName: HOST_NAME,
            serviceUrl: "https://cp.dev.example.com:9443",
            trafficManagers,
            eventHubs: trafficManagers,
            controlPlaneUserName: "admin",
            keyStoreSecretId: "https://v.vault.azure.net/secrets/node-key-store/1",
            secretIds,
        });
        const usesShare = profile.sharedPaths.content.length > 0;
        const template = podTemplate({
            profile,
            contentSync: plan.contentSync,
            timing: timing({ requestTimeoutSeconds: deployment.requestTimeoutSeconds, startupSeconds, overrides: deployment.timing }),
            image: "gateway",
            toolsImage: "tools",
            proxyImage: "proxy",
            cpu: 1,
            memoryMiB: 2048,
            heapMiB: 1024,
            document,
            secretProviderClassName: "secrets",
            ...(usesShare ? { claimName: "share" } : {}),
            configMapName: "files",
            scriptsMapName: "scripts",
            serviceAccountName: "gateway",
            labels: {},
        });
        const pack = standInPack(context, this.folder, { release, ...standIn });
        const surroundings: PodSurroundings = {
            images: {
                gateway: { layers: [pack.layer, this.root], env: { JAVA_HOME: "/usr/lib/jvm/java-17-openjdk-amd64" } },
                tools: { layers: [this.python, this.root] },
                proxy: { layers: [this.proxy, this.root] },
            },
            configMaps: { files: document.files, scripts: document.scripts },
            secrets: { ...this.values(), "node-key-store": testAuthority().keyStore({ password: KEY_STORE_PASSWORD }) },
            share: usesShare ? this.share(profile) : undefined,
        };
        return { template, surroundings, secrets: [ADMIN_PASSWORD, KEY_STORE_PASSWORD] };
    }

    private values(): Record<string, string> {
        return {
            CONTROL_PLANE_PASSWORD: ADMIN_PASSWORD,
            GATEWAY_ADMIN_PASSWORD: ADMIN_PASSWORD,
            GATEWAY_KEYSTORE_PASSWORD: KEY_STORE_PASSWORD,
            GATEWAY_TRUSTSTORE_PASSWORD: KEY_STORE_PASSWORD,
        };
    }

    /** Makes a pod; it is not started. */
    add(name: string, { template, surroundings }: Pick<PodKind, "template" | "surroundings">): Pod {
        const pod = new Pod(this.network, this.folder, name, template, surroundings);
        this.pods.push(pod);
        return pod;
    }

    /** Ends everything and removes it. */
    async stop(): Promise<void> {
        await Promise.all(this.pods.map((pod) => pod.kill()));
        this.network.remove();
        fs.rmSync(this.folder, { recursive: true, force: true });
    }
}
