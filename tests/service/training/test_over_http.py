"""Training through the gateway: one true path from a cadre in the roster to the hours in the ledger."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from tests.service.registry.test_sheets_in import hand_in
from tests.service.training.conftest import of_days, session

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity_number() -> str:
    """A made-up identity number with a right check digit."""
    digits = f"150203198103{secrets.randbelow(28) + 1:02d}{secrets.randbelow(1000):03d}"
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True)) % 11]


@pytest.fixture(scope="module")
def unit(platform):
    code = f"T-{secrets.token_hex(4)}"
    body = {"code": code, "name": f"虚构{code}", "kind": "government", "synthetic": True}
    return platform.admin.make("/units", body)["id"]


@pytest.fixture(scope="module")
def cadres(platform, unit):
    body = {"name": "单虚构", "sex": "1", "birth": "1981-03", "ethnicity": "01", "unit_id": unit, "synthetic": True}
    made = [
        platform.admin.make("/cadres", {**body, "identity_number": identity_number(), "began_work_on": "2003-07"})["id"]
        for _ in range(3)
    ]
    for cadre in made:
        assert compliance(platform.admin, cadre)
    return made


@pytest.fixture(scope="module")
def organiser(platform, unit):
    body = {"name": "日常培训", "tier": "unit", "unit_id": unit, "synthetic": True}
    return platform.admin.make("/training/organisers", body)["id"]


def compliance(client, cadre: str) -> list[dict[str, Any]]:
    return client.get("/training/compliance", params={"year": 2025, "cadre_id": cadre}).json()["items"]


def a_class(platform, organiser: str, **more: Any) -> dict[str, Any]:
    body = {
        "code": f"H-{secrets.token_hex(4)}",
        "title": "班次",
        "kind": "main",
        "organiser_id": organiser,
        "begins": "2025-03-03",
        "ends": "2025-03-07",
        "capacity": 2,
        "waiting_places": 0,
        "sessions": [
            session("theory", 6, compulsory=True),
            session("party_spirit", 1),
            session("duty_capability", 3, on="2025-03-04"),
        ],
        "synthetic": True,
    }
    return platform.admin.make("/training/classes", {**body, **more})


def test_from_a_draft_to_certificates_and_hours(platform, unit, cadres, organiser):
    admin = platform.admin
    class_ = a_class(platform, organiser)
    path = f"/training/classes/{class_['id']}"
    assert admin.make(f"{path}/publication", {})["state"] == "published"
    placed = admin.post(f"{path}/enrolments", {"cadre_ids": cadres})
    assert placed.status_code == 201
    assert [r["state"] for r in placed.json()["results"]] == ["enrolled", "enrolled", "refused"]
    full = admin.post(f"{path}/enrolments", {"cadre_ids": cadres[2:]})
    assert (full.status_code, full.headers["content-type"]) == (409, "application/problem+json")
    assert full.json()["type"].endswith("training/class-full")
    admin.make(f"{path}/start", {})
    stranger = admin.post(f"{path}/attendance", {"present": [cadres[2]]})
    assert stranger.status_code == 422
    assert stranger.json()["errors"][0]["pointer"] == "/present/0"
    leave = [{"session_id": class_["sessions"][0]["id"], "cadre_id": cadres[1], "mark": "leave"}]
    admin.make(f"{path}/attendance", {"rest": "present", "exceptions": leave})
    refused = admin.post(f"{path}/completion", {"cadre_ids": [cadres[1]]})
    assert refused.status_code == 409
    assert (refused.json()["missed_hours"], refused.json()["limit"]) == (6, "1/7")
    done = admin.make(f"{path}/completion", {"completed_on": "2025-03-07"})
    assert (done["state"], done["completed"], done["withdrawn"]) == ("completed", 1, 1)
    listed = admin.get("/training/enrolments", params={"class_id": class_["id"], "state": "completed"}).json()["items"]
    assert [e["cadre_id"] for e in listed] == [cadres[0]]
    assert compliance(admin, cadres[0])[0]["counted_hours"] == 10
    officer = platform.as_role("unit_officer", unit_id=unit)
    assert {h["cadre_id"] for h in officer.get("/training/hours").json()["items"]} == {cadres[0]}
    oneself = platform.as_role("cadre", cadre_id=cadres[1])
    assert oneself.get("/training/hours").json()["items"] == []
    assert {e["cadre_id"] for e in oneself.get("/training/enrolments").json()["items"]} == {cadres[1]}
    assert oneself.post(f"{path}/enrolments", {"cadre_ids": cadres}).status_code == 403
    # The sheet was wrong, and so was the title.
    wish = {"present": [cadres[1]], "basis": "签到表核对"}
    assert oneself.post(f"{path}/attendance/corrections", wish).status_code == 403
    put_right = admin.make(f"{path}/attendance/corrections", wish)
    assert [(one["cadre_id"], one["outcome"]) for one in put_right["results"]] == [(cadres[1], "completed")]
    assert compliance(admin, cadres[1])[0]["counted_hours"] == 10
    corrected = admin.make(f"{path}/corrections", {"title": "更正后的班次", "basis": "印发名称有误"})
    assert (corrected["title"], len(corrected["revisions"])) == ("更正后的班次", 1)


def test_training_at_the_central_party_school_is_in_the_ledger_of_a_cadre(platform, unit, cadres):
    admin = platform.admin
    tier = "central_party_school"
    there = admin.get("/training/organisers", params={"tier": tier}).json()["items"]
    school = there[0] if there else admin.make("/training/organisers", {"name": "中央党校（演示）", "tier": tier})
    record = {"cadre_id": cadres[2], "organiser_id": school["id"], "title": "进修班（演示）", "synthetic": True}
    days = {"begins": "2024-03-04", "ends": "2024-04-30", "theory": 120}
    made = admin.post("/training/outside-records", {**record, **days})
    assert (made.status_code, made.headers["location"]) == (201, f"/v1/training/outside-records/{made.json()['id']}")
    (entry,) = admin.get("/training/hours", params={"cadre_id": cadres[2], "organiser_tier": tier}).json()["items"]
    assert (entry["total_hours"], entry["source"]) == (120, "outside")
    answer = admin.get("/training/outside-records", params={"cadre_id": cadres[2]}).json()
    (listed,) = answer["items"]
    assert answer["names"][cadres[2]]["name"]
    annulled = admin.make(f"/training/outside-records/{listed['id']}/annulment", {"basis": "误登（演示）"})
    assert annulled["state"] == "annulled"


def test_a_main_class_with_69_percent_is_a_problem_document_with_the_ratio_and_the_article(platform, organiser):
    class_ = a_class(platform, organiser, sessions=of_days(69, 31), ends="2025-03-31")
    answer = platform.admin.post(f"/training/classes/{class_['id']}/publication", {})
    problem = answer.json()
    assert answer.status_code == 422
    assert (problem["share"], problem["missing_hours"], problem["required_share"]) == ("0.69", 1, "0.70")
    assert "70%" in problem["article"]
    assert sum(one["hours"] for one in problem["counted_sessions"]) == 69


def test_a_timetable_is_replaced_with_the_version_that_was_seen(platform, organiser):
    class_ = a_class(platform, organiser)
    path = f"/training/classes/{class_['id']}/sessions"
    seen = platform.admin.get(f"/training/classes/{class_['id']}").headers["ETag"]
    body = {"sessions": [session("theory", 2, compulsory=True)]}
    assert platform.admin.put(path, body).status_code == 428
    assert platform.admin.put(path, body, if_match=seen).json()["total_hours"] == 2
    assert platform.admin.put(path, body, if_match=seen).status_code == 412


def test_an_unknown_class_and_an_unknown_organiser_are_said_so(platform, cadres):
    missing = platform.admin.post("/training/classes/cls-none/enrolments", {"cadre_ids": cadres})
    assert missing.status_code == 404
    assert missing.json()["type"].endswith("training/no-class")
    assert platform.admin.get("/training/classes/cls-none").status_code == 404


def test_visits_and_bookings_at_a_teaching_point(platform):
    code = f"P-{secrets.token_hex(4)}"
    body = {"code": code, "name": "展厅", "capacity_per_day": 100, "synthetic": True}
    point = platform.admin.make("/training/teaching-points", body)["id"]
    path = f"/training/teaching-points/{point}/bookings"
    platform.admin.make(path, {"begins": "2095-04-08", "people": 60})
    over = platform.admin.post(path, {"begins": "2095-04-08", "people": 41})
    assert (over.status_code, over.json()["left"]) == (409, {"2095-04-08": 40})
    visit = {"point_id": point, "theme": "loyalty_education", "on": "2025-04-08", "head_count": 58, "synthetic": True}
    platform.admin.make("/training/visits", visit)
    listed = platform.admin.get("/training/visits", params={"theme": "loyalty_education", "point_id": point}).json()
    assert [v["head_count"] for v in listed["items"]] == [58]


def test_the_same_online_record_twice_is_a_conflict(platform, cadres):
    record = {
        "platform": "beijiang_cloud",
        "record_id": secrets.token_hex(6),
        "cadre_id": cadres[0],
        "course": "课程",
        "hours": 2,
        "finished_on": "2025-05-06",
        "synthetic": True,
    }
    platform.admin.make("/training/online-records", record)
    again = platform.admin.post("/training/online-records", record)
    assert again.status_code == 409
    assert again.json()["type"].endswith("training/online-record-known")


def test_a_teaching_point_and_a_material_that_were_entered_wrongly_are_put_right(platform):
    admin = platform.admin
    code = f"P-{secrets.token_hex(4)}"
    made = admin.make(
        "/training/teaching-points", {"code": code, "name": "演示", "capacity_per_day": 9, "synthetic": True}
    )
    point = f"/training/teaching-points/{made['id']}"
    assert admin.make(f"{point}/closing", {})["state"] == "closed"
    assert admin.post(f"{point}/bookings", {"begins": "2095-04-08", "people": 1}).status_code == 409
    again = admin.make(f"{point}/reopening", {"basis": "停用登记有误（演示）"})
    assert (again["state"], len(again["revisions"])) == ("open", 1)
    assert admin.post(f"{point}/bookings", {"begins": "2095-04-08", "people": 1}).status_code == 201
    material = admin.make("/training/materials", {"title": "误名（演示）", "kind": "case", "synthetic": True})
    path = f"/training/materials/{material['id']}"
    put = admin.make(f"{path}/corrections", {"title": "正名（演示）", "basis": "以版权页为准"})
    assert (put["title"], put["revisions"][0]["before"]) == ("正名（演示）", {"title": "误名（演示）"})
    oneself = platform.as_role("cadre", cadre_id="cad-nobody")
    assert oneself.post(f"{path}/corrections", {"title": "x", "basis": "x"}).status_code == 403


def test_a_table_names_class_and_people_by_what_they_are_called(platform, unit, cadres, organiser):
    admin, mark = platform.admin, secrets.token_hex(3)
    title = f"科级干部任职培训班{mark}"
    class_ = a_class(platform, organiser, title=title)
    other = a_class(
        platform,
        organiser,
        title=title,
        begins="2024-03-04",
        ends="2024-03-08",
        sessions=[
            session("theory", 6, compulsory=True, on="2024-03-04"),
        ],
    )
    for one in (class_, other):
        admin.make(f"/training/classes/{one['id']}/publication", {})
    name = f"单{mark}"
    body = {"name": name, "sex": "1", "birth": "1981-03", "ethnicity": "01", "unit_id": unit, "synthetic": True}
    person = admin.make("/cadres", {**body, "identity_number": identity_number(), "began_work_on": "2003-07"})["id"]
    assert compliance(admin, person)
    table = "\n".join(["姓名,班次名称", f"{name},{title}", f"{name},2025年{title}", f"{name},无此班{mark}"]).encode()
    job = hand_in(admin, "enrolments", table, "text/csv")
    assert job["good"] == 1, job
    assert {one["row"]: one["errors"][0]["code"] for one in job["errors"]} == {
        2: "several-things",
        4: "unknown-thing",
    }
    assert class_["code"] in job["errors"][0]["errors"][0]["detail"]
    listed = admin.get("/training/enrolments", params={"class_id": class_["id"]}).json()["items"]
    assert [one["cadre_id"] for one in listed] == [person]
