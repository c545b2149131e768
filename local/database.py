"""MongoDB as the caller's own process: one member of a replica set, because transactions need one."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from local.broker import install_packages
from local.place import HOST, Place, Trouble, say

SET = "cadre"
NOT_YET_INITIALIZED = 94


def find() -> Path:
    """The server program: on the PATH, else the one in the development wheel. Raises Trouble."""
    if on_path := shutil.which("mongod"):
        return Path(on_path)
    package = importlib.util.find_spec("fiftyone")
    for folder in package.submodule_search_locations or [] if package else []:
        program = Path(folder) / "db" / "bin" / "mongod"
        if program.exists():
            program.chmod(program.stat().st_mode | 0o100)
            ensure_it_runs(program)
            return program
    raise Trouble(
        "找不到 mongod：请安装 MongoDB 6.0 或更高版本，或用 MONGO_URI 指定已有的副本集。"
        "（随附的开发用 mongod 只支持 x86-64 Linux。）",
        "mongod is not here: install MongoDB 6.0 or newer, or name a replica set with MONGO_URI. "
        "(The mongod that comes along for development is for x86-64 Linux only.)",
    )


def ensure_it_runs(program: Path) -> None:
    """The wheel's program wants the system's libcurl and OpenSSL 3."""
    for attempt in range(2):
        tried = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
        if tried.returncode == 0:
            return
        if attempt == 0 and os.geteuid() == 0 and shutil.which("apt-get"):
            say("正在用 apt 安装 libcurl4……", "Installing libcurl4 with apt …")
            install_packages("libcurl4")
    raise Trouble(
        f"随附的 mongod 无法运行：{tried.stderr.strip()}。\n"
        "请安装 libcurl4 和 OpenSSL 3，或用 MONGO_URI 指定已有的副本集。",
        "The mongod that comes along does not run here. Install libcurl4 and OpenSSL 3, "
        "or name a replica set with MONGO_URI.",
    )


LOCKED_SECONDS = 15
"""A killed process leaves its transaction open, and its locks held, for so long; the default is 60 seconds."""

HISTORY_SECONDS = 30
"""How long a dropped collection's files stay, and a moment can be read that is over; the default is 300 seconds."""


def prepare(place: Place, port: int, locked: int = LOCKED_SECONDS) -> list[str]:
    """The command that runs the server in the foreground."""
    data = place.path / "mongodb"
    data.mkdir(exist_ok=True)
    return [
        *(str(find()), "--replSet", SET, "--bind_ip", HOST, "--port", str(port), "--dbpath", str(data)),
        *("--wiredTigerCacheSizeGB", "0.5", "--oplogSize", "512", "--nounixsocket"),
        *("--setParameter", "diagnosticDataCollectionEnabled=false"),
        *("--setParameter", f"transactionLifetimeLimitSeconds={locked}"),
        *("--setParameter", f"minSnapshotHistoryWindowInSeconds={HISTORY_SECONDS}"),
        *("--logpath", str(place.logs / "mongodb-server.log"), "--logappend"),
    ]


def uri(port: int) -> str:
    """Where the platform finds it."""
    return f"mongodb://{HOST}:{port}/?directConnection=true"


def initiate(port: int, deadline: float) -> None:
    """Wait for the server and make it the primary of its set of one. Raises Trouble after `deadline` (monotonic)."""
    said: Exception | None = None
    while time.monotonic() < deadline:
        try:
            with MongoClient[dict[str, Any]](
                HOST, port, directConnection=True, serverSelectionTimeoutMS=1000
            ) as client:
                if client.admin.command("hello").get("isWritablePrimary"):
                    return
                join(client, port)
        except PyMongoError as error:
            said = error
        time.sleep(0.2)
    raise Trouble(f"本机 MongoDB 未能就绪：{said}", f"The local MongoDB did not become ready: {said}")


def join(client: MongoClient[dict[str, Any]], port: int) -> None:
    """Initiate the set, or tell it its new port where the old one was taken."""
    member = {"_id": 0, "host": f"{HOST}:{port}"}
    try:
        config = client.admin.command("replSetGetConfig")["config"]
    except OperationFailure as failure:
        if failure.code == NOT_YET_INITIALIZED:
            client.admin.command("replSetInitiate", {"_id": SET, "members": [member]})
            return
        raise
    if config["members"][0]["host"] != member["host"]:
        config["members"][0]["host"] = member["host"]
        config["version"] += 1
        client.admin.command("replSetReconfig", config, force=True)
