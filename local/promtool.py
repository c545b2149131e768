"""promtool for the alerts' tests; no Prometheus is run. It is in Debian's and Ubuntu's package `prometheus`."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

from local import debian
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
    try:
        with debian.unpacked(PACKAGE, program.parent) as root:
            (root / "usr" / "bin" / "promtool").replace(program)
    except debian.NotBrought as said:
        raise Trouble(
            f"promtool 未能取得：{said}。\n可自行安装，并用 PROMTOOL 指定。",
            f"promtool could not be brought: {said}.\nInstall it yourself, and name it with PROMTOOL.",
        ) from None
