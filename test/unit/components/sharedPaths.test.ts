import assert from "node:assert/strict";

import { ContentSyncMode } from "../../../components/product/release";
import { knownReleases, releaseProfile } from "../../../components/product/releases";
import { checkSharedPaths, sharedPaths } from "../../../components/sharedStorage/sharedPaths";

const content = "repository/deployment/server/synapse-configs";
const [tenants, userStores] = ["repository/tenants", "repository/deployment/server/userstores"];

describe("sharedPaths", () => {
    it("are the API artifacts up to 3.2, and nothing from 4.0", () => {
        for (const release of knownReleases) {
            const profile = releaseProfile(release);
            assert.deepEqual(sharedPaths(profile, profile.defaultContentSync), release < "4" ? [content] : []);
        }
    });

    it("are more when that is asked for", () => {
        assert.deepEqual(sharedPaths(releaseProfile("2.6.0"), ContentSyncMode.SharedFileSystem, { shareTenants: true }), [content, tenants]);
        const both = { shareTenants: true, shareUserStores: true };
        assert.deepEqual(sharedPaths(releaseProfile("4.5.0"), ContentSyncMode.EventHub, both), [tenants, userStores]);
        assert.deepEqual(sharedPaths(releaseProfile("3.2.0"), ContentSyncMode.ArtifactSynchronizer, { shareTenants: true }), [tenants]);
        assert.deepEqual(sharedPaths(releaseProfile("4.5.0"), ContentSyncMode.EventHub, { shareTenants: false }), []);
    });

    it("never are the API artifacts of a release that is harmed by that", () => {
        for (const release of knownReleases.filter((name) => name >= "4"))
            for (const mode of Object.values(ContentSyncMode)) assert.ok(!sharedPaths(releaseProfile(release), mode, { shareTenants: true }).includes(content));
    });

    it("are none where content is copied", () => {
        const profile = releaseProfile("2.6.0");
        assert.deepEqual(sharedPaths(profile, ContentSyncMode.Rsync, { shareTenants: true }), []);
        const [problem] = checkSharedPaths(profile, ContentSyncMode.Rsync, { shareTenants: true }, "sharedStorage");
        assert.deepEqual(problem, { path: "sharedStorage", message: "is given, but nodes share no file system with contentSync Rsync; leave it out" });
    });
});
