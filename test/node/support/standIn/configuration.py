"""What the gateway product reads from its own files, as far as a stand-in needs it: every port, time and password comes from where the product has it."""

import os
import re
import tomllib
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass


class Refused(Exception):
    """A configuration that the product does not start with."""


@dataclass
class Store:
    file: str
    type: str
    password: str


@dataclass
class Configuration:
    host_name: str
    api_port: int
    management_port: int
    socket_timeout: float
    deployment_interval: float
    api_store: Store
    management_store: Store
    trust_store: Store
    admin_user: str
    admin_password: str


def read(home):
    """The configuration of the pack in `home`, whichever way its release is configured."""
    toml = os.path.join(home, "repository/conf/deployment.toml")
    return read_toml(home, toml) if os.path.exists(toml) else read_xml(home)


# --- 2.x: XML files -----------------------------------------------------------------------------------------------------------------------------------


def tree_without_namespaces(file):
    tree = ElementTree.parse(file).getroot()
    for element in tree.iter():
        element.tag = re.sub(r"^\{.*\}", "", element.tag) if isinstance(element.tag, str) else element.tag
    return tree


def read_xml(home):
    def parsed(name):
        return tree_without_namespaces(os.path.join(home, "repository/conf", name))

    def path(location):
        return os.path.join(home, location.replace("${carbon.home}", home))

    def store(element):
        return Store(path(element.findtext("Location")), element.findtext("Type"), element.findtext("Password"))

    carbon, axis2, users = parsed("carbon.xml"), parsed("axis2/axis2.xml"), parsed("user-mgt.xml")
    offset = int(carbon.findtext("Ports/Offset"))
    https = axis2.find("transportReceiver[@name='https']")
    connector = next(one for one in parsed("tomcat/catalina-server.xml").iter("Connector") if one.get("scheme") == "https")
    admin = users.find("Realm/Configuration/AdminUser")
    return Configuration(
        host_name=carbon.findtext("HostName"),
        api_port=int(https.findtext("parameter[@name='port']")) + offset,
        management_port=int(connector.get("port")) + offset,
        socket_timeout=float(properties(home, "passthru-http.properties").get("http.socket.timeout", "180000")) / 1000,
        deployment_interval=float(carbon.findtext("Axis2Config/DeploymentUpdateInterval")),
        api_store=store(https.find("parameter[@name='keystore']/KeyStore")),
        management_store=Store(path(connector.get("keystoreFile")), connector.get("keystoreType", "JKS"), connector.get("keystorePass")),
        trust_store=store(carbon.find("Security/TrustStore")),
        admin_user=admin.findtext("UserName"),
        admin_password=admin.findtext("Password"),
    )


def properties(home, name):
    with open(os.path.join(home, "repository/conf", name), encoding="utf8") as lines:
        pairs = [line.strip().split("=", 1) for line in lines if "=" in line and not line.lstrip().startswith("#")]
    return {key.strip(): value.strip() for key, value in pairs}


# --- 3.0 and later: deployment.toml -------------------------------------------------------------------------------------------------------------------


def read_toml(home, file):
    with open(file, "rb") as content:
        toml = tomllib.load(content)

    def value(path, default=None):
        found = toml
        for step in path.split("."):
            found = found.get(step) if isinstance(found, dict) else None
        return default if found is None else resolved(found)

    def resolved(text):
        if not isinstance(text, str):
            return text
        text = re.sub(r"\$env\{(.*?)\}", lambda match: environment(match[1]), text)
        return re.sub(r"\$ref\{(.*?)\}", lambda match: str(value(match[1])), text)

    def environment(name):
        if name not in os.environ:
            raise Refused(f"Environment variable {name} does not exist")
        return os.environ[name]

    def store(table):
        security = os.path.join(home, "repository/resources/security")
        return Store(os.path.join(security, value(f"{table}.file_name")), value(f"{table}.type"), value(f"{table}.password"))

    # Every reference is resolved at the start, whoever needs the value.
    def every(tree):
        return [every(one) for one in (tree.values() if isinstance(tree, dict) else tree)] if isinstance(tree, (dict, list)) else resolved(tree)

    every(toml)
    for mandatory in ["super_admin.username", "super_admin.password"]:
        if value(mandatory) is None:
            raise Refused(f"Configuration with key {mandatory} doesn't exist")
    offset = int(value("server.offset", 0))
    return Configuration(
        host_name=value("server.hostname"),
        api_port=int(value("transport.http.listener.secured_port", 8243)) + offset,
        management_port=int(value("transport.https.properties.port", 9443)) + offset,
        socket_timeout=float(value("transport.http.socket_timeout", 180000)) / 1000,
        deployment_interval=15,
        api_store=store("keystore.tls"),
        management_store=store("keystore.tls"),
        trust_store=store("truststore"),
        admin_user=value("super_admin.username"),
        admin_password=value("super_admin.password"),
    )
