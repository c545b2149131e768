"""The award saga over HTTP, each step by the role whose step it is; and every refusal on its way."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.support.awards import BEGINS, FIELD, Awards, done, problem, speaker
from tests.support.polling import poll

SCRIPT = Path(__file__).parents[2] / "tools" / "verify_certificate.py"
PAST = {"begins": BEGINS, "working_days": 5, "basis": "补录（演示）"}
N = "/incentive/nominations"
OVERRIDE = {"override": {"by": "（虚构）部长", "basis": "演示文件：经批准"}}


@pytest.fixture(scope="module")
def awards(platform):
    return Awards(platform.admin, quota=50)


@pytest.fixture(scope="module")
def officer(platform):
    return platform.as_role("incentive_officer")


@pytest.fixture(scope="module")
def supervisor(platform):
    return platform.as_role("supervision_officer")


def state(awards: Awards, nomination: str) -> dict[str, Any]:
    return done(awards.client.get(f"{N}/{nomination}"))


def until(awards: Awards, nomination: str, wanted: str) -> dict[str, Any]:
    """Wait until a nomination has come to a state."""

    def there() -> dict[str, Any] | None:
        found = state(awards, nomination)
        return found if found["state"] == wanted else None

    return poll(there, 30, because=lambda: state(awards, nomination)["timeline"])


def vetting_of(awards: Awards, nomination: str) -> dict[str, Any]:
    """The vetting that supervision has opened for a nomination's present round."""
    row = state(awards, nomination)

    def opened() -> dict[str, Any] | None:
        found = done(awards.client.get("/supervision/vettings", params={"cadre_id": row["cadre_id"]}))["items"]
        return next((one for one in found if one["request_id"] == row["request_id"]), None)

    return poll(opened, 30)


def vetted(awards: Awards, *nominations: str) -> None:
    for nomination in nominations:
        vetting = vetting_of(awards, nomination)
        for number, agency in enumerate(vetting["asked_ids"]):
            body = {"agency_id": agency, "opinion": "clear"}
            done(speaker(awards.client, number).post(f"/supervision/vettings/{vetting['id']}/opinions", body))
        until(awards, nomination, "vetted")


def elected(awards: Awards, *nominations: str) -> None:
    vetted(awards, *nominations)
    awards.vote()
    for nomination in nominations:
        assert state(awards, nomination)["state"] == "elected"


def publicised(awards: Awards, *nominations: str) -> None:
    elected(awards, *nominations)
    for nomination in nominations:
        done(awards.client.post(f"{N}/{nomination}/publicity", PAST))
    for nomination in nominations:
        until(awards, nomination, "publicised")


def restrict(client: Any, cadre: str, **more: Any) -> Any:
    body = {"cadre_id": cadre, "kind": "warning", "begins": "2026-03-02", "basis": "依据（演示）"}
    body |= {"ends": "2035-12-31", "override": {"by": "合成负责人", "basis": "合并计算（演示）"}}
    return client.post("/supervision/restrictions", {**body, "synthetic": True, **more})


