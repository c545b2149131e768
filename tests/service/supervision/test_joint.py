"""The five mechanisms of 五联一平台 as officers and liaisons use them."""

from __future__ import annotations

from uuid import uuid4

import pytest

from servicekit.crypto import FieldCipher
from tests.service.desk import CLERK, COLLEAGUE, Desk, of_unit

VALUES = {"audit_finding": "合成内容", "court_record": "无"}


@pytest.fixture
def agencies(desk: Desk) -> list[str]:
    """Three active agencies, with liaisons of units of their own; contents are sealed with a key of the tests."""
    desk.service.cipher = FieldCipher(bytes(range(32)))  # type: ignore[attr-defined]
    ids = [f"agy-{uuid4().hex[:8]}" for _ in range(3)]
    for id in ids:
        desk.db["agencies"].insert_one({"_id": id, "code": id, "unit_id": f"unt-{id}", "active": True})
    return ids


def _matter(desk: Desk, agencies: list[str]) -> str:
    [cadre] = desk.people(f"cad-{uuid4().hex[:8]}")
    wish = {"title": "合成事项", "source": "audit", "classification": "internal", "cadre_id": cadre}
    made = desk.ask("register_matter", lead_agency_id=agencies[0], member_ids=agencies[1:], **wish)
    return str(made["id"])


def _opine(desk: Desk, matter: str, agency: str, **more: object) -> None:
    wish = {"view": "agree", "text": "同意", "classification": "internal", **more}
    desk.ask("give_matter_opinion", by=of_unit(f"unt-{agency}"), matter_id=matter, agency_id=agency, **wish)


def test_a_conference_from_its_agenda_to_its_done_task(desk: Desk, agencies: list[str]) -> None:
    made = desk.ask(
        "convene_conference",
        title="合成会议",
        held_on="2025-02-18",
        host_agency_id=agencies[0],
        member_ids=agencies[1:],
    )
    here = {"conference_id": made["id"]}
    minutes = {**here, "minutes": "纪要", "classification": "internal"}
    resolution = {**here, "text": "核查", "agency_ids": [agencies[1]], "working_days": 5}
    assert desk.refused("resolve_at_conference", **resolution).code == "supervision/step-not-possible"
    desk.ask("hold_conference", **here, attendance=[{"agency_id": agencies[0], "presence": "present"}])
    assert desk.refused("minute_conference", **minutes).code == "supervision/conference-below-quorum"
    there = [{"agency_id": id, "presence": "present"} for id in agencies[:2]]
    desk.ask("hold_conference", **here, attendance=there)
    desk.ask("minute_conference", **minutes)
    task = desk.ask("resolve_at_conference", **resolution)["resolutions"][0]["task_id"]
    assert desk.refused("close_conference", **here).code == "supervision/tasks-open"

    desk.pass_deadline("task_due", task)
    for _ in range(3):
        desk.tick()
    late = desk.ask("get_task", task_id=task)
    assert (late["overdue"], late["escalation"]) == (True, 2)
    assert len(desk.told("task.overdue.v1")) == 1
    report = {"task_id": task, "text": "已办", "classification": "internal"}
    assert desk.refused("report_task", **report, agency_id=agencies[2]).code == "supervision/agency-not-asked"
    desk.ask("report_task", by=of_unit(f"unt-{agencies[1]}"), **report, agency_id=agencies[1])
    own = desk.refused("confirm_task", task_id=task)
    assert (own.code, own.facts["did"]) == ("not-independent", ["assign"])
    reporter = of_unit(f"unt-{agencies[1]}")
    assert desk.refused("confirm_task", by=reporter, task_id=task).code in ("not-independent", "supervision/no-task")
    desk.ask("confirm_task", by=COLLEAGUE, task_id=task)
    assert desk.ask("close_conference", **here)["state"] == "closed"


