import assert from "node:assert/strict";

import fc from "fast-check";

import { table } from "../../../cli/table";

const words = fc.string({ unit: fc.constantFrom("a", "b", " ", "-") });

describe("table", () => {
    it("aligns columns and leaves nothing at the ends of lines", () => {
        assert.equal(table(["Name", "State"], [["a", "there"], ["longer"]]), "Name    State\n------  -----\na       there\nlonger");
    });

    it("keeps a row on one line", () => {
        assert.equal(
            table(["A"], [["one\r\n two\n"]])
                .split("\n")
                .at(-1),
            "one two",
        );
    });

    it("starts every cell of a column in the same place, whatever the cells", () => {
        fc.assert(
            fc.property(fc.array(fc.tuple(words, words)), (rows) => {
                const lines = table(["First", "Second"], rows).split("\n");
                const start = lines[0]!.indexOf("Second");
                assert.equal(lines.length, rows.length + 2);
                rows.forEach(([, second], index) => assert.equal(lines[index + 2]!.slice(start), second.trimEnd()));
            }),
        );
    });
});
