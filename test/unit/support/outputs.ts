import * as pulumi from "@pulumi/pulumi";

/** What a value becomes. An error in an `apply` reaches nobody else: whoever wants to see it asks for the value. */
export function outcomeOf<T>(value: pulumi.Input<T> | undefined): Promise<T> {
    return (pulumi.output(value) as unknown as { promise(): Promise<T> }).promise();
}
