"""Files out of Debian's and Ubuntu's packages, brought once and unpacked: nothing is installed, so no server is started
and no rights are needed; the system's own signatures are checked.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class NotBrought(Exception):
    """A package could not be brought; says why."""


@contextmanager
def unpacked(package: str, beside: Path) -> Iterator[Path]:
    """What a package holds, in a folder within `beside` that is gone afterwards. Raises NotBrought."""
    with tempfile.TemporaryDirectory(dir=beside) as folder:
        said = _downloaded(package, folder)
        packages = list(Path(folder).glob("*.deb"))
        if not packages:
            raise NotBrought(said)
        root = Path(folder) / "unpacked"
        subprocess.run(["dpkg-deb", "-x", str(packages[0]), str(root)], check=True)
        yield root


def _downloaded(package: str, folder: str) -> str:
    """Bring the package into the folder; answers what was said where that failed."""
    if not shutil.which("apt-get"):
        return "apt-get is not here"
    # As root apt hands the download to an account of its own, which may not write here.
    download = ["apt-get", "-q", "-o", "APT::Sandbox::User=root", "download", package]
    done = subprocess.run(download, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode and os.geteuid() == 0:
        # A fresh machine has no lists of packages yet.
        subprocess.run(["apt-get", "-q", "update"], capture_output=True, check=False)
        done = subprocess.run(download, cwd=folder, capture_output=True, text=True, check=False)
    return done.stderr.strip()
