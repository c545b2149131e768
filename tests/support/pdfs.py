"""What a PDF of papers shows."""

from __future__ import annotations

import re
import zlib


def letters(paper: bytes) -> set[str]:
    """The letters that a PDF says its glyphs are (ToUnicode)."""
    found: set[str] = set()
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", paper, re.DOTALL):
        try:
            # The last byte of a stream may look like the end of its line.
            said = zlib.decompressobj().decompress(stream).decode("latin-1")
        except zlib.error:
            continue
        for block in re.findall(r"beginbfchar(.*?)endbfchar", said, re.DOTALL):
            found |= {bytes.fromhex(to).decode("utf-16-be") for to in re.findall(r"> <([0-9A-F]+)>", block)}
    return found


def pages(paper: bytes) -> int:
    """How many there are."""
    [count] = re.findall(rb"/Type/Pages/Count (\d+)", paper)
    return int(count)
