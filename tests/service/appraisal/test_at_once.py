"""Two at once: one is first, and the other is told what is true now."""

from __future__ import annotations

from services.appraisal.store.contact_points import CONTACT_POINTS
from services.appraisal.store.evidence import EVIDENCE
from tests.service.appraisal.appraising import (
    CONFIRMER,
    DRAFTER,
    JUDGE,
    acknowledged,
    conclusion,
    dimensions,
    running,
)
from tests.service.appraisal.test_contact_points import assignment
from tests.service.appraisal.test_notices import GROUNDS, UPHELD
from tests.service.appraisal.test_talks import talk
from tests.service.desk import Desk, at_once, officer, self_of


def test_of_two_who_confirm_at_once_one_does_and_it_counts_once(desk: Desk) -> None:
    appraisal = running(desk)
    desk.ask("draft_conclusion", by=DRAFTER, appraisal_id=appraisal["id"], **conclusion(desk))
    wish = {"appraisal_id": appraisal["id"], "confirmed_by": "合成确认人"}
    outcomes = at_once(*(lambda who=who: desk.ask("confirm_conclusion", by=who, **wish) for who in (CONFIRMER, JUDGE)))
    assert outcomes == ["appraisal/step-not-possible", "done"]
    counted = desk.db[EVIDENCE.name].count_documents({"reference": appraisal["id"]})
    assert counted == len(dimensions(desk)), "each dimension once"


def test_a_talk_is_before_the_draft_or_refused(desk: Desk) -> None:
    appraisal = running(desk)
    outcomes = at_once(
        lambda: desk.ask("record_talk", **talk(appraisal)),
        lambda: desk.ask("draft_conclusion", by=DRAFTER, appraisal_id=appraisal["id"], **conclusion(desk)),
    )
    assert outcomes in (["done", "done"], ["appraisal/not-running", "done"])
    kept = desk.ask("list_talks", appraisal_id=appraisal["id"])["items"]
    assert len(kept) == outcomes.count("done") - 1


def test_a_review_and_a_complaint_at_once_are_one_of_the_two(desk: Desk) -> None:
    notice = acknowledged(desk)
    me = self_of(notice["cadre_id"])
    outcomes = at_once(
        lambda: desk.ask("ask_review", by=me, notice_id=notice["id"], **GROUNDS),
        lambda: desk.ask("lodge_complaint", by=me, notice_id=notice["id"], **GROUNDS),
    )
    assert outcomes == ["appraisal/step-not-possible", "done"]
    assert len(desk.told("appraisal.contested.v1")) == 1


def test_of_two_who_decide_at_once_one_does(desk: Desk) -> None:
    notice = acknowledged(desk)
    desk.ask("ask_review", by=self_of(notice["cadre_id"]), notice_id=notice["id"], **GROUNDS)
    judges = (JUDGE, officer("another-judge"))
    outcomes = at_once(
        *(lambda who=who: desk.ask("decide_review", by=who, notice_id=notice["id"], **UPHELD) for who in judges)
    )
    assert outcomes == ["appraisal/step-not-possible", "done"]
    assert len(desk.told("notice.review_decided.v1")) == 1


def test_a_cadre_is_sent_to_a_unit_once_by_two_at_once(desk: Desk) -> None:
    wish = assignment(desk)
    outcomes = at_once(*(lambda: desk.ask("open_contact_point", **wish) for _ in range(3)))
    assert outcomes == ["appraisal/contact-point-open", "appraisal/contact-point-open", "done"]
    assert desk.db[CONTACT_POINTS.name].count_documents({"cadre_id": wish["cadre_id"]}) == 1
