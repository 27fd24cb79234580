import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { cacheFolder, fillOnce } from "../../tools/cacheFolder";
import { lastLines, runCommand } from "../../tools/command";
import { skip } from "./skip";

const COPY_DEPENDENCIES = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies";

/**
 * Builds a small Java program of the tests: `pom.xml` names its libraries, the `.java` files beside it are compiled with them. Gives its class path.
 * The result is kept outside of the tree, by its contents. Where there is no Maven or compiler the test says so and is skipped.
 *
 * @param context the running test, or the `before` hook of a suite
 * @param properties Maven's, where one pom serves several versions
 */
export async function javaModule(context: Mocha.Context, source: string, properties: Readonly<Record<string, string>> = {}): Promise<string> {
    for (const [command, option] of [
        ["mvn", "--version"],
        ["javac", "-version"],
    ] as const) {
        const found = await runCommand(command, [option]).catch(() => undefined);
        if (found?.code !== 0) skip(context, `${command} is not there`);
    }
    const files = fs.readdirSync(source).sort();
    const given = [...files.map((name) => fs.readFileSync(path.join(source, name), "utf8")), COPY_DEPENDENCIES, JSON.stringify(properties)];
    const version = createHash("sha256").update(given.join("\0")).digest("hex").slice(0, 16);
    const folder = path.join(cacheFolder(), `${path.basename(source)}-${version}`);
    await fillOnce(folder, checkModule, async (partial) => {
        const options = Object.entries(properties).map(([name, value]) => `-D${name}=${value}`);
        // Nothing of Maven's own goes into the tree.
        fs.copyFileSync(path.join(source, "pom.xml"), path.join(partial, "pom.xml"));
        await run("mvn", ["--batch-mode", "--quiet", COPY_DEPENDENCIES, "-DoutputDirectory=lib", ...options], partial);
        const programs = files.filter((name) => name.endsWith(".java")).map((name) => path.join(source, name));
        await run("javac", ["-cp", path.join(partial, "lib", "*"), "-d", path.join(partial, "classes"), ...programs], partial);
    });
    return [path.join(folder, "classes"), path.join(folder, "lib", "*")].join(path.delimiter);
}

async function run(command: string, args: readonly string[], cwd: string): Promise<void> {
    const { code, signal, stdout, stderr } = await runCommand(command, args, { cwd });
    if (code !== 0) throw new Error(`${command} ended with ${code ?? signal}:\n${lastLines(stdout + stderr)}`);
}

/** A folder gets its name when everything in it is there. */
function checkModule(folder: string): Promise<void> {
    return fs.existsSync(path.join(folder, "classes")) ? Promise.resolve() : Promise.reject(new Error(`nothing in ${folder}`));
}
