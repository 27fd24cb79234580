/** An operating system image from Azure's marketplace, with a fixed version. */
export interface MarketplaceImage {
    /** Who publishes the image, for example `Canonical`. */
    publisher: string;
    /** Name of a group of images, for example `ubuntu-24_04-lts`. */
    offer: string;
    /** One image of the group, for example `server`. */
    sku: string;
    /** A version, not `latest`: nodes that are added later must be like the ones that are there (VS-24). */
    version: string;
}

/** Ubuntu LTS with a fixed version: nodes that are added later are like the ones that are there (VS-24). Second generation, as Trusted Launch needs (VS-13). */
export const DEFAULT_IMAGE: MarketplaceImage = { publisher: "Canonical", offer: "ubuntu-24_04-lts", sku: "server", version: "24.04.202502210" };
