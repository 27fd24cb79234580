import assert from "node:assert/strict";
import fc from "fast-check";
import { Address4 } from "ip-address";

import { outsideDuration, secondsOf } from "../../../rules/body/durations";
import { contains, isBlock, overlapping, overlaps, parseRange } from "../../../rules/body/ranges";
import { rsaBits } from "../../../rules/scaleSet/sshKey";
import { rsaKey } from "./support/sshKeys";

describe("durations", () => {
    it("are the sum of their parts", () => {
        const part = fc.nat({ max: 1_000 });
        fc.assert(
            fc.property(part, part, part, part, (days, hours, minutes, seconds) => {
                assert.equal(secondsOf(`P${days}DT${hours}H${minutes}M${seconds}S`), days * 86_400 + hours * 3_600 + minutes * 60 + seconds);
            }),
        );
    });
    for (const text of ["", "P", "PT", "P1DT", "5M", "PT5", "P1M", "P1Y", "PT-5M", "pt5m"])
        it(`are none: "${text}"`, () => assert.equal(secondsOf(text), undefined));
    it("are within their bounds or not", () => {
        fc.assert(
            fc.property(fc.integer({ min: 0, max: 120 }), (minutes) => {
                const isWrong = [...outsideDuration(`PT${minutes}M`, ["PT10M", "PT90M"], "p")].length > 0;
                assert.equal(isWrong, minutes < 10 || minutes > 90);
            }),
        );
    });
});

const block = fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 12, max: 30 })).map(([octet, prefix]) => {
    const address = ((10 << 24) | (octet << 12)) >>> 0;
    const first = (address & (-1 << (32 - prefix))) >>> 0;
    return `${first >>> 24}.${(first >>> 16) & 255}.${(first >>> 8) & 255}.${first & 255}/${prefix}`;
});

describe("ranges", () => {
    it("of IPv4 are what a library for addresses makes of them, whatever the text", () => {
        const octet = fc.oneof(fc.integer({ min: 0, max: 300 }).map(String), fc.constantFrom("", "00", "01", "x", "256"));
        const text = fc
            .tuple(
                fc.array(octet, { minLength: 3, maxLength: 5 }),
                fc.option(fc.oneof(fc.integer({ min: 0, max: 34 }).map(String), fc.constantFrom("", "08", "-1"))),
            )
            .map(([octets, prefix]) => octets.join(".") + (prefix === null ? "" : `/${prefix}`));
        fc.assert(
            fc.property(fc.oneof(text, block), (candidate) => {
                const range = parseRange(candidate);
                const isRange = /^[\d.]+(\/\d+)?$/.test(candidate) && Address4.isValid(candidate);
                assert.equal(range !== undefined, isRange, candidate);
                if (range === undefined) return;
                const address = new Address4(candidate);
                assert.deepEqual([range.first, range.last], [address.startAddress().bigInt(), address.endAddress().bigInt()]);
                assert.equal(range.prefixLength, address.subnetMask);
            }),
            { numRuns: 2_000 },
        );
    });
    it("that overlap are found whenever there are any, and no others", () => {
        fc.assert(
            fc.property(fc.array(block, { maxLength: 12 }), (texts) => {
                const items = texts.map((text) => ({ range: parseRange(text)! }));
                const found = overlapping(items);
                const exists = items.some(({ range }, index) => items.slice(index + 1).some((other) => overlaps(range, other.range)));
                assert.equal(found.length > 0, exists);
                for (const [left, right] of found) assert.ok(overlaps(left.range, right.range));
            }),
        );
    });
    it("overlap or contain each other, being blocks", () => {
        fc.assert(
            fc.property(block, block, (left, right) => {
                assert.ok(isBlock(left));
                const [one, other] = [parseRange(left)!, parseRange(right)!];
                assert.equal(overlaps(one, other), contains(one, other) || contains(other, one));
            }),
        );
    });
    it("of different families have nothing in common", () => {
        assert.equal(overlaps(parseRange("0.0.0.0/0")!, parseRange("::/0")!), false);
        assert.deepEqual(overlapping([{ range: parseRange("::/0")! }, { range: parseRange("0.0.0.0/0")! }]), []);
    });
});

describe("RSA keys", () => {
    it("have as many bits as their modulus", () => {
        fc.assert(fc.property(fc.integer({ min: 512, max: 4_096 }), (bits) => assert.equal(rsaBits(rsaKey(bits)), bits)));
    });
    it("may be cut off anywhere", () => {
        const key = rsaKey(2_048);
        fc.assert(fc.property(fc.nat({ max: key.length }), (length) => assert.doesNotThrow(() => rsaBits(key.slice(0, length)))));
    });
});
