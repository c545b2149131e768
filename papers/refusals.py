"""What is said of a file that is not taken."""

from __future__ import annotations

import zipfile
import zlib

BROKEN_ZIP = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError),
    *(NotImplementedError, RuntimeError, IndexError),
)
"""What a damaged, encrypted or oddly packed zip makes the standard library raise."""


def must_be_usual(entry: zipfile.ZipInfo) -> None:
    """Raises Refused for a file of a zip that is packed otherwise than people's programs do: such a way may ask for any
    memory to be unpacked."""
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        zh, en = "文件的压缩方式不受支持，请用普通的压缩方式重新压缩", "It is packed in a way that is not taken"
        raise Refused("packing", zh, en)


class Refused(Exception):
    """A file cannot be read as what it is handed in as: why, in both languages, and where in it."""

    def __init__(self, code: str, zh: str, en: str, place: str = "") -> None:
        super().__init__(en)
        self.code = code
        self.zh = zh
        self.en = en
        self.place = place
