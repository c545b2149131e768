"""Joint discussion (问题联议): a matter, opinions of agencies, a conclusion; and its shared result (成果联用)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from servicekit.lifecycle import Entry, Mark, trace
from services.supervision.errors.conferences import StepNotPossible, TasksOpen
from services.supervision.errors.matters import (
    MergedIntoItself,
    NotAsked,
    OpinionGiven,
    OpinionsMissing,
    ResultContradicts,
    ResultInForce,
)
from services.supervision.model.joint import must_be_its_own_word
from services.supervision.model.looked import LookedAt
from services.supervision.vocabulary.joint import Mechanism
from services.supervision.vocabulary.matters import (
    ABSORBED,
    MATTER_LIFE,
    RESULT_LIFE,
    MatterState,
    MatterStep,
    ResultState,
    ResultStep,
    Severity,
    View,
)

# fmt: on


@dataclass
class EarlierOpinion:
    """What an agency had said in a round before it said otherwise."""

    view: View
    text: str
    classification: str
    at: datetime
    by: str
    document: str | None = None


@dataclass
class Opinion:
    """An agency's opinion in a round; `earlier` is what it had said before, the oldest first.

    `document` is the number of the agency's paper (来函文号) that somebody else has entered it from.
    """

    agency_id: str
    view: View
    text: str
    classification: str
    at: datetime
    by: str
    document: str | None = None
    earlier: list[EarlierOpinion] = field(default_factory=list)


@dataclass
class Matter:
    """A matter for joint discussion (联议事项), about a cadre, a unit or both. The lead is one of those asked."""

    id: str
    title: str
    source: str
    severity: Severity
    classification: str
    cadre_id: str | None
    unit_id: str | None
    unit_ids: list[str]
    lead_agency_id: str
    asked_ids: list[str]
    agency_unit_ids: list[str]
    registered_on: date
    cadre_sequence: int = 0
    """The newest event of the cadre that `unit_ids` follow."""
    state: MatterState = MatterState.REGISTERED
    round: int = 0
    due_on: date | None = None
    provisional: bool = False
    escalation: int = 0
    opinions: list[Opinion] = field(default_factory=list)
    measures: list[str] = field(default_factory=list)
    conclusion: str | None = None
    conclusion_basis: str | None = None
    concluded_on: date | None = None
    looked_at: list[LookedAt] = field(default_factory=list)
    """What had been decided on tolerance (容错) about the cadre when it was concluded."""
    open_tasks: int = 0
    result_id: str | None = None
    reopenings: int = 0
    merged_into: str | None = None
    timeline: list[Entry] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0

    @property
    def mechanism(self) -> str:
        return Mechanism.DISCUSSION.value

    @property
    def asked(self) -> int:
        return len(self.asked_ids)

    @property
    def answered(self) -> int:
        return len(self.opinions)

    @property
    def missing(self) -> list[str]:
        """The agencies whose opinion is missing."""
        given = {opinion.agency_id for opinion in self.opinions}
        return [id for id in self.asked_ids if id not in given]


def discuss(matter: Matter, mark: Mark) -> None:
    """Ask the agencies, in a new round. The caller sets the deadline."""
    MATTER_LIFE.take(matter, MatterStep.DISCUSS, mark)
    matter.round, matter.escalation, matter.opinions = matter.round + 1, 0, []


def opine(matter: Matter, opinion: Opinion, replaces: bool, mark: Mark, *, by_agency: bool = False) -> None:
    """Take an agency's opinion.

    Raises NotAsked, StepNotPossible after the conclusion, OpinionGiven (unless it `replaces` the earlier one; what one
    account has said another changes only `by_agency`, as the agency itself), and NotIndependent for an account that has
    spoken for another agency and names no document.
    """
    if opinion.agency_id not in matter.asked_ids:
        id = opinion.agency_id
        raise NotAsked("所列单位不是成员单位", f"{id} was not asked")
    MATTER_LIFE.must(matter, MatterStep.OPINE)
    there = next((one for one in matter.opinions if one.agency_id == opinion.agency_id), None)
    if there is not None and not replaces:
        raise OpinionGiven()
    if there is not None and not by_agency and there.by != opinion.by:
        zh, en = "该单位已提出意见，只能由该单位更正", "The agency has answered; only it changes what it said"
        raise OpinionGiven(zh, en)
    must_be_its_own_word(MATTER_LIFE, MatterStep.OPINE, matter, opinion, matter.opinions)
    MATTER_LIFE.take(matter, MatterStep.OPINE, mark, opinion.agency_id)
    if there is not None:
        said = EarlierOpinion(there.view, there.text, there.classification, there.at, there.by, there.document)
        opinion.earlier = [*there.earlier, said]
    matter.opinions = [*(one for one in matter.opinions if one is not there), opinion]


def conclude(
    matter: Matter,
    measures: list[str],
    text: str,
    basis: str | None,
    today: date,
    mark: Mark,
    *,
    looked: Iterable[LookedAt] = (),
) -> None:
    """Conclude, and keep what was looked at. Raises OpinionsMissing without a basis while an opinion is missing, and
    NotIndependent for an account that recorded an opinion."""
    MATTER_LIFE.must(matter, MatterStep.CONCLUDE)
    MATTER_LIFE.must_be_another(matter, MatterStep.CONCLUDE, mark.by)
    if matter.missing and basis is None:
        raise OpinionsMissing(
            f"有{len(matter.missing)}家单位未提出意见",
            f"Missing: {', '.join(matter.missing)}",
            missing=matter.missing,
        )
    MATTER_LIFE.take(matter, MatterStep.CONCLUDE, mark, basis)
    matter.measures, matter.conclusion, matter.conclusion_basis = measures, text, basis
    matter.concluded_on, matter.looked_at = today, list(looked)


def assign_task(matter: Matter, task_id: str, mark: Mark) -> None:
    """A task comes of the conclusion."""
    MATTER_LIFE.take(matter, MatterStep.ASSIGN_TASK, mark, task_id)
    matter.open_tasks += 1


def close(matter: Matter, note: str | None, mark: Mark) -> None:
    """Close a matter. Raises TasksOpen."""
    MATTER_LIFE.must(matter, MatterStep.CLOSE)
    if matter.open_tasks:
        raise TasksOpen(open_tasks=matter.open_tasks)
    MATTER_LIFE.take(matter, MatterStep.CLOSE, mark, note)


def reopen(matter: Matter, basis: str, mark: Mark) -> None:
    """Open a matter again. What was published must be withdrawn before. Raises ResultInForce and TasksOpen."""
    MATTER_LIFE.must(matter, MatterStep.REOPEN)
    if matter.result_id is not None:
        raise ResultInForce(result_id=matter.result_id)
    if matter.open_tasks:
        raise TasksOpen(open_tasks=matter.open_tasks)
    MATTER_LIFE.take(matter, MatterStep.REOPEN, mark, basis)
    matter.reopenings += 1
    matter.measures, matter.conclusion, matter.conclusion_basis, matter.concluded_on = [], None, None, None
    matter.opinions, matter.looked_at = [], []


def merge(matter: Matter, into: Matter, mark: Mark) -> None:
    """Merge a matter into another one that is not concluded yet. Raises MergedIntoItself."""
    MATTER_LIFE.must(matter, MatterStep.MERGE)
    if into.id == matter.id or not MATTER_LIFE.may(into, MatterStep.MERGE):
        state = str(into.state)
        raise MergedIntoItself("要并入的事项不是另一项未作结论的事项", f"{into.id} is {state}", state=state)
    MATTER_LIFE.take(matter, MatterStep.MERGE, mark, into.id)
    matter.merged_into = into.id
    trace(into, ABSORBED, mark, matter.id)


def withdraw(matter: Matter, basis: str, mark: Mark) -> None:
    """It was registered by mistake, and counts no more. Raises StepNotPossible, also where another goes on in it."""
    MATTER_LIFE.must(matter, MatterStep.WITHDRAW)
    if any(one.what == ABSORBED for one in matter.timeline):
        raise StepNotPossible(
            "已有其他事项并入，不能撤销登记",
            "Another matter goes on in it, so that it cannot be withdrawn",
            state=str(matter.state),
            step=str(MatterStep.WITHDRAW),
            allowed=[],
        )
    MATTER_LIFE.take(matter, MatterStep.WITHDRAW, mark, basis)


def escalate(matter: Matter, most: int, mark: Mark) -> bool:
    """Whether missing opinions raised the matter to the next level."""
    if not matter.missing or matter.escalation >= most or not MATTER_LIFE.may(matter, MatterStep.ESCALATED):
        return False
    matter.escalation += 1
    MATTER_LIFE.take(matter, MatterStep.ESCALATED, mark, "、".join(matter.missing))
    return True


@dataclass
class Result:
    """A result (成果) that is published to the services that use it: codes only, no words.

    What it weighs with each use is said by the rules of the day on which it is published; `warns` is None for one that
    is older than these rules, which warns every use.
    """

    id: str
    matter_id: str
    cadre_id: str | None
    unit_ids: list[str]
    uses: list[str]
    result: str
    level: int
    valid_until: date | None
    published_on: date
    unit_id: str | None = None
    """The unit that it is about, where it is about no cadre."""
    stops: list[str] = field(default_factory=list)
    warns: list[str] | None = None
    state: ResultState = ResultState.IN_FORCE
    timeline: list[Entry] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0

    @property
    def mechanism(self) -> str:
        return Mechanism.RESULTS.value

    @property
    def warned(self) -> list[str]:
        """The uses where it is to be known, without stopping anything there."""
        return self.uses if self.warns is None else self.warns


def weigh(
    uses: Iterable[str], result: str, level: int, stop_levels: Mapping[str, int], clears: Iterable[str]
) -> tuple[list[str], list[str]]:
    """The uses that a result stops, and those that it only warns: it stops from the level that the rule names on."""
    if result in set(clears):
        return [], []
    stops = [use for use in uses if use in stop_levels and level >= stop_levels[use]]
    return stops, [use for use in uses if use not in stops]


def must_not_contradict(matter: Matter, result: str, clears: Iterable[str], followed: Iterable[str]) -> None:
    """Raises ResultContradicts where the result clears somebody on whom the conclusion has imposed something.

    `followed` are the measures that have an effect period (影响期).
    """
    imposed = sorted(set(matter.measures) & set(followed))
    if imposed and result in set(clears):
        raise ResultContradicts(result=result, measures=imposed)


def publish(matter: Matter, result_id: str, mark: Mark) -> None:
    """A matter's result is in force. Raises StepNotPossible before the conclusion, and ResultInForce."""
    MATTER_LIFE.must(matter, MatterStep.PUBLISH)
    if matter.result_id is not None:
        raise ResultInForce(result_id=matter.result_id)
    MATTER_LIFE.take(matter, MatterStep.PUBLISH, mark, result_id)
    matter.result_id = result_id


def end_result(result: Result, matter: Matter, step: ResultStep, basis: str | None, mark: Mark) -> None:
    """A result is withdrawn, or expires."""
    RESULT_LIFE.take(result, step, mark, basis)
    matter.result_id = None
    trace(matter, f"result_{result.state}", mark, basis)
