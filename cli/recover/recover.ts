import { setTimeout as sleep } from "node:timers/promises";

import { Failure } from "../failure";
import { Print } from "../output";
import { Pulumi } from "../pulumi";
import { table } from "../table";
import { creationsOf } from "./creations";
import { findLock, Lock, refuseWhileAlive } from "./lock";
import { lacksSubscription, planRecovery, Step, Subscription } from "./plan";
import { settle, unfinished } from "./settle";
import { nameOf, ResourceEntry, StackExport } from "./state";

const ELSE = "If the next run finds that Azure has what it would create (cannot create already existing resource), run this with --adopt-existing.";

export interface RecoverOptions {
    /** Whether resources that Azure has, and that the next run would create, are taken into the state without a pending operation. */
    adoptExisting?: boolean;
    /** What is known of the subscription from outside the state. */
    subscription: Subscription;
    /** Asks the user; rejects when the answer is no. */
    consent: (question: string) => Promise<void>;
    /** Longest time to wait for Azure to finish what the dead run has started. */
    waitSeconds: number;
    /** Time between two looks at it. Defaults to 10. */
    intervalSeconds?: number;
    /** Where to tell what is going on. */
    print: Print;
}

/**
 * Makes a stack usable after a run that died.
 * May die itself at any point, and be run again.
 *
 * @throws Failure when the run is still going on, the user says no, or something fails
 */
export async function recover(pulumi: Pulumi, options: RecoverOptions): Promise<void> {
    const { print } = options;
    // First the state: already the refresh that looks for the lock forgets pending updates.
    const before = await exportState(pulumi);
    const lock = await findLock(pulumi);
    if (lock !== undefined) refuseWhileAlive(lock);
    if (lacksSubscription(before.deployment, options.subscription)) {
        throw new Failure("the state does not tell in which subscription resources were being created; name it with --subscription-id");
    }
    const { steps, deployment } = planRecovery(before.deployment, options.subscription);
    if (lock === undefined && steps.length === 0 && !options.adoptExisting) {
        print(`Nothing to recover: ${pulumi.stack} is not locked, and no operation is pending.\n${ELSE}`);
        return;
    }

    if (lock !== undefined || steps.length > 0) {
        print(describe(lock, steps));
        await options.consent("Go on?");
    }
    if (lock !== undefined) await pulumi.run(["cancel", "--yes"]);
    if (steps.length > 0) await apply({ ...before, deployment }, steps);
    if (options.adoptExisting) await adoptExisting();
    print(`${pulumi.stack} is usable again. Next: pulumi up --stack ${pulumi.stack}`);

    /** A run whose provider died leaves no pending operation: Pulumi took the lost answer for a refusal. */
    async function adoptExisting(): Promise<void> {
        const state = await exportState(pulumi);
        const pending = (await creationsOf(pulumi)).map((resource) => ({ type: "creating" as const, resource }));
        const plan = planRecovery({ ...state.deployment, pending_operations: pending }, options.subscription);
        const adoptable = plan.steps.filter(({ action }) => action === "adopt");
        if (adoptable.length === 0) return print("The next run would create nothing that could exist already.");
        print(describe(undefined, adoptable));
        await options.consent("Go on?");
        await apply({ ...state, deployment: plan.deployment }, adoptable);
    }

    async function apply(edited: StackExport, steps: readonly Step[]): Promise<void> {
        const adopted = steps.flatMap((step) => (step.action === "adopt" ? [step.entry] : []));
        await pulumi.run(["stack", "import"], { input: JSON.stringify(edited) });
        print("Reading how all resources are in Azure (pulumi refresh)");
        await pulumi.configured(["refresh", "--yes", "--skip-preview"]);
        if (adopted.length === 0) return;
        const after = await finished(pulumi, adopted, options);
        await pulumi.run(["stack", "import"], { input: JSON.stringify({ ...after, deployment: settle(after.deployment, adopted) }) });
        print(describeOutcome(after, adopted));
    }
}

/** The state when Azure is done with the adopted resources. */
async function finished(pulumi: Pulumi, adopted: readonly ResourceEntry[], { waitSeconds, intervalSeconds = 10, print }: RecoverOptions): Promise<StackExport> {
    const deadline = Date.now() + waitSeconds * 1000;
    for (let told = ""; ;) {
        const state = await exportState(pulumi);
        const waitedFor = unfinished(state.deployment, adopted);
        if (waitedFor.length === 0) return state;
        const names = waitedFor.map(({ urn }) => nameOf(urn)).join(", ");
        if (Date.now() >= deadline) throw new Failure(`Azure is still at work on ${names}; run \`pulumi refresh\` when it is done, then \`pulumi up\``);
        if (names !== told) print(`Waiting until Azure is done with ${names}`);
        told = names;
        await sleep(intervalSeconds * 1000);
        await pulumi.configured(["refresh", "--yes", "--skip-preview", ...waitedFor.flatMap(({ urn }) => ["--target", urn])]);
    }
}

async function exportState(pulumi: Pulumi): Promise<StackExport> {
    const { stdout } = await pulumi.run(["stack", "export"]);
    return JSON.parse(stdout) as StackExport;
}

function describe(lock: Lock | undefined, steps: readonly Step[]): string {
    const paragraphs = [
        ...(lock === undefined
            ? []
            : [
                  `The stack is ${lock.description}.\nThe lock will be removed (pulumi cancel). Make sure that this run has ended: two runs at once damage the state.`,
              ]),
        ...(steps.length === 0 ? ["No operation is pending."] : [table(["Resource", "Type", "What happened", "What will be done"], steps.map(row))]),
    ];
    return paragraphs.join("\n\n");
}

function row(step: Step): string[] {
    return [nameOf(step.entry.urn), step.entry.type, step.happened, intention(step)];
}

function intention(step: Step): string {
    if (step.action === "adopt") return "taken into the state if Azure has it";
    return step.action === "read" ? "read again" : `forgotten: ${step.reason}`;
}

function describeOutcome({ deployment: { resources = [] } }: StackExport, adopted: readonly ResourceEntry[]): string {
    const present = new Set(resources.map(({ urn }) => urn));
    return table(
        ["Resource", "Outcome"],
        adopted.map(({ urn, id }) => [nameOf(urn), present.has(urn) ? `is in the state: ${id}` : "does not exist in Azure; the next run creates it"]),
    );
}
