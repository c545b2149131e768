"""An appraisal over HTTP, each step by the role whose step it is: concluded by two, told, reviewed, and counted."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import pytest

from tests.support.awards import done, identity_numbers, items, load
from tests.support.days import today
from tests.support.polling import poll

A, N = "/appraisal/appraisals", "/appraisal/notices"
WORDS = {"classification": "internal"}


class Bureau:
    """A unit whose cadre is appraised by two of another unit."""

    def __init__(self, platform: Any) -> None:
        self.admin = platform.admin
        self.drafter = platform.as_role("appraisal_officer")
        self.unit, self.other = (self._unit() for _ in range(2))
        self.judge = platform.as_role("appraisal_officer", unit_id=self.other)
        self.cadre, self.colleague = self._cadres(self.unit)
        self.appraisers = self._cadres(self.other)
        version = next(one for one in items(self.drafter, "/appraisal/models", kind="cadre") if one["kind"] == "cadre")
        model = done(self.drafter.get(f"/appraisal/models/{version['id']}"))
        self.dimensions = [one["key"] for one in model["dimensions"]]

    def _unit(self) -> str:
        mark = secrets.token_hex(4)
        body = {"code": f"T-{mark}", "name": f"虚构{mark}", "kind": "government", "synthetic": True}
        return str(done(self.admin.post("/units", body))["id"])

    def _cadres(self, unit: str) -> list[str]:
        body = {"name": "单虚构", "sex": "2", "birth": "1982-03", "ethnicity": "05", "began_work_on": "2005-07"}
        rows = [
            {**body, "unit_id": unit, "identity_number": number, "synthetic": True} for number in identity_numbers(2)
        ]
        return [str(row["id"]) for row in load(self.admin, "cadres", rows)]

    def planned(self) -> str:
        """Planned as soon as the service knows the people."""
        body = {
            "code": f"KC-{secrets.token_hex(4)}",
            "title": "无任用考察（演示）",
            "kind": "no_appointment",
            "cadre_id": self.cadre,
            "appraiser_ids": self.appraisers,
            "period_begins": "2026-01-01",
            "period_ends": "2035-12-31",
            "synthetic": True,
        }

        def known() -> str | None:
            answer = self.drafter.post(A, body)
            return str(answer.json()["id"]) if answer.is_success else None

        return str(poll(known, 60))

    def scores(self, points: float) -> dict[str, float]:
        return dict.fromkeys(self.dimensions, points)


@pytest.fixture(scope="module")
def bureau(platform: Any) -> Bureau:
    return Bureau(platform)


def test_concluded_by_two_told_to_the_cadre_reviewed_and_counted_once(platform: Any, bureau: Bureau) -> None:
    id = bureau.planned()
    done(bureau.drafter.post(f"{A}/{id}/start", {}))
    talk = {
        "role": "masses",
        "described_as": "职工代表（演示）",
        "talker_ids": bureau.appraisers,
        "text": "演示",
        **WORDS,
    }
    started = done(bureau.drafter.get(f"{A}/{id}"))["started_on"]
    done(bureau.drafter.post(f"{A}/{id}/talks", {**talk, "held_on": started}))
    conclusion = {"grade": "good", "scores": bureau.scores(80), "findings": "演示", **WORDS}
    done(bureau.drafter.post(f"{A}/{id}/conclusion", {**conclusion, "drafted_by": "甲（虚构）"}))
    own = bureau.drafter.post(f"{A}/{id}/confirmation", {"confirmed_by": "乙（虚构）"})
    assert (own.status_code, own.json()["type"]) == (409, "/problems/not-independent")
    confirmed = done(bureau.admin.post(f"{A}/{id}/confirmation", {"confirmed_by": "乙（虚构）"}))
    assert confirmed["conclusion"]["overall"] == 80

    notice = done(bureau.drafter.post(f"{A}/{id}/notice", {"text": "考察结果（演示）", **WORDS}))["id"]
    me = platform.as_role("cadre", cadre_id=bureau.cadre)
    stranger = platform.as_role("cadre", cadre_id=bureau.colleague)
    assert [one["id"] for one in items(me, N)] == [notice]
    assert items(stranger, N) == []
    assert stranger.get(f"{N}/{notice}").status_code == 404
    assert stranger.post(f"{N}/{notice}/acknowledgement", {}).status_code == 404
    for path in (A, f"{A}/{id}", f"{A}/{id}/conclusion", f"{A}/{id}/talks"):
        assert me.get(path).status_code == 403
    assert done(me.post(f"{N}/{notice}/acknowledgement", {}))["state"] == "acknowledged"
    assert done(me.post(f"{N}/{notice}/review", {"grounds": "意见（演示）", **WORDS}))["state"] == "in_review"
    decision = {
        "outcome": "changed",
        "decided_by": "丙（虚构）",
        "basis": "复核情况（演示）",
        "conclusion": {**conclusion, "grade": "excellent", "scores": bureau.scores(90)},
    }
    assert me.post(f"{N}/{notice}/review/decision", decision).status_code == 403
    partial = bureau.drafter.post(f"{N}/{notice}/review/decision", decision)
    assert (partial.status_code, partial.json()["type"]) == (409, "/problems/not-independent")
    assert done(bureau.judge.post(f"{N}/{notice}/review/decision", decision))["state"] == "reviewed"
    seen = done(me.get(f"{N}/{notice}"))
    assert (seen["grade"], seen["review"]["outcome"]) == ("excellent", "changed")

    # The next appraisal sees the changed conclusion, once.
    later = bureau.planned()
    evidence = done(bureau.drafter.get(f"{A}/{later}/evidence"))["evidence"]
    assert {(one["source"], one["reference"], one["value"]) for one in evidence} == {("appraisal.conclusion", id, 90)}
    assert {one["dimension"] for one in evidence} == set(bureau.scores(90))


def test_a_unit_officer_sees_mechanisms_and_contact_points_and_no_appraisal(platform: Any, bureau: Bureau) -> None:
    there = platform.as_role("unit_officer", unit_id=bureau.unit)
    wish = {"cadre_id": bureau.appraisers[0], "unit_id": bureau.unit, "begins": "2026-01-05", "basis": "演示"}
    contact = done(bureau.drafter.post("/appraisal/contact-points", {**wish, "synthetic": True}))["id"]
    twice = bureau.drafter.post("/appraisal/contact-points", {**wish, "synthetic": True})
    assert (twice.status_code, twice.json()["type"]) == (409, "/problems/appraisal/contact-point-open")
    assert contact in [one["id"] for one in items(there, "/appraisal/contact-points")]
    elsewhere = platform.as_role("unit_officer", unit_id=bureau.other)
    assert contact not in [one["id"] for one in items(elsewhere, "/appraisal/contact-points")]
    assert there.get("/appraisal/mechanisms").status_code == 200
    assert there.get(A).status_code == 403


def _a_husband(bureau: Bureau, of: str) -> str:
    body = {"name": "单虚构", "sex": "1", "birth": "1982-03", "ethnicity": "05", "began_work_on": "2005-07"}
    family = [{"relation": "spouse", "name": "单虚构", "cadre_id": of}]
    (number,) = identity_numbers(1)
    wish = {**body, "unit_id": bureau.other, "identity_number": number, "family": family, "synthetic": True}
    return str(done(bureau.admin.post("/cadres", wish))["id"])


def test_a_spouse_is_no_appraiser_however_the_plan_comes(platform: Any, bureau: Bureau) -> None:
    husband = _a_husband(bureau, bureau.cadre)
    plan = {
        "code": f"KC-{secrets.token_hex(4)}",
        "title": "无任用考察（演示）",
        "kind": "no_appointment",
        "cadre_id": bureau.cadre,
        "appraiser_ids": [bureau.appraisers[0], husband],
        "period_begins": "2026-01-01",
        "period_ends": "2035-12-31",
        "synthetic": True,
    }
    refused = bureau.drafter.post(A, plan)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/appraisal/appraiser-barred")
    (error,) = refused.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/appraiser_ids/1", "kin")
    id = bureau.planned()
    version = done(bureau.drafter.get(f"{A}/{id}"))["version"]
    change = {"appraiser_ids": [*bureau.appraisers, husband]}
    refused = bureau.drafter.patch(f"{A}/{id}", change, headers={"If-Match": f'"{version}"'})
    assert refused.json()["errors"][0]["pointer"] == "/appraiser_ids/2"
    teams = ([husband, bureau.appraisers[0]], bureau.appraisers)
    rows = [{**plan, "code": f"KC-{secrets.token_hex(4)}", "appraiser_ids": team} for team in teams]
    first, second = load(bureau.drafter, "appraisals", rows)
    assert [(one["pointer"], one["code"]) for one in first["errors"]] == [("/appraiser_ids/0", "kin")]
    assert done(bureau.drafter.get(f"{A}/{second['id']}"))["appraiser_ids"] == bureau.appraisers


ENDING = {"ended_by": "（虚构）测评负责人", "basis": "测评结束（演示）"}


def test_a_spouse_is_on_no_roll_of_an_assessment(bureau: Bureau) -> None:
    husband = _a_husband(bureau, bureau.cadre)
    id = bureau.planned()
    done(bureau.drafter.post(f"{A}/{id}/start", {}))
    kinds = [{"key": "staff", "weight": 1}]
    wish = {"title": "民主测评（演示）", "questions": [{"key": "overall", "text": "总体评价"}], "kinds": kinds}
    ballot = done(bureau.drafter.post(f"{A}/{id}/ballots", {**wish, "synthetic": True}))["id"]
    voters = [{"cadre_id": cadre, "kind": "staff"} for cadre in (*bureau.appraisers, husband)]
    opening = {"roll": voters, "closes_on": (today() + timedelta(days=5)).isoformat()}
    refused = bureau.drafter.post(f"/appraisal/ballots/{ballot}/opening", opening)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/appraisal/bad-roll")
    assert [(one["pointer"], one["code"]) for one in refused.json()["errors"]] == [("/roll/2", "kin")]
    opening["roll"] = voters[:2]
    assert done(bureau.drafter.post(f"/appraisal/ballots/{ballot}/opening", opening))["state"] == "open"


def test_who_became_known_as_kin_after_the_plan_does_not_appraise_when_it_starts(bureau: Bureau) -> None:
    id = bureau.planned()
    kin = {"relation": "spouse", "name": "单虚构", "cadre_id": bureau.cadre}
    path = f"/cadres/{bureau.appraisers[1]}"
    file = bureau.admin.get(path)
    change = {"add": {"family": [kin]}}
    done(bureau.admin.patch(path, change, headers={"If-Match": file.headers["ETag"]}))
    refused = bureau.drafter.post(f"{A}/{id}/start", {})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/appraisal/appraiser-barred")
    assert [(one["pointer"], one["code"]) for one in refused.json()["errors"]] == [("/appraiser_ids/1", "kin")]
    entry = done(bureau.admin.get(f"{path}/family"))["family"][-1]["entry"]
    void = {"history": "family", "entry": entry, "by": "甲（虚构）", "basis": "误录（演示）"}
    done(bureau.admin.post(f"{path}/voided-entries", void))
    assert done(bureau.drafter.post(f"{A}/{id}/start", {}))["state"] == "running"


def test_who_became_kin_after_the_roll_was_fixed_casts_no_vote(platform: Any, bureau: Bureau) -> None:
    id = bureau.planned()
    done(bureau.drafter.post(f"{A}/{id}/start", {}))
    kinds = [{"key": "staff", "weight": 1}]
    wish = {"title": "民主测评（演示）", "questions": [{"key": "overall", "text": "总体评价"}], "kinds": kinds}
    ballot = done(bureau.drafter.post(f"{A}/{id}/ballots", {**wish, "synthetic": True}))["id"]
    voter = bureau.appraisers[0]
    opening = {"roll": [{"cadre_id": one, "kind": "staff"} for one in bureau.appraisers]}
    opening["closes_on"] = (today() + timedelta(days=5)).isoformat()
    done(bureau.drafter.post(f"/appraisal/ballots/{ballot}/opening", opening))
    path, family = f"/cadres/{voter}", [{"relation": "spouse", "name": "单虚构", "cadre_id": bureau.cadre}]
    tag = bureau.admin.get(path).headers["ETag"]
    done(bureau.admin.patch(path, {"add": {"family": family}}, headers={"If-Match": tag}))
    booth, vote = (
        platform.as_role("cadre", cadre_id=voter),
        {"answers": [{"question": "overall", "answer": "excellent"}]},
    )
    refused = booth.post(f"/appraisal/ballots/{ballot}/votes", vote)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/appraisal/stands-aside")
    assert "spouse" not in refused.text
    other = bureau.drafter.post(f"/appraisal/ballots/{ballot}/closing", {**ENDING, "aside": [bureau.appraisers[1]]})
    assert (other.status_code, other.json()["errors"][0]["code"]) == (422, "unknown-field"), "who is kin is not sent"
    entry = done(bureau.admin.get(f"{path}/family"))["family"][-1]["entry"]
    void = {"history": "family", "entry": entry, "by": "甲（虚构）", "basis": "误录（演示）"}
    done(bureau.admin.post(f"{path}/voided-entries", void))
    done(booth.post(f"/appraisal/ballots/{ballot}/votes", vote))


def test_who_became_kin_after_the_roll_was_fixed_is_not_counted_among_those_who_are_to_vote(platform: Any) -> None:
    bureau = Bureau(platform)  # whose people stay kin
    id = bureau.planned()
    done(bureau.drafter.post(f"{A}/{id}/start", {}))
    wish = {"title": "民主测评（演示）", "questions": [{"key": "overall", "text": "总体评价"}]}
    wish |= {"kinds": [{"key": "staff", "weight": 1}], "synthetic": True}
    ballot = f"/appraisal/ballots/{done(bureau.drafter.post(f'{A}/{id}/ballots', wish))['id']}"
    opening = {"roll": [{"cadre_id": one, "kind": "staff"} for one in bureau.appraisers]}
    opening["closes_on"] = (today() + timedelta(days=5)).isoformat()
    assert done(bureau.drafter.post(f"{ballot}/opening", opening))["entitled"] == len(bureau.appraisers)
    path, bond = f"/cadres/{bureau.appraisers[0]}", {"relation": "spouse", "name": "单虚构", "cadre_id": bureau.cadre}
    tag = bureau.admin.get(path).headers["ETag"]
    done(bureau.admin.patch(path, {"add": {"family": [bond]}}, headers={"If-Match": tag}))
    closed = done(bureau.drafter.post(f"{ballot}/closing", ENDING))
    assert closed["entitled"] == len(bureau.appraisers) - 1
    assert closed["kinds"][0]["entitled"] == len(bureau.appraisers) - 1


def test_last_months_appraisal_is_entered_on_its_own_days(platform: Any, bureau: Bureau) -> None:
    def known() -> str:
        body = {
            "code": f"KC-{secrets.token_hex(4)}",
            "title": "补录的考察（演示）",
            "kind": "no_appointment",
            "cadre_id": bureau.cadre,
            "appraiser_ids": bureau.appraisers,
            "period_begins": "2026-01-01",
            "period_ends": "2026-03-31",
            "planned_on": "2026-03-02",
            "synthetic": True,
        }
        return str(done(bureau.drafter.post(A, body))["id"])

    id = poll(known, 60)
    done(bureau.drafter.post(f"{A}/{id}/start", {"started_on": "2026-03-04"}))
    talk = {
        "role": "masses",
        "described_as": "职工代表（演示）",
        "talker_ids": bureau.appraisers,
        "text": "演示",
        **WORDS,
    }
    recorded = done(bureau.drafter.post(f"{A}/{id}/talks", {**talk, "held_on": "2026-02-27"}))
    annulled = done(bureau.drafter.post(f"/appraisal/talks/{recorded['id']}/annulment", {"reason": "误登（演示）"}))
    assert annulled["state"] == "annulled"
    conclusion = {"grade": "good", "scores": bureau.scores(80), "findings": "演示", "drafted_by": "甲（虚构）", **WORDS}
    done(bureau.drafter.post(f"{A}/{id}/conclusion", {**conclusion, "drafted_on": "2026-03-09"}))
    confirmation = {"confirmed_by": "乙（虚构）", "confirmed_on": "2026-03-10"}
    assert done(bureau.judge.post(f"{A}/{id}/confirmation", confirmation))["state"] == "concluded"
    assert done(bureau.drafter.get(f"{A}/{id}"))["concluded_on"] == "2026-03-10"
