"""认定 of what a file says (三龄两历): birth, work and Party entry, education and career, found true by a document.

What was acknowledged stands: it changes by another acknowledgement alone, which says who answers for it. What a history
gets afterwards is no part of what was acknowledged, and may be added as ever.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from servicekit.errors import field_error
from services.registry.errors.cadres import AcknowledgementNeeded
from services.registry.model.person import Acknowledged, Cadre, Entry, valid
from services.registry.vocabulary.acknowledging import Item

_HISTORIES = (Item.EDUCATION, Item.RESUME)
Said = tuple[str | None, list[str]]
"""What a file says of an item: a day, or the entries of a history."""
NOTHING: Said = (None, [])


def newest(cadre: Cadre) -> dict[str, Acknowledged]:
    """The acknowledgement that counts of each item: the one that was made last."""
    return {one.item: one for one in cadre.acknowledgements}


def said_of(cadre: Cadre, item: str) -> Said:
    """What the file says of an item: a day, or the entries of a history."""
    if Item(item) in _HISTORIES:
        kept: list[Entry] = getattr(cadre, item)
        return None, [entry.entry for entry in valid(kept)]
    value: str | None = getattr(cadre, item)
    return value, []


def acknowledge(cadre: Cadre, item: str, before: Said, said: Mapping[str, Any], account: str, at: datetime) -> None:
    """Keep that an item was found true as the file says it now; `before` is what it said until then."""
    after, entries = said_of(cadre, item)
    made = Acknowledged(
        item=item,
        on=said["on"],
        document=said["document"],
        by=said["by"],
        account=account,
        at=at,
        before=before[0],
        after=after,
        entries_before=before[1],
        entries=entries,
    )
    cadre.acknowledgements.append(made)


def must_be_acknowledged(cadre: Cadre, changing: Collection[str], said: Mapping[str, Any] | None) -> list[str]:
    """Which of the fields that are to change are acknowledged.

    Raises AcknowledgementNeeded where one is and the change brings no acknowledgement of its own.
    """
    acknowledged = newest(cadre)
    met = [name for name in changing if name in acknowledged]
    _must_bring_one(met, said)
    return met


def entry_before(cadre: Cadre, history: str, entry: str, said: Mapping[str, Any] | None) -> dict[str, Said]:
    """What the file says of a history, where an entry that is to be put right or set aside was acknowledged in it.

    Raises AcknowledgementNeeded where it was and there is no new acknowledgement.
    """
    known = newest(cadre).get(history)
    met = [history] if known is not None and entry in known.entries else []
    _must_bring_one(met, said)
    return {item: said_of(cadre, item) for item in met}


def _must_bring_one(met: Collection[str], said: Mapping[str, Any] | None) -> None:
    if met and said is None:
        called = "、".join(Item(name).zh for name in met)
        zh, en = (
            f"{called}已经认定，变更须重新认定",
            "It was acknowledged; send another acknowledgement with it",
        )
        wrong = field_error("/acknowledgement", "required", zh, en)
        raise AcknowledgementNeeded(zh, en, errors=[wrong], items=list(met))
