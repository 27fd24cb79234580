// Loaded into every Node.js process of a measured run by NODE_OPTIONS. The one that runs the Pulumi program tells at its end when the program's own code had run,
// how long the process lived, how long it computed and how much memory it had at most.
import { appendFileSync } from "node:fs";
import Module from "node:module";
import path from "node:path";
import { performance } from "node:perf_hooks";
import process from "node:process";

const isProgramsOwn = (name) => path.isAbsolute(name) && !/node_modules[/\\](?!\.cache)/.test(name);
const file = process.env.PROGRAM_MEASUREMENT;
const isProgram = /@pulumi[/\\]pulumi[/\\]cmd[/\\]run([/\\]|$)/.test(process.argv[1] ?? "");
if (file !== undefined && isProgram) {
    let [firstLineSeconds, startSeconds] = [0, 0];
    // Node.js gets a module's code here, compiled and its types checked where that is done.
    const compile = Module.prototype._compile;
    Module.prototype._compile = function (code, filename, ...others) {
        if (isProgramsOwn(filename)) firstLineSeconds ||= performance.now() / 1000;
        return compile.call(this, code, filename, ...others);
    };
    // What is no package is the program, also where it was compiled into a cache: when its outermost module has been loaded, its code has run, and its resources are on their way to the engine.
    const load = Module._load;
    Module._load = function (request, ...others) {
        const loaded = load.call(this, request, ...others);
        if (isProgramsOwn(request)) startSeconds = performance.now() / 1000;
        return loaded;
    };
    process.on("exit", () => {
        const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
        const seconds = performance.now() / 1000;
        const measured = { firstLineSeconds, startSeconds, seconds, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMebibytes: maxRSS / 1024 };
        appendFileSync(file, `${JSON.stringify(measured)}\n`);
    });
}
