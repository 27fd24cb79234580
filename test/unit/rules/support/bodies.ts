import type { ArmResource } from "../../../../rules";
import { cluster } from "./environment/cluster";
import { loadBalancing } from "./environment/loadBalancing";
import { machines } from "./environment/machines";
import { networking } from "./environment/networking";
import { secrets } from "./environment/secrets";
import { storage } from "./environment/storage";

/** Resources by short names. */
export type Environment = Record<string, ArmResource>;

/**
 * An environment as somebody who read Azure's documentation would write it by hand: nothing is wrong with it. Not made by this library.
 * New objects at each call, for tests to break.
 */
export function environment(): Environment {
    return { ...networking(), ...loadBalancing(), ...machines(), ...storage(), ...secrets(), ...cluster() };
}
