"""What every step of a selection leaves behind: its event, the request to supervision, its deadlines.

And what the roster does to selections: a candidate who is restricted, gone or moved, a post that is filled or
abolished. Both happen in the transaction of the change that they follow from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from servicekit import deadlines
from servicekit.work import UnitOfWork
from services.registry.events import selections as events
from services.registry.model import selections as model
from services.registry.model import vettings
from services.registry.model.person import Cadre
from services.registry.model.selections import Selection
from services.registry.store.cadres import CADRES
from services.registry.store.selections import SELECTIONS
from services.registry.vocabulary.selection_life import ASKING, OPEN, PASSED, STOPPED, WITH_CANDIDATE, State, Step

SYSTEM = "registry"
PUBLICITY_ENDS = "selection_publicity_ends"
VETTING_LAPSES = "selection_vetting_lapses"
MOST_TOGETHER = 2000
"""Open selections that one change of the roster concerns."""
_OPEN = [state.value for state in OPEN]
_CONCLUSIONS = frozenset({*model.VETTING_STEPS.values(), Step.VETTING_REOPENED})


def keep(work: UnitOfWork, selection: Selection, before: State, step: Step) -> Selection:
    """Keep a selection that has taken a step, and tell it."""
    if selection.state is before:
        work.tell(events.SELECTION_CHANGED, selection)
    elif selection.state in OPEN:
        work.tell(events.SELECTION_ADVANCED, selection)
    else:
        work.tell(events.SELECTION_CLOSED, selection)
    _tell_supervision(work, selection, before, step)
    _set_deadlines(work, selection, before, step)
    return work.save(SELECTIONS, selection)


def let_happen(
    work: UnitOfWork,
    selection: Selection,
    step: Step,
    reason: str | None = None,
    by: str = SYSTEM,
    because: Iterable[str] = (),
) -> bool:
    """Let a step that follows from something else happen where the table has a row for it; else keep nothing."""
    before = selection.state
    if not model.happen(selection, step, work.mark(by), reason, because):
        return False
    keep(work, selection, before, step)
    return True


def _tell_supervision(work: UnitOfWork, selection: Selection, before: State, step: Step) -> None:
    no_longer = before in ASKING and selection.state not in ASKING and step not in _CONCLUSIONS
    if step in (Step.HOLD, Step.MOVED):
        # What it stood on is weighed anew; where what holds it turns out a mistake, it goes on by that conclusion.
        no_longer = no_longer and selection.stood_at not in PASSED
    elif before in STOPPED:
        no_longer = selection.state not in (*STOPPED, *PASSED)
    if selection.asked_id is None or not (no_longer or step is Step.REQUEST_VETTING):
        return
    cadre = work.load_many(CADRES, [selection.asked_id])[selection.asked_id]
    wish = {"purpose": vettings.PURPOSE, "cadre_id": cadre.id, "unit_ids": cadre.unit_ids}
    work.tell(events.VETTING_WITHDRAWN if no_longer else events.VETTING_REQUESTED, selection, **wish)


def _set_deadlines(work: UnitOfWork, selection: Selection, before: State, step: Step) -> None:
    if step is Step.PUBLICISE and selection.publicity_begins and selection.publicity_ends:
        deadlines.put(
            work,
            PUBLICITY_ENDS,
            selection.id,
            selection.publicity_ends,
            after=selection.publicity_begins,
            working_days=selection.publicity_days,
            provisional=selection.provisional,
        )
    elif before is State.PUBLICITY and selection.state is not before and step is not Step.PERIOD_ENDED:
        deadlines.cancel(work, PUBLICITY_ENDS, selection.id)
    if selection.state in PASSED and before not in PASSED and selection.fresh_until:
        deadlines.put(work, VETTING_LAPSES, selection.id, selection.fresh_until)
    elif before in PASSED and selection.state not in PASSED and step is not Step.VETTING_LAPSED:
        deadlines.cancel(work, VETTING_LAPSES, selection.id)


def follow_candidates(work: UnitOfWork, cadres: Sequence[Cadre]) -> None:
    """Cadres have changed: who can no longer go on holds what they are considered for, who can again releases it."""
    by_id = {cadre.id: cadre for cadre in cadres}
    for selection in _open_of(work, "cadre_ids", by_id):
        for cadre_id in [id for id in selection.cadre_ids if id in by_id]:
            _follow(work, selection, by_id[cadre_id])


def _follow(work: UnitOfWork, selection: Selection, cadre: Cadre) -> None:
    before, mark = selection.state, work.mark(SYSTEM)
    if reason := model.what_stops(cadre, work.today, work.rules):
        if model.stop(selection, cadre.id, mark, reason, model.stopped_by(cadre, work.today, work.rules)):
            if before is State.HELD:
                work.save(SELECTIONS, selection)
            else:
                keep(work, selection, before, Step.HOLD)
    else:
        let_happen(work, selection, Step.RELEASE)


def look_at_candidates(work: UnitOfWork, selection: Selection) -> None:
    """A selection is open again: whatever came over its candidates meanwhile holds it now."""
    if selection.state in WITH_CANDIDATE:
        for cadre in work.load_many(CADRES, selection.cadre_ids).values():
            _follow(work, selection, cadre)


def candidate_moved(work: UnitOfWork, cadre: Cadre, reason: str, entry: str) -> None:
    """A cadre was transferred or appointed, by an entry of the file: a person decides whether what they are considered
    for goes on."""
    for selection in _open_of(work, "cadre_ids", [cadre.id]):
        if selection.cadre_ids == [cadre.id]:
            let_happen(work, selection, Step.MOVED, reason, because=[entry])


def posts_gone(work: UnitOfWork, post_ids: Iterable[str], reason: str) -> None:
    """Posts were filled or abolished: what is still open for them is over."""
    for selection in _open_of(work, "post_id", post_ids):
        let_happen(work, selection, Step.POST_GONE, reason)


def running_for(work: UnitOfWork, post_ids: Iterable[str]) -> list[Selection]:
    """The selections by which posts are to be filled; as a rule one at most of each."""
    return _open_of(work, "post_id", post_ids)


def ended_about(work: UnitOfWork, cadre_ids: Iterable[str]) -> list[Selection]:
    """The selections of cadres that have refused or appointed somebody, the first begun first."""
    wanted = sorted(set(cadre_ids))
    if not wanted:
        return []
    over = [State.REFUSED.value, State.APPOINTED.value]
    found = work.find(SELECTIONS, {"cadre_ids": {"$in": wanted}, "state": {"$in": over}}, most=MOST_TOGETHER)
    return sorted((one for one in found if one.state in (State.REFUSED, State.APPOINTED)), key=lambda one: one.id)


def _open_of(work: UnitOfWork, field: str, ids: Iterable[str]) -> list[Selection]:
    """The open selections of cadres or posts, as this unit of work has left them."""
    wanted = sorted(set(ids))
    if not wanted:
        return []
    found = work.find(SELECTIONS, {field: {"$in": wanted}, "state": {"$in": _OPEN}}, most=MOST_TOGETHER)
    return [selection for selection in found if selection.state in OPEN]
