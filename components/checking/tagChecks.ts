import * as pulumi from "@pulumi/pulumi";

import { Problem } from "../problem";
import { repeatedPositions } from "./rangeChecks";
import { ifPlain } from "./validation";

/** Most tags of one resource, and their longest names and values; storage accounts allow the shortest names. Source: Azure's limits of tags. */
const MAX_TAGS = 50;
const MAX_NAME = 128;
const MAX_VALUE = 256;
const FORBIDDEN_IN_NAMES = /[<>%&\\?/]/;

/** What is wrong with tags, as far as they are known. */
export function checkTags(tags: Readonly<Record<string, pulumi.Input<string>>>, path: string): Problem[] {
    const names = Object.keys(tags);
    const count = names.length;
    const repeated = [...repeatedPositions(names.map((name) => name.toLowerCase()))].map((position) => names[position]!);
    return [
        ...repeated.map((name) => ({ path, message: `have "${name}" twice, but for its case, which makes no difference to Azure` })),
        ...(count <= MAX_TAGS ? [] : [{ path, message: `are ${count}; at most ${MAX_TAGS} are allowed` }]),
        ...Object.entries(tags).flatMap(([name, value]) => [
            ...(name.length > 0 && name.length <= MAX_NAME && !FORBIDDEN_IN_NAMES.test(name)
                ? []
                : [{ path, message: `have the name "${name}"; allowed are 1 to ${MAX_NAME} characters without <, >, %, &, \\, ? and /` }]),
            ...ifPlain(value, (text) =>
                text.length <= MAX_VALUE ? [] : [{ path: `${path}.${name}`, message: `has ${text.length} characters; at most ${MAX_VALUE} are allowed` }],
            ),
        ]),
    ];
}
