/** Ports on a gateway node that other parts of an environment talk to. The product's own ports: `product/releases.ts`. */
export const ports = {
    /** API requests over TLS; the same in every release. */
    api: 8243,
    /** WebSocket APIs over TLS; the same in every release that has them. */
    webSocket: 8099,
    /** Callbacks of WebSub providers over TLS; the same in every release that has them. */
    webSub: 8021,
    /** Management over TLS: the Publisher's calls up to 3.2; the same in every release. */
    management: 9443,
    /** The readiness responder: a TLS answer of our own, apart from the product, that the load balancer probes. No port of the product. */
    readiness: 9500,
    /** The health answer for the scale set's health extension. Listens on the machine's own loopback address only. */
    health: 9501,
    /** SSH of the manager of rsync mode, by which nodes copy API artifacts, and nothing else; apart from the machine's own. No port of the product. */
    sync: 9502,
    /** Where a pod takes API requests over TLS and hands them to the product, so that it can close connections while it drains. No port of the product. */
    front: 9503,
} as const;

/** Path that the readiness responder answers. */
export const READINESS_PATH = "/ready";

/** Path that the health answer has. */
export const HEALTH_PATH = "/health";
