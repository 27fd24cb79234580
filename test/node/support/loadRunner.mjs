// Sends requests until it is told to end (SIGINT), waits for the answers that are due, and writes what became of all of them.
// usage: loadRunner.mjs '{"url": …, "rate": requests a second, or else "atOnce": how many are under way at any time}'
import http from "node:http";
import process from "node:process";
import { setInterval } from "node:timers";

const { url, rate, atOnce } = JSON.parse(process.argv[2]);
/** Longer than everybody else waits. */
const TIME_LIMIT = 60_000;

// As many connections as there are requests at once; each is kept for the next request.
const agent = new http.Agent({ keepAlive: true });
const result = { succeeded: 0, failures: [] };
let ended = false;
let underWay = 0;

function send() {
    const began = Date.now();
    underWay++;
    let over = false;
    const end = (failure) => {
        if (over) return;
        over = true;
        underWay--;
        if (failure === undefined) result.succeeded++;
        else result.failures.push({ began, ended: Date.now(), why: failure });
        if (ended) finish();
        else if (rate === undefined) send();
    };
    const request = http.get(url, { agent, timeout: TIME_LIMIT }, (response) => {
        response.resume();
        response.on("end", () => end(response.statusCode === 200 ? undefined : `status ${response.statusCode}`));
        response.on("error", (error) => end(error.message));
        response.on("aborted", () => end("cut within the answer"));
    });
    request.on("timeout", () => request.destroy(new Error("no answer in time")));
    request.on("error", (error) => end(error.message));
}

function finish() {
    if (underWay > 0) return;
    process.stdout.write(JSON.stringify(result), () => process.exit());
}

// Whatever happens to the earlier ones, the next one goes in time.
if (rate === undefined) for (let sent = 0; sent < atOnce; sent++) send();
else {
    let sent = 0;
    const started = Date.now();
    setInterval(() => {
        for (; !ended && sent < ((Date.now() - started) * rate) / 1000; sent++) send();
    }, 5);
}
process.once("SIGINT", () => {
    ended = true;
    finish();
});
