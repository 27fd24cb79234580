import { PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";

import { PropertyChange } from "./diff";

const kinds = {
    add: [PropertyDiff.Kind.ADD, PropertyDiff.Kind.ADD_REPLACE],
    update: [PropertyDiff.Kind.UPDATE, PropertyDiff.Kind.UPDATE_REPLACE],
    delete: [PropertyDiff.Kind.DELETE, PropertyDiff.Kind.DELETE_REPLACE],
} as const;

/** The engine's name for a change. */
export function propertyKind(change: PropertyChange): PropertyDiff.Kind {
    return kinds[change.kind][change.replaces ? 1 : 0];
}
