"""The résumé of one cell (简历), as lines and back.

A period is written `1985.07--1987.09  text`, one that goes on `1985.07--       text`. What people write instead is
read: other marks between the days, 198507, 1985年7月, 至今, full-width digits, several periods in one line. What stands
in brackets below a period (其间：…), and what was wrapped, belongs to it. A line that no rule reads is kept as it was
written; so is one that says more days than a period has.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from papers import days, texts
from papers.form import ResumeLine
from papers.texts import clean

INDENT = " " * len("1985.07--1987.09  ")
"""What stands before lines that belong to the one above."""
NOW = "至今"
"""What stands for the end of a period that goes on, where what follows might be taken for one."""
_SINCE = "--" + " " * 7
_DASH = "[-－—–―─ー～~〜∼_]"
_BETWEEN = rf"\s{{0,3}}(?:{_DASH}+(?:\s{{0,3}}{_DASH}+)*|至|到)"
_NOW = r"\s{0,3}(?:至今|(?:现在|目前|今)(?=[\s:：,，、]|$))"
_MONTH_FOLLOWS = r"(?=(?:19|20)[0-9]{2}(?:[.．。·・/／年-][ ]?[0-9]{1,2}|[0-9]{2}(?![0-9])))"
"""Far behind a dash there may be a text: it is the end where it says a month."""
_ENDED = rf"(?:\s{{0,3}}|\s*{_MONTH_FOLLOWS}){days.DAY.format('ended_')}"
_PERIOD = re.compile(
    rf"{days.DAY.format('began_')}(?:(?P<on>\s{{0,3}}至今)|{_BETWEEN}(?:{_ENDED}|(?P<now>{_NOW}))?)"
    r"[\s:：,，、]*(?P<text>.*)",
    re.DOTALL,
)
_NEXT = re.compile(
    rf"(?<=[ \t\u3000,，;；:：、。）)])(?P<apart>(?<=[；;])|(?<=[；;] ))?(?:{days.DAY.format('began_')})"
    rf"(?:\s{{0,3}}至今|{_BETWEEN}(?:\s{{0,3}}{days.DAY.format('ended_')}|{_NOW}|(?(apart)|(?!))))"
)
"""A further period in the same line; one that goes on stands behind a semicolon."""
_DAY_FIRST = re.compile(rf"{_DASH}|至今|{_MONTH_FOLLOWS}|(?:19|20)[0-9]{{2}}年?(?=[\s:：,，、]|{_DASH}|$)")
"""What a text begins with that is more of a period's days."""
_MORE = re.compile("[0-9.．。·・/／月日]")
_BELONGS = re.compile(r"[(（\[【]|其间|期间|其中[:：]")
_WITHIN = re.compile("其间|期间|其中")
_INDENTED = re.compile(r"[ \t\u3000]{2}|[\t\u3000]")
_OPENING = "(（[【"
_BRACKETS = re.compile(r"[(（\[【)）\]】]")
_FURTHEST = 1000
"""Signs between two brackets that belong together."""
_BESIDE = " ,，;；、\u3000"


@dataclass(slots=True)
class _Whole:
    """A line with what was wrapped: its text, the period that it says, and how many brackets it leaves open."""

    text: str
    period: ResumeLine | None
    depth: int

    def add(self, glue: str, line: str) -> None:
        self.text += glue + line
        self.depth = _depth(line, self.depth)
        if self.period is None or not self.period.text:
            self.period = _period(self.text)


def parse(cell: str) -> tuple[ResumeLine, ...]:
    """The lines of a résumé. Never fails: see ResumeLine for what no rule reads."""
    written = texts.lines(cell)
    brackets = _Brackets("\n".join(written))
    whole: list[_Whole] = []
    at = 0
    for one in written:
        line = clean(one)
        glue = _glue(one, line, whole[-1], brackets.hold(at)) if line and whole else None
        if glue is not None:
            whole[-1].add(glue, line)
        elif line:
            whole.append(_Whole(line, _period(line), _depth(line)))
        at += len(one) + 1
    return tuple(_period(part) or ResumeLine("", "", part) for line in whole for part in _apart(line.text))


