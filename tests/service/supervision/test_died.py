"""Nothing is begun about a cadre who has died; what was before is entered with its day; a mistaken death is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from tests.service.desk import CITY, COLLEAGUE, UNIT, Desk
from tests.service.supervision.test_looked_at import a_campaign
from tests.service.supervision.test_rectification import an_item
from tests.service.supervision.test_results import an_agency, concluded
from tests.support.days import today


def died_on() -> date:
    return today() - timedelta(days=10)


def told(desk: Desk, cadre: str, sequence: int, **state: Any) -> None:
    """The registry tells of somebody's status."""
    desk.people(cadre, sequence=sequence, unit_ids=[CITY, UNIT], **state)


def dies(desk: Desk, cadre: str, since: str | None = None) -> None:
    told(desk, cadre, 5, status="deceased", status_since=since or died_on().isoformat())


Act = Callable[[Desk, str, date], tuple[str, dict[str, Any]]]
DATED: dict[str, Act] = {
    "restriction": lambda desk, cadre, day: (
        "impose_restriction",
        {"cadre_id": cadre, "kind": "warning", "begins": day.isoformat(), "basis": "决定（演示）"},
    ),
    "accountability": lambda desk, cadre, day: (
        "record_accountability",
        {
            "item_id": an_item(desk),
            "kind": "talk",
            "cadre_id": cadre,
            "decided_on": day.isoformat(),
            "basis": "依据（演示）",
        },
    ),
    "report": lambda desk, cadre, day: (
        "record_report",
        {"campaign_id": a_campaign(desk), "cadre_id": cadre, "state": "received", "received_on": day.isoformat()},
    ),
}
OF_TODAY: dict[str, Act] = {
    "vetting": lambda desk, cadre, day: ("open_vetting", {"cadre_id": cadre, "purpose": "award"}),
    "matter": lambda desk, cadre, day: (
        "register_matter",
        {
            "title": "合成事项",
            "source": "audit",
            "classification": "internal",
            "cadre_id": cadre,
            "lead_agency_id": an_agency(desk),
        },
    ),
    "letter": lambda desk, cadre, day: (
        "write_letter",
        {"cadre_id": cadre, "kind": "inquiry", "subject_code": "conduct", "text": "函", "classification": "internal"},
    ),
    "check": lambda desk, cadre, day: (
        "add_targeted_check",
        {"campaign_id": a_campaign(desk), "cadre_id": cadre, "reason": "promotion", "basis": "拟提拔"},
    ),
}


@pytest.mark.parametrize("act", DATED.values(), ids=DATED)
def test_what_was_before_a_death_is_entered_afterwards_and_what_is_after_it_is_refused(
    desk: Desk, cadre_id: str, act: Act
) -> None:
    dies(desk, cadre_id)
    name, wish = act(desk, cadre_id, died_on() + timedelta(days=1))
    no = desk.refused(name, **wish)
    assert (no.code, no.facts["died_on"]) == ("has-died", died_on().isoformat())
    assert no.errors[0].pointer in ("/begins", "/decided_on", "/received_on")
    day = died_on().isoformat()
    sent = {key: day if key in ("begins", "decided_on", "received_on") else value for key, value in wish.items()}
    assert desk.ask(name, **sent)


@pytest.mark.parametrize("act", OF_TODAY.values(), ids=OF_TODAY)
def test_nothing_is_begun_about_whoever_has_died_unless_that_was_a_mistake(desk: Desk, cadre_id: str, act: Act) -> None:
    name, wish = act(desk, cadre_id, today())
    dies(desk, cadre_id)
    assert desk.refused(name, **wish).code == "has-died"
    told(desk, cadre_id, 6, status="serving", status_since="2002-07")
    assert desk.ask(name, **wish)


