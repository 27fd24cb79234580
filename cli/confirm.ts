import { createInterface } from "node:readline/promises";

import { Failure } from "./failure";

/**
 * Goes on only with the user's consent.
 *
 * @throws Failure when there is nobody to ask, or the answer is no
 */
export async function confirm(question: string, yes: boolean): Promise<void> {
    if (yes) return;
    if (!process.stdin.isTTY) throw new Failure(`${question} There is no terminal to ask: give --yes to go on`);
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    try {
        const answer = await terminal.question(`${question} (yes/no) `);
        if (!/^y(es)?$/i.test(answer.trim())) throw new Failure("stopped; nothing was changed from here on");
    } finally {
        terminal.close();
    }
}
