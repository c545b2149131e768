"""Letters are sent, answered and closed; appeals are decided by others, and take effect at once."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import pytest

from servicekit import clock
from servicekit.crypto import Unreadable
from servicekit.marks import kind_under_person
from servicekit.sealing import GONE, SEALING, Sealed, fields_in, go_on, opened_fields
from services.supervision.store.letters import LETTERS
from tests.service.desk import CITY, OTHER_UNIT, Desk, as_any_of, officer, self_of
from tests.support.days import today

OTHER = officer("supervision_officer")


@pytest.fixture
def cadre(desk: Desk) -> str:
    return desk.people(f"cdr-{secrets.token_hex(4)}")[0]


def letter(desk: Desk, cadre: str, kind: str = "inquiry", send: bool = True) -> str:
    wish = {"cadre_id": cadre, "kind": kind, "subject_code": "duties", "text": "请说明", "classification": "internal"}
    id = str(desk.ask("write_letter", **wish)["id"])
    if send:
        desk.ask("send_letter", letter_id=id)
    return id


def restriction(desk: Desk, cadre: str) -> str:
    begins = (today() - timedelta(days=3)).isoformat()
    made = desk.ask("impose_restriction", cadre_id=cadre, kind="warning", begins=begins, basis="演示")
    return str(made["id"])


def lodge(desk: Desk, cadre: str, subject: str, against: str = "restriction") -> str:
    wish = {"against": against, "subject_id": subject, "grounds": "事实有出入", "classification": "internal"}
    return str(desk.ask("lodge_appeal", by=self_of(cadre), **wish)["id"])


def test_an_inquiry_is_answered_late_and_closed(desk: Desk, cadre: str) -> None:
    id = letter(desk, cadre)
    desk.pass_deadline("letter_answer", id)
    assert desk.ask("get_letter", letter_id=id)["overdue"] is True
    answer = {"letter_id": id, "text": "说明", "classification": "internal"}
    assert desk.refused("reply_letter", by=self_of("cdr-other"), **answer).code == "supervision/no-letter"
    assert desk.refused("reply_letter", **{**answer, "classification": "secret"}).code == "invalid-fields"
    assert desk.ask("reply_letter", by=self_of(cadre), **answer)["reply"]["late"] is True
    assert desk.refused("reply_letter", **answer).code == "supervision/step-not-possible"
    unknown = desk.refused("close_letter", letter_id=id, result_code="nothing", basis="演示")
    assert "explained" in unknown.facts["allowed"]
    assert desk.ask("close_letter", letter_id=id, result_code="explained", basis="演示")["state"] == "closed"
    assert len(desk.told("letter.overdue.v1")) == 1
    assert "说明" not in str(desk.told("letter.closed.v1"))


def test_what_letters_answers_and_appeals_say_lies_sealed_and_reads_as_it_was_written(desk: Desk, cadre: str) -> None:
    said = ("请就合成事项甲说明", "合成说明乙", "合成申诉理由丙", "合成复核依据丁")
    wish = {"cadre_id": cadre, "kind": "inquiry", "subject_code": "duties", "classification": "internal"}
    id = str(desk.ask("write_letter", **wish, text=said[0])["id"])
    desk.ask("send_letter", letter_id=id)
    desk.ask("reply_letter", by=self_of(cadre), letter_id=id, text=said[1], classification="internal")
    appeal = {"against": "restriction", "subject_id": restriction(desk, cadre), "classification": "internal"}
    lodged = desk.ask("lodge_appeal", by=self_of(cadre), **appeal, grounds=said[2])
    decided = {"appeal_id": lodged["id"], "outcome": "upheld", "basis": said[3]}
    assert desk.ask("decide_appeal", by=OTHER, **decided)["decided_basis"] == said[3]

    shown = desk.ask("get_letter", letter_id=id)
    assert (shown["text"], shown["reply"]["text"]) == said[:2]
    assert desk.ask("get_appeal", appeal_id=lodged["id"])["grounds"] == said[2]
    names = desk.db.list_collection_names()
    letters, appeals = desk.db["letters"].find_one({"_id": id}), desk.db["appeals"].find_one({"_id": lodged["id"]})
    assert letters is not None
    assert appeals is not None
    everything = repr({name: list(desk.db[name].find()) for name in names})
    assert not [text for text in said[:3] if text in everything]
    moved = {**letters, "_id": "another"}
    with pytest.raises(Unreadable):
        opened_fields(desk.runtime.cipher, LETTERS, moved)


def test_texts_of_an_earlier_release_read_as_they_are_and_are_sealed_while_it_serves_no_more(
    desk: Desk, cadre: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.runtime, "seals", False)
    wish = {"cadre_id": cadre, "kind": "inquiry", "subject_code": "duties", "classification": "internal"}
    id = str(desk.ask("write_letter", **wish, text="请就合成事项戊说明")["id"])
    kept = desk.db["letters"].find_one({"_id": id})
    assert kept is not None
    assert kept["text"] == "请就合成事项戊说明", "an earlier release could still be asked for it"
    while go_on(desk.db, fields_in(LETTERS, desk.runtime.keys), desk.runtime.cipher, 50):
        pass
    sealed = desk.db["letters"].find_one({"_id": id})
    assert sealed is not None
    assert (type(sealed["text"]), sealed["version"]) == (bytes, kept["version"])
    assert desk.ask("get_letter", letter_id=id)["text"] == "请就合成事项戊说明"


def test_what_is_kept_in_clear_until_another_migration_has_settled_is_sealed_then(
    desk: Desk, cadre: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def seal(since: int) -> None:
        while go_on(desk.db, fields_in(LETTERS, desk.runtime.keys, since), desk.runtime.cipher, 50):
            pass

    seal(since=1)
    monkeypatch.setattr(desk.runtime, "seals", False)
    id = letter(desk, cadre)
    seal(since=1)
    assert type((desk.db["letters"].find_one({"_id": id}) or {})["text"]) is str, "that pass is over"
    seal(since=2)
    assert type((desk.db["letters"].find_one({"_id": id}) or {})["text"]) is bytes


def test_a_text_that_the_release_before_sealed_by_the_services_ring_is_brought_under_the_persons_key(
    desk: Desk, cadre: str
) -> None:
    id = letter(desk, cadre)
    cipher, letters = desk.runtime.cipher, desk.db["letters"]
    by_ring = {"$set": {"text": cipher.seal("请就合成事项己说明", f"letters.text:{id}")}}
    letters.update_one({"_id": id}, by_ring)
    assert desk.ask("get_letter", letter_id=id)["text"] == "请就合成事项己说明"
    desk.db[SEALING].delete_many({})
    before = Sealed(LETTERS.name, ("text", "reply"), lambda _: [], lambda *_: {})
    desk.db[SEALING].update_one({"_id": before.name}, {"$set": {"key": cipher.current, "done": True}}, upsert=True)
    while go_on(desk.db, fields_in(LETTERS, desk.runtime.keys), cipher, 50):
        pass
    kept = letters.find_one({"_id": id})
    assert kept is not None
    assert kind_under_person(kept["text"]) == b"t"
    assert desk.ask("get_letter", letter_id=id)["text"] == "请就合成事项己说明"


def test_letters_of_somebody_whom_the_registry_forgets_go_and_those_of_others_stay(desk: Desk, cadre: str) -> None:
    [other] = desk.people(f"cdr-{secrets.token_hex(4)}")
    ids = [letter(desk, one) for one in (cadre, other)]
    decided = {"disposal_id": "dsp-1", "cadre_id": cadre, "unit_ids": [CITY], "synthetic": True}

    def tell(sequence: int, **data: Any) -> None:
        desk.hear("forgetting", "disposal.decided.v1", "dsp-1", sequence=sequence, **decided, **data)

    tell(2, state="rejected", parts=["supervision"])
    tell(3, state="approved", parts=["appraisal", "registry"])
    assert desk.ask("get_letter", letter_id=ids[0])["text"] == "请说明"
    tell(4, state="approved", parts=["registry", "supervision"])
    assert [desk.ask("get_letter", letter_id=id)["text"] for id in ids] == [GONE, "请说明"]
    wish = {"kind": "inquiry", "subject_code": "duties", "text": "请再说明", "classification": "internal"}
    assert desk.refused("write_letter", cadre_id=cadre, **wish).code == "forgotten"
    row = desk.db["person_keys"].find_one({"_id": cadre})
    assert row is not None
    assert ("wrapped" in row, row["basis"], row["destroyed_by"]) == (False, "dsp-1", "system:supervision.forgetting")
    tell(5, state="approved", parts=["registry", "supervision"])
    assert desk.db["person_keys"].find_one({"_id": cadre}) == row, "heard twice it is done once"


def test_a_reminder_takes_no_answer_and_has_no_deadline(desk: Desk, cadre: str) -> None:
    id = letter(desk, cadre, "reminder")
    assert desk.deadline("letter_answer", id) is None
    refused = desk.refused("reply_letter", letter_id=id, text="说明", classification="internal")
    assert refused.code == "supervision/no-answer-wanted"


def test_a_cadre_sees_no_draft_and_nobody_elses_letters(desk: Desk, cadre: str) -> None:
    draft, sent = letter(desk, cadre, send=False), letter(desk, cadre)
    for who in as_any_of(cadre):
        assert [one["id"] for one in desk.ask("list_letters", by=who, cadre_id=cadre)["items"]] == [sent]
        assert desk.refused("get_letter", letter_id=draft, by=who).code == "supervision/no-letter"
    assert desk.ask("list_letters", by=self_of("cdr-other"))["items"] == []


def test_an_appeal_that_is_upheld_annuls_the_restriction(desk: Desk, cadre: str) -> None:
    subject = restriction(desk, cadre)
    id = lodge(desk, cadre, subject)
    again = {"against": "restriction", "subject_id": subject, "grounds": "再次", "classification": "internal"}
    assert desk.refused("lodge_appeal", by=self_of(cadre), **again).code == "supervision/appeal-open"
    decision = {"appeal_id": id, "outcome": "upheld", "basis": "事实不清"}
    own = desk.refused("decide_appeal", **decision)
    assert (own.code, own.facts["did"], own.detail_zh) == (
        "not-independent",
        ["impose"],
        "此前由您登记，须由另一账号作出决定",
    )
    desk.pass_deadline("appeal_decision", id)
    assert desk.ask("get_appeal", appeal_id=id, by=self_of(cadre))["overdue"] is True
    desk.ask("decide_appeal", by=OTHER, **decision)
    assert desk.ask("get_restriction", restriction_id=subject)["state"] == "annulled"
    assert desk.ask("get_standing", cadre_id=cadre)["restricted"] is False
    assert desk.refused("decide_appeal", by=OTHER, **decision).code == "supervision/step-not-possible"


def test_an_appeal_that_all_who_could_decide_it_had_a_part_in_is_known_to_wait_for_nobody(
    desk: Desk, cadre: str
) -> None:
    id = lodge(desk, cadre, restriction(desk, cadre))

    def for_nobody(*accounts: tuple[str, str | None]) -> list[str]:
        may = [{"account": account, "cadre_id": bound} for account, bound in accounts]
        (one,) = desk.ask("kept_from_all", steps=[{"what": "supervision.decide_appeal", "accounts": may}])["items"]
        return list(one["ids"])

    imposed, other = officer().account, OTHER.account
    assert for_nobody((imposed, None)) == [id]
    assert for_nobody((imposed, None), (other, None)) == []
    assert for_nobody((imposed, None), (other, cadre)) == [id], "whom it is about does not decide it either"
    desk.ask("decide_appeal", by=OTHER, appeal_id=id, outcome="rejected", basis="事实清楚")
    assert for_nobody((imposed, None)) == [], "it waits no more"


def test_a_changed_restriction_ends_earlier_and_never_later(desk: Desk, cadre: str) -> None:
    subject = restriction(desk, cadre)
    decision = {"appeal_id": lodge(desk, cadre, subject), "outcome": "changed", "basis": "从轻"}
    for wrong in (None, (today() + timedelta(days=900)).isoformat()):
        refused = desk.refused("decide_appeal", by=OTHER, new_ends=wrong, **decision)
        assert refused.code == "supervision/appeal-new-end"
    ends = (today() + timedelta(days=9)).isoformat()
    desk.ask("decide_appeal", by=OTHER, new_ends=ends, **decision)
    assert desk.ask("get_restriction", restriction_id=subject)["ends"] == ends
    assert (desk.deadline("restriction_ends", subject) or {})["due_on"] == ends


def test_a_late_appeal_is_admitted_by_an_officer_alone(desk: Desk, cadre: str) -> None:
    subject = restriction(desk, cadre)
    long_ago = clock.now() - timedelta(days=40)
    desk.db["restrictions"].update_one({"_id": subject}, {"$set": {"imposed_at": long_ago}})
    wish = {"against": "restriction", "subject_id": subject, "grounds": "理由", "classification": "internal"}
    refused = desk.refused("lodge_appeal", by=self_of(cadre), late_basis="生病", **wish)
    assert refused.code == "supervision/appeal-too-late"
    assert desk.ask("lodge_appeal", late_basis="住院（演示）", **wish)["late_basis"] == "住院（演示）"


def test_an_upheld_appeal_takes_a_letter_back_and_a_withdrawn_one_makes_room(desk: Desk, cadre: str) -> None:
    subject = letter(desk, cadre)
    desk.ask("withdraw_appeal", appeal_id=lodge(desk, cadre, subject, "letter"), by=self_of(cadre))
    id = lodge(desk, cadre, subject, "letter")
    decision = {"appeal_id": id, "outcome": "upheld", "basis": "发函有误"}
    own = desk.refused("decide_appeal", **decision)
    assert (own.code, own.facts["did"], own.detail_zh) == (
        "not-independent",
        ["send", "write"],
        "此前由您发出、登记，须由另一账号作出决定",
    )
    desk.ask("decide_appeal", by=OTHER, **decision)
    assert desk.ask("get_letter", letter_id=subject)["state"] == "withdrawn"


@pytest.mark.parametrize("type", ["cadre.transferred.v1", "cadre.appointed.v1"])
def test_letters_and_appeals_follow_a_cadre_who_moves(desk: Desk, cadre: str, type: str) -> None:
    subject = letter(desk, cadre)
    id = lodge(desk, cadre, subject, "letter")
    for handler in ("letters_moved", "appeals_moved"):
        desk.people(cadre, sequence=9, type=type, handler=handler, unit_ids=[CITY, OTHER_UNIT])
    assert desk.ask("get_letter", letter_id=subject)["unit_ids"] == [CITY, OTHER_UNIT]
    assert desk.ask("get_appeal", appeal_id=id)["unit_ids"] == [CITY, OTHER_UNIT]


def test_an_appeals_decision_is_put_right_and_the_restriction_follows(desk: Desk, cadre: str) -> None:
    subject = restriction(desk, cadre)
    ends = desk.ask("get_restriction", restriction_id=subject)["ends"]
    id = lodge(desk, cadre, subject)
    right = {"appeal_id": id, "outcome": "rejected", "basis": "决定书", "correction": "录入有误"}
    assert desk.refused("correct_appeal", by=OTHER, **right).code == "supervision/step-not-possible"
    desk.ask("decide_appeal", by=OTHER, appeal_id=id, outcome="upheld", basis="事实不清")
    assert desk.ask("get_standing", cadre_id=cadre)["restricted"] is False
    own = desk.refused("correct_appeal", **right)
    assert (own.code, own.facts["did"]) == ("not-independent", ["impose"])
    shown = desk.ask("correct_appeal", by=OTHER, **right)
    (before,) = shown["superseded"]
    assert (shown["outcome"], before["outcome"], before["basis"]) == ("rejected", "upheld", "事实不清")
    holds = desk.ask("get_restriction", restriction_id=subject)
    assert (holds["state"], holds["ends"]) == ("in_force", ends)
    assert desk.ask("get_standing", cadre_id=cadre)["restricted"] is True
    assert (desk.deadline("restriction_ends", subject) or {})["due_on"] == ends
    assert (desk.deadline("restriction_ends", subject) or {})["state"] == "waiting"
    assert desk.told("standing.changed.v1")[-1]["restricted"] is True
    assert desk.told("restriction.began.v1")[-1]["state"] == "in_force"
    assert [told["outcome"] for told in desk.told("appeal.corrected.v1")] == ["rejected"]

    earlier = (today() + timedelta(days=9)).isoformat()
    desk.ask("correct_appeal", by=OTHER, **{**right, "outcome": "changed", "new_ends": earlier})
    assert desk.ask("get_restriction", restriction_id=subject)["ends"] == earlier
    later = (today() + timedelta(days=19)).isoformat()
    desk.ask("correct_appeal", by=OTHER, **{**right, "outcome": "changed", "new_ends": later})
    assert (desk.deadline("restriction_ends", subject) or {})["due_on"] == later
    desk.ask("correct_appeal", by=OTHER, **{**right, "outcome": "upheld"})
    assert desk.ask("get_restriction", restriction_id=subject)["state"] == "annulled"
    assert desk.ask("get_standing", cadre_id=cadre)["restricted"] is False


def test_a_decision_is_not_put_right_over_what_has_changed_since(desk: Desk, cadre: str) -> None:
    subject = restriction(desk, cadre)
    id = lodge(desk, cadre, subject)
    earlier = (today() + timedelta(days=9)).isoformat()
    desk.ask("decide_appeal", by=OTHER, appeal_id=id, outcome="changed", basis="从轻", new_ends=earlier)
    desk.ask("lift_restriction", by=officer(number=9), restriction_id=subject, basis="解除")
    right = {"appeal_id": id, "outcome": "rejected", "basis": "决定书", "correction": "录入有误"}
    overtaken = "supervision/appeal-decision-overtaken"
    assert desk.refused("correct_appeal", by=OTHER, **right).code == overtaken
    sent = letter(desk, cadre)
    against = lodge(desk, cadre, sent, "letter")
    desk.ask("decide_appeal", by=OTHER, appeal_id=against, outcome="rejected", basis="属实")
    desk.ask("correct_appeal", by=OTHER, **{**right, "appeal_id": against, "outcome": "upheld"})
    assert desk.ask("get_letter", letter_id=sent)["state"] == "withdrawn"
    assert desk.refused("correct_appeal", by=OTHER, **{**right, "appeal_id": against}).code == overtaken
