"""PDF from a typst template and its data, in the edition for keeping (PDF/A): its text can be searched and copied, and
a letter that no font has is refused instead of being printed as an empty box.
"""

from __future__ import annotations

import re
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
import typst

from papers import pictures

_NO_FONT = re.compile(r'the text `"(.*)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class NoFont(Exception):
    """Letters that none of the fonts has."""

    def __init__(self, letters: str) -> None:
        super().__init__(letters)
        self.letters = letters


def pdf(fonts: str, template: Path, data: Any, files: dict[str, bytes]) -> bytes:
    """Fill a template in; it reads `data.json`, and pictures and what else it imports by their names. Raises NoFont.

    `fonts` is a folder: those of the system besides are not used, so that a paper looks the same everywhere.
    """
    try:
        return _compiled(fonts, template.read_bytes(), {"data.json": orjson.dumps(data), **files})
    except typst.TypstError as error:
        if found := _NO_FONT.search(error.message):
            raise NoFont(_ESCAPED.sub(lambda one: chr(int(one[1], 16)), found[1])) from None
        raise


def _compiled(fonts: str, source: bytes, files: dict[str, bytes]) -> bytes:
    with tempfile.TemporaryDirectory() as root:
        for name, content in files.items():
            (Path(root) / name).write_bytes(content)
        made = _compiler(fonts).compile(input=source, format="pdf", pdf_standards="a-2u", root=root)
    assert isinstance(made, bytes)
    return made


@lru_cache(maxsize=2)
def _compiler(fonts: str) -> typst.Compiler:
    return typst.Compiler(font_paths=[fonts] if fonts else [], ignore_system_fonts=True)


def picture_kind(picture: bytes) -> str:
    """How the name of a picture's file ends; empty for what is no picture that can be shown."""
    ends = pictures.kind(picture)
    return ends if ends and _can_be_shown(picture, ends) else ""


def _can_be_shown(picture: bytes, ends: str) -> bool:
    source = f'#set document(date: datetime(year: 2000, month: 1, day: 1))\n#image("shown.{ends}", width: 1cm)'.encode()
    try:
        _compiled("", source, {f"shown.{ends}": picture})
    except typst.TypstError:
        return False
    return True
