"""A decision for a day to come is judged again on that day; what stands against it then holds it (暂缓生效)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.service.registry.conftest import Registry
from tests.service.registry.test_restrictions import hear, told

DECIDED, BETWEEN, ITS_DAY, LATER = "2026-06-01", "2026-06-10", "2026-07-01", "2026-07-20"
OVERRIDE = {"override": {"by": "（虚构）部长", "basis": "合成依据：经批准"}}
DOCUMENT = {"document": "包任〔2026〕9号"}
SANCTION = {"kind": "demerit", "decided_on": BETWEEN}
FILE, BOOK = "registry.punishment_effect", "registry.restriction_effect"


def decided(registry: Registry, at: Any, command: str = "appoint", **wish: Any) -> dict[str, Any]:
    """Somebody about whom something was decided that holds from a day to come."""
    at(DECIDED)
    unit = registry.a_unit()
    ranks = [{"code": "section_rank_2", "began": "2020-01"}]
    cadre = registry.a_cadre(unit, ranks=ranks)
    if command == "appoint":
        wish = {"post_id": registry.a_post(unit)["id"], **OVERRIDE, **wish}
    return dict(registry.call(command, {"cadre_id": cadre["id"], "on": ITS_DAY, **DOCUMENT, **wish}))


def come(registry: Registry, at: Any, day: str = ITS_DAY) -> None:
    at(day)
    while registry.sweep_alerts()["more"]:
        pass


def punish(registry: Registry, at: Any, cadre: str) -> None:
    at(BETWEEN)
    registry.change_cadre(cadre_id=cadre, add={"punishments": [SANCTION]}, document="合成处分决定")


def alerts(registry: Registry, cadre: str) -> list[str]:
    found = registry.list_alerts(subject_id=cadre, rule="decision_held")["items"]
    return [alert["due_on"] for alert in found]


@pytest.mark.parametrize(
    ("command", "history", "wish", "field"),
    [
        ("appoint", "appointments", {}, "title"),
        ("promote", "levels", {"post_level": "132", **OVERRIDE}, "post_level"),
        ("promote", "ranks", {"rank": "section_rank_1"}, "rank"),
    ],
)
def test_a_punishment_that_comes_between_holds_what_was_decided_for_a_day_to_come(
    registry: Registry, at: Any, command: str, history: str, wish: dict[str, Any], field: str
) -> None:
    before = decided(registry, at, command, **wish)
    cadre = before["id"]
    punish(registry, at, cadre)
    come(registry, at)
    shown = registry.get_cadre(cadre_id=cadre, as_of=ITS_DAY)
    assert shown[field] == before[field] == shown["at_day"][field]
    found = registry.list_cadres(unit_id=before["unit_id"], post_level="132", as_of=ITS_DAY)["items"]
    assert found == []
    entry = shown[history][-1]
    assert (entry["held"]["rules"], entry["held"]["planned"]) == ([FILE], ITS_DAY)
    assert "公务员法" in entry["held"]["zh"]
    (event,) = [one["data"] for one in registry.events(cadre) if one["type"] == "cadre.held.v1"]
    assert (event["history"], event["entry"], event["rules"]) == (history, entry["entry"], [FILE])
    types = {one["type"] for one in registry.events(cadre)}
    assert types.isdisjoint({"cadre.appointed.v1", "cadre.promoted.v1"})
    assert alerts(registry, cadre) == [ITS_DAY]
    come(registry, at, LATER)
    assert registry.get_cadre(cadre_id=cadre)[field] == before[field], "it stays held"


@pytest.mark.parametrize("by_the_book", [False, True])
@pytest.mark.parametrize("by_change", [False, True])
def test_as_of_a_day_to_come_what_will_be_held_does_not_show_and_on_its_day_it_is_held(
    registry: Registry, at: Any, by_the_book: bool, by_change: bool
) -> None:
    at(DECIDED)
    unit = registry.a_unit()
    cadre = registry.a_cadre(unit, ranks=[{"code": "section_rank_2", "began": "2020-01"}])["id"]
    if by_change:
        planned = {"code": "section_rank_1", "began": ITS_DAY}
        registry.change_cadre(cadre_id=cadre, add={"ranks": [planned]}, **DOCUMENT)
    else:
        registry.promote(cadre_id=cadre, rank="section_rank_1", on=ITS_DAY, **DOCUMENT)

    def shown(day: str) -> tuple[str, list[str]]:
        file = registry.get_cadre(cadre_id=cadre, as_of=day)["at_day"]
        (line,) = registry.list_cadres(unit_id=unit["id"], as_of=day)["items"]
        assert line["rank"] == file["rank"]
        return file["rank"], [one["on"] for one in file["will_be_held"]]

    assert shown(LATER) == ("section_rank_1", [])
    if by_the_book:
        at(BETWEEN)
        hear(registry, (1, told(cadre, begins=BETWEEN, ends="2027-06-09")))
    else:
        punish(registry, at, cadre)
    before = registry.get_cadre(cadre_id=cadre)
    assert (shown(BETWEEN), shown(LATER)) == (("section_rank_2", []), ("section_rank_2", [ITS_DAY]))
    why = registry.get_cadre(cadre_id=cadre, as_of=LATER)["at_day"]["will_be_held"][0]
    assert (why["history"], "影响期" in why["zh"]) == ("ranks", True)
    assert registry.get_cadre(cadre_id=cadre) == before, "what is only shown is never kept"
    come(registry, at)
    assert shown(LATER) == ("section_rank_2", [])
    assert registry.get_cadre(cadre_id=cadre)["ranks"][-1]["held"]["rules"] == [BOOK if by_the_book else FILE]
    assert alerts(registry, cadre) == [ITS_DAY]


def test_a_restriction_of_the_book_holds_an_appointment_and_the_post_stays_vacant(registry: Registry, at: Any) -> None:
    cadre = decided(registry, at)["id"]
    post = registry.get_cadre(cadre_id=cadre)["appointments"][-1]["post_id"]
    at(BETWEEN)
    hear(registry, (1, told(cadre, begins=BETWEEN, ends="2027-06-09")))
    come(registry, at)
    assert registry.get_cadre(cadre_id=cadre)["appointments"][-1]["held"]["rules"] == [BOOK]
    assert registry.get_post(post_id=post)["vacant"] is True


def test_a_transfer_is_held_too_and_the_cadre_stays_where_they_are(registry: Registry, at: Any) -> None:
    at(DECIDED)
    away = registry.a_unit()["id"]
    moved = decided(registry, at, "transfer", unit_id=away)
    at(BETWEEN)
    hear(registry, (1, told(moved["id"], effects=["transfer"], begins=BETWEEN, ends=None)))
    come(registry, at)
    shown = registry.get_cadre(cadre_id=moved["id"])
    assert (shown["unit_id"], shown["moves"][-1]["held"]["rules"]) == (moved["unit_id"], [BOOK])


def test_what_was_known_and_set_aside_when_it_was_decided_does_not_hold_it_and_what_comes_later_does(
    registry: Registry, at: Any
) -> None:
    at(DECIDED)
    unit = registry.a_unit()
    known = told("x", begins="2026-01-01", ends="2026-12-31")
    for another in (False, True):
        cadre = registry.a_cadre(unit)["id"]
        at(DECIDED)
        hear(registry, (1, {**known, "restriction_id": f"rst-{cadre}", "cadre_id": cadre}))
        wish = {"cadre_id": cadre, "on": ITS_DAY, "post_level": "132", **DOCUMENT, **OVERRIDE}
        assert BOOK in registry.promote(**wish)["levels"][-1]["override"]["findings"]
        if another:
            hear(registry, (1, told(cadre, begins=BETWEEN, ends="2027-06-09")))
        come(registry, at)
        held = registry.get_cadre(cadre_id=cadre)["levels"][-1]["held"]
        assert (held and held["rules"]) == ([BOOK] if another else None)


def test_an_officer_lifts_a_hold_with_an_override_or_voids_the_decision(registry: Registry, at: Any) -> None:
    cadre = decided(registry, at)["id"]
    punish(registry, at, cadre)
    come(registry, at)
    entry = registry.get_cadre(cadre_id=cadre)["appointments"][-1]
    at(LATER)
    wish = {"cadre_id": cadre, "history": "appointments", "entry": entry["entry"], "basis": "合成依据：部务会研究"}
    refused = registry.refusal("lift_hold", **wish)
    assert (refused.code, refused.facts["rules"]) == ("registry/unqualified", [FILE])
    early = registry.refusal("lift_hold", on="2026-06-30", **wish, **OVERRIDE)
    assert early.code == "registry/out-of-order"
    lifted = registry.lift_hold(**wish, **OVERRIDE)
    assert (lifted["title"], lifted["post_level"], lifted["post_ids"]) == ("副局长", "132", [entry["post_id"]])
    kept = lifted["appointments"][-1]
    assert (kept["began"], kept["held"], kept["holds"][0]["planned"]) == (LATER, None, ITS_DAY)
    assert kept["holds"][0]["lifted"]["findings"] == [FILE]
    (event,) = [one["data"] for one in registry.events(cadre) if one["type"] == "cadre.appointed.v1"]
    assert (event["on"], FILE in event["overridden"]) == (LATER, True)
    assert alerts(registry, cadre) == []
    assert registry.refusal("lift_hold", **wish).code == "registry/not-held"

    other = decided(registry, at)["id"]
    punish(registry, at, other)
    come(registry, at)
    number = registry.get_cadre(cadre_id=other)["appointments"][-1]["entry"]
    aside = {"history": "appointments", "entry": number, "by": "（虚构）负责人", "basis": "合成依据：决定撤销"}
    assert registry.set_aside(cadre_id=other, **aside)["appointments"][-1]["void"] is not None
    assert alerts(registry, other) == []


def test_what_was_held_by_mistake_is_lifted_from_the_day_that_was_meant(registry: Registry, at: Any) -> None:
    cadre = decided(registry, at)["id"]
    at(BETWEEN)
    mistaken = told(cadre, begins=BETWEEN, ends="2027-06-09")
    hear(registry, (1, mistaken))
    come(registry, at)
    at(LATER)
    hear(registry, (2, {**mistaken, "state": "annulled"}))
    entry = registry.get_cadre(cadre_id=cadre)["appointments"][-1]["entry"]
    wish = {"history": "appointments", "entry": entry, "on": ITS_DAY, "basis": "合成依据：影响期已撤销"}
    lifted = registry.lift_hold(cadre_id=cadre, **wish)
    assert (lifted["title"], lifted["in_post_since"]) == ("副局长", ITS_DAY)
    assert lifted["appointments"][-1]["holds"][0]["lifted"]["findings"] == []


def test_a_correction_of_what_is_held_stays_held(registry: Registry, at: Any) -> None:
    cadre = decided(registry, at, "promote", post_level="132", **OVERRIDE)["id"]
    punish(registry, at, cadre)
    come(registry, at)
    entry = registry.get_cadre(cadre_id=cadre)["levels"][-1]["entry"]
    right = {"levels": [{"code": "132", "began": "2026-07-02", "began_by": "包任〔2026〕10号"}]}
    wish = {"history": "levels", "entry": entry, "right": right, "by": "（虚构）负责人", "basis": "合成依据：文号有误"}
    shown = registry.correct_entry(cadre_id=cadre, **wish)
    assert (shown["post_level"], shown["levels"][-1]["held"]["rules"]) == ("141", [FILE])


@pytest.mark.parametrize("how", ["add", "registered", "corrected"])
def test_what_is_entered_otherwise_for_a_day_to_come_is_judged_on_it_too(registry: Registry, at: Any, how: str) -> None:
    at(DECIDED)
    unit = registry.a_unit()
    level = {"code": "132", "began": ITS_DAY, "began_by": "包任〔2026〕9号"}
    if how == "registered":
        person = registry.person(unit)
        cadre = registry.a_cadre(unit, levels=[*person["levels"], level], **OVERRIDE)["id"]
    elif how == "add":
        cadre = registry.a_cadre(unit)["id"]
        registry.change_cadre(cadre_id=cadre, add={"levels": [level]}, **DOCUMENT, **OVERRIDE)
    else:
        cadre = decided(registry, at, "promote", post_level="132", **OVERRIDE)["id"]
        entry = registry.get_cadre(cadre_id=cadre)["levels"][-1]["entry"]
        wish = {"history": "levels", "entry": entry, "by": "（虚构）负责人", "basis": "合成依据：文号有误"}
        registry.correct_entry(cadre_id=cadre, right={"levels": [level]}, **wish)
    punish(registry, at, cadre)
    come(registry, at)
    shown = registry.get_cadre(cadre_id=cadre)
    assert (shown["post_level"], FILE in shown["levels"][-1]["held"]["rules"]) == ("141", True)


def test_who_has_died_before_the_day_takes_up_nothing(registry: Registry, at: Any) -> None:
    cadre = decided(registry, at)["id"]
    at(BETWEEN)
    registry.leave(cadre_id=cadre, kind="deceased", on=BETWEEN, document="合成证明")
    come(registry, at)
    shown = registry.get_cadre(cadre_id=cadre)
    assert (shown["status"], shown["title"]) == ("deceased", "原主任")
    planned = shown["appointments"][-1]
    assert (planned["held"], planned["overtaken_by"]) == (None, shown["statuses"][-1]["entry"])
    assert "合成证明" in planned["void"]["basis"]


def test_nothing_stands_against_it_and_it_takes_effect(registry: Registry, at: Any) -> None:
    cadre = decided(registry, at)["id"]
    day = date.fromisoformat(ITS_DAY) - timedelta(days=1)
    come(registry, at, day.isoformat())
    assert registry.get_cadre(cadre_id=cadre)["title"] == "主任"
    come(registry, at)
    shown = registry.get_cadre(cadre_id=cadre)
    assert (shown["title"], shown["appointments"][-1]["held"]) == ("副局长", None)
