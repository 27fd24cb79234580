/** What `pulumi stack export` writes, as far as recovery looks at it. Everything else is passed through. */
export interface StackExport {
    version: number;
    deployment: Deployment;
}

export interface Deployment {
    resources?: ResourceEntry[];
    pending_operations?: PendingOperation[];
}

export interface PendingOperation {
    type: "creating" | "updating" | "deleting" | "reading" | "importing";
    resource: ResourceEntry;
}

/** A resource in the state. Secrets in it are encrypted, and stay so. */
export interface ResourceEntry {
    urn: string;
    type: string;
    custom?: boolean;
    id?: string;
    /** Urn of the provider and its id, joined by `::`. */
    provider?: string;
    parent?: string;
    dependencies?: string[];
    inputs?: Readonly<Record<string, unknown>>;
    outputs?: Readonly<Record<string, unknown>>;
    /** Why the resource is not what it should be. Makes the next `pulumi up` write it again. */
    initErrors?: string[];
    /** Marked by the engine: to be deleted, since its replacement exists. */
    delete?: boolean;
    /** Marked by the engine: deleted already, its replacement does not exist yet. */
    pendingReplacement?: boolean;
}

export function nameOf(urn: string): string {
    return urn.split("::").at(-1)!;
}
