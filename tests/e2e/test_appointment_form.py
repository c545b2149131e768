"""The form for appointments (干部任免审批表) over HTTP: of a cadre, a list and a selection, by each reader's rights."""

from __future__ import annotations

import base64
import io
import secrets
import zipfile
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import docx
import pytest
import typst

from papers import lrmx
from tests.support.awards import done, identity_numbers, problem
from tests.support.days import iso
from tests.support.polling import poll

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MARKUP = r"#x {{ y }} {% if %} <w:p> \\"
CADRE: dict[str, Any] = {
    "name": "单虚",
    "sex": "1",
    "birth": "1985-07",
    "ethnicity": "02",
    "native_place": "内蒙古包头",
    "birthplace": MARKUP,
    "political_status": "01",
    "joined_party_on": "2006-07",
    "began_work_on": "2007-08",
    "health": "良好",
    "education": [
        {"mode": "full_time", "level": "21", "degree": "法学学士", "school": "（虚构）大学", "major": "法学"},
    ],
    "assessments": [{"year": 2024, "grade": "excellent"}, {"year": 2025, "grade": "competent"}],
    "rewards": [{"kind": "merit_3", "title": "抗洪救灾", "on": "2022-01"}],
    "family": [{"relation": "spouse", "name": "李虚构", "birth": "1987-03", "political_status": "13", "work": "教师"}],
    "resume": [
        {"began": "2007-08", "ended": "2012-08", "text": "苏木工作"},
        {"began": "2012-08", "text": "（虚构）市教育局副局长"},
    ],
    "synthetic": True,
}


class City:
    """A unit with two cadres, one of whom has a photo."""

    def __init__(self, platform: Any) -> None:
        self.officer = platform.as_role("registry_officer")
        code = f"T-{secrets.token_hex(4)}"
        unit = {"code": code, "name": "（虚构）市教育局", "kind": "government", "approved": {"chief": 1, "deputy": 9}}
        self.unit = done(platform.admin.post("/units", {**unit, "synthetic": True}))["id"]
        self.post = done(
            platform.admin.post(
                "/posts",
                {"code": f"{code}-1", "unit_id": self.unit, "title": "副局长", "post_level": "132", "role": "deputy"},
            )
        )["id"]
        held = {"title": "科长", "began": "2019-01", "unit_id": self.unit}
        self.cadre, self.other = (self._cadre(name, held) for name in ("单虚", "双虚构"))
        drawn = typst.compile(b"#set page(width: 30mm, height: 40mm, fill: blue)", format="png")
        photo = {"media_type": "image/png", "data": base64.b64encode(drawn).decode()}  # type: ignore[arg-type]
        done(self.officer.post(f"/cadres/{self.cadre}/photo", photo))

    def _cadre(self, name: str, held: dict[str, Any]) -> str:
        (number,) = identity_numbers(1)
        body = {**CADRE, "name": name, "identity_number": number, "unit_id": self.unit, "appointments": [held]}
        return str(done(self.officer.post("/cadres", body))["id"])

    def form(self, client: Any, *, accept: str = "application/json", **params: Any) -> Any:
        return client.get(f"/cadres/{self.cadre}/appointment-form", params=params, headers={"accept": accept})


@pytest.fixture(scope="module")
def city(platform: Any) -> City:
    return City(platform)


def cells(content: bytes) -> set[str]:
    tables = docx.Document(io.BytesIO(content)).tables
    return {cell.text for table in tables for row in table.rows for cell in row.cells}


def test_the_form_says_in_words_what_the_file_holds(city: City) -> None:
    form = done(city.form(city.officer, age_on="2026-06-30"))
    assert (form["name"], form["sex"], form["ethnicity"], form["age_on"]) == ("单虚", "男", "蒙古族", "2026-06-30")
    assert form["health"] == "良好"
    assert form["full_time"]["level"] == "大学"
    assert form["current_post"] == "（虚构）市教育局科长"
    assert form["rewards_and_punishments"] == "2022年1月获三等功（抗洪救灾）。"
    assert form["assessments"] == "2024年度考核优秀；2025年度考核称职。"
    assert form["resume"][1] == {"began": "2012-08", "ended": "", "text": "（虚构）市教育局副局长"}
    assert [(one["relation"], one["name"]) for one in form["family"]] == [("妻子", "李虚构")]
    assert (form["has_photo"], form["left_out"]) == (True, [])


