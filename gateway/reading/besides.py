"""What a workbook of XML says besides the cells of the sheet that is read, as far as it may bear a mark of secrecy.

Whether it does is judged by `gateway.workbooks`; told is only what holds the one character that every mark has.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from itertools import islice

from gateway.reading.told import PIECE, may_bear

_IN_ANY_MARK = re.compile("密|㊙|&#(?:x0*5bc6|0*23494|x0*3299|0*12953);".encode(), re.IGNORECASE)
_MOST_TEXTS, _LONGEST = 1000, 20_000
_AROUND = (
    (re.compile(r"docprops/.*\.xml", re.IGNORECASE), "properties"),
    (re.compile(r"xl/(?:threaded)?comments.*\.xml", re.IGNORECASE), "comments"),
    (re.compile(r"xl/(?:drawings|charts)/[^/]*\.(?:xml|vml)", re.IGNORECASE), "drawings"),
)
"""Parts that are read whole, and what they are."""
_SHEET = re.compile(r"xl/(?:work|chart)sheets/[^/]*\.xml", re.IGNORECASE)
_SHARED = re.compile(r"xl/sharedstrings\.xml", re.IGNORECASE)
_TEXT_ENDS = re.compile(r"</(?:\w+:)?(?:p|si|is|text|c)>")
_WITHIN_TEXT = re.compile(r"<(?:\w+:)?(?:rPh|phoneticPr)\b.*?(?:/>|</(?:\w+:)?rPh>)|</?(?:\w+:)?(?:r|t|rPr)\b[^>]*>")
_HEADERS = re.compile(rb"<(?:\w+:)?headerFooter\b.*?</(?:\w+:)?headerFooter>", re.DOTALL)
_PLACED = re.compile(r"&amp;[LCR]")
_FORMED = re.compile(r"&amp;(?:(?:&quot;|\").*?(?:&quot;|\")|K[0-9A-F]{6}|K[0-9]{2}[+-][0-9]{3}|[0-9]{1,3}|[A-Z])")


def texts(archive: zipfile.ZipFile, read: str, *, with_others: bool) -> Iterator[tuple[str, str]]:
    """Texts that may bear a mark and stand outside the sheet that is read: what they are, and the text; of other sheets
    where `with_others`, their cells (which may be told of the sheet that is read, too) and headers."""
    names = archive.namelist()
    others = [name for name in names if _SHEET.fullmatch(name) and name != read] if with_others else []
    told = 0
    for what, content in _parts(archive, names, others):
        for text in _headers(content) if what == "headers" else _plain(content):
            told += 1
            if told > _MOST_TEXTS:
                return
            yield what, text[:_LONGEST]


_OPEN_PARTS = (("meta.xml", "properties"), ("styles.xml", "headers"))
_OPEN_WITHIN = (
    (re.compile(rb"<office:annotation\b.*?</office:annotation>", re.DOTALL), "comments"),
    (re.compile(rb"<draw:(\w[\w-]*)\b[^>]*[^/]>.*?</draw:\1>", re.DOTALL), "drawings"),
)
_CELL_ENDS = re.compile(r"</table:(?:covered-)?table-cell>")


def open_texts(archive: zipfile.ZipFile, *, with_others: bool) -> Iterator[tuple[str, str]]:
    """The same of a workbook of LibreOffice (ods), all of whose sheets stand in one part."""
    for name, what in _OPEN_PARTS:
        if name in archive.namelist() and (content := _marked(archive, name)):
            yield from ((what, text[:_LONGEST]) for text in islice(_plain(content), _MOST_TEXTS))
    if not (content := _marked(archive, "content.xml")):
        return
    for pattern, what in _OPEN_WITHIN:
        for found in islice(pattern.finditer(content), _MOST_TEXTS):
            yield from ((what, text[:_LONGEST]) for text in _plain(found[0]))
        content = pattern.sub(b"", content)
    if with_others:
        cells = (html.unescape(re.sub(r"<[^>]*>", "\n", one)).strip() for one in _CELL_ENDS.split(content.decode()))
        yield from (("others", text[-_LONGEST:]) for text in islice(filter(may_bear, cells), _MOST_TEXTS))


def headers(content: bytes) -> list[str]:
    """What stands above and below the printed pages of a sheet, of the text of its part."""
    return [text for found in _HEADERS.findall(content) if _IN_ANY_MARK.search(found) for text in _headers(found)]


def _parts(archive: zipfile.ZipFile, names: list[str], others: list[str]) -> Iterator[tuple[str, bytes]]:
    for name in names:
        for pattern, what in _AROUND:
            if pattern.fullmatch(name) and (content := _marked(archive, name)):
                yield what, content
        if others and _SHARED.fullmatch(name) and (content := _marked(archive, name)):
            yield "others", content
    for name in others:
        if content := _marked(archive, name):
            for found in _HEADERS.findall(content):
                yield "headers", found
            yield "others", _HEADERS.sub(b"", content)


def _marked(archive: zipfile.ZipFile, name: str) -> bytes:
    """A part that holds what every mark does; nothing of others, which are looked through in pieces."""
    with archive.open(name) as part:
        before = b""
        while piece := part.read(PIECE):
            if _IN_ANY_MARK.search(before[-16:] + piece):
                return archive.read(name)
            before = piece
    return b""


def _plain(content: bytes) -> Iterator[str]:
    for piece in _TEXT_ENDS.split(content.decode(errors="replace")):
        text = html.unescape(re.sub(r"<[^>]*>", "\n", _WITHIN_TEXT.sub("", piece))).strip()
        if may_bear(text):
            yield text


def _headers(content: bytes) -> Iterator[str]:
    said = re.sub(r"<[^>]*>", "\n", content.decode(errors="replace"))
    text = html.unescape(_FORMED.sub("", _PLACED.sub("\n", said))).strip()
    if may_bear(text):
        yield text
