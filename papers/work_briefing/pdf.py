"""The work briefing as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from papers import typeset
from papers.briefing import Briefing
from papers.charts import SHAPES

_TEMPLATE = Path(__file__).with_name("template.typ")


def pdf(briefings: Sequence[Briefing], fonts: str, made_on: str) -> bytes:
    """The briefings one after another. Raises typeset.NoFont. `made_on` is the day in the file's properties."""
    made = _parts(made_on)
    shown = [
        {**asdict(one), **{name: _parts(getattr(one, name)) for name in ("first", "last", "on")}} for one in briefings
    ]
    return typeset.pdf(fonts, _TEMPLATE, {"briefings": shown, "made": made}, SHAPES)


def _parts(day: str) -> list[int]:
    return [int(part) for part in day.split("-")] if day else []
