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
LOST = "\ufffd"
"""Stands for bytes that the encoding of the table does not know: the fault of the cell that they are in."""
_CHINESE = re.compile(r"[\u2e80-\uffef]")
_RIGHT_TO_LOST = 10
_NARROW = 3
"""Columns of a table whose rows look like the lines of a cell."""


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
    number, lines = skipped, _Lines(text)
    try:
        for number, row in enumerate(csv.reader(lines, delimiter=separator), 1 + skipped):
            if _is_unclosed(lines.taken(), row, separator, width):
                raise Refused("quote", row=number)
            width = max(width, len(row))
            cells += len(row)
            if cells > MOST_CELLS:
                raise Refused("cells", limit=MOST_CELLS)
            if any(row):
                yield number, row
    except csv.Error:
        if len(lines.taken()) > 1:
            raise Refused("quote", row=number + 1) from None
        raise Refused("not-a-spreadsheet") from None


class _Lines:
    """The lines of a text, and those that were taken since it was last asked."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self._taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self._taken.append(line)
            yield line

    def taken(self) -> list[str]:
        taken, self._taken = self._taken, []
        return taken


def _is_unclosed(lines: list[str], row: list[str], separator: str, width: int) -> bool:
    """Whether a quote that was opened in a row has no end of its own: whatever follows would be lost in that cell."""
    if len(lines) == 1 and lines[0].endswith(("\n", "\r")):
        # As nearly all are; the end of a line is part of a cell only within quotes.
        return bool(row) and row[-1].endswith(("\n", "\r"))
    try:
        for _ in csv.reader(lines, delimiter=separator, strict=True):
            pass
    except csv.Error:
        # What stands behind a quote in the same line is taken with it.
        return len(lines) > 1 or _is_cut(lines, separator)
    return any(_holds_rows(cell, place, separator, width) for place, cell in enumerate(row))


def _is_cut(lines: list[str], separator: str) -> bool:
    """Whether a text ends within quotes: one more would end them, and two more begin a line within them."""
    return len(next(csv.reader([f"{lines[0]}\n", "x"], delimiter=separator))[-1].splitlines()) > 1


def _holds_rows(cell: str, place: int, separator: str, width: int) -> bool:
    """Whether the lines of a cell are rows of the table: the rest of one, whole ones, and the beginning of another."""
    first, *others = cell.splitlines() or [""]
    if not others or width < _NARROW or '"' in cell:
        return False  # A quote within a cell is written by programs, which close it.
    *whole, last = (line.count(separator) for line in others)
    return first.count(separator) == width - 1 - place and last == place and all(count == width - 1 for count in whole)


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
    for encoding in ("utf-8", "gb18030"):
        text = content.decode(encoding, "replace")
        if text.count(LOST) * _RIGHT_TO_LOST <= len(_CHINESE.findall(text.replace(LOST, ""))):
            about["encoding"] = encoding
            return text
    raise Refused("not-a-spreadsheet", kind="encoding")


def _separator(text: str) -> str:
    """What separates the cells: what stands most often, outside of quotes, in the first lines, and in many of them."""
    lines = re.sub(r'"(?:[^"]|"")*"', "", text[:20_000]).splitlines()[:30]
    counts = {one: [line.count(one) for line in lines] for one in _SEPARATORS}
    return max(counts, key=lambda one: (sum(map(bool, counts[one])), sum(counts[one])))
