"""The rights of a person (个人信息权利): asked, waited for, answered, told, copied; and what is kept of them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from gateway import privacy
from servicekit import clock
from tests.e2e.test_each_role import City
from tests.e2e.test_export_jobs import settled
from tests.support.awards import done, items, problem
from tests.support.client import Client
from tests.support.polling import poll

ASKED = {"kind": "copy", "about": "请提供平台所存的本人信息"}


@pytest.fixture(scope="module")
def city(platform: Any) -> City:
    return City(platform)


def waiting(client: Client, what: str, request: str) -> dict[str, Any] | None:
    """The item of a worklist that this request is."""
    found = items(client, "/work", what=f"registry.{what}")
    return next((one for one in found if one["id"] == request), None)


def answered(city: City, request: str, **wish: Any) -> Any:
    return done(
        city.registry.post(f"/personal-requests/{request}/answer", {"outcome": "granted", "answer": "同意", **wish})
    )


def test_a_copy_is_asked_for_granted_told_and_taken_out_by_whom_it_is_about_alone(city: City) -> None:
    cadre = city.register(city.bureau, "贵虚构")
    himself = city.platform.as_role("cadre", cadre_id=cadre)
    other = city.platform.as_role("cadre", cadre_id=city.judge)
    request = done(himself.post(f"/cadres/{cadre}/personal-requests", ASKED))["id"]
    path = f"/personal-requests/{request}"
    problem(himself.get(f"{path}/copy"), 409, "privacy/no-copy")
    poll(lambda: waiting(city.registry, "answer_personal_request", request), 20)
    assert waiting(himself, "answer_personal_request", request) is None, "nobody answers themselves"
    problem(himself.post(f"{path}/answer", {"outcome": "granted", "answer": "同意"}), 403, "forbidden")
    answered(city, request)
    poll(lambda: waiting(himself, "acknowledge_personal_answer", request), 20)
    assert done(himself.post(f"{path}/answer/receipt", {}))["state"] == "told"

    copy = done(himself.get(f"{path}/copy"))
    parts = {one["source"]: one for one in copy["parts"]}
    assert parts["registry.get_cadre"]["items"][0]["name"] == "贵虚构"
    assert (copy["left_out"], parts["registry.get_photo"]["items"]) == ([], []), "there is no photo"
    assert {"supervision.list_letters", "training.list_hours", "appraisal.list_notices"} <= set(parts)
    assert "Appraisals, talks, evaluations and deeds" in {one["title"] for one in copy["withheld"]}
    for foreign in (path, f"{path}/copy", f"/cadres/{cadre}/privacy"):
        assert other.get(foreign).status_code == 404, foreign
    wish = {"path": f"/v1{path}/copy", "form": "json", "reason": "本人留存"}
    assert other.post("/exports", wish).status_code == 404
    assert himself.post("/exports", wish | {"form": "xlsx"}).status_code == 422
    export = done(himself.post("/exports", wish))["id"]
    manifest = settled(himself, export, "ready")["manifest"]
    file = himself.get(f"/exports/{export}/file")
    assert (file.status_code, file.headers["content-type"], len(file.content)) == (
        200,
        "application/json",
        manifest["size"],
    )
    assert {one["source"] for one in json.loads(file.content)["parts"]} == set(parts)
    assert other.get(f"/exports/{export}/file").status_code == 404

    by_officer = done(city.registry.get(f"{path}/copy"))
    assert "training.list_hours" not in {one["source"] for one in by_officer["parts"]}
    assert len(by_officer["left_out"]) > 3, "an officer copies what the office may read, and is told the rest"
    looks = items(himself, f"/cadres/{cadre}/looks")
    assert any(one["action"] == "gateway.personal-copy.taken-out" for one in looks), "the person sees that"

    put_right = {"outcome": "refused", "answer": "身份未核实", "ground": "identity", "correction": "误答"}
    done(city.registry.post(f"{path}/answer/correction", put_right))
    problem(himself.get(f"{path}/copy"), 409, "privacy/no-copy")
    problem(himself.get(f"/exports/{export}/file"), 409, "privacy/no-copy")


def test_a_copy_has_what_is_over_and_what_was_written_whole(city: City) -> None:
    cadre = city.register(city.bureau, "全虚构")
    himself = city.platform.as_role("cadre", cadre_id=cadre)
    trainer, supervisor = (city.platform.as_role(f"{branch}_officer") for branch in ("training", "supervision"))
    need = {"who": "individual", "cadre_id": cadre, "topic": "rule_of_law"}
    over = done(trainer.post("/training/needs", need))["id"]
    done(trainer.post(f"/training/needs/{over}/closing", {}))
    letter = {"cadre_id": cadre, "kind": "reminder", "subject_code": "duties", "text": "请注意按时报告（虚构）"}
    letter["classification"] = "internal"
    sent = done(supervisor.post("/supervision/letters", letter))["id"]
    done(supervisor.post(f"/supervision/letters/{sent}/sending", {}))
    request = done(himself.post(f"/cadres/{cadre}/personal-requests", ASKED))["id"]
    answered(city, request)
    copy = done(himself.get(f"/personal-requests/{request}/copy"))
    parts = {one["source"]: one["items"] for one in copy["parts"]}
    assert [(one["id"], one["open"]) for one in parts["training.list_needs"]] == [(over, False)]
    assert [one["text"] for one in parts["supervision.list_letters"]] == [letter["text"]]
    [own] = parts["registry.list_personal_requests"]
    assert (own["about"], own["reply"]["text"]) == (ASKED["about"], "同意")
    given = {one.by for category in privacy.categories() for one in category.given.values()}
    assert {*parts} == given, "each row of the declaration is a part"
    assert {"title": "Accounts, sign-in and logs", "why": privacy_of("account").withheld_en} in copy["withheld"]


def privacy_of(code: str) -> privacy.Category:
    return next(one for one in privacy.categories() if one.code == code)


def test_what_is_late_stands_first_in_the_worklist_and_in_the_profile(city: City) -> None:
    cadre = city.register(city.bureau, "迟虚构")
    last_year = (clock.day_of(clock.now()) - timedelta(days=400)).isoformat()
    paper = {"kind": "explanation", "about": "指数如何得出", "asked_on": last_year, "on_paper": True}
    request = done(city.registry.post(f"/cadres/{cadre}/personal-requests", paper))["id"]
    item = poll(lambda: waiting(city.registry, "answer_personal_request", request), 20)
    assert item["overdue"]
    poll(lambda: done(city.registry.get(f"/personal-requests/{request}"))["overdue"], 20)
    section = poll(lambda: done(city.registry.get(f"/cadres/{cadre}/profile")).get("personal_requests"), 20)
    assert [one["id"] for one in section] == [request]
    assert "指数如何得出" not in str(section)


def test_anybody_reads_what_is_kept_and_a_cadre_until_when_of_their_own(city: City) -> None:
    notice = done(city.platform.anonymous.get("/privacy"))
    by_code = {one["code"]: one for one in notice["categories"]}
    family, training = by_code["family"], by_code["training"]
    assert (family["years"], family["sensitive"], training["years"]) == (30, True, None)
    assert (notice["answer_days"], notice["answer_verified"], notice["retention_verified"]) == (30, False, False)
    assert by_code["reserve"]["withheld"]
    assert not by_code["reserve"]["copied"]
    page = city.platform.anonymous.get("/privacy", headers={"Accept": "text/html", "Accept-Language": "zh-CN"})
    assert page.headers["content-type"].startswith("text/html")
    assert "家庭成员" in page.text
    assert "待核实" in page.text

    himself = city.platform.as_role("cadre", cadre_id=city.cadre)
    own = done(himself.get(f"/cadres/{city.cadre}/privacy"))
    assert {one["code"] for one in own["categories"]} == set(by_code)
    assert all(one["until"] is None for one in own["categories"]), "whoever serves is kept"
    assert city.platform.anonymous.get(f"/cadres/{city.cadre}/privacy").status_code == 401
