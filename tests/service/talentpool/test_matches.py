"""Shortlists against the real database: explained, with the excluded and the reasons, and never with the restricted."""

from __future__ import annotations

import random
import secrets
from decimal import Decimal
from typing import Any

import pytest

from servicekit.principal import Principal, Reach, Scope
from services.talentpool.model.candidates import from_roster
from services.talentpool.parts import finding
from services.talentpool.store.candidates import CANDIDATES
from services.talentpool.store.matches import MATCHES
from services.talentpool.store.members import STANDINGS
from services.talentpool.store.posts import POSTS
from services.talentpool.vocabulary.conditions import RIGHTS
from services.talentpool.vocabulary.scoring import PREFERENCES
from tests.service.desk import Desk
from tests.service.talentpool.test_candidates import a_post, finished, index, new_id, standing

OFFICER = Principal("young-1", ("young_cadre_officer",), "talentpool.matches.make", Scope(Reach.ALL), RIGHTS)
FEW = Principal(
    "few", (), "talentpool.matches.make", Scope(Reach.ALL), ("registry.cadres.read", "appraisal.indices.read")
)
INDEX_ONLY = [{"key": "index", "weight": 1}]


def candidates(desk: Desk, **scores: str) -> dict[str, str]:
    """Cadres with indices, by name."""
    ids = {name: new_id(f"cad-{name}") for name in scores}
    desk.people(*ids.values(), handler="candidates")
    told = [index(desk, ids[name], score, 0, 1, 1) for name, score in scores.items()]
    desk.hear_all("candidate_indices", [*told, finished(1, 0)])
    return ids


def a_match(desk: Desk, post_id: str, by: Principal = OFFICER, **more: Any) -> dict[str, Any]:
    wish = {"post_id": post_id, "cutoff": "2026-06-30", "preferences": INDEX_ONLY, "synthetic": True, **more}
    answer: dict[str, Any] = desk.ask("make_match", by=by, **wish)
    return answer


def refused(desk: Desk, post_id: str, by: Principal = OFFICER, **more: Any) -> str:
    wish = {"post_id": post_id, "cutoff": "2026-06-30", "preferences": INDEX_ONLY, **more}
    return desk.refused("make_match", by=by, **wish).code


def ranked(match: dict[str, Any]) -> list[str]:
    return [line["cadre_id"] for line in match["lines"]]


def test_a_shortlist_is_ranked_by_scores_whose_parts_add_up(desk: Desk) -> None:
    ids = candidates(desk, good="90.00", better="95.50", low="40.00")
    weights = [{"key": "index", "weight": 0.7}, {"key": "years_at_level", "weight": 0.3}]
    match = a_match(desk, a_post(desk, new_id("pst"), []), preferences=weights)
    assert ranked(match) == [ids["better"], ids["good"], ids["low"]]
    first = match["lines"][0]
    assert first["score"] == 96.85
    assert sum(Decimal(str(part["adds"])) for part in first["parts"]) == Decimal("96.85")
    index_part, level_part = first["parts"]
    assert (index_part["value"], index_part["points"], index_part["weight"]) == (95.5, 95.5, 0.7)
    assert (index_part["adds"], index_part["could_add"], index_part["full_at"]) == (66.85, 3.15, 100)
    assert level_part["full_at"] == 60, "months, by the rule of years from which the points are full"
    assert match["rules"] == {"talentpool.match_full_years_at_level": 1, "talentpool.match_levels_below": 1}
    assert match["lines"][1]["to_next"] == 3.85
    (told,) = desk.told("match.made.v1")
    assert told["cadre_ids"] == ranked(match)
    assert "score" not in told
    assert desk.ask("get_match", by=OFFICER, match_id=match["id"]) == match


