"""Documents from templates over HTTP: each kind from the things of the services, by its reader's rights; and templates
that are replaced, looked through, and put back."""

from __future__ import annotations

import io
import re
import secrets
import subprocess
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import docx
import pytest

from local.place import ROOT
from papers.documents.kinds import KINDS
from servicekit.chinese import with_days
from tests.e2e.test_appraisal_told import WORDS, A, Bureau
from tests.e2e.test_selection import City as Selecting
from tests.support.awards import Awards, done, items, problem
from tests.support.days import iso
from tests.support.people import PROMOTABLE
from tests.support.polling import poll

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
BASIS = {"basis": "演示文件"}
MARKUP = "{{ 7*7 }} <w:p/> & {% if x %}"


def said(content: bytes) -> str:
    """All that a Word file shows."""
    opened = docx.Document(io.BytesIO(content))
    shown = [one.text for one in opened.paragraphs]
    shown += [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join(shown)


def made(client: Any, kind: str, thing: str, **params: Any) -> Any:
    """A document as Word file, and that it comes as PDF too."""
    path = f"/documents/{kind}/{thing}"
    answer = client.get(path, params=params, headers={"accept": DOCX})
    assert (answer.status_code, answer.headers["content-type"]) == (200, DOCX), answer.text
    assert unquote(answer.headers["content-disposition"]).split("''")[1].startswith(KINDS[kind].zh)
    shown = said(answer.content)
    assert "None" not in shown
    assert thing not in shown
    paper = client.get(path, params={**params, "format": "pdf"})
    assert (paper.status_code, paper.headers["content-type"]) == (200, PDF), paper.text
    assert paper.content.startswith(b"%PDF")
    return answer


def missing(answer: Any) -> list[str]:
    told = answer.headers.get("document-missing", "")
    return told.split(", ") if told else []


@pytest.fixture(scope="module")
def city(platform: Any) -> Selecting:
    return Selecting(platform)


@pytest.fixture(scope="module")
def letter(platform: Any, city: Selecting) -> dict[str, Any]:
    """A letter of inquiry that was sent."""
    officer = platform.as_role("supervision_officer")
    body = {"cadre_id": city.cadre(), "kind": "inquiry", "subject_code": "duties", "text": f"第一段\n{MARKUP}", **WORDS}
    written = poll(lambda: done(officer.post("/supervision/letters", {**body, "synthetic": True})), 20)
    return done(officer.post(f"/supervision/letters/{written['id']}/sending", {}))


def test_the_kinds_are_told_with_the_fields_that_templates_may_use(platform: Any) -> None:
    kinds = done(platform.as_role("supervision_officer").get("/documents/kinds"))["kinds"]
    assert [one["kind"] for one in kinds] == list(KINDS)
    for one in kinds:
        assert one["path"].startswith(f"/v1/documents/{one['kind']}/")
        assert all(field["zh"] and (field["example"] or field["items"]) for field in one["fields"])


def test_a_letter_of_inquiry_its_reply_form_and_whose_eyes_they_are_for(platform: Any, letter: dict[str, Any]) -> None:
    officer, id = platform.as_role("supervision_officer"), letter["id"]
    answer = made(officer, "inquiry-letter", id)
    shown = said(answer.content)
    assert PROMOTABLE["name"] in shown
    assert MARKUP in shown
    assert "内部（虚构数据，不作凭据）" in shown
    assert missing(answer) == []
    assert "本人签名" in said(made(officer, "inquiry-reply", id).content)
    problem(officer.get(f"/documents/reminder-letter/{id}"), 409, "documents/not-yet")
    himself = platform.as_role("cadre", cadre_id=letter["cadre_id"])
    assert "第一段" in said(made(himself, "inquiry-letter", id).content)
    done(himself.post(f"/supervision/letters/{id}/reply", {"text": "情况说明全文", **WORDS}))
    assert "情况说明全文" in said(made(officer, "inquiry-reply", id).content)
    other = platform.as_role("cadre", cadre_id=Selecting(platform).cadre())
    assert other.get(f"/documents/inquiry-letter/{id}").status_code == 404
    assert platform.as_role("training_officer").get(f"/documents/inquiry-letter/{id}").status_code == 403
    assert platform.administrator.get(f"/documents/inquiry-letter/{id}").status_code == 403
    assert officer.get("/documents/inquiry-letter/ltr-nobody").status_code == 404
    problem(officer.get(f"/documents/inquiry-letter/{id}", headers={"accept": "text/html"}), 406, "not-acceptable")
    assert officer.get(f"/documents/inquiry-letter/{id}", params={"format": "odt"}).status_code == 422


def test_who_made_which_document_about_whom_is_noted(platform: Any, letter: dict[str, Any]) -> None:
    officer = platform.as_role("supervision_officer")
    made(officer, "inquiry-letter", letter["id"])
    noted = items(platform.auditor, "/audit", service="gateway", action="gateway.document.taken-out")
    account = done(officer.get("/session"))["account_id"]
    assert (letter["cadre_id"], account) in {(one["subject"], one["principal"]["account"]) for one in noted}


def test_a_letter_of_reminder(platform: Any, city: Selecting) -> None:
    officer = platform.as_role("supervision_officer")
    body = {"cadre_id": city.cadre(), "kind": "reminder", "subject_code": "duties", "text": "请注意", **WORDS}
    id = poll(lambda: done(officer.post("/supervision/letters", {**body, "synthetic": True})), 20)["id"]
    answer = made(officer, "reminder-letter", id)
    assert "请注意" in said(answer.content)
    assert missing(answer) == ["sent_on"]
    problem(officer.get(f"/documents/inquiry-letter/{id}"), 409, "documents/not-yet")


def test_publicity_and_minutes_of_an_appointment(platform: Any, city: Selecting) -> None:
    id = city.asked(city.post(), city.cadre())
    for kind in ("appointment-publicity", "decision-minutes"):
        problem(city.officer.get(f"/documents/{kind}/{id}"), 409, "documents/not-yet")
    city.vetted(id)
    city.decide(id)
    shown = said(made(city.officer, "decision-minutes", id).content)
    assert "应到会11人，实到会10人" in shown
    assert "同意9人，会议同意上述人选" in shown
    assert "民主推荐" in shown
    city.step(id, "publicity")
    answer = made(city.officer, "appointment-publicity", id)
    shown = said(answer.content)
    assert f"{PROMOTABLE['name']}，男" in shown or f"{PROMOTABLE['name']}，女" in shown
    assert "拟任（虚构）副局长" in shown or "（虚构）副局长" in shown
    assert not {"begins", "ends", "days", "objections"} & set(missing(answer))
    assert platform.as_role("supervision_officer").get(f"/documents/decision-minutes/{id}").status_code == 403
    begins = city.state(id)["publicity_begins"]
    assert shown.split("\n")[-1] == with_days(begins)
    city.publicised(id)
    city.step(id, "appointment", on=iso(), document="演示文件", trial=True)
    for kind in ("appointment-publicity", "decision-minutes"):
        shown = said(made(city.officer, kind, id).content)
        assert re.search("现任.*主任，拟任.*（虚构）副局长。", shown)
    packed = city.officer.get(f"/selections/{id}/appointment-forms", params={"format": "lrmx"})
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        [name] = archive.namelist()
        assert re.search("<XianRenZhiWu>.*主任</XianRenZhiWu>", archive.read(name).decode())


def test_publicity_decision_and_certificates_of_honours(platform: Any) -> None:
    awards = Awards(platform.admin, quota=5)
    officer = platform.as_role("incentive_officer")
    problem(officer.get(f"/documents/honour-publicity/{awards.batch}"), 409, "documents/not-yet")
    problem(officer.get(f"/documents/commendation-decision/{awards.batch}"), 409, "documents/not-yet")
    nominations = awards.nominate(awards.cadres(2))
    poll(lambda: awards.turn() and awards.states().get("elected") == 2, 60)
    for id in nominations:
        done(officer.post(f"/incentive/nominations/{id}/publicity", {"summary": "公开的事迹"}))
    answer = made(officer, "honour-publicity", awards.batch)
    shown = said(answer.content)
    assert shown.count("公开的事迹") == 2
    assert "主要事迹" not in shown
    assert "共2人" in shown

    named = Awards(platform.admin, quota=5)
    named.nominate(named.cadres(2))
    poll(lambda: named.turn() and named.states().get("named") == 2, 90)
    honours = items(officer, "/incentive/honours", batch_id=named.batch)
    shown = said(made(officer, "commendation-decision", named.batch).content)
    assert "演示机关决定，授予下列2人" in shown
    numbers = sorted(one["certificate_number"] for one in honours)
    assert shown.index(numbers[0]) < shown.index(numbers[1])
    for honour in honours:
        assert honour["certificate_number"] in shown
        certificate = said(made(officer, "honour-certificate", honour["id"]).content)
        assert f"证书编号：{honour['certificate_number']}" in certificate
        assert "单虚构同志" in certificate
    unit = platform.as_role("unit_officer", unit_id=named.unit)
    problem(unit.get(f"/documents/commendation-decision/{named.batch}"), 409, "documents/others-hidden")
    revoked = {"decided_by": "甲（虚构）", "basis": "演示"}
    done(officer.post(f"/incentive/honours/{honours[0]['id']}/revocation", revoked))
    problem(officer.get(f"/documents/honour-certificate/{honours[0]['id']}"), 409, "documents/not-yet")


def test_minutes_of_a_joint_conference(platform: Any, city: Selecting) -> None:
    officer = platform.as_role("supervision_officer")
    host, member = city.agencies[:2]
    body = {
        "title": "演示联席会议",
        "kind": "regular",
        "held_on": iso(),
        "host_agency_id": host,
        "member_ids": [member],
    }
    body |= {"agenda": [{"title": "通报演示情况", "agency_id": member}]}
    path = (
        f"/supervision/conferences/{done(officer.post('/supervision/conferences', {**body, 'synthetic': True}))['id']}"
    )
    id = path.rpartition("/")[2]
    attendance = [{"agency_id": host, "presence": "present"}, {"agency_id": member, "presence": "represented"}]
    done(officer.post(f"{path}/attendance", {"attendance": attendance}))
    problem(officer.get(f"/documents/conference-minutes/{id}"), 409, "documents/not-yet")
    done(officer.post(f"{path}/resolutions", {"text": "开展核查。", "agency_ids": [member], "working_days": 20}))
    done(officer.post(f"{path}/minutes", {"minutes": "会议听取汇报。\n会议提出要求。", **WORDS}))
    answer = made(officer, "conference-minutes", id)
    shown = said(answer.content)
    assert "1．通报演示情况（虚构机关1提出）" in shown
    assert "1．开展核查（责任单位：虚构机关1；完成期限：" in shown
    assert "委托出席单位：虚构机关1" in shown
    assert missing(answer) == []


def test_certificates_and_hours_of_training(platform: Any, city: Selecting) -> None:
    officer, cadre = platform.as_role("unit_officer", unit_id=city.unit), city.cadre()
    organiser = done(officer.post("/training/organisers", {"name": "演示党校", "tier": "unit", "synthetic": True}))[
        "id"
    ]
    session = {"on": "2026-03-03", "title": "业务学习", "category": "duty_capability", "hours": 4}
    days = {"begins": "2026-03-03", "ends": "2026-03-03", "capacity": 20, "sessions": [session]}
    wish = {"code": f"RC-{secrets.token_hex(4)}", "title": "演示培训班", "organiser_id": organiser, **days}
    klass = done(officer.post("/training/classes", {**wish, "kind": "short", "synthetic": True}))["id"]
    path = f"/training/classes/{klass}"
    done(officer.post(f"{path}/publication", {}))
    enrolled = poll(lambda: done(officer.post(f"{path}/enrolments", {"cadre_ids": [cadre]})), 20)
    id = enrolled["results"][0]["enrolment_id"]
    problem(officer.get(f"/documents/completion-certificate/{id}"), 409, "documents/not-yet")
    done(officer.post(f"{path}/start", {}))
    done(officer.post(f"{path}/attendance", {"rest": "present"}))
    assert done(officer.post(f"{path}/completion", {}))["completed"] == 1
    number = done(officer.get(f"/training/enrolments/{id}"))["certificate_number"]
    answer = made(officer, "completion-certificate", id)
    shown = said(answer.content)
    assert "于2026年3月3日至2026年3月3日参加演示培训班学习，共4学时" in shown
    assert f"证书编号：{number}" in shown
    assert missing(answer) == []
    himself = platform.as_role("cadre", cadre_id=cadre)
    assert "演示培训班" in said(made(himself, "completion-certificate", id).content)
    shown = said(made(himself, "training-hours", cadre, year=2026).content)
    assert "2026年3月3日" in shown
    assert "班次" in shown
    assert "2026年度应修90学时，已计4学时（脱产和认可的集中培训）" in shown
    [entry] = items(officer, "/training/hours", cadre_id=cadre)
    corrector = platform.as_role("training_officer")
    done(corrector.post(f"/training/hours/{entry['id']}/correction", {"reason": "演示"}))
    shown = said(made(himself, "training-hours", cadre, year=2026).content)
    assert "已计0学时" in shown
    assert "更正" not in shown
    ahead = int(iso()[:4]) + 1
    problem(himself.get(f"/documents/training-hours/{cadre}", params={"year": ahead}), 409, "documents/not-yet")
    assert himself.get(f"/documents/training-hours/{city.cadre()}", params={"year": 2026}).status_code == 404
    assert himself.get(f"/documents/training-hours/{cadre}", params={"year": "x"}).status_code == 422


def test_the_notice_of_an_appraisal(platform: Any) -> None:
    bureau = Bureau(platform)
    [code] = [f"KC-{secrets.token_hex(4)}"]
    id = bureau.planned()
    done(bureau.drafter.post(f"{A}/{id}/start", {}))
    started = done(bureau.drafter.get(f"{A}/{id}"))["started_on"]
    talk = {"role": "masses", "described_as": "代表", "talker_ids": bureau.appraisers, "text": code, **WORDS}
    done(bureau.drafter.post(f"{A}/{id}/talks", {**talk, "held_on": started}))
    conclusion = {"grade": "good", "scores": bureau.scores(80), "findings": "演示", **WORDS}
    done(bureau.drafter.post(f"{A}/{id}/conclusion", {**conclusion, "drafted_by": "甲（虚构）"}))
    done(bureau.admin.post(f"{A}/{id}/confirmation", {"confirmed_by": "乙（虚构）"}))
    notice = done(bureau.drafter.post(f"{A}/{id}/notice", {"text": "告知全文", **WORDS}))["id"]
    himself = platform.as_role("cadre", cadre_id=bureau.cadre)
    for reader in (bureau.drafter, himself):
        shown = said(made(reader, "appraisal-notice", notice).content)
        assert "无任用考察（演示）已经结束" in shown
        assert "告知全文" in shown


# -- templates ----------------------------------------------------------------------------------------------------

T = "/document-templates/reminder-letter"


def of_paragraphs(*paragraphs: str) -> bytes:
    opened = docx.Document()
    for one in paragraphs:
        opened.add_paragraph(one)
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def sent(client: Any, content: bytes, version: Any, path: str = T, reason: str = "增加单位名称") -> Any:
    headers = {"content-type": DOCX}
    return client.put(path, content=content, params={"reason": reason}, headers=headers, if_match=version)


def test_a_template_is_replaced_used_previewed_and_put_back(platform: Any, city: Selecting) -> None:
    keeper, officer = platform.administrator, platform.as_role("supervision_officer")
    first = done(keeper.get(T))
    assert first["version"] == len(first["history"])
    assert said(keeper.get(T, headers={"accept": DOCX}).content).startswith("{% if secrecy %}")
    mine = of_paragraphs("本市组织部提醒{{ name }}", "{{ text }}")
    taken = sent(keeper, mine, first["version"])
    told = done(taken)
    assert (told["version"], told["is_replaced"], told["comes_as"]) == (first["version"] + 1, True, ["docx"])
    assert told["history"][0]["reason"] == "增加单位名称"
    assert told["names"][told["history"][0]["by"]]["title"] == "系统管理员"

    body = {"cadre_id": city.cadre(), "kind": "reminder", "subject_code": "duties", "text": "请注意", **WORDS}
    id = poll(lambda: done(officer.post("/supervision/letters", {**body, "synthetic": True})), 20)["id"]
    answer = officer.get(f"/documents/reminder-letter/{id}")
    assert said(answer.content) == f"本市组织部提醒{PROMOTABLE['name']}\n请注意"
    assert answer.headers["document-template-version"] == str(told["version"])
    assert docx.Document(io.BytesIO(answer.content)).core_properties.version == str(told["version"])
    refused = officer.get(f"/documents/reminder-letter/{id}", params={"format": "pdf"})
    assert problem(refused, 406, "not-acceptable")["allowed"] == [DOCX]
    kinds = {one["kind"]: one for one in done(officer.get("/documents/kinds"))["kinds"]}
    assert kinds["reminder-letter"]["is_replaced"] is True
    assert "单虚构" in said(keeper.get(f"{T}/preview").content)

    back = done(keeper.post(f"{T}/shipped", {"reason": "新模板有误"}))
    assert (back["version"], back["is_replaced"], back["comes_as"]) == (told["version"] + 1, False, ["docx", "pdf"])
    made(officer, "reminder-letter", id)
    assert keeper.get(f"{T}/preview", headers={"accept": PDF}).content.startswith(b"%PDF")
    kept = keeper.get(T, params={"version": told["version"]}, headers={"accept": DOCX})
    assert kept.content == mine
    problem(keeper.get(T, params={"version": 999}, headers={"accept": DOCX}), 404, "documents/no-template-version")
    noted = items(platform.auditor, "/audit", service="gateway", action="gateway.document-template.replaced")
    assert "reminder-letter" in {one["subject"] for one in noted}


def test_a_template_that_does_more_than_show_fields_is_refused_with_every_place(platform: Any) -> None:
    keeper = platform.administrator
    before = done(keeper.get(T))["version"]
    bad = of_paragraphs("{{ ''.__class__ }}", "{{ nobody }}", "{% for x in range(10**9) %}x{% endfor %}")
    refused = problem(sent(keeper, bad, before), 422, "documents/bad-template")
    assert [one["code"] for one in refused["errors"]][:3] == ["expression", "unknown-field", "statement"]
    zh = keeper.put(
        T,
        content=bad,
        params={"reason": "试"},
        headers={"content-type": DOCX, "accept-language": "zh"},
        if_match=before,
    ).json()
    assert zh["detail"].startswith("正文第1段：")
    for content in (b"", b"%PDF-1.7", b"PK\x03\x04" + bytes(100)):
        problem(sent(keeper, content, before), 422, "documents/bad-template")
    for kind in ("application/pdf", "text/plain", "application/vnd.ms-word.document.macroEnabled.12"):
        headers, good = {"content-type": kind}, of_paragraphs("甲")
        other = keeper.put(T, content=good, params={"reason": "试"}, headers=headers, if_match=before)
        assert problem(other, 415, "unsupported-media-type")
    assert sent(keeper, bytes(3 * 1024 * 1024), before).status_code == 413
    assert sent(keeper, of_paragraphs("甲"), before, reason="").status_code == 422
    assert done(keeper.get(T))["version"] == before


def test_nobody_replaces_what_another_has_replaced_meanwhile(platform: Any) -> None:
    keeper = platform.administrator
    before = done(keeper.get(T))["version"]
    done(sent(keeper, of_paragraphs("甲 {{ name }}"), before))
    stale = problem(sent(keeper, of_paragraphs("乙 {{ name }}"), before), 412, "precondition-failed")
    assert stale["current_version"] == before + 1
    without = keeper.put(T, content=of_paragraphs("丙"), params={"reason": "试"}, headers={"content-type": DOCX})
    assert without.status_code == 428
    done(keeper.post(f"{T}/shipped", {"reason": "恢复"}))


def test_templates_are_the_administrators(platform: Any) -> None:
    for role in ("supervision_officer", "registry_officer"):
        officer = platform.as_role(role)
        assert officer.get(T).status_code == 403
        assert officer.get(f"{T}/preview").status_code == 403
        assert sent(officer, of_paragraphs("甲"), 0).status_code == 403
        assert officer.post(f"{T}/shipped", {"reason": "试"}).status_code == 403
    assert platform.administrator.get("/document-templates/nothing").status_code == 404


def test_the_examples_of_the_page_work_as_they_stand(platform: Any, letter: dict[str, Any], tmp_path: Path) -> None:
    page = (ROOT / "docs" / "how-to" / "documents.md").read_text()
    script = "\n".join(re.findall(r"```sh\n(.*?)```", page, re.DOTALL))
    tokens = {
        name: client.http.headers["authorization"].removeprefix("Bearer ")
        for name, client in (("TOKEN", platform.as_role("supervision_officer")), ("ADMIN", platform.administrator))
    }
    known = {"GATEWAY": platform.base, "LETTER": letter["id"], "PATH": "/usr/local/bin:/usr/bin:/bin", **tokens}
    run = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        env=known,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr.decode()
    assert {one.name for one in tmp_path.iterdir()} >= {"letter.docx", "preview.docx", "inquiry-letter.pdf"}
    assert "单虚构" in said((tmp_path / "preview.docx").read_bytes())
