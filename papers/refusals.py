"""What is said of a file that is not taken."""

from __future__ import annotations


class Refused(Exception):
    """A file cannot be read as what it is handed in as: why, in both languages, and where in it."""

    def __init__(self, code: str, zh: str, en: str, place: str = "") -> None:
        super().__init__(en)
        self.code = code
        self.zh = zh
        self.en = en
        self.place = place
