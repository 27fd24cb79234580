import * as pulumi from "@pulumi/pulumi";

/** Changes the arguments, the options or both of one child resource before it is registered. */
export type ChildTransformFunction<Args> = (args: Args, opts: pulumi.CustomResourceOptions, name: string) => [Args, pulumi.CustomResourceOptions];

/** Changes one child resource before it is registered: arguments that replace the component's own, or a function for everything else. */
export type ChildTransform<Args> = Partial<Args> | ChildTransformFunction<Args>;

/** What a component hands to a child's constructor: name, arguments and options, after the user's transform. */
export function child<Args extends object>(
    transform: ChildTransform<Args> | undefined,
    name: string,
    args: Args,
    opts: pulumi.CustomResourceOptions,
): [string, Args, pulumi.CustomResourceOptions] {
    const [finalArgs, finalOpts] = typeof transform === "function" ? transform(args, opts, name) : [{ ...args, ...transform }, opts];
    return [name, finalArgs, finalOpts];
}

/**
 * The `protect` option of a child that holds data: the argument's word if there is one, otherwise the tier's.
 * Where the tier does not ask for protection nothing is said, so that the component's own `protect` reaches the child.
 */
export function protection(argument: boolean | undefined, byTier: boolean): boolean | undefined {
    return argument ?? (byTier || undefined);
}
