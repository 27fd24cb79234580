import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { temporaryFolder } from "../../tools/temporaryFolder";
import { sshPublicKey } from "../support/fixtures";
import { runCommand } from "../../tools/command";
import { Engine } from "../../tools/engine";
import { obtainPulumi } from "../../tools/toolchain";
import { blocks } from "./support/markdown";
import { npm, outsideEnv, pack, Tarball } from "./support/npm";

const root = path.join(__dirname, "..", "..");
const PACKAGE = "wso2-gateway-azure";

/** Everything outside `dist` and `components` that the package is to hold. */
const OTHERS = [
    "CHANGELOG.md",
    "LICENSE",
    "PulumiPlugin.yaml",
    "README.md",
    ...fs
        .readdirSync(path.join(root, "docs"), { recursive: true, encoding: "utf8" })
        .filter((name) => name.includes("."))
        .map((name) => `docs/${name}`),
    "index.ts",
    "package.json",
    "schema.json",
    "simulator/README.md",
    "simulator/plugin/pulumi-resource-azure-native",
    "simulator/plugin/pulumi-resource-kubernetes",
    "tsconfig.json",
];
const TYPE_CHECK = path.join(root, "node_modules", "typescript", "bin", "tsc");

/** What the program in the README has from elsewhere. */
const README_GIVEN =
    'import { GatewayDeploymentArgs } from "wso2-gateway-azure"; declare const args: GatewayDeploymentArgs; declare const sshPublicKey: string, frontPfx: string, nodeKeyStore: string, nodeKeyStorePassword: string, rootPem: string, adminPassword: string;';

