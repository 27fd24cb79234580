import * as path from "node:path";

import { Command, InvalidArgumentError } from "commander";

import { confirm } from "../confirm";
import { Print } from "../output";
import { Pulumi } from "../pulumi";
import { recover } from "./recover";

interface Options {
    stack: string;
    cwd: string;
    configFile?: string;
    subscriptionId?: string;
    waitMinutes: number;
    adoptExisting: boolean;
    yes: boolean;
}

export function addRecover(program: Command, print: Print): void {
    program
        .command("recover")
        .summary("make a stack usable after a run of Pulumi that died")
        .description(
            "Makes a stack usable after a run of Pulumi that died: removes its lock, takes what Azure has made in the meantime into the state, and forgets what does not exist.\n" +
                "Shows what it will do, and asks. Nothing in Azure is changed.",
        )
        .requiredOption("--stack <name>", "the stack")
        .option("--cwd <folder>", "folder of the Pulumi project", ".")
        .option("--config-file <file>", "file of the stack's configuration, where it is not the usual one")
        .option("--subscription-id <id>", "subscription, of the resources; by default what the state tells, else ARM_SUBSCRIPTION_ID")
        .option("--wait-minutes <minutes>", "longest time to wait for what Azure is still creating", minutes, 30)
        .option("--adopt-existing", "also take what Azure has under the names that the next run would use, after a run whose provider died", false)
        .option("--yes", "do not ask", false)
        .addHelpText(
            "after",
            "\nExamples:\n  $ wso2-gateway-azure recover --stack dev\n  $ wso2-gateway-azure recover --stack dev --yes && pulumi up --stack dev --yes\n",
        )
        .action(async ({ stack, cwd, configFile, subscriptionId, waitMinutes, adoptExisting, yes }: Options) => {
            const pulumi = new Pulumi({ cwd: path.resolve(cwd), stack, configFile: configFile === undefined ? undefined : path.resolve(configFile) });
            const subscription = { chosen: subscriptionId, fallback: process.env.ARM_SUBSCRIPTION_ID || undefined };
            await recover(pulumi, { subscription, adoptExisting, waitSeconds: waitMinutes * 60, consent: (question) => confirm(question, yes), print });
        });
}

function minutes(value: string): number {
    const number = Number(value);
    if (!Number.isFinite(number) || number < 0) throw new InvalidArgumentError("Allowed is a number of minutes.");
    return number;
}
