import { grouped } from "../body/grouped";
import { parentId } from "../body/ids";
import { sameWord } from "../body/json";
import { propertiesOf } from "../body/parts";
import { oncePer, RuleContext } from "../context";
import type { ArmResource } from "../rule";
import { types } from "../types";

/** Id of the account that an account's own part (file service, share) or the account itself belongs to. */
function accountId(id: string): string {
    return /^.*\/storageAccounts\/[^/]+/i.exec(id)?.[0] ?? parentId(id);
}

const sharesByAccount = oncePer((context: RuleContext) => grouped(context.all(types.fileShare), ({ id }) => [accountId(id)]));

/** The account of a share, when it is known. */
export function accountOf(share: ArmResource, context: RuleContext): ArmResource | undefined {
    return context.find(accountId(share.id));
}

/** Known shares of the account that a resource is or belongs to. */
export function sharesOf({ id }: ArmResource, context: RuleContext): readonly ArmResource[] {
    return sharesByAccount(context).get(accountId(id).toLowerCase()) ?? [];
}

/** Known NFS shares of the account that a resource is or belongs to. */
export function nfsSharesOf(resource: ArmResource, context: RuleContext): readonly ArmResource[] {
    return sharesOf(resource, context).filter(isNfs);
}

/** Whether a share speaks NFS. The other protocol, and the default, is SMB. */
export function isNfs(share: ArmResource): boolean {
    return sameWord(propertiesOf(share).enabledProtocols, "NFS");
}