describe("the package, as npm publishes it", () => {
    let folder: string;
    let consumer: string;
    let tarball: Tarball;

    before(async function () {
        // npm builds the package before it packs it, and installs the Azure SDK with it.
        this.timeout(300_000);
        folder = temporaryFolder("package");
        tarball = await pack(root, folder);
        consumer = path.join(folder, "consumer");
        fs.cpSync(path.join(root, "examples", "scale-set"), consumer, { recursive: true, filter: (file) => path.basename(file) !== "node_modules" });
        await npm(["install", "--prefer-offline", "--no-audit", "--no-fund", tarball.file], consumer);
    });

    after(function () {
        // The Azure SDK is tens of thousands of files.
        this.timeout(300_000);
        fs.rmSync(folder, { recursive: true, force: true });
    });

    const installed = (...parts: string[]): string => path.join(consumer, "node_modules", PACKAGE, ...parts);

    it("holds the compiled code, its sources and what npm and Pulumi read, and nothing else", () => {
        const others = tarball.paths.filter((name) => !/^(dist\/(index|components\/|rules\/|simulator\/|cli\/)|components\/)/.test(name));
        assert.deepEqual(others.sort(), OTHERS.sort());
    });

    it("has for each module code, types and a source map, and no module without a source", () => {
        const wanted = sourceModules().flatMap((name) => [`dist/${name}.d.ts`, `dist/${name}.js`, `dist/${name}.js.map`]);
        const packed = tarball.paths.filter((name) => /^dist\/.*\.(js|ts|map)$/.test(name));
        assert.deepEqual(packed.sort(), wanted.sort(), "stale files in dist/ are published, too: remove it and build again");
    });

    it("has source maps whose sources can be found", () => {
        const lost = tarball.paths.filter((name) => name.endsWith(".map")).flatMap((name) => lostSources(installed(name)));
        assert.deepEqual(lost, []);
    });

    it("can be required and imported", async () => {
        const names = ["GatewayDeployment", "ScaleSetGateway", "Tier", "environmentArgs", "releaseProfile"];
        const print = `console.log([${names.join(", ")}].map((export_) => typeof export_).join());`;
        const programs = {
            "program.cjs": `const { ${names.join(", ")} } = require("${PACKAGE}"); ${print}`,
            "program.mjs": `import { ${names.join(", ")} } from "${PACKAGE}"; ${print}`,
        };
        for (const [name, text] of Object.entries(programs)) {
            fs.writeFileSync(path.join(consumer, name), text);
            const { stdout, stderr } = await runCommand(process.execPath, [name], { cwd: consumer });
            assert.equal(stdout.trim(), "function,function,object,function,function", stderr);
        }
    });

    it("finds the scripts that it gives to nodes, which lie beside its sources", async () => {
        const program = `const { ownFiles } = require(${JSON.stringify(installed("dist", "components", "node", "ownFiles.js"))});
            for (const { path, content } of ownFiles("Xml")) console.log(path, content.length > 50);`;
        const { stdout, stderr } = await runCommand(process.execPath, ["-e", program], { cwd: consumer });
        const lines = stdout.trimEnd().split("\n");
        assert.ok(lines.includes("/usr/local/lib/wso2-gateway/report-configuration true"), stderr);
        assert.ok(lines.every((line) => line.endsWith(" true")));
    });

    it("gives strict programs types without errors, its own declarations included", async function () {
        this.timeout(300_000);
        fs.copyFileSync(path.join(__dirname, "programs", "typed.ts"), path.join(consumer, "typed.ts"));
        fs.writeFileSync(path.join(consumer, "readme.ts"), [README_GIVEN, ...blocks(path.join(root, "README.md"), "ts")].join("\n"));
        fs.writeFileSync(path.join(consumer, "byHand.ts"), blocks(path.join(root, "docs", "by-hand.md"), "ts").join("\n"));
        const compilerOptions = { target: "es2022", module: "nodenext", strict: true, skipLibCheck: false, noEmit: true, types: [] };
        fs.writeFileSync(
            path.join(consumer, "tsconfig.strict.json"),
            JSON.stringify({ compilerOptions, files: ["byHand.ts", "index.ts", "readme.ts", "typed.ts"] }),
        );
        const { stdout } = await runCommand(process.execPath, [TYPE_CHECK, "-p", "tsconfig.strict.json"], { cwd: consumer });
        // Errors in other packages' declarations are theirs.
        const own = stdout.split("\n").filter((line) => /^(byHand|index|readme|typed)\.ts/.test(line) || line.includes(`node_modules/${PACKAGE}/`));
        assert.deepEqual(own, []);
    });

    it("is enough for a project: `pulumi preview` of the example, on the simulated Azure that it brings", async function () {
        this.timeout(120_000);
        const { folder: pulumiFolder } = await obtainPulumi();
        const engine = new Engine({
            pulumiFolder,
            workFolder: path.join(folder, "work"),
            projectFolder: consumer,
            stack: "test",
            pluginFolders: [installed("simulator", "plugin")],
        });
        const group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/existing/providers";
        await engine.setConfig("azure-native:location", "westeurope");
        await engine.setConfig("resourceGroupName", "existing");
        await engine.setConfig("subnetId", `${group}/Microsoft.Network/virtualNetworks/existing/subnets/nodes`);
        await engine.setConfig("backendPoolIds[0]", `${group}/Microsoft.Network/applicationGateways/existing/backendAddressPools/nodes`, { path: true });
        await engine.setConfig("identityId", `${group}/Microsoft.ManagedIdentity/userAssignedIdentities/existing`);
        await engine.setConfig("sshPublicKey", sshPublicKey);

        const { changes, steps } = await engine.preview();

        // The stack and the component are created, too.
        assert.deepEqual(changes, { create: 4 });
        const ofAzure = steps.map(({ type }) => type).filter((type) => type.startsWith("azure-native:"));
        assert.deepEqual(ofAzure.sort(), ["azure-native:compute:VirtualMachineScaleSet", "azure-native:monitor:AutoscaleSetting"]);
    });

    it("brings its command", async () => {
        const command = path.join(consumer, "node_modules", ".bin", PACKAGE);
        const { code, stdout, stderr } = await runCommand(command, ["--help"], { cwd: consumer, env: outsideEnv() });
        assert.equal(code, 0, stderr);
        assert.match(stdout, /^Usage: wso2-gateway-azure /);
        for (const name of ["certificates", "recover", "simulator"]) assert.match(stdout, new RegExp(`^ +${name}\\b`, "m"));
    });
});

/** The modules that are compiled, by their paths in the repository without the extension. */
function sourceModules(): string[] {
    const inFolder = (folder: string): string[] =>
        fs
            .readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
            .filter((name) => name.endsWith(".ts"))
            .map((name) => `${folder}/${name.slice(0, -".ts".length)}`);
    return ["index", ...["components", "rules", "simulator", "cli"].flatMap(inFolder)];
}

function lostSources(mapFile: string): string[] {
    const map = JSON.parse(fs.readFileSync(mapFile, "utf8")) as { sources: string[]; sourcesContent?: string[] };
    const files = map.sourcesContent === undefined ? map.sources.map((source) => path.resolve(path.dirname(mapFile), source)) : [];
    return files.filter((file) => !fs.existsSync(file)).map((file) => `${path.basename(mapFile)}: ${path.basename(file)}`);
}
