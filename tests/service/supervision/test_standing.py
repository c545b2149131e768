"""Restrictions begin and end by themselves; clearance is given before or after one, never beside it."""

from __future__ import annotations

import secrets
from datetime import timedelta
from functools import partial

import pytest

from servicekit.errors import Problem
from services.supervision.errors import standing as errors
from tests.service.desk import CITY, COLLEAGUE, OTHER_UNIT, UNIT, Desk, at_once, of_unit, officer, self_of
from tests.support.days import iso, today


@pytest.fixture
def cadre(desk: Desk) -> str:
    return desk.people(f"cdr-{secrets.token_hex(4)}")[0]


def impose(desk: Desk, cadre: str, **more) -> dict:
    body = {"kind": "warning", "begins": (today() - timedelta(days=3)).isoformat(), "basis": "处分决定（演示）", **more}
    return desk.ask("impose_restriction", cadre_id=cadre, synthetic=True, **body)


def cleared(desk: Desk, cadre: str, request: str = "") -> dict:
    """Incentive asks for clearance; the answer as it is told."""
    request = request or f"nom-{secrets.token_hex(4)}.c1"
    data = {"request_id": request, "reference_id": "nom-1", "purpose": "award", "cadre_id": cadre,
            "unit_ids": [CITY, UNIT], "synthetic": True}  # fmt: skip
    desk.hear("clearances", "clearance.requested.v1", "nom-1", service="incentive", id=f"x-{request}", **data)
    told = [*desk.told("clearance.given.v1"), *desk.told("clearance.refused.v1")]
    return next(one for one in told if one["request_id"] == request)


def test_a_restriction_that_has_begun_holds_at_once_and_ends_by_its_kinds_period(desk: Desk, cadre: str):
    restriction = impose(desk, cadre, begins=iso())
    assert restriction["state"] == "in_force"
    begins = today()
    month = (begins.month + 5) % 12 + 1
    assert restriction["ends"][5:7] in (f"{month:02d}", f"{(month - 2) % 12 + 1:02d}")
    standing = desk.ask("get_standing", cadre_id=cadre)
    assert (standing["restricted"], standing["effects"]) == (True, ["award", "grade", "pool", "promotion"])
    assert desk.told("standing.changed.v1")[-1]["restriction_ids"] == [restriction["id"]]


def test_it_begins_and_ends_by_itself(desk: Desk, cadre: str):
    restriction = impose(
        desk,
        cadre,
        kind="under_investigation",
        begins=(today() + timedelta(days=9)).isoformat(),
        ends=(today() + timedelta(days=30)).isoformat(),
    )
    assert restriction["state"] == "scheduled"
    assert desk.told("standing.changed.v1") == []
    # The clock of the test cannot be set, so the days are moved instead.
    desk.pass_deadline("restriction_begins", restriction["id"], today() - timedelta(days=2))
    begun = desk.ask("get_restriction", restriction_id=restriction["id"])
    assert (begun["state"], begun["begins"]) == ("in_force", (today() - timedelta(days=1)).isoformat())
    assert desk.ask("get_standing", cadre_id=cadre)["restricted"] is True
    desk.pass_deadline("restriction_ends", restriction["id"], today() - timedelta(days=1))
    assert desk.ask("get_standing", cadre_id=cadre)["restricted"] is False
    assert [one["restricted"] for one in desk.told("standing.changed.v1")] == [True, False]
    assert desk.ask("get_restriction", restriction_id=restriction["id"])["state"] == "ended"


def test_one_that_lies_wholly_in_the_past_changes_nothing_of_what_holds_now(desk: Desk, cadre: str):
    restriction = impose(desk, cadre, begins="2020-01-01")
    assert restriction["state"] == "ended"
    assert desk.told("standing.changed.v1") == []
    assert [one["state"] for one in desk.told("restriction.ended.v1")] == ["ended"]


def test_who_imposed_a_restriction_does_not_lift_it_and_may_annul_an_error(desk: Desk, cadre: str):
    restriction = impose(desk, cadre)["id"]
    own = desk.refused("lift_restriction", restriction_id=restriction, basis="提前解除")
    assert (own.code, own.facts["did"]) == ("not-independent", ["impose"])
    assert desk.ask("annul_restriction", restriction_id=restriction, basis="登记有误")["state"] == "annulled"


def test_one_decision_is_entered_once_whatever_is_sent_beside_it(desk: Desk, cadre: str):
    body = {"cadre_id": cadre, "kind": "demerit", "begins": "2026-03-02", "basis": "处分决定（演示）"}
    first = desk.ask("impose_restriction", **body)
    again = desk.refused("impose_restriction", **{**body, "basis": "另一表述（演示）"})
    assert (again.code, again.facts["restriction_id"]) == ("supervision/already-restricted", first["id"])
    desk.ask("impose_restriction", **{**body, "begins": "2026-03-03"})
    desk.ask("impose_restriction", **{**body, "kind": "warning"})
    (other,) = desk.people("cdr-other-one")
    desk.ask("impose_restriction", **{**body, "cadre_id": other})
    desk.ask("annul_restriction", restriction_id=first["id"], basis="登记有误")
    assert desk.ask("impose_restriction", **body)["id"] != first["id"], "what never was is entered anew"


