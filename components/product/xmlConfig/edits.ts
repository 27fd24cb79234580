/**
 * Edits of configuration files, as the script `edit-configuration` reads them: what each does, and what paths are, is told there.
 * A file that is not named, and everything in a file that no edit names, stays as the product ships it.
 */

/** A variable in a value. Nodes know its value, this library does not. */
export interface VariableReference {
    /** Name of an environment variable. */
    variable: string;
    /** `url` where it becomes part of an address, in which some characters mean something else. */
    encode?: "url";
}

/** What an element, an attribute or a property becomes: a text, or pieces of one. */
export type EditValue = string | readonly (string | VariableReference)[];

/** One edit. Exactly one of the first five says what it is. */
export interface Edit {
    /** An element or attribute that is there gets the value. */
    set?: string;
    /** The same, for one that may have to be added. */
    add?: string;
    /** An element gets other contents: `xml`. */
    content?: string;
    /** An element becomes a comment in its place. */
    disable?: string;
    /** A property, there or as a comment, gets the value. */
    property?: string;
    value?: EditValue;
    /** Name of the element behind which one is added. */
    after?: string;
    xml?: string;
    /** Whether it is right that some releases do not have the element around the target. One that has it needs the target, too. */
    ifParent?: true;
    /** Whether the property may be missing, even with its file: then it is added. */
    mayAdd?: true;
}

/** The edits of each file, by its path in the pack. */
export type Edits = Readonly<Record<string, readonly Edit[]>>;

/** The value of a variable, in a text. */
export const variable = (name: string): VariableReference => ({ variable: name });

/** The value of a variable, in an address. */
export const inAddress = (name: string): VariableReference => ({ variable: name, encode: "url" });

/** A text that becomes part of an address. */
export const encoded = (text: string): string =>
    encodeURIComponent(text).replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** The file that the script reads: JSON with an edit a line, so that a difference can be read. */
export function editsJson(edits: Edits): string {
    const files = Object.entries(edits).map(([file, list]) => `${JSON.stringify(file)}:[\n${list.map((edit) => JSON.stringify(edit)).join(",\n")}\n]`);
    return `{\n${files.join(",\n")}\n}\n`;
}
