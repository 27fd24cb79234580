/** An RSA key in OpenSSH form whose modulus has so many bits; nobody can sign with it. */
export function rsaKey(bits: number): string {
    const modulus = Buffer.alloc(Math.ceil(bits / 8), 0xff);
    modulus[0] = 2 ** (((bits - 1) % 8) + 1) - 1;
    // Numbers are signed: one whose first bit is set is preceded by a zero byte.
    const positive = modulus[0]! >= 0x80 ? Buffer.concat([Buffer.of(0), modulus]) : modulus;
    const fields = [Buffer.from("ssh-rsa"), Buffer.of(1, 0, 1), positive];
    const encoded = fields.map((field) => {
        const length = Buffer.alloc(4);
        length.writeUInt32BE(field.length);
        return Buffer.concat([length, field]);
    });
    return `ssh-rsa ${Buffer.concat(encoded).toString("base64")} operator`;
}