def test_what_has_an_effect_period_is_not_decided_on_after_a_death(desk: Desk, cadre_id: str) -> None:
    wish = {"campaign_id": a_campaign(desk), "cadre_id": cadre_id, "reason": "promotion", "basis": "合成"}
    check = desk.ask("add_targeted_check", **wish)["id"]
    letter = desk.ask("write_letter", **OF_TODAY["letter"](desk, cadre_id, today())[1])["id"]
    matter = concluded(desk, cadre_id)
    desk.ask("reopen_matter", matter_id=matter, basis="新情况")
    desk.ask("discuss_matter", matter_id=matter)
    dies(desk, cadre_id)
    assert desk.refused("send_letter", letter_id=letter).code == "has-died"
    end = {"matter_id": matter, "text": "结论", "basis": "依据"}
    assert desk.refused("conclude_matter", measures=["admonishment"], **end).code == "has-died"
    assert desk.ask("conclude_matter", measures=["none"], **end)["state"] == "concluded"
    said = {"check_id": check, "outcome": "omitted", "decided_on": today().isoformat(), "basis": "查核认定"}
    assert desk.refused("conclude_check", by=COLLEAGUE, handling="admonishment", **said).code == "has-died"
    assert desk.ask("conclude_check", by=COLLEAGUE, handling="none", **said)["state"] == "concluded"


def test_of_a_death_of_which_the_month_alone_is_known_the_month_counts_as_before_it(desk: Desk, cadre_id: str) -> None:
    dies(desk, cadre_id, "2024-05")
    act = DATED["restriction"]
    name, wish = act(desk, cadre_id, date(2024, 6, 1))
    assert desk.refused(name, **wish).code == "has-died"
    assert desk.ask(name, **{**wish, "begins": "2024-05-31"})


def test_who_has_retired_or_left_is_answerable_still(desk: Desk, cadre_id: str) -> None:
    for sequence, status in enumerate(("retired", "left"), 2):
        told(desk, cadre_id, sequence, status=status, status_since="2024-05-01")
        name, wish = DATED["restriction"](desk, cadre_id, today() - timedelta(days=sequence))
        assert desk.ask(name, **wish)


def _hears(desk: Desk, cadre: str, sequence: int, status: str, since: str | None = None) -> None:
    """The registry tells of somebody's status, to whoever keeps the people and to the book."""
    for handler in ("people", "deaths"):
        desk.people(cadre, sequence=sequence, handler=handler, status=status, status_since=since)


def test_with_a_death_ends_what_is_in_force_and_a_mistaken_death_ends_nothing(desk: Desk, cadre_id: str) -> None:
    begins = (died_on() - timedelta(days=5)).isoformat()
    wish = {"cadre_id": cadre_id, "kind": "warning", "begins": begins, "basis": "决定（演示）"}
    made = desk.ask("impose_restriction", **wish)
    open_ended = desk.ask("impose_restriction", **{**wish, "kind": "under_investigation"})
    tomorrow = (today() + timedelta(days=1)).isoformat()
    coming = desk.ask("impose_restriction", **{**wish, "kind": "demerit", "begins": tomorrow})
    _hears(desk, cadre_id, 5, "deceased", died_on().isoformat())
    book = {row["id"]: row for row in desk.ask("list_restrictions", cadre_id=cadre_id)["items"]}
    ended = {id: (row["state"], row["ends"], row["died_on"]) for id, row in book.items()}
    day = died_on().isoformat()
    assert ended[made["id"]] == ended[open_ended["id"]] == ("ended", day, day)
    assert ended[coming["id"]] == ("ended", day, day), "it never began"
    assert not desk.ask("get_standing", cadre_id=cadre_id)["restricted"]
    _hears(desk, cadre_id, 6, "serving", "2002-07")
    book = {row["id"]: row for row in desk.ask("list_restrictions", cadre_id=cadre_id)["items"]}
    now = [book[one["id"]] for one in (made, open_ended, coming)]
    assert [(one["state"], one["ends"], one["died_on"]) for one in now] == [
        ("in_force", made["ends"], None),
        ("in_force", None, None),
        ("scheduled", coming["ends"], None),
    ]
    assert desk.ask("get_standing", cadre_id=cadre_id)["restricted"]
    assert desk.told("standing.changed.v1")[-1]["restricted"]