def test_hard_conditions_stand_apart_and_the_excluded_are_counted_with_the_nearest_by_name(desk: Desk) -> None:
    ids = candidates(desk, fits="60.00", young="99.00", both="98.00")
    desk.people(ids["young"], handler="candidates", sequence=2, level_since="2025-01")
    desk.people(ids["both"], handler="candidates", sequence=2, level_since="2025-01", political_status="13")
    asks = [
        {"kind": "years_at_level", "value": "3", "required": True},
        {"kind": "party_member", "value": "yes", "required": True},
        {"kind": "experience", "value": "（合成）基层主官经历", "required": True},
    ]
    match = a_match(desk, a_post(desk, new_id("pst"), [], conditions=asks, post_level="131"))
    assert ranked(match) == [ids["fits"]]
    counts = {one["key"]: one["count"] for one in match["excluded"]}
    assert counts == {"restriction": 0, "result": 0, "post.0": 2, "post.1": 1}
    assert [(one["cadre_id"], one["failed"]) for one in match["nearest"]] == [(ids["young"], "post.0")]
    said = {one["key"]: one["zh"] for one in match["conditions"]}
    assert [one["zh"] for one in match["nearest"]] == [said["post.0"]]
    assert match["by_person"] == [{"kind": "experience", "value": "（合成）基层主官经历", "required": True}]
    assert (match["considered"], match["eligible"]) == (3, 1)


def test_years_at_the_level_below_are_not_asked_of_somebody_at_the_level(desk: Desk) -> None:
    ids = candidates(desk, peer="60.00")
    desk.people(ids["peer"], handler="candidates", sequence=2, level_since="2026-01")
    asks = [{"kind": "years_at_level", "value": "3", "required": True}]
    assert ranked(a_match(desk, a_post(desk, new_id("pst"), [], conditions=asks))) == [ids["peer"]]


def test_what_the_post_would_like_is_a_preference(desk: Desk) -> None:
    ids = candidates(desk, member="60.00", other="61.00")
    desk.people(ids["other"], handler="candidates", sequence=2, political_status="13")
    asks = [{"kind": "party_member", "value": "yes", "required": False}]
    weights = [{"key": "index", "weight": 0.5}, {"key": "post_wishes", "weight": 0.5}]
    match = a_match(desk, a_post(desk, new_id("pst"), [], conditions=asks), preferences=weights)
    assert ranked(match) == [ids["member"], ids["other"]]
    assert match["lines"][0]["score"] == 80


def test_the_database_and_the_explanation_reach_the_same_order(desk: Desk) -> None:
    chance = random.Random(4)
    documents = []
    for number in range(300):
        roster = {
            "birth_month": f"{chance.randint(1966, 2000)}-{chance.randint(1, 12):02d}",
            "level_since": chance.choice([None, f"{chance.randint(2012, 2026)}-0{chance.randint(1, 9)}", "2020"]),
            "in_post_since": chance.choice([None, f"{chance.randint(2012, 2026)}-0{chance.randint(1, 9)}"]),
            "basic_level_months": chance.randint(0, 80),
            "basic_level_since": chance.choice([None, "2024-02"]),
            "annual_grades": [{"year": 2020 + n, "grade": "excellent"} for n in range(chance.randint(0, 5))],
            "political_status": chance.choice(["01", "13"]),
        }
        document = {"_id": f"cad-{number:04d}", **from_roster(roster), "status": "serving", "post_level": "132"}
        document |= {"index_0": chance.choice([None, chance.randint(0, 10_000) / 100]), "sex": "1", "ethnicity": "01"}
        if chance.random() < 0.5:
            document |= {"trainings": chance.randint(0, 7), "honour_levels": chance.choice([[], ["city"]])}
            document["pool"] = {"state": chance.choice(["in_pool", "left"]), "suspended": chance.random() < 0.2}
        documents.append(document)
    desk.db[CANDIDATES.name].insert_many(documents)
    asks = [{"kind": kind, "value": value, "required": False} for kind, value in (("party_member", "yes"),)]
    asks.append({"kind": "age_at_most", "value": "45", "required": False})
    post_id = a_post(desk, new_id("pst"), [], conditions=asks)
    weight = {"index": 0.2, "honour": 0.15, "pool": 0.05}
    weights = [{"key": key, "weight": weight.get(key, 0.1)} for key in PREFERENCES]
    few, many = (a_match(desk, post_id, preferences=weights, limit=limit) for limit in (7, 50))
    assert ranked(few) == ranked(many)[:7]
    scores = [line["score"] for line in many["lines"]]
    assert scores == sorted(scores, reverse=True)
    for line in many["lines"]:
        assert sum(Decimal(str(part["adds"])) for part in line["parts"]) == Decimal(str(line["score"]))
        left = sum(Decimal(str(part["could_add"])) for part in line["parts"])
        assert left + Decimal(str(line["score"])) == 100


