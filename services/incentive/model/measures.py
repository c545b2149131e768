"""Measures (激励措施): a catalogue with the basis of each, and what is granted to whom, ending by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from servicekit.errors import field_error
from servicekit.periods import before
from services.incentive.errors.measures import (
    AlreadyGranted,
    GrantAfterService,
    GrantBarred,
    GrantTooEarly,
    MeasureNotInForce,
)
from services.incentive.vocabulary.honours import Honour
from services.incentive.vocabulary.measures import (
    LIFE_OF_GRANT,
    LIFE_OF_MEASURE,
    GrantState,
    GrantStep,
    MeasureKind,
    MeasureState,
    MeasureStep,
)

LEFT = "left"
NOT_TOLD = "not_told"
"""Stands for the entry of the file with which a grant ended that was entered after it."""


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
    ended_by: str | None = None
    """The entry of the cadre's file with which it ended: they had left or died; `ends_before` was its last day."""
    ends_before: date | None = None
    synthetic: bool = False
    version: int = 0


def state_on(begins: date, ends: date | None, today: date) -> GrantState:
    """Whether a grant of these days is to come, in force, or over; one that is over is entered from its document."""
    if begins > today:
        return GrantState.COMING
    return GrantState.ENDED if ends is not None and ends < today else GrantState.IN_FORCE


def must_be_served(status: str, since: str | None, begins: date) -> None:
    """Raises GrantAfterService for what would begin after somebody has left (辞职、开除、调离), not after retiring."""
    if status == LEFT and before(since, begins):
        zh, en = f"该干部已于{since or '此前'}离开", f"The cadre has left ({since or 'day not known'})"
        raise GrantAfterService(zh, en, errors=[field_error("/begins", "after-service", zh, en)], left_on=since)


def must_be_given_once(
    known: Iterable[Grant], measure_id: str, honour_id: str | None, begins: date, ends: date | None
) -> None:
    """Raises AlreadyGranted where the measure is granted already for one of these days, and because of the same."""
    for one in known:
        held = one.ends is None or one.begins <= one.ends
        meets = held and (one.ends is None or begins <= one.ends) and (ends is None or one.begins <= ends)
        same = (one.measure_id, one.honour_id) == (measure_id, honour_id)
        if same and meets and one.state is not GrantState.REVOKED:
            raise AlreadyGranted(grant_id=one.id, begins=str(one.begins), ends=one.ends and str(one.ends))


def leave(grant: Grant, entry: str | None, on: date) -> bool:
    """The cadre has left or died on a day: the grant ends with it. False where it is over already.

    One that was to begin later has never held: its last day is before its first.
    """
    if not LIFE_OF_GRANT.happen(grant, GrantStep.LEAVE):
        return False
    grant.ended_by, grant.ends_before, grant.ends = entry, grant.ends, on
    return True


def had_left(grant: Grant, on: date) -> None:
    """A grant that is entered after the cadre has left or died on a day ended with it."""
    if grant.ends is None or grant.ends > on:
        grant.ended_by, grant.ends_before = NOT_TOLD, grant.ends
        grant.state, grant.ends = GrantState.ENDED, on


def come_back(grant: Grant, today: date) -> bool:
    """What had ended it was set aside: it is as it was. False, and nothing changes, where it had ended otherwise."""
    if grant.ended_by is None or not LIFE_OF_GRANT.happen(grant, GrantStep.RETURN):
        return False
    grant.ends, grant.ended_by, grant.ends_before = grant.ends_before, None, None
    if grant.begins <= today:
        LIFE_OF_GRANT.happen(grant, GrantStep.BEGIN)
    if grant.ends is not None and grant.ends < today:
        LIFE_OF_GRANT.happen(grant, GrantStep.END)
    return True


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
    """Take a grant back, also one whose days are over. Raises GrantEnded."""
    if not LIFE_OF_GRANT.happen(grant, GrantStep.ANNUL):
        LIFE_OF_GRANT.move(grant, GrantStep.REVOKE)
    grant.revoked_by, grant.revocation_basis = by, basis


def fall(grant: Grant, by: str, basis: str) -> bool:
    """Let a grant go with what it rests on; False, and nothing changes, where it is over already."""
    fallen = LIFE_OF_GRANT.happen(grant, GrantStep.REVOKE)
    if fallen:
        grant.revoked_by, grant.revocation_basis = by, basis
    return fallen
