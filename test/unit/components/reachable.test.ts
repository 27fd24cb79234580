import assert from "node:assert/strict";
import * as http from "node:http";
import * as https from "node:https";
import * as net from "node:net";

import * as pulumi from "@pulumi/pulumi";

import { apiServerOf, checkKubeconfig } from "../../../components/cluster/apiServer";
import { proxyFor } from "../../../components/cluster/proxy";
import { checkReachable, ClusterPlace, onceReached } from "../../../components/cluster/reachable";
import { kubeconfigOf, startApiServer } from "../../support/apiServer";
import { newRootCertificate, testAuthority } from "../../support/fixtures";
import { outcomeOf } from "../support/outputs";

const id = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-shared/providers/Microsoft.ContainerService/managedClusters/aks-shared";
const place = (kubeconfig: string): ClusterPlace => ({ id, kubeconfig });

/** Long enough for everything that answers at all, on a busy machine as well. */
const PATIENT_SECONDS = 60;

describe("an existing cluster", () => {
    let server: https.Server;
    let address: string;
    const opened: net.Server[] = [];

    before(async () => {
        ({ server, address } = await startApiServer());
        opened.push(server);
    });
    after(() => {
        for (const each of opened) each.close();
        server.closeAllConnections();
    });

    /** A listener on a free port, and where it is. */
    async function listening<T extends net.Server>(listener: T): Promise<{ port: number; listener: T }> {
        opened.push(listener);
        await new Promise<void>((resolve) => listener.listen(0, "localhost", resolve));
        return { port: (listener.address() as net.AddressInfo).port, listener };
    }

    const messageOf = async (cluster: ClusterPlace, limitSeconds = PATIENT_SECONDS, environment: NodeJS.ProcessEnv = {}): Promise<string> => {
        const problems = await checkReachable(cluster, "cluster.existing", limitSeconds, environment);
        assert.equal(problems.length, 1, JSON.stringify(problems));
        assert.equal(problems[0]!.path, "cluster.existing");
        return problems[0]!.message;
    };

    it("is reached when it answers, though it refuses us", async () => {
        assert.deepEqual(await checkReachable(place(kubeconfigOf(address)), "existing", PATIENT_SECONDS, {}), []);
    });

    it("may be known to another name than its address has", async () => {
        const byAddress = address.replace("localhost", "127.0.0.1");
        const tls = { "tls-server-name": "localhost" };
        assert.match(await messageOf(place(kubeconfigOf(byAddress))), /not as the cluster that the kubeconfig names/);
        assert.deepEqual(await checkReachable(place(kubeconfigOf(byAddress, tls)), "existing", PATIENT_SECONDS, {}), []);
    });

    it("is asked by the names that Azure has for it where no kubeconfig is given, of which one is enough", async () => {
        const fqdn = address.replace("https://", "");
        assert.deepEqual(await checkReachable({ id, fqdn, privateFqdn: "nowhere.invalid" }, "existing", PATIENT_SECONDS, {}), []);
        assert.deepEqual(await checkReachable({ id, fqdn: "nowhere.invalid", privateFqdn: fqdn }, "existing", PATIENT_SECONDS, {}), []);
    });

    it("that nobody has an address of is one error", async () => {
        const [problem] = await checkReachable({ id, fqdn: "" }, "existing", PATIENT_SECONDS, {});
        assert.match(`${problem!.path} ${problem!.message}`, /^existing\.kubeconfig is missing, and Azure names no address/);
    });

    it("whose name has no address: is it private, is it stopped?", async () => {
        const message = await messageOf(place(kubeconfigOf("https://aks-x.privatelink.westeurope.invalid:443")));
        assert.match(message, /https:\/\/aks-x\.privatelink\.westeurope\.invalid:443 has a name without an address here/);
        assert.match(message, /inside its network.*az aks start --subscription 1{8}-\S+ --resource-group rg-shared --name aks-shared/);
    });

    it("that refuses connections: stopped, authorised ranges, private", async () => {
        const { port, listener } = await listening(net.createServer());
        await new Promise((resolve) => listener.close(resolve));
        const message = await messageOf(place(kubeconfigOf(`https://localhost:${port}`)));
        assert.match(message, /refuses connections.*az aks start .*--api-server-authorized-ip-ranges/);
    });

    it("that never answers is given up after its time: authorised ranges first", async () => {
        const { port } = await listening(net.createServer());
        const message = await messageOf(place(kubeconfigOf(`https://localhost:${port}`)), 0.2);
        assert.match(message, /does not answer \(no answer within 0\.2 seconds\).*authorised ranges.*private/);
    });

    it("that hangs up is no cluster", async () => {
        const { port } = await listening(net.createServer((socket) => socket.destroy()));
        assert.match(await messageOf(place(kubeconfigOf(`https://localhost:${port}`))), /ends the connection without an answer/);
    });

    it("that somebody else answers for is refused: another authority, or no TLS at all", async () => {
        const other = { "certificate-authority-data": Buffer.from(newRootCertificate()).toString("base64") };
        const message = await messageOf(place(kubeconfigOf(address, other)));
        assert.match(message, /not as the cluster that the kubeconfig names \(.*certificate.*\).*az aks get-credentials/);
        const { port } = await listening(http.createServer((_, response) => response.end("plain")));
        await messageOf(place(kubeconfigOf(`https://localhost:${port}`)));
    });

    it("is not verified where its kubeconfig says so", async () => {
        const careless = { "certificate-authority-data": Buffer.from(newRootCertificate()).toString("base64"), "insecure-skip-tls-verify": true };
        assert.deepEqual(await checkReachable(place(kubeconfigOf(address, careless)), "existing", PATIENT_SECONDS, {}), []);
    });

    it("that is stopped is not asked", async () => {
        const message = await messageOf({ ...place(kubeconfigOf(address)), powerState: "Stopped" });
        assert.match(message, /^is stopped; start it first: az aks start/);
    });

    describe("behind a proxy", () => {
        /** A proxy that opens tunnels, or answers with another status. */
        const proxy = (status: number, seen: string[] = []): http.Server =>
            http.createServer().on("connect", (request, client: net.Socket) => {
                seen.push(request.url!);
                if (status !== 200) return client.end(`HTTP/1.1 ${status} No\r\n\r\n`);
                const upstream = net.connect(Number(request.url!.split(":")[1]), "localhost", () => {
                    client.write("HTTP/1.1 200 OK\r\n\r\n");
                    client.pipe(upstream).pipe(client);
                });
                upstream.on("error", () => client.destroy());
                return client.on("error", () => upstream.destroy());
            });

        it("is reached through it", async () => {
            const seen: string[] = [];
            const { port } = await listening(proxy(200, seen));
            const kubeconfig = kubeconfigOf(address, { "proxy-url": `http://localhost:${port}` });
            assert.deepEqual(await checkReachable(place(kubeconfig), "existing", PATIENT_SECONDS, {}), []);
            assert.deepEqual(seen, [address.replace("https://", "")]);
        });

        it("is not taken for the proxy, which answers in its place", async () => {
            const { port } = await listening(proxy(403));
            const kubeconfig = kubeconfigOf("https://aks.example.com:443");
            const message = await messageOf(place(kubeconfig), PATIENT_SECONDS, { HTTPS_PROXY: `http://operator:hidden@localhost:${port}` });
            assert.match(message, /through the proxy http:\/\/localhost:\d+ stays out of reach \(the proxy answers 403\).*NO_PROXY/);
            assert.doesNotMatch(message, /hidden/);
        });
    });

    describe("holds back what is made on it", () => {
        it("until it answers; and then nothing is a secret because the kubeconfig is", async () => {
            const name = onceReached("The gateway", "existing", pulumi.secret({ id, kubeconfig: kubeconfigOf(address) }), "wso2-gateway");
            assert.equal(await outcomeOf(name), "wso2-gateway");
            assert.equal(await (name as unknown as { isSecret: Promise<boolean> }).isSecret, false);
        });

        it("for ever when it does not: one error with the argument's path", async () => {
            const name = onceReached("The gateway", "existing", { id, powerState: "Stopped" }, "wso2-gateway");
            await assert.rejects(outcomeOf(name), /^Error: The gateway has 1 problem:\n {2}- existing: is stopped/);
        });
    });
});

