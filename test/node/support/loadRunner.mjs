import process from "node:process";

// Sends requests until it is told to end (SIGINT), then writes what became of them. usage: loadRunner.mjs <options of autocannon, JSON>
import autocannon from "autocannon";

const load = autocannon(JSON.parse(process.argv[2]), (error, result) => {
    if (error) throw error;
    process.stdout.write(JSON.stringify(result));
});
process.once("SIGINT", () => load.stop());