def test_a_restricted_cadre_is_on_no_shortlist_and_one_restricted_later_is_suspended_until_it_is_lifted(
    desk: Desk,
) -> None:
    ids = candidates(desk, free="60.00", barred="99.00", later="70.00")
    standing(desk, ids["barred"], True, 1)
    match = a_match(desk, a_post(desk, new_id("pst"), []))
    assert ranked(match) == [ids["later"], ids["free"]]
    assert [one["failed"] for one in match["nearest"]] == ["restriction"]
    standing(desk, ids["later"], True, 1)
    assert [line["suspended"] for line in look(desk, match)["lines"]] == [True, False]
    assert [told["suspended"] for told in desk.told("match.changed.v1")] == [1]
    standing(desk, ids["later"], False, 2)
    assert [line["suspended"] for line in look(desk, match)["lines"]] == [False, False]


def look(desk: Desk, match: dict[str, Any], by: Principal = OFFICER) -> dict[str, Any]:
    answer: dict[str, Any] = desk.ask("get_match", by=by, match_id=match["id"])
    return answer


def test_a_restriction_that_came_while_the_shortlist_was_made_is_found_once_it_is_there(desk: Desk) -> None:
    ids = candidates(desk, one="60.00")
    match = a_match(desk, a_post(desk, new_id("pst"), []))
    desk.db[CANDIDATES.name].update_one({"_id": ids["one"]}, {"$set": {"barred": True}})
    desk.hear("standing_looks", "match.made.v1", match["id"], service="talentpool", **desk.told("match.made.v1")[0])
    assert look(desk, match)["lines"][0]["suspended"] is True


def test_who_may_not_read_restrictions_is_not_told_whom_one_excludes(desk: Desk) -> None:
    ids = candidates(desk, free="60.00", barred="99.00")
    standing(desk, ids["barred"], True, 1)
    match = a_match(desk, a_post(desk, new_id("pst"), []), by=FEW)
    assert match["nearest"] == []
    assert "restriction" not in {one["key"] for one in match["excluded"]}
    assert (match["considered"], match["eligible"]) == (1, 1)
    whole = look(desk, match)
    assert (len(whole["nearest"]), whole["considered"], whole["eligible"]) == (1, 2, 1)
    assert {one["key"]: one["count"] for one in whole["excluded"]}["restriction"] == 1


def test_no_count_of_a_shortlist_tells_that_the_one_whom_its_conditions_fit_is_restricted(desk: Desk) -> None:
    ids = candidates(desk, free="60.00", barred="99.00")
    desk.people(ids["barred"], handler="candidates", sequence=2, level_since="2025-01")
    asks = [{"kind": "years_at_level", "value": "3", "required": True}]
    standing(desk, ids["barred"], True, 1)
    with_both = a_match(desk, a_post(desk, new_id("pst"), [], conditions=asks, post_level="131"), by=FEW)
    standing(desk, ids["barred"], False, 2)
    desk.db[CANDIDATES.name].delete_one({"_id": ids["barred"]})
    without = a_match(desk, a_post(desk, new_id("pst"), [], conditions=asks, post_level="131"), by=FEW)
    told = ("considered", "eligible", "excluded", "nearest", "tied_at_end")
    assert {name: with_both[name] for name in told} == {name: without[name] for name in told}
    assert {one["key"]: one["count"] for one in look(desk, with_both)["excluded"]} == {
        "restriction": 1, "result": 0, "post.0": 1
    }  # fmt: skip


def test_a_shortlist_from_before_tells_who_may_not_know_all_of_the_eligible_alone(desk: Desk) -> None:
    ids = candidates(desk, free="60.00", barred="99.00")
    standing(desk, ids["barred"], True, 1)
    match = a_match(desk, a_post(desk, new_id("pst"), []))
    kept = desk.db[MATCHES.name].find_one({"_id": match["id"]})
    before = [{name: value for name, value in one.items() if name != "rights"} for one in kept["excluded"]]
    desk.db[MATCHES.name].update_one({"_id": match["id"]}, {"$set": {"excluded": before}, "$unset": {"missed": ""}})
    few = desk.ask("get_match", by=FEW, match_id=match["id"])
    assert (few["considered"], few["excluded"], few["nearest"]) == (1, [], [])
    assert look(desk, match)["considered"] == 2
    assert [one for one in desk.ask("list_matches", by=FEW)["items"] if "considered" in one] == []


