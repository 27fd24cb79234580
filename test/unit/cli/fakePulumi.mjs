// Stands in for the Pulumi command line: keeps configuration, state and lock of one stack in FAKE_PULUMI_DIR, and records every call.
import console from "node:console";
import fs from "node:fs";
import path from "node:path";
import process from "node:process";

const inFolder = (name) => path.join(process.env.FAKE_PULUMI_DIR, name);
const read = (name, otherwise) => (fs.existsSync(inFolder(name)) ? JSON.parse(fs.readFileSync(inFolder(name), "utf8")) : otherwise);
const write = (name, value) => fs.writeFileSync(inFolder(name), JSON.stringify(value));

const argv = process.argv.slice(2);
const input = fs.readFileSync(0, "utf8");
fs.appendFileSync(inFolder("calls.jsonl"), `${JSON.stringify({ argv, input })}\n`);

function fail(message) {
    console.error(`error: ${message}`);
    process.exit(255);
}

function setConfig(key) {
    const config = read("config.json", {});
    const [, name, index, part] = /^(\w+)(?:\[(\d+)\]|\.(\w+))?$/.exec(key);
    const full = `test-project:${name}`;
    const inside = index ?? part;
    const whole = inside === undefined ? undefined : JSON.parse(config[full]?.value ?? (part === undefined ? "[]" : "{}"));
    if (whole !== undefined) whole[inside] = input;
    config[full] = { value: whole === undefined ? input : JSON.stringify(whole), secret: argv.includes("--secret") };
    write("config.json", config);
}

/** What Azure has is in azure.json: outputs by id. */
function refresh() {
    const lock = read("lock.json");
    if (lock !== undefined)
        fail(`the stack is currently locked by 1 lock(s).\n  file:///x: created by ${lock.user}@${lock.host} (pid ${lock.pid}) at 2026-01-02T03:04:05Z`);
    if (argv.includes("--exclude")) return;
    const [state, azure] = [read("state.json"), read("azure.json", {})];
    state.deployment.resources = state.deployment.resources.flatMap((resource) => {
        if (resource.outputs === undefined || resource.id === undefined) return [resource];
        const outputs = azure[resource.id];
        // As azure-native does it: what Azure tells becomes the inputs.
        return outputs === undefined ? [] : [{ ...resource, inputs: { ...outputs }, outputs }];
    });
    write("state.json", state);
    // Azure finishes what it was at, until the next look at it.
    write("azure.json", JSON.parse(JSON.stringify(azure).replaceAll('"Creating"', '"Succeeded"')));
}

const failing = process.env.FAKE_PULUMI_FAILS;
if (failing && argv.join(" ").startsWith(failing)) fail("it is broken");
else if (argv[0] === "config" && argv[1] === "set") setConfig(argv[2]);
else if (argv[0] === "config") console.log(JSON.stringify(read("config.json", {})));
else if (argv[0] === "stack" && argv[1] === "export") console.log(JSON.stringify(read("state.json")));
else if (argv[0] === "stack" && argv[1] === "import") write("state.json", JSON.parse(input));
else if (argv[0] === "refresh") refresh();
else if (argv[0] === "cancel") fs.rmSync(inFolder("lock.json"), { force: true });
else fail(`unknown command "${argv[0]}"`);
