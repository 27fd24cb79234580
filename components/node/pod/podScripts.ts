import { ConfigurationStyle } from "../../product/release";
import { EDIT_CONFIGURATION, readFolder } from "../ownFiles";

/** Scripts of machines that do the same in a pod. */
const shared = ["answer-readiness", "check-secrets", "common.sh", "configure", "fetch-secrets", "make-stores", "node.py", "seed-share", "start-gateway"];

/** The scripts of a pod, by name. */
export function podScripts(style: ConfigurationStyle): Record<string, string> {
    const wanted = new Set(style === ConfigurationStyle.Xml ? [...shared, EDIT_CONFIGURATION] : shared);
    const files = [...readFolder("scripts").filter(({ name }) => wanted.has(name)), ...readFolder("scripts", "pod")];
    return Object.fromEntries(files.map(({ name, content }) => [name, content]));
}
