"""The catalogue of measures, and grants that end by themselves."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import pytest

from servicekit.principal import Principal, Reach, Scope
from services.incentive.model.nominations import Standing
from services.incentive.store.nominations import STANDINGS
from tests.service.desk import CITY, UNIT, Desk, at_once
from tests.service.incentive.honouring import an_honour
from tests.support.days import today


def a_measure(desk: Desk, **more: Any) -> str:
    wish = {"code": f"M-{secrets.token_hex(4)}", "title": "合成措施", "kind": "care", "basis": "合成"}
    return str(desk.ask("open_measure", **{**wish, **more})["id"])


def a_cadre(desk: Desk, barred: bool = False) -> str:
    (cadre_id,) = desk.people(f"cad-{secrets.token_hex(4)}")
    if barred:
        desk.db[STANDINGS.name].insert_one(STANDINGS.to_document(Standing(cadre_id, barred=True, version=1)))
    return cadre_id


def grant(cadre_id: str, measure_id: str, **more: Any) -> dict[str, Any]:
    return {"cadre_id": cadre_id, "measure_id": measure_id, "granted_by": "合成人", "basis": "合成", **more}


def test_a_grant_ends_by_itself_when_its_last_day_is_over(desk: Desk) -> None:
    given = desk.ask("give_grant", **grant(a_cadre(desk), a_measure(desk), begins="2026-01-01", ends="2099-01-31"))
    desk.pass_deadline("grant_ends", given["id"])
    desk.tick()
    assert desk.ask("get_grant", grant_id=given["id"])["state"] == "ended"
    assert [event["state"] for event in desk.told("grant.ended.v1")] == ["ended"]
    desk.ask("revoke_grant", grant_id=given["id"], revoked_by="人", basis="补录有误")
    assert desk.refused("revoke_grant", grant_id=given["id"], revoked_by="人", basis="晚").status == 409


def days(*numbers: int) -> list[str]:
    return [(today() + timedelta(days=number)).isoformat() for number in numbers]


def test_a_grant_of_days_to_come_is_in_force_from_its_first_day_on(desk: Desk) -> None:
    begins, ends = days(3, 30)
    given = desk.ask("give_grant", **grant(a_cadre(desk), a_measure(desk), begins=begins, ends=ends))
    assert given["state"] == "coming"
    assert [event["state"] for event in desk.told("grant.given.v1")][-1] == "coming"
    waiting = desk.deadline("grant_begins", given["id"])
    assert waiting is not None
    assert waiting["due_on"] == days(2)[0], "its day is the next"
    desk.pass_deadline("grant_begins", given["id"])
    assert desk.ask("get_grant", grant_id=given["id"])["state"] == "in_force"
    assert desk.told("grant.began.v1")[-1]["grant_id"] == given["id"]


def test_what_bars_a_grant_on_its_first_day_takes_it_back(desk: Desk) -> None:
    (begins,) = days(3)
    cadre_id = a_cadre(desk)
    barred = desk.ask("give_grant", **grant(cadre_id, a_measure(desk), begins=begins))
    free = desk.ask("give_grant", **grant(cadre_id, a_measure(desk, barred_by_restriction=False), begins=begins))
    desk.db[STANDINGS.name].update_one({"_id": cadre_id}, {"$set": {"barred": True}})
    for one in (barred, free):
        desk.pass_deadline("grant_begins", one["id"])
    states = [desk.ask("get_grant", grant_id=one["id"])["state"] for one in (barred, free)]
    assert states == ["revoked", "in_force"]


def test_a_grant_of_days_that_are_over_is_entered_as_over_whatever_bars_today(desk: Desk) -> None:
    begins, ends = days(-60, -30)
    over = desk.ask("give_grant", **grant(a_cadre(desk, barred=True), a_measure(desk), begins=begins, ends=ends))
    assert over["state"] == "ended"
    assert desk.deadline("grant_ends", over["id"]) is None


def test_a_grant_to_come_is_revoked_by_hand_or_with_its_honour(desk: Desk) -> None:
    (begins,) = days(3)
    cadre_id = a_cadre(desk)
    honour = an_honour(desk, cadre_id=cadre_id)
    resting = desk.ask("give_grant", **grant(cadre_id, a_measure(desk), honour_id=honour.id, begins=begins))
    early = desk.refused("give_grant", **grant(cadre_id, a_measure(desk), honour_id=honour.id, begins="2001-01-01"))
    assert early.code == "incentive/grant-too-early"
    desk.ask("revoke_honour", honour_id=honour.id, decided_by="合成决定人", basis="合成撤销决定")
    assert desk.ask("get_grant", grant_id=resting["id"])["state"] == "revoked"
    waiting = desk.deadline("grant_begins", resting["id"])
    assert waiting is not None
    assert waiting["state"] == "cancelled"


def test_a_grant_that_was_revoked_does_not_end_once_more(desk: Desk) -> None:
    given = desk.ask("give_grant", **grant(a_cadre(desk), a_measure(desk), ends="2099-01-31"))
    desk.ask("revoke_grant", grant_id=given["id"], revoked_by="合成人", basis="合成")
    waiting = desk.deadline("grant_ends", given["id"])
    assert waiting is not None
    assert waiting["state"] == "cancelled"


def test_what_rests_on_an_honour_goes_with_it_and_nothing_else_does(desk: Desk) -> None:
    cadre_id, measure_id = a_cadre(desk), a_measure(desk)
    honour, other = an_honour(desk, cadre_id=cadre_id), an_honour(desk, cadre_id=cadre_id)
    resting = desk.ask("give_grant", **grant(cadre_id, measure_id, honour_id=honour.id, ends="2099-01-31"))
    apart = [desk.ask("give_grant", **grant(cadre_id, measure_id, honour_id=on))["id"] for on in (other.id, None)]
    desk.ask("revoke_honour", honour_id=honour.id, decided_by="合成决定人", basis="合成撤销决定")
    revoked = desk.ask("get_grant", grant_id=resting["id"])
    assert (revoked["state"], revoked["revoked_by"], revoked["revocation_basis"]) == (
        "revoked",
        "合成决定人",
        "合成撤销决定",
    )
    assert resting["id"] in [event["grant_id"] for event in desk.told("grant.revoked.v1")]
    waiting = desk.deadline("grant_ends", resting["id"])
    assert waiting is not None
    assert waiting["state"] == "cancelled"
    assert {desk.ask("get_grant", grant_id=id)["state"] for id in apart} == {"in_force"}


def test_a_restricted_cadre_gets_only_what_is_not_barred(desk: Desk) -> None:
    cadre_id = a_cadre(desk, barred=True)
    assert desk.refused("give_grant", **grant(cadre_id, a_measure(desk))).code == "incentive/grant-barred"
    assert desk.ask("give_grant", **grant(cadre_id, a_measure(desk, barred_by_restriction=False)))["id"]


def test_a_measure_is_granted_only_while_it_is_in_force(desk: Desk) -> None:
    cadre_id, measure_id = a_cadre(desk), a_measure(desk, valid_to="2020-12-31")
    assert desk.refused("give_grant", **grant(cadre_id, measure_id)).code == "incentive/measure-not-in-force"
    closed = a_measure(desk)
    desk.ask("close_measure", measure_id=closed)
    assert desk.refused("give_grant", **grant(cadre_id, closed)).code == "incentive/measure-not-in-force"
    assert desk.refused("give_grant", **grant("cad-nobody", a_measure(desk))).code == "unknown-cadre"


def test_a_cadre_sees_only_what_was_granted_to_them(desk: Desk) -> None:
    mine, another = a_cadre(desk), a_cadre(desk)
    measure_id = a_measure(desk)
    for cadre_id in (mine, another):
        desk.ask("give_grant", **grant(cadre_id, measure_id))
    me = Principal("me", ("cadre",), "x", Scope(Reach.SELF, None, mine))
    assert [item["cadre_id"] for item in desk.ask("list_grants", by=me)["items"]] == [mine]


def test_a_catalogue_is_imported_and_each_bad_row_says_why(desk: Desk) -> None:
    row = {"code": f"I-{secrets.token_hex(4)}", "title": "合成", "kind": "care", "basis": "合成"}
    bad = {**row, "code": f"I-{secrets.token_hex(4)}", "valid_from": "2026-02-01", "valid_to": "2026-01-01"}
    answer = desk.ask("import_measures", rows=[row, row, bad])
    assert answer["done"] == 1
    assert [result["errors"][0]["code"] for result in answer["results"][1:]] == [
        "incentive/measure-known",
        "ends-before-it-begins",
    ]


def leaves(desk: Desk, cadre_id: str, sequence: int, status: str, since: str | None = None, **more: Any) -> None:
    """The registry tells that somebody left, died, retired or serves after all."""
    told = {"status": status, "status_since": since, "status_entry": "9", **more}
    type = {"retired": "cadre.retired.v1", "serving": "cadre.changed.v1"}.get(status, "cadre.left.v1")
    for handler in ("people", "grants_of_who_left"):
        if type != "cadre.retired.v1" or handler == "people":
            desk.hear(handler, type, cadre_id, sequence=sequence, cadre_id=cadre_id, unit_ids=[CITY, UNIT], **told)


@pytest.mark.parametrize("status", ["left", "deceased"])
def test_with_who_has_left_or_died_every_grant_ends_and_goes_on_where_that_was_a_mistake(
    desk: Desk, status: str
) -> None:
    cadre_id, (begins, gone, coming, ends) = a_cadre(desk), days(-60, -5, 3, 300)
    wishes = [{"begins": begins, "ends": ends}, {"begins": begins}, {"begins": coming}]
    given = [desk.ask("give_grant", **grant(cadre_id, a_measure(desk), **wish))["id"] for wish in wishes]

    def shown(field: str) -> list[Any]:
        return [desk.ask("get_grant", grant_id=id)[field] for id in given]

    leaves(desk, cadre_id, 5, status, gone)
    assert shown("state") == ["ended"] * 3
    assert shown("ends") == [gone, gone, gone], "the last has never held"
    assert [one["state"] for one in desk.told("grant.ended.v1")] == ["ended"] * 3
    waiting = desk.deadline("grant_begins", given[2])
    assert waiting is not None
    assert waiting["state"] == "cancelled"
    leaves(desk, cadre_id, 6, "serving", "2002-07", set_aside=["9"], status_entry=None)
    assert shown("state") == ["in_force", "in_force", "coming"]
    assert shown("ends") == [ends, None, None]
    again = desk.deadline("grant_begins", given[2])
    assert again is not None
    assert again["state"] == "waiting"


@pytest.mark.parametrize("status", ["left", "deceased"])
def test_a_grant_that_is_entered_after_somebody_has_left_or_died_ended_with_it(desk: Desk, status: str) -> None:
    cadre_id, (begins, gone, lately, ends) = a_cadre(desk), days(-60, -5, -2, 300)
    leaves(desk, cadre_id, 5, status, gone)
    given = [desk.ask("give_grant", **grant(cadre_id, a_measure(desk), begins=begins, ends=end))
             for end in (None, ends, lately)]  # fmt: skip
    assert [(one["state"], one["ends"]) for one in given] == [("ended", gone)] * 3
    assert desk.deadline("grant_ends", given[1]["id"]) is None
    leaves(desk, cadre_id, 6, "serving", "2002-07", set_aside=["9"], status_entry=None)
    again = [desk.ask("get_grant", grant_id=one["id"]) for one in given]
    assert [(one["state"], one["ends"]) for one in again] == [("in_force", None), ("in_force", ends), ("ended", lately)]


@pytest.mark.parametrize(
    ("status", "code"), [("left", "incentive/grant-after-service"), ("deceased", "has-died"), ("retired", None)]
)
def test_nothing_is_granted_after_somebody_has_left_or_died(desk: Desk, status: str, code: str | None) -> None:
    cadre_id, (before, gone, after) = a_cadre(desk), days(-9, -5, -4)
    leaves(desk, cadre_id, 5, status, gone)
    wish = grant(cadre_id, a_measure(desk), begins=after)
    if code is None:
        assert desk.ask("give_grant", **wish)["state"] == "in_force"
        return
    refused = desk.refused("give_grant", **wish)
    assert (refused.code, refused.errors[0].pointer) == (code, "/begins")
    over = desk.ask("give_grant", **grant(cadre_id, a_measure(desk), begins=before, ends=gone))
    assert over["state"] == "ended", "what was before is entered afterwards"


def test_the_same_is_granted_once_for_the_same_days(desk: Desk) -> None:
    cadre_id, measure, (first, last, after, late) = a_cadre(desk), a_measure(desk), days(-60, -30, -29, 30)
    made = desk.ask("give_grant", **grant(cadre_id, measure, begins=first, ends=last))
    for wish in ({"begins": first, "ends": last}, {"begins": last, "ends": late}, {"begins": last}):
        again = desk.refused("give_grant", **grant(cadre_id, measure, **wish))
        assert (again.code, again.facts["grant_id"]) == ("incentive/already-granted", made["id"])
    desk.ask("give_grant", **grant(cadre_id, measure, begins=after))
    assert desk.refused("give_grant", **grant(cadre_id, measure)).code == "incentive/already-granted"
    desk.ask("give_grant", **grant(cadre_id, a_measure(desk)))
    desk.ask("give_grant", **grant(a_cadre(desk), measure, begins=first))


def test_two_who_grant_the_same_at_once_grant_it_once(desk: Desk) -> None:
    wish = grant(a_cadre(desk), a_measure(desk))
    assert at_once(*[lambda: desk.ask("give_grant", **wish)] * 2) == ["done", "incentive/already-granted"]
