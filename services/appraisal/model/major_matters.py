"""Major matters (大事要事), and how far each cadre and team bore responsibility in them (担当担责度, 0 to 100).

The source names the evaluation and not its criteria; they and their weights are an administrator's, the shipped ones an
example. An evaluation keeps the weights by which it was reckoned, so it explains itself whatever becomes of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from servicekit import chinese
from servicekit.errors import field_error, with_words
from servicekit.lifecycle import Entry, Mark, trace
from services.appraisal.errors.major_matters import BadMarks, MatterNotOpen
from services.appraisal.errors.models import WeightsDoNotAddUp
from services.appraisal.model.names import must_be_two
from services.appraisal.vocabulary.evidence import SubjectKind
from services.appraisal.vocabulary.major_matters import (
    EVALUATION_LIFE,
    MATTER_LIFE,
    RECORD,
    EvaluationState,
    EvaluationStep,
    MatterState,
    MatterStep,
)

# fmt: on


# fmt: on
_CENT = Decimal("0.01")


@dataclass
class Matter:
    """A major matter: what it is, when, who leads, and by which mechanism it is evaluated."""

    id: str
    code: str
    title: str
    begins: date
    ends: date | None
    lead_unit_id: str
    unit_ids: list[str]
    mechanism_id: str | None = None
    classification: str = "internal"
    evaluations: int = 0
    state: MatterState = MatterState.OPEN
    timeline: list[Entry] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0


@dataclass
class Part:
    """What one criterion adds to the degree: its mark times its weight."""

    criterion: str
    weight: Decimal
    mark: Decimal
    points: Decimal
    zh: str = ""
    """What the criterion was called on that day."""


@dataclass
class Evaluation:
    """How far a cadre or a team bore responsibility in a matter, in a role, criterion by criterion."""

    id: str
    matter_id: str
    subject_kind: SubjectKind
    subject_id: str
    unit_ids: list[str]
    role: str
    parts: list[Part]
    degree: Decimal
    rule_version: int
    evaluated_by: str
    cadre_id: str | None = None
    unit_id: str | None = None
    account: str = ""
    note: str | None = None
    confirmed_by: str | None = None
    confirmed_on: date | None = None
    settled_by: str | None = None
    settled_basis: str | None = None
    live: bool = True
    """Whether it stands for its subject in the matter: one that was withdrawn makes room for another."""
    state: EvaluationState = EvaluationState.RECORDED
    timeline: list[Entry] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0

    @property
    def explained(self) -> str:
        """How the degree came about, and what would change it."""
        sums = " + ".join(f"{part.zh or '某项'} {part.mark}×{chinese.percent(part.weight)}" for part in self.parts)
        return f"{sums} = {self.degree}；某项评分每变动 1 分，担责度变动该项权重。"


def weights(settings: Mapping[str, object]) -> dict[str, Decimal]:
    """The criteria and their weights. Raises WeightsDoNotAddUp with the sum."""
    found = {key: Decimal(str(weight)) for key, weight in settings.items()}
    total = sum(found.values(), Decimal(0))
    if total != 1:
        zh = f"大事要事评价标准的权重合计为 {total}，应为 1"
        en = f"The weights of the rule appraisal.major_matter_weights add up to {total}, not to 1"
        raise WeightsDoNotAddUp(zh, en, errors=[field_error("/marks", "does-not-add-up", zh, en)], sum=str(total))
    return found


def degree_of(
    marks: Sequence[tuple[str, Decimal]], criteria: Mapping[str, Decimal], names: Mapping[str, str]
) -> tuple[list[Part], Decimal]:
    """The parts and the degree. Raises BadMarks: one mark for each criterion, and no other."""
    errors = []
    seen: set[str] = set()
    for number, (criterion, _) in enumerate(marks):
        if criterion not in criteria:
            zh, en = (
                f"没有这项标准，可用：{with_words(names, criteria)}",
                f"There is no such criterion; there are {', '.join(criteria)}",
            )
            errors.append(field_error(f"/marks/{number}/criterion", "unknown-criterion", zh, en))
        elif criterion in seen:
            errors.append(field_error(f"/marks/{number}/criterion", "repeated", "重复", "Repeated"))
        seen.add(criterion)
    if missing := [key for key in criteria if key not in seen]:
        zh, en = f"未评分：{with_words(names, missing)}", f"Not marked: {', '.join(missing)}"
        errors.append(field_error("/marks", "missing", zh, en))
    if errors:
        raise BadMarks(errors=errors)
    given = dict(marks)
    parts = [Part(key, weight, given[key], given[key] * weight, names.get(key, "")) for key, weight in criteria.items()]
    return parts, sum((part.points for part in parts), Decimal(0)).quantize(_CENT, ROUND_HALF_UP)


def must_be_open(matter: Matter, today: date) -> None:
    """Raises MatterNotOpen."""
    if matter.state is not MatterState.OPEN or today < matter.begins:
        raise MatterNotOpen(state=matter.state, begins=matter.begins.isoformat())


def counts_on(matter: Matter, today: date) -> date:
    """The day on which it is taken to have happened: the matter's last, once that is over."""
    return min(matter.ends or today, today)


def close(matter: Matter, basis: str, by: Mark) -> None:
    """Evaluate no more in a matter. Raises StepNotPossible."""
    MATTER_LIFE.take(matter, MatterStep.CLOSE, by, basis)


def record(evaluation: Evaluation, by: Mark) -> None:
    """Note a new evaluation."""
    evaluation.account = by.by
    trace(evaluation, RECORD, by)


def _must_be_another(evaluation: Evaluation, named: str, pointer: str) -> None:
    must_be_two(evaluation.evaluated_by, named, pointer, "须由评价人以外的人确认", "Another person than who evaluated")


def confirm(evaluation: Evaluation, named: str, on: date, by: Mark, *, on_paper: bool = False) -> None:
    """Another named person confirms: it counts.

    `on_paper`: what two people signed is entered by one clerk, so only the names are compared.
    Raises StepNotPossible, NotAnother and NotIndependent.
    """
    EVALUATION_LIFE.must(evaluation, EvaluationStep.CONFIRM)
    _must_be_another(evaluation, named, "/confirmed_by")
    EVALUATION_LIFE.take(evaluation, EvaluationStep.CONFIRM, by, named, on_paper=on_paper)
    evaluation.confirmed_by, evaluation.confirmed_on = named, on


def reject(evaluation: Evaluation, named: str, reason: str, by: Mark) -> None:
    """Another named person does not confirm. Raises StepNotPossible, NotAnother and NotIndependent."""
    EVALUATION_LIFE.must(evaluation, EvaluationStep.REJECT)
    _must_be_another(evaluation, named, "/rejected_by")
    EVALUATION_LIFE.take(evaluation, EvaluationStep.REJECT, by, reason)
    evaluation.settled_by, evaluation.settled_basis, evaluation.live = named, reason, False


def withdraw(evaluation: Evaluation, named: str, basis: str, by: Mark) -> bool:
    """Take an evaluation back; whether it counted. Raises StepNotPossible."""
    counted = evaluation.state is EvaluationState.CONFIRMED
    EVALUATION_LIFE.take(evaluation, EvaluationStep.WITHDRAW, by, basis)
    evaluation.settled_by, evaluation.settled_basis, evaluation.live = named, basis, False
    return counted
