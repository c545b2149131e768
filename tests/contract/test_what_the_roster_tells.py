"""What the registry's events tell is kept by whoever keeps the roster, or left out by name: nothing is forgotten."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from servicekit.roster import LATER
from services.registry.events.cadres import CADRE_REGISTERED, EVENTS, CadreState
from services.registry.events.posts import PostStateData
from services.talentpool.model import candidates, posts

LEFT_OUT = {
    candidates.OfRoster: {
        "cadre_id": "the candidate's own id",
        "birth_year": "becomes `birth`",
        "birth_month": "becomes `birth`",
        "rank_since": "nobody searches by it; promotions of selected graduates read it from the event",
        "status_since": "as `status_entry`",
        "status_entry": "nobody searches by it; what ends because of it is told by it whether that was a mistake",
        "level_entry": "as `status_entry`",
        "set_aside": "as `status_entry`",
        "earlier_annual_grades": "searches are for the grades of the last five years",
        "promoted_since": "nobody searches by it; for the grace that hours of training have",
    },
    posts.OfRoster: {"post_id": "the post's own id"},
}


@pytest.mark.parametrize(("told", "kept"), [(CadreState, candidates.OfRoster), (PostStateData, posts.OfRoster)])
def test_each_field_is_kept_or_left_out_by_name(told: Any, kept: Any) -> None:
    assert set(told().fields) == {one.name for one in fields(kept)} | set(LEFT_OUT[kept])


def test_whoever_follows_those_it_has_something_of_hears_every_event_but_the_first() -> None:
    of_cadres = {name for name in EVENTS.events if name.startswith("cadre.")}
    assert set(LATER) == of_cadres - {CADRE_REGISTERED.name}
