#!/usr/bin/env node
import { whenOrphaned } from "../orphan";
import { engineWarnings } from "./engineLog";
import { KubernetesProvider } from "./provider";
import { serveKubernetes } from "./server";

/** Starts the stand-in provider. The engine gives its address as the last argument, reads the port from the first line, and ends the process when it needs it no more. */
async function main(): Promise<void> {
    whenOrphaned(() => process.exit());
    const engineAddress = process.argv.slice(2).findLast((argument) => !argument.startsWith("-"));
    const { port } = await serveKubernetes(new KubernetesProvider(engineWarnings(engineAddress)));
    console.log(port);
}

main().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
});