def test_as_a_document_it_can_be_edited_and_shows_texts_as_they_are(city: City) -> None:
    answer = city.form(city.officer, accept=DOCX)
    assert (answer.status_code, answer.headers["content-type"]) == (200, DOCX), answer.text
    assert unquote(answer.headers["content-disposition"]).endswith("''任免审批表_单虚.docx")
    shown = cells(answer.content)
    assert {"单　虚", MARKUP, "（虚构）市教育局科长", "李虚构", "妻子"} <= shown
    assert len(docx.Document(io.BytesIO(answer.content)).inline_shapes) == 1


def test_who_took_out_whose_form_is_noted(city: City, platform: Any) -> None:
    assert city.form(city.officer, format="pdf").status_code == 200
    wish = {"service": "gateway", "action": "gateway.form.taken-out"}
    noted = done(platform.auditor.get("/audit", params=wish))["items"]
    officer = done(city.officer.get("/session"))["account_id"]
    assert (city.cadre, officer) in {(one["subject"], one["principal"]["account"]) for one in noted}


def test_as_pdf_by_accept_and_by_format(city: City) -> None:
    for answer in (city.form(city.officer, accept="application/pdf"), city.form(city.officer, format="pdf")):
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
        assert answer.content.startswith(b"%PDF")
        assert answer.headers["vary"] == "Accept"


def test_as_the_official_editors_file(city: City) -> None:
    answer = city.form(city.officer, accept="application/xml")
    assert answer.headers["content-disposition"].endswith(".lrmx"), answer.text
    form = lrmx.read(answer.content)
    assert (form.name, form.birth, form.current_post) == ("单虚", "1985-07", "（虚构）市教育局科长")
    assert [one.name for one in form.family] == ["李虚构"]


def test_what_goes_out_comes_in_as_the_same_record(city: City) -> None:
    file = city.form(city.officer, format="lrmx").content
    sent = {"files": {"file": ("form.lrmx", file)}, "data": {"kind": "appointment-forms", "mode": "dry_run"}}
    job = done(city.officer.request("POST", "/imports", **sent))["id"]
    ended = poll(lambda: done(city.officer.get(f"/imports/{job}"))["state"] == "done", 30)
    assert ended
    [row] = done(city.officer.get(f"/imports/{job}/rows"))["items"]
    notes = {note["code"]: note["detail"] for note in row["notes"]}
    assert notes.keys() == {"by-name", "unchanged"}, row


def test_what_a_form_says_otherwise_is_confirmed_field_by_field(city: City) -> None:
    said = lrmx.read(city.form(city.officer, format="lrmx").content)
    file = lrmx.write(replace(said, birthplace="内蒙古固阳", began_work_on="2007-07"))

    def sent(mode: str, **more: str) -> str:
        data = {"kind": "appointment-forms", "mode": mode, **more}
        job = str(done(city.officer.request("POST", "/imports", files={"file": ("form.lrmx", file)}, data=data))["id"])
        assert poll(lambda: done(city.officer.get(f"/imports/{job}"))["state"] == "done", 30)
        return job

    body = done(city.officer.get(f"/imports/{sent('dry_run')}/differences"))
    [item] = body["items"]
    assert (item["row"], item["cadre_id"], body["names"][city.cadre]["name"]) == (1, city.cadre, "单虚")
    told = {one["field"]: one for one in item["differences"]}
    assert (told["birthplace"]["becomes"], told["birthplace"]["taken"]) == ("内蒙古固阳", True)
    before = done(city.officer.get(f"/cadres/{city.cadre}"))
    job = sent("commit", accept=told["birthplace"]["mark"])
    [item] = done(city.officer.get(f"/imports/{job}/differences"))["items"]
    assert {one["field"]: one["taken"] for one in item["differences"]}["began_work_on"] is False
    after = done(city.officer.get(f"/cadres/{city.cadre}"))
    assert (after["birthplace"], after["began_work_on"]) == ("内蒙古固阳", before["began_work_on"])
    assert "differences" not in done(city.officer.get(f"/imports/{job}/rows"))["items"][0]
    other = {"kind": "appointment-forms", "accept": "7:0000000000000000"}
    refused = city.officer.request("POST", "/imports", files={"file": ("form.lrmx", file)}, data=other)
    assert [one["pointer"] for one in problem(refused, 422, "invalid-fields")["errors"]] == ["/accept"]


