import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import { GatewayDeploymentArgs } from "../../../components";
import { argsFrom } from "../../../components/environment";
import { validSettings } from "../../unit/support/deployments";

const root = path.join(__dirname, "..", "..", "..");
const PROJECT = "wso2-gateway-azure";

/** The environments of the root project. */
export const stacks: readonly string[] = fs.readdirSync(root).flatMap((file) => /^Pulumi\.(\w+)\.yaml$/.exec(file)?.slice(1) ?? []);

/** The arguments of an environment from its settings, with something for each that no tracked file has. */
export function stackArgs(stack: string): GatewayDeploymentArgs {
    const file = `Pulumi.${stack}.yaml`;
    const { config } = parse(fs.readFileSync(path.join(root, file), "utf8")) as { config: Record<string, unknown> };
    const own = Object.entries(config).flatMap(([key, value]) => {
        const [project, name] = key.split(":");
        return project === PROJECT ? [[name!, typeof value === "string" ? value : JSON.stringify(value)] as const] : [];
    });
    return argsFrom({ ...validSettings(), ...Object.fromEntries(own) }, file, PROJECT, String(config["azure-native:location"]));
}
