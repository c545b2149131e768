"""Members of the pool: from nomination to vetting, what restrictions and careers do to them, and who may see them."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from servicekit import clock
from servicekit.errors import Problem
from services.talentpool.model import members as model
from tests.service.desk import CITY, COLLEAGUE, OTHER_UNIT, UNIT, Desk, of_unit, officer, self_of
from tests.service.talentpool.test_plans import a_batch, a_tier, places


def a_cadre(desk: Desk, **state: Any) -> str:
    young = {"birth_year": 1990, "birth_month": "1990-05", "post_level": "141", **state}
    (cadre_id,) = desk.people(f"cdr-{secrets.token_hex(4)}", **young)
    return cadre_id


def wish_for(cadre_id: str, batch: dict[str, Any], **more: Any) -> dict[str, Any]:
    base = {"source": "recommendation", "category": "economy", "grade": "B", "basis": "合成依据", "synthetic": True}
    return {"batch_id": batch["id"], "cadre_id": cadre_id, **base, **more}


def nominated(desk: Desk, batch: dict[str, Any], *, vetting: bool = True, **more: Any) -> dict[str, Any]:
    cadre_id = more.pop("cadre_id", None) or a_cadre(desk)
    wish = wish_for(cadre_id, batch, request_vetting=vetting, **more)
    return dict(desk.ask("nominate_member", by=COLLEAGUE, **wish))


def concluded(
    desk: Desk, member: dict[str, Any], outcome: str = "passed", *, round: int | None = None, sequence: int = 1
) -> None:
    """Supervision concludes the vetting of a round (the present one where none is named)."""
    round = round or desk.ask("get_member", member_id=member["id"])["round"]
    desk.hear(
        "member_vettings",
        "vetting.concluded.v1",
        f"vet-{member['id']}-{round}-{outcome}",
        sequence=sequence,
        service="supervision",
        request_id=f"{member['id']}.{round}",
        requested_by="talentpool",
        reference_id=member["id"],
        outcome=outcome,
        reasons=[] if outcome == "passed" else ["objection"],
    )


def vetted(desk: Desk, batch: dict[str, Any], **more: Any) -> dict[str, Any]:
    member = nominated(desk, batch, **more)
    concluded(desk, member)
    return state_of(desk, member)


def in_pool(desk: Desk, batch: dict[str, Any], **more: Any) -> dict[str, Any]:
    member = vetted(desk, batch, **more)
    return dict(desk.ask("admit_member", by=officer(number=3), member_id=member["id"], basis="部务会"))


def state_of(desk: Desk, member: dict[str, Any]) -> dict[str, Any]:
    return dict(desk.ask("get_member", member_id=member["id"]))


def standing(desk: Desk, cadre_id: str, restricted: bool, sequence: int, effects: list[str] | None = None) -> None:
    desk.hear(
        "member_standings",
        "standing.changed.v1",
        cadre_id,
        service="supervision",
        sequence=sequence,
        id=f"std-{secrets.token_hex(6)}",
        cadre_id=cadre_id,
        unit_ids=[CITY, UNIT],
        restricted=restricted,
        effects=(["pool", "promotion"] if effects is None else effects) if restricted else [],
        restriction_ids=["rst-1"] if restricted else [],
        since="2026-03-01" if restricted else None,
        synthetic=True,
    )


def career(desk: Desk, cadre_id: str, type: str, sequence: int, **state: Any) -> None:
    now = {"post_level": "141", "birth_year": 1990, "birth_month": "1990-05", **state}
    desk.people(cadre_id, type=type, handler="member_cadres", sequence=sequence, **now)


@pytest.fixture
def tier(desk: Desk) -> dict[str, Any]:
    return a_tier(desk, quota=10)


@pytest.fixture
def batch(desk: Desk, tier: dict[str, Any]) -> dict[str, Any]:
    return a_batch(desk, tier, places=5)


def test_a_nomination_asks_supervision_and_takes_its_conclusion(desk: Desk, batch: dict[str, Any]) -> None:
    member = nominated(desk, batch)
    assert (member["state"], member["round"], member["request_id"]) == ("vetting", 1, f"{member['id']}.1")
    (asked,) = desk.told("vetting.requested.v1")
    assert (asked["purpose"], asked["reference_id"], asked["cadre_id"]) == ("pool", member["id"], member["cadre_id"])
    concluded(desk, member)
    assert state_of(desk, member)["state"] == "vetted"
    assert [told["state"] for told in desk.told("member.vetted.v1")] == ["vetted"]
    what = [entry["what"] for entry in state_of(desk, member)["timeline"]]
    assert what == ["nominated", "request_vetting", "vetting_passed"]


def test_a_refusal_ends_it_and_the_cadre_can_be_nominated_again(desk: Desk, batch: dict[str, Any]) -> None:
    member = nominated(desk, batch)
    again = wish_for(member["cadre_id"], batch)
    assert desk.refused("nominate_member", **again).code == "talentpool/already-member"
    concluded(desk, member, "refused")
    ended = state_of(desk, member)
    assert (ended["state"], ended["reason"]) == ("refused", "objection")
    assert desk.ask("nominate_member", **again)["state"] == "candidate"


def test_after_a_deferral_a_new_round_is_asked_and_a_late_answer_changes_nothing(
    desk: Desk, batch: dict[str, Any]
) -> None:
    member = nominated(desk, batch)
    concluded(desk, member, "deferred")
    assert state_of(desk, member)["state"] == "deferred"
    assert desk.ask("request_member_vetting", member_id=member["id"])["round"] == 2
    concluded(desk, member, "refused", round=1)
    late = state_of(desk, member)
    assert late["state"] == "vetting"
    assert late["timeline"][-1]["ignored"]
    concluded(desk, member)
    assert state_of(desk, member)["state"] == "vetted"
    assert desk.told("vetting.withdrawn.v1") == []


def test_a_candidate_who_is_withdrawn_is_no_longer_vetted(desk: Desk, batch: dict[str, Any]) -> None:
    member = nominated(desk, batch)
    desk.ask("withdraw_member", member_id=member["id"], reason="本人申请")
    assert [told["request_id"] for told in desk.told("vetting.withdrawn.v1")] == [member["request_id"]]
    refused = desk.refused("withdraw_member", member_id=member["id"], reason="又")
    assert (refused.code, refused.facts["allowed"]) == ("talentpool/not-in-this-state", [])


def test_a_restriction_takes_a_candidate_back_and_vetting_is_done_anew(desk: Desk, batch: dict[str, Any]) -> None:
    member = vetted(desk, batch)
    standing(desk, member["cadre_id"], True, 1)
    stopped = state_of(desk, member)
    assert (stopped["state"], stopped["suspended"], stopped["effects"]) == ("candidate", True, ["pool", "promotion"])
    barred = desk.refused("request_member_vetting", member_id=member["id"])
    assert (barred.code, barred.facts["since"], barred.facts["effects"]) == (
        "talentpool/restricted",
        "2026-03-01",
        ["pool", "promotion"],
    )
    standing(desk, member["cadre_id"], False, 2)
    assert state_of(desk, member)["suspended"] is False
    again = desk.ask("request_member_vetting", member_id=member["id"])
    assert (again["state"], again["round"]) == ("vetting", 2)


def test_a_restriction_during_vetting_withdraws_the_request(desk: Desk, batch: dict[str, Any]) -> None:
    member = nominated(desk, batch)
    standing(desk, member["cadre_id"], True, 1)
    assert [told["request_id"] for told in desk.told("vetting.withdrawn.v1")] == [member["request_id"]]
    concluded(desk, member)
    assert state_of(desk, member)["state"] == "candidate"


def test_a_member_is_suspended_at_once_keeps_the_place_and_comes_back(
    desk: Desk, tier: dict[str, Any], batch: dict[str, Any]
) -> None:
    member = in_pool(desk, batch)
    standing(desk, member["cadre_id"], True, 1)
    suspended = state_of(desk, member)
    assert (suspended["state"], suspended["suspended"], suspended["suspended_since"]) == ("in_pool", True, "2026-03-01")
    assert places(desk, tier["id"])[0] == 1
    assert desk.db["candidates"].find_one({"_id": member["cadre_id"]})["pool"]["suspended"] is True
    assert [one["id"] for one in desk.ask("list_members", suspended=True)["items"]] == [member["id"]]
    standing(desk, member["cadre_id"], False, 2)
    assert state_of(desk, member)["suspended"] is False
    assert [told["suspended"] for told in desk.told("member.suspended.v1") + desk.told("member.restored.v1")] == [
        True,
        False,
    ]
    assert desk.db["candidates"].find_one({"_id": member["cadre_id"]})["pool"]["suspended"] is False
    # An older event that comes late changes nothing, and a restriction of awards alone suspends nobody.
    standing(desk, member["cadre_id"], True, 1)
    assert state_of(desk, member)["suspended"] is False
    standing(desk, member["cadre_id"], True, 3, ["award"])
    assert state_of(desk, member)["suspended"] is False


def test_a_restricted_cadre_is_not_nominated(desk: Desk, batch: dict[str, Any]) -> None:
    cadre_id = a_cadre(desk)
    standing(desk, cadre_id, True, 1)
    assert desk.refused("nominate_member", **wish_for(cadre_id, batch)).code == "talentpool/restricted"


def test_a_restriction_that_races_a_nomination_is_before_or_after_it(
    desk: Desk, batch: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    cadre_id, check, raced = a_cadre(desk), model.must_not_be_barred, []

    def check_early(of: Any) -> None:
        check(of)
        if not raced:
            raced.append(True)
            standing(desk, cadre_id, True, 2)

    standing(desk, cadre_id, False, 1)
    monkeypatch.setattr(model, "must_not_be_barred", check_early)
    with pytest.raises(Problem) as refused:
        desk.ask("nominate_member", **wish_for(cadre_id, batch))
    assert refused.value.code == "talentpool/restricted"
    assert desk.db["members"].count_documents({}) == 0


def test_who_retires_leaves_and_the_place_is_free(desk: Desk, tier: dict[str, Any], batch: dict[str, Any]) -> None:
    member, candidate = in_pool(desk, batch), nominated(desk, batch)
    for one in (member, candidate):
        career(desk, one["cadre_id"], "cadre.retired.v1", 5, status="retired")
    assert (state_of(desk, member)["state"], state_of(desk, member)["reason"]) == ("left", "retired")
    assert (state_of(desk, candidate)["state"], state_of(desk, candidate)["reason"]) == ("refused", "retired")
    assert places(desk, tier["id"]) == (0, 4, 6)
    assert len(desk.told("vetting.withdrawn.v1")) == 1
    assert [told["state"] for told in desk.told("member.left.v1")] == ["left"]


def test_who_is_appointed_above_is_promoted_and_who_is_moved_is_not(
    desk: Desk, tier: dict[str, Any], batch: dict[str, Any]
) -> None:
    member = in_pool(desk, batch)
    moved = {"unit_id": OTHER_UNIT, "unit_ids": [CITY, OTHER_UNIT]}
    career(desk, member["cadre_id"], "cadre.transferred.v1", 5, **moved)
    assert state_of(desk, member)["unit_ids"] == [CITY, OTHER_UNIT]
    # A correction of the roster that names a higher level is no promotion.
    career(desk, member["cadre_id"], "cadre.changed.v1", 6, post_level="132", **moved)
    assert state_of(desk, member)["state"] == "in_pool"
    career(desk, member["cadre_id"], "cadre.promoted.v1", 7, post_level="132", **moved)
    promoted = state_of(desk, member)
    assert (promoted["state"], promoted["holds_place"]) == ("promoted", False)
    assert places(desk, tier["id"])[0] == 0
    assert desk.db["candidates"].find_one({"_id": member["cadre_id"]})["pool"]["state"] == "promoted"


def test_a_cadre_past_the_age_needs_a_named_override(desk: Desk, batch: dict[str, Any]) -> None:
    cadre_id = a_cadre(desk, birth_year=1975, birth_month="1975-01")
    refused = desk.refused("nominate_member", **wish_for(cadre_id, batch))
    assert refused.code == "talentpool/not-eligible"
    assert [reason["code"] for reason in refused.facts["reasons"]] == ["too-old"]
    assert "待核实" in refused.facts["reasons"][0]["article"]
    member = desk.ask("nominate_member", **wish_for(cadre_id, batch, override={"basis": "专题会议纪要"}))
    assert member["override"] == {"by": "administrator-1", "basis": "专题会议纪要", "reasons": ["too-old"]}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"source": "nobody"}, "unknown-entry"),
        ({"category": "nothing"}, "unknown-entry"),
        ({"grade": "Z"}, "unknown-entry"),
        ({"batch_id": "bat-none"}, "talentpool/no-batch"),
        ({"cadre_id": "cdr-none"}, "unknown-cadre"),
        ({"classification": "secret"}, "invalid-fields"),
    ],
)
def test_what_is_not_there_is_refused(desk: Desk, batch: dict[str, Any], more: dict[str, Any], code: str) -> None:
    refused = desk.refused("nominate_member", **{**wish_for(a_cadre(desk), batch), **more})
    assert (refused.code, bool(refused.detail_zh), bool(refused.detail_en)) == (code, True, True)


def test_nobody_is_nominated_before_a_batch_opens_or_after_it_closed(desk: Desk, tier: dict[str, Any]) -> None:
    later = a_batch(desk, tier, places=1, opens_on="2099-01-01")
    assert (
        desk.refused("nominate_member", **wish_for(a_cadre(desk), later)).code == "talentpool/batch-not-in-this-state"
    )
    batch = a_batch(desk, tier, places=1, number=2)
    waiting = nominated(desk, batch)
    desk.ask("close_nominations", batch_id=batch["id"])
    assert (
        desk.refused("nominate_member", **wish_for(a_cadre(desk), batch)).code == "talentpool/batch-not-in-this-state"
    )
    desk.ask("end_batch", batch_id=batch["id"], basis="合成")
    desk.tick()
    assert (state_of(desk, waiting)["state"], state_of(desk, waiting)["reason"]) == ("lapsed", "batch_closed")
    assert [told["request_id"] for told in desk.told("vetting.withdrawn.v1")] == [waiting["request_id"]]


def test_a_conclusion_that_comes_when_the_batch_is_over_lets_the_candidate_lapse(
    desk: Desk, batch: dict[str, Any]
) -> None:
    desk.ask("end_batch", batch_id=batch["id"], basis="合成")
    desk.tick()
    # Nominated by a command that had begun before the end was committed.
    desk.db["batches"].update_one({"_id": batch["id"]}, {"$set": {"state": "open"}})
    late = nominated(desk, batch)
    desk.db["batches"].update_one({"_id": batch["id"]}, {"$set": {"state": "closed"}})
    concluded(desk, late)
    assert state_of(desk, late)["state"] == "lapsed"
    assert state_of(desk, late)["timeline"][-2]["what"] == "vetting_passed"


def test_nominations_are_imported_and_each_bad_row_says_why(desk: Desk, batch: dict[str, Any]) -> None:
    good, restricted = a_cadre(desk), a_cadre(desk)
    standing(desk, restricted, True, 1)
    rows = [
        wish_for(good, batch, request_vetting=True),
        wish_for(good, batch),
        wish_for(restricted, batch),
        wish_for("cdr-none", batch),
        wish_for(a_cadre(desk, status="retired"), batch),
    ]
    dry = desk.ask("import_pool_nominations", rows=rows, dry_run=True)
    assert (dry["done"], desk.db["members"].count_documents({})) == (1, 0)
    answer = desk.ask("import_pool_nominations", rows=rows)
    assert answer["done"] == 1
    assert [result["errors"][0]["code"] for result in answer["results"][1:]] == [
        "talentpool/already-member",
        "talentpool/restricted",
        "unknown-cadre",
        "talentpool/not-serving",
    ]
    assert state_of(desk, answer["results"][0])["state"] == "vetting"


def test_a_cadre_never_sees_the_pool_and_a_unit_only_its_own(desk: Desk, batch: dict[str, Any]) -> None:
    member = nominated(desk, batch)
    for nobody in (self_of(member["cadre_id"]), of_unit(OTHER_UNIT)):
        assert desk.ask("list_members", by=nobody)["items"] == []
        assert desk.refused("get_member", by=nobody, member_id=member["id"]).code == "talentpool/no-member"
        assert desk.refused("withdraw_member", by=nobody, member_id=member["id"], reason="x").status == 404
    assert len(desk.ask("list_members", by=of_unit(UNIT))["items"]) == 1


def test_who_retires_at_the_moment_of_the_nomination_is_not_nominated(desk: Desk, batch: dict[str, Any]) -> None:
    cadre_id = a_cadre(desk)
    career(desk, cadre_id, "cadre.retired.v1", 5, status="retired")
    # The service's replica of the roster has not heard of it yet.
    assert desk.refused("nominate_member", **wish_for(cadre_id, batch)).code == "talentpool/not-serving"
    for dry_run in (True, False):
        (row,) = desk.ask("import_pool_nominations", rows=[wish_for(cadre_id, batch)], dry_run=dry_run)["results"]
        assert row["errors"][0]["code"] == "talentpool/not-serving"


def test_a_level_reached_since_admission_is_a_promotion_whoever_enters_it(desk: Desk, batch: dict[str, Any]) -> None:
    wrong_before, risen = in_pool(desk, batch), in_pool(desk, batch)
    today = clock.day_of(clock.now()).isoformat()
    # The level at admission was wrong in the roster, and is put right.
    career(desk, wrong_before["cadre_id"], "cadre.changed.v1", 5, post_level="132", level_since="2015-01")
    # An appointment comes with the roster's yearly file.
    career(desk, risen["cadre_id"], "cadre.changed.v1", 5, post_level="132", level_since=today[:7])
    assert state_of(desk, wrong_before)["state"] == "in_pool"
    assert (state_of(desk, risen)["state"], state_of(desk, risen)["holds_place"]) == ("promoted", False)


def test_a_unit_nominates_its_own_and_goes_on_with_what_it_has_nominated(desk: Desk, batch: dict[str, Any]) -> None:
    desk.units(CITY, UNIT, OTHER_UNIT)
    desk.units("unt-section", parent_id=UNIT, unit_ids=[CITY, UNIT, "unt-section"])
    mine, theirs, section = of_unit(UNIT), of_unit(OTHER_UNIT), of_unit("unt-section")
    own, below = a_cadre(desk), a_cadre(desk, unit_id="unt-section", unit_ids=[CITY, UNIT, "unt-section"])
    stranger = a_cadre(desk, unit_id=OTHER_UNIT, unit_ids=[CITY, OTHER_UNIT])
    refused = desk.refused("nominate_member", by=mine, **wish_for(stranger, batch))
    assert (refused.code, refused.errors[0].pointer) == ("unknown-cadre", "/cadre_id")
    assert desk.refused("nominate_member", by=section, **wish_for(own, batch)).code == "unknown-cadre"
    members = [
        desk.ask("nominate_member", by=who, **wish_for(cadre, batch))["id"]
        for who, cadre in ((mine, own), (section, below))
    ]
    ours = nominated(desk, batch, cadre_id=a_cadre(desk), vetting=False)
    assert [row["id"] for row in desk.ask("list_nominations", by=mine)["items"]] == members
    assert [row["id"] for row in desk.ask("list_nominations", by=section)["items"]] == members[1:]
    assert [row["id"] for row in desk.ask("list_nominations")["items"]] == members
    assert desk.ask("list_nominations", by=theirs)["items"] == []
    assert [row["id"] for row in desk.ask("list_rounds", by=mine)["items"]] == [batch["id"]]
    (row,) = desk.ask("import_pool_nominations", by=theirs, rows=[wish_for(own, batch)])["results"]
    assert [error["code"] for error in row["errors"]] == ["unknown-cadre"], "that they are taken is not told of others"
    assert desk.refused("get_member", by=theirs, member_id=members[0]).code == "talentpool/no-member"
    for command, more in (("withdraw_member", {"reason": "x"}), ("request_member_vetting", {})):
        refused = desk.refused(command, by=mine, member_id=ours["id"], **more)
        assert (refused.code, refused.status) == ("talentpool/no-member", 404)
        assert desk.refused(command, by=theirs, member_id=members[0], **more).code == "talentpool/no-member"
    assert desk.ask("request_member_vetting", by=mine, member_id=members[1])["state"] == "vetting", "the unit above may"
    withdrawn = desk.ask("withdraw_member", by=mine, member_id=members[0], reason="本人申请")
    assert withdrawn["state"] == "withdrawn"


TAKEN = [("township_chief", "141"), ("township_chief", "132"), ("county_chief", "131")]


@pytest.mark.parametrize(("key", "level"), TAKEN)
def test_who_serves_at_the_level_of_a_tier_has_no_place_in_it(desk: Desk, key: str, level: str) -> None:
    batch = a_batch(desk, a_tier(desk, key=key))
    wish = wish_for(a_cadre(desk, post_level=level), batch)
    refused = desk.refused("nominate_member", **wish)
    assert (refused.code, [one["code"] for one in refused.facts["reasons"]]) == (
        "talentpool/not-eligible", ["at-the-level"],
    )  # fmt: skip
    (row,) = desk.ask("import_pool_nominations", rows=[wish])["results"]
    assert "errors" in row
    assert desk.ask("nominate_member", **wish, override={"basis": "会议研究"})["override"]["reasons"] == [
        "at-the-level"
    ]
    below = {"county_chief": "132", "township_chief": "142"}[key]
    assert desk.ask("nominate_member", **wish_for(a_cadre(desk, post_level=below), batch))["override"] is None


def reopened(desk: Desk, member: dict[str, Any], sequence: int) -> dict[str, Any]:
    """Supervision opens the vetting of a round again."""
    desk.hear(
        "member_vettings",
        "vetting.reopened.v1",
        f"vet-{member['id']}",
        sequence=sequence,
        service="supervision",
        request_id=f"{member['id']}.1",
        requested_by="talentpool",
        reference_id=member["id"],
        outcome=None,
        reasons=[],
    )
    return state_of(desk, member)


def test_a_vetting_that_is_open_again_takes_a_candidate_back_and_not_who_is_in_the_pool(
    desk: Desk, batch: dict[str, Any]
) -> None:
    member = vetted(desk, batch)
    again = reopened(desk, member, 2)
    assert (again["state"], again["round"], again["vetting_outcome"]) == ("vetting", 1, None)
    assert len(desk.told("vetting.requested.v1")) == 1, "it is the same vetting"
    refused = desk.refused("admit_member", by=officer(number=3), member_id=member["id"], basis="部务会")
    assert refused.code == "talentpool/not-in-this-state"
    admitted = in_pool(desk, batch)
    assert reopened(desk, admitted, 2)["state"] == "in_pool"
    concluded(desk, admitted, "refused", sequence=3)
    marked = state_of(desk, admitted)
    assert (marked["state"], marked["vetting_outcome"]) == ("in_pool", "refused"), "a person decides whether they stay"
    concluded(desk, admitted, "passed", sequence=4)
    assert state_of(desk, admitted)["vetting_outcome"] == "passed"


def test_who_was_refused_by_a_conclusion_that_was_wrong_is_vetted_unless_nominated_once_more(
    desk: Desk, batch: dict[str, Any]
) -> None:
    member = nominated(desk, batch)
    concluded(desk, member, "refused")
    assert reopened(desk, member, 2)["state"] == "vetting"
    other = nominated(desk, batch)
    concluded(desk, other, "refused")
    nominated(desk, batch, cadre_id=other["cadre_id"])
    assert reopened(desk, other, 2)["state"] == "refused"