def test_a_named_person_chooses_once_and_only_from_the_list(desk: Desk) -> None:
    ids = candidates(desk, one="60.00", other="50.00", third="40.00")
    match = a_match(desk, a_post(desk, new_id("pst"), []), limit=2)
    choice = {"match_id": match["id"], "confirmed_by": "（合成）部长", "reason": "（合成）"}
    assert desk.refused("confirm_match", by=OFFICER, cadre_id=ids["third"], **choice).code == (
        "talentpool/not-shortlisted"
    )
    confirmed = desk.ask("confirm_match", by=OFFICER, cadre_id=ids["other"], **choice)
    assert confirmed["state"] == "confirmed"
    assert (confirmed["confirmation"]["by"], confirmed["confirmation"]["account"]) == ("（合成）部长", "young-1")
    assert desk.refused("confirm_match", by=OFFICER, cadre_id=ids["one"], **choice).code == "talentpool/match-closed"
    assert [told["chosen_id"] for told in desk.told("match.confirmed.v1")] == [ids["other"]]


def test_nobody_is_chosen_who_was_restricted_meanwhile_nor_for_a_post_that_was_filled(desk: Desk) -> None:
    ids = candidates(desk, one="60.00")
    post_id = a_post(desk, new_id("pst"), [])
    match = a_match(desk, post_id)
    choice = {"match_id": match["id"], "cadre_id": ids["one"], "confirmed_by": "人", "reason": "因"}
    desk.db[STANDINGS.name].insert_one({"_id": ids["one"], "barred": True, "effects": ["pool"], "version": 1})
    assert desk.refused("confirm_match", by=OFFICER, **choice).code == "talentpool/choice-barred"
    desk.db[STANDINGS.name].delete_many({})
    desk.db[POSTS.name].update_one({"_id": post_id}, {"$set": {"holder_ids": ["cad-somebody"]}})
    assert desk.refused("confirm_match", by=OFFICER, **choice).code == "talentpool/post-filled"
    desk.db[POSTS.name].update_one({"_id": post_id}, {"$set": {"holder_ids": [], "state": "abolished"}})
    assert desk.refused("confirm_match", by=OFFICER, **choice).code == "talentpool/post-abolished"


@pytest.mark.parametrize(("holders", "state"), [(["cad-somebody"], "active"), ([], "abolished")])
def test_a_shortlist_lapses_when_its_post_is_filled_or_abolished_meanwhile(
    desk: Desk, holders: list[str], state: str
) -> None:
    ids = candidates(desk, one="60.00")
    post_id, other_post = a_post(desk, new_id("pst"), [], sequence=3), a_post(desk, new_id("pst"), [])
    match, kept = a_match(desk, post_id), a_match(desk, other_post)
    a_post(desk, post_id, ["cad-earlier"], sequence=2)
    a_post(desk, post_id, [], sequence=4)
    assert look(desk, match)["state"] == "open", "neither late word nor a change that leaves it vacant closes it"
    a_post(desk, post_id, holders, sequence=5, state=state)
    a_post(desk, post_id, [], sequence=6)
    assert [told["match_id"] for told in desk.told("match.lapsed.v1")] == [match["id"]]
    assert (look(desk, match)["state"], look(desk, kept)["state"]) == ("lapsed", "open")
    choice = {"match_id": match["id"], "cadre_id": ids["one"], "confirmed_by": "人", "reason": "因"}
    assert desk.refused("confirm_match", by=OFFICER, **choice).code == "talentpool/match-closed"
    assert [one["id"] for one in desk.ask("list_matches", state="lapsed")["items"]] == [match["id"]]


def test_a_choice_that_was_made_stays_when_the_post_is_filled(desk: Desk) -> None:
    ids = candidates(desk, one="60.00")
    post_id = a_post(desk, new_id("pst"), [])
    match = a_match(desk, post_id)
    desk.ask("confirm_match", by=OFFICER, match_id=match["id"], cadre_id=ids["one"], confirmed_by="人", reason="因")
    a_post(desk, post_id, [ids["one"]], sequence=2)
    standing(desk, ids["one"], True, 1)
    found = look(desk, match)
    assert (found["state"], found["lines"][0]["suspended"]) == ("confirmed", False), "it says what was known"
    assert desk.told("match.changed.v1") == []


