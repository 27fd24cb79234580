#!/usr/bin/env node
import { SimulatedAzure } from "./azure";
import { defaultDirectory } from "./directory";
import { timeScale } from "./durations";
import { whenOrphaned } from "./orphan";
import { Provider } from "./provider";
import { serve } from "./server";

/** Starts the simulated provider. The engine reads the port from the first line, and ends the process when it needs it no more; that of a dead engine ends by itself. */
async function main(): Promise<void> {
    // Azure goes on with what it has accepted, whoever is there to see it.
    whenOrphaned(() => process.exit());
    const provider = new Provider(new SimulatedAzure(defaultDirectory(), timeScale()));
    const { port } = await serve(provider);
    console.log(port);
}

main().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
});