def test_a_decision_that_two_enter_at_once_is_in_the_book_once(desk: Desk, cadre: str):
    wish = {"cadre_id": cadre, "kind": "demerit", "begins": iso(), "basis": "处分决定（演示）"}
    acts = [partial(desk.ask, "impose_restriction", by=by, **wish) for by in (officer(), COLLEAGUE)]
    assert at_once(*acts) == ["done", "supervision/already-restricted"]
    assert len(desk.ask("list_restrictions", cadre_id=cadre)["items"]) == 1


@pytest.mark.parametrize(
    ("told", "taken"),
    [
        ({"political_status": "13"}, False),
        ({"political_status": "01"}, True),
        ({"political_status": "02"}, True),
        ({"political_status": ""}, True),
        ({"political_status": "13", "party_since": "2010-07"}, True),
        ({"political_status": "01", "party_since": "2026-04"}, False),
    ],
)
def test_a_sanction_of_the_party_is_given_to_a_member(desk: Desk, cadre: str, told: dict[str, str], taken: bool):
    desk.people(cadre, sequence=9, **told)
    body = {"cadre_id": cadre, "kind": "party_warning", "begins": "2026-03-02", "basis": "处分决定（演示）"}
    if taken:
        assert desk.ask("impose_restriction", **body)["kind"] == "party_warning"
        return
    refused = desk.refused("impose_restriction", **body)
    assert (refused.code, refused.errors[0].pointer) == ("supervision/not-a-party-member", "/kind")
    assert desk.ask("impose_restriction", **{**body, "kind": "warning"})["kind"] == "warning", "a 政务处分 is"


def test_two_at_once_hold_until_the_last_has_ended(desk: Desk, cadre: str):
    first, second = impose(desk, cadre), impose(desk, cadre, kind="demerit")
    desk.ask("lift_restriction", by=COLLEAGUE, restriction_id=first["id"], basis="提前解除")
    assert desk.ask("get_standing", cadre_id=cadre)["restricted"] is True
    desk.ask("annul_restriction", restriction_id=second["id"], basis="登记有误")
    assert desk.ask("get_standing", cadre_id=cadre)["restricted"] is False
    again = desk.refused("lift_restriction", by=COLLEAGUE, restriction_id=first["id"], basis="再次解除")
    assert isinstance(again, errors.RestrictionOver)


@pytest.mark.parametrize(("kind", "begun"), [("demerit", 30), ("under_investigation", 3), ("warning", 1)])
def test_what_is_lifted_today_had_its_last_day_yesterday(desk: Desk, cadre: str, kind: str, begun: int) -> None:
    restriction = impose(desk, cadre, kind=kind, begins=(today() - timedelta(days=begun)).isoformat())
    lifted = desk.ask("lift_restriction", by=COLLEAGUE, restriction_id=restriction["id"], basis="解除决定")
    yesterday = (today() - timedelta(days=1)).isoformat()
    assert (lifted["state"], lifted["ends"]) == ("ended", yesterday)
    assert desk.told("restriction.ended.v1")[-1]["ends"] == yesterday
    assert desk.ask("get_standing", cadre_id=cadre)["restricted"] is False


def test_what_had_just_begun_when_it_was_lifted_has_no_day_before_its_first(desk: Desk, cadre: str) -> None:
    restriction = impose(desk, cadre, begins=iso())
    lifted = desk.ask("lift_restriction", by=COLLEAGUE, restriction_id=restriction["id"], basis="解除决定")
    assert lifted["ends"] == iso()
    assert desk.ask("get_standing", cadre_id=cadre)["restricted"] is False


def test_what_cannot_be_entered_says_why(desk: Desk, cadre: str):
    body = {"kind": "warning", "begins": "2026-03-02", "basis": "演示"}
    early = desk.refused("impose_restriction", cadre_id=cadre, ends="2026-03-01", **body)
    assert early.code == "ends-before-it-begins"
    unknown = desk.refused("impose_restriction", cadre_id=cadre, **{**body, "kind": "frown"})
    assert unknown.code == "unknown-entry"
    assert "warning" in unknown.facts["allowed"]
    assert desk.refused("impose_restriction", cadre_id="cdr-none", **body).code == "unknown-cadre"