def test_a_choice_is_taken_back_with_a_basis_and_what_befell_meanwhile_shows(desk: Desk) -> None:
    ids = candidates(desk, one="60.00", other="50.00")
    post_id = a_post(desk, new_id("pst"), [])
    match = a_match(desk, post_id)
    choice = {"match_id": match["id"], "confirmed_by": "（合成）部长", "reason": "（合成）"}
    back = {"match_id": match["id"], "taken_back_by": "（合成）部长", "basis": "选错人"}
    assert desk.refused("take_back_match", by=OFFICER, **back).code == "talentpool/match-closed"
    desk.ask("confirm_match", by=OFFICER, cadre_id=ids["one"], **choice)
    standing(desk, ids["one"], True, 1)
    desk.ask("take_back_match", by=OFFICER, **back)
    found = look(desk, match)
    assert (found["state"], found["confirmation"]) == ("open", None)
    (kept,) = found["taken_back"]
    assert (kept["confirmation"]["cadre_id"], kept["by"], kept["account"], kept["basis"]) == (
        ids["one"],
        "（合成）部长",
        "young-1",
        "选错人",
    )
    (told,) = desk.told("match.reopened.v1")
    assert (told["chosen_id"], told["state"]) == (None, "open")
    desk.hear("standing_looks", "match.reopened.v1", match["id"], service="talentpool", **told)
    assert [line["suspended"] for line in look(desk, match)["lines"]] == [True, False]
    confirmed = desk.ask("confirm_match", by=OFFICER, cadre_id=ids["other"], **choice)
    assert (confirmed["confirmation"]["cadre_id"], len(confirmed["taken_back"])) == (ids["other"], 1)


def test_a_choice_that_is_taken_back_after_the_post_was_filled_leaves_nothing_to_choose(desk: Desk) -> None:
    ids = candidates(desk, one="60.00")
    post_id = a_post(desk, new_id("pst"), [])
    match = a_match(desk, post_id)
    desk.ask("confirm_match", by=OFFICER, match_id=match["id"], cadre_id=ids["one"], confirmed_by="人", reason="因")
    a_post(desk, post_id, ["cad-somebody"], sequence=2)
    desk.ask("take_back_match", by=OFFICER, match_id=match["id"], taken_back_by="人", basis="因")
    (told,) = desk.told("match.reopened.v1")
    desk.hear("standing_looks", "match.reopened.v1", match["id"], service="talentpool", **told)
    assert look(desk, match)["state"] == "lapsed"


def test_late_word_of_a_standing_suspends_nobody(desk: Desk) -> None:
    ids = candidates(desk, one="60.00")
    match = a_match(desk, a_post(desk, new_id("pst"), []))
    standing(desk, ids["one"], False, 5)
    standing(desk, ids["one"], True, 4)
    assert look(desk, match)["lines"][0]["suspended"] is False


@pytest.mark.parametrize("effect", ["promotion", "pool"])
def test_a_restriction_of_either_effect_keeps_from_being_chosen(desk: Desk, effect: str) -> None:
    ids = candidates(desk, one="60.00")
    match = a_match(desk, a_post(desk, new_id("pst"), []))
    desk.db[STANDINGS.name].insert_one({"_id": ids["one"], "barred": False, "effects": [effect], "version": 1})
    choice = {"match_id": match["id"], "cadre_id": ids["one"], "confirmed_by": "人", "reason": "因"}
    assert desk.refused("confirm_match", by=OFFICER, **choice).code == "talentpool/choice-barred"


def test_a_post_that_was_filled_while_the_shortlist_was_made_closes_it_once_it_is_there(desk: Desk) -> None:
    candidates(desk, one="60.00")
    post_id = a_post(desk, new_id("pst"), [])
    match = a_match(desk, post_id)
    desk.db[POSTS.name].update_one({"_id": post_id}, {"$set": {"holder_ids": ["cad-somebody"]}})
    desk.hear("standing_looks", "match.made.v1", match["id"], service="talentpool", **desk.told("match.made.v1")[0])
    assert look(desk, match)["state"] == "lapsed"


def test_nobody_is_chosen_who_has_left_the_service_meanwhile(desk: Desk) -> None:
    ids = candidates(desk, retired="60.00", going="50.00")
    match = a_match(desk, a_post(desk, new_id("pst"), []))
    desk.people(ids["retired"], handler="candidates", sequence=2, status="retired")
    newer = {"_id": ids["going"], "barred": False, "effects": [], "gone_sequence": 2, "version": 1}
    desk.db[STANDINGS.name].insert_one(newer)
    for cadre_id in ids.values():
        choice = {"match_id": match["id"], "cadre_id": cadre_id, "confirmed_by": "人", "reason": "因"}
        assert desk.refused("confirm_match", by=OFFICER, **choice).code == "talentpool/choice-not-serving"


