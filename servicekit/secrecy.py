"""Marks of secrecy (密级标志) in what is entered, however they were spaced: the platform takes no classified material.

A document that speaks of secrecy (关于加强秘密载体管理的通知) bears no mark.
"""

from __future__ import annotations

import re
import unicodedata

from servicekit.blanks import NOTHING

CLASSIFIED = (
    *("classified", "文中带有密级标志；本平台不处理国家秘密，只接受公开或内部材料"),
    "It bears a mark of secrecy; only public or internal material is taken",
)
"""What is said of a text that bears one, in both languages, and the code of it."""
_MARK_ALONE = "㊙"
_BLANK = r"\s"
_BETWEEN = r"[\W_\u02b0-\u02ff\u30fc\u4e28]{0,100}"
"""What may stand between the characters of a word without making two of it: blanks, dots, dashes, strokes, any sign."""
_SPACE = r"[\s\u00b7.\-\u2010-\u2015/_|~]{0,16}"
_AROUND = r"[^\w.,:;!?。、…'\"“”‘’《》「」『』]{0,16}"
"""What may stand around a degree that is alone in its line; after a full stop it is the end of a sentence, and between
quotation marks a word."""
_DEGREE = rf"(?:[绝絕机機秘祕]{_BETWEEN}密)"
_STAR = "[★☆✦-✧✩-✰✱-✺⋆∗⁎⭐🌟*﹡]"
_WORD = r"[\u3400-\u9fff]"
_LEVEL = (
    rf"(?:(?<![绝絕机機秘祕])密{_BETWEEN}[级級]"
    rf"|(?:保{_BETWEEN}密|涉{_BETWEEN}密|[秘祕]{_BETWEEN}密){_BETWEEN}等{_BETWEEN}[级級])"
)
_URGENT = r"(?:特急|特提|加急|平急|急件|紧急)"
_PERIOD = rf"{_STAR}?{_SPACE}(?:[0-9]+{_SPACE}(?:年|个月|月)|长期|启用前|解密前)?"
_LISTED = (
    rf"(?!{_SPACE}(?:[、,;，；]{{0,2}}(?:或|和|及|以|与|至|到)?{_SPACE}{_DEGREE}|(?:或|和|及|以|与|至|到)?[上下]))"
)
"""No mark is a degree of several that a text names together."""
_MARK = re.compile(
    rf"{_DEGREE}[级級]?{_SPACE}{_STAR}"
    rf"|{_LEVEL}{_AROUND}(?:[:=]|{_BLANK}){_SPACE}{_DEGREE}{_LISTED}"
    rf"|{_LEVEL}{_SPACE}{_DEGREE}(?!{_WORD}){_LISTED}"
    rf"|^{_AROUND}(?:{_URGENT}{_AROUND})?{_DEGREE}{_SPACE}{_PERIOD}{_AROUND}(?:{_URGENT}{_AROUND})?$"
    rf"|[【\[〔〖{{<〈]{_SPACE}{_DEGREE}{_SPACE}{_PERIOD}{_SPACE}[】\]〕〗}}>〉]"
    rf"|^{_AROUND}\({_SPACE}{_DEGREE}{_SPACE}{_PERIOD}{_SPACE}\)",
    re.MULTILINE,
)
_SAME = re.compile(r"([\W_])\1+")


def bears_mark(text: str) -> bool:
    """Whether a text bears the mark of a degree: 机密★1年, 秘 密 ★, 密级：机密, 秘-密 in a line alone, or ㊙."""
    if "密" not in text and _MARK_ALONE not in text:
        return False  # As nearly all are.
    return _MARK_ALONE in text or _MARK.search(_plain(text)) is not None


def _plain(text: str) -> str:
    """The text in one width, without what shows nothing, empty lines, and repetitions of a sign."""
    lines = unicodedata.normalize("NFKC", text).splitlines()
    seen = ("".join(" " if sign in NOTHING else sign for sign in line).split() for line in lines)
    return _SAME.sub(r"\1", "\n".join(" ".join(words) for words in seen if words))
