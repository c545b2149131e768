"""Units, posts and cadres: what is refused says why, and nothing of the past is lost."""

from __future__ import annotations

import hashlib
import secrets

import orjson
import pytest

from servicekit.errors import KeyReused, Problem
from servicekit.principal import Reach, Scope
from servicekit.sealing import receipt_in
from tests.service.registry.conftest import number

BASIS = {"by": "虚构部长", "basis": "包组发〔2026〕1号 特殊需要"}


def test_a_registered_cadre_shows_no_identity_number_anywhere(registry):
    unit = registry.a_unit()
    text = number()
    cadre = registry.register_cadre(**registry.person(unit, identity_number=text))
    assert cadre["identity_masked"] == text[:2] + "*" * 16
    assert cadre["pinyin"] == "shanxugou"
    told = registry.events(cadre["id"])
    assert [event["type"] for event in told] == ["cadre.registered.v1"]
    kept = registry.runtime.db["cadres"].find_one({"_id": cadre["id"]})
    everything = repr((cadre, told, kept, list(registry.runtime.db["journal"].find({}))))
    assert text not in everything
    assert "单虚构" not in repr(told)
    sealed = kept["number_sealed"]
    assert registry.service.cipher.open(sealed, "registry.cadres.number:" + cadre["id"]) == text


def test_an_identity_number_cannot_be_guessed_from_its_commands_receipt(registry):
    wish = registry.person(registry.a_unit())
    registry.call("register_cadre", wish, key="guess-me")
    entry = registry.runtime.db["journal"].find_one({"_id": "c:admin:guess-me"})
    said = orjson.dumps(["registry.register_cadre", wish], option=orjson.OPT_SORT_KEYS)
    assert hashlib.blake2b(said, digest_size=16).hexdigest() not in repr(entry)
    assert not {"answer", "body_hash"} & entry.keys()
    again = registry.call("register_cadre", wish, key="guess-me")
    assert again["id"] == receipt_in(entry, registry.runtime.cipher)[1]["id"]
    with pytest.raises(KeyReused):
        registry.call("register_cadre", {**wish, "identity_number": number()}, key="guess-me")


def test_the_thin_state_in_an_event_is_whole(registry):
    unit = registry.a_unit(parent_id=registry.a_unit()["id"])
    cadre = registry.a_cadre(unit)
    state = registry.events(cadre["id"])[0]["data"]
    assert state["unit_ids"] == unit["unit_ids"]
    assert (state["status"], state["post_level"], state["level_since"]) == ("serving", "141", "2016-01")
    assert (state["county_level_or_above"], state["birth_year"]) == (False, 1981)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"identity_number": "150203198501010013"}, "registry/bad-identity-number"),
        ({"unit_id": "unt-none"}, "registry/unknown-unit"),
        ({"unit_id": None, "unit_code": "NONE"}, "registry/unknown-unit"),
        ({"appointments": [{"title": "x", "began": "2020", "post_id": "pst-none"}]}, "registry/unknown-post"),
        ({"levels": [{"code": "141", "began": "2020-05", "ended": "2019"}]}, "ends-before-it-begins"),
        ({"shoe_size": 42}, "invalid-fields"),
        ({"sex": 1}, "invalid-fields"),
        ({"birth": "1981-13"}, "invalid-fields"),
    ],
)
def test_bad_input_says_what_is_wrong_and_keeps_nothing(registry, change, code):
    unit = registry.a_unit()
    refusal = registry.refusal("register_cadre", **registry.person(unit, **change))
    assert refusal.code == code
    assert refusal.errors
    assert refusal.errors[0].pointer
    assert registry.list_cadres(unit_id=unit["id"])["items"] == []


def test_a_known_identity_number_is_refused(registry):
    unit = registry.a_unit()
    text = number()
    registry.a_cadre(unit, identity_number=text)
    refusal = registry.refusal("register_cadre", **registry.person(unit, identity_number=text))
    assert refusal.code == "registry/identity-number-known"
    found = registry.find_by_number(identity_number=text)
    assert found["unit_id"] == unit["id"]


def test_a_birth_that_differs_from_the_number_is_a_warning_only(registry):
    cadre = registry.a_cadre(registry.a_unit(), birth="1980-01")
    assert [warning["code"] for warning in cadre["warnings"]] == ["birth-differs"]
    assert cadre["birth"] == "1980-01"
    assert registry.change_cadre(cadre_id=cadre["id"], birth="1981-03", document="认定书")["warnings"] == []


