"""promtool for the alerts' tests; no Prometheus is run.

It is in Debian's and Ubuntu's package `prometheus`. The package is brought once, with the system's own signatures, and
only unpacked, into `.local/tools`: nothing is installed, so no server is started and no rights are needed.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from local.place import ROOT, Trouble, say

PACKAGE = "prometheus"
TOOLS = ROOT / ".local" / "tools"


def find(tools: Path = TOOLS) -> Path:
    """The program: what PROMTOOL names, else the one on the PATH, else the one in `tools`. Raises Trouble."""
    if named := os.environ.get("PROMTOOL"):
        return Path(named)
    if on_path := shutil.which("promtool"):
        return Path(on_path)
    program = tools / "promtool"
    tools.mkdir(parents=True, exist_ok=True)
    with (tools / "promtool.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not program.exists():
            _bring(program)
    return program


def _bring(program: Path) -> None:
    say("正在取得 promtool（仅一次）……", "Bringing promtool, once …")
    with tempfile.TemporaryDirectory(dir=program.parent) as folder:
        said = _downloaded(folder)
        packages = list(Path(folder).glob("*.deb"))
        if not packages:
            raise Trouble(
                f"promtool 未能取得：{said}。\n可自行安装，并用 PROMTOOL 指定。",
                f"promtool could not be brought: {said}.\nInstall it yourself, and name it with PROMTOOL.",
            )
        unpacked = Path(folder) / "unpacked"
        subprocess.run(["dpkg-deb", "-x", str(packages[0]), str(unpacked)], check=True)
        (unpacked / "usr" / "bin" / "promtool").replace(program)


def _downloaded(folder: str) -> str:
    """Bring the package into the folder; answers what was said where that failed."""
    if not shutil.which("apt-get"):
        return "apt-get is not here"
    # As root apt hands the download to an account of its own, which may not write here.
    download = ["apt-get", "-q", "-o", "APT::Sandbox::User=root", "download", PACKAGE]
    done = subprocess.run(download, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode and os.geteuid() == 0:
        # A fresh machine has no lists of packages yet.
        subprocess.run(["apt-get", "-q", "update"], capture_output=True, check=False)
        done = subprocess.run(download, cwd=folder, capture_output=True, text=True, check=False)
    return done.stderr.strip()