def test_from_the_nomination_to_a_certificate_that_anybody_can_verify(platform, awards, officer, tmp_path):
    (cadre,) = awards.cadres(1)
    unit_officer = platform.as_role("unit_officer", unit_id=awards.unit)
    wish = {"batch_id": awards.batch, "cadre_id": cadre, "unit_id": awards.unit, "field": FIELD, "merits": "主要事迹"}
    nomination = poll(lambda: done(unit_officer.post(N, {**wish, "submit": True, "synthetic": True})), 30)["id"]
    liaison = platform.as_role("agency_liaison", unit_id=awards.unit)
    vetting = vetting_of(awards, nomination)["id"]
    own = {"agency_id": awards.agencies[0], "opinion": "clear"}
    done(liaison.post(f"/supervision/vettings/{vetting}/opinions", own))
    awards.answer([state(awards, nomination)])  # The other, and whichever agencies of other stories are asked besides.
    until(awards, nomination, "vetted")
    members = ["elector-1", "elector-2", "elector-3"]
    body = {"batch_id": awards.batch, "held_on": "2026-02-27", "members": members, "nominations": [nomination]}
    ballot = done(officer.post("/incentive/ballots", body))["id"]
    done(officer.post(f"/incentive/ballots/{ballot}/attendance", {"present": members}))
    votes = [{"member_id": member, "vote": "approve"} for member in members]
    done(officer.post(f"{N}/{nomination}/votes", {"ballot_id": ballot, "votes": votes}))
    assert done(officer.post(f"/incentive/ballots/{ballot}/closing", {}))["elected"] == 1
    done(officer.post(f"{N}/{nomination}/publicity", PAST))
    until(awards, nomination, "publicised")
    assert officer.post(f"{N}/{nomination}/naming", {}).status_code == 202
    honour_id = until(awards, nomination, "named")["honour_id"]
    honour = done(officer.get(f"/incentive/honours/{honour_id}"))
    assert (honour["cadre_id"], honour["nomination_id"], honour["state"]) == (cadre, nomination, "in_force")

    paths = []
    for name, path in (
        ("certificate", f"/incentive/honours/{honour_id}/certificate"),
        ("keys", "/incentive/honours/keys"),
        ("status", "/incentive/honours/status"),
    ):
        client = officer if name == "certificate" else platform.anonymous
        paths.append(tmp_path / f"{name}.json")
        paths[-1].write_text(json.dumps(done(client.get(path))))
    verified = subprocess.run([sys.executable, SCRIPT, *paths], capture_output=True, text=True, check=False)
    assert (verified.returncode, honour["certificate_number"] in verified.stdout) == (0, True), verified.stdout

    def rewarded() -> bool:
        file = done(awards.client.get(f"/cadres/{cadre}"))
        return any(reward["source"] == honour_id for reward in file["rewards"])

    poll(rewarded, 30)
    oneself = platform.as_role("cadre", cadre_id=cadre)
    poll(lambda: honour_id in oneself.get(f"/cadres/{cadre}/profile").text, 30)
    (stranger,) = awards.cadres(1)
    other = platform.as_role("cadre", cadre_id=stranger)
    assert other.get(f"/cadres/{cadre}/profile").status_code in (403, 404)
    assert other.get(f"/incentive/honours/{honour_id}").status_code in (403, 404)


def test_an_agency_that_was_not_asked_and_an_opinion_after_the_conclusion(awards, supervisor):
    agency = {"code": f"{awards.mark}-x", "name": "虚构单位", "unit_id": awards.unit, "kind": "audit"}
    other = awards.make("/supervision/agencies", vets=["appointment"], **agency)["id"]
    (nomination,) = awards.nominate(awards.cadres(1))
    vetting = vetting_of(awards, nomination)
    path = f"/supervision/vettings/{vetting['id']}/opinions"
    opinion = {"agency_id": other, "opinion": "clear"}
    problem(supervisor.post(path, opinion), 422, "supervision/not-asked")
    vetted(awards, nomination)
    again = {"agency_id": awards.agencies[0], "opinion": "objection", "text": "演示", "replaces": True}
    # Whoever gave an opinion may give another after the conclusion, and the nomination waits for a person's.
    problem(supervisor.post(path, again), 409, "supervision/already-answered")
    late = done(speaker(awards.client, vetting["asked_ids"].index(awards.agencies[0])).post(path, again))
    assert (late["state"], late["earlier"][0]["because"]) == ("open", "late_opinion")
    until(awards, nomination, "vetting")


def test_a_ballot_without_quorum_and_votes_of_somebody_absent_or_nominated(awards, officer):
    cadre, other = awards.cadres(2)
    nomination, second = awards.nominate([cadre, other])
    vetted(awards, nomination)
    members = ["elector-1", "elector-2", cadre]
    body = {"batch_id": awards.batch, "held_on": "2026-02-27", "members": members, "nominations": [nomination]}
    problem(officer.post("/incentive/ballots", {**body, "nominations": [second]}), 422, "incentive/no-candidates")
    ballot = done(officer.post("/incentive/ballots", body))["id"]
    path = f"/incentive/ballots/{ballot}"
    done(officer.post(f"{path}/attendance", {"present": ["elector-1"]}))
    short = problem(officer.post(f"{path}/closing", {}), 409, "incentive/no-quorum")
    assert (short["present"], short["needed"]) == (1, 2)

    def vote(member: str) -> Any:
        wish = {"ballot_id": ballot, "votes": [{"member_id": member, "vote": "approve"}]}
        return officer.post(f"{N}/{nomination}/votes", wish)

    assert vote("elector-2").json()["errors"][0]["code"] == "absent"
    assert vote(cadre).json()["errors"][0]["code"] == "conflict-of-interest"
    assert vote("nobody").json()["errors"][0]["code"] == "not-a-member"
    assert state(awards, nomination)["state"] == "vetted"


