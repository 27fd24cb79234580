import { createHash } from "node:crypto";
import { v5 as uuidv5 } from "uuid";

import { GlobalNameKind, NameKind, nameRules, ResourceNameKind } from "./naming/nameRules";
import type { Problem } from "./problem";

/**
 * Names of resources in Azure, as this library chooses them. What is allowed: `naming/nameRules.ts`.
 *
 * All names follow from the arguments alone, never from chance. A run that is cut off after Azure has created a resource, but before its answer arrives,
 * loses track of a resource with a random name: it stays behind, unknown and paid for. A resource whose name is known can be found and adopted by the next run.
 * The price is that a resource cannot be replaced by creating the new one first: see `onReplacement` of each kind.
 */

/**
 * Name of a resource: `<abbreviation>-<base>-<qualifier>`, in lower case.
 *
 * A name that is too long or has characters that are not allowed is cut, cleaned and closed by a hash of the original,
 * so that two bases with the same qualifiers never get the same name, not even one that differs in case only.
 *
 * @param base what the names of one deployment have in common, for example `apim-prod`
 * @param qualifiers what tells this resource from others of its kind, for example `nodes`
 */
export function resourceName(kind: ResourceNameKind, base: string, ...qualifiers: string[]): string {
    const { abbreviation, maxLength, separator } = nameRules[kind];
    const parts = [abbreviation, base, ...qualifiers].filter((part) => part !== "");
    const wanted = parts.join(separator);
    const name = clean(wanted, separator);
    const taken = new RegExp(`(^|${separator})[0-9a-f]{${hashLength}}$`);
    // A name whose end looks like a hash could be the closed name of another base.
    if (name === wanted && !taken.test(name) && checkName(kind, name, "").length === 0) return name;
    return closed(name, separator, maxLength, hash([kind, base, ...qualifiers], 16, hashLength));
}

/**
 * Name of a resource that shares its names with all of Azure: a readable beginning and a hash.
 *
 * For a vault, one part of the scope must change with each life of the stack (for example a random id that the stack keeps in its state): a deleted vault
 * keeps its name for 7 to 90 days, and with purge protection nobody can free it earlier, so that the next `up` after a `destroy` would fail with
 * `ConflictError`. The caller passes that value, because only the caller can keep it.
 *
 * @param scope what makes the name one's own: subscription id, resource group, and so on. Case makes no difference, as for Azure's own ids.
 */
export function globalName(kind: GlobalNameKind, base: string, scope: string[]): string {
    const { abbreviation, maxLength, separator } = nameRules[kind];
    const readable = clean(`${abbreviation}-${base}`, separator);
    return closed(readable, separator, maxLength, hash([kind, base, ...scope.map((part) => part.toLowerCase())], 36, globalHashLength));
}

/**
 * Name of a secret in a vault that others use, too: a readable beginning and a hash of a value that is new with each life of the stack.
 * A secret stays in such a vault after a `destroy`, and azure-native refuses to create what exists.
 */
export function sharedSecretName(base: string, secret: string, life: string): string {
    return closed(
        clean(`${base}-${secret}`, "-"),
        "-",
        nameRules.vaultSecret.maxLength,
        hash(["vaultSecret", base, secret, life.toLowerCase()], 16, hashLength),
    );
}

/**
 * Name of a role assignment: always the same GUID for the same three ids, so that a second run finds it instead of failing with `RoleAssignmentExists`.
 * Case makes no difference, and the role may be given by its GUID or by its full id.
 */
export function roleAssignmentName(scope: string, principalId: string, roleDefinitionId: string): string {
    const role = roleDefinitionId.split("/").at(-1)!;
    const parts = [scope.replace(/\/+$/, ""), principalId, role];
    return uuidv5(parts.join("|").toLowerCase(), roleAssignmentNamespace);
}

/** What is wrong with a name, or nothing. */
export function checkName(kind: NameKind, name: string, path: string): Problem[] {
    const { minLength, maxLength, pattern, allowed, azureError } = nameRules[kind];
    const problem = (message: string): Problem => ({ path, message, ...(azureError === undefined ? {} : { azureError }) });
    const length = name.length >= minLength && name.length <= maxLength;
    return [
        ...(length ? [] : [problem(`is ${name.length} characters long; allowed are ${minLength} to ${maxLength}`)]),
        ...(pattern.test(name) ? [] : [problem(`is "${name}"; allowed are ${allowed}`)]),
    ];
}

// Ten hexadecimal digits: two bases of one deployment do not meet by chance, and hardly a word looks like that.
const hashLength = 10;
// 36^12 for all of Azure, as ARM's own uniqueString has 13 characters.
const globalHashLength = 12;

// Chosen once at random. It must never change, because every role assignment would be replaced.
const roleAssignmentNamespace = "32f408f8-6e2b-4bf5-9cc6-a9f12fafa07f";

function hash(parts: string[], radix: number, length: number): string {
    const digest = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
    return BigInt(`0x${digest}`).toString(radix).padStart(length, "0").slice(-length);
}

/** Lower case, with everything but letters and digits replaced by single separators inside the name. */
function clean(text: string, separator: string): string {
    const words = text.toLowerCase().split(/[^a-z0-9]+/);
    return words.filter((word) => word !== "").join(separator);
}

function closed(name: string, separator: string, maxLength: number, suffix: string): string {
    const room = maxLength - suffix.length - separator.length;
    const words = clean(name.slice(0, room), separator);
    return words === "" ? suffix : `${words}${separator}${suffix}`;
}
