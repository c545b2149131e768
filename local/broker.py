"""RabbitMQ as the caller's own process: found or installed, configured under `.local/`, never a system service."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import secrets
import shutil
import subprocess
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.place import HOST, Place, Trouble, say

# The plain server script; /usr/sbin's wrapper of the same name changes to the system's user and data.
DEBIAN_SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
USER = "cadre"


def find() -> Path:
    """The server's start script, installed with apt where it is missing and the caller is root. Raises Trouble."""
    if given := os.environ.get("RABBITMQ_SERVER"):
        return Path(given)
    for _ in range(2):
        if DEBIAN_SERVER.exists():
            return DEBIAN_SERVER
        if on_path := shutil.which("rabbitmq-server", path=f"{os.environ.get('PATH', '')}:/usr/local/sbin:/usr/sbin"):
            return Path(on_path).resolve()
        if not (os.geteuid() == 0 and shutil.which("apt-get")):
            break
        say("正在用 apt 安装 RabbitMQ……", "Installing RabbitMQ with apt …")
        install_packages("rabbitmq-server")
    raise Trouble(
        "找不到 RabbitMQ，又没有 root 权限用 apt 安装。请执行 sudo apt-get install rabbitmq-server，"
        "或用 AMQP_URI=amqp://用户:口令@主机:5672/虚拟主机 指定已有的服务。",
        "RabbitMQ is not here and cannot be installed without root and apt. Run: sudo apt-get install rabbitmq-server, "
        "or name a broker with AMQP_URI=amqp://user:password@host:5672/vhost.",
    )


def install_packages(*packages: str) -> None:
    """Install Debian packages without letting them start services. Raises Trouble with apt's last lines."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with services_held_back():
        for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
            done = subprocess.run(
                ["apt-get", "-q", *command], env=environment, capture_output=True, text=True, check=False
            )
    if done.returncode != 0:
        tail = "\n".join((done.stdout + done.stderr).splitlines()[-8:])
        names = " ".join(packages)
        raise Trouble(f"apt 安装 {names} 失败：\n{tail}", f"apt could not install {names}, see above.")


@contextlib.contextmanager
def services_held_back() -> Iterator[None]:
    """Debian's way to install a server without starting it, for the length of one installation."""
    policy = Path("/usr/sbin/policy-rc.d")
    if policy.exists():
        yield
        return
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    try:
        yield
    finally:
        policy.unlink(missing_ok=True)


def password_hash(password: str) -> str:
    """RabbitMQ's salted SHA-256 form, as definitions files carry it."""
    salt = secrets.token_bytes(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def definitions(password: str) -> dict[str, object]:
    """The one user. Virtual hosts are made through the management API: 3.10 ignores a queue type in definitions."""
    return {"users": [{"name": USER, "password_hash": password_hash(password), "tags": ["administrator"]}]}


@dataclass(frozen=True)
class Ports:
    """The ports of one local broker."""

    amqp: int
    management: int
    distribution: int
    epmd: int


def prepare(place: Place, ports: Ports) -> tuple[list[str], dict[str, str]]:
    """Write the configuration; answer the command and environment that run the server in the foreground."""
    server = find()
    home = place.path / "rabbitmq"
    home.mkdir(exist_ok=True)
    (home / "definitions.json").write_text(json.dumps(definitions(place.secret("rabbitmq")), indent=2))
    (home / "definitions.json").chmod(0o600)
    (home / "enabled_plugins").write_text("[rabbitmq_management].\n")
    (home / "environment.conf").write_text("")
    (home / "rabbitmq.conf").write_text(
        f"listeners.tcp.default = {HOST}:{ports.amqp}\n"
        f"management.tcp.ip = {HOST}\n"
        f"management.tcp.port = {ports.management}\n"
        f"load_definitions = {home}/definitions.json\n"
        "loopback_users = none\n"
        "log.console = false\n"
        "log.file = rabbitmq-server.log\n"
        "log.file.level = info\n"
        "disk_free_limit.absolute = 100MB\n"
        # Quorum queues share this log; the default of 512 MB is for servers, not for a laptop.
        "raft.wal_max_size_bytes = 67108864\n"
    )
    environment = {
        "HOME": str(home),
        "RABBITMQ_NODENAME": f"{place.node}@localhost",
        "RABBITMQ_MNESIA_BASE": str(home / "data"),
        "RABBITMQ_LOG_BASE": str(place.logs),
        "RABBITMQ_CONFIG_FILE": str(home / "rabbitmq.conf"),
        "RABBITMQ_CONF_ENV_FILE": str(home / "environment.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "enabled_plugins"),
        "RABBITMQ_PID_FILE": str(home / "pid"),
        "RABBITMQ_DIST_PORT": str(ports.distribution),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "ERL_EPMD_PORT": str(ports.epmd),
        "ERL_EPMD_ADDRESS": HOST,
        # Makes the script replace itself by the Erlang machine, so that the process manager's child is the broker.
        "RUNNING_UNDER_SYSTEMD": "true",
    }
    return [str(server)], environment


def uri(place: Place, port: int, vhost: str) -> str:
    return f"amqp://{USER}:{place.secret('rabbitmq')}@{HOST}:{port}/{vhost}"


def management_uri(place: Place, port: int) -> str:
    return f"http://{USER}:{place.secret('rabbitmq')}@{HOST}:{port}"


def add_vhost(management: str, vhost: str) -> None:
    """Make a virtual host (again: no change) in which a queue declared without a type is a quorum queue.

    3.10 reads the name without underscores. Raises urllib.error.URLError where the management API cannot be asked.
    """
    user = urllib.parse.urlsplit(management).username or USER
    ask(management, "PUT", f"/api/vhosts/{vhost}", {"default_queue_type": "quorum", "defaultqueuetype": "quorum"})
    ask(management, "PUT", f"/api/permissions/{vhost}/{user}", {"configure": ".*", "write": ".*", "read": ".*"})


def remove_vhost(management: str, vhost: str) -> None:
    ask(management, "DELETE", f"/api/vhosts/{vhost}")


def ask(management: str, method: str, path: str, body: object = None) -> Any:
    """One call of RabbitMQ's management API; `management` carries user and password."""
    parts = urllib.parse.urlsplit(management)
    credentials = base64.b64encode(f"{parts.username}:{parts.password}".encode()).decode()
    request = urllib.request.Request(
        f"{parts.scheme}://{parts.hostname}:{parts.port}{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Basic {credentials}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read() or b"null")