def test_kin_of_the_nominated_do_not_vote_on_them_and_stand_aside(platform, awards, officer):
    cadre, spouse, stranger = awards.cadres(3)
    file = platform.admin.get(f"/cadres/{spouse}")
    bond = {"add": {"family": [{"relation": "spouse", "name": "单虚构", "cadre_id": cadre}]}}
    done(platform.admin.patch(f"/cadres/{spouse}", bond, headers={"If-Match": file.headers["ETag"]}))
    (nomination,) = awards.nominate([cadre])
    vetted(awards, nomination)
    members = [spouse, stranger]
    body = {"batch_id": awards.batch, "held_on": "2026-02-27", "members": members, "nominations": [nomination]}
    ballot = done(officer.post("/incentive/ballots", body))["id"]
    path = f"/incentive/ballots/{ballot}"
    done(officer.post(f"{path}/attendance", {"present": members}))
    votes = [{"member_id": member, "vote": "approve"} for member in (stranger, spouse)]
    wish = {"ballot_id": ballot, "votes": votes}
    refused = problem(officer.post(f"{N}/{nomination}/votes", wish), 422, "incentive/conflict-of-interest")
    assert [(one["pointer"], one["code"]) for one in refused["errors"]] == [("/votes/1/member_id", "kin")]
    many = {"nominations": [{"nomination_id": nomination, "votes": votes}]}
    refused = problem(officer.post(f"{path}/votes", many), 422, "incentive/conflict-of-interest")
    assert [one["pointer"] for one in refused["errors"]] == ["/nominations/0/votes/1/member_id"]
    done(officer.post(f"{path}/recusals", {"nomination_id": nomination, "members": [spouse]}))
    done(officer.post(f"{N}/{nomination}/votes", {**wish, "votes": votes[:1]}))
    right = {"nomination_id": nomination, "member_id": spouse, "vote": "approve", "basis": "核对（演示）"}
    refused = problem(officer.post(f"{path}/vote-corrections", right), 422, "incentive/conflict-of-interest")
    assert refused["errors"][0]["pointer"] == "/member_id"


def test_kin_of_the_nominated_are_not_among_those_who_are_to_attend(platform, awards, officer):
    """Of four members one is the spouse of whom the nomination is of: two of three are present, and both approve."""
    cadre, spouse, *strangers = awards.cadres(5)
    file = platform.admin.get(f"/cadres/{spouse}")
    bond = {"add": {"family": [{"relation": "spouse", "name": "单虚构", "cadre_id": cadre}]}}
    done(platform.admin.patch(f"/cadres/{spouse}", bond, headers={"If-Match": file.headers["ETag"]}))
    (nomination,) = awards.nominate([cadre])
    vetted(awards, nomination)
    members = [spouse, *strangers]
    body = {"batch_id": awards.batch, "held_on": "2026-02-27", "members": members, "nominations": [nomination]}
    path = f"/incentive/ballots/{done(officer.post('/incentive/ballots', body))['id']}"
    done(officer.post(f"{path}/attendance", {"present": strangers[:2]}))
    votes = [{"member_id": member, "vote": "approve"} for member in strangers[:2]]
    done(officer.post(f"{path}/votes", {"nominations": [{"nomination_id": nomination, "votes": votes}]}))
    closed = done(officer.post(f"{path}/closing", {}))
    assert (closed["entitled"], closed["quorum"], closed["elected"]) == (3, 2, 1)
    (tally,) = done(officer.get(f"{path}/tallies"))["items"]
    assert (tally["recused"], tally["needed"], tally["approvals"]) == ([spouse], 2, 2)


def test_no_naming_before_publicity_has_ended_nor_with_an_open_objection(platform, awards, officer):
    waits, nomination = awards.nominate(awards.cadres(2))
    elected(awards, waits, nomination)
    short = officer.post(f"{N}/{waits}/publicity", {"working_days": 4})
    assert (short.status_code, short.json()["least"]) == (422, 5)
    public = done(officer.post(f"{N}/{waits}/publicity", {"working_days": 5}))
    early = problem(officer.post(f"{N}/{waits}/naming", {}), 409, "incentive/publicity-not-over")
    assert early["ends"] == public["publicity_ends"]
    move = f"/operations/deadlines/incentive/publicity_ends.{waits}/move"
    # Nobody ends it before the rule's days are over, let alone before it began.
    problem(awards.client.post(move, {"due_on": "2026-03-09", "basis": "测试"}), 422, "incentive/publicity-too-short")
    done(officer.post(f"{N}/{nomination}/publicity", PAST))
    objector = platform.as_role("unit_officer", unit_id=awards.unit)
    objection = done(objector.post(f"{N}/{nomination}/objections", {"grounds": "facts", "text": "与实际不符"}))["id"]
    until(awards, nomination, "publicised")
    problem(officer.post(f"{N}/{nomination}/naming", {}), 409, "incentive/objection-open")
    body = {"outcome": "dismissed", "basis": "核查报告（演示）"}
    done(officer.post(f"/incentive/objections/{objection}/resolution", body))
    assert officer.post(f"{N}/{nomination}/naming", {}).status_code == 202
    until(awards, nomination, "named")


