import * as fs from "node:fs";

import type forge from "node-forge";

import { Failure } from "../failure";
import { createAuthority, fingerprint, Identity, issue, pem, Usage, validity } from "./authority";
import { keyStore, readCertificate } from "./keyStore";
import { randomPassword } from "./password";
import { createEd25519KeyPair, createSshKeyPair } from "./sshKey";
import { StackSettings } from "./stackSettings";
import { placeOfRoot } from "./trust";

export interface CertificateOptions {
    /** Names of the gateway, the main one first. */
    hostNames: readonly [string, ...string[]];
    validDays: number;
    /** Makes new certificates although there are some. */
    renew: boolean;
    /** File for the private SSH key; it is thrown away without one. */
    sshPrivateKey?: string;
    /** Whether the stack also needs the keys of rsync mode. */
    rsync?: boolean;
}

/** One line about what a stack has now. Never a secret. */
export interface Stored {
    what: string;
    setting: string;
    outcome: "made" | "renewed" | "left alone";
    subject?: string;
    validUntil?: Date;
    fingerprint?: string;
}

/** Alias of the key in the nodes' key store: what the product looks for by default. */
const KEY_ALIAS = "wso2carbon";

/**
 * Gives a stack what it needs to come up for development, and leaves alone what it already has.
 * A run that dies can be run again: what makes the rest useless when it is missing is stored first.
 */
export async function storeDevelopmentSettings(settings: StackSettings, options: CertificateOptions, now = new Date()): Promise<Stored[]> {
    checkCompleteness(settings, options.renew);
    const needed = {
        front: options.renew || settings.get("frontCertificatePfx") === undefined,
        nodes: options.renew || settings.get("nodeKeyStore") === undefined,
    };
    const period = validity(options.validDays, now);
    const authority = needed.front || needed.nodes ? createAuthority(period) : undefined;
    const stored = [
        ...(await storeSshKey(settings, options)),
        await storeAdminPassword(settings),
        needed.nodes ? await storeRoot(settings, authority!, now) : existingRoots(settings),
        needed.nodes ? await storeNodeKeyStore() : existingNodeKeyStore(settings),
        needed.front ? await storeFrontCertificate() : existingFrontCertificate(settings),
        ...(options.rsync === true ? [await storeSyncKey(settings, "Host"), await storeSyncKey(settings, "Worker")] : []),
    ];
    return stored;

    async function storeNodeKeyStore(): Promise<Stored> {
        const outcome = settings.get("nodeKeyStore") === undefined ? "made" : "renewed";
        // A known password stays: were the run to die between the two settings, they would still fit together.
        const password = settings.get("nodeKeyStorePassword") ?? randomPassword();
        const node = issue(authority!, options.hostNames, Usage.ServerAndClient, period);
        if (settings.get("nodeKeyStorePassword") === undefined) await settings.setSecret("nodeKeyStorePassword", password);
        await settings.setSecret("nodeKeyStore", keyStore(node, authority!, password, KEY_ALIAS));
        return { what: "Key store of the nodes", setting: "nodeKeyStore, nodeKeyStorePassword", outcome, ...described(node.certificate) };
    }

    async function storeFrontCertificate(): Promise<Stored> {
        const outcome = settings.get("frontCertificatePfx") === undefined ? "made" : "renewed";
        const front = issue(authority!, options.hostNames, Usage.Server, period);
        await settings.setSecret("frontCertificatePfx", keyStore(front, authority!, "", options.hostNames[0]));
        return { what: "Front certificate", setting: "frontCertificatePfx", outcome, ...described(front.certificate) };
    }
}

/** A key store whose trust or password is somebody else's cannot be completed, only replaced. */
function checkCompleteness(settings: StackSettings, renew: boolean): void {
    if (renew || settings.get("nodeKeyStore") === undefined) return;
    const missing = [
        ...(settings.get("nodeKeyStorePassword") === undefined ? ["nodeKeyStorePassword"] : []),
        ...(settings.list("backendTrustedRoots").length === 0 ? ["backendTrustedRoots"] : []),
    ];
    if (missing.length === 0) return;
    throw new Failure(
        `nodeKeyStore is set, but ${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} not; set what belongs to it, or give --renew to replace it`,
    );
}