def test_what_is_entered_after_a_death_ends_with_it_and_a_retirement_ends_nothing(desk: Desk, cadre_id: str) -> None:
    wish = {"cadre_id": cadre_id, "kind": "warning", "begins": died_on().isoformat(), "basis": "决定（演示）"}
    _hears(desk, cadre_id, 5, "deceased", died_on().isoformat())
    _hears(desk, cadre_id, 4, "serving", "2002-07")  # Older news that comes late.
    made = desk.ask("impose_restriction", **wish)
    assert (made["state"], made["ends"], made["died_on"]) == ("ended", died_on().isoformat(), died_on().isoformat())
    other = f"{cadre_id}-retired"
    _hears(desk, other, 1, "serving", "2002-07")
    desk.ask("impose_restriction", **{**wish, "cadre_id": other})
    for sequence, status in enumerate(("retired", "left"), 2):
        _hears(desk, other, sequence, status, died_on().isoformat())
        assert desk.ask("get_standing", cadre_id=other)["restricted"]


def test_with_a_death_end_the_vettings_that_supervision_asked_for_and_the_letters(desk: Desk, cadre_id: str) -> None:
    agency = an_agency(desk, "award")
    vetting = desk.ask("open_vetting", cadre_id=cadre_id, purpose="award")["id"]
    write = OF_TODAY["letter"](desk, cadre_id, today())[1]
    draft, sent, answered = (desk.ask("write_letter", **write)["id"] for _ in range(3))
    for letter in (sent, answered):
        desk.ask("send_letter", letter_id=letter)
    desk.ask("reply_letter", letter_id=answered, text="说明", classification="internal")
    before = desk.ask("get_letter", letter_id=sent)
    _hears(desk, cadre_id, 5, "deceased", died_on().isoformat())
    day = died_on().isoformat()
    shown = desk.ask("get_vetting", vetting_id=vetting)
    assert (shown["state"], shown["died_on"], shown["timeline"][-1]["what"]) == ("cancelled", day, "died")
    opinion = {"vetting_id": vetting, "agency_id": agency, "opinion": "clear"}
    assert desk.refused("give_opinion", by=COLLEAGUE, **opinion).code == "supervision/vetting-over"
    for letter in (draft, sent, answered):
        shown = desk.ask("get_letter", letter_id=letter)
        assert (shown["state"], shown["died_on"]) == ("ended", day)
    waiting = (("vetting_answers", vetting), ("letter_answer", sent))
    assert {desk.deadline(*one)["state"] for one in waiting} == {"cancelled"}
    assert [event["letter_id"] for event in desk.told("letter.ended.v1")] == [sent, answered], "of a draft nobody hears"

    _hears(desk, cadre_id, 6, "serving", "2002-07")
    shown = desk.ask("get_vetting", vetting_id=vetting)
    assert (shown["state"], shown["died_on"]) == ("open", None)
    letters = {id: desk.ask("get_letter", letter_id=id) for id in (draft, sent, answered)}
    assert {id: (one["state"], one["died_on"]) for id, one in letters.items()} == {
        draft: ("draft", None),
        sent: ("sent", None),
        answered: ("answered", None),
    }
    assert letters[sent]["due_on"] == before["due_on"]
    assert {desk.deadline(*one)["state"] for one in waiting} == {"waiting"}
    assert len(desk.told("letter.resumed.v1")) == 2
    assert desk.ask("give_opinion", by=COLLEAGUE, **opinion)["answers"]


