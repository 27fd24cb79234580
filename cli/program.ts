import { readFileSync } from "node:fs";
import * as path from "node:path";

import { Command, CommanderError } from "commander";

import { addCertificates } from "./certificates/command";
import { Failure } from "./failure";
import { consoleOutput, Output } from "./output";
import { packageFolder } from "./packageFolder";
import { addRecover } from "./recover/command";
import { addSimulator } from "./simulator/command";

/** Exit code for options that cannot be meant, as shells and most commands have it. */
const WRONG_USAGE = 2;

function createProgram({ print, fail }: Output): Command {
    const program = new Command("wso2-gateway-azure")
        .description("Helps with environments of the WSO2 API Manager gateway on Azure that Pulumi manages.")
        .version(version())
        .showHelpAfterError("(--help shows what is allowed)")
        .addHelpText(
            "after",
            "\nExamples:\n" +
                "  $ wso2-gateway-azure certificates --host-name gw.dev.example.com --stack dev\n" +
                "  $ wso2-gateway-azure recover --stack dev\n" +
                "  $ wso2-gateway-azure simulator show\n" +
                '  $ PATH="$(wso2-gateway-azure simulator plugin-path):$PATH" pulumi up\n',
        )
        // Subcommands take these over when they are added: they come before them.
        .configureOutput({ writeOut: (text) => print(text.trimEnd()), writeErr: (text) => fail(text.trimEnd()) })
        .exitOverride();
    addCertificates(program, print);
    addRecover(program, print);
    addSimulator(program, print);
    return program;
}

function version(): string {
    return (JSON.parse(readFileSync(path.join(packageFolder(), "package.json"), "utf8")) as { version: string }).version;
}

/**
 * Runs the command line and returns its exit code.
 *
 * @param args arguments after the command's name
 */
export async function runCommandLine(args: readonly string[], output: Output = consoleOutput): Promise<number> {
    try {
        await createProgram(output).parseAsync(args, { from: "user" });
        return 0;
    } catch (error) {
        return report(error, output);
    }
}

/** Tells the user what went wrong, unless that was done already, and returns the exit code. */
function report(error: unknown, { fail }: Output): number {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
    const message = error instanceof Error ? error.message : String(error);
    fail(`wso2-gateway-azure: ${message}`);
    // Not foreseen: whoever looks into it can have the place.
    if (!(error instanceof Failure) && process.env.DEBUG && error instanceof Error) fail(error.stack ?? "");
    return error instanceof Failure ? error.exitCode : 1;
}
