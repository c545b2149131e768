"""Two at once: one is first, and the other is told what is true now."""

from __future__ import annotations

from typing import Any

import pytest

from services.talentpool.errors.matches import ChoiceBarred
from services.talentpool.errors.successions import SuccessorBarred
from services.talentpool.parts import matches, successions
from services.talentpool.store.members import STANDINGS
from services.talentpool.store.successions import SUCCESSORS
from tests.service.desk import Desk, at_once
from tests.service.talentpool.test_candidates import a_post, new_id, standing
from tests.service.talentpool.test_matches import OFFICER, a_match, candidates, look
from tests.service.talentpool.test_successions import a_cadre, naming


def restricted(desk: Desk, cadre_id: str) -> None:
    """The service's guard of admissions hears of a restriction."""
    told = {"cadre_id": cadre_id, "unit_ids": ["unt-city"], "restricted": True, "effects": ["promotion", "pool"]}
    told |= {"restriction_ids": ["rst-1"], "since": "2026-03-02", "synthetic": True}
    desk.hear("member_standings", "standing.changed.v1", cadre_id, service="supervision", **told)


def test_of_two_who_choose_at_once_one_does(desk: Desk) -> None:
    ids = candidates(desk, one="60.00", other="50.00")
    match = a_match(desk, a_post(desk, new_id("pst"), []))
    wish = {"match_id": match["id"], "confirmed_by": "人", "reason": "因"}
    outcomes = at_once(
        *(lambda one=one: desk.ask("confirm_match", by=OFFICER, cadre_id=one, **wish) for one in ids.values())
    )
    assert outcomes == ["done", "talentpool/match-closed"]
    assert len(desk.told("match.confirmed.v1")) == 1


def test_a_cadre_is_named_for_a_post_once(desk: Desk) -> None:
    post_id, cadre_id = a_post(desk, new_id("pst"), []), a_cadre(desk)
    outcomes = at_once(*(lambda: desk.ask("name_successor", **naming(post_id, cadre_id)) for _ in range(3)))
    assert outcomes == ["done", "talentpool/successor-known", "talentpool/successor-known"]


def test_a_choice_is_before_the_restriction_or_refused(desk: Desk) -> None:
    """Either the choice was first, and the restriction came after it; or it was refused."""
    for _ in range(5):
        ids = candidates(desk, one="60.00")
        match = a_match(desk, a_post(desk, new_id("pst"), []))
        wish = {"match_id": match["id"], "cadre_id": ids["one"], "confirmed_by": "人", "reason": "因"}
        outcomes = at_once(
            lambda wish=wish: desk.ask("confirm_match", by=OFFICER, **wish),
            lambda ids=ids: restricted(desk, ids["one"]),
        )
        chosen = look(desk, match)["state"] == "confirmed"
        assert outcomes == (["done", "done"] if chosen else ["done", "talentpool/choice-barred"])
        assert desk.db["standings"].find_one({"_id": ids["one"]})["barred"] is True


def test_whoever_is_named_while_a_restriction_comes_is_refused_or_ends_up_suspended(desk: Desk) -> None:
    for _ in range(5):
        post_id, cadre_id = a_post(desk, new_id("pst"), []), a_cadre(desk)
        at_once(
            lambda post_id=post_id, cadre_id=cadre_id: desk.ask("name_successor", **naming(post_id, cadre_id)),
            lambda cadre_id=cadre_id: standing(desk, cadre_id, True, 1),
        )
        for told in desk.told("successor.named.v1"):
            desk.hear(
                "standing_looks",
                "successor.named.v1",
                told["successor_id"],
                service="talentpool",
                id=new_id("e"),
                **told,
            )
        named = desk.db[SUCCESSORS.name].find_one({"cadre_id": cadre_id})
        assert named is not None
        assert named["suspended"] is True


def test_a_restriction_that_comes_within_a_choice_or_a_naming_refuses_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The standing is there already, so that only saving it makes the two meet."""
    ids, named_id = candidates(desk, one="60.00"), a_cadre(desk)
    post_id = a_post(desk, new_id("pst"), [])
    match = a_match(desk, post_id)
    for cadre_id in (ids["one"], named_id):
        desk.db[STANDINGS.name].insert_one({"_id": cadre_id, "barred": False, "effects": [], "version": 1})
    guard = matches.save_unbarred_standing

    def with_a_restriction_after(work: Any, cadre_id: str, refusal: Any) -> Any:
        found = guard(work, cadre_id, refusal)
        restricted(desk, cadre_id)
        return found

    for part in (matches, successions):
        monkeypatch.setattr(part, "save_unbarred_standing", with_a_restriction_after)
    choice = {"match_id": match["id"], "cadre_id": ids["one"], "confirmed_by": "人", "reason": "因"}
    with pytest.raises(ChoiceBarred):
        desk.ask("confirm_match", by=OFFICER, **choice)
    with pytest.raises(SuccessorBarred):
        desk.ask("name_successor", **naming(post_id, named_id))
