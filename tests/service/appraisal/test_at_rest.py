"""What is said of somebody who is appraised stands in clear nowhere, and is gone when the registry forgets them."""

from __future__ import annotations

from typing import Any

from servicekit.sealing import GONE
from tests.service.appraisal.appraising import CONFIRMER, DRAFTER, a_cadre, conclusion, running
from tests.service.appraisal.test_contact_points import a_contact, visit
from tests.service.appraisal.test_deeds import SECOND
from tests.service.appraisal.test_deeds import wish as deed
from tests.service.appraisal.test_major_matters import a_matter
from tests.service.appraisal.test_major_matters import wish as evaluation
from tests.service.appraisal.test_talks import talk
from tests.service.desk import Desk, self_of
from tests.support.dumps import found_in

NAMES = "谈话 更正谈话 材料 作废材料 情况 告知 申请 事迹 撤回 评价 走访 跟进 办结"
SAID = {name: f"金丝雀{name}某某事项" for name in NAMES.split()}


def appraised(desk: Desk, cadre: str) -> dict[str, Any]:
    """Somebody of whom everything that this service keeps is said once; answers ids."""
    appraisal = running(desk, cadre_id=cadre)
    here = {"appraisal_id": appraisal["id"]}
    recorded = desk.ask("record_talk", **talk(appraisal, text=SAID["谈话"]))["id"]
    desk.ask("correct_talk", talk_id=recorded, text=SAID["更正谈话"], reason="合成理由")
    material = {"kind": "self_report", "title": "合成", "text": SAID["材料"], "classification": "internal"}
    made = desk.ask("add_material", **here, happened_on="2026-02-01", **material)["id"]
    desk.ask("annul_material", **here, material_id=made, basis=SAID["作废材料"], by=CONFIRMER)
    desk.ask("draft_conclusion", by=DRAFTER, **here, **{**conclusion(desk), "findings": SAID["情况"]})
    desk.ask("confirm_conclusion", by=CONFIRMER, **here, confirmed_by="合成确认人")
    notice = desk.ask("deliver_notice", **here, text=SAID["告知"], classification="internal")["id"]
    desk.ask("acknowledge_notice", notice_id=notice)
    grounds = {"grounds": SAID["申请"], "classification": "internal"}
    desk.ask("ask_review", by=self_of(cadre), notice_id=notice, **grounds)
    done = str(desk.ask("record_deed", **deed(cadre, text=SAID["事迹"]))["id"])
    desk.ask("verify_deed", by=SECOND, deed_id=done, verified_by="乙")
    desk.ask("withdraw_deed", deed_id=done, withdrawn_by="丙", basis=SAID["撤回"])
    desk.ask("evaluate_major_matter", **evaluation(a_matter(desk)["id"], cadre, note=SAID["评价"]))
    contact = a_contact(desk, cadre_id=cadre)
    seen = visit(contact, findings=SAID["走访"], follow_up=SAID["跟进"], follow_up_due_on="2099-05-31")
    visited = desk.ask("record_contact_visit", **seen)["id"]
    desk.ask("settle_contact_visit", visit_id=visited, result=SAID["办结"])
    return {"talk_id": recorded, "notice_id": notice, "deed_id": done, **here}


def test_nothing_that_is_said_of_somebody_stands_in_clear_anywhere_and_all_of_it_is_read_as_it_was(desk: Desk) -> None:
    ids = appraised(desk, a_cadre(desk))
    assert not found_in(desk.db, SAID.values())
    shown = desk.ask("get_talk", talk_id=ids["talk_id"])
    assert (shown["words"]["text"], shown["corrections"][0]["before"]["text"]) == (SAID["更正谈话"], SAID["谈话"])
    assert desk.ask("get_conclusion", appraisal_id=ids["appraisal_id"])["conclusion"]["findings"] == SAID["情况"]
    notice = desk.ask("get_notice", notice_id=ids["notice_id"])
    assert (notice["text"], notice["review"]["grounds"]) == (SAID["告知"], SAID["申请"])
    assert desk.ask("get_deed", deed_id=ids["deed_id"])["text"] == SAID["事迹"]


def test_whoever_the_registry_forgets_is_forgotten_here_and_can_still_be_asked_for(desk: Desk) -> None:
    cadre, other = a_cadre(desk), a_cadre(desk)
    ids, others = appraised(desk, cadre), appraised(desk, other)
    told = {"disposal_id": "dsp-1", "cadre_id": cadre, "unit_ids": [], "state": "approved", "synthetic": True}
    desk.hear("forgetting", "disposal.decided.v1", "dsp-1", **told, parts=["appraisal"])
    assert desk.ask("get_talk", talk_id=ids["talk_id"])["words"]["text"] == GONE
    assert desk.ask("get_notice", notice_id=ids["notice_id"])["review"]["grounds"] == GONE
    shown = desk.ask("get_conclusion", appraisal_id=ids["appraisal_id"])
    assert (shown["conclusion"]["findings"], shown["conclusion"]["grade"]) == (GONE, "good")
    assert desk.ask("get_talk", talk_id=others["talk_id"])["words"]["text"] == SAID["更正谈话"]
    assert desk.refused("record_deed", **deed(cadre)).code == "forgotten"
