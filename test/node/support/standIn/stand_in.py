"""Stands for the gateway product: reads its files, opens its ports with TLS, says that it is up before its APIs are there, serves the APIs that it finds
in synapse-configs, and ends as the pass-through transport does: it takes no more connections, and waits for the requests that it has."""

import asyncio
import base64
import glob
import hmac
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.parse
import xml.etree.ElementTree as ElementTree

import configuration

HOME = os.environ["CARBON_HOME"]
CONTENT = os.path.join(HOME, "repository/deployment/server/synapse-configs/default")


def log(message):
    print(f"[{time.strftime('%Y-%m-%d %H:%M:%S')}]  INFO - {message}", flush=True)
    with open(os.path.join(HOME, "repository/logs/wso2carbon.log"), "a", encoding="utf8") as lines:
        lines.write(f"{message}\n")


class StandIn:
    def __init__(self):
        with open(os.path.join(HOME, "bin/stand-in.json"), encoding="utf8") as settings:
            self.settings = json.load(settings)
        self.node = socket.gethostname()
        self.apis = {}
        self.ready = False
        self.in_flight = 0
        self.stopping = asyncio.Event()

    async def run(self):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self.stopping.set)
        with open(os.path.join(HOME, "wso2carbon.pid"), "w", encoding="utf8") as file:
            file.write(str(os.getpid()))
        log(f"Starting WSO2 Carbon with {sys.argv[1:]}")
        self.configuration = configuration.read(HOME)
        self.render()
        management, api = context(self.configuration.management_store), context(self.configuration.api_store)
        check_trust_store(self.configuration.trust_store)
        await self.pause(self.settings["startSeconds"])
        await self.open(self.configuration.management_port, management, self.answer_management)
        await self.pause(self.settings["contentSeconds"])
        if self.stopping.is_set():
            return
        if not os.path.exists(os.path.join(CONTENT, "synapse.xml")):
            # The server stays, without a single API.
            log(f"FATAL - Couldn't initialize the ESB: synapse.xml location {CONTENT} doesn't exist")
            await self.stopping.wait()
            return
        self.deploy()
        listener = await self.open(self.configuration.api_port, api, self.answer_api)
        self.ready = True
        log("WSO2 Carbon started")
        deploying = asyncio.create_task(self.keep_deploying())
        await self.stopping.wait()
        log(f"Shutting down: no more connections, {self.in_flight} requests in flight")
        deploying.cancel()
        listener.close()
        end = time.monotonic() + self.configuration.socket_timeout
        while self.in_flight > 0 and time.monotonic() < end:
            await asyncio.sleep(0.02)
        log(f"Shutdown complete, {self.in_flight} requests given up")

    async def pause(self, seconds):
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except asyncio.TimeoutError:
            pass

    async def open(self, port, tls, answer):
        return await asyncio.start_server(lambda reader, writer: self.converse(reader, writer, answer), None, port, ssl=tls, backlog=1024)

    # What the configuration mapper writes, passwords and all.
    def render(self):
        if not self.settings["renders"]:
            return
        config = self.configuration
        with open(os.path.join(HOME, "repository/conf/user-mgt.xml"), "w", encoding="utf8") as file:
            file.write(f"<UserManager><AdminUser><Password>{config.admin_password}</Password></AdminUser></UserManager>\n")
        os.makedirs(os.path.join(HOME, "repository/resources/conf/.metadata"), exist_ok=True)
        with open(os.path.join(HOME, "repository/resources/conf/.metadata/metadata_config.properties"), "w", encoding="utf8") as file:
            file.write("rendered=true\n")
        if self.settings["rendersWebSocket"] and os.path.isdir(os.path.join(CONTENT, "inbound-endpoints")):
            with open(os.path.join(CONTENT, "inbound-endpoints/SecureWebSocketInboundEndpoint.xml"), "w", encoding="utf8") as file:
                file.write(f'<inboundEndpoint xmlns="http://ws.apache.org/ns/synapse"><parameters><parameter name="wss.ssl.key.store.pass">')
                file.write(f"{config.api_store.password}</parameter></parameters></inboundEndpoint>\n")

    # --- APIs ---

    def deploy(self):
        """What the deployment engine does every now and then: APIs that are new or gone. From 4.0 they come from the control plane instead."""
        if not self.settings["readsFiles"]:
            self.apis = {"/hello": "hello"}
            return
        found = {}
        for file in glob.glob(os.path.join(CONTENT, "api/*.xml")):
            try:
                api = ElementTree.parse(file).getroot()
                found[api.get("context")] = api.get("name")
            except (ElementTree.ParseError, OSError) as error:
                log(f"ERROR - {file} cannot be deployed: {error}")
        self.apis = found

    async def keep_deploying(self):
        while True:
            await asyncio.sleep(self.configuration.deployment_interval)
            # Where the share is gone the files are unreadable; what is deployed stays.
            if os.path.exists(os.path.join(CONTENT, "synapse.xml")) or not self.settings["readsFiles"]:
                self.deploy()

    async def answer_api(self, method, target, headers, body):
        url = urllib.parse.urlsplit(target)
        if url.path == "/slow":
            await asyncio.sleep(int(urllib.parse.parse_qs(url.query)["ms"][0]) / 1000)
            return 200, {"slow": True}
        # Whether it has so many other requests: who has connected may not have asked yet.
        if url.path == "/in-flight":
            return (200 if self.in_flight > int(urllib.parse.parse_qs(url.query)["least"][0]) else 503), {"others": self.in_flight - 1}
        for context, name in self.apis.items():
            if url.path == context or url.path.startswith(context + "/"):
                return 200, {"api": name}
        return 404, {"error": "no API"}

    # --- management ---

    async def answer_management(self, method, target, headers, body):
        path = urllib.parse.urlsplit(target).path
        if path == self.settings["healthPath"]:
            up = self.ready or not self.settings["healthKnowsApis"]
            return (200, {"status": "up"}) if up else (500, {"status": "starting"})
        artifact = re.fullmatch(r"/services/APIGatewayAdmin/([\w.-]+)", path)
        if artifact is None:
            return 404, {}
        expected = base64.b64encode(f"{self.configuration.admin_user}:{self.configuration.admin_password}".encode()).decode()
        if not hmac.compare_digest(headers.get("authorization", ""), f"Basic {expected}"):
            return 401, {}
        return self.change(method, os.path.join(CONTENT, "api", artifact[1]), body)

    def change(self, method, file, body):
        if method == "DELETE":
            os.remove(file)
        else:
            os.makedirs(os.path.dirname(file), exist_ok=True)
            with open(file, "wb") as content:
                content.write(body)
        self.deploy()
        return 200, {}

    # --- HTTP ---

    async def converse(self, reader, writer, answer):
        try:
            while True:
                head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), self.configuration.socket_timeout)
                lines = head.decode("latin1").split("\r\n")
                method, target, _ = lines[0].split(" ", 2)
                headers = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines[1:] if ":" in line)}
                self.in_flight += 1
                try:
                    body = await reader.readexactly(int(headers.get("content-length", 0)))
                    status, content = await answer(method, target, headers, body)
                    last = headers.get("connection", "").lower() == "close"
                    writer.write(self.response(status, content, last))
                    await writer.drain()
                finally:
                    self.in_flight -= 1
                if last:
                    break
        except (asyncio.IncompleteReadError, asyncio.TimeoutError, ConnectionError, ssl.SSLError, ValueError, OSError):
            pass
        finally:
            writer.close()

    def response(self, status, content, last):
        body = json.dumps({**content, "node": self.node}).encode()
        connection = "close" if last else "keep-alive"
        head = f"HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: {connection}\r\nX-Node: {self.node}\r\n\r\n"
        return head.encode() + body


def pem_of(store, *options):
    command = ["openssl", "pkcs12", "-in", store.file, "-passin", "env:STORE_PASSWORD", *options]
    result = subprocess.run(command, env={**os.environ, "STORE_PASSWORD": store.password}, capture_output=True, check=False)
    if result.returncode != 0:
        raise configuration.Refused(f"Keystore was tampered with, or password was incorrect: {store.file}")
    return result.stdout


def context(store):
    # In memory: keys have no business on a disk.
    key = os.memfd_create("key")
    os.write(key, pem_of(store, "-nodes"))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.minimum_version = ssl.TLSVersion.TLSv1_2
    tls.load_cert_chain(f"/proc/self/fd/{key}")
    return tls


def check_trust_store(store):
    if store.type != "JKS":
        pem_of(store, "-nokeys")


try:
    asyncio.run(StandIn().run())
except (configuration.Refused, OSError, AttributeError, ElementTree.ParseError) as problem:
    log(f"FATAL - WSO2 Carbon did not start: {type(problem).__name__} {problem}")
    sys.exit(1)
