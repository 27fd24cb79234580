"""What the Python scripts of a node have in common: settings, the journal, files. Standard library only."""

import grp
import os
import pwd
import re
import subprocess
import sys
import tempfile

SETTINGS = "/etc/wso2-gateway/node.env"
# Memory-backed: gone with a reboot.
RUN = "/run/wso2-gateway"
SECRETS = f"{RUN}/secrets"
STATE = f"{RUN}/state"
SHARE = "/mnt/wso2-gateway"


def fail(why):
    """Ends the script. Whoever has started it reads why from the last line of its errors."""
    sys.exit(" ".join(str(why).split()))


def log(message, priority="info"):
    """A line in the journal; in a container, which has none, in its output."""
    if os.environ.get("LOG_TO") == "stdout":
        print(message, flush=True)
        return
    subprocess.run(["logger", "--tag", "wso2-gateway", "--priority", f"user.{priority}", "--", message], check=False)


def environment_file(path):
    """What is set in a file of lines NAME="value", as systemd and shells read it."""
    with open(path, encoding="utf-8") as file:
        lines = re.findall(r'^(\w+)="(.*)"$', file.read(), re.MULTILINE)
    return {name: re.sub(r'\\(["\\$`])', r"\1", value) for name, value in lines}


def quoted(value):
    """A value as such a file has it."""
    return '"' + re.sub(r'(["\\$`])', r"\\\1", value) + '"'


def setting(name, default=None):
    """One of the node's settings; without a default, its absence ends the script."""
    value = environment_file(SETTINGS).get(name, default)
    if value is None:
        fail(f"{name} is missing in {SETTINGS}")
    return value


def write_file(path, content, mode, user="root", group="root"):
    """Writes a file (bytes or text) that nobody sees half or with another owner or mode. Who is not root gives nothing away: in a pod there is one user."""
    data = content.encode() if isinstance(content, str) else content
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(path), prefix=f".{os.path.basename(path)}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if os.geteuid() == 0:
                os.fchown(file.fileno(), pwd.getpwnam(user).pw_uid, grp.getgrnam(group).gr_gid)
            os.fchmod(file.fileno(), mode)
        os.rename(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