def test_what_it_does_not_come_as_is_refused(city: City) -> None:
    problem(city.form(city.officer, accept="text/html"), 406, "not-acceptable")
    assert city.form(city.officer, format="xls").status_code == 422


def test_a_reader_without_the_rights_gets_the_form_without_and_is_told(city: City, platform: Any) -> None:
    trainer = platform.as_role("training_officer")
    form = done(city.form(trainer))
    left_out = ["family", "photo", "health", "punishments"]
    assert (form["family"], form["has_photo"], form["left_out"]) == ([], False, left_out)
    answer = city.form(trainer, accept=DOCX)
    assert answer.headers["form-left-out"] == "family, photo, health, punishments"
    assert "李虚构" not in cells(answer.content)
    own = platform.as_role("unit_officer", unit_id=city.unit)
    assert done(city.form(own))["left_out"] == ["family", "health", "punishments"]


def test_whoever_may_not_see_the_cadre_finds_no_form(city: City, platform: Any) -> None:
    elsewhere = done(
        platform.admin.post("/units", {"code": f"T-{secrets.token_hex(4)}", "name": "别处", "kind": "government"})
    )["id"]
    assert city.form(platform.as_role("unit_officer", unit_id=elsewhere)).status_code == 404
    assert city.form(platform.as_role("cadre", cadre_id=city.other)).status_code == 404
    assert city.form(platform.administrator).status_code == 403
    assert done(city.form(platform.as_role("cadre", cadre_id=city.cadre)))["left_out"] == []


def test_several_come_in_one_file(city: City) -> None:
    ids = {"cadre_id": f"{city.other},{city.cadre},{city.other}"}
    packed = city.officer.get("/appointment-forms", params=ids, headers={"accept": "application/zip"})
    assert packed.headers["content-type"] == "application/zip", packed.text
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        assert archive.namelist() == ["01_任免审批表_双虚构.docx", "02_任免审批表_单虚.docx"]
        assert "双虚构" in cells(archive.read("01_任免审批表_双虚构.docx"))
    paper = city.officer.get("/appointment-forms", params={**ids, "format": "pdf"})
    assert paper.content.startswith(b"%PDF")
    many = ",".join(f"cad-{number}" for number in range(51))
    assert city.officer.get("/appointment-forms", params={"cadre_id": many}).status_code == 422


def test_for_an_appointment_the_form_says_the_post_and_the_reason(city: City) -> None:
    basis = {"basis": "演示文件"}
    wish = {"post_id": city.post, "moved_by": "（虚构）市委组织部", "on": iso(), **basis}
    selection = done(city.officer.post("/selections", wish))["id"]
    problem(city.form(city.officer, selection_id=selection), 422, "invalid-fields")
    votes = {"entitled": 40, "took_part": 38, "votes": [{"cadre_id": city.cadre, "votes": 30}]}
    done(
        city.officer.post(
            f"/selections/{selection}/recommendations", {"on": iso(), "form": "meeting", **votes, **basis}
        )
    )
    form = done(city.form(city.officer, selection_id=selection))
    assert (form["proposed_post"], form["reported_by"]) == ("（虚构）市教育局副局长", "（虚构）市委组织部")
    assert form["proposed_removal"] == "（虚构）市教育局科长"
    assert "民主推荐，应参加40人，实到38人，得票30张" in form["reason"]
    assert city.officer.get("/appointment-forms").status_code == 404
    listed = city.officer.get("/appointment-forms", params={"cadre_id": city.other, "selection_id": selection})
    with zipfile.ZipFile(io.BytesIO(listed.content)) as archive:
        first, second = (cells(archive.read(name)) for name in archive.namelist())
    assert ("（虚构）市教育局副局长" in first, "（虚构）市教育局副局长" in second) == (False, True)
    packed = city.officer.get(f"/selections/{selection}/appointment-forms")
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        [name] = archive.namelist()
        assert "（虚构）市教育局副局长" in cells(archive.read(name))
