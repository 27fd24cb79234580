import { Problem } from "./problem";

/** What a setting may be. */
export const SettingType = {
    Text: "text",
    Secret: "secret",
    Integer: "integer",
    Number: "number",
    Boolean: "boolean",
    List: "list",
    Map: "map",
    Group: "group",
    Groups: "groups",
} as const;
export type SettingType = (typeof SettingType)[keyof typeof SettingType];

/** The form of one setting. */
export interface Setting {
    type: SettingType;
    /** Whether an environment cannot do without it. */
    required?: boolean;
    /** Whether an empty group says something, too: that there is one, with nothing but defaults. */
    meantWhenEmpty?: boolean;
    /** Forms of the settings inside, for a group or a list of groups. */
    fields?: Readonly<Record<string, Setting>>;
}

export const text: Setting = { type: SettingType.Text };
export const secret: Setting = { type: SettingType.Secret };
export const integer: Setting = { type: SettingType.Integer };
export const number: Setting = { type: SettingType.Number };
export const boolean: Setting = { type: SettingType.Boolean };
/** Texts, one after the other. */
export const list: Setting = { type: SettingType.List };
/** Texts by name. */
export const map: Setting = { type: SettingType.Map };

export function required(setting: Setting): Setting {
    return { ...setting, required: true };
}

export function group(fields: Readonly<Record<string, Setting>>): Setting {
    return { type: SettingType.Group, fields };
}

/** A group that is there as soon as it is given, an empty one as well. */
export function present(setting: Setting): Setting {
    return { ...setting, meantWhenEmpty: true };
}

/** Groups of the same form, one after the other. */
export function groups(fields: Readonly<Record<string, Setting>>): Setting {
    return { type: SettingType.Groups, fields };
}

/** Typed settings, or everything that is wrong with them. */
export interface ReadSettings {
    values: Record<string, unknown>;
    problems: Problem[];
}

/**
 * Reads settings of the given forms: unknown names, wrong types and missing values are problems, all at once. Empty texts and groups count as not given, unless an empty group says something.
 *
 * @param raw settings as stack configuration has them: JSON unless a text or a secret is wanted
 */
export function readSettings(forms: Readonly<Record<string, Setting>>, raw: Readonly<Record<string, string>>): ReadSettings {
    const given = Object.entries(raw).filter(([name, value]) => value !== "" && (value !== "{}" || forms[name]?.meantWhenEmpty === true));
    const problems = given.filter(([name]) => !(name in forms)).map(([name]) => unknownName(name, forms));
    const values: Record<string, unknown> = {};
    for (const [name, value] of given) {
        const form = forms[name];
        if (form === undefined) continue;
        const parsed = parse(form, value);
        problems.push(...check(form, parsed, name));
        values[name] = parsed;
    }
    const missing = Object.entries(forms).filter(([name, form]) => form.required && !given.some(([existing]) => existing === name));
    return { values, problems: [...problems, ...missing.map(([name, form]) => missingSetting(name, form))] };
}

/** Texts are taken as they are; everything else is JSON in stack configuration. */
function parse(form: Setting, value: string): unknown {
    if (form.type === SettingType.Text || form.type === SettingType.Secret) return value;
    try {
        const parsed: unknown = JSON.parse(value);
        // `pulumi config set --path 'zones[0]' 1` stores a number.
        return form.type === SettingType.List && Array.isArray(parsed) ? parsed.map((item) => (typeof item === "number" ? String(item) : item)) : parsed;
    } catch {
        return value;
    }
}

function check(form: Setting, value: unknown, path: string): Problem[] {
    const wrong = (wanted: string): Problem[] => [{ path, message: `is ${JSON.stringify(value)}; ${wanted} is needed` }];
    switch (form.type) {
        case SettingType.Text:
            return typeof value === "string" ? [] : wrong("a text");
        case SettingType.Secret:
            return typeof value === "string" ? [] : [{ path, message: "is not a text" }];
        case SettingType.Integer:
            return Number.isInteger(value) ? [] : wrong("a whole number");
        case SettingType.Number:
            return Number.isFinite(value) ? [] : wrong("a number");
        case SettingType.Boolean:
            return typeof value === "boolean" ? [] : wrong("true or false");
        case SettingType.List:
            return Array.isArray(value) && value.every((item) => typeof item === "string") ? [] : wrong("a list of texts");
        case SettingType.Map:
            return isRecord(value) && Object.values(value).every((item) => typeof item === "string") ? [] : wrong("texts by name");
        case SettingType.Groups:
            return Array.isArray(value)
                ? value.flatMap((item, index) => check(group(form.fields ?? {}), item, `${path}[${index}]`))
                : wrong("a list of groups");
        case SettingType.Group:
            return isRecord(value) ? checkGroup(form.fields ?? {}, value, path) : wrong("a group of settings");
    }
}

function checkGroup(fields: Readonly<Record<string, Setting>>, value: Record<string, unknown>, path: string): Problem[] {
    const inside = Object.entries(value).flatMap(([name, item]) => {
        const form = fields[name];
        return form === undefined ? [unknownName(`${path}.${name}`, fields)] : check(form, item, `${path}.${name}`);
    });
    const missing = Object.entries(fields).filter(([name, form]) => form.required && !(name in value));
    return [...inside, ...missing.map(([name, form]) => missingSetting(`${path}.${name}`, form))];
}

function unknownName(path: string, known: Readonly<Record<string, Setting>>): Problem {
    const meant = nearest(path.split(".").at(-1)!, Object.keys(known));
    return { path, message: `is not a setting; ${meant === undefined ? "" : `did you mean ${meant}? `}known are ${Object.keys(known).join(", ")}` };
}

/** The name that is the fewest changes of single letters away, if those are at most a third of it. */
function nearest(name: string, names: readonly string[]): string | undefined {
    const found = names.map((other) => ({ other, changes: distance(name.toLowerCase(), other.toLowerCase()) })).sort((a, b) => a.changes - b.changes)[0];
    return found !== undefined && found.changes <= name.length / 3 ? found.other : undefined;
}

/** How many letters have to be changed, added or removed (Levenshtein), row by row. */
function distance(one: string, other: string): number {
    let row = Array.from({ length: other.length + 1 }, (_, index) => index);
    for (const [i, letter] of [...one].entries()) {
        const next = [i + 1];
        for (let j = 0; j < other.length; j++) next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (letter === other[j] ? 0 : 1)));
        row = next;
    }
    return row.at(-1)!;
}

function missingSetting(path: string, form: Setting): Problem {
    const flags = form.type === SettingType.Secret ? "--secret " : "";
    const key = form.type === SettingType.List ? `'${path}[0]'` : path;
    return { path, message: `is missing; set it with \`pulumi config set ${flags}${/[.[]/.test(key) ? "--path " : ""}${key}\`` };
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
