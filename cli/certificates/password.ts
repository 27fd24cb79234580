import { randomInt } from "node:crypto";

const CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/** WSO2's user store refuses passwords of more than 30 characters. 28 of 62 characters are 166 bits. */
const LENGTH = 28;

/** A random password of letters and digits, so that no XML, TOML or shell needs to quote it. */
export function randomPassword(): string {
    return Array.from({ length: LENGTH }, () => CHARACTERS[randomInt(CHARACTERS.length)]).join("");
}
