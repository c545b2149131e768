"""A result that the agencies concluded is used where it says (成果联用): over HTTP, as six officers, by events only."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.awards import Awards, done, items, problem, speaker
from tests.support.days import iso
from tests.support.polling import poll
from tests.support.pool import BASIS, M, Pool

S, N = "/supervision", "/incentive/nominations"
RULE = "registry.result_in_force"
USES = ["appointment", "award", "pool", "appraisal"]
OFFICERS = {
    "registry_officer": "appointment",
    "incentive_officer": "award",
    "young_cadre_officer": "pool",
    "appraisal_officer": "appraisal",
}


class Story:
    """One cadre: a member of the pool, nominated for an honour, and about to be appointed."""

    def __init__(self, platform: Any) -> None:
        self.platform = platform
        self.supervisor = platform.as_role("supervision_officer")
        self.judge = platform.as_role("supervision_officer", colleague=1)
        self.pool, self.awards = Pool(platform), Awards(platform.admin, quota=5, agencies=1)
        (self.cadre,) = self.pool.cadres(1)
        (self.member,) = self.pool.nominate(self.cadre)
        self.pool.vetted(self.member)
        done(self.pool.officer.post(f"{M}/{self.member}/admission", BASIS))
        self.agency = self.awards.agencies[0]
        wish = {"vets": ["award", "appointment"]}
        path = f"{S}/agencies/{self.agency}"
        done(platform.admin.patch(path, wish, if_match=platform.admin.get(path).headers["ETag"]))

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        return done(self.supervisor.post(f"{S}{path}", body))

    def conclude(self, path: str, **body: Any) -> dict[str, Any]:
        """By another account: who asked or entered an opinion does not conclude."""
        return done(self.judge.post(f"{S}{path}/conclusion", body))

    def nominated(self) -> str:
        (nomination,) = self.awards.nominate([self.cadre])
        return nomination

    def published(self, level: int = 3, **more: Any) -> str:
        """A matter from its registration to its published result."""
        about = {"title": "演示事项", "source": "audit", "classification": "internal", "cadre_id": self.cadre}
        matter = self.post("/matters", lead_agency_id=self.agency, synthetic=True, **about)["id"]
        self.post(f"/matters/{matter}/discussion")
        self.post(f"/matters/{matter}/conclusion", measures=["reminder"], text="演示结论", basis="演示依据")
        result = {"uses": USES, "result": "problem_found", "level": level, **more}
        return str(self.post(f"/matters/{matter}/result", **result)["id"])

    def vetting(self) -> dict[str, Any]:
        """A vetting for an appointment, in which the agency has nothing against it."""
        made = self.post("/vettings", cadre_id=self.cadre, purpose="appointment")
        return self.answered(made, opinion="clear")

    def answered(self, vetting: dict[str, Any], **opinion: Any) -> dict[str, Any]:
        """Each agency that is asked says so, by an account of its own."""
        for number, agency in enumerate(vetting["asked_ids"]):
            speaks = speaker(self.platform.admin, number)
            said = done(speaks.post(f"{S}/vettings/{vetting['id']}/opinions", {"agency_id": agency, **opinion}))
        return said

    # What each of the services says now.

    def felt(self, result: str, nomination: str) -> dict[str, Any]:
        """How the result is felt everywhere."""
        as_role = self.platform.as_role
        # Several levels at once: refused as it is, so that asking changes nothing.
        promotion = {"post_level": "131", "on": iso(), "document": "演示文件"}
        refused = as_role("registry_officer").post(f"/cadres/{self.cadre}/promotions", promotion)
        assert refused.status_code == 422, refused.text
        evidence = items(as_role("appraisal_officer"), "/appraisal/evidence", subject=self.cadre, reference=result)
        return {
            "registry": RULE in refused.json()["rules"],
            "nomination": done(as_role("incentive_officer").get(f"{N}/{nomination}"))["state"],
            "member": self.pool.member(self.member)["suspended"],
            "evidence": [row["value"] for row in sorted(evidence, key=lambda row: row["number"])][-1:],
            "profiles": {role: self.profile(role) for role in OFFICERS},
        }

    def profile(self, role: str) -> list[str]:
        shown = done(self.platform.as_role(role).get(f"/cadres/{self.cadre}/profile"))
        return [row["id"] for row in shown["results"]]

    def until(self, result: str, nomination: str, /, **expected: Any) -> None:
        poll(lambda: self.felt(result, nomination) == expected, 30, because=lambda: self.felt(result, nomination))


@pytest.fixture(scope="module")
def story(platform: Any) -> Story:
    return Story(platform)


def test_a_result_is_felt_everywhere_until_it_is_withdrawn(platform: Any, story: Story) -> None:
    nomination = story.nominated()
    result = story.published()
    everywhere = {role: [result] for role in OFFICERS}
    story.until(result, nomination, registry=True, nomination="stopped", member=True, evidence=[3], profiles=everywhere)

    for role in OFFICERS:
        listed = items(platform.as_role(role), f"{S}/results", cadre_id=story.cadre)
        assert [row["id"] for row in listed] == [result], role
        assert listed[0]["timeline"] == []
    assert items(platform.as_role("training_officer"), f"{S}/results", cadre_id=story.cadre) == []
    assert platform.as_role("unit_officer", unit_id=story.pool.unit).get(f"{S}/results").status_code == 403
    vetting = story.vetting()
    assert (vetting["state"], vetting["advice"]["outcome"]) == ("open", "refused")
    looked = next(one for one in vetting["looked_at"] if one["source"] == "result")
    assert (looked["reference_id"], looked["weight"], looked["code"]) == (result, "stop", "problem_found")
    officer = platform.as_role("incentive_officer")
    assert [one["id"] for one in done(officer.get(f"{N}/{nomination}"))["results"]] == [result]

    story.post(f"/results/{result}/withdrawal", basis="演示：结论变更")
    nowhere: dict[str, list[str]] = {role: [] for role in OFFICERS}
    story.until(
        result, nomination, registry=False, nomination="released", member=False, evidence=[None], profiles=nowhere
    )
    assert story.vetting()["outcome"] == "passed"
    done(officer.post(f"{N}/{nomination}/withdrawal", {"reason": "演示"}))


def test_its_last_day_ends_it_everywhere(platform: Any, story: Story) -> None:
    nomination = story.nominated()
    result = story.published(valid_until="2090-12-31")
    poll(lambda: story.felt(result, nomination)["nomination"] == "stopped", 30)
    moved = {"due_on": "2020-01-01", "basis": "演示"}
    done(platform.admin.post(f"/operations/deadlines/supervision/result_end.{result}/move", moved))
    poll(lambda: story.felt(result, nomination)["nomination"] == "released", 60)
    poll(
        lambda: not story.felt(result, nomination)["registry"] and not story.pool.member(story.member)["suspended"], 30
    )
    poll(lambda: story.profile("incentive_officer") == [], 30)


def test_one_that_only_warns_is_known_and_stops_nothing(platform: Any, story: Story) -> None:
    result = story.published(1, result="reminded")
    registry = platform.as_role("registry_officer")
    poll(lambda: result in story.profile("registry_officer"), 30)
    wish = {"title": "虚构职务", "on": iso(), "document": "演示文件"}

    def noted() -> bool:
        made = done(registry.post(f"/cadres/{story.cadre}/appointments", wish))
        return "result_reminded" in [one["code"] for one in made["warnings"]]

    poll(noted, 30)
    assert story.pool.member(story.member)["suspended"] is False
    vetting = story.vetting()
    assert (vetting["state"], vetting["advice"]["outcome"]) == ("open", "passed_with_remarks")
    wish = {"outcome": "passed_with_remarks"}
    own = problem(story.supervisor.post(f"{S}/vettings/{vetting['id']}/conclusion", wish), 409, "not-independent")
    assert own["did"] == ["open"]
    concluded = story.conclude(f"/vettings/{vetting['id']}", **wish)
    assert concluded["reasons"] == ["result_reminded"]


def test_a_decision_on_tolerance_is_seen_where_the_same_conduct_is_concluded(platform: Any, story: Story) -> None:
    supervisor, officer = platform.as_role("supervision_officer"), platform.as_role("incentive_officer")
    (story.cadre,) = story.pool.cadres(1)
    poll(lambda: supervisor.get(f"{S}/standings/{story.cadre}").is_success, 20)
    result = story.published()
    assert story.vetting()["advice"]["outcome"] == "refused"
    matter = done(supervisor.get(f"{S}/results/{result}"))["matter_id"]

    path = "/incentive/tolerance-applications"
    about = {"matter_reference": "演示1号", "matter_id": matter, "distinction": "exploration", "facts": "演示"}
    applied = done(officer.post(path, {"cadre_id": story.cadre, "synthetic": True, **about}))["id"]
    done(officer.post(f"{path}/{applied}/acceptance", {}))
    for agency in ("discipline", "organisation"):
        opinion = {"agency": agency, "outcome": "tolerated", "text": "演示"}
        done(officer.post(f"{path}/{applied}/opinions", opinion))
    decision = {"outcome": "tolerated", "effects": ["promotion"], "decided_by": "（虚构）部长", "reasons": "演示"}
    problem(officer.post(f"{path}/{applied}/decision", decision), 409, "not-independent")
    done(platform.as_role("incentive_officer", colleague=1).post(f"{path}/{applied}/decision", decision))

    vetting = poll(lambda: (one := story.vetting())["outcome"] == "passed" and one, 30)
    looked = {one["source"]: one for one in vetting["looked_at"]}
    assert (looked["result"]["weight"], looked["result"]["tolerated_by"]) == ("clear", applied)
    assert (looked["tolerance"]["code"], looked["tolerance"]["effects"]) == ("tolerated", ["promotion"])
    (seen,) = done(supervisor.get(f"{S}/matters/{matter}"))["looked_at"]
    assert (seen["reference_id"], seen["code"]) == (applied, "tolerated"), "decided after the matter was concluded"
    done(officer.post(f"{path}/{applied}/appeal", {"appeal": "演示"}))
    poll(lambda: story.vetting()["state"] == "open", 30)


def test_what_is_found_after_a_vetting_was_passed_takes_the_nomination_back_until_somebody_concludes(
    platform: Any, story: Story
) -> None:
    (nominee,) = story.pool.cadres(1)
    (nomination,) = story.awards.nominate([nominee])
    path, officer = f"{N}/{nomination}", platform.as_role("incentive_officer")

    def until(state: str) -> None:
        poll(lambda: done(officer.get(path))["state"] == state, 30, because=lambda: done(officer.get(path)))

    def vetting() -> dict[str, Any]:
        return items(story.supervisor, f"{S}/vettings", cadre_id=nominee, purpose="award")[0]

    poll(lambda: items(story.supervisor, f"{S}/vettings", cadre_id=nominee, purpose="award"), 30)
    one = f"/vettings/{vetting()['id']}"
    story.answered(vetting(), opinion="clear")
    until("vetted")
    about = {"title": "演示事项", "source": "petition", "classification": "internal", "cadre_id": nominee}
    story.post("/matters", lead_agency_id=story.agency, synthetic=True, **about)
    until("vetting")
    again = done(story.supervisor.get(f"{S}{one}"))
    assert (again["state"], again["earlier"][0]["because"]) == ("open", "learnt")
    story.answered(vetting(), opinion="objection", codes=["open_case"], replaces=True)
    against = {"outcome": "passed", "basis": "同意"}
    refused = story.judge.post(f"{S}{one}/conclusion", against)
    problem(refused, 422, "supervision/approver-missing")
    story.conclude(one, **against, approver="演示部长", overruling="反映问题已查否")
    until("vetted")
    assert done(officer.get(path))["remarks"][0] == "overruled"
    story.post(f"{one}/correction", correction="批准程序未完成（演示）")
    until("vetting")
    problem(story.judge.post(f"{S}{one}/conclusion", {"outcome": "refused"}), 409, "not-independent")
    other = platform.as_role("supervision_officer", colleague=2)
    done(other.post(f"{S}{one}/conclusion", {"outcome": "refused"}))
    until("refused")
