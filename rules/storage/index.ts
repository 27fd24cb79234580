import type { Rule } from "../rule";
import { accessRules } from "./access";
import { accountRules } from "./account";
import { shareRules } from "./share";

/** Everything about storage accounts and file shares (ST). */
export const storageRules: readonly Rule[] = [...accountRules, ...shareRules, ...accessRules];