async function storeSshKey(settings: StackSettings, { hostNames, sshPrivateKey }: CertificateOptions): Promise<Stored[]> {
    const line = { what: "SSH key of the machines", setting: "sshPublicKey" };
    if (settings.get("sshPublicKey") !== undefined) return [{ ...line, outcome: "left alone" }];
    const { publicKey, privateKey } = createSshKeyPair(hostNames[0]);
    if (sshPrivateKey !== undefined) writeNewFile(sshPrivateKey, privateKey);
    await settings.set("sshPublicKey", publicKey);
    return [{ ...line, outcome: "made" }];
}

/** One of the two pairs of rsync mode: the manager's own, or the one of all workers. A half alone is of no use, so the pair is made anew then. */
async function storeSyncKey(settings: StackSettings, whose: "Host" | "Worker"): Promise<Stored> {
    const [secret, part] = [`sync${whose}Key`, `${whose.toLowerCase()}PublicKey`];
    const what = whose === "Host" ? "SSH key of the manager" : "SSH key of the workers";
    const line = { what, setting: `${secret}, syncManager.${part}` };
    if (settings.get(secret) !== undefined && settings.part("syncManager", part) !== undefined) return { ...line, outcome: "left alone" };
    const { publicKey, privateKey } = createEd25519KeyPair(whose === "Host" ? "manager" : "workers");
    await settings.setPart(`syncManager.${part}`, publicKey);
    await settings.setSecret(secret, privateKey);
    return { ...line, outcome: "made" };
}

function writeNewFile(file: string, content: string): void {
    try {
        fs.writeFileSync(file, content, { mode: 0o600, flag: "wx" });
    } catch (error) {
        const why = (error as NodeJS.ErrnoException).code === "EEXIST" ? "it exists" : (error as Error).message;
        throw new Failure(`the private SSH key cannot be written to ${file}: ${why}; name another file`);
    }
}

async function storeAdminPassword(settings: StackSettings): Promise<Stored> {
    const line = { what: "Password of the administrator", setting: "adminPassword" };
    if (settings.get("adminPassword") !== undefined) return { ...line, outcome: "left alone" };
    await settings.setSecret("adminPassword", randomPassword());
    return { ...line, outcome: "made" };
}

async function storeRoot(settings: StackSettings, authority: Identity, now: Date): Promise<Stored> {
    const roots = settings.list("backendTrustedRoots");
    const place = placeOfRoot(roots, now);
    await settings.setItem("backendTrustedRoots", place, pem(authority.certificate));
    return { what: "Root trusted for the nodes", setting: `backendTrustedRoots[${place}]`, outcome: "made", ...described(authority.certificate) };
}

function existingRoots(settings: StackSettings): Stored {
    const count = settings.list("backendTrustedRoots").length;
    return { what: count === 1 ? "Root trusted for the nodes" : `${count} roots trusted for the nodes`, setting: "backendTrustedRoots", outcome: "left alone" };
}

function existingNodeKeyStore(settings: StackSettings): Stored {
    const certificate = readCertificate(settings.get("nodeKeyStore")!, settings.get("nodeKeyStorePassword")!);
    return { what: "Key store of the nodes", setting: "nodeKeyStore, nodeKeyStorePassword", outcome: "left alone", ...described(certificate) };
}

function existingFrontCertificate(settings: StackSettings): Stored {
    const certificate = readCertificate(settings.get("frontCertificatePfx")!, "");
    return { what: "Front certificate", setting: "frontCertificatePfx", outcome: "left alone", ...described(certificate) };
}

function described(certificate: forge.pki.Certificate | undefined): Pick<Stored, "subject" | "validUntil" | "fingerprint"> {
    if (certificate === undefined) return {};
    const commonName = (certificate.subject.getField("CN") as { value?: string } | null)?.value;
    return { subject: `CN=${commonName ?? ""}`, validUntil: certificate.validity.notAfter, fingerprint: fingerprint(certificate) };
}
