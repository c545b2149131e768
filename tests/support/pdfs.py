"""What a PDF of papers shows."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator


def letters(paper: bytes) -> set[str]:
    """The letters that a PDF says its glyphs are (ToUnicode)."""
    found: set[str] = set()
    for said in _streams(paper):
        for block in re.findall(r"beginbfchar(.*?)endbfchar", said, re.DOTALL):
            found |= {bytes.fromhex(to).decode("utf-16-be") for to in re.findall(r"> <([0-9A-F]+)>", block)}
    return found


def pages(paper: bytes) -> int:
    """How many there are."""
    [count] = re.findall(rb"/Type/Pages/Count (\d+)", paper)
    return int(count)


def lines(paper: bytes) -> list[list[float]]:
    """Where on each page its lines begin, in points from the left; the last is the page's number where it has one."""
    found = [re.findall(r"1 0 0 -1 ([\d.]+) [\d.]+ cm[^\n]*\nBT ", said) for said in _streams(paper)]
    return [[float(left) for left in page] for page in found if page]


def _streams(paper: bytes) -> Iterator[str]:
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", paper, re.DOTALL):
        try:
            # The last byte of a stream may look like the end of its line.
            yield zlib.decompressobj().decompress(stream).decode("latin-1")
        except zlib.error:
            continue
