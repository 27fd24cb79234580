import * as pulumi from "@pulumi/pulumi";

import { ResourceNames } from "./naming/resourceNames";

/** Where a component's resources are and what they are called. */
export interface Placement {
    /** Resource group of everything in this component. */
    resourceGroupName: pulumi.Input<string>;

    /** Azure region. Defaults to the provider's (`azure-native:location`), or else the resource group's. */
    location?: pulumi.Input<string>;

    /** Start of all names in Azure. Defaults to `<name>-<stack>`. */
    baseName?: string;

    /** Names in Azure that replace the computed ones. */
    names?: ResourceNames;

    /** Tags of every resource that can have them. */
    tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}