def test_a_matter_from_opinions_to_a_result_that_is_withdrawn(desk: Desk, agencies: list[str]) -> None:
    matter = _matter(desk, agencies)
    here = {"matter_id": matter}
    result = {**here, "uses": ["award"], "result": "cleared"}
    desk.ask("discuss_matter", **here)
    assert desk.refused("publish_result", **result).code == "supervision/step-not-possible"
    _opine(desk, matter, agencies[0])
    with pytest.raises(Exception, match="opinion-given"):
        _opine(desk, matter, agencies[0])
    _opine(desk, matter, agencies[0], replaces=True)
    desk.pass_deadline("matter_opinions", matter)
    assert desk.told("matter.escalated.v1")
    for_another = {**here, "agency_id": agencies[1], "view": "agree", "text": "同意", "classification": "internal"}
    refused = desk.refused("give_matter_opinion", by=of_unit(f"unt-{agencies[2]}"), **for_another)
    assert refused.code == "supervision/not-a-member-agency"
    assert desk.refused("get_matter", by=of_unit("unt-elsewhere"), **here).code == "supervision/no-matter"
    conclusion = {**here, "measures": ["none"], "text": "结论"}
    assert desk.refused("conclude_matter", **conclusion).code == "supervision/opinions-missing"
    for agency in agencies[1:]:
        _opine(desk, matter, agency)
    desk.ask("conclude_matter", **conclusion)
    with pytest.raises(Exception, match="step-not-possible"):
        _opine(desk, matter, agencies[1], replaces=True)
    made = desk.ask("publish_result", **result)
    assert desk.refused("publish_result", **result).code == "supervision/result-in-force"
    assert desk.refused("reopen_matter", **here, basis="新情况").code == "supervision/result-in-force"
    desk.ask("withdraw_result", result_id=made["id"], basis="更正")
    assert [event["state"] for event in desk.told("result.withdrawn.v1")] == ["withdrawn"]
    assert desk.ask("reopen_matter", **here, basis="新情况")["state"] == "reopened"


def test_one_account_speaks_for_one_agency_on_a_matter_and_enters_others_from_their_papers_for_another_to_conclude(
    desk: Desk, agencies: list[str]
) -> None:
    matter = _matter(desk, agencies)
    desk.ask("discuss_matter", matter_id=matter)
    said = {"matter_id": matter, "view": "agree", "text": "同意", "classification": "internal"}
    desk.ask("give_matter_opinion", by=CLERK, agency_id=agencies[0], **said)
    own = desk.refused("give_matter_opinion", by=CLERK, agency_id=agencies[1], **said)
    assert (own.code, own.facts["did"]) == ("not-independent", ["opine"])
    assert [(one.pointer, one.code) for one in own.errors] == [("/document", "missing")]
    desk.ask("give_matter_opinion", by=CLERK, agency_id=agencies[0], replaces=True, **{**said, "view": "remark"})
    other = desk.refused("give_matter_opinion", by=COLLEAGUE, agency_id=agencies[0], replaces=True, **said)
    assert other.code == "supervision/opinion-given", "what somebody else has entered only they or the agency change"
    for number, agency in enumerate(agencies[1:]):
        desk.ask("give_matter_opinion", by=CLERK, agency_id=agency, **said, document=f"函〔2026〕{number}号（演示）")
    shown = desk.ask("get_matter", matter_id=matter)["opinions"]
    assert [one["document"] for one in shown] == [None, "函〔2026〕0号（演示）", "函〔2026〕1号（演示）"]
    assert [one["view"] for one in shown[0]["earlier"]] == ["agree"], "what it had said before stays"
    conclusion = {"matter_id": matter, "measures": ["none"], "text": "结论"}
    refused = desk.refused("conclude_matter", by=CLERK, **conclusion)
    assert (refused.code, refused.facts["did"]) == ("not-independent", ["opine"])
    assert desk.ask("conclude_matter", by=COLLEAGUE, **conclusion)["state"] == "concluded"


def test_a_matter_follows_its_cadre(desk: Desk, agencies: list[str]) -> None:
    matter = desk.db["matters"].find_one({"_id": _matter(desk, agencies)})
    assert matter
    told = {"cadre_id": matter["cadre_id"], "unit_ids": ["unt-new"]}
    desk.hear("matters_moved", "cadre.transferred.v1", matter["cadre_id"], sequence=5, **told)
    desk.hear("matters_moved", "cadre.changed.v1", matter["cadre_id"], sequence=4, unit_ids=["unt-old"])
    moved = desk.db["matters"].find_one({"_id": matter["_id"]})
    assert moved
    assert moved["unit_ids"] == ["unt-new"]


