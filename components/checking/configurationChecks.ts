import { Problem } from "../problem";
import { ConfigurationStyle } from "../product/release";
import { knownReleases, releaseProfile } from "../product/releases";
import { checkAddressPart, checkPassword, checkPasswordInAddress, checkXmlText } from "./valueChecks";

/**
 * Checks of names and passwords that end up in the product's configuration. What it cannot hold depends on how a release is configured.
 * Messages about passwords do not show them.
 */
export interface ConfigurationChecks {
    /** Of a name, such as a key's. */
    name: Check;
    /** Of the administrator's name. */
    administrator: Check;
    /** Of the name of a user of the control plane, which becomes part of an address. */
    userName: Check;
    /** Of a password. */
    password: Check;
    /** Of a password that becomes part of an address. */
    passwordInAddress: Check;
    /** Of a password that was checked as one already, and becomes part of an address as well. */
    addressPart: Check;
}

type Check = (text: string, path: string) => Problem[];

/** The checks for a release. An unknown one is refused elsewhere: then the stricter checks do no harm. */
export function configurationChecks(release: string): ConfigurationChecks {
    const isEdited = knownReleases.includes(release) && releaseProfile(release).configurationStyle === ConfigurationStyle.Xml;
    return isEdited ? editedFiles : renderedFiles;
}

/** From 3.0 on, where the product itself writes its files. */
const renderedFiles: ConfigurationChecks = {
    name: checkXmlText,
    administrator: checkXmlText,
    userName: (name, path) => [...checkXmlText(name, path), ...checkAddressPart(name, path)],
    password: checkPassword,
    passwordInAddress: checkPasswordInAddress,
    addressPart: checkAddressPart,
};

/** What no XML file can hold, and what ends a line of the file that a node has its secrets in. */
const CONTROL_CHARACTER = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u;
/** In a user's name the product takes addresses apart there, after it has decoded them; `@` is what it has before a tenant's name. */
const BREAKS_USER_NAME = /[@:]/;

/** Up to 2.6, where nodes edit the files and write anything so that it is read as what it is. */
const editedFiles: ConfigurationChecks = {
    name: checkEditedName,
    administrator: checkEditedUserName,
    userName: checkEditedUserName,
    password: (password, path) => describe(password, (what) => [{ path, message: what }]),
    passwordInAddress: (password, path) => describe(password, (what) => [{ path, message: what }]),
    addressPart: () => [],
};

/** Of the administrator as well: a node has a message broker of its own. */
function checkEditedUserName(name: string, path: string): Problem[] {
    const problems = checkEditedName(name, path);
    if (problems.length > 0 || !BREAKS_USER_NAME.test(name)) return problems;
    return [{ path, message: `is "${name}"; with @ or : it would break the address of the message broker` }];
}

function checkEditedName(name: string, path: string): Problem[] {
    return describe(name, (what) => [{ path, message: name === "" ? what : `is ${JSON.stringify(name)}, which ${what}` }]);
}

function describe(text: string, problem: (what: string) => Problem[]): Problem[] {
    if (text === "") return problem("is empty");
    if (CONTROL_CHARACTER.test(text)) return problem("contains a control character, which is not allowed");
    return text.includes("${") ? problem("contains ${, which begins the name of a value that the product puts in") : [];
}
