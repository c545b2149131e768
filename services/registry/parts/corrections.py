"""What is looked at before a correction request (更正申请) is kept, by no more than whoever asks may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from servicekit.schema import guarded
from servicekit.store import Document
from servicekit.work import UnitOfWork
from services.registry.model.person import Cadre
from services.registry.schemas.corrections import CorrectionOut
from services.registry.store.cadres import CADRES


def stands_so(work: UnitOfWork, cadre: Cadre, changes: Mapping[str, Any]) -> bool:
    """Whether the file says all of that already.

    It is not said of a field that whoever asks may not read: they could ask until they have guessed it.
    """
    hidden = {
        place[1]
        for place, right in guarded(CorrectionOut)
        if place[0] == "changes" and not work.principal.within(right).allows(cadre.unit_ids, cadre.id)
    }
    return hidden.isdisjoint(changes) and all(getattr(cadre, name) == value for name, value in changes.items())


def must_know_relatives(work: UnitOfWork, family: Sequence[Document], pointer: str) -> None:
    """That relatives who are named as cadres are within the caller's scope. Raises UnknownCadre."""
    work.load_many(CADRES, (one["cadre_id"] for one in family if one["cadre_id"]))
    for place, one in enumerate(family):
        if one["cadre_id"]:
            work.named(CADRES, one["cadre_id"], f"{pointer}/{place}/cadre_id")