def test_appointment_fills_the_post_and_promotes(registry):
    unit = registry.a_unit(approved={"chief": 1, "deputy": 1})
    post, cadre = registry.a_post(unit), registry.a_cadre(unit)
    after = registry.appoint(cadre_id=cadre["id"], post_id=post["id"], on="2026-01-10", document="文1", trial=True)
    assert (after["title"], after["post_level"], after["county_level_or_above"]) == ("副局长", "132", True)
    assert after["trial_until"] == "2027-01-10"
    assert registry.get_post(post_id=post["id"])["holder_ids"] == [cadre["id"]]
    assert registry.get_unit(unit_id=unit["id"])["filled"]["deputy"] == 1
    told = registry.events(cadre["id"])[-1]
    assert told["type"] == "cadre.appointed.v1"
    assert told["data"]["promoted"] is True
    assert told["sequence"] == after["version"]

    rival = registry.a_cadre(unit)
    refusal = registry.refusal("appoint", cadre_id=rival["id"], post_id=post["id"], on="2026-02-01", document="文2")
    assert refusal.code == "registry/unqualified"
    assert {error.code for error in refusal.errors} == {"registry.vacancy", "registry.establishment"}
    assert all("第四十三条" in error.zh for error in refusal.errors)
    forced = registry.appoint(cadre_id=rival["id"], post_id=post["id"], on="2026-02-01", document="文2", override=BASIS)
    assert forced["appointments"][-1]["override"]["by"] == "虚构部长"
    over = registry.list_alerts(subject_id=unit["id"])["items"]
    assert [(alert["rule"], alert["facts"]) for alert in over] == [("over_establishment", {"deputy": 1})]
    registry.remove(cadre_id=rival["id"], on="2026-03-01", document="文3")
    assert registry.list_alerts(subject_id=unit["id"])["items"] == []
    assert registry.list_alerts(subject_id=unit["id"], state="closed")["items"][0]["id"] == over[0]["id"]


def test_kin_in_one_team_are_found_from_either_file(registry):
    unit = registry.a_unit(approved={"chief": 1, "deputy": 3})
    first = registry.a_cadre(unit)
    registry.appoint(cadre_id=first["id"], post_id=registry.a_post(unit)["id"], on="2026-01-01", document="文")
    second = registry.a_cadre(unit, family=[{"relation": "brother", "name": "单虚构", "cadre_id": first["id"]}])
    refusal = registry.refusal(
        "appoint", cadre_id=second["id"], post_id=registry.a_post(unit)["id"], on="2026-01-02", document="文"
    )
    assert [error.code for error in refusal.errors] == ["registry.kin_avoidance"]


def test_retirement_before_the_day_needs_a_basis_and_ends_everything(registry):
    unit = registry.a_unit(approved={"chief": 1, "deputy": 1})
    cadre = registry.a_cadre(unit)
    registry.appoint(cadre_id=cadre["id"], post_id=registry.a_post(unit)["id"], on="2026-01-01", document="文")
    assert registry.refusal("retire", cadre_id=cadre["id"], on="2026-02", document="文").code == "registry/unqualified"
    after = registry.retire(cadre_id=cadre["id"], on="2026-02", document="文", override=BASIS)
    assert (after["status"], after["title"], after["post_ids"]) == ("retired", "原副局长", [])
    assert registry.get_unit(unit_id=unit["id"])["filled"]["deputy"] == 0
    assert registry.events(cadre["id"])[-1]["type"] == "cadre.retired.v1"
    assert (
        registry.refusal("promote", cadre_id=cadre["id"], rank="clerk_1", on="2026-03", document="文").code
        == "registry/not-serving"
    )
    assert registry.list_cadres(unit_id=unit["id"], status="serving")["items"] == []
    assert [
        c["id"] for c in registry.list_cadres(unit_id=unit["id"], status="serving", as_of="2026-01-15")["items"]
    ] == [cadre["id"]]


def test_a_file_can_be_read_as_of_a_day(registry):
    cadre = registry.a_cadre(registry.a_unit())
    then = registry.get_cadre(cadre_id=cadre["id"], as_of="2017-06-01")["at_day"]
    assert (then["title"], then["post_level"], then["age"], then["work_years"]) == ("科长", "141", 36, 13)


