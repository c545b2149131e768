"""What supervision publishes for awards (成果联用): what stops awards holds nominations until it is over."""

from __future__ import annotations

from servicekit.calls import on
from servicekit.events import Received, keep_newest
from servicekit.results import told
from servicekit.work import UnitOfWork
from services.incentive.model.nominations import AWARD
from services.incentive.parts.nominations import open_of
from services.incentive.parts.steps import batches_of, ensure_standings, let_happen
from services.incentive.store.nominations import STANDINGS
from services.incentive.vocabulary.nomination_life import Step


class Results:
    """Follows supervision's published results."""

    @on("supervision", "result.*.v1", handler="results", batch=50)
    def hear_results(self, received: list[Received], work: UnitOfWork) -> None:
        """Keep the newest word of each result that names awards; older word that comes late changes nothing."""
        mine = [event for event in received if AWARD in event.data["uses"] and event.data["cadre_id"]]
        known = ensure_standings(work, (event.data["cadre_id"] for event in mine))
        open_ = open_of(work, known)
        batches = batches_of(work, open_)
        # One event after the other: a result that was published and withdrawn while nobody listened has stopped it too.
        for event in mine:
            standing = known[event.data["cadre_id"]]
            if not keep_newest(standing.results, told(event.data, event.sequence)):
                continue
            work.save(STANDINGS, standing)
            stopped_by = standing.stopped_by
            step, reason = (Step.RESULT_STOPS, stopped_by[-1]) if stopped_by else (Step.RESULT_OVER, None)
            for nomination in open_ if stopped_by or standing.clear else ():
                if nomination.cadre_id == standing.id:
                    let_happen(work, nomination, batches[nomination.batch_id], step, reason, "supervision")