def test_what_agencies_share_about_somebody_is_deleted_with_them(desk: Desk, agencies: list[str]) -> None:
    giver, taker, _ = agencies
    grants = [{"agency_id": taker, "field_codes": ["audit_finding"]}]
    terms = {"purpose": "研判", "legal_basis": "协议", "valid_from": "2025-01-01"}
    agreed = desk.ask("make_agreement", code=uuid4().hex, giver_agency_id=giver, grants=grants, **terms)["id"]
    cadre, other = desk.people(f"cad-{uuid4().hex[:8]}", f"cad-{uuid4().hex[:8]}")
    share = {"agreement_id": agreed, "classification": "internal", "values": {"audit_finding": "合成内容"}}
    items = {one: desk.ask("share_item", cadre_id=one, **share)["id"] for one in (cadre, other)}
    told = {"disposal_id": "dsp-1", "cadre_id": cadre, "unit_ids": [], "state": "approved", "synthetic": True}
    desk.hear("forgetting", "disposal.decided.v1", "dsp-1", **told, parts=["supervision"])
    by, reading = of_unit(f"unt-{taker}"), {"agency_id": taker, "purpose": "核查"}
    assert desk.refused("read_item", by=by, item_id=items[cadre], **reading).code == "forgotten"
    assert desk.ask("read_item", by=by, item_id=items[other], **reading)["values"] == {"audit_finding": "合成内容"}
    assert desk.refused("share_item", cadre_id=cadre, **share).code == "forgotten"
    kept = desk.db["information_items"].find_one({"_id": items[cadre]})
    assert kept is not None
    assert (kept["sealed"], kept["field_codes"]) == ([], ["audit_finding"])


def test_an_agency_reads_what_is_granted_and_every_reading_is_logged(desk: Desk, agencies: list[str]) -> None:
    giver, taker, stranger = agencies
    wish = {
        "code": uuid4().hex,
        "giver_agency_id": giver,
        "grants": [
            {"agency_id": taker, "field_codes": ["audit_finding"]},
            {"agency_id": stranger, "field_codes": ["court_record"]},
        ],
        "purpose": "研判",
        "legal_basis": "协议",
        "valid_from": "2025-01-01",
    }
    assert desk.refused("make_agreement", **wish, valid_to="2024-12-31").code == "ends-before-it-begins"
    agreement = desk.ask("make_agreement", **wish)
    share = {"agreement_id": agreement["id"], "classification": "internal"}
    assert desk.refused("share_item", **share, values={"petition_count": "1"}).code == "supervision/field-not-agreed"
    item = desk.ask("share_item", **share, values=VALUES)["id"]
    kept = desk.db["information_items"].find_one({"_id": item})
    assert "合成内容" not in str(kept)

    reading = {"item_id": item, "agency_id": taker, "purpose": "核查"}
    by = of_unit(f"unt-{taker}")
    refused = desk.refused("read_item", by=by, **reading, wanted=["court_record"])
    assert refused.code == "supervision/field-not-granted"
    assert desk.db["information_readings"].count_documents({}) == 0
    assert desk.ask("read_item", by=by, once="key-1", **reading)["values"] == {"audit_finding": "合成内容"}
    assert desk.ask("read_item", by=by, once="key-1", **reading)["values"] is None
    assert "合成内容" not in str(list(desk.db["journal"].find({})))
    log = desk.ask("list_readings", by=of_unit(f"unt-{giver}"))["items"]
    assert [(row["agency_id"], row["field_codes"], row["purpose"]) for row in log] == [
        (taker, ["audit_finding"], "核查")
    ]
    assert desk.ask("list_readings", by=by)["items"] == []
    desk.ask("withdraw_item", item_id=item, basis="有误")
    assert desk.refused("read_item", by=by, **reading).code == "supervision/step-not-possible"
    used = desk.ask("mechanisms")
    assert {row["code"]: row["count"] for row in used["mechanisms"]}["information"] == 1
