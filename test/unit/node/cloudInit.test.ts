import assert from "node:assert/strict";

import { cloudInit, customData, customDataBytes } from "../../../components/node/cloudInit";
import { customDataText } from "../../support/customData";

const document = cloudInit([{ path: "/etc/motd", content: "Welcome to a gateway, a gateway, a gateway.\n", permissions: "0644" }]);

describe("customData", () => {
    it("is the document, compressed", () => {
        assert.equal(customDataText(customData(document)), document);
        assert.equal(customDataBytes(document), Buffer.from(customData(document), "base64").length);
    });

    it("is the same on every machine and on every day: another text would roll all nodes", () => {
        const told =
            "H4sIAAAAAAACA22LwQrCMBBE7/mKoV6t9VA87I94lJBu60KSLclKEPx4a85ehpnHvFOI+lrGoHmVzbUixo9VIldywIjd25MwsYUpqS0HA46vcTbCp0/gzjFoYpjCY/PGzb/Pf+ulGzuXJLWK5koYrrd5HjrXlrkQiqrRL9wXFofXWZ0AAAA=";
        assert.equal(customData(document), told);
    });
});
