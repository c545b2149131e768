"""What is said of a file that is not taken."""

from __future__ import annotations

import zipfile
import zlib

BROKEN_ZIP = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError),
    *(NotImplementedError, RuntimeError, IndexError),
)
"""What a damaged, encrypted or oddly packed zip makes the standard library raise."""


class Refused(Exception):
    """A file cannot be read as what it is handed in as: why, in both languages, and where in it."""

    def __init__(self, code: str, zh: str, en: str, place: str = "") -> None:
        super().__init__(en)
        self.code = code
        self.zh = zh
        self.en = en
        self.place = place
