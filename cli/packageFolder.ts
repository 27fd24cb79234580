import * as path from "node:path";

/** Folder of this package: the checkout, or where npm has installed it. The same from the sources and from dist/. */
export function packageFolder(): string {
    return path.dirname(require.resolve("wso2-gateway-azure/package.json"));
}
