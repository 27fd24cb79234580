import { Problem } from "../problem";
import { ContentSyncMode, ReleaseProfile } from "../product/release";
import { firstReleaseThat } from "../product/releases";
import type { DeploymentStorageSettings } from "./args";

/** What nodes share only when it is asked for, by the last part of its path. */
const optional = { shareTenants: "tenants", shareUserStores: "userstores" } as const;
type Optional = keyof typeof optional;

const folderOf = (profile: ReleaseProfile, setting: Optional): string | undefined =>
    profile.sharedPaths.optional.find((path) => path.endsWith(`/${optional[setting]}`));

/** Folders of the product that nodes share, relative to its home directory. Where there are none, a deployment has no shared file system. */
export function sharedPaths(profile: ReleaseProfile, contentSync: ContentSyncMode, settings: DeploymentStorageSettings = {}): string[] {
    if (contentSync === ContentSyncMode.Rsync) return [];
    const content = contentSync === ContentSyncMode.SharedFileSystem ? profile.sharedPaths.content : [];
    const wanted = (Object.keys(optional) as Optional[]).filter((setting) => settings[setting] === true);
    return [...content, ...wanted.flatMap((setting) => folderOf(profile, setting) ?? [])];
}

/** What is wrong with what is to be shared, for a release and a way of content synchronisation that are right. */
export function checkSharedPaths(
    profile: ReleaseProfile,
    contentSync: ContentSyncMode,
    settings: DeploymentStorageSettings | undefined,
    path: string,
): Problem[] {
    if (settings === undefined) return [];
    const missing = (Object.keys(optional) as Optional[]).filter((setting) => settings[setting] === true && folderOf(profile, setting) === undefined);
    if (missing.length > 0)
        return missing.map((setting) => ({ path: `${path}.${setting}`, message: `is true, but ${lacking(profile, setting)}; leave it out` }));
    if (sharedPaths(profile, contentSync, settings).length > 0) return [];
    const possible = contentSync === ContentSyncMode.Rsync ? [] : (Object.keys(optional) as Optional[]).filter((setting) => folderOf(profile, setting));
    const choice = possible.length === 0 ? "" : `, or share something with ${possible.join(" or ")}`;
    return [{ path, message: `is given, but nodes share no file system with contentSync ${contentSync}; leave it out${choice}` }];
}

function lacking({ release }: ReleaseProfile, setting: Optional): string {
    const first = firstReleaseThat((profile) => folderOf(profile, setting) !== undefined);
    return `release ${release} has no folder ${optional[setting]} to share; releases from ${first} have one`;
}

/** A name that every file system has, and that nobody overlooks. */
const FOLDER = /^\w[\w.-]{0,79}$/;

/** What is wrong with the name of an environment's folder. */
export function checkFolder(folder: string | undefined, path: string): Problem[] {
    if (folder === undefined || FOLDER.test(folder)) return [];
    return [{ path, message: `is "${folder}"; allowed are 1 to 80 letters, digits, hyphens, underscores and dots, not a hyphen or dot first` }];
}
