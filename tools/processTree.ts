import { runCommand } from "./command";

/**
 * Kills a process and everything that it has started, at once (SIGKILL).
 * A process group is not enough: Pulumi gives each of its plugins a group of its own.
 */
export async function killTree(root: number): Promise<void> {
    const pids = [root, ...(await descendants(root))];
    for (const pid of pids) {
        try {
            process.kill(pid, "SIGKILL");
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
        }
    }
}

async function descendants(root: number): Promise<number[]> {
    const { stdout } = await runCommand("ps", ["-A", "-o", "pid=,ppid="]);
    const processes = stdout
        .trim()
        .split("\n")
        .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
    const below = (parent: number): number[] => processes.filter(([, ppid]) => ppid === parent).flatMap(([pid]) => [pid, ...below(pid)]);
    return below(root);
}
