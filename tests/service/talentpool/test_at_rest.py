"""What is said of young cadres stands in clear nowhere, and is gone when the registry forgets them."""

from __future__ import annotations

from typing import Any

from servicekit.personal import PERSON_KEYS
from servicekit.sealing import GONE, fields_in, go_on
from services.talentpool.store.secondments import SECONDMENTS
from tests.service.desk import Desk, officer
from tests.service.talentpool import test_graduates as graduates
from tests.service.talentpool import test_members as members
from tests.service.talentpool import test_programmes as programmes
from tests.service.talentpool import test_secondments as secondments
from tests.service.talentpool import test_successions as successions
from tests.service.talentpool.test_admissions import review_of
from tests.service.talentpool.test_candidates import a_post, new_id
from tests.service.talentpool.test_plans import a_batch, a_tier
from tests.support.dumps import found_in

NAMES = "谈话 更正谈话 考核 小结 鉴定 提前结束 推荐 入库 评议 更正评议 改正依据 进展 接续 撤回接续"
SAID = {name: f"金丝雀{name}某某事项" for name in NAMES.split()}
OPEN = {"classification": "internal"}


def followed(desk: Desk) -> dict[str, str]:
    """A graduate who was interviewed and assessed, and seconded; answers ids."""
    cadre, graduate = graduates.a_graduate(desk)
    wish = {"graduate_id": graduate, "on": graduates.iso(), "interviewed_by": "合成人", **OPEN}
    desk.ask("hold_interview", **wish, text=SAID["谈话"])
    desk.ask("hold_interview", **wish, text=SAID["更正谈话"], correction="合成更正")
    assessed = {"year": graduates.THIS_YEAR, "grade": "excellent", "assessed_by": "合成人", "text": SAID["考核"]}
    desk.ask("assess_graduate", graduate_id=graduate, **assessed, **OPEN)
    id = secondments.plan(desk, cadre, -5, 40)
    desk.tick()
    desk.ask("report_secondment", secondment_id=id, text=SAID["小结"], **OPEN)
    found = {"side": "organisation", "grade": "good", "evaluated_by": "合成人", "text": SAID["鉴定"]}
    desk.ask("evaluate_secondment", secondment_id=id, **found, **OPEN)
    return {"cadre_id": cadre, "graduate_id": graduate, "secondment_id": id}


def pooled(desk: Desk) -> dict[str, Any]:
    """A member of the pool with a review that was put right, in a programme, named for a post; answers ids."""
    batch = a_batch(desk, a_tier(desk, quota=10), places=5)
    member = members.vetted(desk, batch, basis=SAID["推荐"])
    desk.ask("admit_member", by=officer(number=3), member_id=member["id"], basis=SAID["入库"], grade="A")
    review = desk.ask("review_member", **review_of(member, basis=SAID["评议"]))
    right = {"year": review["year"], "grade": "B", "decision": "keep", "review_basis": SAID["更正评议"]}
    corrected = {"review_id": review["id"], "basis": SAID["改正依据"], **right}
    desk.ask("correct_review", by=officer(), member_id=member["id"], **corrected)
    part = programmes.enrol(desk, programmes.a_programme(desk)["id"], member["cadre_id"])
    desk.ask("note_progress", participant_id=part, progress=40, note=SAID["进展"])
    post = a_post(desk, new_id("pst"), [])
    wish = {**successions.naming(post, member["cadre_id"], "three_to_five_years"), "basis": SAID["接续"]}
    successor = desk.ask("name_successor", **wish)["id"]
    desk.ask("withdraw_successor", post_id=post, successor_id=successor, withdrawn_by="甲", basis=SAID["撤回接续"])
    return {"member_id": member["id"], "participant_id": part, "cadre_id": member["cadre_id"]}


def forget(desk: Desk, cadre: str) -> None:
    id = f"dsp-{cadre}"
    told = {"disposal_id": id, "cadre_id": cadre, "unit_ids": [], "state": "approved", "synthetic": True}
    desk.hear("forgetting", "disposal.decided.v1", id, **told, parts=["talentpool"])


def test_nothing_that_is_said_of_young_cadres_stands_in_clear_anywhere_and_it_is_read_as_it_was(desk: Desk) -> None:
    ids, others = followed(desk), pooled(desk)
    assert not found_in(desk.db, SAID.values())
    graduate = desk.ask("get_graduate", graduate_id=ids["graduate_id"])
    assert [one["text"] for one in graduate["interviews"]] == [SAID["谈话"], SAID["更正谈话"]]
    assert graduate["assessments"][0]["text"] == SAID["考核"]
    seconded = desk.ask("get_secondment", secondment_id=ids["secondment_id"])
    assert [seconded[name][0]["text"] for name in ("reports", "evaluations")] == [SAID["小结"], SAID["鉴定"]]
    [review] = desk.ask("list_member_reviews", member_id=others["member_id"])["items"]
    assert (review["basis"], review["revisions"][0]["before"]["basis"]) == (SAID["更正评议"], SAID["评议"])
    member = desk.ask("get_member", member_id=others["member_id"])
    assert {SAID["入库"], SAID["改正依据"]} <= {line["note"] for line in member["timeline"]}


def test_whoever_the_registry_forgets_is_forgotten_here_and_can_still_be_asked_for(desk: Desk) -> None:
    ids, others = followed(desk), followed(desk)
    forget(desk, ids["cadre_id"])
    shown = desk.ask("get_graduate", graduate_id=ids["graduate_id"])
    assert ({one["text"] for one in shown["interviews"]}, shown["assessments"][0]["grade"]) == ({GONE}, "excellent")
    assert desk.ask("get_secondment", secondment_id=ids["secondment_id"])["evaluations"][0]["text"] == GONE
    kept = desk.ask("get_graduate", graduate_id=others["graduate_id"])
    assert kept["assessments"][0]["text"] == SAID["考核"]
    wish = {"secondment_id": ids["secondment_id"], "text": "合成", **OPEN}
    assert desk.refused("report_secondment", **wish).code == "forgotten"
    member = pooled(desk)
    forget(desk, member["cadre_id"])
    [review] = desk.ask("list_member_reviews", member_id=member["member_id"])["items"]
    assert (review["basis"], review["grade"]) == (GONE, "B")


def test_what_an_earlier_release_has_kept_of_somebody_reads_as_it_is_and_is_sealed_then(
    desk: Desk, monkeypatch: Any
) -> None:
    monkeypatch.setattr(desk.runtime, "seals", False)
    ids = followed(desk)
    assert found_in(desk.db, [SAID["鉴定"]]) == {SECONDMENTS.name: [SAID["鉴定"]]}
    assert not desk.db[PERSON_KEYS].find_one({"_id": ids["cadre_id"]})
    for one in desk.service.collections:
        while one.sealed and go_on(desk.db, fields_in(one, desk.runtime.keys), desk.runtime.cipher, 50):
            pass
    assert not found_in(desk.db, SAID.values())
    shown = desk.ask("get_secondment", secondment_id=ids["secondment_id"])
    assert shown["evaluations"][0]["text"] == SAID["鉴定"]
