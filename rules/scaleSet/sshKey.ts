/** Bits of the modulus of an RSA key in OpenSSH form (`ssh-rsa AAAA…`); nothing for other texts. Source: RFC 4253 6.6. */
export function rsaBits(key: string): number | undefined {
    const encoded = /^ssh-rsa\s+([A-Za-z0-9+/=]+)/.exec(key)?.[1];
    if (encoded === undefined) return undefined;
    const [, , modulus] = fieldsOf(Buffer.from(encoded, "base64"));
    if (modulus === undefined) return undefined;
    // A leading zero byte only says that the number is positive.
    const number = modulus[0] === 0 ? modulus.subarray(1) : modulus;
    return number.length * 8 - (Math.clz32(number[0] ?? 0) - 24);
}

/** The fields of a key: each is preceded by its length in four bytes. */
function fieldsOf(bytes: Buffer): Buffer[] {
    const fields: Buffer[] = [];
    for (let start = 0; start + 4 <= bytes.length;) {
        const end = start + 4 + bytes.readUInt32BE(start);
        if (end > bytes.length) break;
        fields.push(bytes.subarray(start + 4, end));
        start = end;
    }
    return fields;
}
