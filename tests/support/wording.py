"""What a Chinese sentence may hold: no code, no id and no English word but the names of things, days and shares as an
official writes them."""

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
            "xlsb",
            "ods",
            "lrmx",
            "lrm",
            "zip",
            "PDF",
            "DOCX",
            "XLSX",
            "pdf",
            "JPEG",
            "PNG",
            "ZIP",
            "base64",
            "xAPI",
            "Unicode",
        ),
        *("KB", "MB", "GB", "HTTP", "UTF-8"),
        *("VC-JWT", "SHA-256", "A", "B", "C", "NO"),
    )
)
"""Names of formats, units and grades, which have no Chinese ones, and how sheets head their numbers."""
_QUOTED = re.compile(r"“[^”]*”|《[^》]*》|GB/T \d+(?:\.\d+)?—\d{4}")
"""What somebody else has said, titles, and the numbers of national standards."""
_ARTICLE = re.compile(r"[\u4e00-\u9fff]+(?:法|条例|规定|办法|章程)第[一二三四五六七八九十百]+条")
_SERVICES = "registry|training|supervision|incentive|appraisal|talentpool|accounts|operations"
_INNER = re.compile(rf"(?<!（)“(?:(?:{_SERVICES})(?:\.[a-z_]+)+|[a-z]{{2,4}}-[0-9a-z]{{12,}})”")
_ONE = r"-?[a-z][a-z0-9]*(?:[_.\-][a-z0-9]+)*"
_CODED = re.compile(rf"“({_ONE}(?:[,、] ?{_ONE})*|\d{{1,6}})”")
_REPEATED = (
    *("所填", "所填类型", "没有", "没有编号为", "不存在：", "重复：", "重复的列：", "无法识别的列：", "平台记录"),
    *("动词", "时长", "时间", "缺少", "机制", "如"),
)
SENT = re.compile(rf"(?:{'|'.join(_REPEATED)})“?\Z")
"""What stands before a word that somebody has sent, or calls so themselves, or before an example of one."""
_ISO_DAY = re.compile(r"(?<![\w.\-])[12]\d{3}-[01]\d(?:-[0-3]\d)?(?![\w\-])", re.ASCII)
_DECIMAL = re.compile(r"(?<![\d.])0\.\d+(?![\d%.])")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]*[A-Za-z0-9]|[A-Za-z]")


def foreign(sentence: str) -> list[str]:
    """The words of a Chinese sentence that do not belong in it; what is quoted was said by somebody else."""
    return [word for word in _WORD.findall(_QUOTED.sub("", sentence)) if word not in NAMES]


def uncited(sentence: str) -> list[str]:
    """The articles that a Chinese sentence cites without the marks of a title."""
    return _ARTICLE.findall(sentence)


def inner(sentence: str) -> list[str]:
    """The codes of rights, dictionaries and rules, and the ids, that a sentence quotes: nobody has sent them."""
    return _INNER.findall(sentence)


def bare(sentence: str) -> list[str]:
    """The codes that a sentence quotes without saying what they are called: 正职（“chief”） is what it should say."""
    return [
        found[1]
        for found in _CODED.finditer(sentence)
        if found[1] not in NAMES
        and not sentence[: found.start()].endswith("（")
        and not SENT.search(sentence[: found.start()])
    ]


def unofficial(sentence: str) -> list[str]:
    """The days, months and shares of a Chinese sentence that are not written as 2026年11月27日 and 69.9%."""
    return _days(sentence) + _DECIMAL.findall(_QUOTED.sub("", sentence))


_DAY = r"(?:〇|\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{4}-\d\d(?:-\d\d)?)"
_CLUMSY = re.compile(
    r"“[^”]*“"  # quotes within quotes
    r"|([\u4e00-\u9fff]{4,})\1"  # what is said twice
    r"|(?<=[\u4e00-\u9fff])-\d"  # less than nothing
    r"|\d%?-\d+%"  # from this to that share
    rf"|\A{_DAY} ?[早晚先后]于 ?{_DAY}\Z"  # days of which nobody says what they are
    r"|状态不允许|不允许此操作|索引"
)


def clumsy(sentence: str) -> list[str]:
    """What of a Chinese sentence nobody would write: quotes in quotes, a word twice, a day beside another alone."""
    return [found[0] for found in _CLUMSY.finditer(sentence)]


def _days(sentence: str) -> list[str]:
    return _ISO_DAY.findall(_QUOTED.sub("", sentence))


@contextmanager
def heard() -> Iterator[list[str]]:
    """The Chinese sentences of refusals made in this process meanwhile that hold what does not belong in them, as they
    are told."""
    wrong: list[str] = []
    made = Problem.__init__

    def make(self: Problem, *said: str, errors: list[FieldError] | None = None, **more: Any) -> None:
        made(self, *said, errors=errors, **more)
        told = self.to_wire()
        words = [told["title_zh"], told["detail_zh"], *(one["zh"] for one in told["errors"]), *_said(told["facts"])]
        checks = (foreign, inner, bare, uncited, clumsy, _days)
        wrong.extend(zh for zh in words if any(check(zh) for check in checks))

    with patch.object(Problem, "__init__", make):
        yield wrong


def _said(facts: Any) -> Iterator[str]:
    """The Chinese sentences among the facts of a refusal."""
    for key, value in facts.items() if isinstance(facts, dict) else enumerate(facts):
        if key in ("zh", "article") and isinstance(value, str):
            yield value
        elif isinstance(value, dict | list):
            yield from _said(value)
