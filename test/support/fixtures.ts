import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { temporaryFolder } from "../../tools/temporaryFolder";

/** A public SSH key in its right form; nobody has the private one. */
export const sshPublicKey = `ssh-ed25519 ${Buffer.concat([field(Buffer.from("ssh-ed25519")), field(Buffer.alloc(32, 7))]).toString("base64")} operator`;

function field(value: Buffer): Buffer {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(value.length);
    return Buffer.concat([length, value]);
}

/** A pair of SSH keys as OpenSSH writes them. */
export interface SshKeys {
    publicKey: string;
    privateKey: string;
}

const sshKeys = new Map<string, SshKeys>();

/** A real pair of SSH keys, the same for the same name in one process. */
export function sshKeyPair(name: string): SshKeys {
    const known = sshKeys.get(name) ?? newSshKeyPair();
    sshKeys.set(name, known);
    return known;
}

/** A new pair of SSH keys. */
export function newSshKeyPair(passphrase = ""): SshKeys {
    const folder = temporaryFolder("ssh-keys");
    const file = path.join(folder, "key");
    try {
        execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", passphrase, "-C", "test", "-f", file], { stdio: "ignore" });
        return { publicKey: fs.readFileSync(`${file}.pub`, "utf8").trim(), privateKey: fs.readFileSync(file, "utf8") };
    } finally {
        fs.rmSync(folder, { recursive: true });
    }
}

/** A new root certificate, PEM, whose key nobody has any more. */
export function newRootCertificate(): string {
    const args = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null -subj /CN=root -days 30";
    return execFileSync("openssl", args.split(" "), { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

/** A new authority that a new root signs, PEM; nobody has the keys any more. The authority comes first. */
export function newAuthorityChain(): [authority: string, root: string] {
    const folder = temporaryFolder("authority");
    const openssl = (args: string): string => execFileSync("openssl", args.split(" "), { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const newKey = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
    try {
        const root = openssl(`req -x509 ${newKey} -keyout root.key -subj /CN=clients-root -days 30`);
        fs.writeFileSync(path.join(folder, "root.pem"), root);
        fs.writeFileSync(path.join(folder, "authority.ext"), "basicConstraints=critical,CA:TRUE\n");
        openssl(`req ${newKey} -keyout /dev/null -subj /CN=clients-authority -out authority.csr`);
        return [openssl("x509 -req -in authority.csr -CA root.pem -CAkey root.key -CAcreateserial -days 30 -extfile authority.ext"), root];
    } finally {
        fs.rmSync(folder, { recursive: true });
    }
}

/** What stands for a PKCS12 file where nobody opens it, in base64: its first bytes, and something to know it by. */
export function keyStoreWith(content: string): string {
    return Buffer.concat([Buffer.from([0x30, 0x82, 0x01, 0x00]), Buffer.from(content)]).toString("base64");
}

/** What a certificate and its key store are made with. Anything left out is right for every environment of the tests. */
export interface CertificateOptions {
    hostNames?: readonly string[];
    password?: string;
    alias?: string;
    days?: number;
    /** Subject of the certificate, as openssl takes it. */
    subject?: string;
    /** Whether an authority between the root and the certificate signs it. */
    intermediate?: boolean;
    /** Whether the key store has the certificates of those who signed. */
    chain?: boolean;
    /** More options of `openssl pkcs12 -export`. */
    form?: readonly string[];
}

/** An authority, and what it signs: with real keys and certificates, made by openssl. */
export class TestAuthority {
    private readonly folder = temporaryFolder("certificates");
    /** The root certificate, PEM. */
    readonly root: string;

    constructor() {
        this.root = this.certificate("root", ["-subj", "/CN=test root", "-days", "30"]);
        this.certificate("intermediate", ["-subj", "/CN=test intermediate", "-days", "30", ...this.signedBy("root")]);
    }

    /** A PKCS12 file in base64. */
    keyStore({
        hostNames = HOST_NAMES,
        password = "",
        alias = "wso2carbon",
        days = 30,
        intermediate = false,
        chain = true,
        ...rest
    }: CertificateOptions = {}): string {
        const signer = intermediate ? "intermediate" : "root";
        const names = `subjectAltName=${hostNames.map((name) => `DNS:${name}`).join()}`;
        const extensions = ["-addext", "basicConstraints=critical,CA:FALSE", "-addext", names];
        this.certificate("leaf", ["-subj", rest.subject ?? "/CN=test", "-days", String(days), ...extensions, ...this.signedBy(signer)]);
        const others = chain ? ["-certfile", this.file(`${signer}.pem`)] : [];
        const store = ["-export", "-in", this.file("leaf.pem"), "-inkey", this.file("leaf.key"), ...others, "-name", alias, "-passout", `pass:${password}`];
        return openssl(["pkcs12", ...store, ...(rest.form ?? [])]).toString("base64");
    }

    private certificate(name: string, options: readonly string[]): string {
        const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", this.file(`${name}.key`)];
        openssl(["req", "-x509", ...key, "-out", this.file(`${name}.pem`), ...options]);
        return fs.readFileSync(this.file(`${name}.pem`), "utf8");
    }

    private signedBy(name: string): string[] {
        return ["-CA", this.file(`${name}.pem`), "-CAkey", this.file(`${name}.key`)];
    }

    private file(name: string): string {
        return path.join(this.folder, name);
    }
}

/** Every host name that tests use. */
const HOST_NAMES = ["*.example.com", "*.dev.example.com", "*.staging.example.com", "*.aks.example.com"];

function openssl(args: readonly string[]): Buffer {
    return execFileSync("openssl", args, { stdio: ["ignore", "pipe", "ignore"] });
}

/** An authority for all tests of a process, which keep nothing in it that others would mind. */
export const testAuthority = once(() => new TestAuthority());

/** A front certificate that fits every host name of the tests. */
export const frontPfx = once(() => testAuthority().keyStore());

function once<T>(make: () => T): () => T {
    let made: { value: T } | undefined;
    return () => (made ??= { value: make() }).value;
}
