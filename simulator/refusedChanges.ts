import { ArmError } from "./armError";
import { isObject, Json, JsonObject, listOrEmpty, sameJson, textOrEmpty } from "./json";
import { changeRulesOf } from "./replacement";
import { WriteRequest } from "./request";
import { shapes } from "./shapes";
import { fromArm } from "./translate";

const SCALE_SET = "azure-native:compute:VirtualMachineScaleSet";

/** Refuses a change of what Azure fixes when a resource is created. */
export function checkChanges({ token, body, existing }: WriteRequest): void {
    if (existing === undefined || existing.implicit) return;
    const shape = shapes[token] ?? {};
    const before = fromArm(shape, existing.body);
    const after = fromArm(shape, body);
    for (const path of changeRulesOf(token).refused) {
        const old = valuesAt(before, path);
        const wanted = valuesAt(after, path);
        if (wanted.length === 0 || sameJson(old, wanted) || (token === SCALE_SET && path === "zones" && isSuperset(old, wanted))) continue;
        if (path === "sku.name" && sameHardware(textOrEmpty(old[0]), textOrEmpty(wanted[0]))) continue;
        throw new ArmError(
            400,
            "PropertyChangeNotAllowed",
            `Changing property '${path}' from '${JSON.stringify(old)}' to '${JSON.stringify(wanted)}' is not allowed.`,
        );
    }
}

/** Values that a path leads to: none, one, or one for each item of a list in it. */
function valuesAt(value: Json | undefined, path: string): Json[] {
    const [step, ...rest] = path.split(".");
    if (step === undefined || step === "") return value === undefined ? [] : [value];
    if (!isObject(value)) return [];
    const inside = value[step.replace(/\[\]$/, "")];
    const items = step.endsWith("[]") ? listOrEmpty(inside) : inside === undefined ? [] : [inside];
    return items.flatMap((item) => valuesAt(item, rest.join(".")));
}

/** VS-16: zones can be added to a scale set, not taken away. */
function isSuperset(old: JsonObject[string][], wanted: JsonObject[string][]): boolean {
    const [before, after] = [listOrEmpty(old[0]), listOrEmpty(wanted[0])];
    return before.length > 0 && before.every((zone) => after.includes(zone));
}

/** ST-15: performance and zone redundancy need a conversion; geo redundancy can be switched in place. */
function sameHardware(old: string, wanted: string): boolean {
    const hardware = (sku: string): string => sku.replace(/_RA/, "_").replace("_GZRS", "_ZRS").replace("_GRS", "_LRS");
    return hardware(old) === hardware(wanted);
}
