"""Measures (激励措施): a catalogue with the basis of each, and what is granted to whom, ending by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from servicekit.errors import field_error
from services.incentive.errors.measures import BadPeriod, GrantBarred, GrantEnded, MeasureNotInForce


class MeasureKind(StrEnum):
    """What a measure gives: politically, in the career, materially, for health, for learning, or by tolerance."""

    POLITICAL = "political"
    CAREER = "career"
    MATERIAL = "material"
    CARE = "care"
    LEARNING = "learning"
    TOLERANCE = "tolerance"


class GrantState(StrEnum):
    """Whether a grant holds."""

    IN_FORCE = "in_force"
    ENDED = "ended"
    REVOKED = "revoked"


TABLE: Sequence[tuple[GrantState, str, GrantState, str]] = (
    (GrantState.IN_FORCE, "end", GrantState.ENDED, "its last day is over"),
    (GrantState.IN_FORCE, "revoke", GrantState.REVOKED, "a named person with a written basis"),
)
"""From, on, to, and what guards the step."""


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
    state: str = "open"
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


def check_period(first: date | None, last: date | None, pointer: str) -> None:
    """Raises BadPeriod."""
    if first and last and last < first:
        raise BadPeriod(errors=[field_error(pointer, "ends-before-begins", "不得早于开始日期", "Not before it begins")])


def must_be_grantable(measure: Measure, on: date, barred: bool) -> None:
    """Raises MeasureNotInForce or GrantBarred."""
    if (
        measure.state != "open"
        or (measure.valid_from and on < measure.valid_from)
        or (measure.valid_to and on > measure.valid_to)
    ):
        raise MeasureNotInForce(state=measure.state)
    if barred and measure.barred_by_restriction:
        raise GrantBarred(measure_id=measure.id)


def after(state: GrantState, step: str) -> GrantState | None:
    """The state after a step; None where the table does not have it."""
    return next((to for begins, on, to, _ in TABLE if (begins, on) == (state, step)), None)


def revoke(grant: Grant, by: str, basis: str) -> None:
    """Take a grant back. Raises GrantEnded."""
    to = after(grant.state, "revoke")
    if to is None:
        raise GrantEnded(state=grant.state.value)
    grant.state, grant.revoked_by, grant.revocation_basis = to, by, basis


def end(grant: Grant) -> bool:
    """Whether a grant ends now that its last day is over."""
    to = after(grant.state, "end")
    if to is None:
        return False
    grant.state = to
    return True