def test_a_stale_version_is_refused_and_a_repeated_key_takes_effect_once(registry):
    cadre = registry.a_cadre(registry.a_unit())
    key = secrets.token_hex(8)
    wish = {"cadre_id": cadre["id"], "native_place": "内蒙古包头"}
    first = registry.call("change_cadre", wish, key=key, version=cadre["version"])
    assert registry.call("change_cadre", wish, key=key, version=cadre["version"]) == first
    with pytest.raises(Problem) as stale:
        registry.call("change_cadre", {**wish, "native_place": "内蒙古固阳"}, version=cadre["version"])
    assert stale.value.code == "precondition-failed"


def test_what_lies_outside_the_scope_does_not_exist(registry):
    mine, other = registry.a_unit(), registry.a_unit()
    hidden = registry.a_cadre(other)
    officer = registry.as_("li", Scope(Reach.UNIT, unit_id=mine["id"]))
    own = registry.a_cadre(mine)
    assert [c["id"] for c in officer.list_cadres()["items"]] == [own["id"]]
    for method, more in [("get_cadre", {}), ("get_family", {}), ("change_cadre", {"native_place": "x"})]:
        assert officer.refusal(method, cadre_id=hidden["id"], **more).code == "registry/unknown-cadre"
    assert officer.snapshots(ids=[hidden["id"], own["id"]])["items"][0]["id"] == own["id"]
    self_ = registry.as_("self", Scope(Reach.SELF, cadre_id=own["id"]))
    assert self_.get_cadre(cadre_id=own["id"])["id"] == own["id"]
    assert self_.refusal("get_cadre", cadre_id=hidden["id"]).status == 404


def test_a_correction_changes_nothing_before_somebody_else_approves(registry):
    cadre = registry.a_cadre(registry.a_unit())
    self_ = registry.as_("self", Scope(Reach.SELF, cadre_id=cadre["id"]))
    asked = self_.request_correction(
        cadre_id=cadre["id"],
        changes={"native_place": "内蒙古固阳"},
        reason="户籍",
        add={
            "education": [{"mode": "in_service", "level": "14", "ended": "2020-07"}],
            "punishments": [{"kind": "warning", "decided_on": "2020-01-01"}],
        },
    )
    assert registry.get_cadre(cadre_id=cadre["id"])["native_place"] == ""
    assert (
        self_.refusal("decide_correction", correction_id=asked["id"], decision="approved", basis="本人").code
        == "not-independent"
    )
    decided = registry.decide_correction(correction_id=asked["id"], decision="approved", basis="核对档案")
    after = registry.get_cadre(cadre_id=cadre["id"])
    assert decided["state"] == "approved"
    assert (after["native_place"], after["education_level"], len(after["education"])) == ("内蒙古固阳", "14", 2)
    assert after["punishments"][0]["until"] == "2020-07-01"
    assert (
        registry.refusal("decide_correction", correction_id=asked["id"], decision="rejected", basis="再次").code
        == "registry/correction-decided"
    )
    assert all("固阳" not in repr(event) for event in registry.events())


def test_units_keep_their_past_through_rename_move_and_merger(registry):
    city = registry.a_unit()
    old_home = registry.a_unit(parent_id=city["id"])
    new_home = registry.a_unit(parent_id=city["id"])
    office = registry.a_unit(parent_id=old_home["id"])
    cadre = registry.a_cadre(office)
    renamed = registry.change_unit(unit_id=office["id"], name="虚构新名", on="2025-03-01", document="文")
    assert renamed["history"][0]["before"] == office["name"]
    registry.move_unit(unit_id=office["id"], parent_id=new_home["id"])
    assert registry.get_cadre(cadre_id=cadre["id"])["unit_ids"] == [city["id"], new_home["id"], office["id"]]
    assert registry.refusal("move_unit", unit_id=new_home["id"], parent_id=office["id"]).code == "registry/unit-loop"
    registry.merge_unit(unit_id=office["id"], into_id=old_home["id"], document="机构改革")
    after = registry.get_cadre(cadre_id=cadre["id"])
    assert after["unit_ids"] == [city["id"], old_home["id"]]
    assert after["appointments"][-2]["end_reason"] == "merged"
    assert after["title"] == "主任"
    assert registry.events(cadre["id"])[-1]["data"]["unit_id"] == old_home["id"]
    assert registry.refusal("register_cadre", **registry.person(office)).code == "registry/unit-closed"
    assert registry.refusal("close_unit", unit_id=old_home["id"], document="文").code == "registry/unit-in-use"
    assert registry.close_unit(unit_id=new_home["id"], document="文")["state"] == "closed"


