import { execFileSync } from "node:child_process";

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

/** What stands for a PKCS12 file, in base64: its first bytes, which is all that is looked at before a machine opens it, and something to know it by. */
export function keyStoreWith(content: string): string {
    return Buffer.concat([Buffer.from([0x30, 0x82, 0x01, 0x00]), Buffer.from(content)]).toString("base64");
}
