"""Each role does its part and sees no more: over HTTP, each as the person whose work it is."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from tests.support.awards import FIELD, Awards, done, identity_numbers, items
from tests.support.client import Client
from tests.support.days import iso
from tests.support.polling import poll

S = "/supervision"


class City:
    """A bureau and a court with a cadre each; the court is a member of the joint platform, and so is the bureau."""

    def __init__(self, platform: Any) -> None:
        self.platform = platform
        self.registry = platform.as_role("registry_officer")
        self.supervision = platform.as_role("supervision_officer")
        self.mark = secrets.token_hex(4)
        self.bureau, self.court = self.unit("局"), self.unit("法院")
        self.name = f"单虚构{self.mark}"
        self.cadre, self.judge = self.register(self.bureau, self.name), self.register(self.court, "阿虚构")
        self.agencies = {
            unit: self.make(
                self.supervision, f"{S}/agencies", code=f"{self.mark}-{n}", name=f"成员单位{n}（{self.mark}）",
                unit_id=unit, kind="other", vets=["pool"],
            )["id"]
            for n, unit in enumerate((self.bureau, self.court))
        }  # fmt: skip

    def unit(self, word: str) -> str:
        code = f"{self.mark}-{secrets.token_hex(2)}"
        return str(self.make(self.registry, "/units", code=code, name=f"虚构{word}{code}", kind="government")["id"])

    def register(self, unit: str, name: str) -> str:
        (number,) = identity_numbers(1)
        body = {"name": name, "sex": "1", "birth": "1991-03", "ethnicity": "01", "began_work_on": "2013-07"}
        return str(self.make(self.registry, "/cadres", **body, unit_id=unit, identity_number=number)["id"])

    def make(self, client: Client, path: str, **body: Any) -> dict[str, Any]:
        """Make something; a service that has not yet heard of what is named is asked again."""
        return poll(lambda: done(client.post(path, {"synthetic": True, **body})), 20)


@pytest.fixture(scope="module")
def city(platform: Any) -> City:
    return City(platform)


def test_a_liaison_sees_who_is_answersabout_answers_and_leaves_a_trace(city: City) -> None:
    liaison = city.platform.as_role("agency_liaison", unit_id=city.court)
    vetting = city.make(city.supervision, f"{S}/vettings", cadre_id=city.cadre, purpose="pool")["id"]
    own, other = city.agencies[city.court], city.agencies[city.bureau]
    opinion = {"agency_id": other, "opinion": "objection", "text": "另一单位的意见"}
    elsewhere = city.platform.as_role("agency_liaison", unit_id=city.bureau)
    done(elsewhere.post(f"{S}/vettings/{vetting}/opinions", opinion))
    (waits,) = [row for row in items(liaison, f"{S}/waiting") if row["id"] == vetting]
    shown = done(liaison.get(f"{S}/vettings/{vetting}"))
    (listed,) = [row for row in items(liaison, f"{S}/vettings") if row["id"] == vetting]
    for seen in (waits, shown, listed):
        assert (seen["cadre_id"], seen["purpose"]) == (city.cadre, "pool")
        assert seen["due_on"]
    for path in (f"{S}/waiting", f"{S}/vettings", f"{S}/vettings/{vetting}"):
        who = done(liaison.get(path, params=None if path.endswith(vetting) else {"limit": 200}))["names"][city.cadre]
        assert (who["name"], who["unit_id"]) == (city.name, city.bureau)
    assert (waits["agency_id"], waits["agency_name"]) == (own, f"成员单位1（{city.mark}）")
    assert shown["agencies"] == [{"id": own, "name": f"成员单位1（{city.mark}）", "answered": False}]
    assert not any(word in str((waits, shown, listed)) for word in (other, "另一单位", "objection"))
    for path in (f"/cadres/{city.cadre}", f"/cadres/{city.cadre}/profile", f"{S}/restrictions", "/cadres"):
        assert liaison.get(path).status_code in (403, 404), path
    assert [row["id"] for row in items(liaison, f"{S}/agencies")] == [own]
    assert liaison.get(f"{S}/agencies/{other}").status_code == 404
    answered = done(liaison.post(f"{S}/vettings/{vetting}/opinions", {"opinion": "clear"}))
    assert [one["agency_id"] for one in answered["answers"]] == [own]
    assert vetting not in [row["id"] for row in items(liaison, f"{S}/waiting")]
    log = items(city.supervision, f"{S}/information/readings", cadre_id=city.cadre, about="vetting")
    assert [(row["agency_id"], row["subject_id"], row["purpose"]) for row in log] == [(own, vetting, "pool")]
    stranger = city.platform.as_role("agency_liaison", unit_id=city.unit("外单位"))
    assert stranger.get(f"{S}/vettings/{vetting}").status_code == 404
    assert items(stranger, f"{S}/vettings") == items(stranger, f"{S}/waiting") == []


def test_the_giver_shares_itself_and_the_taker_reads(city: City) -> None:
    giver = city.platform.as_role("agency_liaison", unit_id=city.court)
    taker = city.platform.as_role("agency_liaison", unit_id=city.bureau)
    grants = [{"agency_id": city.agencies[city.bureau], "field_codes": ["audit_finding"]}]
    agreement = city.make(
        city.supervision, f"{S}/information/agreements", code=f"XY-{city.mark}",
        giver_agency_id=city.agencies[city.court], grants=grants, purpose="研判", legal_basis="协议",
        valid_from="2025-01-01",
    )["id"]  # fmt: skip
    wish = {"agreement_id": agreement, "cadre_id": city.cadre, "classification": "internal"}
    share = f"{S}/information/items"
    refused = taker.post(share, {**wish, "values": {"audit_finding": "合成"}})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/supervision/not-a-member-agency")
    item = city.make(giver, share, **wish, values={"audit_finding": "合成"})["id"]
    assert done(taker.get(f"{share}/{item}"))["names"][city.cadre]["name"] == city.name
    read = done(taker.post(f"{share}/{item}/readings", {"purpose": "核查"}))
    assert read["values"] == {"audit_finding": "合成"}
    assert taker.post(f"{share}/{item}/withdrawal", {"basis": "x"}).status_code == 422
    assert done(giver.post(f"{share}/{item}/withdrawal", {"basis": "有误"}))["state"] == "withdrawn"


def test_a_unit_officer_runs_a_daily_class_books_and_nominates(city: City) -> None:
    officer = city.platform.as_role("unit_officer", unit_id=city.bureau)
    other = city.platform.as_role("unit_officer", unit_id=city.court)
    organiser = city.make(officer, "/training/organisers", name="本单位", tier="unit")["id"]
    session = {"on": "2026-03-03", "title": "业务学习", "category": "duty_capability", "hours": 4}
    days = {"begins": "2026-03-03", "ends": "2026-03-03", "capacity": 20, "sessions": [session]}
    wish = {"code": f"RC-{city.mark}", "title": "日常培训", "organiser_id": organiser, **days}
    main = officer.post("/training/classes", {**wish, "kind": "main"})
    assert (main.status_code, main.json()["type"]) == (422, "/problems/training/not-daily-training")
    class_ = f"/training/classes/{city.make(officer, '/training/classes', **wish, kind='short')['id']}"
    assert other.post(f"{class_}/publication", {}).status_code == 404
    changed = officer.patch(class_, {"title": "改名"}, if_match=done(officer.get(class_))["version"])
    assert done(changed)["title"] == "改名"
    done(officer.post(f"{class_}/publication", {}))
    enrolled = poll(lambda: done(officer.post(f"{class_}/enrolments", {"cadre_ids": [city.cadre, city.judge]})), 20)
    assert [one["state"] for one in enrolled["results"]] == ["enrolled", "refused"]
    done(officer.post(f"{class_}/start", {}))
    done(officer.post(f"{class_}/attendance", {"rest": "present"}))
    assert done(officer.post(f"{class_}/completion", {}))["completed"] == 1

    training = city.platform.as_role("training_officer")
    point = city.make(training, "/training/teaching-points", code=city.mark, name="教学点", capacity_per_day=9)["id"]
    bookings = f"/training/teaching-points/{point}/bookings"
    booking = done(officer.post(bookings, {"begins": "2095-04-08", "people": 5}))
    assert booking["unit_id"] == city.bureau
    assert other.post(f"/training/bookings/{booking['id']}/release", {}).status_code == 404
    done(officer.post(f"/training/bookings/{booking['id']}/release", {}))

    young = city.platform.as_role("young_cadre_officer")
    basis = {"basis": "演示文件"}
    cycle = {"code": city.mark, "title": "演示计划", "from_year": 2026, "to_year": 2030, **basis}
    plan = f"/talent/plans/{city.make(young, '/talent/plans', **cycle)['id']}"
    tier = city.make(young, f"{plan}/tiers", key="township_chief", rank=3, quota=5, **basis)["id"]
    round = {"title": "演示", "number": 1, "places": 5, "opens_on": "2026-01-01", "closes_on": "2035-12-31"}
    batch = city.make(young, f"{plan}/batches", tier_id=tier, **round)["id"]
    assert batch in [row["id"] for row in items(officer, "/talent/rounds")]
    nomination = {"batch_id": batch, "source": "recommendation", "category": "general", "grade": "B", **basis}
    refused = officer.post("/talent/members", {**nomination, "cadre_id": city.judge})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/unknown-cadre")
    member = city.make(officer, "/talent/members", **nomination, cadre_id=city.cadre)["id"]
    (shown,) = items(officer, "/talent/nominations")
    assert (shown["id"], shown["state"], shown["cadre_id"]) == (member, "candidate", city.cadre)
    assert items(other, "/talent/nominations") == []
    assert other.post(f"/talent/members/{member}/withdrawal", {"reason": "x"}).status_code == 404
    assert officer.get("/talent/members").status_code == 403, "a unit does not see the pool"
    assert officer.post(f"/talent/members/{member}/admission", basis).status_code == 403
    assert done(officer.post(f"/talent/members/{member}/withdrawal", {"reason": "本人申请"}))["state"] == "withdrawn"


def test_what_is_public_is_read_by_everybody_and_names_whom_it_is_about(city: City) -> None:
    awards = Awards(city.platform.admin, quota=5, agencies=1)
    (cadre,) = awards.cadres(1)
    wish = {"batch_id": awards.batch, "cadre_id": cadre, "unit_id": awards.unit, "field": FIELD, "submit": True}
    nomination = awards.make("/incentive/nominations", **wish, merits="内部的主要事迹")["id"]
    (vetting,) = poll(lambda: items(city.supervision, f"{S}/vettings", cadre_id=cadre), 20)
    # Other stories' agencies are asked too; nobody waits for theirs.
    approved = {"approver": "演示部长", "overruling": "演示理由"}
    conclusion = {"outcome": "passed", "basis": "演示文件", **approved}
    done(city.supervision.post(f"{S}/vettings/{vetting['id']}/conclusion", conclusion))
    agency = done(city.supervision.get(f"{S}/agencies/{awards.agencies[0]}"))
    done(city.supervision.patch(f"{S}/agencies/{agency['id']}", {"active": False}, if_match=agency["version"]))
    poll(lambda: awards.turn() and awards.states()["elected"] == 1, 60)
    path = f"/incentive/nominations/{nomination}"
    public = {"summary": f"扎根一线 <b>{awards.mark}</b>"}
    ends = done(awards.client.post(f"{path}/publicity", public))["publicity_ends"]
    for reader in (city.platform.as_role("cadre", cadre_id=cadre), city.platform.as_role("incentive_officer")):
        (row,) = items(reader, "/incentive/publicity", batch_id=awards.batch)
        assert (row["cadre_id"], row["merits"], row["honour"]) == (cadre, public["summary"], "演示表彰")
        who = done(reader.get("/incentive/publicity", params={"batch_id": awards.batch}))["names"][cadre]
        assert who["name"] == "单虚构"
        assert who["unit_name"].startswith("虚构")

    anybody = city.platform.anonymous
    answer = anybody.get("/publicity", params={"batch_id": awards.batch})
    (notice,) = done(answer)["items"]
    assert (notice["name"], notice["summary"], notice["ends"]) == ("单虚构", public["summary"], ends)
    assert notice["objections"]
    assert set(notice) == {
        "name", "title", "unit_name", "honour", "level", "summary", "begins", "ends", "objections", "synthetic",
    }  # fmt: skip
    assert not any(word in answer.text for word in (cadre, nomination, "内部的主要事迹"))
    assert "x-ratelimit-limit" in answer.headers
    page = anybody.get("/publicity", params={"batch_id": awards.batch}, headers={"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    assert f"扎根一线 &lt;b&gt;{awards.mark}" in page.text
    assert "单虚构" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_a_campaign_lists_whom_it_waits_for_and_is_not_closed_over_them_without_a_basis(city: City) -> None:
    matters = f"{S}/personal-matters"
    wish = {"code": f"GRSX-{city.mark}", "title": "演示", "year": 2026, "county_level_or_above": False}
    campaign = city.make(city.supervision, f"{matters}/campaigns", **wish, unit_id=city.bureau)["id"]
    (row,) = poll(lambda: items(city.supervision, f"{matters}/reports", campaign_id=campaign, overdue=True), 20)
    assert (row["id"], row["cadre_id"]) == (None, city.cadre)
    for day, step in enumerate(("guidance", "review", "test", "reminder", "talk", "warning"), 1):
        done(
            city.supervision.post(
                f"{matters}/campaigns/{campaign}/steps", {"step": step, "held_on": f"2026-03-{day:02}"}
            )
        )
    closing = f"{matters}/campaigns/{campaign}/closing"
    refused = city.supervision.post(closing, {})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/supervision/campaign-unfinished")
    assert (refused.json()["unreported"], refused.json()["open_checks"]) == (1, 0)
    assert done(city.supervision.post(closing, {"basis": "演示"}))["unreported"] == 1


def test_a_registry_officer_keeps_the_roster_and_no_administrator_sees_any_of_it(city: City) -> None:
    registry, platform = city.registry, city.platform
    unit = city.unit("科室")
    post = city.make(
        registry, "/posts", code=f"P-{city.mark}", unit_id=unit, title="科长", post_level="141", role="chief"
    )["id"]  # fmt: skip
    cadre = city.register(unit, "白虚构")
    went_past = {"by": "张虚构", "basis": "演示文件一号"}
    appointment = {"post_id": post, "on": iso(), "document": "演示文件", "override": went_past}
    appointed = registry.post(f"/cadres/{cadre}/appointments", appointment)
    assert appointed.status_code in (200, 201), appointed.text
    self_ = city.platform.as_role("cadre", cadre_id=cadre)
    correction = {"changes": {"native_place": "内蒙古包头"}, "reason": "更正"}
    asked = done(self_.post(f"/cadres/{cadre}/corrections", correction))
    decided = registry.post(f"/corrections/{asked['id']}/decision", {"decision": "approved", "basis": "档案"})
    assert done(decided)["state"] == "approved"
    policy = {
        "number": f"包组发〔2026〕{city.mark}号",
        "title": "演示制度",
        "kind": "policy",
        "classification": "public",
        "issued_on": "2026-01-05",
    }
    assert city.make(registry, "/policies", **policy)["title"] == "演示制度"
    for path in ("/cadres", f"/cadres/{cadre}", f"/cadres/{cadre}/profile", "/briefing", "/policies",
                 f"{S}/vettings", "/incentive/nominations", "/training/enrolments", "/talent/members",
                 "/appraisal/appraisals", "/imports", "/dashboards/training"):  # fmt: skip
        for administrator in (platform.administrator, platform.security, platform.auditor):
            refused = administrator.get(path)
            assert (refused.status_code, refused.json()["type"]) == (403, "/problems/forbidden"), path
    whose = {"/accounts": (200, 200, 403), "/audit?service=gateway": (403, 403, 200)}
    for path, statuses in whose.items():
        answers = [one.get(path).status_code for one in (platform.administrator, platform.security, platform.auditor)]
        assert (tuple(answers), registry.get(path).status_code) == (statuses, 403), path


def test_a_branch_decides_on_its_own_deadlines_and_the_administrator_on_none(city: City) -> None:
    wish = {"cadre_id": city.cadre, "kind": "admonition", "begins": iso(), "basis": "演示文件"}
    subject = city.make(city.supervision, f"{S}/restrictions", **wish)["id"]
    of = {"service": "supervision", "subject": subject}
    (deadline,) = items(city.supervision, "/operations/deadlines", **of)
    administrator = city.platform.administrator
    assert [row["id"] for row in items(administrator, "/operations/deadlines", **of)] == [deadline["id"]]
    refused = city.registry.get("/operations/deadlines", params=of)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/invalid-fields")
    path, later = f"/operations/deadlines/supervision/{deadline['id']}", {"due_on": "2099-01-01", "basis": "演示文件"}
    assert administrator.post(f"{path}/move", later).status_code == 403
    assert city.registry.post(f"{path}/move", later).status_code == 404
    assert city.registry.post(f"{path}/cancellation", {"basis": "演示文件"}).status_code == 404
    assert administrator.post(f"{path}/retry", {}).json()["type"] == "/problems/deadline-settled"
    assert done(city.supervision.post(f"{path}/move", later))["due_on"] == "2099-01-01"
