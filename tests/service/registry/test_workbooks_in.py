"""A workbook with a sheet of people and sheets of their histories goes in with one call, as its dry run says."""

from __future__ import annotations

import secrets

import pytest

from tests.service.registry.conftest import number
from tests.service.registry.test_sheets_in import HEADER, XLSX, a_person, hand_in, wrong
from tests.support.polling import poll
from tests.support.sheets import csv, xlsx

ZH = {"Accept-Language": "zh"}


@pytest.fixture(scope="module")
def unit(platform):
    mark = secrets.token_hex(3)
    wish = {"code": f"W-{mark}", "name": f"虚构市水务局{mark}", "kind": "government", "synthetic": True}
    return platform.admin.make("/units", wish)


def send(client, content, mode, key=None, media=XLSX):
    headers = {"Content-Type": media, **ZH, "Idempotency-Key": key or secrets.token_hex(8)}
    return client.request("POST", "/imports/workbooks", content=content, params={"mode": mode}, headers=headers)


def done(client, answer):
    """The jobs of a workbook in full, once all are done."""
    assert answer.status_code == 202, answer.text
    paths = [f"/imports/{job['id']}" for job in answer.json()["jobs"]]
    poll(lambda: all(client.get(path).json()["state"] == "done" for path in paths), 120)
    return [client.get(path).json() for path in paths]


def test_who_stands_on_two_sheets_is_refused_on_the_second_in_the_dry_run_too(platform, unit):
    mark, same = secrets.token_hex(2), number()
    content = xlsx(
        HEADER,
        a_person(f"甲虚构{mark}", unit["name"], number=same),
        a_person(f"乙虚构{mark}", unit["name"], number=number()),
        name="花名册",
        before={
            "干部": [HEADER, a_person(f"甲虚构{mark}", unit["name"], number=same)],
            "简历": [["姓名", "开始时间", "工作单位及职务"], [f"甲虚构{mark}", "2003.07", "虚构单位科员"]],
        },
    )
    told = []
    for mode in ("dry_run", "commit"):
        jobs = done(platform.admin, send(platform.admin, content, mode))
        told.append([(job["kind"], job["good"], wrong(job)) for job in jobs])
    assert told[0] == told[1]
    assert told[0] == [("cadres", 1, {}), ("cadres", 1, {2: "identity-number-known"}), ("resumes", 1, {})]


def test_people_and_their_histories_come_in_together(platform, unit):
    mark = secrets.token_hex(2)
    first, second, there = number(), number(), number()
    assert hand_in(platform.admin, "cadres", xlsx(HEADER, a_person(f"先有{mark}", unit["name"], number=there)))["good"]
    content = xlsx(
        HEADER,
        a_person(f"甲虚构{mark}", unit["name"], number=first),
        a_person(f"乙虚构{mark}", unit["name"], number=second),
        a_person(f"丙虚构{mark}", "无此单位"),
        before={
            "填表说明": [["请如实填写"]],
            "工作经历": [
                ["姓名", "开始时间", "结束时间", "工作单位及职务"],
                [f"甲虚构{mark}", "2003.07", "2008.05", "虚构单位科员"],
                [f"甲虚构{mark}", "2003.07", "2008.05", "虚构单位科员"],
                [f"乙虚构{mark}", "2008.05", "2001.01", "虚构单位科员"],
                [f"丙虚构{mark}", "2003.07", "", "虚构单位科员"],
                [f"先有{mark}", "2003.07", "", "虚构单位科员"],
                ["查无此人", "2003.07", "", "虚构单位科员"],
            ],
            "家庭成员": [
                ["身份证号", "称谓", "家庭成员姓名", "出生年月"],
                [first, "配偶", "虚构萨仁", "1982.03"],
                [second, "邻居", "虚构某", "1982.03"],
            ],
            "学历学位": [["姓名", "学历"]],
        },
    )
    told = []
    for mode in ("dry_run", "commit"):
        answer = send(platform.admin, content, mode)
        assert [job["kind"] for job in answer.json()["jobs"]] == ["cadres", "resumes", "families"]
        assert [one["name"] for one in answer.json()["left_aside"]] == ["填表说明", "学历学位"]
        people, resumes, families = done(platform.admin, answer)
        assert (people["good"], wrong(people)) == (2, {4: "unknown-unit"})
        assert (resumes["good"], set(wrong(resumes))) == (3, {4, 5, 7})
        assert (wrong(resumes)[5], wrong(resumes)[7]) == ("unknown-cadre", "unknown-person")
        assert (families["good"], set(wrong(families))) == (1, {3})
        rows = platform.admin.get(f"/imports/{resumes['id']}/rows").json()["items"]
        assert [row["row"] for row in rows if row.get("notes")] == [3], "what stands there twice is entered once"
        told.append([wrong(job) for job in (people, resumes, families)])
    assert told[0] == told[1]
    cadre = platform.admin.post("/cadres/lookups", {"identity_number": first}).json()
    assert [one["text"] for one in platform.admin.get(f"/cadres/{cadre['id']}").json()["resume"]] == ["虚构单位科员"]
    assert [one["name"] for one in platform.admin.get(f"/cadres/{cadre['id']}/family").json()["family"]] == ["虚构萨仁"]