def test_a_merger_that_was_entered_by_mistake_leaves_everything_as_if_it_had_not_been(registry):
    city = registry.a_unit()
    bureau, other = (registry.a_unit(parent_id=city["id"]) for _ in range(2))
    office = registry.a_unit(parent_id=bureau["id"])
    posts = {name: registry.a_post(bureau) for name in ("stays", "moves")}
    held = {"title": "副局长", "post_level": "132", "began": "2022-05"}
    staff = {
        name: registry.a_cadre(bureau, appointments=[{**held, "post_id": post["id"]}]) for name, post in posts.items()
    } | {"below": registry.a_cadre(office)}
    ids = {name: cadre["id"] for name, cadre in staff.items()}
    before = {name: registry.get_cadre(cadre_id=id) for name, id in ids.items()}
    filled = registry.get_unit(unit_id=bureau["id"])["filled"]
    registry.merge_unit(unit_id=bureau["id"], into_id=other["id"], on="2026-01-10", document="机构改革")
    registry.transfer(cadre_id=ids["moves"], unit_id=city["id"], title="科员", on="2026-02-01", document="文")
    wish = {"unit_id": bureau["id"], "by": "虚构经办", "basis": "录入有误"}
    back = registry.restore_unit(**wish)
    assert (back["state"], back["merged_into"], back["history"][-1]["kind"]) == ("active", None, "restored")
    for name in ("stays", "below"):
        after = registry.get_cadre(cadre_id=ids[name])
        for field in ("unit_id", "unit_ids", "title", "role", "post_ids", "in_post_since", "management"):
            assert after[field] == before[name][field], (name, field)
        assert len([one for one in after["appointments"] if one["void"] is None]) == len(before[name]["appointments"])
    moved = registry.get_cadre(cadre_id=ids["moves"])
    assert (moved["unit_id"], moved["title"]) == (city["id"], "科员")
    assert registry.get_unit(unit_id=office["id"])["parent_id"] == bureau["id"]
    # Whoever went on elsewhere since is counted there alone.
    left = registry.get_unit(unit_id=bureau["id"])["filled"]
    assert (filled["deputy"], left["deputy"]) == (2, 1)
    assert registry.get_unit(unit_id=other["id"])["filled"]["deputy"] == 0
    seat = registry.get_post(post_id=posts["stays"]["id"])
    assert (seat["unit_ids"], seat["holder_ids"]) == ([city["id"], bureau["id"]], [ids["stays"]])
    told = [one["data"]["unit_id"] for one in registry.events(ids["stays"]) if one["type"] == "cadre.changed.v1"]
    assert told[-1] == bureau["id"]
    assert registry.refusal("restore_unit", **wish).code == "registry/unit-closed"
    closed = registry.close_unit(unit_id=registry.a_unit(parent_id=city["id"])["id"], document="文")
    again = registry.restore_unit(**{**wish, "unit_id": closed["id"]})
    assert (again["state"], registry.a_cadre(again)["unit_id"]) == ("active", closed["id"])


def test_rank_promotion_and_transfer(registry):
    here, there = registry.a_unit(), registry.a_unit()
    cadre = registry.a_cadre(here, ranks=[{"code": "section_rank_2", "began": "2020-01"}])
    refusal = registry.refusal("promote", cadre_id=cadre["id"], rank="division_rank_4", on="2026-01", document="文")
    assert refusal.errors[0].code == "registry.rank_years"
    assert (
        registry.promote(cadre_id=cadre["id"], rank="section_rank_1", on="2026-01", document="文")["rank"]
        == "section_rank_1"
    )
    moved = registry.transfer(cadre_id=cadre["id"], unit_id=there["id"], title="科员", on="2026-02-01", document="文")
    assert (moved["unit_id"], moved["title"]) == (there["id"], "科员")
    (told,) = (one for one in registry.events(cadre["id"]) if one["type"] == "cadre.transferred.v1")
    assert told["data"]["from_unit_id"] == here["id"]
    aside = registry.set_aside(
        cadre_id=cadre["id"], history="ranks", entry=moved["ranks"][-1]["entry"], by="虚构经办", basis="文件撤销"
    )
    assert aside["ranks"][-1]["void"]["basis"] == "文件撤销"
    assert aside["rank"] == "section_rank_2"