describe("a kubeconfig", () => {
    it("leads to the server of its current context", () => {
        assert.deepEqual(apiServerOf(kubeconfigOf("https://own.example.com", { "tls-server-name": "kubernetes", "proxy-url": "socks5://localhost:1080" })), {
            server: {
                address: "https://own.example.com",
                certificateAuthority: testAuthority().root,
                serverName: "kubernetes",
                proxy: "socks5://localhost:1080",
            },
        });
    });

    it("is refused when it leads nowhere, without being shown", () => {
        const wrong: [string, RegExp][] = [
            ["- secret", /no kubeconfig/],
            ["a: [secret", /no kubeconfig/],
            ["secret", /no kubeconfig/],
            ["kind: Config", /names no current-context/],
            [kubeconfigOf("https://own.example.com").replace("name: own", "name: secret"), /no server for its current-context "gateway"/],
            [kubeconfigOf("http://own.example.com"), /an https address is needed/],
        ];
        for (const [text, message] of wrong) {
            const [problem] = checkKubeconfig(text, "existing.kubeconfig");
            assert.match(problem!.message, message);
            assert.doesNotMatch(problem!.message, /secret/);
        }
        assert.deepEqual(checkKubeconfig(kubeconfigOf("https://own.example.com"), "existing.kubeconfig"), []);
    });
});