def test_of_two_namings_at_once_for_the_last_place_exactly_one_gets_it(awards):
    last = Awards(awards.client, quota=1)
    last.agencies, last.unit = awards.agencies, awards.unit
    both = last.nominate(last.cadres(2))
    publicised(last, *both)
    answers: list[Any] = []
    ready = threading.Barrier(2)

    def propose(nomination: str) -> None:
        ready.wait()
        answers.append(awards.client.post(f"{N}/{nomination}/naming", {}))

    threads = [threading.Thread(target=propose, args=(nomination,)) for nomination in both]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(answer.status_code for answer in answers) == [202, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    problem(refused, 409, "incentive/quota-exceeded")
    poll(lambda: sorted(state(last, one)["state"] for one in both) == ["named", "publicised"], 30)


def test_publicity_counts_around_a_holiday_and_on_a_make_up_day(platform, mongo, awards, officer):
    holidays = {"year": 2024, "holidays": ["2024-05-01", "2024-05-02", "2024-05-03"], "make_up_days": ["2024-04-28"]}
    done(awards.client.post("/working-calendars", {**holidays, "basis": "（示例）通知"}))
    (nomination,) = awards.nominate(awards.cadres(1))
    wish = {"begins": "2024-04-25", "working_days": 5, "basis": "补录（演示）"}
    vetted(awards, nomination)
    awards.vote(held_on="2024-04-24")
    heard = mongo[f"{platform.database_prefix}incentive"]["calendar_years"]
    poll(lambda: heard.find_one({"_id": "2024"}), 30)
    # The Sunday 28 April is worked, and 1 to 3 May are not: 26, 28, 29, 30 April and 6 May.
    before = {**wish, "begins": "2024-04-23"}
    problem(officer.post(f"{N}/{nomination}/publicity", before), 422, "incentive/publicity-before-election")
    public = done(officer.post(f"{N}/{nomination}/publicity", wish))
    assert (public["publicity_ends"], public["provisional"]) == ("2024-05-06", False)


def test_a_restriction_that_ends_before_it_begins(awards, supervisor):
    (cadre,) = awards.cadres(1)
    awards.nominate([cadre])
    wrong = restrict(supervisor, cadre, begins="2026-03-02", ends="2026-03-01")
    problem(wrong, 422, "ends-before-it-begins")


def test_a_retired_cadre_cannot_be_nominated_and_one_who_retires_leaves_the_saga(awards, officer):
    stays, goes = awards.cadres(2)
    first, second = awards.nominate([stays, goes])
    done(
        awards.client.post(
            f"/cadres/{goes}/retirement", {"kind": "due", "document": "演示文件", "on": "2026-03-02", **OVERRIDE}
        )
    )
    assert until(awards, second, "refused")["reason"] == "retired"
    again = {"batch_id": awards.batch, "cadre_id": goes, "unit_id": awards.unit, "field": FIELD, "merits": "事迹"}
    fresh = Awards(awards.client, quota=1, agencies=0)
    problem(officer.post(N, {**again, "batch_id": fresh.batch, "submit": True}), 422, "incentive/retired")
    unit = awards.make_unit()
    body = {"unit_id": unit, "document": "演示文件", "on": "2026-03-02"}
    done(awards.client.post(f"/cadres/{stays}/transfers", body))
    poll(lambda: unit in state(awards, first)["unit_ids"], 30)
    assert state(awards, first)["state"] == "vetting"


def test_a_restriction_stops_lifting_releases_and_resuming_goes_through_everything_again(awards, officer, supervisor):
    (cadre,) = awards.cadres(1)
    (nomination,) = awards.nominate([cadre])
    elected(awards, nomination)
    restriction = done(restrict(supervisor, cadre))["id"]
    assert until(awards, nomination, "stopped")["reason"] == "restricted"
    refused = officer.post(f"{N}/{nomination}/publicity", PAST)
    assert "withdraw" in problem(refused, 409, "incentive/not-in-this-state")["allowed"]
    done(
        speaker(awards.client, 0).post(
            f"/supervision/restrictions/{restriction}/lifting", {"basis": "提前解除（演示）"}
        )
    )
    until(awards, nomination, "released")
    assert done(officer.post(f"{N}/{nomination}/resumption", {}))["round"] == 2
    publicised(awards, nomination)
    assert officer.post(f"{N}/{nomination}/naming", {}).status_code == 202
    named = until(awards, nomination, "named")
    assert [entry["state"] for entry in named["timeline"] if entry["what"] == "vetting_passed"] == ["vetted"] * 2
