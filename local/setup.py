"""Makes the virtual environment from the lock file, and again only when the lock has changed.

Run by whatever `python3` the machine has: it keeps to syntax that old versions parse, to be able to say that they are
too old.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("VENV") or ROOT / ".venv")
LOCK = ROOT / "requirements.lock"
STAMP = VENV / ".lock-stamp"
OLDEST = (3, 11)


def fail(zh: str, en: str) -> None:
    print(f"\n错误：{zh}\nError: {en}", file=sys.stderr)
    sys.exit(2)


def main() -> None:
    """Bring `.venv` to what requirements.lock says; exits 2 with a message where that cannot be done."""
    version = ".".join(map(str, sys.version_info[:2]))
    if sys.version_info[:2] < OLDEST:
        fail(
            f"需要 Python 3.11 或更高版本，当前是 {version}。可以这样指定：make PYTHON=python3.12 demo",
            f"Python 3.11 or newer is needed, this is {version}. Name another: make PYTHON=python3.12 demo",
        )
    wanted = f"{hashlib.sha256(LOCK.read_bytes()).hexdigest()} {version}"
    if STAMP.exists() and STAMP.read_text().strip() == wanted:
        return
    print(f"准备 Python 环境……  Setting up the Python environment in {VENV.name} …", flush=True)
    # The base interpreter, so that make may be called from within another virtual environment.
    base = getattr(sys, "_base_executable", None) or sys.executable
    python = VENV / "bin" / "python"
    if subprocess.call([base, "-m", "venv", str(VENV)]) != 0 or not python.exists():
        shutil.rmtree(VENV, ignore_errors=True)
        fail(
            "无法创建虚拟环境。Debian/Ubuntu 请先安装 python3-venv。",
            "The virtual environment cannot be made. On Debian/Ubuntu install python3-venv first.",
        )
    pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps", "-r", str(LOCK)]
    if subprocess.call(pip) != 0:
        fail(
            "依赖安装失败（原因见上面 pip 的输出）。排除后再运行同一条命令即可继续。",
            "The dependencies could not be installed (pip says why above). Run the same command again to go on.",
        )
    STAMP.write_text(wanted)


if __name__ == "__main__":
    main()
