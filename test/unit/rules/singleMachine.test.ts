import assert from "node:assert/strict";

import { ArmResource, checkResources, rulesFor } from "../../../rules";
import { types } from "../../../rules/types";
import { cases } from "./cases";
import { inGroup } from "./support/ids";
import { changed } from "./support/changes";
import type { Environment } from "./support/bodies";

const MODEL = "properties.virtualMachineProfile";
const PLACE = `scaleSet.${MODEL}.`;

/** A machine on its own that is what the machines of the scale set are. */
function singleMachine({ scaleSet }: Environment): ArmResource {
    const { virtualMachineProfile } = (scaleSet as unknown as { properties: { virtualMachineProfile: object } }).properties;
    const { location } = scaleSet as unknown as { location: string };
    return {
        id: inGroup(`${types.virtualMachine}/single`),
        type: types.virtualMachine,
        name: "single",
        location,
        properties: virtualMachineProfile,
    } as ArmResource;
}

describe("rules about single machines", () => {
    const rules = new Set(rulesFor(types.virtualMachine).map(({ id }) => id));
    // That machines must be alike is about a scale set's.
    const ofSeveral = ["the latest image"];
    const own = cases.filter(
        ({ rule, what, changes }) => rules.has(rule) && !ofSeveral.includes(what) && Object.keys(changes).every((place) => place.startsWith(PLACE)),
    );

    it("are those about what a machine is made from", () => assert.deepEqual([...rules].sort(), ["VS-09", "VS-11", "VS-12", "VS-13", "VS-15", "VS-24"]));

    it("find nothing wrong with one that is right", () => assert.deepEqual(checkResources([singleMachine(changed({}))]), []));

    for (const { rule, what, changes, place } of own) {
        it(`${rule} ${place === undefined ? "allows" : "refuses"} ${what}`, () => {
            const violations = checkResources([singleMachine(changed(changes))]).filter((violation) => violation.rule === rule);
            if (place === undefined) assert.deepEqual(violations, []);
            else assert.ok(violations.some(({ path }) => path === place.replace(PLACE, "properties.")), JSON.stringify(violations)); // prettier-ignore
        });
    }
});
