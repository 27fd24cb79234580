import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** A public SSH key in its right form; nobody has the private one. */
export const sshPublicKey = `ssh-ed25519 ${Buffer.concat([field(Buffer.from("ssh-ed25519")), field(Buffer.alloc(32, 7))]).toString("base64")} operator`;

function field(value: Buffer): Buffer {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(value.length);
    return Buffer.concat([length, value]);
}

/** A new root certificate, PEM, whose key nobody has any more. */
export function newRootCertificate(): string {
    const args = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null -subj /CN=root -days 30";
    return execFileSync("openssl", args.split(" "), { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

/** A new authority that a new root signs, PEM; nobody has the keys any more. The authority comes first. */
export function newAuthorityChain(): [authority: string, root: string] {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "authority-"));
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

/** What stands for a PKCS12 file, in base64: its first bytes, which is all that is looked at before a machine opens it, and something to know it by. */
export function keyStoreWith(content: string): string {
    return Buffer.concat([Buffer.from([0x30, 0x82, 0x01, 0x00]), Buffer.from(content)]).toString("base64");
}
