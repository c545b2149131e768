"""How the record of a step of a selection is put right (更正纪实): both stay, and the selection follows the right."""

from __future__ import annotations

from datetime import date

from servicekit.errors import field_error
from servicekit.lifecycle import Mark, trace
from services.registry.errors.common import NothingChanged
from services.registry.errors.selections import BadFigures, NotRecommended, UnknownRecord
from services.registry.model.person import Voided
from services.registry.model.rules import Rules
from services.registry.model.selection_figures import Figures, agreed, check_recommendation, checked_inspection
from services.registry.model.selections import (
    Record,
    Selection,
    must_lie_between,
    recommended_by,
    take,
    voted_for,
)
from services.registry.vocabulary.selection_life import LIFE, PASSED, PROPOSED, WITH_CANDIDATE, State, Step

_FROM_INSPECTION = tuple(one for one in WITH_CANDIDATE if one is not State.CONSIDERED)
# What a step that may fail leads to: where it was refused by it, and in which states everything stands on it.
_OUTCOMES: dict[str, tuple[Step, Step, tuple[State, ...]]] = {
    Step.RECOMMEND: (Step.NOT_RECOMMENDED, Step.IN_FACT_RECOMMENDED, (State.RECOMMENDED, *WITH_CANDIDATE)),
    Step.INSPECT: (Step.NOT_PASSED, Step.IN_FACT_INSPECTED, _FROM_INSPECTION),
    Step.DECIDE: (Step.NOT_DECIDED, Step.IN_FACT_DECIDED, tuple(one for one in PASSED if one is not State.VETTED)),
}
_PUT_RIGHT = (PROPOSED, Step.RECOMMEND, Step.INSPECT, Step.DECIDE)
"""The steps whose records are put right in place; whoever was considered, or a publicity, is determined anew."""


def put_right(
    selection: Selection,
    number: str,
    on: date | None,
    given: Figures,
    basis: str,
    mark: Mark,
    today: date,
    rules: Rules,
) -> Step | None:
    """Put the record of a step right; both stay. The step that follows from it where the outcome is another.

    Raises UnknownRecord, NothingChanged, SelectionDay, BadFigures, NoQuorum and NotRecommended.
    """
    LIFE.must(selection, Step.PUT_RIGHT, selection_id=selection.id)
    counting = selection.counting()
    place = next((place for place, one in enumerate(counting) if one.number == number), None)
    if place is None or counting[place].step not in _PUT_RIGHT:
        allowed = [one.number for one in counting if one.step in _PUT_RIGHT]
        raise UnknownRecord(selection_id=selection.id, record=number, allowed=allowed)
    old = counting[place]
    if strange := [name for name in given if name not in old.figures]:
        zh, en = "该步骤没有这一项", "The step has no such figure"
        raise BadFigures(zh, en, errors=[field_error(f"/{name}", "not-of-this-step", zh, en) for name in strange])
    figures, passes = _checked(old.step, {**old.figures, **given}, rules)
    inspection = old.step == Step.INSPECT
    day = date.fromisoformat(figures["ends"]) if inspection else on or old.on
    if (figures, day) == (old.figures, old.on):
        raise NothingChanged()
    after = counting[place + 1 :]
    first = max((one.on for one in counting[:place]), default=None)
    last = min((one.on for one in after), default=today)
    if inspection:
        must_lie_between(first, date.fromisoformat(figures["begins"]), day, "/begins")
    must_lie_between(first, day, last, "/ends" if inspection else "/on")
    old.put_right = Voided(by=mark.by, basis=basis, at=mark.at)
    right = Record(str(len(selection.records) + 1), old.step, day, basis, figures, mark.by, mark.at)
    right.instead_of = old.number
    # In its place, so that the records stay in the order of the steps.
    selection.records.insert(selection.records.index(old) + 1, right)
    trace(selection, Step.PUT_RIGHT, mark, f"第{old.number}项记录：{basis}")
    repeated = any(one.step == old.step for one in after)
    if old.step == PROPOSED:
        selection.moved_by = figures["moved_by"]
    elif old.step == Step.RECOMMEND:
        _recommended_anew(selection)
    elif inspection and passes and not repeated:
        _put_forward_anew(selection, figures["cadre_id"])
    return None if repeated else _follow(selection, old.step, passes, mark)


def _checked(step: str, figures: Figures, rules: Rules) -> tuple[Figures, bool]:
    """The figures of a step, and whether it passes with them. Raises BadFigures and NoQuorum."""
    if step == Step.RECOMMEND:
        check_recommendation(figures)
        return figures, bool(figures["passed"])
    if step == Step.INSPECT:
        figures = checked_inspection(figures, rules)
        return figures, bool(figures["passed"])
    return figures, agreed(figures, rules) if step == Step.DECIDE else True


def _recommended_anew(selection: Selection) -> None:
    """Who is recommended by the records as they are now. Raises NotRecommended where somebody else is considered."""
    selection.recommended_ids = recommended_by(selection)
    considered = selection.cadre_ids if selection.state in WITH_CANDIDATE else []
    with_a_basis = [one.figures for one in selection.counting(Step.CONSIDER) if one.figures.get("override")]
    allowed = voted_for(selection) | {id for figures in with_a_basis for id in figures["cadre_ids"]}
    if any(id not in selection.recommended_ids or id not in allowed for id in considered):
        raise NotRecommended(
            "已确定的考察对象不在更正后的推荐人选中", "Somebody who is considered would not be recommended"
        )


def _put_forward_anew(selection: Selection, cadre_id: str) -> None:
    """The one whom an inspection in fact put forward; once supervision was asked about another it is too late."""
    if selection.state in (State.INSPECTED, State.REFUSED):
        selection.cadre_ids = [cadre_id]
    elif selection.state in _FROM_INSPECTION and selection.cadre_ids != [cadre_id]:
        zh, en = "拟任人选已提请联审，应改定考察对象", "Supervision was asked about another; consider somebody anew"
        raise BadFigures(zh, en, errors=[field_error("/cadre_id", "asked-already", zh, en)])


def _follow(selection: Selection, step: str, passes: bool, mark: Mark) -> Step | None:
    """What follows from a record that was put right."""
    if step not in _OUTCOMES:
        return None
    refused_by, in_fact, standing_on_it = _OUTCOMES[step]
    if passes and selection.state is State.REFUSED and selection.reason == refused_by:
        take(selection, in_fact, mark)
        return in_fact
    if not passes and selection.state in standing_on_it:
        take(selection, Step.IN_FACT_NOT, mark, reason=refused_by.value)
        return Step.IN_FACT_NOT
    return None
