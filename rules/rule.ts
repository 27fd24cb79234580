import type { RuleContext } from "./context";

/** A resource as Azure Resource Manager gets it: the body of the request, with its id and type. */
export interface ArmResource {
    /** Full id, `/subscriptions/…`. Azure compares ids without regard to case. */
    id: string;

    /** Azure's type, for example `Microsoft.Network/virtualNetworks/subnets`. */
    type: string;

    /** API version of the request. Defaults to the one that azure-native uses. */
    apiVersion?: string;

    name?: string;
    location?: string;
    tags?: unknown;
    sku?: unknown;
    identity?: unknown;
    zones?: unknown;
    kind?: unknown;
    properties?: unknown;
}

/** `Error`: Azure refuses the request. `Warning`: Azure accepts it and it does not work, or the rule is not certain ([G] in the reference). */
export type Severity = "Error" | "Warning";

/** One place of a body that breaks a rule. */
export interface Finding {
    /** Where, as a path in the body: `properties.probes[0].properties.timeout`. */
    path: string;

    /** What is wrong there and what is allowed. */
    message: string;

    /** Where one part of a rule is weaker than the rest of it. Defaults to the rule's severity. */
    severity?: Severity;

    /** Where one part of a rule has an error code of its own. Defaults to the rule's, or to none where `severity` is given. */
    azureError?: string;
}

/** One row of the reference: what Azure refuses, or accepts although it cannot work. */
export interface Rule {
    /** As in the reference, for example `AG-21`. */
    id: string;

    title: string;
    severity: Severity;

    /** Azure's code of the error, where known. */
    azureError?: string;

    /** How to mend what breaks the rule. */
    hint: string;

    /** Types of the resources that the rule looks at. */
    types: readonly string[];

    /**
     * Types of resources around those, whose writes Azure refuses as well when something that is there would break the rule by them:
     * the security group of a gateway's subnet. Defaults to none: Azure notices when the resource itself is written next, or never.
     */
    surroundings?: readonly string[];

    /**
     * Everything in one resource that breaks the rule.
     * A rule that needs another resource asks `context` for it, and says nothing when that resource is not there.
     */
    check(resource: ArmResource, context: RuleContext): Iterable<Finding>;
}

/** A broken rule, with everything that a reader needs. */
export interface Violation {
    /** Id of the rule. */
    rule: string;
    severity: Severity;
    resourceId: string;
    path: string;
    message: string;
    hint: string;
    azureError?: string;
}
