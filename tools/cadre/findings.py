"""What the doctor has found: what is wrong, and what to do about it, in two languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

import orjson

from tools.cadre.words import Refused

Level = Literal["error", "warning", "note"]
_WORDS = {"error": ("错误", "error"), "warning": ("警告", "warning"), "note": ("说明", "note")}
_ORDER = {level: number for number, level in enumerate(_WORDS)}

NAMED = 5
"""How many of several are named."""


@dataclass(frozen=True)
class Finding:
    """One thing: an `error` does not work, a `warning` soon may not, a `note` is to be known."""

    level: Level
    code: str
    """The same for the same kind of trouble; programs go by it."""
    zh: str
    en: str
    do_zh: str = ""
    do_en: str = ""
    command: str = ""

    @classmethod
    def of(cls, code: str, refused: Refused) -> Finding:
        """What keeps the doctor from looking is an error, and says itself what to do."""
        return cls("error", code, refused.zh, refused.en, command=refused.command)


def some(names: list[str]) -> str:
    """The first of several names, and how many more there are."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def status_of(findings: Iterable[Finding]) -> int:
    """2 with an error, 1 with a warning, else 0."""
    levels = {found.level for found in findings}
    return 2 if "error" in levels else 1 if "warning" in levels else 0


def as_json(findings: Iterable[Finding]) -> str:
    """One document, the worst first."""
    ordered = sorted(findings, key=lambda found: _ORDER[found.level])
    document = {"status": status_of(ordered), "findings": [asdict(found) for found in ordered]}
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()


def as_text(findings: Iterable[Finding]) -> str:
    """For a person, the worst first."""
    lines = []
    for found in sorted(findings, key=lambda found: _ORDER[found.level]):
        zh, en = _WORDS[found.level]
        lines.append(f"[{zh} {en}] {found.code}\n  {found.zh}\n  {found.en}")
        if found.do_zh:
            lines.append(f"  → {found.do_zh}\n    {found.do_en}")
        if found.command:
            lines.append(f"  $ {found.command}")
    status = status_of(findings)
    lines.append(
        (
            "没有发现问题。  Nothing is wrong.",
            "有需要留意的事项。  There are warnings.",
            "有错误需要处理。  There are errors.",
        )[status]
    )
    return "\n".join(lines)
