"""A career put right, entered afterwards, and of the day: what an entry had changed is as if it had never been."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from servicekit import clock
from tests.service.registry.conftest import Registry, number

ASIDE = {"by": "（虚构）负责人", "basis": "合成依据：录入有误"}
OVERRIDE = {"override": {"by": "（虚构）部长", "basis": "合成依据：经批准"}}
LEVEL = [{"code": "141", "began": "2012-01"}, {"code": "132", "began": "2018-03", "began_by": "包任〔2018〕1号"}]


def aside(registry: Registry, cadre: str, history: str, entry: str) -> dict[str, Any]:
    return dict(registry.set_aside(cadre_id=cadre, history=history, entry=entry, **ASIDE))


def spans(file: dict[str, Any], history: str = "levels") -> list[tuple[str, str, str | None]]:
    return [(one["code"], one["began"], one["ended"]) for one in file[history] if one["void"] is None]


def entry_of(file: dict[str, Any], history: str) -> str:
    return str(file[history][-1]["entry"])


def test_a_promotion_by_mistake_leaves_the_level_before_it_as_it_was(registry: Registry) -> None:
    """Case 18."""
    before = registry.a_cadre(registry.a_unit(), levels=LEVEL)
    wish = {"post_level": "131", "on": "2026-01", "document": "包任〔2026〕1号", **OVERRIDE}
    promoted = registry.promote(cadre_id=before["id"], **wish)
    assert (promoted["post_level"], spans(promoted)[1]) == ("131", ("132", "2018-03", "2026-01"))
    after = aside(registry, before["id"], "levels", entry_of(promoted, "levels"))
    same = ("post_level", "level_since", "county_level_or_above", "retires_on")
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    assert spans(after) == [("141", "2012-01", "2018-03"), ("132", "2018-03", None)]
    assert after["levels"][-1]["void"]["basis"] == ASIDE["basis"]


def test_a_wrong_appointment_takes_its_level_along_and_what_it_ended_goes_on(registry: Registry) -> None:
    """Case 19."""
    unit = registry.a_unit(approved={"chief": 1, "deputy": 1})
    old, post = registry.a_post(unit, title="科长", post_level="141", role="member"), registry.a_post(unit)
    held = [{"post_id": old["id"], "title": "科长", "began": "2015-01", "post_level": "141"}]
    before = registry.a_cadre(unit, appointments=held)
    cadre = before["id"]
    wish = {"post_id": post["id"], "on": "2026-01-05", "document": "包任〔2026〕2号", **OVERRIDE}
    appointed = registry.appoint(cadre_id=cadre, **wish)
    assert (appointed["title"], appointed["post_level"], appointed["post_ids"]) == ("副局长", "132", [post["id"]])
    after = aside(registry, cadre, "appointments", entry_of(appointed, "appointments"))
    assert (after["title"], after["post_level"], after["post_ids"]) == ("科长", "141", [old["id"]])
    assert [one["void"] is None for one in after["levels"] if one["code"] == "132"] == [False]
    level = entry_of(appointed, "levels")
    promoted, put_right = (event["data"] for event in registry.events(cadre)[-2:])
    assert (promoted["level_entry"], level in put_right["set_aside"]) == (level, True)
    assert put_right["level_entry"] == entry_of(before, "levels")
    assert registry.get_post(post_id=post["id"])["holder_ids"] == []
    assert registry.get_post(post_id=old["id"])["holder_ids"] == [cadre]
    assert registry.get_unit(unit_id=unit["id"])["filled"]["deputy"] == 0


def test_a_retirement_by_mistake_is_none_and_the_post_is_held_again(registry: Registry) -> None:
    unit = registry.a_unit()
    post = registry.a_post(unit, title="科长", post_level="141", role="member")
    held = [{"post_id": post["id"], "title": "科长", "began": "2015-01"}]
    cadre = registry.a_cadre(unit, appointments=held)["id"]
    wish = {"kind": "request", "on": "2026-01-05", "document": "包退〔2026〕1号", **OVERRIDE}
    retired = registry.retire(cadre_id=cadre, **wish)
    assert (retired["status"], retired["title"]) == ("retired", "原科长")
    assert registry.get_post(post_id=post["id"])["vacant"] is True
    after = aside(registry, cadre, "statuses", entry_of(retired, "statuses"))
    assert (after["status"], after["title"], after["post_ids"]) == ("serving", "科长", [post["id"]])
    assert registry.get_post(post_id=post["id"])["holder_ids"] == [cadre]
    told = [event["data"] for event in registry.events(cadre)]
    entry = entry_of(retired, "statuses")
    assert [(one["status"], one["status_entry"], one["set_aside"]) for one in told] == [
        ("serving", "1", []),
        ("retired", entry, []),
        ("serving", "1", [entry]),
    ], "every event tells from which entry the status follows, and what was set aside"


def test_a_transfer_by_mistake_brings_the_cadre_back(registry: Registry) -> None:
    here, there = registry.a_unit(), registry.a_unit()
    cadre = registry.a_cadre(here, appointments=[{"title": "科员", "began": "2015-01"}])["id"]
    moved = registry.transfer(cadre_id=cadre, unit_id=there["id"], on="2026-01-05", document="包调〔2026〕1号")
    assert (moved["unit_id"], moved["title"], moved["moves"][0]["unit_id"]) == (there["id"], "", there["id"])
    after = aside(registry, cadre, "moves", moved["moves"][0]["entry"])
    assert (after["unit_id"], after["unit_ids"], after["title"]) == (here["id"], [here["id"]], "科员")


def test_the_appointment_that_came_with_a_transfer_is_set_aside_with_it_and_the_former_post_goes_on(
    registry: Registry,
) -> None:
    here, there = registry.a_unit(), registry.a_unit()
    old = registry.a_post(here, title="科长", post_level="141", role="member")
    new = registry.a_post(there, title="主任", post_level="141", role="member")
    held = [{"post_id": old["id"], "title": "科长", "began": "2019-01"}]
    cadre = registry.a_cadre(here, appointments=held)["id"]
    wish = {"unit_id": there["id"], "post_id": new["id"], "on": "2026-01-05", "document": "包调〔2026〕1号"}
    moved = registry.transfer(cadre_id=cadre, **wish)
    assert (moved["unit_id"], moved["title"], moved["post_ids"]) == (there["id"], "主任", [new["id"]])
    came = entry_of(moved, "appointments")
    after = aside(registry, cadre, "moves", entry_of(moved, "moves"))
    assert (after["unit_id"], after["title"], after["post_ids"]) == (here["id"], "科长", [old["id"]])
    assert next(one for one in after["appointments"] if one["entry"] == came)["void"]["basis"] == ASIDE["basis"]
    assert registry.get_post(post_id=old["id"])["holder_ids"] == [cadre]
    assert registry.get_post(post_id=new["id"])["vacant"] is True
    event = registry.events(cadre)[-1]["data"]
    assert (event["changed"], came in event["set_aside"]) == (["moves", "appointments"], True)
    dead = {"cadre_id": cadre, "kind": "deceased", "document": "证明"}
    again = registry.transfer(cadre_id=cadre, **{**wish, "on": "2026-02-05"})
    assert again["title"] == "主任"
    assert registry.refusal("leave", on="2026-01-20", **dead).code == "registry/out-of-order"


@pytest.mark.parametrize("transfer_first", [True, False])
def test_a_transfer_of_the_past_takes_along_the_appointment_that_was_entered_with_it_or_apart(
    registry: Registry, transfer_first: bool
) -> None:
    here, there, third = registry.a_unit(), registry.a_unit(), registry.a_unit()
    cadre = registry.a_cadre(here, appointments=[{"title": "科员", "began": "2006-01"}])["id"]
    moves = {"cadre_id": cadre, "on": "2015-03-01", "document": "包调〔2015〕1号", "back_entry": True}
    acts = [
        lambda: registry.transfer(unit_id=there["id"], **moves),
        lambda: registry.appoint(unit_id=there["id"], title="科长", **moves),
    ]
    for act in acts if transfer_first else reversed(acts):
        act()
    together = {**moves, "on": "2017-03-01", "document": "包调〔2017〕1号", "unit_id": third["id"], "title": "主任"}
    file = registry.transfer(**together)
    days = ("2014-06-01", "2016-06-01", "2018-06-01")

    def then() -> list[tuple[str, str]]:
        shown = [registry.get_cadre(cadre_id=cadre, as_of=day)["at_day"] for day in days]
        return [(one["unit_id"], one["title"]) for one in shown]

    assert then() == [(here["id"], "科员"), (there["id"], "科长"), (third["id"], "主任")]
    first, second = (one["entry"] for one in sorted(file["moves"], key=lambda one: str(one["on"])))
    aside(registry, cadre, "moves", second)
    assert then() == [(here["id"], "科员"), (there["id"], "科长"), (there["id"], "科长")]
    file = aside(registry, cadre, "moves", first)
    assert then() == [(here["id"], "科员")] * 3
    gone = {one["title"] for one in file["appointments"] if one["void"] is not None}
    assert gone == {"科长", "主任"}


def barred() -> dict[str, Any]:
    """An effect period of a year that is some months old."""
    return {"punishments": [{"kind": "demerit", "decided_on": str(clock.day_of(clock.now()) - timedelta(days=200))}]}


EFFECT = "registry.punishment_effect"


def test_a_right_entry_is_judged_and_the_basis_of_a_correction_is_no_override(registry: Registry) -> None:
    day = clock.day_of(clock.now())
    unit = registry.a_unit()
    post = registry.a_post(unit, title="局长", post_level="131", role="chief")["id"]
    file = registry.a_cadre(unit, **barred())
    wrong = {
        history: next(one["entry"] for one in file[history] if one["ended"] is None)
        for history in ("levels", "appointments")
    }
    rights: dict[str, dict[str, Any]] = {
        "levels": {"code": "131", "began_by": "任〔2026〕1号"},
        "appointments": {"title": "局长", "post_id": post, "began_by": "任〔2026〕1号"},
    }
    for history, right in rights.items():
        wish = {"cadre_id": file["id"], "history": history, "entry": wrong[history], **ASIDE}
        today, before = ({history: [{**right, "began": str(on)}]} for on in (day, day - timedelta(days=100)))
        no = registry.refusal("correct_entry", right=today, **wish)
        assert (no.code, EFFECT in no.facts["rules"]) == ("registry/unqualified", True)
        kept = registry.correct_entry(right=before, **wish)[history][-1]
        assert (kept["override"], EFFECT in kept["unchecked"]) == (None, True)
        wish["entry"] = kept["entry"]
        assert EFFECT in registry.refusal("correct_entry", right=today, **wish).facts["rules"], "of another day: new"
        put_right = registry.correct_entry(right=today, **wish, **OVERRIDE)
        kept = next(one for one in put_right[history] if one["corrects"] == wish["entry"])
        assert kept["override"]["by"] == OVERRIDE["override"]["by"]
        assert EFFECT in kept["override"]["findings"]


def test_a_correction_that_decides_no_more_than_was_decided_is_not_refused(registry: Registry) -> None:
    day = str(clock.day_of(clock.now()))
    cadre = registry.a_cadre(registry.a_unit(), **barred())["id"]
    promoted = registry.promote(cadre_id=cadre, post_level="132", on=day, document="任〔2026〕1号", **OVERRIDE)
    decided = promoted["levels"][-1]["override"]
    wish = {"cadre_id": cadre, "history": "levels", **ASIDE}
    same = {"levels": [{"code": "132", "began": day, "began_by": "包任〔2026〕11号"}]}
    kept = registry.correct_entry(entry=entry_of(promoted, "levels"), right=same, **wish)["levels"][-1]
    assert (kept["override"], kept["began_by"]) == (decided, "包任〔2026〕11号")
    lower = {"levels": [{"code": "141", "began": day, "began_by": "包任〔2026〕11号"}]}
    assert registry.correct_entry(entry=kept["entry"], right=lower, **wish)["post_level"] == "141"


def test_a_level_that_came_with_a_post_is_put_right_with_the_post(registry: Registry) -> None:
    unit = registry.a_unit()
    post, cadre = registry.a_post(unit)["id"], registry.a_cadre(unit)["id"]
    day = str(clock.day_of(clock.now()))
    made = registry.appoint(cadre_id=cadre, post_id=post, on=day, document="任〔2026〕1号", **OVERRIDE)
    level, appointment = entry_of(made, "levels"), entry_of(made, "appointments")
    wish = {"cadre_id": cadre, "history": "levels", "entry": level, **ASIDE}
    right = {"levels": [{"code": "141", "began": day, "began_by": "任〔2026〕1号"}]}
    for no in (registry.refusal("correct_entry", right=right, **wish), registry.refusal("set_aside", **wish)):
        assert (no.code, no.facts["came_with"]) == ("registry/came-with-appointment", appointment)
    assert registry.get_cadre(cadre_id=cadre)["post_level"] == "132"
    lower = {"title": "副局长", "post_id": post, "post_level": "141", "began": day, "began_by": "任〔2026〕1号"}
    wish |= {"history": "appointments", "entry": appointment}
    assert registry.correct_entry(right={"appointments": [lower]}, **wish)["post_level"] == "141"


def test_a_post_that_was_forgotten_is_entered_and_what_is_wrong_in_one_is_put_right(registry: Registry) -> None:
    """Case 20."""
    unit = registry.a_unit()
    cadre = registry.a_cadre(unit, appointments=[{"title": "科长", "began": "2015-01"}])["id"]
    forgotten = {"title": "副科长", "began": "2012-01", "ended": "2014-12", "post_level": "142"}
    file = registry.change_cadre(cadre_id=cadre, add={"appointments": [forgotten]}, document="干部档案")
    assert file["title"] == "科长"
    assert registry.get_cadre(cadre_id=cadre, as_of="2013-06-01")["at_day"]["title"] == "副科长"
    right = {"appointments": [{**forgotten, "title": "副主任科员", "began": "2011-06"}]}
    wish = {"history": "appointments", "entry": entry_of(file, "appointments"), **ASIDE}
    put_right = registry.correct_entry(cadre_id=cadre, right=right, **wish)
    last, wrong = put_right["appointments"][-1], put_right["appointments"][-2]
    assert (last["title"], last["corrects"], wrong["void"]["basis"]) == ("副主任科员", wrong["entry"], ASIDE["basis"])
    assert registry.get_cadre(cadre_id=cadre, as_of="2011-07-01")["at_day"]["title"] == "副主任科员"
    none = registry.refusal("correct_entry", cadre_id=cadre, right={}, **wish)
    assert none.code == "registry/unknown-entry", "it was put right already"


def test_an_identity_number_is_corrected_and_the_file_keeps_that_it_was(registry: Registry) -> None:
    cadre = registry.a_cadre(registry.a_unit())
    other, mine = registry.a_cadre(registry.a_unit()), number()
    corrected = registry.correct_number(cadre_id=cadre["id"], identity_number=mine, document="公安机关证明")
    assert registry.find_by_number(identity_number=mine)["id"] == cadre["id"]
    (kept,) = corrected["revisions"]
    assert (kept["field"], kept["before"], kept["document"]) == (
        "identity_number",
        cadre["identity_masked"],
        "公安机关证明",
    )
    wish = {"cadre_id": other["id"], "identity_number": mine, "document": "公安机关证明"}
    assert registry.refusal("correct_number", **wish).code == "registry/identity-number-known"


def test_a_changed_birth_keeps_the_old_one_its_document_and_who_changed_it(registry: Registry) -> None:
    """Case 21."""
    cadre = registry.a_cadre(registry.a_unit(), birth="1981-03", began_work_on="2003-07")
    wish = {"birth": "1980-11", "began_work_on": "2003-08", "document": "组织部认定书〔2026〕1号"}
    changed = registry.change_cadre(cadre_id=cadre["id"], **wish)
    kept = {one["field"]: (one["before"], one["after"], one["document"], one["by"]) for one in changed["revisions"]}
    assert kept == {
        "birth": ("1981-03", "1980-11", wish["document"], "admin"),
        "began_work_on": ("2003-07", "2003-08", wish["document"], "admin"),
    }
    seen = registry.audit(action="registry.change_cadre", limit=200)["items"]
    (event,) = next(one["events"] for one in seen if cadre["id"] in str(one["events"]))
    assert (event["subject"], event["changed"]) == (cadre["id"], ["birth", "began_work_on"])
    assert set(event) == {"type", "subject", "changed"}, "who and what, no contents"


@pytest.mark.parametrize(
    ("field", "other"),
    [("name", "单改名"), ("birth", "1980-11"), ("began_work_on", "2003-08"), ("joined_party_on", "2004-07")],
)
def test_what_the_file_says_of_somebody_is_changed_by_a_document_and_completed_without(
    registry: Registry, field: str, other: str
) -> None:
    known = {"birth": "1981-03", "began_work_on": "2003-07", "joined_party_on": "2005-07"}
    cadre = registry.a_cadre(registry.a_unit(), **known)["id"]
    for value in (other, *([None] if field in ("began_work_on", "joined_party_on") else [])):
        for document in ({}, {"document": ""}, {"document": "\u3000 "}):
            no = registry.refusal("change_cadre", cadre_id=cadre, **{field: value}, **document)
            assert (no.code, no.errors[0].pointer) == ("registry/basis-needed", "/document")
    same = {field: registry.get_cadre(cadre_id=cadre)[field], "native_place": "内蒙古固阳"}
    assert registry.change_cadre(cadre_id=cadre, **same)["native_place"] == "内蒙古固阳"
    asked = registry.request_correction(cadre_id=cadre, changes={field: other}, reason="合成理由")["id"]
    another = registry.as_("another", registry.principal.scope)
    another.decide_correction(correction_id=asked, decision="approved", basis="认定书〔2026〕2号")
    (kept,) = [one for one in registry.get_cadre(cadre_id=cadre)["revisions"] if one["field"] == field]
    assert (kept["after"], kept["document"], kept["by"]) == (other, "认定书〔2026〕2号", "another")
    if field in ("began_work_on", "joined_party_on"):
        empty = registry.a_cadre(registry.a_unit(), birth="1981-03", **{field: None})["id"]
        assert registry.change_cadre(cadre_id=empty, **{field: other})[field] == other


def told(registry: Registry, cadre: str) -> list[str]:
    return [event["type"] for event in registry.events(cadre)]


def test_what_is_dated_in_the_future_takes_effect_on_its_day(registry: Registry, at: Any) -> None:
    """Case 26."""
    at("2026-11-27")
    unit = registry.a_unit()
    post = registry.a_post(unit, title="科长", post_level="141", role="member")
    cadre = registry.a_cadre(unit, appointments=[{"title": "科员", "began": "2015-01"}])["id"]
    wish = {"post_id": post["id"], "on": "2027-01-04", "document": "包任〔2026〕9号", **OVERRIDE}
    entered = registry.appoint(cadre_id=cadre, **wish)
    assert (entered["title"], entered["post_ids"]) == ("科员", [])
    assert registry.get_cadre(cadre_id=cadre, as_of="2027-01-04")["at_day"]["title"] == "科长"
    leaving = registry.retire(cadre_id=cadre, kind="request", on="2027-10", document="包退〔2026〕9号", **OVERRIDE)
    assert (leaving["status"], leaving["title"]) == ("serving", "科员")
    assert sorted(told(registry, cadre)) == ["cadre.changed.v1", "cadre.changed.v1", "cadre.registered.v1"]
    at("2027-01-04")
    registry.sweep_alerts()
    assert registry.get_cadre(cadre_id=cadre)["post_ids"] == [post["id"]]
    assert "cadre.appointed.v1" in told(registry, cadre)
    at("2027-10-01")
    registry.sweep_alerts()
    gone = registry.get_cadre(cadre_id=cadre)
    assert (gone["status"], gone["title"]) == ("retired", "原科长")
    assert told(registry, cadre).count("cadre.retired.v1") == 1
    assert registry.get_post(post_id=post["id"])["vacant"] is True


def test_a_death_that_has_not_come_is_refused_and_a_level_holds_until_its_day(registry: Registry, at: Any) -> None:
    at("2026-11-27")
    levels = [{"code": "141", "began": "2018-03", "ended": "2027-03"}]
    cadre = registry.a_cadre(registry.a_unit(), levels=levels)
    assert cadre["post_level"] == "141"
    wish = {"cadre_id": cadre["id"], "kind": "deceased", "document": "证明"}
    assert registry.refusal("leave", on="2031-01", **wish).code == "registry/out-of-order"
    at("2027-03-01")
    registry.sweep_alerts()
    assert registry.get_cadre(cadre_id=cadre["id"])["post_level"] is None


def test_a_search_as_of_a_day_reads_every_field_as_of_that_day(registry: Registry) -> None:
    """Case 28."""
    unit = registry.a_unit()
    post = registry.a_post(unit)["id"]
    first = [{"post_id": post, "title": "副局长", "began": "2010-01", "ended": "2024-12"}]
    second = [{"post_id": post, "title": "副局长", "began": "2025-01"}]
    school = [
        {"mode": "full_time", "level": "31", "ended": "2004-07"},
        {"mode": "in_service", "level": "21", "ended": "2024-07"},
    ]
    before = registry.a_cadre(unit, appointments=first, education=school)["id"]
    now = registry.a_cadre(unit, appointments=second)["id"]

    def found(**wish: Any) -> list[str]:
        return [row["id"] for row in registry.list_cadres(unit_id=unit["id"], **wish)["items"]]

    assert found(post_id=post) == [now]
    assert found(post_id=post, as_of="2015-06-01") == [before]
    assert found(education_level_at_least="20", as_of="2015-06-01") == []
    assert set(found(education_level_at_least="20")) == {before, now}


def test_history_is_entered_in_any_order_and_says_what_was_not_checked(registry: Registry) -> None:
    unit = registry.a_unit()
    cadre = registry.a_cadre(unit, levels=[])["id"]
    for level, on in (("132", "2018-03"), ("142", "2008-01"), ("141", "2012-06")):
        wish = {"post_level": level, "on": on, "document": f"包任〔{on[:4]}〕1号", "back_entry": True}
        file = registry.promote(cadre_id=cadre, **wish)
    assert spans(file) != []
    assert sorted(spans(file)) == [
        ("132", "2018-03", None),
        ("141", "2012-06", "2018-03"),
        ("142", "2008-01", "2012-06"),
    ]
    assert (file["post_level"], file["level_since"]) == ("132", "2018-03")
    assert all(one["override"] is None for one in file["levels"]), "no override was made up"
    wish = {"rank": "section_rank_2", "on": "2019-06", "document": "包任〔2019〕1号", "back_entry": True}
    assert registry.promote(cadre_id=cadre, **wish)["ranks"][-1]["unchecked"] == [], "no rank was known before"
    skipping = {**wish, "rank": "division_rank_4", "on": "2019-07"}
    assert registry.promote(cadre_id=cadre, **skipping)["ranks"][-1]["unchecked"] == ["registry.rank_years"]


def test_a_demotion_is_an_act_of_its_own_and_no_promotion_is_told(registry: Registry) -> None:
    """Case 32."""
    cadre = registry.a_cadre(registry.a_unit())["id"]
    down = {"cadre_id": cadre, "post_level": "150", "on": "2026-01", "document": "包任〔2026〕3号"}
    assert registry.refusal("promote", **down).code == "registry/not-a-promotion"
    assert registry.demote(**down)["post_level"] == "150"
    assert "cadre.promoted.v1" not in told(registry, cadre)
    assert registry.refusal("demote", **{**down, "post_level": "141"}).code == "registry/not-a-demotion"


@pytest.mark.parametrize("ahead", [False, True])
def test_the_first_level_of_a_graduate_that_is_put_right_to_a_later_day_holds_from_then(
    registry: Registry, at: Any, ahead: bool
) -> None:
    """定级, by a promotion and by an appointment that brings its level; what came after it stands."""
    at("2026-11-27")
    unit = registry.a_unit()
    first, later = ("2025-07", "2025-09") if not ahead else ("2026-11", "2027-01")
    person = {"levels": [], "appointments": [], "selected_graduate_year": 2024, "began_work_on": "2024-07"}
    promoted = registry.a_cadre(unit, **person)["id"]
    appointed = registry.a_cadre(unit, **person)["id"]
    by = {"document": "定级〔2025〕1号", **OVERRIDE}
    wrong = {
        promoted: ("levels", registry.promote(cadre_id=promoted, post_level="150", on=first, **by)),
        appointed: (
            "appointments",
            registry.appoint(cadre_id=appointed, title="科员", post_level="150", on=first, **by),
        ),
    }
    for cadre, (history, file) in wrong.items():
        assert (file["post_level"], file["level_since"]) == ("150", first)
        right = {"code": "150"} if history == "levels" else {"title": "科员", "post_level": "150"}
        right |= {"began": later, "began_by": "定级〔2025〕2号"}
        wish = {"cadre_id": cadre, "history": history, "entry": file[history][-1]["entry"], **ASIDE, **OVERRIDE}
        done = registry.correct_entry(right={history: [right]}, **wish)
        now = (None, None) if ahead else ("150", later)
        assert (done["post_level"], done["level_since"]) == now
        assert spans(done) == [("150", later, None)]
        days = (f"{first}-15", f"{later}-15")
        assert [registry.get_cadre(cadre_id=cadre, as_of=day)["at_day"]["post_level"] for day in days] == [None, "150"]
        found = [registry.list_cadres(unit_id=unit["id"], post_level="150", as_of=day)["items"] for day in days]
        assert [cadre in {one["id"] for one in items} for items in found] == [False, True]
    if ahead:
        at("2027-01-02")
        while registry.sweep_alerts()["more"]:
            pass
        for cadre in wrong:
            file = registry.get_cadre(cadre_id=cadre)
            assert (file["post_level"], file["level_since"]) == ("150", later)


def test_the_authority_follows_the_post(registry: Registry) -> None:
    """Case 33."""
    unit = registry.a_unit()
    post = registry.a_post(unit, title="科长", post_level="141", role="member", management="city")
    cadre = registry.a_cadre(unit)
    assert cadre["management"] == "unit"
    wish = {"cadre_id": cadre["id"], "post_id": post["id"], "on": "2026-01", "document": "包任〔2026〕4号", **OVERRIDE}
    appointed = registry.appoint(**wish)
    assert appointed["management"] == "city"
    assert aside(registry, cadre["id"], "appointments", entry_of(appointed, "appointments"))["management"] == "unit"


def on_days(registry: Registry, cadre: str, *days: str) -> list[str]:
    """The authority that managed somebody on days, as the file and a list say it alike."""
    said = []
    for day in days:
        shown = registry.get_cadre(cadre_id=cadre, as_of=day)
        said.append(str(shown["at_day"]["management"]))
        wish = {"q": shown["name"], "as_of": day}
        (line,) = registry.list_cadres(management=said[-1], **wish)["items"]
        assert (line["id"], line["management"]) == (cadre, said[-1])
        other = "county" if said[-1] != "county" else "unit"
        assert registry.list_cadres(management=other, **wish)["items"] == []
    return said


def test_the_authority_of_a_day_is_that_of_the_post_held_on_it(registry: Registry, at: Any) -> None:
    at("2026-11-27")
    unit = registry.a_unit()
    city, county = (
        registry.a_post(unit, title="科长", post_level="141", role="member", management=of)["id"]
        for of in ("city", "county")
    )
    past = {"post_id": county, "title": "科长", "began": "2013-01", "ended": "2015-01", "began_by": "任〔2013〕1号"}
    cadre = registry.a_cadre(unit, name="管理日")["id"]
    registry.change_cadre(cadre_id=cadre, add={"appointments": [past]})
    wish = {"cadre_id": cadre, "post_id": city, "document": "包任〔2026〕4号", **OVERRIDE}
    registry.appoint(on="2026-03-01", **wish)
    days = ("2012-06-01", "2014-06-01", "2016-06-01", "2026-02-28", "2026-03-01", "2026-11-27", "2027-06-01")
    assert on_days(registry, cadre, *days) == ["unit", "county", "unit", "unit", "city", "city", "city"]
    registry.appoint(on="2027-02-01", **{**wish, "post_id": county})
    assert on_days(registry, cadre, "2026-11-27", "2027-01-31", "2027-02-01") == ["city", "city", "county"]
    registry.remove(cadre_id=cadre, post_id=city, on="2026-08-01", document="包免〔2026〕1号")
    assert registry.get_cadre(cadre_id=cadre)["management"] == "unit"
    (event,) = [one for one in registry.events(cadre) if one["type"] == "cadre.removed.v1"]
    assert event["data"]["management"] == "unit"
    days = ("2026-07-31", "2026-08-01", "2027-02-01")
    assert on_days(registry, cadre, *days) == ["city", "unit", "county"]
    at("2027-02-01")
    while registry.sweep_alerts()["more"]:
        pass
    assert registry.get_cadre(cadre_id=cadre)["management"] == "county"


def test_the_authority_of_a_post_is_changed_on_its_day_and_its_holders_follow(registry: Registry, at: Any) -> None:
    at("2026-11-27")
    unit = registry.a_unit()
    post = registry.a_post(unit, title="科长", post_level="141", role="member", management="county")["id"]
    held = {"post_id": post, "title": "科长", "began": "2020-01"}
    before = registry.a_cadre(unit, name="管理前", appointments=[{**held, "ended": "2024-01"}])["id"]
    holder = registry.a_cadre(unit, name="管理后", appointments=[{**held, "began": "2024-01"}])["id"]
    changed = registry.change_post(post_id=post, management="city", on="2023-06-01", document="包组〔2023〕5号")
    assert [(one["code"], one["since"], one["document"]) for one in changed["authorities"]] == [
        ("county", None, ""),
        ("city", "2023-06-01", "包组〔2023〕5号"),
    ]
    assert on_days(registry, before, "2023-05-31", "2023-06-01", "2024-02-01") == ["county", "city", "unit"]
    assert on_days(registry, holder, "2024-02-01", "2026-11-27") == ["city", "city"]
    (event,) = [one["data"] for one in registry.events(holder) if one["type"] == "cadre.changed.v1"]
    assert (event["changed"], event["management"]) == (["management"], "city")
    assert len(registry.events(before)) == 1, "of whom nothing has changed today nothing is told"
    wish = {"post_id": post, "management": "county", "on": "2023-06-01", "document": "更正"}
    put_right = registry.change_post(**wish)
    assert (put_right["management"], len(put_right["authorities"])) == ("county", 3)
    assert on_days(registry, holder, "2024-02-01", "2026-11-27") == ["county", "county"]
    assert registry.refusal("change_post", **wish).code == "registry/nothing-changed"
    by_hand = registry.change_cadre(cadre_id=holder, management="region")
    assert (by_hand["management"], by_hand["revisions"][-1]["before"]) == ("region", "county")


def test_a_leading_role_without_a_level_is_a_leading_post(registry: Registry) -> None:
    """A post that names no level has the unit's, for its head, or the next below; a punishment bars it as any other."""
    unit = registry.a_unit(level="131")
    barred = [{"kind": "dismissal", "decided_on": "2026-11-10", "until": "2028-11-10"}]
    for role, title in (("deputy", "副局长"), ("chief", "局长")):
        cadre = registry.a_cadre(unit)["id"]
        wish = {"title": title, "role": role, "on": "2026-11-20", "document": "任字1号"}
        refused = registry.refusal("appoint", cadre_id=cadre, unit_id=unit["id"], **wish)
        assert "registry.vetting_needed" in refused.facts["rules"]
        other = registry.a_unit(level="131")["id"]
        refused = registry.refusal("transfer", cadre_id=cadre, unit_id=other, **wish)
        assert "registry.vetting_needed" in refused.facts["rules"]
    wrong = {"cadre_id": cadre, "add": {"punishments": [{**barred[0], "until": "2025-10-02"}]}}
    assert registry.refusal("change_cadre", **wrong).code == "ends-before-it-begins"


