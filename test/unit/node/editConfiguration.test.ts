import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import fc from "fast-check";

import { environmentFile } from "../../../components/node/gatewayNode";
import { Edit } from "../../../components/product/xmlConfig/edits";
import { useTemporaryFolder } from "../../support/temporaryFolder";
import { needTool } from "../cli/support";

const script = path.join(__dirname, "..", "..", "..", "components", "node", "scripts", "edit-configuration");

describe("edit-configuration", () => {
    const temporary = useTemporaryFolder();

    before(function () {
        needTool(this, "python3", "--version");
    });

    function run(files: Record<string, string | Buffer>, edits: Record<string, Edit[]>, variables: Record<string, string> = {}) {
        for (const [name, content] of Object.entries(files)) fs.writeFileSync(path.join(temporary(), name), content);
        fs.writeFileSync(path.join(temporary(), "edits.json"), JSON.stringify(edits));
        fs.writeFileSync(path.join(temporary(), "gateway.env"), environmentFile(variables));
        const parameters = [script, path.join(temporary(), "edits.json"), temporary(), path.join(temporary(), "gateway.env")];
        const { status, stdout, stderr } = spawnSync("python3", parameters, { encoding: "utf8" });
        return { status, stdout, problem: stderr.trimEnd() };
    }

    /** The file after the edits, twice: the second time nothing may change. */
    function edited(xml: string, edits: Edit[], variables?: Record<string, string>, name = "a.xml"): string {
        const once = run({ [name]: xml }, { [name]: edits }, variables);
        assert.equal(once.problem, "");
        const text = fs.readFileSync(path.join(temporary(), name), "utf8");
        assert.match(run({}, { [name]: edits }, variables).stdout, /^edited 0 of 1 files$/m);
        assert.equal(fs.readFileSync(path.join(temporary(), name), "utf8"), text);
        return text;
    }

    function problemOf(xml: string, edits: Edit[], variables?: Record<string, string>, name = "a.xml"): string {
        const { status, problem } = run({ [name]: xml }, { [name]: edits }, variables);
        assert.equal(status, 1);
        assert.equal(fs.readFileSync(path.join(temporary(), name), "utf8"), xml);
        return problem;
    }

    const set = (place: string, value: Edit["value"]): Edit => ({ set: place, value });
    const add = (place: string, value: Edit["value"], after?: string): Edit => ({ add: place, value, ...(after === undefined ? {} : { after }) });

    describe("of XML", () => {
        const cases: [what: string, before: string, edit: Edit, after: string][] = [
            ["a text", "<a><b>1</b></a>", set("/a/b", "2"), "<a><b>2</b></a>"],
            ["a text with entities and CDATA", "<a><b>x &amp; <![CDATA[<y>]]>&#65;</b></a>", set("/a/b", "2"), "<a><b>2</b></a>"],
            ["no text that says the same in another way", "<a><b><![CDATA[x]]>&#65;</b></a>", set("/a/b", "xA"), "<a><b><![CDATA[x]]>&#65;</b></a>"],
            ["an element without an end tag", "<a><b c='1' /></a>", set("/a/b", "2"), "<a><b c='1' >2</b></a>"],
            ["what a text cannot hold", "<a><b/></a>", set("/a/b", "<&>]]>\"'"), "<a><b>&lt;&amp;&gt;]]&gt;\"'</b></a>"],
            [
                "an element by its attribute, among others",
                "<a><b n='x'>1</b><b n='y'>1</b></a>",
                set("/a/b[@n='y']", "2"),
                "<a><b n='x'>1</b><b n='y'>2</b></a>",
            ],
            ["an attribute, in its quotes", "<a b='1' c = \"2\">x</a>", set("/a/@c", "<'\">"), "<a b='1' c = \"&lt;'&#34;&gt;\">x</a>"],
            ["an attribute in the other quotes", "<a b='1'/>", set("/a/@b", "'\""), "<a b='&#39;\"'/>"],
            ["an attribute with a tag's end in it", "<a b='>' c='1'/>", set("/a/@c", "2"), "<a b='>' c='2'/>"],
            ["an attribute whose name ends another's", "<a xb='1' b='1'/>", set("/a/@b", "2"), "<a xb='1' b='2'/>"],
            ["a new attribute, laid out as the one before", "<a\n  b='1'\n/>", add("/a/@c", "2"), "<a\n  b='1'\n  c=\"2\"\n/>"],
            ["a first attribute", "<a/>", add("/a/@c", "2"), '<a c="2"/>'],
            ["a new element, laid out as its neighbour", "<a>\n  <b>1</b>\n</a>", add("/a/c[@n='x']", "2"), '<a>\n  <b>1</b>\n  <c n="x">2</c>\n</a>'],
            ["a new element behind another", "<a>\n  <b/>\n  <d/>\n</a>", add("/a/c", "2", "b"), "<a>\n  <b/>\n  <c>2</c>\n  <d/>\n</a>"],
            ["a new element where lines end as in DOS", "<a>\r\n\t<b/>\r\n</a>", add("/a/c", "2"), "<a>\r\n\t<b/>\r\n\t<c>2</c>\r\n</a>"],
            ["a first element", "<a>\n  <b></b>\n</a>", add("/a/b/c", "2"), "<a>\n  <b>\n      <c>2</c>\n  </b>\n</a>"],
            ["an element that need not be added", "<a><c>1</c></a>", add("/a/c", "2"), "<a><c>2</c></a>"],
            ["contents", "<a><b><c/><!-- d --></b></a>", { content: "/a/b", xml: "<e>1</e>" }, "<a><b><e>1</e></b></a>"],
            ["what comes behind a comment that looks like it", "<a><!-- <b>1</b> --><b>1</b></a>", set("/a/b", "2"), "<a><!-- <b>1</b> --><b>2</b></a>"],
        ];
        for (const [what, before, edit, after] of cases) it(`changes ${what}`, () => assert.equal(edited(before, [edit]), after));

        it("keeps the encoding of a file, and writes what it does not have as references", () => {
            const text = '<?xml version="1.0" encoding="ISO-8859-1"?>\n<!DOCTYPE a SYSTEM "a.dtd">\n<a>ü<b>1</b></a>';
            assert.equal(run({ "a.xml": Buffer.from(text, "latin1") }, { "a.xml": [set("/a/b", "€ä")] }).problem, "");
            assert.equal(fs.readFileSync(path.join(temporary(), "a.xml"), "latin1"), text.replace("1</b>", "&#8364;ä</b>"));
        });

        it("finds its way behind a byte order mark and characters of several bytes", () =>
            assert.equal(edited("\uFEFF<a><c>äöü€😀</c><b>1</b></a>", [set("/a/b", "2")]), "\uFEFF<a><c>äöü€😀</c><b>2</b></a>"));

        it("does several edits, each on what the ones before made", () =>
            assert.equal(edited("<a><b/></a>", [add("/a/c", ""), add("/a/c/@d", "1"), set("/a/c", "2")]), '<a><b/>\n<c d="1">2</c></a>'));
    });

    describe("of a comment in the place of an element", () => {
        const disable: Edit = { disable: "/a/b[@n='x']" };

        it("keeps it as it was, with comments inside, so that it can be taken back", () => {
            const inside = "<b n='x'><!-- 1 -->\n <c d='--'>--->text---</c><![CDATA[--]]></b>";
            const text = edited(`<a><z/>${inside}<b n='y'/></a>`, [disable]);
            const comment = /^<a><z\/><!--(.*)--><b n='y'\/><\/a>$/s.exec(text)![1]!;
            assert.ok(!comment.includes("--"));
            assert.equal(comment.replaceAll("&#45;", "-"), inside);
        });

        it("finds it done where the file is shipped that way", () => {
            const shipped = '<a><!-- words --><!--\n  <b n="x">1</b>\n--></a>';
            assert.equal(edited(shipped, [disable]), shipped);
        });

        it("does not take other comments for it", () => {
            for (const other of ["<!-- b is off -->", "<!--<b n='y'/>-->", "<!--<b n='x'/><c/>-->", "<!--<c><b n='x'/></c>-->"])
                assert.equal(problemOf(`<a>${other}</a>`, [disable]), "a.xml: /a/b[@n='x'] is not there");
        });

        it("refuses what it could not take back", () => assert.match(problemOf("<a><b n='x'>&#45;-</b></a>", [disable]), /could not be told from two hyphens/));
    });

    describe("of properties", () => {
        const property = (value: Edit["value"]): Edit => ({ property: "a.b", value });
        const cases: [what: string, before: string, value: string, after: string][] = [
            ["one that is there", "x=1\na.b=1\na.bc=1\n", "2", "x=1\na.b=2\na.bc=1\n"],
            ["the rest of its line alone", "  a.b : 1\r\nx=1\r\n", "2", "  a.b : 2\r\nx=1\r\n"],
            ["one that is there as a comment, behind it", "#a.b=1\nx=1\n", "2", "#a.b=1\na.b=2\nx=1\n"],
            ["one that is there as the last line's comment", "x=1\r\n# a.b = 1", "2", "x=1\r\n# a.b = 1\na.b=2\n"],
            ["what the format has a use for", "a.b=1\n", " \\ä😀\t", "a.b=\\ \\\\\\u00e4\\ud83d\\ude00\\t\n"],
        ];
        for (const [what, before, value, after] of cases)
            it(`changes ${what}`, () => assert.equal(edited(before, [property(value)], {}, "a.properties"), after));

        const refused: [string, string][] = [
            ["a.bc=1\n", "is not there"],
            ["a.b=1\na.b=2\n", "is there 2 times"],
            ["#a.b=1\n#a.b=2\n", "is not there, and 2 times as a comment"],
            ["a.b=1\\\n  2\n", "goes on in the next line"],
        ];
        for (const [before, problem] of refused)
            it(`refuses one that ${problem}`, () => assert.equal(problemOf(before, [property("2")], {}, "a.properties"), `a.properties: a.b ${problem}`));
    });

    describe("of properties that may be missing", () => {
        const edits: Edit[] = [{ property: "a.b", value: "2", mayAdd: true }];
        const cases: [what: string, before: string, after: string][] = [
            ["adds one", "x=1\n", "x=1\na.b=2\n"],
            ["adds one behind a last line without an end", "x=1", "x=1\na.b=2\n"],
            ["changes one that is there", "a.b=1\nx=1\n", "a.b=2\nx=1\n"],
            ["puts one behind its comment", "#a.b=1\nx=1\n", "#a.b=1\na.b=2\nx=1\n"],
        ];
        for (const [what, before, after] of cases) it(what, () => assert.equal(edited(before, edits, {}, "a.properties"), after));

        it("makes the file of some that may all be missing, and no other", () => {
            const strict: Edit[] = [...edits, { property: "c", value: "1" }];
            assert.equal(run({}, { "a.properties": strict }).problem, "a.properties: No such file or directory");
            assert.equal(run({}, { "a.properties": edits }).stdout, "edited 1 of 1 files\n");
            assert.equal(fs.readFileSync(path.join(temporary(), "a.properties"), "utf8"), "a.b=2\n");
            assert.equal(run({}, { "a.properties": edits }).stdout, "edited 0 of 1 files\n");
        });
    });

    describe("of variables", () => {
        const awkward = "p\"w`d\\$'&<>]]> =#ä";

        it("are put in as what they are", () =>
            assert.equal(edited("<a/>", [set("/a", ["x:", { variable: "A" }, ":y"])], { A: awkward }), "<a>x:p\"w`d\\$'&amp;&lt;&gt;]]&gt; =#ä:y</a>"));

        it("are encoded where they are part of an address", () => {
            const text = edited("<a/>", [set("/a", ["amqp://u:", { variable: "A", encode: "url" }, "@h"])], { A: awkward });
            assert.equal(decodeURIComponent(new URL(text.slice(3, -4)).password), awkward);
            assert.doesNotMatch(text, /[&'"$]/);
        });

        it("do not look like variables that the product has, and are not empty or missing", () => {
            const edits = [set("/a", [{ variable: "A" }])];
            assert.match(problemOf("<a/>", edits, { A: "x${carbon.home}" }), /the variable A, which contains \$\{/);
            assert.match(problemOf("<a/>", edits, { A: "" }), /needs the variable A, which is empty/);
            assert.match(problemOf("<a/>", edits, {}), /needs the variable A, which is missing/);
            assert.match(problemOf("<a/>", edits, { A: "\u0001" }), /a character that XML does not have/);
        });

        it("are not in what it says", () => {
            const { problem } = run({ "a.xml": "<a/>" }, { "a.xml": [set("/a/b", [{ variable: "A" }])] }, { A: "secret" });
            assert.equal(problem, "a.xml: /a/b is not there");
        });
    });

    describe("that is wrong", () => {
        const refused: [what: string, xml: string, edit: Edit, problem: string][] = [
            ["a missing element", "<a/>", set("/a/b", "1"), "/a/b is not there"],
            ["a missing root", "<a/>", set("/b", "1"), "/b is not there"],
            ["a missing attribute", "<a/>", set("/a/@b", "1"), "/a/@b is not there"],
            ["two places", "<a><b/><b/></a>", set("/a/b", "1"), "/a/b is there 2 times"],
            ["two places, by way of two parents", "<a><b><c/></b><b><c/></b></a>", set("/a/b/c", "1"), "/a/b/c is there 2 times"],
            ["an element in a comment", "<a><!--<b>1</b>--></a>", set("/a/b", "1"), "/a/b is not there"],
            ["an element with others in it", "<a><b>1<c/></b></a>", set("/a/b", "1"), "/a/b contains more than text"],
            ["an element with a comment in it", "<a><b>1<!-- c --></b></a>", set("/a/b", "1"), "/a/b contains more than text"],
            ["an element of a missing parent", "<a/>", add("/a/b/c", "1"), "/a/b/c has no parent there"],
            ["an element behind a missing one", "<a><b/></a>", add("/a/c", "1", "d"), "/a/c is to come after d, which is there 0 times"],
            ["a path that is none", "<a/>", set("a/b", "1"), "a/b is not a path"],
            ["contents that break the file", "<a><b/></a>", { content: "/a/b", xml: "<c>" }, ""],
            ["an edit that is none", "<a/>", { sett: "/a", value: "1" } as Edit, ""],
            ["a word that edits do not have", "<a/>", { set: "/a", valeu: "1" } as Edit, "/a is not an edit"],
        ];
        for (const [what, xml, edit, problem] of refused) {
            it(`is refused: ${what}`, () => {
                const said = problemOf(xml, [edit]);
                if (problem === "") assert.match(said, /^a\.xml/);
                else assert.equal(said, `a.xml: ${problem}`);
            });
        }

        it("is refused in a file that is not well-formed, declares entities or has another encoding", () => {
            assert.match(problemOf("<a><b></a>", [set("/a", "1")]), /^a\.xml: .*is not well-formed: mismatched tag/);
            assert.match(problemOf('<!DOCTYPE a [<!ENTITY e "<b/>">]><a>&e;</a>', [set("/a/b", "1")]), /declares the entity e/);
            assert.match(problemOf('<?xml version="1.0" encoding="windows-1252"?><a/>', [set("/a", "1")]), /encoding windows-1252/);
        });

        it("is all told at once, and then no file is changed", () => {
            const files = { "a.xml": "<a><b>1</b></a>", "b.xml": "<a/>" };
            const { status, problem } = run(files, { "a.xml": [set("/a/b", "2"), set("/a/c", "2")], "b.xml": [set("/d", "1")], "c.xml": [set("/a", "1")] });
            assert.equal(status, 1);
            assert.equal(problem, "a.xml: /a/c is not there; b.xml: /d is not there; c.xml: No such file or directory");
            for (const [name, content] of Object.entries(files)) assert.equal(fs.readFileSync(path.join(temporary(), name), "utf8"), content);
            assert.deepEqual(fs.readdirSync(temporary()).sort(), ["a.xml", "b.xml", "edits.json", "gateway.env"]);
        });

        it("is let pass, and told once, where the element around it may be missing, and nowhere else", () => {
            const edits = ["/a/b[@n='x/y']/c", "/a/b[@n='x/y']/d[@m='/']"].map((place): Edit => ({ ...set(place, "1"), ifParent: true }));
            assert.equal(edited("<a/>", edits), "<a/>");
            assert.equal(run({}, { "a.xml": edits }).stdout, "edited 0 of 1 files\na.xml has no /a/b[@n='x/y'], so it is not edited there\n");
            assert.match(problemOf("<a><b n='x/y'><c/></b></a>", edits), /^a\.xml: \/a\/b\[@n='x\/y'\]\/d\[@m='\/'\] is not there$/);
            assert.match(problemOf("<a><b/><b/></a>", [{ ...set("/a/b/c", "1"), ifParent: true }]), /is there 2 times/);
        });
    });

    it("keeps the rights of a file, and follows links to it", () => {
        fs.mkdirSync(path.join(temporary(), "real"));
        fs.writeFileSync(path.join(temporary(), "real", "a.xml"), "<a/>", { mode: 0o640 });
        fs.symlinkSync("real", path.join(temporary(), "link"));
        assert.equal(run({}, { "link/a.xml": [set("/a", "1")] }).problem, "");
        assert.equal(fs.readFileSync(path.join(temporary(), "real", "a.xml"), "utf8"), "<a>1</a>");
        assert.equal(fs.statSync(path.join(temporary(), "real", "a.xml")).mode & 0o777, 0o640);
        assert.ok(fs.lstatSync(path.join(temporary(), "link")).isSymbolicLink());
    });

    it("changes one place of any file, and no other byte", () => {
        const text = fc.string({ unit: "grapheme", maxLength: 8 }).filter((value) => !/[\p{Cc}\p{Cs}\uFFFE\uFFFF]|\$\{/u.test(value));
        const escaped = text.map((value) => value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"));
        const noise = fc.oneof(
            escaped,
            escaped.map((value) => `<!--${value.replaceAll("-", "")}-->`),
            text.map((value) => `<![CDATA[${value.replaceAll("]", "")}]]>`),
            escaped.map((value) => `<x y="${value.replaceAll('"', "'")}" z='>'/>`),
            escaped.map((value) => `<x>\r\n${value}<y/></x>`),
            fc.constant("<?p target <b> ?>"),
        );
        const noises = fc.array(noise, { maxLength: 5 }).map((parts) => parts.join(""));
        fc.assert(
            fc.property(
                noises,
                noises,
                escaped,
                text.filter((value) => value !== ""),
                (before, behind, old, value) => {
                    const [head, tail] = [`<?xml version="1.0"?>\n<a>${before}<b c='">' d="1">`, `</b>${behind}</a>`];
                    run({ "a.xml": `${head}${old}${tail}` }, { "a.xml": [set("/a/b[@d='1']", [{ variable: "A" }])] }, { A: value });
                    const after = fs.readFileSync(path.join(temporary(), "a.xml"), "utf8");
                    assert.ok(after.startsWith(head) && after.endsWith(tail), after);
                    const inside = after.slice(head.length, after.length - tail.length);
                    assert.equal(inside.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"), value);
                },
            ),
            { numRuns: 40, examples: [["", "", "", "line\u2028separator"]] },
        );
    });
});
