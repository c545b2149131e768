"""What every step of the saga leaves behind: the event, the request to supervision, and the deadlines it ends."""

from __future__ import annotations

from collections.abc import Iterable

from servicekit import deadlines
from servicekit.work import UnitOfWork
from services.incentive.events import nominations as events
from services.incentive.model import nominations as model
from services.incentive.model.nominations import AWARD, Nomination, Standing
from services.incentive.model.programmes import Batch
from services.incentive.store.nominations import NOMINATIONS, STANDINGS
from services.incentive.store.programmes import BATCHES
from services.incentive.vocabulary.nomination_life import ASKING, LIFE, State, Step

SYSTEM = "incentive"
PUBLICITY_ENDS = "publicity_ends"
NAMING_WAITS = "naming_waits"
_OF_VETTING = frozenset({*model.VETTING_STEPS.values(), Step.VETTING_REOPENED})


def keep(work: UnitOfWork, nomination: Nomination, before: State, step: Step) -> Nomination:
    """Keep a nomination that has taken a step, and tell it."""
    work.tell(events.OF_STEP[step], nomination)
    if before in ASKING and step not in _OF_VETTING and step is not Step.REQUEST_AGAIN:
        work.tell(events.VETTING_WITHDRAWN, nomination, request_id=nomination.request_id, purpose=AWARD)
    if before is State.PUBLICITY and step is not Step.PERIOD_ENDED:
        deadlines.cancel(work, PUBLICITY_ENDS, nomination.id)
    if before is State.NAMING:
        deadlines.cancel(work, NAMING_WAITS, nomination.id)
    if nomination.state is State.VETTING and step is not Step.VETTING_REOPENED:
        work.tell(events.VETTING_REQUESTED, nomination, request_id=nomination.request_id, purpose=AWARD)
    return work.save(NOMINATIONS, nomination)


def let_happen(
    work: UnitOfWork, nomination: Nomination, batch: Batch, step: Step, reason: str | None = None, by: str = SYSTEM
) -> bool:
    """Let a step of an event or a deadline happen where the table has a row for it; else keep nothing."""
    if not LIFE.may(nomination, step):
        return False
    before = nomination.state
    model.happen(nomination, step, work.mark(by), batch, reason=reason)
    if before is State.NAMING:
        work.save(BATCHES, batch)
    keep(work, nomination, before, step)
    return True


def ensure_standings(work: UnitOfWork, cadre_ids: Iterable[str]) -> dict[str, Standing]:
    """What is known of the restrictions of cadres, added where nothing was known.

    Whoever decides by one saves it too, so that a restriction that begins meanwhile is not missed.
    """
    wanted = list(dict.fromkeys(cadre_ids))
    found = work.load_many(STANDINGS, wanted)
    for id in wanted:
        if id not in found:
            found[id] = work.add(STANDINGS, Standing(id))
    return found


def batches_of(work: UnitOfWork, nominations: Iterable[Nomination]) -> dict[str, Batch]:
    """The batches of nominations, in one round trip."""
    return work.load_many(BATCHES, (nomination.batch_id for nomination in nominations))
