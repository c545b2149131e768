"""Chinese fonts with a free licence, for papers as PDF: Noto CJK (思源) for the text, Hanazono for rare characters.

They are in Debian's and Ubuntu's packages; where the system has them these are used, else they are brought once.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from local import debian
from local.place import ROOT, say

PACKAGES = {"fonts-noto-cjk": "NotoS*CJK-*.ttc", "fonts-hanazono": "HanaMin*.ttf"}
"""The fonts by the package that holds them. Hanazono knows the characters of names that no other free font has."""
SYSTEM = Path("/usr/share/fonts")
FOLDER = ROOT / ".local" / "fonts"


def find(folder: Path = FOLDER, system: Path = SYSTEM) -> Path | None:
    """The folder of fonts: what PAPER_FONTS names, else the system's, else `folder`; None where they cannot be brought.

    The platform starts without them all the same, and refuses PDF in words.
    """
    if named := os.environ.get("PAPER_FONTS"):
        return Path(named)
    if all(any(system.rglob(files)) for files in PACKAGES.values()):
        return system
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            for package, files in PACKAGES.items():
                if not any(folder.glob(files)):
                    _bring(package, files, folder)
        except debian.NotBrought as said:
            zh, en = f"中文字体未能取得，不能生成版式文件：{said}", f"No Chinese fonts, so no PDF: {said}"
            say(
                f"{zh}。可自行安装，并用 PAPER_FONTS 指定。",
                f"{en}. Install them, and name their folder with PAPER_FONTS.",
            )
            return None
    return folder


def _bring(package: str, files: str, folder: Path) -> None:
    say(f"正在取得中文字体 {package}（仅一次）……", f"Bringing the Chinese fonts {package}, once …")
    with debian.unpacked(package, folder) as root:
        for font in root.rglob(files):
            font.replace(folder / font.name)
