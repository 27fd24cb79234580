#!/usr/bin/env node
import { SimulatedAzure } from "./azure";
import { defaultDirectory } from "./directory";
import { timeScale } from "./durations";
import { Provider } from "./provider";
import { serve } from "./server";

/** Starts the simulated provider. The engine reads the port from the first line, and ends the process when it needs it no more. */
async function main(): Promise<void> {
    const provider = new Provider(new SimulatedAzure(defaultDirectory(), timeScale()));
    const { port } = await serve(provider);
    console.log(port);
}

main().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
});
