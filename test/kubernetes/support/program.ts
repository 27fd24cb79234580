import * as fs from "node:fs";
import * as path from "node:path";

import { KubernetesObject } from "../../../simulator/kubernetes/objects";
import { ControlPlane } from "../../../tools/controlPlane";
import { Engine } from "../../../tools/engine";
import { temporaryFolder } from "../../../tools/temporaryFolder";
import { obtainPulumi } from "../../../tools/toolchain";
import { endProcesses } from "../../engine/support/processes";
import { LIMIT } from "./cluster";

const root = path.join(__dirname, "..", "..", "..");

/** What a program for Pulumi consists of. */
export interface Program {
    /** The objects, each under its logical name, in the order in which one waits for the other. */
    objects: Readonly<Record<string, KubernetesObject>>;
    /** Arguments of the provider. Defaults to the cluster's kubeconfig. */
    provider?: Readonly<Record<string, unknown>>;
    /** Seconds that Pulumi waits for an object, by its logical name. */
    seconds?: Readonly<Record<string, number>>;
    /** Objects whose contents are secret, by logical name. */
    secret?: readonly string[];
}

/** A program that registers what a file beside it says. */
const PROGRAM = `
const fs = require("node:fs");
const pulumi = require("@pulumi/pulumi");
const { Provider } = require("@pulumi/kubernetes/provider");
const { objects, provider: args, seconds = {}, secret = [] } = JSON.parse(fs.readFileSync(__dirname + "/program.json", "utf8"));
const provider = new Provider("cluster", args);
let last = [];
for (const [name, object] of Object.entries(objects)) {
    const version = object.apiVersion.includes("/") ? object.apiVersion : "core/" + object.apiVersion;
    const inputs = secret.includes(name) ? { ...object, data: pulumi.secret(object.data) } : object;
    const limit = seconds[name] && seconds[name] + "s";
    const resource = new pulumi.CustomResource("kubernetes:" + version + ":" + object.kind, name, inputs, { provider, dependsOn: last, customTimeouts: { create: limit, update: limit, delete: limit } });
    last = [resource];
}
`;

/** An engine on a program of hand-written objects, for all tests of one `describe`. Call it inside. */
export function useProgram(cluster: () => ControlPlane): { engine: () => Engine; write: (program: Program) => void } {
    const { engine, give } = useProject(PROGRAM);
    return {
        engine,
        write: (program) => {
            const provider = program.provider ?? { kubeconfig: fs.readFileSync(cluster().kubeconfigFile, "utf8") };
            give({ ...program, provider });
        },
    };
}

/**
 * An engine on a program in JavaScript, which finds in `program.json` beside it what it is given, for all tests of one `describe`. Call it inside.
 * The program may require whatever this repository has; the library is what `process.env.LIBRARY` names.
 */
export function useProject(program: string): { engine: () => Engine; give: (values: object) => void } {
    let folder = "";
    let engine: Engine;

    before(async function () {
        this.timeout(LIMIT);
        folder = temporaryFolder("objects");
        const projectFolder = path.join(folder, "project");
        fs.mkdirSync(projectFolder);
        fs.writeFileSync(path.join(projectFolder, "Pulumi.yaml"), "name: objects\nruntime: nodejs\n");
        fs.writeFileSync(path.join(projectFolder, "package.json"), JSON.stringify({ name: "objects", main: "index.js", dependencies: {} }));
        fs.writeFileSync(path.join(projectFolder, "index.js"), program);
        fs.symlinkSync(path.join(root, "node_modules"), path.join(projectFolder, "node_modules"));
        const { folder: pulumiFolder } = await obtainPulumi();
        engine = new Engine({ pulumiFolder, workFolder: path.join(folder, "work"), projectFolder, stack: "test", env: { LIBRARY: root } });
    });
    after(async function () {
        this.timeout(LIMIT);
        await endProcesses(engine);
        fs.rmSync(folder, { recursive: true, force: true });
    });
    return { engine: () => engine, give: (values) => fs.writeFileSync(path.join(folder, "project", "program.json"), JSON.stringify(values)) };
}
