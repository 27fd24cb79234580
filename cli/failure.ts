/** Something that the user can put right; the message says how. Shown without a stack trace. */
export class Failure extends Error {
    override readonly name: string = "Failure";
    readonly exitCode: number = 1;
}

/** Options that cannot be meant. */
export class UsageFailure extends Failure {
    override readonly name = "UsageFailure";
    override readonly exitCode = 2;
}
