"""What supervision publishes for appointments (成果联用) is kept in the cadre's file, so that none passes it by."""

from __future__ import annotations

from servicekit.calls import on
from servicekit.events import Received, keep_newest
from servicekit.results import told
from servicekit.work import UnitOfWork
from services.registry.model.person import APPOINTMENT
from services.registry.parts.common import Part
from services.registry.parts.selection_steps import follow_candidates
from services.registry.store.cadres import CADRES


class Results(Part):
    """Follows supervision's published results."""

    @on("supervision", "result.*.v1", handler="results", batch=50)
    def keep_results(self, received: list[Received], work: UnitOfWork) -> None:
        """Keep the newest word of each result that names appointments; older word that comes late changes nothing."""
        mine = [event for event in received if APPOINTMENT in event.data["uses"] and event.data["cadre_id"]]
        cadres = work.load_many(CADRES, [event.data["cadre_id"] for event in mine])
        changed = {}
        for event in mine:
            cadre = cadres.get(event.data["cadre_id"])
            if cadre is not None and keep_newest(cadre.results, told(event.data, event.sequence)):
                changed[cadre.id] = work.save(CADRES, cadre)
        follow_candidates(work, list(changed.values()))
