/** An answer of Azure Resource Manager (or of a data plane) other than success. */
export class ArmError extends Error {
    /**
     * @param status HTTP status
     * @param code Azure's name of the error
     * @param explanation Azure's message
     */
    constructor(
        public readonly status: number,
        public readonly code: string,
        public readonly explanation: string,
    ) {
        // The form in which azure-native 3.x prints every error of Azure.
        super(`Status=${status} Code="${code}" Message="${explanation}"`);
        this.name = "ArmError";
    }
}

/** Azure's 404 for a resource that is not there. */
export function resourceNotFound(id: string): ArmError {
    const [, resourceGroup = "", type = ""] = /resourceGroups\/([^/]+)\/providers\/(.+)$/i.exec(id) ?? [];
    if (type === "") return resourceGroupNotFound(id.split("/").pop() ?? id);
    const explanation = `The Resource '${type}' under resource group '${resourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`;
    return new ArmError(404, "ResourceNotFound", explanation);
}

/** Azure's 404 for a resource group that is not there. */
export function resourceGroupNotFound(name: string): ArmError {
    return new ArmError(404, "ResourceGroupNotFound", `Resource group '${name}' could not be found.`);
}
