"""The award pipeline against the real database: one honouree, each refusal, and a race for the last place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from servicekit.principal import Principal
from servicekit.sealing import go_on
from services.incentive.schemas.nominations import READS_NOMINATIONS
from services.incentive.service import IncentiveService
from tests.service.desk import CITY, OTHER_UNIT, UNIT, Desk, at_once, of_unit, officer, self_of

MEMBERS = ["m1", "m2", "m3", "m4", "m5", "m6"]


@pytest.fixture
def batch(desk: Desk) -> dict[str, Any]:
    """A batch with two places, one of them for the first field."""
    desk.units(CITY, UNIT, OTHER_UNIT)
    desk.people("c1", "c2", "c3", "c4")
    programme = desk.ask("open_programme", code="P1", title="担当作为好干部", level="city", authority="市委")
    answer: dict[str, Any] = desk.ask(
        "open_batch",
        programme_id=programme["id"],
        title="第一批",
        number=1,
        quota=2,
        opens_on="2026-01-01",
        closes_on="2098-12-31",
    )
    return answer


def nominate(desk: Desk, batch: dict[str, Any], cadre: str, /, *, submit: bool = True, **wish: Any) -> Any:
    given = {"field": "two_major_tasks", "merits": "事迹", "unit_id": UNIT, "submit": submit, **wish}
    return desk.ask("nominate", batch_id=batch["id"], cadre_id=cadre, **given)


def vet(desk: Desk, nomination: dict[str, Any], outcome: str = "passed", sequence: int = 1, **data: Any) -> int:
    return desk.hear(
        "vetting_conclusions",
        "vetting.concluded.v1",
        f"vet-{nomination['id']}",
        sequence=sequence,
        service="supervision",
        **{
            "requested_by": "incentive",
            "reference_id": nomination["id"],
            "request_id": f"{nomination['id']}.1",
            "outcome": outcome,
            "reasons": [],
            **data,
        },
    )


def elect(desk: Desk, batch: dict[str, Any], *ids: str) -> dict[str, Any]:
    ballot = desk.ask("convene_ballot", batch_id=batch["id"], held_on="2026-03-02", members=MEMBERS)
    desk.ask("attend_ballot", ballot_id=ballot["id"], present=MEMBERS[:5])
    votes = [{"member_id": member, "vote": "approve"} for member in MEMBERS[:4]]
    wish = [{"nomination_id": id, "votes": votes} for id in ids]
    desk.ask("cast_many_votes", ballot_id=ballot["id"], nominations=wish)
    answer: dict[str, Any] = desk.ask("close_ballot", ballot_id=ballot["id"])
    return answer


def up_to_publicised(desk: Desk, batch: dict[str, Any], *cadres: str, **wish: Any) -> list[str]:
    made = [nominate(desk, batch, cadre, **wish) for cadre in cadres]
    for nomination in made:
        vet(desk, nomination)
    ids = [nomination["id"] for nomination in made]
    elect(desk, batch, *ids)
    done = desk.ask("publicise_batch", batch_id=batch["id"], begins="2026-03-02", basis="补录")
    assert done["done"] == len(ids)
    desk.tick()
    return ids


def let_publicity_end(desk: Desk, id: str) -> None:
    """The days of a publicity go by."""
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    desk.db["deadlines"].update_one({"_id": f"publicity_ends.{id}"}, {"$set": {"due": long_ago, "look_at": long_ago}})
    desk.tick()


def standing(desk: Desk, cadre: str, restricted: bool, sequence: int, **data: Any) -> int:
    told = {"restricted": restricted, "effects": ["award"] if restricted else [], "since": None, **data}
    type_ = "standing.changed.v1"
    return desk.hear("standings", type_, cadre, sequence=sequence, service="supervision", cadre_id=cadre, **told)


def clear(desk: Desk, id: str, given: bool = True, number: int = 1, sequence: int = 50) -> int:
    nomination = state_of(desk, id)
    return desk.hear(
        "clearances",
        f"clearance.{'given' if given else 'refused'}.v1",
        nomination["cadre_id"],
        id=f"clr-{id}-{number}-{sequence}",
        sequence=sequence,
        service="supervision",
        requested_by="incentive",
        reference_id=id,
        request_id=f"{id}.c{number}",
        given=given,
        reasons=[] if given else ["restricted"],
    )


def state_of(desk: Desk, id: str) -> dict[str, Any]:
    answer: dict[str, Any] = desk.ask("get_nomination", nomination_id=id)
    return answer


def test_one_honouree_from_nomination_to_the_honour(desk: Desk, batch: dict[str, Any]) -> None:
    (id,) = up_to_publicised(desk, batch, "c1")
    assert state_of(desk, id)["state"] == "publicised"
    asked = desk.told("vetting.requested.v1")
    assert [(wish["request_id"], wish["reference_id"], wish["round"]) for wish in asked] == [(f"{id}.1", id, 1)]

    assert desk.ask("propose_naming", nomination_id=id)["state"] == "naming"
    assert [wish["request_id"] for wish in desk.told("clearance.requested.v1")] == [f"{id}.c1"]
    assert desk.ask("get_batch", batch_id=batch["id"])["reserved"] == 1

    clear(desk, id)
    clear(desk, id, sequence=51)  # The same answer once more changes nothing.
    named = state_of(desk, id)
    assert (named["state"], named["honour_id"] is not None) == ("named", True)
    assert [honour["nomination_id"] for honour in desk.told("honour.conferred.v1")] == [id]
    kept = desk.ask("get_batch", batch_id=batch["id"])
    assert (kept["reserved"], kept["named"]) == (0, 1)
    steps = [entry["what"] for entry in named["timeline"] if not entry["ignored"]]
    assert steps == [
        "drafted",
        "submit",
        "vetting_passed",
        "elected",
        "publicise",
        "period_ended",
        "propose_naming",
        "clearance_given",
    ]
    deadline = desk.deadline("naming_waits", id)
    assert deadline is not None
    assert deadline["state"] == "cancelled"


def test_a_retired_a_restricted_and_a_twice_nominated_cadre_are_refused(desk: Desk, batch: dict[str, Any]) -> None:
    desk.people("old", status="retired", type="cadre.retired.v1")
    wish = {"batch_id": batch["id"], "unit_id": UNIT, "field": "two_major_tasks", "merits": "事迹", "submit": True}
    assert desk.refused("nominate", cadre_id="old", **wish).code == "incentive/retired"
    standing(desk, "c2", True, 1)
    override = {"basis": "书面依据"}
    assert desk.refused("nominate", cadre_id="c2", **wish, override=override).code == "incentive/restricted"
    nominate(desk, batch, "c1")
    assert desk.refused("nominate", cadre_id="c1", **wish).code == "incentive/already-nominated"
    secret = desk.refused("nominate", cadre_id="c3", **wish, classification="秘密")
    assert secret.errors[0].pointer == "/classification"
    assert desk.refused("nominate", cadre_id="c3", **{**wish, "field": "x"}).code == "incentive/unknown-field"


def test_a_failed_check_gives_articles_and_a_named_officer_may_override_it(desk: Desk, batch: dict[str, Any]) -> None:
    desk.people("new", in_post_since="2026-10")
    wish = {"batch_id": batch["id"], "unit_id": UNIT, "field": "two_major_tasks", "merits": "事迹", "submit": True}
    refused = desk.refused("nominate", cadre_id="new", **wish)
    assert refused.code == "incentive/not-eligible"
    assert "待核实" in refused.facts["reasons"][0]["article"]
    by_unit = desk.refused("nominate", cadre_id="new", by=of_unit(UNIT), override={"basis": "依据"}, **wish)
    assert by_unit.code == "incentive/override-not-allowed"
    done = desk.ask("nominate", cadre_id="new", override={"basis": "市委专题会议"}, **wish)
    assert (done["override"]["by"], done["override"]["reasons"]) == ("administrator-1", ["years_in_post"])


def test_a_unit_nominates_its_own_people_only(desk: Desk, batch: dict[str, Any]) -> None:
    made = nominate(desk, batch, "c1", by=of_unit(UNIT))
    wish = {"batch_id": batch["id"], "unit_id": OTHER_UNIT, "field": "two_major_tasks", "merits": "事迹"}
    assert desk.refused("nominate", cadre_id="c2", by=of_unit(OTHER_UNIT), **wish).code == "unknown-cadre"
    assert desk.refused("nominate", cadre_id="c2", by=of_unit(UNIT), **wish).code == "unknown-unit"
    stranger = of_unit(OTHER_UNIT)
    assert desk.refused("withdraw_nomination", by=stranger, nomination_id=made["id"], reason="x").status == 404
    assert desk.ask("list_nominations", by=stranger)["items"] == []
    (row,) = desk.ask("import_nominations", by=stranger, rows=[{**wish, "cadre_id": "c1"}])["results"]
    assert [error["code"] for error in row["errors"]] == ["unknown-cadre"], "who is nominated is not told of others"


def test_naming_waits_for_publicity_for_objections_and_for_a_place(desk: Desk, batch: dict[str, Any]) -> None:
    made = nominate(desk, batch, "c4")
    early = desk.refused("propose_naming", nomination_id=made["id"])
    assert (early.code, early.facts["state"]) == ("incentive/not-in-this-state", "vetting")
    vet(desk, made)
    elect(desk, batch, made["id"])
    short = desk.refused("publicise", nomination_id=made["id"], working_days=4)
    assert (short.code, short.facts["least"]) == ("incentive/publicity-too-short", 5)
    unproved = desk.refused("publicise", nomination_id=made["id"], begins="2026-03-02")
    assert unproved.code == "incentive/publicity-begins"
    public = desk.ask("publicise", nomination_id=made["id"])
    assert public["provisional"] is True
    too_soon = desk.refused("propose_naming", nomination_id=made["id"])
    assert (too_soon.code, too_soon.facts["ends"]) == ("incentive/publicity-not-over", public["publicity_ends"])
    assert [item["id"] for item in desk.ask("list_publicity")["items"]] == [made["id"]]

    wish = {"nomination_id": made["id"], "grounds": "facts", "text": "不实"}
    objection = desk.ask("lodge_objection", by=of_unit(OTHER_UNIT), anonymous=True, **wish)
    let_publicity_end(desk, made["id"])
    assert desk.refused("propose_naming", nomination_id=made["id"]).code == "incentive/objection-open"
    answer = {"objection_id": objection["id"], "outcome": "dismissed", "basis": "核查"}
    own = desk.refused("resolve_objection", by=of_unit(OTHER_UNIT), **answer)
    assert own.code == "not-independent"
    assert desk.ask("resolve_objection", **answer)["lodged_by"] is None
    assert desk.ask("propose_naming", nomination_id=made["id"])["state"] == "naming"
    assert desk.ask("list_objections")["items"][0]["lodged_by"] is None


def test_an_anonymous_objection_stays_so_in_all_that_is_kept(desk: Desk, batch: dict[str, Any]) -> None:
    (id,) = up_to_publicised(desk, batch, "c1")
    objector = replace(of_unit(OTHER_UNIT), account="acc-whistle")
    wish = {"nomination_id": id, "grounds": "facts", "text": "不实"}
    began = desk.runtime.db["journal"].count_documents({})
    first = desk.ask("lodge_objection", by=objector, once="k-1", anonymous=True, **wish)
    assert first["lodged_by"] is None
    assert desk.ask("lodge_objection", by=objector, once="k-1", anonymous=True, **wish) == first, "once"
    assert desk.runtime.db["journal"].count_documents({}) == began + 1
    everything = repr({name: list(desk.db[name].find()) for name in desk.db.list_collection_names()})
    assert not [told for told in ("acc-whistle", "k-1") if told in everything]
    (entry,) = desk.ask("audit", action="incentive.lodge_objection")["items"]
    assert entry["principal"]["account"] == "nameless"
    assert entry["at"][14:19] == first["lodged_at"][14:19] == "00:00"
    answer = {"objection_id": first["id"], "outcome": "dismissed", "basis": "核查"}
    assert desk.refused("resolve_objection", by=objector, **answer).code == "not-independent"
    named = desk.ask("lodge_objection", by=objector, once="k-2", **wish)
    assert named["lodged_by"] == "acc-whistle"


def test_who_objected_anonymously_in_an_earlier_release_is_named_no_more(desk: Desk, batch: dict[str, Any]) -> None:
    (id,) = up_to_publicised(desk, batch, "c1")
    made = desk.ask("lodge_objection", anonymous=True, nomination_id=id, grounds="facts", text="不实")
    desk.db["objections"].update_one({"_id": made["id"]}, {"$set": {"lodged_by": "acc-whistle"}})
    (kept,) = IncentiveService.sealed
    while go_on(desk.db, kept, desk.runtime.cipher, 50):
        pass
    assert desk.db["objections"].count_documents({"lodged_by": "acc-whistle"}) == 0
    answer = {"objection_id": made["id"], "outcome": "dismissed", "basis": "核查"}
    refused = desk.refused("resolve_objection", by=replace(of_unit(OTHER_UNIT), account="acc-whistle"), **answer)
    assert refused.code == "not-independent"


def test_an_objection_that_is_upheld_refuses(desk: Desk, batch: dict[str, Any]) -> None:
    (id,) = up_to_publicised(desk, batch, "c1")
    objection = desk.ask("lodge_objection", by=of_unit(UNIT), nomination_id=id, grounds="facts", text="不实")
    desk.ask("resolve_objection", objection_id=objection["id"], outcome="upheld", basis="核查属实")
    assert (state_of(desk, id)["state"], state_of(desk, id)["reason"]) == ("refused", "objection_upheld")


def test_what_is_not_public_is_not_told_to_who_may_not_read_nominations(desk: Desk, batch: dict[str, Any]) -> None:
    made = nominate(desk, batch, "c1")
    wish = {"grounds": "facts", "text": "不实"}

    def told(by: Principal, id: str = made["id"], **how: Any) -> tuple[str, int]:
        refused = desk.refused("lodge_objection", by=by, nomination_id=id, **wish, **how)
        return refused.code, refused.status

    reader = replace(of_unit(UNIT), also=(READS_NOMINATIONS,))
    nominee, stranger = self_of("c1"), replace(of_unit(OTHER_UNIT), also=(READS_NOMINATIONS,))
    for state in ("draft", "vetting", "elected", "refused", "named"):
        desk.db["nominations"].update_one({"_id": made["id"]}, {"$set": {"state": state}})
        for who in (nominee, self_of("c2"), stranger, of_unit(UNIT)):
            assert told(who) == told(who, "nom-nowhere") == ("incentive/no-nomination", 404)
            assert told(who, if_match=9999) == ("incentive/no-nomination", 404)
        assert told(reader) == ("incentive/not-in-this-state", 409)


def test_publicity_counts_holidays_and_make_up_days(desk: Desk, batch: dict[str, Any]) -> None:
    desk.calendar(2026, ["2026-05-01", "2026-05-04", "2026-05-05"], ["2026-05-09"])
    made = nominate(desk, batch, "c1")
    vet(desk, made)
    elect(desk, batch, made["id"])
    public = desk.ask("publicise", nomination_id=made["id"], begins="2026-04-29", basis="补录")
    # 30 April, 6, 7, 8 May, and Saturday 9 May, which is worked.
    assert (public["publicity_ends"], public["provisional"]) == ("2026-05-09", False)


def test_two_namings_race_for_the_last_place_and_exactly_one_wins(desk: Desk, batch: dict[str, Any]) -> None:
    first, *racers = up_to_publicised(desk, batch, "c1", "c2", "c3")
    desk.ask("propose_naming", nomination_id=first)
    outcomes = at_once(*(lambda one=one: desk.ask("propose_naming", nomination_id=one) for one in racers))
    assert outcomes == ["done", "incentive/quota-exceeded"]
    assert desk.ask("get_batch", batch_id=batch["id"])["reserved"] == 2


def test_a_restriction_stops_at_the_naming_and_what_follows_is_done_again(desk: Desk, batch: dict[str, Any]) -> None:
    (id,) = up_to_publicised(desk, batch, "c1")
    desk.ask("propose_naming", nomination_id=id)
    standing(desk, "c1", True, 5)
    assert state_of(desk, id)["state"] == "stopped"
    assert desk.ask("get_batch", batch_id=batch["id"])["reserved"] == 0
    clear(desk, id)  # Given before the restriction began, heard after it: it no longer counts.
    assert state_of(desk, id)["state"] == "stopped"
    assert desk.told("honour.conferred.v1") == []
    assert desk.refused("resume_nomination", nomination_id=id).code == "incentive/not-in-this-state"
    standing(desk, "c1", False, 4)  # An old standing that comes late lifts nothing.
    assert state_of(desk, id)["state"] == "stopped"
    standing(desk, "c1", False, 6)
    assert state_of(desk, id)["state"] == "released"
    resumed = desk.ask("resume_nomination", nomination_id=id)
    assert (resumed["state"], resumed["round"], resumed["publicity_ends"]) == ("vetting", 2, None)
    vet(desk, resumed, sequence=2)  # The conclusion of the first round, late.
    assert state_of(desk, id)["state"] == "vetting"
    vet(desk, resumed, sequence=3, request_id=f"{id}.2")
    assert state_of(desk, id)["state"] == "vetted"


def test_a_refused_clearance_whose_restriction_was_lifted_before_it_was_heard_does_not_hang(
    desk: Desk, batch: dict[str, Any]
) -> None:
    (id,) = up_to_publicised(desk, batch, "c1")
    desk.ask("propose_naming", nomination_id=id)
    standing(desk, "c1", False, 60)
    clear(desk, id, given=False, sequence=50)
    assert state_of(desk, id)["state"] == "released"


def test_deferred_is_asked_again_and_a_late_answer_still_counts(desk: Desk, batch: dict[str, Any]) -> None:
    made, other = nominate(desk, batch, "c1"), nominate(desk, batch, "c2")
    for nomination in (made, other):
        vet(desk, nomination, "deferred", reasons=["no_answer"])
    assert desk.ask("request_vetting_again", nomination_id=made["id"])["round"] == 2
    vet(desk, other, "refused", sequence=2, reasons=["case_open"])
    assert (state_of(desk, other["id"])["state"], state_of(desk, other["id"])["reason"]) == ("refused", "case_open")


def test_a_nominee_who_moves_or_retires_in_the_middle(desk: Desk, batch: dict[str, Any]) -> None:
    made, draft = nominate(desk, batch, "c1"), nominate(desk, batch, "c2", submit=False)
    desk.people("c1", sequence=3, type="cadre.transferred.v1", handler="nominees", unit_ids=[CITY, OTHER_UNIT])
    assert state_of(desk, made["id"])["unit_ids"] == [CITY, OTHER_UNIT]
    desk.people("c1", "c2", sequence=4, type="cadre.retired.v1", handler="nominees", status="retired")
    assert (state_of(desk, made["id"])["state"], state_of(desk, made["id"])["reason"]) == ("refused", "retired")
    assert desk.told("vetting.withdrawn.v1")[0]["request_id"] == f"{made['id']}.1"
    assert desk.refused("submit_nomination", nomination_id=draft["id"]).code == "incentive/retired"


GONE = {"type": "cadre.retired.v1", "handler": "nominees", "status": "retired"}
"""A cadre has retired, by an entry of the file."""
RIGHT = {"type": "cadre.changed.v1", "handler": "nominees", "status": "serving", "set_aside": ["7"]}
"""That entry was a mistake, and does not count."""


def passed(desk: Desk, batch: dict[str, Any], cadre: str) -> str:
    made = nominate(desk, batch, cadre)
    vet(desk, made)
    return str(made["id"])


def test_a_nominee_who_was_retired_by_mistake_goes_on_from_where_it_stood(desk: Desk, batch: dict[str, Any]) -> None:
    asked, (waiting, naming) = nominate(desk, batch, "c4")["id"], up_to_publicised(desk, batch, "c2", "c3")
    vetted_ = passed(desk, batch, "c1")
    desk.ask("propose_naming", nomination_id=naming)
    desk.people("c1", "c2", "c3", "c4", sequence=50, status_entry="7", **GONE)
    every = (vetted_, waiting, naming, asked)
    assert {state_of(desk, id)["state"] for id in every} == {"refused"}
    desk.people("c1", "c2", "c3", "c4", sequence=51, **RIGHT)
    assert [state_of(desk, id)["state"] for id in every] == ["vetted", "publicised", "publicised", "vetting"]
    whats = [one["what"] for one in state_of(desk, vetted_)["timeline"]]
    assert whats[-2:] == ["ineligible", "back_to_vetted"], "the timeline shows both"
    assert len(desk.told("nomination.reinstated.v1")) == 4
    assert desk.told("vetting.requested.v1")[-1]["request_id"] == f"{asked}.2", "the first request was withdrawn"
    assert desk.ask("get_batch", batch_id=batch["id"])["reserved"] == 0, "the naming is proposed again by a person"
    desk.ask("propose_naming", nomination_id=naming)


def test_who_really_retired_and_comes_back_has_no_nomination_again(desk: Desk, batch: dict[str, Any]) -> None:
    id = passed(desk, batch, "c1")
    desk.people("c1", sequence=50, status_entry="7", **GONE)
    desk.people("c1", sequence=51, **{**RIGHT, "set_aside": ["3"]})
    assert state_of(desk, id)["state"] == "refused"


def test_a_retirement_put_right_by_another_day_is_followed_to_its_entry(desk: Desk, batch: dict[str, Any]) -> None:
    id = passed(desk, batch, "c1")
    desk.people("c1", sequence=50, status_entry="7", **GONE)
    desk.people("c1", sequence=51, **{**RIGHT, "status": "retired", "status_entry": "8"})
    assert state_of(desk, id)["state"] == "refused"
    desk.people("c1", sequence=53, **{**RIGHT, "set_aside": ["7", "8"]})
    desk.people("c1", sequence=52, **{**RIGHT, "status": "retired", "status_entry": "8"})
    assert state_of(desk, id)["state"] == "vetted", "what is older comes late and changes nothing"


def test_a_nominee_who_comes_back_under_a_restriction_is_stopped(desk: Desk, batch: dict[str, Any]) -> None:
    id = passed(desk, batch, "c1")
    desk.people("c1", sequence=50, status_entry="7", **GONE)
    desk.hear("standings", "standing.changed.v1", "c1", sequence=9, service="supervision", restricted=True, effects=[])
    desk.people("c1", sequence=51, **RIGHT)
    assert (state_of(desk, id)["state"], state_of(desk, id)["reason"]) == ("stopped", "restricted")


def test_a_batch_that_closes_lets_everything_open_expire(desk: Desk, batch: dict[str, Any]) -> None:
    named, waiting = up_to_publicised(desk, batch, "c1", "c2")
    for id in (named, waiting):
        desk.ask("propose_naming", nomination_id=id)
    clear(desk, named)
    draft = nominate(desk, batch, "c3", submit=False)
    desk.pass_deadline("batch_closes", batch["id"])
    states = [state_of(desk, id)["state"] for id in (named, waiting, draft["id"])]
    assert states == ["named", "expired", "expired"]
    clear(desk, waiting)
    assert state_of(desk, waiting)["state"] == "expired"
    kept = desk.ask("get_batch", batch_id=batch["id"])
    assert (kept["state"], kept["reserved"], kept["named"]) == ("closed", 0, 1)


def test_a_clearance_that_does_not_come_is_marked_overdue_and_can_be_withdrawn(
    desk: Desk, batch: dict[str, Any]
) -> None:
    (id,) = up_to_publicised(desk, batch, "c1")
    desk.ask("propose_naming", nomination_id=id)
    desk.pass_deadline("naming_waits", id)
    assert (state_of(desk, id)["state"], state_of(desk, id)["naming_overdue"]) == ("naming", True)
    assert desk.ask("withdraw_nomination", nomination_id=id, reason="本人申请")["state"] == "withdrawn"
    assert desk.ask("get_batch", batch_id=batch["id"])["reserved"] == 0


def test_a_ballot_refuses_nominees_absentees_and_a_missing_quorum(desk: Desk, batch: dict[str, Any]) -> None:
    made = nominate(desk, batch, "c1")
    vet(desk, made)
    ballot = desk.ask("convene_ballot", batch_id=batch["id"], held_on="2026-03-02", members=["c1", "m2", "m3", "m4"])
    desk.ask("attend_ballot", ballot_id=ballot["id"], present=["c1", "m2"])
    sheet = {"ballot_id": ballot["id"], "nomination_id": made["id"]}

    def refused(member: str) -> str:
        return desk.refused("cast_votes", **sheet, votes=[{"member_id": member, "vote": "approve"}]).code

    assert refused("c1") == "incentive/conflict-of-interest"
    assert refused("m3") == "incentive/member-absent"
    assert refused("x9") == "incentive/unknown-member"
    quorum = desk.refused("close_ballot", ballot_id=ballot["id"])
    assert (quorum.code, quorum.facts["present"], quorum.facts["needed"]) == ("incentive/no-quorum", 1, 2)
    desk.ask("attend_ballot", ballot_id=ballot["id"], present=["c1", "m2", "m3"])
    desk.ask("cast_votes", **sheet, votes=[{"member_id": "m2", "vote": "approve"}])
    assert refused("m2") == "incentive/voted-already"
    closed = desk.ask("close_ballot", ballot_id=ballot["id"])
    assert (closed["elected"], closed["not_elected"]) == (0, 1)  # One of the three who do not stand aside.
    assert desk.refused("close_ballot", ballot_id=ballot["id"]).code == "incentive/ballot-closed"


def test_many_nominations_at_once(desk: Desk, batch: dict[str, Any]) -> None:
    row = {"batch_id": batch["id"], "unit_id": UNIT, "field": "two_major_tasks", "merits": "事迹", "submit": True}
    rows = [{**row, "cadre_id": cadre} for cadre in ("c1", "c2", "c1", "nobody")] + [{"cadre_id": "c3"}]
    tried = desk.ask("import_nominations", rows=rows, dry_run=True)
    assert (tried["done"], desk.told("nomination.submitted.v1")) == (2, [])
    done = desk.ask("import_nominations", rows=rows)
    assert [("id" in result, "errors" in result) for result in done["results"]] == [
        (True, False),
        (True, False),
        (False, True),
        (False, True),
        (False, True),
    ]
    assert len(desk.told("vetting.requested.v1")) == 2


def test_quotas_cannot_contradict_each_other(desk: Desk, batch: dict[str, Any]) -> None:
    wish = {"batch_id": batch["id"], "quota_by_field": {"two_major_tasks": 3}}
    assert desk.refused("change_batch", **wish).code == "incentive/quota-mismatch"
    first, second = up_to_publicised(desk, batch, "c1", "c2")
    desk.ask("change_batch", batch_id=batch["id"], quota_by_field={"two_major_tasks": 1}, by=officer())
    desk.ask("propose_naming", nomination_id=first)
    full = desk.refused("propose_naming", nomination_id=second)
    assert (full.code, full.facts["field"]) == ("incentive/quota-exceeded", "two_major_tasks")


def test_a_naming_that_is_recorded_afterwards_has_its_own_day_and_basis(desk: Desk, batch: dict[str, Any]) -> None:
    (id,) = up_to_publicised(desk, batch, "c1")
    ends = state_of(desk, id)["publicity_ends"]
    for on, basis in ((ends, "补录"), ("2026-03-20", None), ("2090-01-01", "补录")):
        assert desk.refused("propose_naming", nomination_id=id, named_on=on, basis=basis).code == "incentive/naming-day"
    assert desk.ask("propose_naming", nomination_id=id, named_on="2026-03-20", basis="补录")["state"] == "naming"
    clear(desk, id)
    assert state_of(desk, id)["named_on"] == "2026-03-20"
    assert desk.told("honour.conferred.v1")[-1]["conferred_on"] == "2026-03-20"


def test_a_restriction_that_began_and_ended_while_nobody_listened_has_stopped_it_too(
    desk: Desk, batch: dict[str, Any]
) -> None:
    id = nominate(desk, batch, "c1")["id"]
    told = {"cadre_id": "c1", "effects": ["award"], "since": "2026-03-02"}
    events = [("restricted", True, 7), ("lifted", False, 8)]
    desk.hear_all(
        "standings",
        [
            {"type": "standing.changed.v1", "subject": "c1", "sequence": n, "id": name, "service": "supervision",
             "data": {**told, "restricted": held, "effects": ["award"] if held else []}}
            for name, held, n in events
        ],
    )  # fmt: skip
    assert state_of(desk, id)["state"] == "released"


def test_an_honour_of_the_region_is_told_as_one(desk: Desk, batch: dict[str, Any]) -> None:
    named = {"code": "P2", "title": "担当作为好干部", "level": "region", "authority": "虚构自治区机关"}
    programme = desk.ask("open_programme", **named)
    wish = {"title": "第一批", "number": 1, "quota": 2, "opens_on": "2026-01-01", "closes_on": "2098-12-31"}
    of_region = desk.ask("open_batch", programme_id=programme["id"], **wish)
    (id,) = up_to_publicised(desk, of_region, "c1")
    desk.ask("propose_naming", nomination_id=id)
    clear(desk, id)
    assert [told["level"] for told in desk.told("honour.conferred.v1")] == ["region"]


def reopen(desk: Desk, nomination: dict[str, Any], sequence: int, request: str = "1") -> dict[str, Any]:
    """Supervision opens the vetting of a round again."""
    desk.hear(
        "vetting_conclusions",
        "vetting.reopened.v1",
        f"vet-{nomination['id']}",
        sequence=sequence,
        service="supervision",
        requested_by="incentive",
        reference_id=nomination["id"],
        request_id=f"{nomination['id']}.{request}",
        outcome=None,
        reasons=[],
    )
    return state_of(desk, nomination["id"])


def test_a_vetting_that_is_open_again_takes_the_nomination_back_until_it_is_concluded(
    desk: Desk, batch: dict[str, Any]
) -> None:
    made = nominate(desk, batch, *desk.people("cad-again"))
    vet(desk, made)
    elect(desk, batch, made["id"])
    assert state_of(desk, made["id"])["state"] == "elected"
    again = reopen(desk, made, 5)
    assert (again["state"], again["round"], again["vetting_outcome"]) == ("vetting", 1, None)
    assert len(desk.told("vetting.requested.v1")) == 1, "it is the same vetting"
    vet(desk, made, sequence=4)
    assert state_of(desk, made["id"])["state"] == "vetting", "what was said before it was opened again counts no more"
    vet(desk, made, "passed", sequence=6, reasons=["overruled", "objection"])
    passed = state_of(desk, made["id"])
    assert (passed["state"], passed["remarks"]) == ("vetted", ["overruled", "objection"])
    vet(desk, {"id": made["id"]}, "refused", sequence=7)
    assert state_of(desk, made["id"])["state"] == "vetted", "a conclusion comes after it was opened again"


def test_an_honour_is_reviewed_whose_vetting_was_put_right_and_has_not_passed(
    desk: Desk, batch: dict[str, Any]
) -> None:
    (id,) = up_to_publicised(desk, batch, *desk.people("cad-honoured"))
    desk.ask("propose_naming", nomination_id=id)
    clear(desk, id)
    honour = state_of(desk, id)["honour_id"]
    reopen(desk, {"id": id}, 50)
    assert desk.told("honour.review_opened.v1") == [], "nobody has said yet that it does not pass"
    for sequence, outcome in ((49, "refused"), (51, "refused"), (52, "refused")):
        vet(desk, {"id": id}, outcome, sequence=sequence)
    (told,) = desk.told("honour.review_opened.v1")
    shown = desk.ask("get_honour", honour_id=honour)
    assert (told["honour_id"], shown["state"], state_of(desk, id)["state"]) == (honour, "under_review", "named")


def test_who_was_refused_by_a_conclusion_that_was_wrong_is_vetted_and_who_was_refused_otherwise_is_not(
    desk: Desk, batch: dict[str, Any]
) -> None:
    made = nominate(desk, batch, *desk.people("cad-again"))
    vet(desk, made, "refused")
    assert reopen(desk, made, 2)["state"] == "vetting"
    vet(desk, made, sequence=3)
    desk.hear("nominees", "cadre.retired.v1", "cad-again", sequence=9, unit_ids=[CITY, UNIT], status="retired")
    assert state_of(desk, made["id"])["state"] == "refused"
    assert reopen(desk, made, 4)["state"] == "refused"
