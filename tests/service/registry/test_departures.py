"""With an end of the service everything ends that was held or planned, and comes back where that end was a mistake."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from servicekit import clock
from tests.service.registry.conftest import Registry
from tests.service.registry.test_selections import OVERRIDE as BY

DOCUMENT = {"document": "合成文件〔2026〕5号"}
ASIDE = {"by": "合成负责人", "basis": "同名误登"}


def day(ahead: int) -> str:
    return str((clock.day_of(clock.now()) + timedelta(days=ahead)).isoformat())


def come(registry: Registry, at: Any, on: str) -> None:
    at(on)
    while registry.sweep_alerts()["more"]:
        pass


@pytest.fixture
def person(registry: Registry) -> dict[str, Any]:
    """Somebody who holds a post besides until a day to come, and of whom rank, unit and post are decided for others."""
    unit, away = registry.a_unit(), registry.a_unit()
    ranks = [{"code": "section_rank_2", "began": "2020-01", "began_by": "文"}]
    cadre = registry.a_cadre(unit, ranks=ranks)["id"]
    end = {"ended": day(300), "ended_by": "任期文件", "end_reason": "届满"}
    besides = {"title": "兼职委员", "main": False, "began": day(-100), "began_by": "任期文件", **end}
    registry.change_cadre(cadre_id=cadre, add={"appointments": [besides]}, **DOCUMENT)
    registry.promote(cadre_id=cadre, rank="section_rank_1", on=day(100), **DOCUMENT)
    post = registry.a_post(away, role="member", post_level=None)["id"]
    registry.transfer(cadre_id=cadre, unit_id=away["id"], post_id=post, on=day(200), **DOCUMENT)
    return dict(registry.get_cadre(cadre_id=cadre))


def planned_of(file: dict[str, Any]) -> list[dict[str, Any]]:
    """The rank, the transfer and the post of days to come."""
    return [file["ranks"][-1], file["moves"][-1], file["appointments"][-1]]


def said(file: dict[str, Any]) -> dict[str, Any]:
    """All that the file says, but for the status that was a mistake."""
    kept = {name: file[name] for name in ("title", "unit_id", "rank", "post_ids", "appointments", "ranks", "moves")}
    return {**kept, "levels": [one for one in file["levels"] if one["void"] is None]}


@pytest.mark.parametrize("kind", ["deceased", "resigned", "expelled", "dismissed", "transferred_out", "retired"])
def test_all_that_is_held_or_planned_ends_with_the_service_and_comes_back_with_it(
    registry: Registry, person: dict[str, Any], kind: str, at: Any
) -> None:
    before, wish = said(person), {"cadre_id": person["id"], "on": day(-1), **DOCUMENT}
    if kind == "retired":
        file = registry.retire(kind="request", override=BY, **wish)
    else:
        file = registry.leave(kind=kind, **wish)
    number = file["statuses"][-1]["entry"]
    assert [(one["overtaken_by"], DOCUMENT["document"] in one["void"]["basis"]) for one in planned_of(file)] == [
        (number, True)
    ] * 3
    assert [one["ended"] for one in file["appointments"] if one["void"] is None][-2:] == [day(-1)] * 2
    besides = file["appointments"][-2]
    assert besides["given_end"] == {"on": day(300), "document": "任期文件", "reason": "届满"}
    assert (file["title"], file["post_ids"]) == ("原主任", [])
    shown = registry.get_cadre(cadre_id=person["id"], as_of=day(250))["at_day"]
    assert (shown["titles"], shown["rank"], shown["unit_id"]) == ([], "section_rank_2", person["unit_id"])
    assert registry.list_cadres(as_of=day(250), post_id=before["appointments"][-1]["post_id"])["items"] == []

    file = registry.set_aside(cadre_id=person["id"], history="statuses", entry=number, **ASIDE)
    assert said(file) == before
    changed = registry.events(person["id"])[-1]["data"]["changed"]
    assert set(changed) == {"statuses", "appointments", "ranks", "moves"}
    come(registry, at, day(200))
    file = registry.get_cadre(cadre_id=person["id"])
    assert (file["rank"], file["unit_id"], len(file["post_ids"])) == (
        "section_rank_1",
        before["moves"][-1]["unit_id"],
        1,
    )


def test_what_was_to_come_while_the_mistake_stood_has_come_when_it_is_set_aside(
    registry: Registry, person: dict[str, Any], at: Any
) -> None:
    today = day(0)
    wish = {"cadre_id": person["id"], "kind": "deceased", "on": day(-1), **DOCUMENT}
    number = registry.leave(**wish)["statuses"][-1]["entry"]
    come(registry, at, (clock.day_of(clock.now()) + timedelta(days=150)).isoformat())
    assert registry.get_cadre(cadre_id=person["id"])["rank"] == "section_rank_2"
    file = registry.set_aside(cadre_id=person["id"], history="statuses", entry=number, **ASIDE)
    assert (file["rank"], file["ranks"][-1]["began"] > today) == ("section_rank_1", True)
    assert [e["type"] for e in registry.events(person["id"])].count("cadre.promoted.v1") == 1


def test_a_planned_retirement_cancels_what_is_planned_for_later_days_alone(
    registry: Registry, person: dict[str, Any], at: Any
) -> None:
    wish = {"cadre_id": person["id"], "kind": "request", "on": day(150), "override": BY, **DOCUMENT}
    file = registry.retire(**wish)
    rank, move, post = planned_of(file)
    number = file["statuses"][-1]["entry"]
    assert [one["overtaken_by"] for one in (rank, move, post)] == [None, number, number]
    assert set(registry.events(person["id"])[-1]["data"]["changed"]) == {"statuses", "moves", "appointments"}
    # Nothing is planned for its day or later any more.
    for on in (day(150), day(151)):
        later = {"cadre_id": person["id"], "on": on, **DOCUMENT}
        assert registry.refusal("appoint", title="科员", **later).code == "registry/not-serving"
        assert registry.refusal("promote", rank="section_rank_1", **later).code == "registry/not-serving"
        moved = registry.refusal("transfer", unit_id=move["unit_id"], **later)
        assert moved.code == "registry/not-serving"
    come(registry, at, day(149))
    file = registry.get_cadre(cadre_id=person["id"])
    assert (file["status"], file["rank"], file["title"]) == ("serving", "section_rank_1", person["title"])
    come(registry, at, day(150 - 149))
    file = registry.get_cadre(cadre_id=person["id"])
    assert (file["status"], file["title"], file["unit_id"]) == ("retired", "原主任", person["unit_id"])
    assert [one["ended"] for one in file["appointments"] if one["void"] is None][-2:] == [wish["on"]] * 2
    file = registry.set_aside(cadre_id=person["id"], history="statuses", entry=number, **ASIDE)
    assert [one["overtaken_by"] for one in planned_of(file)] == [None] * 3


def test_what_is_held_when_the_service_ends_is_cancelled_with_it(registry: Registry, at: Any) -> None:
    cadre = registry.a_cadre(registry.a_unit(), ranks=[{"code": "section_rank_2", "began": "2020-01"}])["id"]
    registry.promote(cadre_id=cadre, rank="section_rank_1", on=day(30), **DOCUMENT)
    sanction = {"kind": "demerit", "decided_on": day(0)}
    registry.change_cadre(cadre_id=cadre, add={"punishments": [sanction]}, **DOCUMENT)
    wish = {"cadre_id": cadre, "kind": "request", "on": day(60), "override": BY, **DOCUMENT}
    number = registry.retire(**wish)["statuses"][-1]["entry"]
    come(registry, at, day(30))
    held = registry.get_cadre(cadre_id=cadre)["ranks"][-1]
    assert (held["held"] is not None, held["void"]) == (True, None), "until then a person may lift it"
    come(registry, at, day(30))
    gone = registry.get_cadre(cadre_id=cadre)
    assert (gone["status"], gone["ranks"][-1]["overtaken_by"]) == ("retired", number)
    back = registry.set_aside(cadre_id=cadre, history="statuses", entry=number, **ASIDE)
    assert (back["ranks"][-1]["void"], back["ranks"][-1]["held"] is not None) == (None, True)
    assert registry.list_alerts(subject_id=cadre, rule="decision_held", state="open")["items"] != []


def test_of_two_who_are_planned_for_one_post_the_second_is_refused_or_answered_for(registry: Registry, at: Any) -> None:
    unit, else_ = registry.a_unit(), registry.a_unit()
    first, second, third = (registry.a_cadre(else_)["id"] for _ in range(3))
    post = registry.a_post(unit, role="member", post_level=None)["id"]
    wish = {"post_id": post, "on": day(30), **DOCUMENT}
    registry.appoint(cadre_id=first, **wish)
    for on in (day(30), day(10), day(50), day(0)):
        no = registry.refusal("appoint", cadre_id=second, **{**wish, "on": on})
        assert (no.code, no.facts["rules"]) == ("registry/unqualified", ["registry.vacancy"]), on
    no = registry.refusal("transfer", cadre_id=second, unit_id=unit["id"], **wish)
    assert no.facts["rules"] == ["registry.vacancy"]
    planned = {"post_id": post, "title": "科员", "began": day(30), "began_by": "文"}
    no = registry.refusal("change_cadre", cadre_id=second, add={"appointments": [planned]}, **DOCUMENT)
    assert no.facts["rules"] == ["registry.vacancy"]
    registry.appoint(cadre_id=second, override=BY, **wish)
    # The first is set aside, retires before, and then the post is free but for whom somebody answers for.
    registry.retire(cadre_id=first, kind="request", on=day(20), override=BY, **DOCUMENT)
    assert registry.refusal("appoint", cadre_id=third, **wish).facts["rules"] == ["registry.vacancy"]
    entry = registry.get_cadre(cadre_id=second)["appointments"][-1]["entry"]
    registry.set_aside(cadre_id=second, history="appointments", entry=entry, **ASIDE)
    registry.appoint(cadre_id=third, **wish)
    come(registry, at, day(30))
    assert registry.get_post(post_id=post)["holder_ids"] == [third]


@pytest.mark.parametrize("turned", [False, True])
def test_both_who_are_planned_for_one_post_with_a_basis_take_it_up(registry: Registry, at: Any, turned: bool) -> None:
    unit = registry.a_unit()
    first, second = sorted((registry.a_cadre(registry.a_unit())["id"] for _ in range(2)), reverse=turned)
    post = registry.a_post(unit, role="member", post_level=None)["id"]
    wish = {"post_id": post, "on": day(30), **DOCUMENT}
    registry.appoint(cadre_id=first, **wish)
    registry.appoint(cadre_id=second, override=BY, **wish)
    come(registry, at, day(30))
    files = [registry.get_cadre(cadre_id=one) for one in (first, second)]
    assert [file["appointments"][-1]["held"] for file in files] == [None, None]
    assert sorted(registry.get_post(post_id=post)["holder_ids"]) == sorted([first, second])
