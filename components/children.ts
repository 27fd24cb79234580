import * as pulumi from "@pulumi/pulumi";

/** Changes one child resource before it is registered: its arguments, its options, or both. */
export type ChildTransform<Args> = (args: Args, opts: pulumi.CustomResourceOptions, name: string) => [Args, pulumi.CustomResourceOptions];

/** What a component hands to a child's constructor: name, arguments and options, after the user's transform. */
export function child<Args>(
    transform: ChildTransform<Args> | undefined,
    name: string,
    args: Args,
    opts: pulumi.CustomResourceOptions,
): [string, Args, pulumi.CustomResourceOptions] {
    const [finalArgs, finalOpts] = transform ? transform(args, opts, name) : [args, opts];
    return [name, finalArgs, finalOpts];
}
