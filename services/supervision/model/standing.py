"""Restrictions (影响期), each cadre's standing, and clearance of what must not happen while one holds.

The standing is the one place that orders restrictions and clearances: each changes or reads it in a transaction of its
own, so a clearance is given either before a restriction begins or after it has ended, never beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.supervision.errors.standing import RestrictionOver
from services.supervision.model.looked import RESTRICTED
from services.supervision.model.vetting import Purpose, bars


class State(Named):
    """Where a restriction stands."""

    SCHEDULED = "scheduled", "待生效"
    IN_FORCE = "in_force", "影响期内"
    ENDED = "ended", "已结束"
    ANNULLED = "annulled", "已撤销"


class Step(Named):
    """What can happen to a restriction."""

    BEGIN = "begin", "生效"
    SHORTEN = "shorten", "缩短"
    END = "end", "期满"
    LIFT = "lift", "提前解除"
    ANNUL = "annul", "撤销"


_S = State
_NOT_ANNULLED = (_S.SCHEDULED, _S.IN_FORCE, _S.ENDED)
LIFE = Lifecycle(
    "影响期",
    "Restriction",
    State,
    Step,
    (_S.SCHEDULED,),
    (
        Row((_S.SCHEDULED,), Step.BEGIN, _S.IN_FORCE, "开始日期已到", "its first day has come", by=By.DEADLINE),
        Row((_S.SCHEDULED, _S.IN_FORCE), Step.SHORTEN, None, "申诉变更期限", "changed by an appeal", by=By.FOLLOWS),
        Row((_S.IN_FORCE,), Step.END, _S.ENDED, "结束日期已过", "its last day is over", by=By.DEADLINE),
        Row((_S.IN_FORCE,), Step.LIFT, _S.ENDED, "有依据", "with a basis"),
        Row(_NOT_ANNULLED, Step.ANNUL, _S.ANNULLED, "登记有误，或申诉成立", "an error, or an appeal was upheld"),
    ),
    RestrictionOver,
)


@dataclass
class Restriction:
    """A restriction of a cadre: from `begins` to `ends`, both included; without an end until it is lifted."""

    id: str
    cadre_id: str
    unit_ids: list[str]
    kind: str
    effects: list[str]
    begins: date
    ends: date | None
    basis: str
    imposed_by: str
    imposed_at: datetime
    state: State = State.SCHEDULED
    closed_by: str | None = None
    closed_basis: str | None = None
    moved: int = 0
    """The registry's sequence number of the cadre's last move that was taken in."""
    synthetic: bool = False
    version: int = 0

    @property
    def taken_back(self) -> bool:
        """Whether it counts as never having been."""
        return self.state is State.ANNULLED

    @property
    def hands(self) -> set[str]:
        """The accounts that had a part in it: none of them decides an appeal against it."""
        return {account for account in (self.imposed_by, self.closed_by) if account}


@dataclass
class InForce:
    """A restriction that holds now, as the standing knows it."""

    restriction_id: str
    effects: list[str]
    begins: date


@dataclass
class Standing:
    """What holds against a cadre now. Its id is the cadre's."""

    id: str
    unit_ids: list[str] = field(default_factory=list)
    in_force: list[InForce] = field(default_factory=list)
    moved: int = 0
    synthetic: bool = False
    version: int = 0

    @property
    def cadre_id(self) -> str:
        return self.id

    @property
    def restricted(self) -> bool:
        return bool(self.in_force)

    @property
    def effects(self) -> list[str]:
        """What is barred, of all restrictions together."""
        return sorted({effect for one in self.in_force for effect in one.effects})

    @property
    def restriction_ids(self) -> list[str]:
        return [one.restriction_id for one in self.in_force]

    @property
    def since(self) -> date | None:
        """The first day of the oldest restriction in force."""
        return min((one.begins for one in self.in_force), default=None)


@dataclass
class Clearance:
    """An answer to the question whether something may be done now. Its id is the request's."""

    id: str
    cadre_id: str
    unit_ids: list[str]
    requested_by: str
    reference_id: str
    purpose: Purpose
    given: bool
    reasons: list[str]
    at: datetime
    synthetic: bool = False
    version: int = 0

    @property
    def request_id(self) -> str:
        return self.id


def add_months(day: date, months: int) -> date:
    """The last day of a period of so many months that begins on `day`: one day before the same day of the month."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for last in range(day.day, 27, -1):
        try:
            same = date(year, month, last)
        except ValueError:
            continue
        return same if last != day.day else date.fromordinal(same.toordinal() - 1)
    return date.fromordinal(date(year, month, day.day).toordinal() - 1)


def settle(restriction: Restriction, standing: Standing, today: date) -> list[Step]:
    """Bring a restriction and the standing in step with the day; answers what happened."""
    happened: list[Step] = []
    if LIFE.may(restriction, Step.BEGIN) and restriction.begins <= today:
        LIFE.move(restriction, Step.BEGIN)
        standing.in_force.append(InForce(restriction.id, list(restriction.effects), restriction.begins))
        happened.append(Step.BEGIN)
    if LIFE.may(restriction, Step.END) and restriction.ends is not None and restriction.ends < today:
        close(restriction, standing, Step.END)
        happened.append(Step.END)
    return happened


def close(restriction: Restriction, standing: Standing, why: Step) -> bool:
    """End, lift or annul a restriction; says whether the standing changed. Raises RestrictionOver."""
    LIFE.move(restriction, why)
    kept = [one for one in standing.in_force if one.restriction_id != restriction.id]
    changed = len(kept) != len(standing.in_force)
    standing.in_force = kept
    return changed


def judge(standing: Standing, purpose: Purpose) -> tuple[bool, list[str]]:
    """Whether something may be done to this cadre now, and if not, why."""
    barred = bars(standing.effects, purpose)
    return not barred, [RESTRICTED] if barred else []
