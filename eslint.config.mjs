import js from "@eslint/js";
import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import importX from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** Imports that a folder must not have: which file may know which other is the architecture, so it is a rule. */
const forbid = (files, ...patterns) => ({
    files,
    rules: { "no-restricted-imports": ["error", { paths: everywhere, patterns: patterns.map(([group, message]) => ({ group, message })) }] },
});
const everywhere = [{ name: "@pulumi/azure-native", message: "Import a module of it: the root loads everything." }];
const outside = ["**/rules/**", "**/simulator/**", "**/policy/**", "!@pulumi/kubernetes/policy/v1", "**/cli/**", "**/tools/**", "**/test/**"];

export default tseslint.config(
    { ignores: ["dist/", "node_modules/", ".demo/"] },
    js.configs.recommended,
    tseslint.configs.recommended,
    {
        files: ["**/*.ts"],
        plugins: { "import-x": importX },
        settings: {
            "import-x/resolver-next": [createTypeScriptImportResolver({ project: "tsconfig.check.json" })],
            "import-x/extensions": [".ts"],
            "import-x/parsers": { "@typescript-eslint/parser": [".ts"] },
        },
        rules: {
            "import-x/no-cycle": "error",
            "no-restricted-imports": ["error", { paths: everywhere }],
            "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
            "@typescript-eslint/no-namespace": "off",
            eqeqeq: "error",
        },
    },
    forbid(["components/**"], [outside, "components know nothing of what is built on them."]),
    forbid(
        ["components/azure/**", "components/product/**", "components/node/**"],
        [outside, "components know nothing of what is built on them."],
        [["@pulumi/*", "@pulumi/*/**"], "Facts and pure functions know nothing of Pulumi."],
        [["../*", "!../problem", "!../product"], "Facts and pure functions know nothing of the components that use them."],
    ),
    forbid(
        ["components/product/*/**", "components/node/*/**"],
        [outside, "components know nothing of what is built on them."],
        [["@pulumi/*", "@pulumi/*/**"], "Facts and pure functions know nothing of Pulumi."],
        [["../../*", "!../../problem", "!../../product"], "Facts and pure functions know nothing of the components that use them."],
    ),
    forbid(
        ["rules/**"],
        [
            ["**/components/*", "!**/components/azure", "!**/components/azure/**"],
            "Rules are Azure's, not the components': they know plain facts about Azure only.",
        ],
        [
            ["**/simulator/**", "**/policy/**", "**/cli/**", "**/tools/**", "**/test/**", "@pulumi/*", "@pulumi/*/**"],
            "Rules are below everything that uses them.",
        ],
    ),
    forbid(
        ["simulator/**"],
        [
            ["**/components/*", "!**/components/azure", "!**/components/azure/**", "!**/components/problem"],
            "The simulator imitates Azure: of the components it may know plain facts about Azure only.",
        ],
        [["**/cli/**", "**/tools/**", "**/test/**"], "The simulator is below the command line and the tools."],
    ),
    forbid(["examples/**"], [["./**", "../**", "!./*"], "Examples import the package by its name, as users do."]),
    forbid(["cli/**"], [["**/tools/**", "**/test/**"], "The published command line has neither tools nor tests."]),
);
