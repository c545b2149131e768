"""A member agency's liaison: sees who is asked about and for what, answers for the own agency, and nothing else."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import uuid4

import pytest

from servicekit.crypto import FieldCipher
from servicekit.principal import Principal
from services.supervision.errors import vetting as errors
from tests.service.desk import CITY, CLERK, COLLEAGUE, OTHER_UNIT, UNIT, Desk, of_unit

LIAISON, OTHERS = of_unit(UNIT, "agency_liaison"), of_unit(OTHER_UNIT, "agency_liaison")
TWO = of_unit("unt-two", "agency_liaison")
NAMES = ["甲单位（虚构）", "乙单位（虚构）", "丙单位一（虚构）", "丙单位二（虚构）"]


@pytest.fixture
def agencies(desk: Desk) -> list[str]:
    """Four agencies: of two units with one each, and of one with two."""
    desk.service.cipher = FieldCipher(bytes(range(32)))  # type: ignore[attr-defined]
    desk.units(CITY, UNIT, OTHER_UNIT, "unt-two")
    desk.people("cad-1")
    body = {"kind": "other", "vets": ["pool"], "synthetic": True}
    units = zip(NAMES, (UNIT, OTHER_UNIT, "unt-two", "unt-two"), strict=True)
    return [
        desk.ask("register_agency", code=f"a{number}", name=name, unit_id=unit, **body)["id"]
        for number, (name, unit) in enumerate(units)
    ]


def a_vetting(desk: Desk) -> str:
    return str(desk.ask("open_vetting", cadre_id="cad-1", purpose="pool", synthetic=True)["id"])


def waiting(desk: Desk, by: Principal | None = None, **more: Any) -> list[tuple[str, str]]:
    return [(row["kind"], row["agency_name"]) for row in desk.ask("list_waiting", by=by, **more)["items"]]


def test_a_liaison_sees_the_question_and_the_own_agency_by_name_and_nothing_of_the_others(
    desk: Desk, agencies: list[str]
) -> None:
    vetting = a_vetting(desk)
    desk.ask("give_opinion", by=CLERK, vetting_id=vetting, agency_id=agencies[1], opinion="objection", text="乙的意见")
    for seen in (
        desk.ask("get_vetting", vetting_id=vetting, by=LIAISON),
        desk.ask("list_vettings", by=LIAISON)["items"][0],
    ):
        assert (seen["cadre_id"], seen["purpose"], bool(seen["due_on"])) == ("cad-1", "pool", True)
        assert seen["agencies"] == [{"id": agencies[0], "name": NAMES[0], "answered": False}]
        assert seen["asked_ids"] == [agencies[0]]
        assert not any(word in str(seen) for word in ("乙", agencies[1], agencies[2], "objection", CLERK.account))
    officers = desk.ask("get_vetting", vetting_id=vetting)
    assert [(one["name"], one["answered"]) for one in officers["agencies"]] == list(
        zip(NAMES, (False, True, False, False), strict=True)
    )
    assert desk.ask("list_agencies", by=LIAISON)["items"] == [desk.ask("get_agency", agency_id=agencies[0])]
    assert desk.refused("get_agency", by=LIAISON, agency_id=agencies[1]).status == 404


def test_what_came_of_a_vetting_is_not_told_nor_found_by_asking(desk: Desk, agencies: list[str]) -> None:
    vetting = a_vetting(desk)
    desk.ask(
        "conclude_vetting", by=COLLEAGUE, vetting_id=vetting, outcome="refused", reasons=["open_case"], basis="演示依据"
    )
    seen = desk.ask("get_vetting", vetting_id=vetting, by=LIAISON)
    assert (seen["state"], seen["outcome"], seen["reasons"], seen["basis"]) == ("concluded", None, [], None)
    assert not any(word in str(seen) for word in ("refused", "open_case", "演示依据"))
    for asked in ({"outcome": "refused"}, {"agency_id": agencies[1]}):
        assert desk.ask("list_vettings", by=LIAISON, **asked)["items"] == []
        assert len(desk.ask("list_vettings", **asked)["items"]) == 1
    late = desk.ask("give_opinion", by=LIAISON, vetting_id=vetting, opinion="clear")
    assert [(one["agency_id"], one["late"]) for one in late["answers"]] == [(agencies[0], True)]
    assert (late["state"], late["outcome"]) == ("concluded", None), "what came of it is not told by speaking either"


def test_a_liaison_answers_without_naming_the_own_agency_and_names_it_where_there_are_two(
    desk: Desk, agencies: list[str]
) -> None:
    wish = {"vetting_id": a_vetting(desk), "opinion": "clear"}
    answered = desk.ask("give_opinion", by=LIAISON, **wish)
    assert [one["agency_id"] for one in answered["answers"]] == [agencies[0]]
    unclear = desk.refused("give_opinion", by=TWO, **wish)
    assert (unclear.code, unclear.facts["allowed"]) == ("supervision/agency-not-named", agencies[2:])
    desk.ask("give_opinion", by=TWO, agency_id=agencies[3], **wish)
    assert isinstance(desk.refused("give_opinion", by=TWO, agency_id=agencies[0], **wish), errors.NotYourAgency)
    assert desk.refused("give_opinion", **wish).facts["allowed"] == sorted(agencies)
    done = desk.ask("record_opinions", by=OTHERS, rows=[wish])
    assert done["done"] == 1
    given = desk.ask("get_vetting", vetting_id=wish["vetting_id"])["answers"]
    assert [one["agency_id"] for one in given] == [agencies[0], agencies[3], agencies[1]]


def test_matters_and_tasks_are_answered_and_seen_alike(desk: Desk, agencies: list[str]) -> None:
    wish = {"title": "合成事项", "source": "audit", "classification": "internal", "cadre_id": "cad-1"}
    matter = desk.ask("register_matter", lead_agency_id=agencies[0], member_ids=agencies[1:2], **wish)["id"]
    desk.ask("discuss_matter", matter_id=matter)
    opinion = {"matter_id": matter, "view": "agree", "classification": "internal"}
    desk.ask("give_matter_opinion", by=OTHERS, text="乙的意见", **opinion)
    for seen in (
        desk.ask("give_matter_opinion", by=LIAISON, text="甲的意见", **opinion),
        desk.ask("get_matter", by=LIAISON, matter_id=matter),
        desk.ask("list_matters", by=LIAISON)["items"][0],
    ):
        assert seen["agencies"] == [{"id": agencies[0], "name": NAMES[0], "answered": True}]
        assert not any(word in str(seen) for word in ("乙", agencies[1], f"agency_liaison-{OTHER_UNIT}"))
    desk.ask("conclude_matter", matter_id=matter, measures=["none"], text="结论")
    task = desk.ask(
        "assign_matter_task", matter_id=matter, title="核查", agency_ids=agencies[:2], working_days=5
    )["id"]  # fmt: skip
    report = {"task_id": task, "classification": "internal"}
    assert desk.ask("accept_task", by=LIAISON, task_id=task)["accepted_by"] == [agencies[0]]
    desk.ask("report_task", by=OTHERS, text="乙的报告", **report)
    reported = desk.ask("report_task", by=LIAISON, text="甲的报告", **report)
    assert reported["state"] == "reported"
    assert "乙的报告" not in str(desk.ask("get_task", by=LIAISON, task_id=task))
    assert desk.ask("list_tasks", by=LIAISON, agency_id=agencies[1])["items"] == []
    assert len(desk.ask("list_tasks", by=LIAISON, agency_id=agencies[0])["items"]) == 1


def test_why_a_matter_was_concluded_early_is_not_told_to_a_liaison(desk: Desk, agencies: list[str]) -> None:
    wish = {"title": "合成事项", "source": "audit", "classification": "internal", "cadre_id": "cad-1"}
    matter = desk.ask("register_matter", lead_agency_id=agencies[0], member_ids=agencies[1:2], **wish)["id"]
    desk.ask("discuss_matter", matter_id=matter)
    early = {"measures": ["none"], "text": "结论", "basis": "乙单位未答复"}
    concluded = desk.ask("conclude_matter", matter_id=matter, **early)
    assert concluded["conclusion_basis"] == early["basis"]
    seen = desk.ask("get_matter", by=LIAISON, matter_id=matter)
    assert (seen["state"], seen["conclusion"], seen["conclusion_basis"]) == ("concluded", "结论", None)
    assert "乙单位" not in str(seen)


def test_what_waits_for_an_agency_is_one_list_until_it_has_answered(desk: Desk, agencies: list[str]) -> None:
    vetting = a_vetting(desk)
    wish = {"title": "合成事项", "source": "audit", "classification": "internal", "cadre_id": "cad-1"}
    matter = desk.ask("register_matter", lead_agency_id=agencies[0], member_ids=[], **wish)["id"]
    desk.ask("discuss_matter", matter_id=matter)
    assert sorted(waiting(desk, LIAISON)) == [("matter", NAMES[0]), ("vetting", NAMES[0])]
    assert waiting(desk, TWO) == [("vetting", NAMES[2]), ("vetting", NAMES[3])]
    assert waiting(desk, LIAISON, agency_id=agencies[1]) == []
    assert len(waiting(desk)) == 5
    assert waiting(desk, agency_id=agencies[1]) == [("vetting", NAMES[1])]
    first = desk.ask("list_waiting", by=LIAISON, limit=1)
    rest = desk.ask("list_waiting", by=LIAISON, limit=1, cursor=first["next"])
    assert {row["cadre_id"] for row in (*first["items"], *rest["items"])} == {"cad-1"}
    named = [row["agency_name"] for row in desk.ask("list_waiting", sort="agency_name")["items"]]
    assert named == sorted(named)
    down, cursor = [], None
    while not down or cursor:
        page = desk.ask("list_waiting", sort="-agency_name", limit=2, cursor=cursor)
        down, cursor = [*down, *(row["agency_name"] for row in page["items"])], page["next"]
    assert down == named[::-1]
    desk.ask("give_opinion", by=LIAISON, vetting_id=vetting, opinion="clear")
    desk.ask("give_matter_opinion", by=LIAISON, matter_id=matter, view="agree", text="同意", classification="internal")
    assert waiting(desk, LIAISON) == []
    assert waiting(desk, of_unit("unt-elsewhere", "agency_liaison")) == []


def test_whom_a_liaison_is_shown_is_logged_once_a_day_and_what_is_not_theirs_never(
    desk: Desk, agencies: list[str]
) -> None:
    vetting = a_vetting(desk)
    stranger = of_unit("unt-elsewhere", "agency_liaison")
    assert desk.ask("log_readings", by=stranger, vetting_ids=[vetting])["logged"] == 0
    assert desk.ask("log_readings", by=LIAISON, vetting_ids=[vetting, "vet-none"])["logged"] == 1
    assert desk.ask("log_readings", by=LIAISON, vetting_ids=[vetting])["logged"] == 0
    assert desk.ask("log_readings", by=OTHERS, vetting_ids=[vetting])["logged"] == 1
    log = desk.ask("list_readings", about="vetting", cadre_id="cad-1")["items"]
    assert {(row["by"], row["agency_id"], row["purpose"], row["subject_id"]) for row in log} == {
        (LIAISON.account, agencies[0], "pool", vetting),
        (OTHERS.account, agencies[1], "pool", vetting),
    }
    assert log[0]["field_codes"] == ["name", "title", "unit"]
    assert desk.ask("list_readings", by=LIAISON)["items"] == []


def agreed(desk: Desk, giver: str, taker: str) -> dict[str, Any]:
    wish = {"code": uuid4().hex, "giver_agency_id": giver, "purpose": "研判", "legal_basis": "协议"}
    grants = [{"agency_id": taker, "field_codes": ["audit_finding"]}]
    made = desk.ask("make_agreement", grants=grants, valid_from="2025-01-01", **wish)
    return {"agreement_id": made["id"], "classification": "internal", "values": {"audit_finding": "合成内容"}}


def test_the_giver_shares_and_withdraws_what_is_its_own_and_the_taker_does_not(desk: Desk, agencies: list[str]) -> None:
    share = agreed(desk, agencies[0], agencies[1])
    taker = desk.refused("share_item", by=OTHERS, cadre_id="cad-1", **share)
    assert (taker.code, taker.errors[0].pointer) == ("supervision/not-a-member-agency", "/agency_id")
    assert desk.refused("share_item", by=TWO, **share).code == "supervision/no-agreement"
    item = desk.ask("share_item", by=LIAISON, cadre_id="cad-1", **share)
    assert (item["giver_agency_id"], item["timeline"][0]["by"]) == (agencies[0], LIAISON.account)
    read = desk.ask("read_item", by=OTHERS, once=secrets.token_hex(4), item_id=item["id"], purpose="核查")
    assert (read["agency_id"], read["values"]) == (agencies[1], {"audit_finding": "合成内容"})
    gone = {"item_id": item["id"], "basis": "有误"}
    assert desk.refused("withdraw_item", by=OTHERS, **gone).code == "supervision/not-a-member-agency"
    assert desk.ask("withdraw_item", by=LIAISON, **gone)["state"] == "withdrawn"
    assert desk.ask("share_item", **share)["state"] == "shared", "the supervision officer may still"
