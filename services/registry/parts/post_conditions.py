"""What a post asks for (任职条件): each condition is of a kind of the dictionary, with a value that its kind allows."""

from __future__ import annotations

from servicekit.errors import field_error
from servicekit.queries import Entries, must_be_among
from services.registry.errors.posts import BadCondition
from services.registry.model import conditions
from services.registry.model.units import PostCondition
from services.registry.parts.common import Wish

KINDS = "registry.post_condition"
"""The dictionary of the kinds of conditions."""


def conditions_of(wished: list[Wish], kinds: Entries) -> list[PostCondition]:
    """The conditions of a post as they are kept. Raises UnknownEntry, and BadCondition naming each that is wrong."""
    found = []
    for place, wish in enumerate(wished):
        must_be_among(kinds, [wish["kind"]], f"/conditions/{place}/kind")
        if allowed := conditions.wrong(wish["kind"], wish["value"]):
            zh, en = f"应为{allowed[0]}", f"It has to be {allowed[1]}"
            found.append(field_error(f"/conditions/{place}/value", "bad-value", zh, en))
    if found:
        raise BadCondition(errors=found)
    return [PostCondition(**wish) for wish in wished]
