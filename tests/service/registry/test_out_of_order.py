"""What lowers or ends something may be entered before what it lowers or ends: the file is the same in the end."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest

from servicekit import clock
from tests.service.registry.conftest import Registry

DOCUMENT = {"document": "合成文件〔2012〕5号"}
ASIDE = {"by": "合成负责人", "basis": "录入有误"}
OVERRIDE = {"override": {"by": "（虚构）部长", "basis": "合成依据：经批准"}}


def day(ahead: int) -> str:
    return str((clock.day_of(clock.now()) + timedelta(days=ahead)).isoformat())


def spans(file: dict[str, Any], history: str, what: str) -> list[tuple[str, str, str | None]]:
    return sorted((one[what], one["began"], one["ended"]) for one in file[history] if one["void"] is None)


def enter(registry: Registry, cadre: str, act: str, posts: dict[str, str]) -> dict[str, Any]:
    """One act of a career of long ago."""
    back = {"cadre_id": cadre, "document": f"任免〔{act}〕", "back_entry": True}
    match act:
        case "first":
            return dict(registry.appoint(post_id=posts["first"], on="2008-03-01", **back))
        case "second":
            return dict(registry.appoint(post_id=posts["second"], on="2011-03-01", **back))
        case "removed":
            return dict(registry.remove(post_id=posts["first"], on="2010-05-01", reason="调整", **back))
        case "removed again":
            return dict(registry.remove(on="2014-05-01", reason="问责", end_level=True, **back))
        case "promoted":
            return dict(registry.promote(rank="section_rank_1", on="2019-06-01", **back))
        case "demoted":
            return dict(registry.demote(rank="section_rank_3", on="2021-06-01", **back))
    raise LookupError(act)


ACTS = ("first", "second", "removed", "removed again", "promoted", "demoted")


@pytest.mark.parametrize("order", [ACTS, ACTS[::-1], *itertools.islice(itertools.permutations(ACTS), 100, 720, 117)])
def test_a_career_with_removals_and_a_demotion_is_the_same_in_whatever_order_it_is_entered(
    registry: Registry, order: tuple[str, ...]
) -> None:
    unit = registry.a_unit()
    cadre = registry.a_cadre(unit, appointments=[], levels=[], ranks=[])["id"]
    level = {"role": "member", "post_level": "142"}
    posts = {name: registry.a_post(unit, title=name, **level)["id"] for name in ("first", "second")}
    for act in order:
        enter(registry, cadre, act, posts)
    file = registry.get_cadre(cadre_id=cadre)
    assert spans(file, "appointments", "title") == [
        ("first", "2008-03-01", "2010-05-01"),
        ("second", "2011-03-01", "2014-05-01"),
    ]
    assert {one["end_reason"] for one in file["appointments"]} == {"调整", "问责"}
    assert spans(file, "levels", "code") == [("142", "2008-03-01", "2014-05-01")]
    assert spans(file, "ranks", "code") == [
        ("section_rank_1", "2019-06-01", "2021-06-01"),
        ("section_rank_3", "2021-06-01", None),
    ]
    assert (file["title"], file["post_level"], file["rank"]) == ("", None, "section_rank_3")
    shown = registry.get_cadre(cadre_id=cadre, as_of="2010-06-01")["at_day"]
    assert (shown["title"], shown["post_level"]) == ("", "142")


def test_a_removal_that_waits_says_so_and_joins_the_appointment_and_waits_again(registry: Registry) -> None:
    unit = registry.a_unit()
    cadre = registry.a_cadre(unit)["id"]
    post = registry.a_post(unit, title="科长", role="member", post_level="141")["id"]
    # Long ago it is history, whether the clerk says so or not.
    file = registry.remove(cadre_id=cadre, post_id=post, on="2012-05-01", **DOCUMENT)
    assert [one["code"] for one in file["warnings"]][-1] == "awaits-appointment"
    (removal,) = file["removals"]
    assert (removal["post_id"], removal["ends"]) == (post, [])
    assert registry.events(cadre)[-1]["type"] == "cadre.changed.v1"
    again = registry.refusal("remove", cadre_id=cadre, post_id=post, on="2012-05-01", **DOCUMENT)
    assert (again.code, again.facts["entry"]) == ("registry/duplicate-entry", removal["entry"])
    back = {"cadre_id": cadre, "post_id": post, "on": "2010-05-01", "back_entry": True}
    file = registry.appoint(document="任〔2010〕1号", **back)
    entry = file["appointments"][-1]
    assert (entry["ended"], entry["ended_by"]) == ("2012-05-01", DOCUMENT["document"])
    assert file["removals"][0]["ends"] == [entry["entry"]]
    assert registry.get_post(post_id=post)["holder_ids"] == []
    file = registry.set_aside(cadre_id=cadre, history="appointments", entry=entry["entry"], **ASIDE)
    assert file["removals"][0]["ends"] == []


def test_of_late_a_removal_names_what_is_held(registry: Registry) -> None:
    unit = registry.a_unit()
    cadre, post = registry.a_cadre(unit)["id"], registry.a_post(unit)["id"]
    wish = {"cadre_id": cadre, "post_id": post, "on": day(-2), **DOCUMENT}
    no = registry.refusal("remove", **wish)
    assert (no.code, "补录" in no.advice_zh) == ("registry/not-in-post", True)
    assert registry.refusal("remove", **{**wish, "on": day(0)}, back_entry=True).code == "registry/out-of-order"
    assert registry.refusal("remove", **wish, back_entry=True).code == "registry/not-in-post"
    unknown = {"cadre_id": cadre, "entry": "999", "on": "2012-05-01", **DOCUMENT}
    assert registry.refusal("remove", **unknown, back_entry=True).code == "registry/not-in-post"


def test_a_removal_by_mistake_is_set_aside_and_the_post_goes_on(registry: Registry, at: Any) -> None:
    unit = registry.a_unit()
    cadre = registry.a_cadre(unit)
    held = cadre["appointments"][-1]["entry"]
    file = registry.remove(cadre_id=cadre["id"], entry=held, on=day(-3), end_level=True, **DOCUMENT)
    assert (file["title"], file["post_level"]) == ("", None)
    (event,) = [one["data"] for one in registry.events(cadre["id"]) if one["type"] == "cadre.removed.v1"]
    first, second = day(-3), day(20)
    assert (event["entries"], event["on"]) == ([held], first)
    wish = {"cadre_id": cadre["id"], "history": "removals", "entry": file["removals"][-1]["entry"], **ASIDE}
    back = registry.set_aside(**wish)
    assert (back["title"], back["post_level"], back["removals"][0]["void"] is not None) == ("主任", "141", True)
    # One for a day to come is told on that day, and ends what is held then by a corrected entry too.
    registry.remove(cadre_id=cadre["id"], entry=held, on=second, **DOCUMENT)
    right = {"title": "副主任", "post_level": "141", "began": "2019-01", "began_by": "文"}
    correct = {"cadre_id": cadre["id"], "history": "appointments", "entry": held, **ASIDE, **OVERRIDE}
    file = registry.correct_entry(right={"appointments": [right]}, **correct)
    assert (file["title"], file["appointments"][-1]["ended"]) == ("副主任", second)
    at(second)
    while registry.sweep_alerts()["more"]:
        pass
    assert registry.get_cadre(cadre_id=cadre["id"])["title"] == ""
    told = [one["data"]["on"] for one in registry.events(cadre["id"]) if one["type"] == "cadre.removed.v1"]
    assert told == [first, second]


def test_a_demotion_of_late_lowers_what_is_held(registry: Registry) -> None:
    cadre = registry.a_cadre(registry.a_unit(), ranks=[])["id"]
    wish = {"cadre_id": cadre, "rank": "section_rank_3", **DOCUMENT}
    assert registry.refusal("demote", on=day(-2), **wish).code == "registry/not-a-demotion"
    file = registry.demote(on="2021-06-01", **wish)
    assert ([one["code"] for one in file["warnings"]][-1], file["rank"]) == ("awaits-higher", "section_rank_3")
    again = registry.refusal("demote", on="2021-06-01", back_entry=True, **wish)
    assert again.code == "registry/duplicate-entry"


def test_a_transfer_of_long_ago_leads_into_a_unit_that_is_no_more(registry: Registry) -> None:
    unit, gone = registry.a_unit(), registry.a_unit()
    cadre = registry.a_cadre(unit)["id"]
    registry.close_unit(unit_id=gone["id"], **DOCUMENT)
    wish = {"cadre_id": cadre, "unit_id": gone["id"], "on": "2005-03-01", **DOCUMENT}
    assert registry.refusal("transfer", **{**wish, "on": day(0)}).code == "registry/unit-closed"
    moved = registry.transfer(back_entry=True, **wish)
    assert moved["unit_id"] == unit["id"]
    assert registry.get_cadre(cadre_id=cadre, as_of="2010-01-01")["at_day"]["unit_id"] == gone["id"]


@pytest.mark.parametrize("kind", ["retirement", "departure"])
def test_an_end_of_the_service_is_entered_after_the_death_that_came_later(registry: Registry, kind: str) -> None:
    cadre = registry.a_cadre(registry.a_unit())["id"]
    registry.leave(cadre_id=cadre, kind="deceased", on="2024-06-01", document="证明", back_entry=True)
    wish = {"cadre_id": cadre, "on": "2022-06-01", **DOCUMENT}
    method, how = ("retire", "illness") if kind == "retirement" else ("leave", "resigned")
    assert registry.refusal(method, kind=how, **wish).code == "registry/not-serving"
    file = registry.call(method, {**wish, "kind": how, "back_entry": True})
    status = "retired" if kind == "retirement" else "left"
    assert file["status"] == "deceased"
    shown = [registry.get_cadre(cadre_id=cadre, as_of=on)["at_day"]["status"] for on in ("2022-05-31", "2023-01-01")]
    assert shown == ["serving", status]
    assert file["appointments"][-1]["ended"] == "2022-06-01"
    again = registry.refusal(method, kind=how, **{**wish, "on": "2021-06-01"}, back_entry=True)
    assert again.code == "registry/not-serving"
