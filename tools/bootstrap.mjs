// Makes a fresh clone ready and then runs a TypeScript program of it: node tools/bootstrap.mjs <script.ts> [-- <arguments>].
// Plain JavaScript without packages, because it runs before there are any.
import { spawn, spawnSync } from "node:child_process";
import console from "node:console";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const OLDEST_NODE = 20;
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const inRoot = (...parts) => path.join(root, ...parts);

/** What dist/ is made from. */
const SOURCES = ["index.ts", "components", "rules", "simulator", "cli", "tsconfig.base.json", "tsconfig.build.json", "package-lock.json"];
/** Says which sources dist/ was last built from. */
const BUILT_FROM = inRoot("node_modules", ".cache", "bootstrap-built-from");

function fail(message) {
    console.error(message);
    process.exit(1);
}

function readJson(file) {
    return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : undefined;
}

/** Why packages must be installed, or nothing. npm leaves its own record of what it has installed in node_modules. */
function whyInstall() {
    const installed = readJson(inRoot("node_modules", ".package-lock.json"))?.packages;
    if (installed === undefined) return "node_modules is missing";
    const wanted = readJson(inRoot("package-lock.json")).packages;
    for (const [folder, entry] of Object.entries(wanted)) {
        if (folder === "") continue;
        const there = installed[folder];
        // npm leaves out optional packages that are for other platforms.
        if (there === undefined && (entry.optional || entry.devOptional)) continue;
        const same = there?.version === entry.version && there?.integrity === entry.integrity;
        if (!same || !fs.existsSync(inRoot(folder))) return `${folder} is not what package-lock.json says`;
    }
    const extra = Object.keys(installed).find((folder) => wanted[folder] === undefined);
    return extra && `${extra} is not in package-lock.json`;
}

function filesUnder(entry) {
    if (!fs.existsSync(entry)) return [];
    if (!fs.statSync(entry).isDirectory()) return [entry];
    const names = fs.readdirSync(entry).sort();
    return names.flatMap((name) => filesUnder(path.join(entry, name)));
}

/** A fingerprint of the sources by content: a checkout changes times without changing anything. */
function sourcesHash() {
    const hash = createHash("sha256");
    for (const file of SOURCES.flatMap((source) => filesUnder(inRoot(source)))) {
        hash.update(`${path.relative(root, file)}\0`)
            .update(fs.readFileSync(file))
            .update("\0");
    }
    return hash.digest("hex");
}

/** Why dist/ must be built, or nothing. */
function whyBuild(hash) {
    if (!fs.existsSync(inRoot("dist", "index.js"))) return "dist/ is missing";
    const builtFrom = fs.existsSync(BUILT_FROM) ? fs.readFileSync(BUILT_FROM, "utf8") : undefined;
    return builtFrom === hash ? undefined : "sources have changed since dist/ was built";
}

function step(title, why, command, args) {
    const started = Date.now();
    console.error(`${title}: ${why}`);
    // Standard output belongs to the program that is started in the end.
    const { status, error } = spawnSync(command, args, { cwd: root, stdio: ["ignore", 2, 2] });
    if (error) fail(`${title}: ${error.message}`);
    if (status !== 0) fail(`${title} failed with exit code ${status}.`);
    console.error(`${title}: done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

function installPackages() {
    const why = whyInstall();
    if (why) step("npm ci", why, "npm", ["ci"]);
}

function build() {
    const hash = sourcesHash();
    const why = whyBuild(hash);
    if (!why) return;
    step("tsc", why, process.execPath, [inRoot("node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.build.json"]);
    fs.mkdirSync(path.dirname(BUILT_FROM), { recursive: true });
    fs.writeFileSync(BUILT_FROM, hash);
}

/** Runs the program in place of this one: same terminal, same signals, same exit code. */
function run(script, args) {
    const program = spawn(process.execPath, ["-r", inRoot("node_modules", "ts-node", "register", "transpile-only"), script, ...args], { stdio: "inherit" });
    // A terminal sends Ctrl-C to the program as well, which decides what to do; what was sent to this process alone is passed on.
    process.on("SIGINT", () => undefined);
    for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => program.kill(signal));
    program.on("error", (error) => fail(error.message));
    program.on("close", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

const [script, ...rest] = process.argv.slice(2);
if (script === undefined) fail("usage: node tools/bootstrap.mjs <script.ts> [-- <arguments>]");
const version = Number(process.versions.node.split(".")[0]);
if (version < OLDEST_NODE) fail(`Node.js ${process.versions.node} is too old: ${OLDEST_NODE} or later is needed.`);
installPackages();
build();
run(script, rest[0] === "--" ? rest.slice(1) : rest);
