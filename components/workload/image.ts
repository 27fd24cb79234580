import * as pulumi from "@pulumi/pulumi";

import { Problem } from "../problem";
import { Tier } from "../tier";
import { ifPlain } from "../checking/validation";
import { GatewayImage } from "./settings";

/** Images of what runs beside the product, where nobody names others: official ones, each of one full version, so that all nodes have the same. Security fixes come with newer ones. */
export const DEFAULT_TOOLS_IMAGE: GatewayImage = { registry: "docker.io", repository: "library/python", tag: "3.12.12-slim-bookworm" };
export const DEFAULT_PROXY_IMAGE: GatewayImage = { registry: "docker.io", repository: "library/haproxy", tag: "3.0.10" };

/** Forms of the parts of an image's name, as the distribution specification has them. */
const REGISTRY = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/i;
const REPOSITORY = /^[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** An image as a pod names it: `registry/repository:tag@digest`. */
export function imageReference({ registry, repository, tag, digest }: GatewayImage): pulumi.Output<string> {
    return pulumi
        .all([registry, repository, tag, digest])
        .apply(([host, name, version, sum]) =>
            [host === undefined ? "" : `${host}/`, name, version === undefined ? "" : `:${version}`, sum === undefined ? "" : `@${sum}`].join(""),
        );
}

/** What is wrong with an image, as far as it is known. */
export function checkImage(image: GatewayImage, tier: Tier, path: string): Problem[] {
    const { registry, repository, tag, digest } = image;
    return [
        ...ifPlain(registry, (text) => checkRegistry(text, `${path}.registry`)),
        ...ifPlain(repository, (text) => checkRepository(text, `${path}.repository`)),
        ...ifPlain(tag, (text) => checkTag(text, tier, digest !== undefined, `${path}.tag`)),
        ...ifPlain(digest, (text) => checkDigest(text, `${path}.digest`)),
        ...(tag === undefined && digest === undefined
            ? [{ path: `${path}.tag`, message: "is missing, and so is a digest; without either, pods that start later may run another release" }]
            : []),
    ];
}

export function checkRegistry(text: string, path: string): Problem[] {
    return REGISTRY.test(text) ? [] : [{ path, message: `is "${text}"; a host name is needed, with a port or without, such as contoso.azurecr.io` }];
}

export function checkRepository(text: string, path: string): Problem[] {
    if (REPOSITORY.test(text)) return [];
    const message = `is "${text}"; allowed are lower-case letters, digits, dots, hyphens and underscores, in parts with slashes between them, and neither registry nor tag`;
    return [{ path, message, azureError: "InvalidImageName" }];
}

export function checkTag(text: string, tier: Tier, hasDigest: boolean, path: string): Problem[] {
    if (!TAG.test(text))
        return [{ path, message: `is "${text}"; allowed are up to 128 letters, digits, underscores, dots and hyphens`, azureError: "InvalidImageName" }];
    if (text !== "latest" || hasDigest || tier !== Tier.Production) return [];
    return [{ path, message: "is latest in Production; a fixed tag or a digest is needed, since pods that start later must be like those that are there" }];
}

export function checkDigest(text: string, path: string): Problem[] {
    if (DIGEST.test(text)) return [];
    return [{ path, message: `is "${text}"; sha256: and 64 hexadecimal digits in lower case are needed`, azureError: "InvalidImageName" }];
}
