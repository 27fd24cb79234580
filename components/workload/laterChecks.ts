import * as pulumi from "@pulumi/pulumi";

import { checkedIfLater } from "../checking/validation";
import { Problem } from "../problem";
import { Tier } from "../tier";
import { checkDigest, checkRegistry, checkRepository, checkTag } from "./image";
import { GatewayImage, WorkloadSettings } from "./settings";

/** The same settings, with what is known only later checked as soon as it is known. `prefix` is what comes before the paths of the settings. */
export function withLaterWorkloadChecks<T extends WorkloadSettings>(subject: string, settings: T, tier: Tier, prefix = ""): T {
    const { image, toolsImage, proxyImage } = settings;
    return {
        ...settings,
        image: checkedImage(image, "image"),
        ...(toolsImage === undefined ? {} : { toolsImage: checkedImage(toolsImage, "toolsImage") }),
        ...(proxyImage === undefined ? {} : { proxyImage: checkedImage(proxyImage, "proxyImage") }),
    };

    function checkedImage({ registry, repository, tag, digest }: GatewayImage, path: string): GatewayImage {
        return {
            ...(registry === undefined ? {} : { registry: later(registry, `${path}.registry`, checkRegistry) }),
            repository: later(repository, `${path}.repository`, checkRepository),
            ...(tag === undefined ? {} : { tag: later(tag, `${path}.tag`, (text, at) => checkTag(text, tier, digest !== undefined, at)) }),
            ...(digest === undefined ? {} : { digest: later(digest, `${path}.digest`, checkDigest) }),
        };
    }

    function later(value: pulumi.Input<string>, path: string, check: (value: string, path: string) => Problem[]): pulumi.Input<string> {
        return checkedIfLater(subject, value, `${prefix}${path}`, check);
    }
}
