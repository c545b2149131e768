"""The fairness view (公平性视图) as it is answered, wherever outcomes of people are counted."""

from __future__ import annotations

from servicekit.store import Document
from services.talentpool.model.fairness import Fairness, Group


def shown(fairness: Fairness) -> Document:
    """What `FairnessOut` answers: each group with its outcomes in a row."""
    return {
        "people": fairness.people,
        "outcomes": fairness.outcomes,
        "smallest_group": fairness.smallest_group,
        "groups": [_group(group) for group in fairness.groups],
    }


def _group(group: Group) -> Document:
    rates = [
        {"outcome": name, "count": rate.count, "rate": rate.rate, "ratio": rate.ratio}
        for name, rate in group.outcomes.items()
    ]
    told = {"by": group.by, "key": group.key, "people": group.people, "too_small": group.too_small}
    return {**told, "outcomes": rates}
