"""The roster through the gateway: its rows, conditions and problems as a client meets them."""

from __future__ import annotations

import io
import secrets

import pytest
import xlsxwriter

from tests.service.registry.conftest import number
from tests.support.awards import load_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(*lines):
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    for place, line in enumerate(lines):
        sheet.write_row(place, 0, line)
    book.close()
    return target.getvalue()


def person(unit: str, **fields):
    return {
        "identity_number": number(),
        "name": "单虚构",
        "sex": "1",
        "birth": "1981-03",
        "ethnicity": "01",
        "unit_id": unit,
        "began_work_on": "2003-07",
        "synthetic": True,
        **fields,
    }


@pytest.fixture(scope="module")
def unit(platform):
    code = f"H-{secrets.token_hex(4)}"
    return platform.admin.make("/units", {"code": code, "name": f"虚构{code}", "kind": "government", "synthetic": True})


@pytest.fixture(scope="module")
def cadre(platform, unit):
    return platform.admin.make("/cadres", person(unit["id"]))


def test_a_change_needs_the_version_that_was_seen(platform, cadre):
    path = f"/cadres/{cadre['id']}"
    assert platform.admin.patch(path, {"native_place": "内蒙古包头"}).status_code == 428
    seen = platform.admin.get(path)
    changed = platform.admin.patch(path, {"native_place": "内蒙古包头"}, if_match=seen.headers["ETag"])
    assert changed.status_code == 200
    assert changed.json()["native_place"] == "内蒙古包头"
    assert platform.admin.patch(path, {"native_place": "别处"}, if_match=seen.headers["ETag"]).status_code == 412
    assert platform.admin.get(path, headers={"If-None-Match": changed.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("fields", "status", "kind"),
    [
        ({"identity_number": "150203198501010013"}, 422, "registry/bad-identity-number"),
        ({"unit_id": "unt-none"}, 404, "registry/unknown-unit"),
        ({"shoe_size": 1}, 422, "invalid-fields"),
        ({"birth": 1981}, 422, "invalid-fields"),
    ],
)
def test_bad_input_is_answered_by_a_problem_of_its_own(platform, unit, fields, status, kind):
    answer = platform.admin.post("/cadres", person(unit["id"], **fields))
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"].endswith(kind)
    assert problem["errors"][0]["pointer"].startswith("/")


def test_an_identity_number_is_taken_once(platform, unit):
    wish = person(unit["id"])
    first = platform.admin.make("/cadres", wish)
    again = platform.admin.post("/cadres", wish)
    assert again.status_code == 409
    assert wish["identity_number"] not in again.text
    found = platform.admin.post("/cadres/lookups", {"identity_number": wish["identity_number"]})
    assert found.json()["id"] == first["id"]


def test_an_officer_sees_the_own_unit_and_a_cadre_the_own_file(platform, unit, cadre):
    other_code = f"H-{secrets.token_hex(4)}"
    other = platform.admin.make("/units", {"code": other_code, "name": other_code, "kind": "school", "synthetic": True})
    hidden = platform.admin.make("/cadres", person(other["id"]))
    officer = platform.as_role("unit_officer", unit_id=unit["id"])
    listed = officer.get("/cadres?limit=500").json()["items"]
    assert cadre["id"] in {c["id"] for c in listed}
    assert all(unit["id"] in c["unit_ids"] for c in listed)
    assert officer.get(f"/cadres/{hidden['id']}").status_code == 404
    assert officer.get(f"/cadres/{cadre['id']}/family").status_code == 403
    self_ = platform.as_role("cadre", cadre_id=cadre["id"])
    assert self_.get(f"/cadres/{cadre['id']}/family").status_code == 200
    assert officer.get(f"/cadres/{cadre['id']}/health").status_code == 403
    assert self_.get(f"/cadres/{cadre['id']}/health").status_code == 200
    assert self_.get(f"/cadres/{hidden['id']}").status_code == 404
    assert self_.post("/cadres", person(unit["id"])).status_code == 403


def test_a_cadre_asks_for_a_correction_and_an_administrator_approves(platform, cadre):
    self_ = platform.as_role("cadre", cadre_id=cadre["id"])
    wish = {"changes": {"birthplace": "内蒙古固阳"}, "reason": "与出生证明不一致"}
    asked = self_.make(f"/cadres/{cadre['id']}/corrections", wish)
    assert (
        self_.post(f"/corrections/{asked['id']}/decision", {"decision": "approved", "basis": "本人"}).status_code == 403
    )
    decided = platform.admin.make(f"/corrections/{asked['id']}/decision", {"decision": "approved", "basis": "核对档案"})
    assert decided["state"] == "approved"
    assert platform.admin.get(f"/cadres/{cadre['id']}").json()["birthplace"] == "内蒙古固阳"


def test_a_refused_promotion_cites_its_articles_and_is_overridden_with_a_basis(platform, cadre):
    path = f"/cadres/{cadre['id']}/promotions"
    wish = {"post_level": "132", "on": "2026-01-05", "document": "包组发〔2026〕1号"}
    refused = platform.admin.post(path, wish)
    assert refused.status_code == 422
    assert {error["code"] for error in refused.json()["errors"]} >= {
        "registry.level_steps",
        "registry.basic_level_years",
    }
    override = {"by": "虚构部长", "basis": "特殊需要，常委会决定"}
    promoted = platform.admin.post(path, {**wish, "override": override})
    assert promoted.status_code == 201
    assert promoted.json()["levels"][-1]["override"]["by"] == "虚构部长"


def test_the_profile_shows_what_was_registered(platform, unit, poll):
    made = platform.admin.make("/cadres", person(unit["id"]))

    def shown():
        answer = platform.admin.get(f"/cadres/{made['id']}/profile")
        return answer.status_code == 200 and answer.json() if answer.status_code == 200 else None

    profile = poll(lambda: (shown() or {}).get("complete") and shown(), deadline=15)
    assert profile["person"]["name"] == "单虚构"
    assert profile["unit"]["name"] == unit["name"]


def test_a_tampered_cursor_is_refused(platform, unit, cadre):
    platform.admin.make("/cadres", person(unit["id"]))
    page = platform.admin.get(f"/cadres?limit=1&unit_id={unit['id']}").json()
    bad = page["next"][:-2] + ("AA" if page["next"][-2:] != "AA" else "BB")
    answer = platform.admin.get(f"/cadres?limit=1&unit_id={unit['id']}&cursor={bad}")
    assert answer.status_code == 422
    assert answer.json()["type"].endswith("bad-cursor")


def test_a_team_is_asked_for_its_bonds_with_a_candidate(platform, unit, cadre):
    path = f"/units/{unit['id']}/team-relations"
    answer = platform.admin.get(f"{path}?candidate_id={cadre['id']}")
    assert answer.status_code == 200
    assert (answer.json()["candidate_id"], answer.json()["relations"]) == (cadre["id"], [])
    assert platform.admin.get(f"{path}?candidate_id=cad-none").json()["type"].endswith("registry/unknown-cadre")
    assert platform.admin.get("/units/unt-none/team-relations").status_code == 404
    assert platform.admin.get(f"{path}?candidate=x").status_code == 422


def test_careers_are_loaded_by_a_spreadsheet_with_chinese_columns_and_labels(platform, unit):
    mine = number()
    cadre = platform.admin.make("/cadres", person(unit["id"], identity_number=mine))["id"]
    when, what = "时间（任职、起算、入学、批准、决定）", "名称（职务、奖励）"
    columns = ["公民身份号码", "条目类别", when, what, "职级", "考核年度", "考核等次", "文件"]
    lines = [
        [mine, "任职", "2010-07", "科员", "", "", "", "任〔2010〕1号"],
        [mine, "职级", "2019-07", "", "三级主任科员", "", "", "职〔2019〕1号"],
        [mine, "考核", "", "", "", "2012", "优秀", ""],
        [mine, "考核", "", "", "", "2013", "很好", ""],
    ]
    for round in (1, 2):
        rows = load_file(platform.admin, "careers", workbook(columns, *lines), XLSX)
        assert [row.get("id") for row in rows] == [cadre, cadre, cadre, None]
        codes = [[note["code"] for note in row.get("notes", [])] for row in rows]
        assert codes[:3] == ([["not-judged"], ["not-judged"], []] if round == 1 else [["already-entered"]] * 3)
        (wrong,) = rows[3]["errors"]
        assert (wrong["pointer"], wrong["value"]) == ("/grade", "很好")
    file = platform.admin.get(f"/cadres/{cadre}").json()
    assert (file["title"], file["rank"], file["assessments"][0]["grade"]) == ("科员", "section_rank_3", "excellent")


def test_what_nothing_holds_is_not_lifted(platform, cadre):
    file = platform.admin.get(f"/cadres/{cadre['id']}").json()
    wish = {"history": "levels", "entry": "1", "basis": "合成依据：处分期已满"}
    refused = platform.admin.post(f"/cadres/{file['id']}/lifted-holds", wish)
    assert (refused.status_code, refused.json()["type"]) == (404, "/problems/registry/unknown-entry")