def test_a_post_that_is_unknown_filled_or_abolished_gets_no_shortlist_but_one_that_falls_vacant_does(
    desk: Desk,
) -> None:
    ids = candidates(desk, one="60.00", holder="99.00")
    assert refused(desk, "pst-nowhere") == "talentpool/no-post"
    post_id = a_post(desk, new_id("pst"), [ids["holder"]])
    desk.people(ids["holder"], handler="candidates", sequence=2, retires_on="2027-05-01")
    assert refused(desk, post_id) == "talentpool/post-filled"
    assert refused(desk, post_id, falling_vacant_on="2027-04-30") == "talentpool/post-filled"
    match = a_match(desk, post_id, falling_vacant_on="2027-12-31")
    assert ranked(match) == [ids["one"]], "the holder is no candidate for the own post"
    assert desk.ask(
        "confirm_match", by=OFFICER, match_id=match["id"], cadre_id=ids["one"], confirmed_by="人", reason="因"
    )
    a_post(desk, post_id, [], sequence=5, state="abolished")
    assert refused(desk, post_id) == "talentpool/post-abolished"


def test_a_shortlist_that_is_not_read_in_time_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    candidates(desk, one="60.00")
    post_id = a_post(desk, new_id("pst"), [])
    monkeypatch.setattr(finding, "PATIENCE", 1e-6)
    assert refused(desk, post_id) == "talentpool/search-too-wide"


@pytest.mark.parametrize(
    ("preferences", "code"),
    [
        ([{"key": "index", "weight": 0.5}, {"key": "pool", "weight": 0.4}], "talentpool/weights-do-not-add-up"),
        ([{"key": "looks", "weight": 1}], "talentpool/unknown-preference"),
        ([{"key": "pool", "weight": 0.5}, {"key": "pool", "weight": 0.5}], "talentpool/unknown-preference"),
        ([{"key": "pool", "weight": 0.33333}, {"key": "index", "weight": 0.66667}], "invalid-fields"),
        ([{"key": "pool", "weight": 0}, {"key": "index", "weight": 1}], "invalid-fields"),
        ([], "invalid-fields"),
    ],
)
def test_preferences_that_make_no_score_are_refused(desk: Desk, preferences: list[Any], code: str) -> None:
    assert refused(desk, a_post(desk, new_id("pst"), []), preferences=preferences) == code


def test_a_preference_on_what_one_may_not_see_is_refused(desk: Desk) -> None:
    few = Principal("few", (), "talentpool.matches.make", Scope(Reach.ALL), ("registry.cadres.read",))
    assert refused(desk, a_post(desk, new_id("pst"), []), by=few) == "talentpool/field-not-allowed"


def test_fairness_follows_everybody_to_where_they_came_furthest(desk: Desk) -> None:
    born = {
        "born-1977": ("1", "01", "1977-03"),
        "born-1988": ("2", "02", "1988-04"),
        "born-1990": ("2", "01", "1990-01"),
    }
    ids = []
    for sex, ethnicity, birth in born.values():
        more = [f"cad-{secrets.token_hex(5)}" for _ in range(12)]
        ids += desk.people(*more, handler="candidates", sex=sex, ethnicity=ethnicity, birth_month=birth)
    match = a_match(desk, a_post(desk, new_id("pst"), []), limit=5)
    chosen = ranked(match)[0]
    desk.ask("confirm_match", by=OFFICER, match_id=match["id"], cadre_id=chosen, confirmed_by="人", reason="因")
    view = desk.ask("match_fairness", by=OFFICER, match_id=match["id"])
    assert view["people"] == 36
    assert view["outcomes"] == {"confirmed": 1, "eligible": 31, "shortlisted": 4}
    for by in ("sex", "nationality_group", "ethnicity", "age_band"):
        groups = [group for group in view["groups"] if group["by"] == by]
        assert sum(group["people"] for group in groups) == 36
        for outcome, total in view["outcomes"].items():
            assert sum(group["outcomes"][outcome]["count"] or 0 for group in groups) <= total
    sexes = {group["key"]: group["people"] for group in view["groups"] if group["by"] == "sex"}
    assert sexes == {"1": 12, "2": 24}
    bands = {group["key"]: group["people"] for group in view["groups"] if group["by"] == "age_band"}
    assert bands == {"36-40": 24, "46-50": 12}


