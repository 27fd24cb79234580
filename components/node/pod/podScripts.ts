import { ConfigurationStyle } from "../../product/release";
import { EDIT_CONFIGURATION, readFolder } from "../ownFiles";

/** Scripts of machines that do the same in a pod. */
const shared = [
    ..."common.sh draining.sh node.py".split(" "),
    ..."answer-readiness apply-configuration check-secrets fetch-secrets make-stores seed-share start-gateway".split(" "),
];

/** The scripts of a pod, by name. */
export function podScripts(style: ConfigurationStyle): Record<string, string> {
    const wanted = new Set(style === ConfigurationStyle.Xml ? [...shared, EDIT_CONFIGURATION] : shared);
    const files = [...readFolder("scripts").filter(({ name }) => wanted.has(name)), ...readFolder("scripts", "pod")];
    return Object.fromEntries(files.map(({ name, content }) => [name, content]));
}
