import fc from "fast-check";

/** Something that is right, and now and then something that need not be. */
export function mostly<T>(right: fc.Arbitrary<T>, other: fc.Arbitrary<T>): fc.Arbitrary<T> {
    return fc.oneof({ weight: 40, arbitrary: right }, { weight: 1, arbitrary: other });
}

/** What is left out as often as not. */
export function maybe<T>(given: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
    return fc.option(given, { nil: undefined });
}

/** Objects as programs write them: Pulumi does not take others. */
export const plain = { noNullPrototype: true };
/** As `plain`, with any part left out. */
export const partial = { requiredKeys: [], ...plain };
