"""The résumé of one cell (简历), as lines and back.

A period is written `1985.07--1987.09  text`, one that goes on `1985.07--       text`. What people write instead is
read: other marks between the days, 198507, 1985年7月, 至今, full-width digits. What stands in brackets below a period
(其间：…), and what was wrapped, belongs to it. A line that no rule reads is kept as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from papers import days, texts
from papers.form import ResumeLine
from papers.texts import clean

INDENT = " " * len("1985.07--1987.09  ")
"""What stands before lines that belong to the one above."""
_SINCE = "--" + " " * 7
_BETWEEN = r"\s{0,3}(?:[-－—–―─ー～~〜∼_]+|至|到)"
_NOW = r"\s{0,3}(?:至今|(?:现在|目前|今)(?=[\s:：,，、]|$))"
_PERIOD = re.compile(
    rf"{days.DAY.format('began_')}"
    rf"(?:\s{{0,3}}至今|{_BETWEEN}(?:\s{{0,3}}{days.DAY.format('ended_')}|{_NOW})?)"
    r"[\s:：,，、]*(?P<text>.*)",
    re.DOTALL,
)
_BELONGS = re.compile(r"[(（\[【]|其间|期间|其中[:：]")
_INDENTED = re.compile(r"[ \t\u3000]{2}|[\t\u3000]")
_OPENING, _CLOSING = "(（[【", ")）]】"


def parse(cell: str) -> tuple[ResumeLine, ...]:
    """The lines of a résumé. Never fails: see ResumeLine for what no rule reads."""
    lines: list[ResumeLine] = []
    for written in texts.lines(cell):
        line = clean(written)
        if not line:
            continue
        period = _period(line)
        if period is not None:
            lines.append(period)
        elif lines and (glue := _belongs(written, line, lines[-1])) is not None:
            above = lines[-1]
            lines[-1] = ResumeLine(above.began, above.ended, above.text + glue + line if above.text else line)
        else:
            lines.append(ResumeLine("", "", line))
    return tuple(lines)


def _period(line: str) -> ResumeLine | None:
    found = _PERIOD.fullmatch(line.translate(days.DIGITS))
    if found is None:
        return None
    began, ended = days.taken(found, "began_"), days.taken(found, "ended_")
    if began is None or (ended is None and found["ended_year"]):
        return None
    at = found.start("text")
    # Digits that follow at once are more of a day than was understood: 1985.07-09.
    if line[at : at + 1].translate(days.DIGITS).isdigit() and not re.match(r"[\s:：,，、]", line[at - 1]):
        return None
    return ResumeLine(began, ended or "", line[at:])


def _belongs(written: str, line: str, above: ResumeLine) -> str | None:
    """What comes between a line and the one above that it belongs to; None where it stands for itself."""
    if _BELONGS.match(line):
        return "\n"
    if _is_open(above.text):
        return ""
    return "" if above.began and _INDENTED.match(written) else None


def _is_open(text: str) -> bool:
    return sum(text.count(sign) for sign in _OPENING) > sum(text.count(sign) for sign in _CLOSING)


def text(lines: Iterable[ResumeLine]) -> str:
    """The cell, its lines apart by `\\n`."""
    return "\n".join(_written(line) for line in lines)


def _written(line: ResumeLine) -> str:
    first, *more = line.text.split("\n")
    if line.began:
        ended = f"--{days.dotted(line.ended)}  " if line.ended else _SINCE
        first = f"{days.dotted(line.began)}{ended}{first}".rstrip()
    return "\n".join([first, *(INDENT + part for part in more)])
