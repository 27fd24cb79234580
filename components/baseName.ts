import * as pulumi from "@pulumi/pulumi";

/** How the names of a component's resources start when nobody says otherwise: environments of one program never share a name. */
export function defaultBaseName(componentName: string): string {
    return `${componentName}-${pulumi.getStack()}`;
}