def test_the_level_of_a_post_that_is_held_does_not_make_its_holders(registry: Registry) -> None:
    unit = registry.a_unit()
    post = registry.a_post(unit, title="科长", post_level="141", role="member")
    registry.a_cadre(unit, appointments=[{"post_id": post["id"], "title": "科长", "began": "2015-01"}])
    assert registry.refusal("change_post", post_id=post["id"], post_level="132").code == "registry/post-held"
    assert registry.change_post(post_id=post["id"], title="主任")["title"] == "主任"


def test_each_field_and_each_condition_of_a_list_is_as_of_its_day(registry: Registry, at: Any) -> None:
    at("2026-11-27")
    here, there = registry.a_unit(), registry.a_unit()
    post = registry.a_post(there, title="科长", post_level="141", role="member", management="city")
    cadre = registry.a_cadre(here, ranks=[{"code": "section_rank_3", "began": "2019-07"}])
    id = cadre["id"]
    registry.transfer(cadre_id=id, unit_id=there["id"], post_id=post["id"], on="2026-01-05", document="包调〔2026〕1号")
    registry.promote(cadre_id=id, rank="section_rank_2", on="2026-02", document="包职〔2026〕1号", **OVERRIDE)
    registry.change_cadre(
        cadre_id=id,
        add={"education": [{"mode": "in_service", "level": "14", "ended": "2026-07"}]},
        document="学历证书",
    )
    registry.retire(cadre_id=id, kind="request", on="2026-10", document="包退〔2026〕1号", **OVERRIDE)

    def line(day: str, **wish: Any) -> dict[str, Any] | None:
        found = registry.list_cadres(as_of=day, **wish)["items"]
        return next((row for row in found if row["id"] == id), None)

    before, since, after = "2025-06-01", "2026-03-01", "2026-11-01"
    says = {
        before: (here["id"], "主任", "unit", "section_rank_3", "21", "serving"),
        since: (there["id"], "科长", "city", "section_rank_2", "21", "serving"),
        after: (there["id"], "原科长", "city", "section_rank_2", "14", "retired"),
    }
    names = ("unit_id", "title", "management", "rank", "education_level", "status")
    for day, wanted in says.items():
        unit, _, management, rank, _, status = wanted
        shown = line(day, unit_id=unit)
        assert shown is not None
        assert tuple(shown[name] for name in names) == wanted
        at_day = registry.get_cadre(cadre_id=id, as_of=day)["at_day"]
        assert {name: at_day[name] for name in names} == dict(zip(names, wanted, strict=True))
        assert line(day, unit_id=unit, management=management, rank=rank, status=status)
        assert not line(day, unit_id=here["id"] if unit == there["id"] else there["id"])
        assert not line(day, unit_id=unit, management="city" if management == "unit" else "unit")
        assert not line(day, unit_id=unit, status="retired" if status == "serving" else "serving")
    assert line(before, unit_id=here["id"], retires_before="2060-01-01")
    assert not line(after, unit_id=there["id"], retires_before="2060-01-01")
    assert not line("1999-01-01", unit_id=here["id"]), "not in the service yet"


