import * as pulumi from "@pulumi/pulumi";

import { describeProblems, Problem } from "../problem";

/** Whether a value is known now. One that is not is checked when it becomes known, by `checkedLater`. */
export function isPlain<T>(value: pulumi.Input<T>): value is T & pulumi.Input<T> {
    return !pulumi.Output.isInstance(value) && !(value instanceof Promise);
}

/** Problems of a value that is known now; none of one that is not. */
export function ifPlain<T>(value: pulumi.Input<T> | undefined, check: (value: T) => Problem[]): Problem[] {
    return value !== undefined && isPlain(value) ? check(value as T) : [];
}

/** Fails with everything that is wrong, or does nothing. */
export function refuse(subject: string, problems: Problem[]): void {
    if (problems.length > 0) throw new pulumi.RunError(describeProblems(subject, problems));
}

/** The value, checked as soon as it is known: a wrong one fails the deployment before anything that needs it is created. */
export function checkedLater<T>(subject: string, value: pulumi.Input<T>, check: (value: pulumi.Unwrap<T>) => Problem[]): pulumi.Output<pulumi.Unwrap<T>> {
    return pulumi.output(value).apply((known) => {
        refuse(subject, check(known));
        return known;
    });
}

/** The value as it is, or checked as soon as it is known where that is later: what is known now was checked before. */
export function checkedIfLater<T>(subject: string, value: pulumi.Input<T>, path: string, check: (value: T, path: string) => Problem[]): pulumi.Input<T> {
    if (isPlain(value)) return value;
    return checkedLater<T>(subject, value, (known) => check(known as T, path)) as pulumi.Output<T>;
}
