"""The destruction (销毁) of what lies sealed of somebody: proposed when its time is over, approved by somebody else.

How long a part is kept after the service has ended says a rule, by service and collection (个人信息保护法 art. 19, 47).
A service has one key for each person, so its part goes when the longest of its terms is over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from servicekit.lifecycle import Mark, hands_of
from servicekit.people import Status
from services.registry.errors.disposals import NotYourProposal, StillKept
from services.registry.model.dates import Partial, add_months, latest
from services.registry.vocabulary.disposals import LIFE, PROPOSE, DisposalState, DisposalStep

KEPT_WHILE = (Status.SERVING,)
"""Nothing of them is destroyed."""


@dataclass(frozen=True)
class Term:
    """Until when a service keeps its part: the longest of what its collections are kept."""

    part: str
    years: Mapping[str, int]
    """By collection."""
    until: date | None
    """The first day on which it may go; None while no day is known, as of who serves."""

    def over(self, today: date) -> bool:
        """Whether its time is over."""
        return self.until is not None and self.until <= today


@dataclass
class Disposal:
    """A proposal to destroy what some services keep sealed of a cadre."""

    id: str
    cadre_id: str
    unit_ids: list[str]
    parts: list[str]
    """The services whose time was over."""
    reason: str
    cited: str
    """The rule by which it was."""
    proposed_by: str
    proposed_at: datetime
    state: DisposalState = DisposalState.PROPOSED
    decided_by: str | None = None
    decided_at: datetime | None = None
    basis: str = ""
    open: str | None = None
    """Whose proposal waits; none once it is decided."""
    synthetic: bool = False
    version: int = 0
    destroyed: list[str] = field(default_factory=list)
    """The services whose part it has taken."""

    @property
    def stands(self) -> bool:
        """Whether it waits or was approved."""
        return self.state in (DisposalState.PROPOSED, DisposalState.APPROVED)

    def decide(self, decision: str, mark: Mark, basis: str) -> None:
        """Approve, reject or withdraw. Raises DisposalDecided, NotIndependent and NotYourProposal."""
        step = DisposalStep(decision)
        state = LIFE.must(self, step, disposal_id=self.id)
        if step is not DisposalStep.WITHDRAWN:
            LIFE.must_be_another(self, step, mark.by, hands_of((self.proposed_by, PROPOSE)))
        elif mark.by != self.proposed_by:
            raise NotYourProposal(disposal_id=self.id)
        self.state, self.open = state, None
        self.decided_by, self.decided_at, self.basis = mark.by, mark.at, basis
        if state is DisposalState.APPROVED:
            self.destroyed = list(self.parts)


def terms(status: Status, since: Partial | None, retention: Mapping[str, int]) -> list[Term]:
    """Until when each service keeps its part of somebody; `retention` is the rule: years by `service.collection`.

    What was entered by mistake is kept for no time at all.
    """
    parts: dict[str, dict[str, int]] = {}
    for name, years in retention.items():
        part, _, collection = name.partition(".")
        parts.setdefault(part, {})[collection] = 0 if status is Status.WITHDRAWN else years
    ended = None if status in KEPT_WHILE or since is None else latest(since)
    return [
        Term(part, years, add_months(ended, 12 * max(years.values())) if ended else None)
        for part, years in sorted(parts.items())
    ]


def must_be_over(found: Iterable[Term], today: date, cited: str) -> list[str]:
    """The parts whose time is over. Raises StillKept where none is."""
    every = list(found)
    if over := [term.part for term in every if term.over(today)]:
        return over
    first = min((term.until for term in every if term.until is not None), default=None)
    when = (f"最早可于{first.isoformat()}起提出", f"from {first.isoformat()} at the earliest") if first else ("", "")
    raise StillKept(
        f"保存期限未满{'，' if when[0] else ''}{when[0]}（{cited}）",
        f"The time for which it is kept is not over{': ' if when[1] else ''}{when[1]} ({cited})",
        until=first.isoformat() if first else None,
    )
