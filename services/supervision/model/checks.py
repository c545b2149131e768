"""Checks (查核) of reports: drawn at random (随机抽查) or targeted (重点抽查); how a draw is made is in `draw.py`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from servicekit.clock import day_of
from servicekit.lifecycle import Hands, Mark, hands_of
from services.supervision.errors.personal_matters import DrawKnown
from services.supervision.model.personal_matters import Campaign, not_earlier, not_later
from services.supervision.vocabulary.checks import (
    ADD,
    CHECK_LIFE,
    DRAW_LIFE,
    CheckKind,
    CheckState,
    CheckStep,
    DrawState,
    DrawStep,
)
from services.supervision.vocabulary.personal_matters import CAMPAIGN_LIFE, CampaignStep, ReportState


@dataclass
class Listed:
    """A row of the frozen list."""

    id: str
    stratum: str


@dataclass
class Draw:
    """A random draw (随机抽查). `secret` is the seed; nobody is shown it before the draw."""

    id: str
    campaign_id: str
    list_sha256: str
    commitment: str
    share: str
    share_basis: str
    size: int
    announced_at: datetime
    announced_by: str
    rows: list[Listed]
    secret: str
    state: DrawState = DrawState.ANNOUNCED
    entropy: str = ""
    drawn: list[str] = field(default_factory=list)
    drawn_count: int = 0
    drawn_at: datetime | None = None
    drawn_by: str | None = None
    synthetic: bool = False
    version: int = 0


def stratum(unit_ids: Sequence[str], post_level: str | None) -> str:
    """The layer from which a cadre is drawn: the unit right below the city's top one (一级单位), and the level of post.

    Who is at the top itself is of it. A smaller unit would make layers of one or two people, whose share of a tenth is
    rounded to nobody.
    """
    unit = next(iter([*unit_ids[1:2], *unit_ids[:1]]), "")
    return f"{unit}/{post_level or ''}"


def population(
    concerned: Mapping[str, str], reports: Iterable[tuple[str, ReportState]], roster: Mapping[str, str]
) -> dict[str, str]:
    """Whom a draw is from: those whom the campaign concerns and those with a report, without those who are exempt.

    So nobody escapes by not being recorded. `concerned` and `roster` give the stratum of each cadre.
    """
    found = dict(concerned)
    for cadre_id, state in reports:
        if state is ReportState.EXEMPT:
            found.pop(cadre_id, None)
        else:
            found.setdefault(cadre_id, roster.get(cadre_id, "/"))
    return found


def announce(campaign: Campaign, draw_id: str) -> None:
    """A campaign has one draw. Raises CampaignOver and DrawKnown."""
    CAMPAIGN_LIFE.must(campaign, CampaignStep.ANNOUNCE_DRAW)
    if campaign.draw_id is not None:
        raise DrawKnown(draw_id=campaign.draw_id)
    campaign.draw_id = draw_id


def carry_out(draw: Draw, drawn: Sequence[str], entropy: str, mark: Mark) -> None:
    """What was drawn stands. Raises AlreadyDrawn."""
    DRAW_LIFE.move(draw, DrawStep.DRAW, draw_id=draw.id)
    draw.entropy, draw.drawn, draw.drawn_count = entropy, list(drawn), len(drawn)
    draw.drawn_at, draw.drawn_by = mark.at, mark.by


@dataclass
class Superseded:
    """A conclusion that was put right: what it said, by whom it was entered; by whom, when and why it was changed."""

    outcome: str | None
    handling: str | None
    decided_on: date | None
    basis: str | None
    concluded_by: str | None
    corrected_at: datetime
    corrected_by: str
    correction: str


@dataclass
class Check:
    """A check (查核) of one cadre's report: its reason and its outcome, never what was compared."""

    id: str
    campaign_id: str
    cadre_id: str
    kind: CheckKind
    added_at: datetime
    added_by: str
    unit_ids: list[str] = field(default_factory=list)
    opened_on: date | None = None
    """The day on which it was decided to check, of a drawn one the day of the draw; None in what was kept before."""
    draw_id: str | None = None
    reason: str | None = None
    basis: str | None = None
    state: CheckState = CheckState.OPEN
    outcome: str | None = None
    handling: str | None = None
    decided_on: date | None = None
    conclusion_basis: str | None = None
    concluded_at: datetime | None = None
    concluded_by: str | None = None
    superseded: list[Superseded] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0

    @property
    def hands(self) -> Hands:
        """Who had it made: they do not say how it ended."""
        return hands_of((self.added_by, ADD))


def conclude(
    check: Check, today: date, mark: Mark, *, outcome: str, handling: str, decided_on: date, basis: str
) -> None:
    """Conclude a check; `outcome` and `handling` are keys of their dictionaries.

    A concealment imposes nothing by itself: that is decided elsewhere, by a person. Raises CheckConcluded,
    NotIndependent and DayNotPossible.
    """
    facts: dict[str, Any] = {"outcome": check.outcome, "decided_on": str(check.decided_on)}
    CHECK_LIFE.must(check, CheckStep.CONCLUDE, **facts)
    _must_be_possible(check, decided_on, today)
    CHECK_LIFE.advance(check, CheckStep.CONCLUDE, mark, hands=check.hands, **facts)
    _say(check, mark, outcome, handling, decided_on, basis)


def correct(
    check: Check,
    today: date,
    mark: Mark,
    *,
    outcome: str,
    handling: str,
    decided_on: date,
    basis: str,
    correction: str,
) -> bool:
    """Put a conclusion right that was entered wrongly; answers whether what follows from it is another now.

    Raises CheckConcluded where there is none yet, NotIndependent and DayNotPossible.
    """
    CHECK_LIFE.must(check, CheckStep.CORRECT)
    _must_be_possible(check, decided_on, today)
    CHECK_LIFE.advance(check, CheckStep.CORRECT, mark, hands=check.hands)
    before = Superseded(
        check.outcome,
        check.handling,
        check.decided_on,
        check.conclusion_basis,
        check.concluded_by,
        mark.at,
        mark.by,
        correction,
    )
    check.superseded.append(before)
    _say(check, mark, outcome, handling, decided_on, basis)
    return (before.handling, before.decided_on) != (handling, decided_on)


def _must_be_possible(check: Check, decided_on: date, today: date) -> None:
    """A check ends neither in the future nor before it began. Raises DayNotPossible."""
    not_later(decided_on, today, "/decided_on")
    not_earlier(decided_on, check.opened_on or day_of(check.added_at), "/decided_on")


def _say(check: Check, mark: Mark, outcome: str, handling: str, decided_on: date, basis: str) -> None:
    check.outcome, check.handling, check.decided_on, check.conclusion_basis = outcome, handling, decided_on, basis
    check.concluded_at, check.concluded_by = mark.at, mark.by
