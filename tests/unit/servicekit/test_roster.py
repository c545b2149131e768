"""The roster's replica: who may serve elsewhere by an event, who had died by a day, and who follows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from servicekit.errors import HasDied
from servicekit.events import Received
from servicekit.process import declared, service_of
from servicekit.roster import MOVES, Person, moves, must_live
from services import SERVICES

FOLLOW_BY_THEMSELVES = {"matters_moved", "member_cadres"}
"""Handlers that take in every event of a cadre."""


def event(type: str, **data: Any) -> Received:
    return Received("e-1", type, "cad-1", 3, datetime.now(UTC), {"unit_ids": ["unt-1"], **data})


@pytest.mark.parametrize(
    ("told", "may_move"),
    [
        (event("cadre.transferred.v1"), True),
        (event("cadre.appointed.v1"), True),
        (event("cadre.changed.v1", changed=["moves"]), True),
        (event("cadre.changed.v1", changed=["appointments"]), True),
        (event("cadre.changed.v1", changed=["education"]), False),
        (event("cadre.promoted.v1"), False),
    ],
)
def test_an_event_that_may_have_changed_the_unit_is_followed_and_no_other(told: Received, may_move: bool) -> None:
    assert moves([told]) == ([told] if may_move else [])


def test_whatever_follows_cadres_to_their_units_hears_of_every_way_there() -> None:
    following = [
        (spec.handler, set(spec.events))
        for listed in SERVICES
        for spec, _ in declared(service_of(listed.package), "reaction_spec")
        if "cadre.transferred.v1" in spec.events and spec.handler.endswith("moved")
    ]
    assert len(following) > 4
    assert [handler for handler, types in following if not types.issuperset(MOVES)] == []


@pytest.mark.parametrize(
    ("status", "since", "day", "dead"),
    [
        ("deceased", "2024-05-03", date(2024, 5, 3), False),
        ("deceased", "2024-05-03", date(2024, 5, 4), True),
        ("deceased", "2024-05", date(2024, 5, 31), False),
        ("deceased", "2024", date(2025, 1, 1), True),
        ("deceased", None, date(1990, 1, 1), True),
        ("retired", "2024-05-03", date(2030, 1, 1), False),
        ("serving", None, date(2030, 1, 1), False),
    ],
)
def test_who_has_died_had_died_after_the_last_day_that_the_file_allows(
    status: str, since: str | None, day: date, dead: bool
) -> None:
    person = Person("cad-1", status=status, status_since=since)
    assert person.dead_by(day) is dead
    if dead:
        with pytest.raises(HasDied) as refused:
            must_live(person, day, "/begins")
        assert (refused.value.facts["died_on"], refused.value.errors[0].pointer) == (since, "/begins")
    else:
        must_live(person, day, "/begins")
