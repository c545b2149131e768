"""Names, codes and titles as they are kept (规范书写)."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

_PADDED = "[㐀-䶿一-鿿\ue000-\uf8ff\U00020000-\U0003ffff·]"
_PADDING = re.compile(f"(?<={_PADDED}) (?={_PADDED})")
"""A blank between two characters, or beside the dot between the parts of a name."""
_WIDE_BRACKETS = re.compile("([（）])")


def kept(code: str) -> str:
    """A code as it is kept: NFKC, without controls and format characters, blanks of all kinds as one space."""
    return _tidy(code, "NFKC")


def of_a_person(name: str) -> str:
    """A person's name as it is kept: the same, with its brackets as wide as they were and without the blanks that two
    characters are padded with (王　芳)."""
    parts = (one if one in "（）" else unicodedata.normalize("NFKC", one) for one in _WIDE_BRACKETS.split(name))
    return _PADDING.sub("", _tidy("".join(parts), "NFC"))


def written(name: str) -> str:
    """The name of a unit or a post as it is kept: the same in NFC, so that its brackets stay as wide as they were."""
    return _tidy(name, "NFC")


def _tidy(name: str, form: Literal["NFC", "NFKC"]) -> str:
    if not name.isprintable():
        name = "".join(one for one in name if one.isspace() or unicodedata.category(one) not in ("Cc", "Cf"))
    return " ".join(unicodedata.normalize(form, name).split())
