"""Text tables (CSV, TSV), whatever their encoding and whatever separates their cells."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from gateway.reading.told import MOST_CELLS, PIECE, Refused, Row

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SEPARATORS = ",\t;|，"
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_ONE_IN, _LOOKED_AT = 50, 100_000
"""So few signs at the start may be controls: what stands in a cell is that cell's fault, and not the file's."""


def rows(content: bytes, about: dict[str, Any]) -> Iterator[Row]:
    """The rows of a text table. Raises Refused."""
    text = _text(content, about)
    start = text[:2000].lstrip().lower()
    if start.startswith(("<html", "<!doctype", "<table", "<head", "<meta")):
        raise Refused("not-a-spreadsheet", kind="web-page")
    if start.startswith(("<?xml", "<")):
        raise Refused("not-a-spreadsheet", kind="xml")
    if len(_CONTROLS.findall(text, 0, _LOOKED_AT)) > 2 + min(len(text), _LOOKED_AT) // _ONE_IN:
        raise Refused("not-a-spreadsheet")
    first, _, rest = text.partition("\n")
    skipped = 0
    if re.fullmatch(r"sep=.\r?", first, re.IGNORECASE):
        separator, text, skipped = first[4], rest, 1
    else:
        separator = _separator(text)
    about["separator"] = separator
    csv.field_size_limit(PIECE)
    width = cells = 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1 + skipped):
            width = max(width, len(row))
            cells += len(row)
            if cells > MOST_CELLS:
                raise Refused("cells", limit=MOST_CELLS)
            if any(row):
                yield number, row
    except csv.Error:
        raise Refused("not-a-spreadsheet") from None


def _text(content: bytes, about: dict[str, Any]) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            about["encoding"] = encoding.removesuffix("-sig")
            return content.decode(encoding)
    for encoding in ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        about["encoding"] = encoding
        return text
    raise Refused("not-a-spreadsheet", kind="encoding")


def _separator(text: str) -> str:
    """What separates the cells: what stands most often, outside of quotes, in the first lines, and in many of them."""
    lines = re.sub(r'"(?:[^"]|"")*"', "", text[:20_000]).splitlines()[:30]
    counts = {one: [line.count(one) for line in lines] for one in _SEPARATORS}
    return max(counts, key=lambda one: (sum(map(bool, counts[one])), sum(counts[one])))
