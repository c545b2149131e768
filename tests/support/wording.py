"""What a Chinese sentence of a refusal may hold: no code, no id and no English word but the names of things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from servicekit.errors import FieldError, Problem

NAMES = frozenset(
    (
        *("JSON", "NDJSON", "CSV", "xlsx", "xls", "ods", "PDF", "JPEG", "PNG", "ZIP", "base64", "xAPI", "Unicode"),
        *("KB", "MB", "GB", "T", "RFC", "HTTP", "UTF-8", "YYYY", "YYYY-MM", "YYYY-MM-DD", "true", "false"),
        *("ETag", "If-Match", "Idempotency-Key", "Position"),
    )
)
"""Names of formats, headers and units, which have no Chinese ones."""
_QUOTED = re.compile(r"“[^”]*”|《[^》]*》")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]*[A-Za-z0-9]|[A-Za-z]")


def foreign(sentence: str) -> list[str]:
    """The words of a Chinese sentence that do not belong in it; what is quoted was said by somebody else."""
    return [word for word in _WORD.findall(_QUOTED.sub("", sentence)) if word not in NAMES]


@contextmanager
def heard() -> Iterator[list[str]]:
    """The Chinese sentences of refusals raised in this process meanwhile that hold foreign words."""
    wrong: list[str] = []
    made = Problem.__init__

    def make(self: Problem, *said: str, errors: list[FieldError] | None = None, **more: Any) -> None:
        made(self, *said, errors=errors, **more)
        wrong.extend(zh for zh in (self.detail_zh, *(one.zh for one in self.errors)) if foreign(zh))

    with patch.object(Problem, "__init__", make):
        yield wrong
