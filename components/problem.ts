/** A problem with the arguments: where it is, what is wrong and allowed, and what Azure would have said much later. */
export interface Problem {
    /** Path of the argument, for example `scaleSet.maxInstances`. */
    path: string;

    /** What is wrong, what was given and what is allowed. Reads on after the path. */
    message: string;

    /** Code of the Azure error that this would otherwise become after minutes of deployment, where it is known. */
    azureError?: string;
}

/** The same problems, seen from the object that holds the argument `path`. */
export function under(path: string, problems: Problem[]): Problem[] {
    return problems.map((problem) => ({ ...problem, path: `${path}.${problem.path}` }));
}

/** One text for all problems, a line each. */
export function describeProblems(subject: string, problems: Problem[]): string {
    const lines = problems.map(({ path, message, azureError }) => {
        const consequence = azureError === undefined ? "" : ` (Azure: ${azureError})`;
        return `  - ${path}: ${message}${consequence}`;
    });
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    return `${subject} has ${count}:\n${lines.join("\n")}`;
}