def _period(line: str) -> ResumeLine | None:
    found = _PERIOD.fullmatch(line.translate(days.DIGITS))
    if found is None:
        return None
    began, ended = days.taken(found, "began_"), days.taken(found, "ended_")
    if began is None or (ended is None and found["ended_year"]):
        return None
    at = found.start("text")
    # What follows at once may be more of a day than was understood: 1985.07-09.
    if _MORE.match(found["text"]) and not re.match(r"[\s:：,，、]", line[at - 1]):
        return None
    # So is a day or a dash that stands where the text begins.
    if not (found["on"] or found["now"]) and _DAY_FIRST.match(found["text"]):
        return None
    return ResumeLine(began, ended or "", line[at:])


def _glue(written: str, line: str, above: _Whole, is_within: bool) -> str | None:
    """What comes between a line and the one above that it belongs to; None where it stands for itself. `is_within`
    says that it begins in brackets that are closed further down."""
    over = above.period
    says_a_day = _DAY_FIRST.match(line.translate(days.DIGITS)) is not None
    is_period = _period(line) is not None
    if is_period and is_within:
        return ""
    is_dated = says_a_day or is_period
    if is_dated and over is not None and over.text and written.startswith(INDENT) and not above.depth:
        return "\n"
    if is_period:
        return None
    if _BELONGS.match(line):
        return "\n"
    if above.depth:
        return ""
    if over is None:
        return None
    if over.text:
        return ("\n" if says_a_day else "") if _INDENTED.match(written) else None
    # What was wrapped may be the end of the period above.
    glue, is_one = ("", re.search(f"{_DASH}$", above.text)) if says_a_day else (" ", _INDENTED.match(written))
    return glue if is_one and _period(above.text + glue + line) else None


def _depth(text: str, depth: int = 0) -> int:
    """How many brackets a text leaves open, beginning within so many."""
    for sign in _BRACKETS.findall(text):
        depth = depth + 1 if sign in _OPENING else max(0, depth - 1)
    return depth


class _Brackets:
    """Where a text stands in brackets that are closed, and not too far away."""

    def __init__(self, text: str) -> None:
        opened: list[int] = []
        pairs = []
        for bracket in _BRACKETS.finditer(text):
            if bracket[0] in _OPENING:
                opened.append(bracket.start())
            elif opened and bracket.start() - (first := opened.pop()) <= _FURTHEST:
                pairs.append((first, bracket.start()))
        self._firsts, self._lasts = sorted(first for first, _ in pairs), sorted(last for _, last in pairs)

    def hold(self, at: int) -> bool:
        """Whether this place is within some."""
        return bisect_left(self._firsts, at) > bisect_left(self._lasts, at)


def _apart(line: str) -> list[str]:
    """The periods that stand in one line, outside brackets, blanks or commas between them."""
    begins: list[int] = []
    above, over = 0, None
    brackets = _Brackets(line)
    for found in _NEXT.finditer(line.translate(days.DIGITS)):
        at, before = found.start(), line[above : found.start()]
        if brackets.hold(at) or not before.strip(_BESIDE):
            continue
        over = over or _period(before)
        began = days.taken(found, "began_")
        is_within = over is not None and (not over.ended or (began or "") < over.ended)
        says_no_more = over is not None and not over.ended and not over.text
        if began is None or says_no_more or (is_within and _WITHIN.search(before)):
            continue
        begins.append(at)
        above, over = at, None
    parts: list[str] = []
    end = len(line)
    for at in reversed(begins):
        if _period(part := line[at:end].rstrip(_BESIDE)) is not None:
            parts.append(part if parts else line[at:])
            end = at
    return [line[:end].rstrip(_BESIDE) if parts else line, *reversed(parts)]


def text(lines: Iterable[ResumeLine]) -> str:
    """The cell, its lines apart by `\\n`."""
    return "\n".join(_written(line) for line in lines)


def _written(line: ResumeLine) -> str:
    first, *more = line.text.split("\n")
    if line.began:
        since = _SINCE if first and not _DAY_FIRST.match(first.translate(days.DIGITS)) else f"--{NOW}  "
        ended = f"--{days.dotted(line.ended)}  " if line.ended else since
        first = f"{days.dotted(line.began)}{ended}{first}".rstrip()
    return "\n".join([first, *(INDENT + part for part in more)])
