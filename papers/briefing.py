"""The work briefing (工作简报) on paper: its figures by area of work, and the structure of the cadres in office."""

from __future__ import annotations

from dataclasses import dataclass

from papers.charts import Chart


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, as it is written in a report."""

    title: str
    text: str
    article: str = ""
    """What the article says of it (文章表述)."""
    share: float | None = None
    """Of a figure that is a part of a whole, which part."""


@dataclass(frozen=True, slots=True)
class Area:
    """The figures of an area of work."""

    name: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Briefing:
    """The briefing of a period. The first day is empty where it has none."""

    first: str
    last: str
    areas: tuple[Area, ...]
    on: str
    """The day on which it was counted."""
    made_by: str = ""
    people: int = 0
    charts: tuple[Chart, ...] = ()
    """The structure of those in office; none where the reader has no right to it."""
    words: str = ""
