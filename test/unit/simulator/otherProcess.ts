// Run by processes.test.ts in a process of its own: creates identities in the group `rg` of the given folder until it has made `count` or is killed.
import { SimulatedAzure } from "../../../simulator/azure";
import { Provider } from "../../../simulator/provider";

async function main(directory: string, prefix: string, count: number): Promise<void> {
    const provider = new Provider(new SimulatedAzure(directory, 0));
    console.log("started");
    for (let index = 0; index < count; index++) {
        const args = { resourceGroupName: "rg", resourceName: `${prefix}-${index}`, location: "westeurope" };
        await provider.create("azure-native:managedidentity:UserAssignedIdentity", args).catch((error: Error) => console.log(error.message));
    }
}

void main(process.argv[2]!, process.argv[3]!, Number(process.argv[4]));
