"""The list as PDF."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from papers import typeset
from papers.roster import layout
from papers.sheets import Cell, Sheet, head_cells

_TEMPLATE = Path(__file__).with_name("template.typ")
_LONG_WORD = re.compile(r"[!-~]{9,}")
_EVERY = 8
"""Letters of a long word after which it may be broken: an id is longer than its column is wide."""


def pdf(sheet: Sheet, rows: Iterable[Sequence[Cell]], fonts: str) -> bytes:
    """The list on as many pages as it takes. Raises typeset.NoFont."""
    sheet = layout.cleaned(sheet)
    table = list(layout.lines(sheet, rows))
    page = layout.page(sheet, table)
    data = {
        "title": sheet.title,
        "about": sheet.about,
        "mark": sheet.mark,
        "printed": sheet.printed,
        "made": [int(part) for part in sheet.made_on.split("-")],
        "page": asdict(page),
        "heads": [[asdict(one) for one in row] for row in head_cells(sheet.heads)],
        "lines": [[line.across, [_breakable(text) for text in line.texts]] for line in table],
        "numbers": sheet.language,
    }
    return typeset.pdf(fonts, _TEMPLATE, data, {})


def _breakable(text: str) -> str:
    return _LONG_WORD.sub(_broken, text) if len(text) > _EVERY else text


def _broken(word: re.Match[str]) -> str:
    return "\u200b".join(word[0][at : at + _EVERY] for at in range(0, len(word[0]), _EVERY))
