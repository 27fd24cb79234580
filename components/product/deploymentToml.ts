import { stringify, TomlTable } from "smol-toml";

import { describeProblems, Problem } from "../problem";
import { mergeExtra } from "./deploymentToml/extra";
import { gatewayTable } from "./deploymentToml/gateway";
import type { DeploymentTomlOptions } from "./deploymentToml/options";
import { serverTables } from "./deploymentToml/server";
import { sharedStateTables } from "./deploymentToml/sharedState";
import { NODE_VARIABLES, secretVariables } from "./deploymentToml/variables";
import { ConfigurationStyle } from "./release";
import { releaseProfile } from "./releases";

export type { DeploymentTomlOptions, RedisOptions } from "./deploymentToml/options";
export type { StoreFile, TrafficManagerNode } from "./gatewayOptions";
export { nodeVariables, SecretOptions, secretVariables, variablesInAddresses } from "./deploymentToml/variables";

/**
 * A complete `deployment.toml` for a gateway of 3.0 to 4.7, the same for every node.
 *
 * Every key was seen to arrive in a file that the product's configuration mapper renders (3.1, 3.2, 4.5, 4.7); documented keys that change nothing are left out.
 * The product does not escape values: `checkXmlText` and its like say which ones it would corrupt.
 *
 * @throws Error for an unknown release, one that is configured by XML files, a mode or an option that the release does not have, a missing event hub, or extra
 * settings that change this library's own
 */
export function deploymentToml(options: DeploymentTomlOptions): string {
    const own = ownTables(options);
    if (options.extraConfiguration === undefined) return stringify(own);
    const { tables, problems } = mergeExtra(own, options.extraConfiguration, variablesOf(options), "extraConfiguration");
    if (problems.length > 0) throw new Error(describeProblems("The configuration", problems));
    return stringify(tables);
}

/** What is wrong with extra settings: whether they are TOML, and whether they change what is this library's. */
export function checkExtraConfiguration(options: DeploymentTomlOptions, path: string): Problem[] {
    const { extraConfiguration: text } = options;
    return text === undefined ? [] : mergeExtra(ownTables(options), text, variablesOf(options), path).problems;
}

function ownTables(options: DeploymentTomlOptions): TomlTable {
    const profile = releaseProfile(options.release);
    if (profile.configurationStyle !== ConfigurationStyle.Toml)
        throw new Error(`release ${options.release} is configured by XML files, not by deployment.toml`);
    if (!profile.contentSyncModes.includes(options.contentSync)) {
        throw new Error(`contentSync is ${options.contentSync}; release ${options.release} allows ${profile.contentSyncModes.join(", ")}`);
    }
    return { ...serverTables(options), apim: gatewayTable(options), ...sharedStateTables(options) };
}

/** What extra settings may refer to. */
function variablesOf({ release, redis }: DeploymentTomlOptions): string[] {
    return [...secretVariables(release, { redisPassword: redis?.hasPassword }), ...NODE_VARIABLES];
}
