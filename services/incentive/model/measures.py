"""Measures (激励措施): a catalogue with the basis of each, and what is granted to whom, ending by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from servicekit.errors import field_error
from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.incentive.errors.measures import GrantBarred, GrantEnded, GrantTooEarly, MeasureNotInForce
from services.incentive.model.honours import Honour


class MeasureKind(StrEnum):
    """What a measure gives: politically, in the career, materially, for health, for learning, or by tolerance."""

    POLITICAL = "political"
    CAREER = "career"
    MATERIAL = "material"
    CARE = "care"
    LEARNING = "learning"
    TOLERANCE = "tolerance"


class MeasureState(Named):
    """Whether a measure can be granted."""

    OPEN = "open", "启用"
    CLOSED = "closed", "停用"


class MeasureStep(Named):
    """What can be done with a measure."""

    GRANT = "grant", "给予"
    CLOSE = "close", "停用"


class GrantState(Named):
    """Whether a grant holds."""

    COMING = "coming", "尚未生效"
    IN_FORCE = "in_force", "有效"
    ENDED = "ended", "已到期"
    REVOKED = "revoked", "已撤销"


class GrantStep(Named):
    """How a grant begins and ends."""

    BEGIN = "begin", "生效"
    END = "end", "到期"
    REVOKE = "revoke", "撤销"


# fmt: off
LIFE_OF_MEASURE = Lifecycle(
    "激励措施",
    "Measure",
    MeasureState,
    MeasureStep,
    (MeasureState.OPEN,),
    (
        Row((MeasureState.OPEN,), MeasureStep.GRANT, None, "在适用期内；限制期内不适用的，干部不在影响期",
            "on a day of its validity; no restriction where the measure is not for such"),
        Row((MeasureState.OPEN,), MeasureStep.CLOSE, MeasureState.CLOSED, "已给予的不受影响", "what was granted stays"),
    ),
    MeasureNotInForce,
)
LIFE_OF_GRANT = Lifecycle(
    "给予的激励",
    "Grant",
    GrantState,
    GrantStep,
    (GrantState.COMING, GrantState.IN_FORCE, GrantState.ENDED),
    (
        Row((GrantState.COMING,), GrantStep.BEGIN, GrantState.IN_FORCE, "第一日已到", "its first day has come",
            by=By.DEADLINE),
        Row((GrantState.COMING, GrantState.IN_FORCE), GrantStep.END, GrantState.ENDED, "最后一日已过",
            "its last day is over", by=By.DEADLINE),
        Row((GrantState.COMING, GrantState.IN_FORCE), GrantStep.REVOKE, GrantState.REVOKED,
            "具名人员写明书面依据，或所依荣誉被撤销，或生效之日处于不适用的影响期",
            "a named person with a written basis, or the honour that it rests on is revoked, or a restriction bars it "
            "on its first day"),
    ),
    GrantEnded,
)
# fmt: on


@dataclass
class Measure:
    """A measure of the catalogue. `verified` says that its basis was read at the source."""

    id: str
    code: str
    title: str
    kind: MeasureKind
    basis: str
    verified: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    barred_by_restriction: bool = True
    state: MeasureState = MeasureState.OPEN
    synthetic: bool = False
    version: int = 0


@dataclass
class Grant:
    """A measure granted to a cadre, with who decided and why."""

    id: str
    measure_id: str
    cadre_id: str
    unit_ids: list[str]
    granted_by: str
    basis: str
    begins: date
    ends: date | None = None
    honour_id: str | None = None
    state: GrantState = GrantState.IN_FORCE
    revoked_by: str | None = None
    revocation_basis: str | None = None
    synthetic: bool = False
    version: int = 0


def state_on(begins: date, ends: date | None, today: date) -> GrantState:
    """Whether a grant of these days is to come, in force, or over; one that is over is entered from its document."""
    if begins > today:
        return GrantState.COMING
    return GrantState.ENDED if ends is not None and ends < today else GrantState.IN_FORCE


def must_rest_on(honour: Honour, begins: date) -> None:
    """What is granted because of an honour begins once that is conferred. Raises GrantTooEarly."""
    if begins < honour.conferred_on:
        zh, en = f"所依荣誉于{honour.conferred_on}授予", f"The honour was conferred on {honour.conferred_on}"
        wrong = field_error("/begins", "too-early", zh, en)
        raise GrantTooEarly(zh, en, errors=[wrong], conferred_on=honour.conferred_on.isoformat())


def must_be_grantable(measure: Measure, on: date, barred: bool) -> None:
    """Raises MeasureNotInForce or GrantBarred."""
    LIFE_OF_MEASURE.must(measure, MeasureStep.GRANT)
    if (measure.valid_from and on < measure.valid_from) or (measure.valid_to and on > measure.valid_to):
        raise MeasureNotInForce(state=measure.state)
    if barred and measure.barred_by_restriction:
        raise GrantBarred(measure_id=measure.id)


def revoke(grant: Grant, by: str, basis: str) -> None:
    """Take a grant back. Raises GrantEnded."""
    LIFE_OF_GRANT.must(grant, GrantStep.REVOKE)
    fall(grant, by, basis)


def fall(grant: Grant, by: str, basis: str) -> bool:
    """Let a grant go with what it rests on; False, and nothing changes, where it is over already."""
    fallen = LIFE_OF_GRANT.happen(grant, GrantStep.REVOKE)
    if fallen:
        grant.revoked_by, grant.revocation_basis = by, basis
    return fallen