def test_the_same_key_gives_the_same_jobs(platform, unit):
    mine, key = number(), secrets.token_hex(8)
    content = xlsx(
        HEADER,
        a_person("丁虚构", unit["name"], number=mine),
        before={"年度考核": [["身份证号", "年度", "等次"], [mine, 2019, "优秀"]]},
    )
    first, again = (send(platform.admin, content, "commit", key=key) for _ in range(2))
    assert [job["id"] for job in first.json()["jobs"]] == [job["id"] for job in again.json()["jobs"]]
    assert [(job["good"], job["bad"]) for job in done(platform.admin, again)] == [(1, 0), (1, 0)]


def test_namesakes_of_one_workbook_are_asked_about(platform, unit):
    name = f"戊虚构{secrets.token_hex(2)}"
    mine = number()
    content = xlsx(
        HEADER,
        a_person(name, unit["name"], number=mine),
        a_person(name, unit["name"]),
        before={"奖惩情况": [
            ["姓名", "身份证号", "奖励种类", "奖励名称", "奖励时间"],
            [name, "", "嘉奖", "虚构嘉奖", "2019.05"],
            [name, mine, "嘉奖", "虚构嘉奖", "2019.05"],
            ["另一名字", mine, "嘉奖", "虚构嘉奖", "2020.05"],
        ]},
    )  # fmt: skip
    for mode in ("dry_run", "commit"):
        _, rewards = done(platform.admin, send(platform.admin, content, mode))
        assert (rewards["good"], wrong(rewards)) == (1, {2: "several-persons", 4: "otherwise-named"})


def test_what_is_no_such_workbook_is_refused_with_words(platform, unit):
    cases = [
        (xlsx(["甲"], ["乙"], name="说明"), XLSX, "no-known-sheet"),
        (xlsx(["甲"], ["乙"]), XLSX, "unknown-columns"),
        (xlsx(HEADER), XLSX, "no-known-sheet"),
        (csv(HEADER, ["x"] * 8), "text/csv", "no-known-sheet"),
        (b"%PDF-1.7", XLSX, "not-a-spreadsheet"),
    ]
    for content, media, code in cases:
        refused = send(platform.admin, content, "dry_run", media=media)
        assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (422, code), refused.text
    strange = {"简历": [["姓名", "开始时间", "莫名其妙"], ["a", "1", "2"]]}
    column = xlsx(HEADER, a_person("己虚构", unit["name"]), before=strange)
    refused = send(platform.admin, column, "dry_run")
    assert refused.json()["type"].endswith("imports/unknown-columns")
    assert "简历" in refused.json()["detail"]
    people = xlsx(HEADER, a_person("己虚构", unit["name"]))
    assert send(platform.as_role("training_officer"), people, "dry_run").status_code == 403
