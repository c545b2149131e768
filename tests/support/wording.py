"""What a Chinese sentence may hold: no code, no id and no English word but the names of things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from servicekit.errors import FieldError, Problem

NAMES = frozenset(
    (
        *(
            "JSON",
            "NDJSON",
            "CSV",
            "xlsx",
            "xls",
            "ods",
            "PDF",
            "pdf",
            "JPEG",
            "PNG",
            "ZIP",
            "base64",
            "xAPI",
            "Unicode",
        ),
        *("KB", "MB", "GB", "T", "RFC", "HTTP", "UTF-8", "YYYY", "YYYY-MM", "YYYY-MM-DD", "HH", "MM", "true", "false"),
        *("VC-JWT", "SHA-256", "A", "B", "C"),
        *("ETag", "If-Match", "Idempotency-Key", "Position"),
    )
)
"""Names of formats, headers, units and grades, which have no Chinese ones."""
_QUOTED = re.compile(r"“[^”]*”|《[^》]*》")
_ARTICLE = re.compile(r"[\u4e00-\u9fff]+(?:法|条例|规定|办法|章程)第[一二三四五六七八九十百]+条")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]*[A-Za-z0-9]|[A-Za-z]")


def foreign(sentence: str) -> list[str]:
    """The words of a Chinese sentence that do not belong in it; what is quoted was said by somebody else."""
    return [word for word in _WORD.findall(_QUOTED.sub("", sentence)) if word not in NAMES]


def uncited(sentence: str) -> list[str]:
    """The articles that a Chinese sentence cites without the marks of a title."""
    return _ARTICLE.findall(sentence)


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