describe("the proxy to a cluster", () => {
    const proxy = "http://proxy.example.com:3128";
    const to = (address: string, NO_PROXY?: string): string | undefined => proxyFor(new URL(address), { HTTPS_PROXY: proxy, NO_PROXY });
    const direct: [address: string, exceptions: string][] = [
        ["https://aks.example.com", "*"],
        ["https://aks.example.com", "other.com, aks.example.com"],
        ["https://AKS.example.com", "Example.com"],
        ["https://aks.example.com", ".example.com"],
        ["https://aks.example.com", "*.example.com"],
        ["https://aks.example.com:443", "aks.example.com:443"],
        ["https://10.20.1.4", "10.20.0.0/16"],
        ["https://10.20.1.4", "10.20.1.4"],
        ["https://127.0.0.1:6443", ""],
        ["https://localhost:6443", ""],
    ];
    for (const [address, exceptions] of direct)
        it(`is none to ${address} with NO_PROXY "${exceptions}"`, () => assert.equal(to(address, exceptions), undefined));
    const proxied: [address: string, exceptions?: string][] = [
        ["https://aks.example.com"],
        ["https://aks.example.com", ""],
        ["https://aks.example.com", "s.example.com,example.co"],
        ["https://example.com", ".example.com"],
        ["https://aks.example.com:6443", "aks.example.com:443"],
        ["https://10.21.1.4", "10.20.0.0/16"],
    ];
    for (const [address, exceptions] of proxied)
        it(`is the environment's to ${address} with NO_PROXY "${exceptions ?? ""}"`, () => assert.equal(to(address, exceptions), proxy));

    it("may be written in lower case and without a scheme, and is none when it is not set", () => {
        const url = new URL("https://aks.example.com");
        assert.equal(proxyFor(url, { https_proxy: "proxy.example.com:3128" }), proxy);
        assert.equal(proxyFor(url, { HTTPS_PROXY: "" }), undefined);
        assert.equal(proxyFor(url, {}), undefined);
    });
});
