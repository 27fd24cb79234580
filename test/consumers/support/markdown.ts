import * as fs from "node:fs";

/** A fenced piece of a page, and its language; empty for one that is not for copying as it is. */
interface Block {
    language: string;
    text: string;
}

const BLOCK = /^```(\w*)\n([\s\S]*?)^```$/gm;

/** The blocks of a page that are in one language. */
export function blocks(file: string, language: string): string[] {
    const all = [...fs.readFileSync(file, "utf8").matchAll(BLOCK)].map(([, name, text]): Block => ({ language: name!, text: text! }));
    return all.filter((block) => block.language === language).map(({ text }) => text);
}

/** The commands that a page tells its readers to type: the lines of its `sh` blocks. */
export function documentedCommands(file: string): string[] {
    const lines = blocks(file, "sh").flatMap((text) => text.split("\n"));
    return lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
}