def test_a_shortlist_with_nobody_on_it_is_looked_at_too(desk: Desk) -> None:
    post_id = a_post(desk, new_id("pst"), [])
    match = a_match(desk, post_id)
    (told,) = desk.told("match.made.v1")
    assert told["cadre_ids"] == []
    desk.hear("standing_looks", "match.made.v1", match["id"], service="talentpool", **told)
    assert look(desk, match)["state"] == "open"


def test_a_condition_on_what_one_may_not_see_is_refused(desk: Desk) -> None:
    few = Principal("few", (), "talentpool.matches.make", Scope(Reach.ALL), ("appraisal.indices.read",))
    hidden = [{"field": "restricted", "op": "is", "value": True}]
    assert refused(desk, a_post(desk, new_id("pst"), []), by=few, conditions=hidden) == "talentpool/field-not-allowed"


def test_a_unit_sees_its_own_posts_shortlists_and_people_only(desk: Desk) -> None:
    ids = candidates(desk, mine="60.00", other="90.00")
    desk.people(ids["mine"], handler="candidates", sequence=2, unit_ids=["unt-city", "unt-bureau"])
    desk.people(ids["other"], handler="candidates", sequence=2, unit_ids=["unt-city", "unt-school"])
    post_id = a_post(desk, new_id("pst"), [])
    mine, others = (
        Principal("unit", (), "talentpool.matches.make", Scope(Reach.UNIT, unit_id), RIGHTS)
        for unit_id in ("unt-bureau", "unt-school")
    )
    assert refused(desk, post_id, by=others) == "talentpool/no-post"
    match = a_match(desk, post_id, by=mine)
    assert (match["considered"], ranked(match)) == (1, [ids["mine"]]), "nobody beyond is even counted"
    choice = {"match_id": match["id"], "cadre_id": ids["mine"], "confirmed_by": "人", "reason": "因"}
    for name, wish in (("get_match", {}), ("match_fairness", {}), ("confirm_match", choice)):
        told = desk.refused(name, by=others, **{"match_id": match["id"], **wish})
        assert told.code == "talentpool/no-match", name
    assert desk.ask("list_matches", by=others)["items"] == []
    assert [one["id"] for one in desk.ask("list_matches", by=mine)["items"]] == [match["id"]]
    assert desk.ask("confirm_match", by=mine, **choice)["state"] == "confirmed"


def test_a_tie_is_a_tie(desk: Desk) -> None:
    ids = desk.people(*(f"cad-{secrets.token_hex(5)}" for _ in range(10)), handler="candidates")
    post_id = a_post(desk, new_id("pst"), [])
    match = a_match(desk, post_id, limit=10)
    assert {line["cadre_id"] for line in match["lines"]} == set(ids)
    assert [(line["rank"], line["to_next"]) for line in match["lines"]] == [(1, None), *[(1, 0)] * 9]
    assert match["tied_at_end"] is False
    cut = a_match(desk, post_id, limit=4)
    assert ([line["rank"] for line in cut["lines"]], cut["tied_at_end"]) == ([1] * 4, True)


def test_fairness_counts_everybody_from_the_start_and_hides_what_is_too_small(desk: Desk) -> None:
    def told(count: int, **state: str) -> int:
        return len(desk.people(*(f"cad-{secrets.token_hex(5)}" for _ in range(count)), handler="candidates", **state))

    young = told(12, birth_month="1990-01")
    told(14, birth_month="1970-01", sex="2")
    told(3, ethnicity="05")
    age = [{"field": "age", "op": "at_most", "value": 45}]
    match = a_match(desk, a_post(desk, new_id("pst"), []), limit=5, conditions=age)
    assert match["eligible"] == young
    view = desk.ask("match_fairness", by=OFFICER, match_id=match["id"])
    assert (view["people"], view["outcomes"]) == (29, {"considered": 17, "eligible": 7, "shortlisted": 5})
    sexes = {group["key"]: group["outcomes"] for group in view["groups"] if group["by"] == "sex"}
    assert (sexes["2"]["eligible"]["rate"], sexes["2"]["considered"]["rate"]) == (0.0, 1.0), "nobody of 14 came further"
    (few,) = [group for group in view["groups"] if (group["by"], group["key"]) == ("ethnicity", "05")]
    assert (few["people"], few["too_small"]) == (3, True)
    assert set(few["outcomes"]["considered"].values()) == {None}
