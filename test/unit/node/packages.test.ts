import assert from "node:assert/strict";

import { nodePackages, ShareType } from "../../../components/node/packages";
import { ContentSyncMode } from "../../../components/product/release";

describe("nodePackages", () => {
    const of = (changes: Partial<Parameters<typeof nodePackages>[0]>): string[] =>
        nodePackages({ jdkVersion: 21, contentSync: ContentSyncMode.EventHub, ...changes });

    it("has the Java of the release, and no more of it than a server needs", () => {
        assert.deepEqual(
            of({ jdkVersion: 8 }).filter((name) => name.includes("jre")),
            ["openjdk-8-jre-headless"],
        );
    });

    for (const [shareType, client] of Object.entries({ [ShareType.Nfs]: "nfs-common", [ShareType.EncryptedNfs]: "aznfs", [ShareType.Smb]: "cifs-utils" })) {
        it(`has the client of ${shareType}, and nothing of it without a share`, () => {
            assert.ok(of({ shareType: shareType as ShareType }).includes(client));
            assert.ok(!of({}).includes(client));
        });
    }

    it("copies only where content is copied", () => {
        assert.ok(of({ contentSync: ContentSyncMode.Rsync }).includes("rsync"));
        assert.ok(!of({}).includes("rsync"));
    });
});
