"""What a restriction or a retirement must stop: who decides saves the standing too, and neither misses the other."""

from __future__ import annotations

from collections.abc import Iterable

from servicekit.events import Received
from servicekit.roster import PEOPLE, SERVING, Person
from servicekit.work import UnitOfWork
from services.talentpool.model.members import Standing
from services.talentpool.store.members import STANDINGS


def ensure_standings(work: UnitOfWork, cadre_ids: Iterable[str]) -> dict[str, Standing]:
    """The standings of cadres, added where nothing was known; to be saved with what depends on them."""
    wanted = list(dict.fromkeys(cadre_ids))
    found = work.load_many(STANDINGS, wanted)
    for id in wanted:
        if id not in found:
            found[id] = work.add(STANDINGS, Standing(id))
    return found


def serves(person: Person, standing: Standing) -> bool:
    """Whether the cadre is in service, by the roster's replica and by newer word than that."""
    return person.serving and standing.gone_sequence <= person.sequence


def keep_gone(work: UnitOfWork, received: Iterable[Received]) -> list[str]:
    """Keep who has retired or left, in the transaction that ends what they were in; those who have not come back."""
    gone: dict[str, int] = {}
    for event in received:
        if event.data.get("status", SERVING) != SERVING:
            gone[event.subject] = max(event.sequence, gone.get(event.subject, -1))
    for id, standing in ensure_standings(work, gone).items():
        if gone[id] > standing.gone_sequence:
            standing.gone_sequence = gone[id]
            work.save(STANDINGS, standing)
    people = work.load_many(PEOPLE, gone)
    return [id for id in gone if id not in people or not people[id].serving or people[id].sequence < gone[id]]
