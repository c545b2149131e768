"""One book of restrictions: whatever comes to be in a file, an accountability, a check or a matter stands in it."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any

import pytest

from servicekit.crypto import FieldCipher
from servicekit.periods import last_day_of
from tests.service.desk import CITY, COLLEAGUE, UNIT, Desk, of_unit
from tests.service.supervision.test_personal_matters import a_campaign
from tests.service.supervision.test_rectification import an_item
from tests.support.days import iso, today


@pytest.fixture
def cadre(desk: Desk) -> str:
    return desk.people(f"cdr-{secrets.token_hex(4)}")[0]


def punished(desk: Desk, cadre: str, sequence: int, *entries: tuple[str, str, date, date | None]) -> None:
    """The registry tells which punishments count: entry, kind, day of the decision, first free day where given."""
    told = [
        {"entry": entry, "kind": kind, "decided_on": on.isoformat(), "until": until.isoformat() if until else None}
        for entry, kind, on, until in entries
    ]
    desk.hear(
        "punishments",
        "cadre.punished.v1",
        cadre,
        sequence=sequence,
        cadre_id=cadre,
        unit_ids=[CITY, UNIT],
        punished=told,
        synthetic=True,
    )


def book(desk: Desk, cadre: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.ask("list_restrictions", cadre_id=cadre)["items"]
    return found


def restricted(desk: Desk, cadre: str) -> bool:
    return bool(desk.ask("get_standing", cadre_id=cadre)["restricted"])


def test_a_punishment_of_the_file_stands_in_the_book_by_the_books_period(desk: Desk, cadre: str) -> None:
    on = today() - timedelta(days=30)
    punished(desk, cadre, 1, ("7", "major_demerit", on, None))
    (one,) = book(desk, cadre)
    assert (one["kind"], one["source"], one["source_id"], one["state"]) == (
        "major_demerit",
        "registry",
        "7",
        "in_force",
    )
    assert (one["begins"], one["ends"]) == (on.isoformat(), last_day_of(on, 18).isoformat())
    assert restricted(desk, cadre)
    punished(desk, cadre, 1, ("7", "major_demerit", on, None))
    punished(desk, cadre, 3, ("7", "major_demerit", on, None))
    assert len(book(desk, cadre)) == 1


def test_the_period_that_a_document_gives_is_kept(desk: Desk, cadre: str) -> None:
    punished(desk, cadre, 1, ("1", "party_probation", today(), today() + timedelta(days=1500)))
    assert book(desk, cadre)[0]["ends"] == (today() + timedelta(days=1499)).isoformat()


def test_one_that_is_over_is_in_the_book_and_restricts_nobody(desk: Desk, cadre: str) -> None:
    punished(desk, cadre, 1, ("1", "warning", date(2010, 5, 4), None))
    assert [one["state"] for one in book(desk, cadre)] == ["ended"]
    assert not restricted(desk, cadre)


def test_what_the_file_sets_aside_never_was_and_older_news_does_not_bring_it_back(desk: Desk, cadre: str) -> None:
    punished(desk, cadre, 5, ("1", "demerit", today(), None), ("2", "warning", today(), None))
    punished(desk, cadre, 6, ("2", "warning", today(), None))
    assert {one["source_id"]: one["state"] for one in book(desk, cadre)} == {"1": "annulled", "2": "in_force"}
    punished(desk, cadre, 7)
    assert not restricted(desk, cadre)
    punished(desk, cadre, 5, ("1", "demerit", today(), None), ("2", "warning", today(), None))
    assert not restricted(desk, cadre)


def test_what_was_entered_by_hand_already_is_adopted(desk: Desk, cadre: str) -> None:
    wish = {"cadre_id": cadre, "kind": "demerit", "begins": iso(), "basis": "决定（演示）"}
    made = desk.ask("impose_restriction", **wish, synthetic=True)
    punished(desk, cadre, 1, ("4", "demerit", today(), None))
    (one,) = book(desk, cadre)
    assert (one["id"], one["source"], one["source_id"]) == (made["id"], "registry", "4")
    assert desk.told("restriction.changed.v1")[-1]["source_id"] == "4"


def test_accountability_with_an_effect_period_is_entered(desk: Desk, cadre: str) -> None:
    item = an_item(desk)
    wish = {"item_id": item, "basis": "逾期未改", "decided_on": iso(), "cadre_id": cadre}
    desk.ask("record_accountability", **wish, kind="talk")
    assert book(desk, cadre) == []
    entry = desk.ask("record_accountability", **wish, kind="admonishment")
    (one,) = book(desk, cadre)
    assert (one["kind"], one["source"], one["source_id"]) == ("admonition", "accountability", entry["id"])
    assert restricted(desk, cadre)


def test_the_handling_of_a_check_is_entered(desk: Desk, cadre: str) -> None:
    campaign = a_campaign(desk)
    wish = {"campaign_id": campaign, "cadre_id": cadre, "reason": "promotion", "basis": "拟提拔"}
    check = desk.ask("add_targeted_check", **wish)["id"]
    end = {"check_id": check, "outcome": "concealed", "decided_on": iso(), "basis": "查核认定"}
    desk.ask("conclude_check", by=COLLEAGUE, **end, handling="admonishment")
    (one,) = book(desk, cadre)
    assert (one["kind"], one["source"], one["source_id"], one["basis"]) == ("admonition", "check", check, "查核认定")
    assert restricted(desk, cadre)
    right = {**end, "outcome": "consistent", "handling": "none", "correction": "登记对象有误"}
    shown = desk.ask("correct_check", by=COLLEAGUE, **right)
    (before,) = shown["superseded"]
    assert (shown["outcome"], before["outcome"], before["correction"]) == ("consistent", "concealed", "登记对象有误")
    assert not restricted(desk, cadre)
    assert [row["state"] for row in book(desk, cadre)] == ["annulled"]
    desk.ask("correct_check", by=COLLEAGUE, **{**right, "handling": "admonishment", "outcome": "omitted"})
    assert restricted(desk, cadre)
    desk.ask("correct_check", by=COLLEAGUE, **{**right, "handling": "admonishment", "outcome": "concealed"})
    assert sorted(row["state"] for row in book(desk, cadre)) == ["annulled", "in_force"], "the period is the same"
    assert len(desk.told("check.corrected.v1")) == 3


def test_a_measure_is_entered_and_goes_when_the_matter_is_opened_again(desk: Desk, cadre: str) -> None:
    desk.service.cipher = FieldCipher(bytes(range(32)))  # type: ignore[attr-defined]
    agency = f"agy-{secrets.token_hex(4)}"
    desk.db["agencies"].insert_one({"_id": agency, "code": agency, "unit_id": f"unt-{agency}", "active": True})
    wish = {"title": "合成事项", "source": "audit", "classification": "internal", "cadre_id": cadre}
    matter = desk.ask("register_matter", lead_agency_id=agency, **wish)["id"]
    desk.ask("discuss_matter", matter_id=matter)
    opinion = {"agency_id": agency, "view": "agree", "text": "同意", "classification": "internal"}
    desk.ask("give_matter_opinion", by=of_unit(f"unt-{agency}"), matter_id=matter, **opinion)
    desk.ask("conclude_matter", matter_id=matter, measures=["admonishment", "joint_check"], text="结论")
    (one,) = book(desk, cadre)
    assert (one["kind"], one["source"], one["source_id"]) == ("admonition", "matter", matter)
    desk.ask("reopen_matter", matter_id=matter, basis="新情况")
    assert not restricted(desk, cadre)
    assert book(desk, cadre)[0]["state"] == "annulled"


def test_one_decision_in_several_ledgers_stands_in_the_book_once_until_the_last_takes_it_back(
    desk: Desk, cadre: str
) -> None:
    wish = {"cadre_id": cadre, "kind": "admonition", "begins": iso(), "basis": "决定（演示）"}
    made = desk.ask("impose_restriction", **wish)
    item = an_item(desk)
    said = {"item_id": item, "basis": "逾期未改", "decided_on": iso(), "cadre_id": cadre, "kind": "admonishment"}
    entry = desk.ask("record_accountability", **said)["id"]
    reason = {"campaign_id": a_campaign(desk), "cadre_id": cadre, "reason": "promotion", "basis": "拟提拔"}
    check = desk.ask("add_targeted_check", **reason)["id"]
    end = {"check_id": check, "outcome": "concealed", "decided_on": iso(), "basis": "查核认定"}
    desk.ask("conclude_check", by=COLLEAGUE, **end, handling="admonishment")
    (one,) = book(desk, cadre)
    assert (one["id"], one["source"], one["source_id"]) == (made["id"], "accountability", entry)
    by_hand = {"source": "entered", "source_id": None}
    assert one["joined"] == [by_hand, {"source": "check", "source_id": check}]
    assert desk.refused("impose_restriction", **wish).facts["restriction_id"] == made["id"]
    desk.ask("annul_accountability", accountability_id=entry, basis="登记有误")
    (one,) = book(desk, cadre)
    assert (one["state"], one["source"], one["source_id"]) == ("in_force", "entered", None)
    assert one["joined"] == [{"source": "check", "source_id": check}]
    right = {**end, "outcome": "consistent", "handling": "none", "correction": "登记对象有误"}
    desk.ask("correct_check", by=COLLEAGUE, **right)
    (one,) = book(desk, cadre)
    assert (one["state"], one["source"], one["joined"]) == ("in_force", "entered", []), "annulled by hand alone"
    desk.ask("annul_restriction", restriction_id=made["id"], basis="登记有误")
    assert not restricted(desk, cadre)


def test_what_supervision_entered_itself_stays_when_the_file_takes_back_the_same(desk: Desk, cadre: str) -> None:
    wish = {"cadre_id": cadre, "kind": "party_warning", "begins": iso(), "basis": "决定（演示）"}
    made = desk.ask("impose_restriction", **wish)["id"]
    punished(desk, cadre, 1, ("4", "party_warning", today(), None))
    (one,) = book(desk, cadre)
    assert (one["id"], one["source"], one["source_id"]) == (made, "registry", "4")
    assert one["joined"] == [{"source": "entered", "source_id": None}]
    punished(desk, cadre, 2, ("5", "party_warning", today(), None))
    (one,) = book(desk, cadre)
    assert (one["id"], one["source_id"]) == (made, "5"), "put right in the file, it is the same still"
    punished(desk, cadre, 3)
    (one,) = book(desk, cadre)
    assert (one["state"], one["source"], one["source_id"], one["joined"]) == ("in_force", "entered", None, [])
    assert restricted(desk, cadre)
    desk.ask("annul_restriction", restriction_id=made, basis="登记有误")
    assert not restricted(desk, cadre)


def test_what_a_file_tells_of_a_decision_that_another_ledger_has_is_the_same(desk: Desk, cadre: str) -> None:
    said = {"item_id": an_item(desk), "basis": "逾期未改", "decided_on": iso(), "cadre_id": cadre}
    entry = desk.ask("record_accountability", **said, kind="organisational_measure")["id"]
    punished(desk, cadre, 1, ("4", "organisational_measure", today(), None))
    (one,) = book(desk, cadre)
    assert (one["source"], one["source_id"]) == ("registry", "4"), "what the registry knows it by comes first"
    assert one["joined"] == [{"source": "accountability", "source_id": entry}]
    punished(desk, cadre, 2)
    (one,) = book(desk, cadre)
    assert (one["state"], one["source"], one["joined"]) == ("in_force", "accountability", [])