def test_a_death_ends_nothing_that_is_over(desk: Desk, cadre_id: str) -> None:
    an_agency(desk, "award")
    vetting = desk.ask("open_vetting", cadre_id=cadre_id, purpose="award")["id"]
    desk.ask("conclude_vetting", by=COLLEAGUE, vetting_id=vetting, outcome="refused", basis="依据（演示）")
    closed = desk.ask("write_letter", **OF_TODAY["letter"](desk, cadre_id, today())[1])["id"]
    desk.ask("withdraw_letter", letter_id=closed, basis="误发（演示）")
    _hears(desk, cadre_id, 5, "deceased", died_on().isoformat())
    _hears(desk, cadre_id, 6, "serving", "2002-07")
    assert desk.ask("get_vetting", vetting_id=vetting)["state"] == "concluded"
    assert desk.ask("get_letter", letter_id=closed)["state"] == "withdrawn"


def test_an_open_appeal_outlives_its_person_and_is_decided_for_the_next_of_kin(desk: Desk, cadre_id: str) -> None:
    """公务员申诉规定: of somebody who has died the next of kin lodge an appeal, or go on with it."""
    begins = (died_on() - timedelta(days=5)).isoformat()
    wish = {"cadre_id": cadre_id, "kind": "warning", "begins": begins, "basis": "决定（演示）"}
    restriction = desk.ask("impose_restriction", **wish)["id"]
    letter = desk.ask("write_letter", **OF_TODAY["letter"](desk, cadre_id, today())[1])["id"]
    desk.ask("send_letter", letter_id=letter)
    lodging = {"grounds": "申诉理由（演示）", "classification": "internal"}
    before = desk.ask("lodge_appeal", against="restriction", subject_id=restriction, **lodging)
    _hears(desk, cadre_id, 5, "deceased", died_on().isoformat())
    day = died_on().isoformat()
    shown = desk.ask("get_appeal", appeal_id=before["id"])
    assert (shown["state"], shown["died_on"], shown["due_on"]) == ("open", day, before["due_on"])
    assert shown["timeline"][-1]["what"] == "die"
    assert desk.deadline("appeal_decision", before["id"])["state"] == "waiting", "somebody still answers for it"
    after = desk.ask("lodge_appeal", against="letter", subject_id=letter, **lodging)
    assert (after["state"], after["died_on"]) == ("open", day)

    decision = {"outcome": "upheld", "basis": "事实不清（演示）"}
    for appeal in (before, after):
        desk.ask("decide_appeal", by=COLLEAGUE, appeal_id=appeal["id"], **decision)
    assert desk.ask("get_restriction", restriction_id=restriction)["state"] == "annulled"
    assert desk.ask("get_letter", letter_id=letter)["state"] == "withdrawn"
    _hears(desk, cadre_id, 6, "serving", "2002-07")
    assert desk.ask("get_restriction", restriction_id=restriction)["state"] == "annulled"
    assert desk.ask("get_letter", letter_id=letter)["state"] == "withdrawn"
    for appeal in (before, after):
        shown = desk.ask("get_appeal", appeal_id=appeal["id"])
        assert (shown["state"], shown["died_on"], shown["timeline"][-1]["what"]) == ("decided", None, "live_on")


def test_a_mistaken_death_leaves_an_appeal_as_it_was(desk: Desk, cadre_id: str) -> None:
    wish = {"cadre_id": cadre_id, "kind": "warning", "begins": died_on().isoformat(), "basis": "决定（演示）"}
    restriction = desk.ask("impose_restriction", **wish)["id"]
    lodging = {"grounds": "申诉理由（演示）", "classification": "internal"}
    appeal = desk.ask("lodge_appeal", against="restriction", subject_id=restriction, **lodging)["id"]
    _hears(desk, cadre_id, 5, "deceased", died_on().isoformat())
    _hears(desk, cadre_id, 6, "serving", "2002-07")
    shown = desk.ask("get_appeal", appeal_id=appeal)
    assert (shown["state"], shown["died_on"]) == ("open", None)
    rejected = {"appeal_id": appeal, "outcome": "rejected", "basis": "事实清楚（演示）"}
    assert desk.ask("decide_appeal", by=COLLEAGUE, **rejected)["state"] == "decided"
    assert desk.ask("get_restriction", restriction_id=restriction)["state"] == "in_force"