def test_another_last_day_than_the_laws_wants_somebody_who_answers_for_it(desk: Desk, cadre: str) -> None:
    body = {"cadre_id": cadre, "kind": "demerit", "begins": "2025-03-01", "basis": "处分决定（演示）"}
    for ends in ("2025-12-31", "2026-03-01", "2030-01-01"):
        no = desk.refused("impose_restriction", ends=ends, **body)
        assert no.code == "supervision/not-its-period"
        assert "2026-02-28" in no.detail_zh
        assert "《公务员法》第六十四条" in no.detail_zh
    stated = {"by": "合成负责人", "basis": "与2024年警告处分合并计算（演示）"}
    as_the_law_says = desk.ask("impose_restriction", ends="2026-02-28", override=stated, **body)
    assert (as_the_law_says["ends"], as_the_law_says["override"]) == ("2026-02-28", None)
    desk.ask("annul_restriction", restriction_id=as_the_law_says["id"], basis="期间有误")
    combined = desk.ask("impose_restriction", ends="2026-05-31", override=stated, **body)
    assert combined["ends"] == "2026-05-31"
    assert combined["override"] == {**stated, "reasons": ["not_its_period"]}
    assert desk.ask("get_restriction", restriction_id=combined["id"])["override"] == combined["override"]
    open_ended = {**body, "kind": "under_investigation", "ends": "2025-06-30"}
    assert desk.ask("impose_restriction", **open_ended)["ends"] == "2025-06-30", "it has no fixed period"


def test_clearance_is_given_or_refused_by_what_holds_and_asked_twice_is_answered_once(desk: Desk, cadre: str):
    assert cleared(desk, cadre)["given"] is True
    restriction = impose(desk, cadre)
    refused = cleared(desk, cadre, "nom-7.c1")
    assert (refused["given"], refused["reasons"]) == (False, ["restricted"])
    desk.ask("lift_restriction", by=COLLEAGUE, restriction_id=restriction["id"], basis="解除")
    again = {"request_id": "nom-7.c1", "reference_id": "nom-1", "purpose": "award", "cadre_id": cadre,
             "unit_ids": [CITY, UNIT], "synthetic": True}  # fmt: skip
    desk.hear("clearances", "clearance.requested.v1", "nom-1", service="incentive", id="another copy", **again)
    assert len([one for one in desk.told("clearance.refused.v1") if one["request_id"] == "nom-7.c1"]) == 1
    assert [one["request_id"] for one in desk.told("clearance.given.v1")].count("nom-7.c1") == 0
    assert cleared(desk, cadre, "nom-7.c2")["given"] is True


def test_a_restriction_that_races_a_clearance_is_before_or_after_it(desk: Desk, cadre: str):
    """The restriction is committed while clearance is being judged: the clearance must be judged again."""
    from services.supervision.model import standing as model

    judge, raced = model.judge, []

    def with_a_rival(standing, purpose):
        answer = judge(standing, purpose)
        if not raced:
            raced.append(True)
            impose(desk, cadre)
        return answer

    model.judge = with_a_rival
    try:
        assert cleared(desk, cadre)["given"] is False
    finally:
        model.judge = judge


def test_cadres_see_their_own_and_nobody_elses(desk: Desk, cadre: str):
    restriction = impose(desk, cadre)
    assert [one["id"] for one in desk.ask("list_restrictions", by=self_of(cadre))["items"]] == [restriction["id"]]
    assert desk.ask("list_restrictions", by=self_of("cdr-other"))["items"] == []
    with pytest.raises(Problem) as hidden:
        desk.ask("get_restriction", restriction_id=restriction["id"], by=self_of("cdr-other"))
    assert hidden.value.code == "supervision/no-restriction"
    with pytest.raises(Problem):
        desk.ask("get_standing", cadre_id=cadre, by=of_unit(OTHER_UNIT))


@pytest.mark.parametrize("type", ["cadre.transferred.v1", "cadre.appointed.v1"])
def test_a_restriction_follows_a_cadre_who_moves(desk: Desk, cadre: str, type: str):
    restriction = impose(desk, cadre)
    desk.people(cadre, sequence=9, type=type, handler="moved", unit_ids=[CITY, OTHER_UNIT])
    desk.people(cadre, sequence=8, type=type, handler="moved", unit_ids=[CITY, UNIT])
    assert desk.ask("get_restriction", restriction_id=restriction["id"])["unit_ids"] == [CITY, OTHER_UNIT]


def test_what_is_under_way_about_a_cadre_follows_them_and_is_told_where_it_belongs_to_others(desk: Desk, cadre: str):
    impose(desk, cadre)
    vetting = desk.ask("open_vetting", cadre_id=cadre, purpose="award")["id"]
    for sequence, unit in ((9, OTHER_UNIT), (8, UNIT), (10, OTHER_UNIT)):
        desk.people(cadre, sequence=sequence, type="cadre.transferred.v1", handler="moved", unit_ids=[CITY, unit])
    kept = [desk.db[name].find_one({"_id": id}) or {} for name, id in (("vettings", vetting), ("standings", cadre))]
    assert [(one["unit_ids"], one["moved"]) for one in kept] == [([CITY, OTHER_UNIT], 10)] * 2
    assert [one["unit_ids"] for one in desk.told("restriction.changed.v1")] == [[CITY, OTHER_UNIT]]
