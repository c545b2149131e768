"""The résumé of one cell (简历), as lines and back.

A period is written `1985.07--1987.09  text`, one that goes on `1985.07--       text`. What people write instead is
read: other marks between the days, 198507, 1985年7月, 至今, full-width digits, several periods in one line. What stands
in brackets below a period (其间：…), and what was wrapped, belongs to it. A line that no rule reads is kept as it was
written; so is one that says more days than a period has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

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
    rf"(?<=[ \t\u3000,，;；:：、。）)])(?:{days.DAY.format('began_')})"
    rf"(?:\s{{0,3}}至今|{_BETWEEN}(?:\s{{0,3}}{days.DAY.format('ended_')}|{_NOW}))"
)
"""A further period in the same line."""
_DAY_FIRST = re.compile(rf"{_DASH}|{_MONTH_FOLLOWS}|(?:19|20)[0-9]{{2}}年?(?=[\s:：,，、]|{_DASH}|$)")
_MORE = re.compile("[0-9.．。·・/／月日]")
_BELONGS = re.compile(r"[(（\[【]|其间|期间|其中[:：]")
_WITHIN = re.compile("其间|期间|其中")
_INDENTED = re.compile(r"[ \t\u3000]{2}|[\t\u3000]")
_OPENING, _CLOSING = "(（[【", ")）]】"


def parse(cell: str) -> tuple[ResumeLine, ...]:
    """The lines of a résumé. Never fails: see ResumeLine for what no rule reads."""
    written = texts.lines(cell)
    whole: list[str] = []
    for at, one in enumerate(written):
        if not (line := clean(one)):
            continue
        glue = _glue(one, line, whole[-1], written[at:]) if whole else None
        if glue is None:
            whole.append(line)
        else:
            whole[-1] += glue + line
    return tuple(_period(part) or ResumeLine("", "", part) for line in whole for part in _apart(line))


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


def _glue(written: str, line: str, above: str, rest: Sequence[str]) -> str | None:
    """What comes between a line and the one above that it belongs to; None where it stands for itself."""
    over = _period(above)
    says_a_day = _DAY_FIRST.match(line.translate(days.DIGITS)) is not None
    is_period = _period(line) is not None
    if is_period and _is_open(above) and _closes(above, rest):
        return ""
    if says_a_day and over is not None and over.text and written.startswith(INDENT) and not _is_open(above):
        return "\n"
    if is_period:
        return None
    if _BELONGS.match(line):
        return "\n"
    if _is_open(above):
        return ""
    if over is None:
        return None
    if over.text:
        return "" if _INDENTED.match(written) else None
    # What was wrapped may be the end of the period above.
    glue, is_one = ("", re.search(f"{_DASH}$", above)) if says_a_day else (" ", _INDENTED.match(written))
    return glue if is_one and _period(above + glue + line) else None


def _is_open(text: str) -> bool:
    return _depth(text) > 0


def _depth(text: str) -> int:
    """How many brackets a text leaves open."""
    depth = 0
    for sign in text:
        depth = depth + 1 if sign in _OPENING else max(0, depth - 1) if sign in _CLOSING else depth
    return depth


def _closes(above: str, rest: Sequence[str]) -> bool:
    """Whether the brackets that a line leaves open are closed below it."""
    depth = _depth(above)
    for line in rest:
        for sign in line:
            depth += (sign in _OPENING) - (sign in _CLOSING)
            if depth <= 0:
                return True
    return False


def _apart(line: str) -> list[str]:
    """The periods that stand in one line, outside brackets, blanks or commas between them."""
    parts, begins = [], 0
    for found in _NEXT.finditer(line.translate(days.DIGITS)):
        before = line[begins : found.start()]
        if not before.strip(" ,，;；、\u3000") or (_is_open(before) and _closes(before, [line[found.start() :]])):
            continue
        over = _period(before)
        began = days.taken(found, "began_")
        if began is None or _period(line[found.start() :]) is None:
            continue
        if over is not None and _WITHIN.search(before) and (not over.ended or began < over.ended):
            continue
        parts.append(before.rstrip(" ,，;；、\u3000"))
        begins = found.start()
    return [one for part in (*parts, line[begins:]) for one in _apart(part)] if parts else [line]


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
