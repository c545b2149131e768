"""What a restriction must stop: who decides saves the standing too, so that neither misses the other."""

from __future__ import annotations

from collections.abc import Iterable

from servicekit.work import UnitOfWork
from services.talentpool.model.members import Standing
from services.talentpool.store.members import STANDINGS


def guards(work: UnitOfWork, cadre_ids: Iterable[str]) -> dict[str, Standing]:
    """What is known of the restrictions of cadres, to be saved with what depends on it."""
    wanted = list(dict.fromkeys(cadre_ids))
    found = work.load_many(STANDINGS, wanted)
    for id in wanted:
        if id not in found:
            found[id] = work.add(STANDINGS, Standing(id))
    return found
