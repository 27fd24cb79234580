export { allRules, rulesFor } from "./allRules";
export { checkResource, checkResources, checkSurroundings } from "./check";
export { contextOf } from "./context";
export type { RuleContext } from "./context";
export type { ArmResource, Finding, Rule, Severity, Violation } from "./rule";
