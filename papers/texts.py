"""Text as files of all kinds hold it, on its way in: what encoding it has, and what of it can be seen."""

from __future__ import annotations

import codecs
import re
import unicodedata

from papers.refusals import Refused
from servicekit.blanks import entered, said_of_hidden, without_hidden
from servicekit.secrecy import CLASSIFIED, bears_mark

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WITHOUT_BOM = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"), (b'"\x00', "utf-16-le"), (b'\x00"', "utf-16-be"))
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_CHINESE = ("gb2312", "gbk", "gb18030", "cp936", "gb_2312-80", "936")
"""What Chinese encodings are called; each is a part of GB 18030."""
_BLANK = re.compile(r"[^\S\n\u3000]")
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_AROUND_BREAKS = re.compile(r"[ \u3000]+(?=\n|$)")
_PLAIN = re.compile(r"[ -;=?-~\n\u3000-\u3002\u4e00-\u9fff\uff01-\uff5d]*")
"""Text of which nothing has to be looked at sign by sign, as nearly all is."""


def decoded(content: bytes) -> str:
    """The text of a file: by its mark, its declaration, or else UTF-8 and GB 18030. Raises Refused."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _strictly(content[len(mark) :], (encoding,))
    for start, encoding in _WITHOUT_BOM:
        if content.startswith(start):
            return _strictly(content, (encoding,))
    declared = _DECLARED.match(content[:400])
    named = declared[1].decode().lower() if declared else "utf-8"
    first = "gb18030" if named in _CHINESE else "utf-8"
    return _strictly(content, (first, "gb18030" if first == "utf-8" else "utf-8"))


def _strictly(content: bytes, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("encoding", "文件的文字编码无法识别", "The encoding of the file's text is not known")


def clean(text: str) -> str:
    """The text with one kind of line end, and without what cannot be seen: controls, format characters, blanks around
    it and at the ends of its lines."""
    if text and not _PLAIN.fullmatch(text):
        seen = without_hidden(_BLANK.sub(" ", with_line_ends(text)))
        text = _BREAK.sub("\n", unicodedata.normalize("NFC", seen))
    if " \n" in text or "\u3000\n" in text:
        text = _AROUND_BREAKS.sub("", text)
    return text.strip(" \u3000\n")


def must_be_plain(text: str, called: str, place: str) -> None:
    """Raises Refused for a text with something that nobody sees within it, or with a mark of secrecy (密级标志), as
    every other way in refuses it; `called` and `place` say where it stands."""
    if _PLAIN.fullmatch(text) and "密" not in text:
        return
    if said := said_of_hidden(entered(text)) or (CLASSIFIED if bears_mark(clean(text)) else None):
        code, zh, en = said
        raise Refused(code, f"{called}：{zh}", f"{place}: {en}", place)


def with_line_ends(text: str) -> str:
    """The text with `\\n` for whatever ends a line."""
    return _LINE_END.sub("\n", text)


def lines(cell: str) -> list[str]:
    """The lines of a cell, as they were written."""
    return _BREAK.sub("\n", with_line_ends(cell)).split("\n")
