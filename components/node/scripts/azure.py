"""How a node asks Azure: its metadata service, and services that trust the tokens from there. Standard library only."""

import json
import time
import urllib.error
import urllib.parse
import urllib.request

import node

METADATA = "http://169.254.169.254/metadata"
# Seconds for which an answer that will change by itself is waited for: roles of a new identity propagate for minutes.
PATIENCE = 300


class WithoutToken(urllib.request.HTTPRedirectHandler):
    """Follows a redirection, but tells nobody the token that was for the first server."""

    def redirect_request(self, *args):
        request = super().redirect_request(*args)
        if request is not None:
            request.remove_header("Authorization")
        return request


# Azure's own addresses are reached without any proxy.
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), WithoutToken)


def ask(what, url, headers, passing):
    """The open answer of a server. No answer, an error of its own (5xx) and the `passing` codes are tried again for a while; what stays ends the script."""
    deadline, pause = time.monotonic() + PATIENCE, 1
    while True:
        try:
            return opener.open(urllib.request.Request(url, headers=headers), timeout=30)
        except urllib.error.HTTPError as error:
            why = f"{what} answers {error.code} {reason(error)}"
            if error.code < 500 and error.code not in passing:
                node.fail(why)
        except OSError as error:
            why = f"{what} cannot be reached: {getattr(error, 'reason', error)}"
        if time.monotonic() + pause > deadline:
            node.fail(why)
        node.log(f"{why}; asked again in {pause} s", "notice")
        time.sleep(pause)
        pause = min(2 * pause, 30)


def reason(error):
    """What Azure says in its own words: its codes, never a text, which may name too much."""
    try:
        body = json.loads(error.read(10_000))
        told = body["error"] if isinstance(body["error"], dict) else {"code": body["error"]}
        return " ".join(str(part["code"]) for part in (told, told.get("innererror")) if part)
    except (ValueError, LookupError, TypeError):
        return error.headers.get("x-ms-error-code", "")


def token(resource, client_id=None):
    """A token for one of Azure's services, of the node's identity or of another one that the machine has."""
    query = urllib.parse.urlencode({"api-version": "2018-02-01", "resource": resource, "client_id": client_id or node.setting("IDENTITY_CLIENT_ID")})
    # 404 and 410: the service is being updated, 429: asked too often (how-to-use-vm-token of Microsoft's documentation).
    with ask("the metadata service", f"{METADATA}/identity/oauth2/token?{query}", {"Metadata": "true"}, {404, 410, 429}) as answer:
        return json.load(answer)["access_token"]


def secret(secret_id, bearer):
    """The value of a secret of Key Vault. 403 passes: the role of a new identity may not be known there yet."""
    headers = {"Authorization": f"Bearer {bearer}"}
    with ask(f"Key Vault, asked for {secret_id},", f"{secret_id}?api-version=7.4", headers, {403, 429}) as answer:
        return json.load(answer)["value"]
