import assert from "node:assert/strict";

import { CLIENT_ID, knowSecrets, secretId, useSandbox } from "./support/sandboxes";

const source = "stgateway.file.core.windows.net:/stgateway/artifacts";
const common = "actimeo=20,nosuid,nodev,noexec";
const nfs = `vers=4,minorversion=1,sec=sys,nconnect=4,noresvport,hard,retry=0,${common}`;
const KEY = "the account's key==";
const CREDENTIALS = "/run/wso2-gateway/secrets/share.credentials";

describe("mount-share", function () {
    const { sandbox, azure } = useSandbox();

    beforeEach(async () => {
        await sandbox().run("umount", ["/mnt/wso2-gateway"]);
        for (const file of ["/srv/harness/mounts", "/srv/harness/share-unavailable", CREDENTIALS]) sandbox().remove(file);
        sandbox().write("/srv/harness/share/mark", "");
        sandbox().forgetJournal();
    });

    for (const type of ["nfs4", "aznfs"]) {
        it(`mounts with ${type} as Azure Files wants it, once`, async () => {
            sandbox().configure({ SHARE_SOURCE: source, SHARE_TYPE: type });
            await sandbox().must("/usr/local/lib/wso2-gateway/mount-share");
            await sandbox().must("/usr/local/lib/wso2-gateway/mount-share");
            assert.equal(sandbox().mounts().length, 1);
            const [line] = sandbox().mounts();
            assert.ok(line!.startsWith(`mount.${type} ${source} /mnt/wso2-gateway `), line);
            for (const option of nfs.split(",")) assert.match(line!, new RegExp(`[ ,]${option}(,|$)`));
            assert.deepEqual(sandbox().journal(), [`the share is mounted: ${source} (${type})`]);
            assert.ok(sandbox().exists("/mnt/wso2-gateway/mark"));
        });
    }

    it("mounts SMB with a key that no process list has, encrypted when that is wanted", async () => {
        await knowSecrets(azure(), { key: KEY });
        const smb = { SHARE_SOURCE: "//stgateway.file.core.windows.net/artifacts", SHARE_TYPE: "smb", SHARE_USER_NAME: "stgateway" };
        const settings = { ...smb, SHARE_KEY_SECRET_ID: secretId("key"), IDENTITY_CLIENT_ID: CLIENT_ID };
        for (const encryption of ["true", "false"]) {
            await sandbox().run("umount", ["/mnt/wso2-gateway"]);
            sandbox().configure({ ...settings, SHARE_ENCRYPTION: encryption });
            await sandbox().must("/usr/local/lib/wso2-gateway/mount-share");
            const line = sandbox().mounts().at(-1)!;
            const options = `vers=3.1.1,credentials=${CREDENTIALS},uid=802,gid=802,dir_mode=0770,file_mode=0660,serverino,nosharesock,${common}`.split(",");
            for (const option of options) assert.ok(line.includes(option), `${option} in ${line}`);
            assert.equal(/[ ,]seal(,|$)/.test(line), encryption === "true");
            assert.ok(!line.includes(KEY));
        }
        assert.equal(sandbox().read(CREDENTIALS), `username=stgateway\npassword=${KEY}\n`);
    });

    it("does nothing on a node without a share", async () => {
        sandbox().configure({ RELEASE: "4.5.0" });
        await sandbox().must("/usr/local/lib/wso2-gateway/mount-share");
        assert.deepEqual([sandbox().mounts(), sandbox().journal()], [[], []]);
    });

    it("says why the share cannot be mounted, and mounts it when it can", async () => {
        sandbox().configure({ SHARE_SOURCE: source, SHARE_TYPE: "nfs4" });
        sandbox().write("/srv/harness/share-unavailable", "");
        const { code, stderr } = await sandbox().script("mount-share");
        assert.equal(code, 1);
        assert.equal(stderr, `${source} cannot be mounted: mount.nfs4: Connection timed out\n`);
        sandbox().remove("/srv/harness/share-unavailable");
        await sandbox().must("/usr/local/lib/wso2-gateway/mount-share");
        assert.ok(sandbox().exists("/mnt/wso2-gateway/mark"));
    });

    it("mounts again what is gone", async () => {
        sandbox().configure({ SHARE_SOURCE: source, SHARE_TYPE: "nfs4" });
        await sandbox().must("/usr/local/lib/wso2-gateway/mount-share");
        await sandbox().must("umount", ["/mnt/wso2-gateway"]);
        await sandbox().must("/usr/local/lib/wso2-gateway/mount-share");
        assert.ok(sandbox().exists("/mnt/wso2-gateway/mark"));
    });

    it("refuses a kind of share that it does not know", async () => {
        sandbox().configure({ SHARE_SOURCE: source, SHARE_TYPE: "afp" });
        const { code, stderr } = await sandbox().script("mount-share");
        assert.deepEqual([code, stderr], [1, "SHARE_TYPE is afp; known are nfs4, aznfs, smb and disk\n"]);
    });
});