def test_a_past_post_that_is_entered_afterwards_leaves_the_cadre_where_they_serve(registry: Registry) -> None:
    here, there = registry.a_unit(), registry.a_unit()
    bare = registry.a_cadre(here, appointments=[])["id"]
    career = registry.a_cadre(here)["id"]
    past = {"unit_id": there["id"], "title": "科员", "began": "2010-01", "began_by": "任〔2010〕1号"}
    for id, entry in ((bare, {**past, "ended": "2015-01"}), (career, past)):
        shown = registry.change_cadre(cadre_id=id, add={"appointments": [entry]})
        assert shown["unit_id"] == here["id"]
        assert registry.get_cadre(cadre_id=id, as_of="2012-01-01")["at_day"]["unit_id"] == there["id"]
        found = registry.list_cadres(unit_id=there["id"], as_of="2012-01-01")["items"]
        assert id in {row["id"] for row in found}


def test_what_was_decided_of_late_is_judged_whatever_it_is_called(registry: Registry) -> None:
    unit = registry.a_unit()
    post, cadre = registry.a_post(unit), registry.a_cadre(unit, **barred())["id"]
    late = str(clock.day_of(clock.now()) - timedelta(days=1))
    wish = {"cadre_id": cadre, "post_id": post["id"], "on": late, "document": "文", "back_entry": True}
    of_the_day = {name: wish[name] for name in ("cadre_id", "on", "document", "back_entry")}
    refused = registry.refusal("appoint", **wish)
    assert refused.code == "registry/unqualified"
    assert EFFECT in {one.code for one in refused.errors}
    for method, more in (("promote", {"rank": "section_rank_1"}), ("retire", {"kind": "due"})):
        assert registry.refusal(method, **{**of_the_day, **more}).code == "registry/unqualified", method
    answered = registry.appoint(**wish, override={"by": "虚构负责人", "basis": "（示例）批复"})
    assert answered["appointments"][-1]["override"]["by"] == "虚构负责人"
