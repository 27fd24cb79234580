import { ArmResource } from "../../../rules";

const SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";

/** Resources as a template of Azure Resource Manager, in which a resource inside of another one has the names of both. */
export interface DeploymentTemplate {
    $schema: string;
    contentVersion: string;
    resources: Omit<ArmResource, "id">[];
}

/** A template that makes what has these bodies. */
export function deploymentTemplate(resources: readonly ArmResource[]): DeploymentTemplate {
    return { $schema: SCHEMA, contentVersion: "1.0.0.0", resources: resources.map(({ id, ...body }) => ({ ...body, name: fullName(id) })) };
}

/**
 * Text of a template for a scanner. What a machine is told at its first start is left out: Checkov's rule CKV_AZURE_45 seeks secrets in it with expressions that take
 * a minute for 8,000 characters and four times that for twice as many; a manager's has 43,000. They could find nothing in what is compressed: the engine ring
 * looks for every secret in what it really says.
 */
export function templateText(template: DeploymentTemplate): string {
    return JSON.stringify(template, (key, value: unknown) => (key === "customData" ? "" : value), 1);
}

/** `front/default` of `…/providers/Microsoft.Some/things/front/parts/default`; a resource group's own name. */
function fullName(id: string): string {
    const segments = id.slice(Math.max(0, id.lastIndexOf("/providers/"))).split("/");
    return id.includes("/providers/") ? segments.filter((_, index) => index >= 4 && index % 2 === 0).join("/") : segments.at(-1)!;
}
