"""Marks of secrecy (密级标志) in what is entered, however they were spaced: the platform takes no classified material.

A document that speaks of secrecy (关于加强秘密载体管理的通知) bears no mark.
"""

from __future__ import annotations

import re
import unicodedata

_SPACE = r"[\s\u00b7]*"
_DEGREE = rf"(?:[绝絕]{_SPACE}密|机{_SPACE}密|機{_SPACE}密|[秘祕]{_SPACE}密)"
_STAR = "[★☆✩✪✫✬✭✮✯✰⭐*＊﹡]"
_LEVEL = rf"(?:密{_SPACE}级|密{_SPACE}級|(?:保密|涉密|秘密){_SPACE}等{_SPACE}级)"
_URGENT = r"(?:特急|特提|加急|平急|急件|紧急)"
_PERIOD = rf"{_STAR}?{_SPACE}(?:[0-9]+{_SPACE}(?:年|个月|月)|长期|启用前|解密前)?"
_LISTED = rf"(?!{_SPACE}(?:[、/]|或|和|及|以){_SPACE}(?:{_DEGREE}|[上下]))"
"""No mark is a degree of several that a text names together."""
_MARK = re.compile(
    rf"{_DEGREE}{_SPACE}{_STAR}"
    rf"|{_LEVEL}(?:{_SPACE}[:=]{_SPACE}|{_SPACE}){_DEGREE}{_LISTED}"
    rf"|^{_SPACE}(?:{_URGENT}{_SPACE})?{_DEGREE}{_SPACE}{_PERIOD}{_SPACE}(?:{_URGENT}{_SPACE})?$"
    rf"|[【\[〔]{_SPACE}{_DEGREE}{_SPACE}{_PERIOD}{_SPACE}[】\]〕]",
    re.MULTILINE,
)


def bears_mark(text: str) -> bool:
    """Whether a text bears the mark of a degree: 机密★1年, 秘 密 ★, 密级：机密, or the degree in a line alone."""
    if "密" not in text:
        return False  # As nearly all are.
    return _MARK.search(unicodedata.normalize("NFKC", text)) is not None
