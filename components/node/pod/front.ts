import { ports, READINESS_PATH } from "../ports";
import { paths } from "./layout";

/** Names of the files of a pod's proxy in `/etc/wso2-gateway`. */
export const FRONT_FILE = "front.cfg";
export const FRONT_ROOTS_FILE = "front-roots.pem";

/** Connections that the proxy has at most at the same time. It needs about 100 KB of memory for each that has a request. */
export const FRONT_CONNECTIONS = 4000;

/** What a pod's proxy depends on. */
export interface FrontOptions {
    hostName: string;
    /** Seconds until the load balancer gives up a request: the product, which gives up sooner, answers first. */
    loadBalancerRequestTimeoutSeconds: number;
}

/**
 * Configuration of the proxy (HAProxy, 2.4 and later) between the load balancer and the product, in the same pod.
 *
 * A pod that leaves gets no new connections, but keeps those that it has, and the load balancer goes on sending requests over them. The product cannot say that it will close a connection
 * before it stops (wso2-synapse: `SourceHandler` sends `Connection: close` only for a connection that is being shut down, `PassThroughHttpListener.stop` pauses its reactor and marks none).
 * The proxy says so with every answer from the moment that the pod is not ready, whatever the release, and the next request takes another connection, which leads to another pod.
 */
export function frontConfiguration({ hostName, loadBalancerRequestTimeoutSeconds }: FrontOptions): string {
    const timeout = loadBalancerRequestTimeoutSeconds;
    const verified = `ssl verify required ca-file ${paths.files}/${FRONT_ROOTS_FILE} verifyhost ${hostName} sni str(${hostName})`;
    return `# API requests from the load balancer to the product in this pod, over TLS on both sides. Nothing is logged: addresses of requests may have secrets in them.
global
    maxconn ${FRONT_CONNECTIONS}
    nbthread 2
    ssl-default-bind-options ssl-min-ver TLSv1.2
    ssl-default-server-options ssl-min-ver TLSv1.2
    # Application Gateway lets a request have 32 KB of headers.
    tune.bufsize 49152
defaults
    mode http
    # Nothing that was sent is ever sent again.
    retries 0
    timeout connect 5s
    timeout client ${timeout}s
    timeout server ${timeout}s
    # Whoever closes a connection without an answer on it may lose a request that is under way: that is left to the load balancer, which sends the requests.
    timeout http-keep-alive 1h
    timeout check 2s
frontend api
    bind :${ports.front} ssl crt ${paths.memory}/secrets/node-certificate.pem alpn http/1.1
    http-after-response set-header Connection close if { nbsrv(readiness) eq 0 }
    default_backend product
backend product
    http-reuse safe
    server product 127.0.0.1:${ports.api} ${verified}
backend readiness
    option httpchk
    http-check send meth GET uri ${READINESS_PATH} ver HTTP/1.1 hdr Host ${hostName}
    http-check expect status 200
    server self 127.0.0.1:${ports.readiness} ${verified} check check-sni ${hostName} inter 1s fall 1 rise 1
`;
}
