"""Letters that had been sent before they were entered: one by one, and from the ledgers of past years."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import pytest

from servicekit.errors import Problem
from tests.service.desk import Desk, officer, self_of
from tests.service.supervision.test_looked_at import looked, vetted
from tests.support.days import today
from tests.support.undone import Import, codes, there_and_back


def day(number: int) -> str:
    """So many days from today."""
    return (today() + timedelta(days=number)).isoformat()


LEDGER = {"subject_code": "duties", "basis": "历年台账（演示）"}


def past(cadre_id: str, **more: Any) -> dict[str, Any]:
    return {"cadre_id": cadre_id, "kind": "inquiry", "sent_on": "2019-03-04", **LEDGER, **more}


def refusals(answer: dict[str, Any]) -> dict[int, str]:
    return {row["row"]: row["errors"][0]["code"] for row in answer["results"] if "errors" in row}


@pytest.mark.parametrize("dry_run", [False, True])
def test_of_two_rows_of_one_day_only_their_numbers_say_that_they_are_two(
    desk: Desk, cadre_id: str, dry_run: bool
) -> None:
    rows = [past(cadre_id), past(cadre_id, document="示例函〔2019〕5号")]
    assert list(refusals(desk.ask("import_past_letters", rows=rows, dry_run=dry_run))) == [1]


def test_letters_of_past_years_are_closed_and_nothing_is_due_of_them(desk: Desk, cadre_id: str) -> None:
    answered = past(cadre_id, replied_on="2019-03-18", result_code="explained", document="示例函〔2019〕1号")
    rows = [
        answered,
        answered,
        past(cadre_id, kind="reminder", sent_on="2018-05-07"),
        past(cadre_id, sent_on="2020-06-01"),
        past(cadre_id, document="示例函〔2019〕2号"),
        past(cadre_id, kind="reminder", sent_on="2018-06-07", replied_on="2018-06-08"),
        past(cadre_id, sent_on="2017-06-07", replied_on="2017-06-06"),
        past(cadre_id, sent_on=day(1)),
        past(cadre_id, sent_on="2016-06-07", result_code="无此结果"),
        past(cadre_id, sent_on="2016-06-07", subject_code="无此事由"),
        past("cad-unknown"),
        past(cadre_id, sent_on="2016-06-07", text="秘密★10年"),
        past(cadre_id, sent_on="2016-06-07", classification="secret"),
    ]
    dry = desk.ask("import_past_letters", rows=rows, dry_run=True)
    assert desk.ask("list_letters")["items"] == []
    assert desk.told("letter.sent.v1") == []
    answer = desk.ask("import_past_letters", rows=rows)
    assert refusals(dry) == refusals(answer)
    assert set(refusals(answer)) == {1, *range(5, 13)}
    assert refusals(answer)[1] == "supervision/letter-known"
    kept = desk.ask("list_letters", sort="-written_on")["items"]
    assert [(one["sent_on"], one["state"], one["due_on"]) for one in kept] == [
        ("2020-06-01", "sent", None),
        ("2019-03-04", "sent", None),
        ("2019-03-04", "closed", None),
        ("2018-05-07", "closed", None),
    ]
    for one in kept:
        assert desk.deadline("letter_answer", one["id"]) is None
    assert {one["sent_on"] for one in desk.told("letter.sent.v1")} == {one["sent_on"] for one in kept}
    assert [(one["sent_on"], one["result_code"]) for one in desk.told("letter.closed.v1")] == [
        ("2019-03-04", "explained"),
        ("2018-05-07", None),
    ]
    assert desk.ask("import_past_letters", rows=rows)["done"] == 0


def test_a_letter_of_last_year_is_entered_as_it_stands_and_goes_on_as_any_other(desk: Desk, cadre_id: str) -> None:
    told = past(cadre_id, sent_on=day(-400), replied_on=day(-390), reply="说明", result_code="explained")
    made = desk.ask("record_letter", **told)
    assert (made["state"], made["reply"]["on"], made["reply"]["late"]) == ("closed", day(-390), False)
    assert [one["what"] for one in made["timeline"]] == ["record"]
    right = {"result_code": "education", "basis": "纪要", "correction": "录入有误"}
    assert desk.ask("correct_letter", letter_id=made["id"], **right)["result_code"] == "education"
    assert desk.refused("record_letter", **told).code == "supervision/letter-known"
    open_ = desk.ask("record_letter", **past(cadre_id, sent_on=day(-20)))
    answer = {"letter_id": open_["id"], "text": "说明", "classification": "internal"}
    assert desk.ask("reply_letter", by=self_of(cadre_id), **answer)["state"] == "answered"


def test_an_admonition_has_its_effect_period_once_whichever_ledger_comes_first(desk: Desk, cadre_id: str) -> None:
    (other,) = desk.people(f"cad-{secrets.token_hex(4)}")
    restriction = {"kind": "admonition", "begins": day(-30), "basis": "台账（演示）"}
    first = desk.ask("impose_restriction", cadre_id=other, **restriction)
    rows = [past(one, kind="admonition", sent_on=day(-30)) for one in (cadre_id, other)]
    assert desk.ask("import_past_letters", rows=rows)["done"] == 2
    again = desk.ask("import_restrictions", rows=[{"cadre_id": cadre_id, **restriction}])
    assert refusals(again) == {0: "supervision/already-restricted"}
    mine, theirs = (desk.ask("list_restrictions", cadre_id=[one])["items"] for one in (cadre_id, other))
    assert [(one["kind"], one["begins"], one["source"]) for one in mine] == [("admonition", day(-30), "letter")]
    assert [one["id"] for one in theirs] == [first["id"]]
    assert desk.ask("get_standing", cadre_id=cadre_id)["restricted"]


def test_an_admonition_of_past_years_has_had_its_effect_period(desk: Desk, cadre_id: str) -> None:
    desk.ask("record_letter", **past(cadre_id, kind="admonition"))
    (restriction,) = desk.ask("list_restrictions", cadre_id=[cadre_id])["items"]
    assert (restriction["state"], restriction["begins"], restriction["ends"]) == ("ended", "2019-03-04", "2019-09-03")
    assert not desk.ask("get_standing", cadre_id=cadre_id)["restricted"]


def test_with_the_letter_its_effect_period_is_taken_back(desk: Desk, cadre_id: str) -> None:
    rows = [past(cadre_id, kind="admonition", sent_on=day(-30)), past(cadre_id)]
    undone = there_and_back(desk, "import_past_letters", rows, officer())
    assert [desk.ask("get_letter", letter_id=id)["state"] for id in undone.ids] == ["withdrawn", "withdrawn"]
    states = [one["state"] for one in desk.ask("list_restrictions", cadre_id=[cadre_id])["items"]]
    assert sorted(states) == ["annulled", "in_force"]


def test_a_letter_with_an_appeal_against_it_stays(desk: Desk, cadre_id: str) -> None:
    rows = Import(desk, "import_past_letters", [past(cadre_id, sent_on=day(-3), kind="reminder")], officer())
    appeal = {"against": "letter", "subject_id": rows.ids[0], "grounds": "不实", "classification": "internal"}
    desk.ask("lodge_appeal", by=self_of(cadre_id), **appeal)
    assert codes(rows.undo()) == ["built-on"]


@pytest.mark.parametrize(
    ("more", "code"),
    [({"kind": "admonition"}, "admonition"), ({"replied_on": day(-20)}, "answered_inquiry"), ({}, "open_inquiry")],
)
def test_vettings_look_at_what_was_entered_afterwards(
    desk: Desk, agency: str, cadre_id: str, more: dict[str, Any], code: str
) -> None:
    desk.ask("record_letter", **past(cadre_id, sent_on=day(-300), **more))
    assert ("letter", "remark", code) in looked(vetted(desk, agency, cadre_id))


def hears(desk: Desk, cadre_id: str, sequence: int, **state: Any) -> None:
    """The registry tells of somebody's status, to whoever keeps the people and to the book."""
    for handler in ("people", "deaths"):
        desk.people(cadre_id, sequence=sequence, handler=handler, **state)


def test_nobody_enters_a_letter_to_the_dead_and_nothing_becomes_due_where_they_live(desk: Desk, cadre_id: str) -> None:
    hears(desk, cadre_id, 9, status="deceased", status_since="2019-01-10")
    assert desk.refused("record_letter", **past(cadre_id)).code == "has-died"
    made = desk.ask("record_letter", **past(cadre_id, sent_on="2018-12-03"))
    assert made["state"] == "ended"
    hears(desk, cadre_id, 10, status="serving", status_since="2002-07")
    assert desk.ask("get_letter", letter_id=made["id"])["state"] == "sent"
    assert desk.deadline("letter_answer", made["id"]) is None


def test_an_admonition_is_no_draft(desk: Desk, cadre_id: str) -> None:
    draft = {"kind": "admonition", "subject_code": "duties", "text": "文", "classification": "internal"}
    refused: Problem = desk.refused("write_letter", cadre_id=cadre_id, **draft)
    assert refused.code == "invalid-fields"
