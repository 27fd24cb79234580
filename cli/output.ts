/** Writes one text, with a line break after it. */
export type Print = (text: string) => void;

/** Where the command line writes. */
export interface Output {
    /** What was asked for. */
    print: Print;
    /** What went wrong. */
    fail: Print;
}

export const consoleOutput: Output = { print: (text) => console.log(text), fail: (text) => console.error(text) };
