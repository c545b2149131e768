"""What a Chinese sentence of a refusal may hold: no code, no id and no English word but the names of things."""

from __future__ import annotations

import re

NAMES = frozenset(
    (
        "JSON", "CSV", "xlsx", "PDF", "JPEG", "PNG", "ZIP", "KB", "MB", "RFC", "UTF-8", "YYYY", "YYYY-MM", "YYYY-MM-DD",
        "ETag", "If-Match", "Idempotency-Key", "xAPI", "base64", "Unicode", "true", "false", "GB", "HTTP",
    )
)  # fmt: skip
"""Names of formats, headers and units, which have no Chinese ones."""
_QUOTED = re.compile(r"“[^”]*”|《[^》]*》")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]*[A-Za-z0-9]|[A-Za-z]")


def foreign(sentence: str) -> list[str]:
    """The words of a Chinese sentence that do not belong in it; what is quoted was said by somebody else."""
    return [word for word in _WORD.findall(_QUOTED.sub("", sentence)) if word not in NAMES]
