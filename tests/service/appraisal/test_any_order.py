"""Evidence that comes in any order, with mistakes and what puts them right, makes the index that the right one makes;
and an index as of a day is the one that was shown on it, or would have been."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from servicekit import clock
from tests.service.appraisal.conftest import PACKAGE
from tests.service.appraisal.index_desk import PATH, leaders, settle
from tests.service.appraisal.test_deeds import SECOND, wish
from tests.service.appraisal.test_evidence import published, rows
from tests.service.desk import Desk, a_desk
from tests.support.results import a_result

FIRST, LAST = date(2023, 1, 1), date(2026, 6, 30)
WHO = "cad-1"
NUMBERS = itertools.count(1)
few = hypothesis_settings(
    max_examples=6,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@dataclass(frozen=True)
class Thing:
    """What happened on a day; a mistake is taken back in the end."""

    kind: str
    on: str
    wrong: bool


def things() -> st.SearchStrategy[list[Thing]]:
    kinds = ["restriction", "accountability", "result", "honour", "completion", "hours", "deed"]
    made = st.builds(
        Thing, st.sampled_from(kinds), st.dates(FIRST, LAST).map(lambda day: day.isoformat()), st.booleans()
    )
    return st.lists(made, min_size=1, max_size=6)


def events_of(thing: Thing, id: str) -> list[tuple[str, dict[str, Any]]]:
    """What other services tell of it, in their order: the handler and the event."""
    whose = {"cadre_id": WHO, "unit_ids": PATH, "synthetic": True}
    taken_back: list[dict[str, Any]] = []
    match thing.kind:
        case "restriction":
            type, service, first = "restriction.changed.v1", "supervision", {"state": "in_force"}
            whose |= {"restriction_id": id, "kind": "warning", "begins": thing.on, "ends": None}
            taken_back = [{"state": "annulled"}]
        case "accountability":
            type, service, first = "accountability.recorded.v1", "supervision", {"annulled": False}
            whose |= {"accountability_id": id, "unit_id": None, "decided_on": thing.on}
            taken_back = [{"annulled": True}]
        case "result":
            type, service, first = "result.published.v1", "supervision", {"state": "in_force"}
            whose |= {"result_id": id, "uses": ["appraisal"], "level": 3, "result": "problem_found"}
            whose |= {"published_on": thing.on, "valid_until": None}
            taken_back = [{"state": "withdrawn"}]
        case "honour":
            type, service, first = "honour.conferred.v1", "incentive", {"state": "in_force"}
            whose |= {"honour_id": id, "conferred_on": thing.on}
            taken_back = [{"state": "revoked"}]
        case "completion":
            type, service, first = "completion.recorded.v1", "training", {"revoked": False}
            whose |= {"completion_id": id, "completed_on": thing.on}
            taken_back = [{"revoked": True}]
        case _:
            type, service, first = "hours.credited.v1", "training", {"entry_id": id, "total_hours": 40.0}
            whose |= {"on": thing.on, "counts_on": None}
            today = clock.day_of(clock.now()).isoformat()
            taken_back = [{"entry_id": f"{id}-back", "total_hours": -40.0, "on": today, "counts_on": thing.on}]
    handler = {"result": "result_evidence"}.get(thing.kind, f"{service}_evidence")
    said = [first, *(taken_back if thing.wrong else [])]
    return [
        (
            handler,
            {
                "id": f"{id}-{number}",
                "type": type,
                "subject": id,
                "sequence": number,
                "service": service,
                "data": whose | one,
            },
        )
        for number, one in enumerate(said, 1)
    ]


def grades_told(desk: Desk, grades: dict[int, str], sequence: int) -> None:
    """The file tells the annual grades that count."""
    told = [{"year": year, "grade": grades[year]} for year in sorted(grades)]
    leaders(desk, WHO, sequence=sequence, annual_grades=told[-5:], earlier_annual_grades=told[:-5])


def a_deed(desk: Desk, thing: Thing) -> str:
    signs = {"sign": "negative", "item": "perfunctory"} if int(thing.on[-2:]) % 2 else {}
    items = desk.ask("list_dictionaries", code="appraisal.negative_deeds")["items"]
    if signs and items:
        signs["item"] = items[0]["entries"][0]["key"]
    deed_id = str(desk.ask("record_deed", **wish(WHO, happened_on=thing.on, **signs))["id"])
    desk.ask("verify_deed", by=SECOND, deed_id=deed_id, verified_by="乙")
    return deed_id


def shown(desk: Desk, days: list[str]) -> dict[str, Any]:
    """The index that readers see with its steps, and those as of other days."""
    settle(desk)
    current = desk.ask("list_indices", subject_kind="cadre", subject_id=WHO)["items"][0]
    found: dict[str, Any] = {"now": current["score"], "steps": desk.ask("get_index", index_id=current["id"])["steps"]}
    for day in days:
        then = desk.ask("compute_index", subject_kind="cadre", subject_id=WHO, as_of=day)
        found[day] = (then["model_id"], then["steps"])
    return found


@few
@given(things(), st.dictionaries(st.integers(2021, 2025), st.sampled_from(["excellent", "competent"])), st.data())
def test_in_any_order_and_with_mistakes_that_are_put_right_the_index_is_the_same(
    desk: Desk, life: list[Thing], grades: dict[int, str], data: st.DataObject
) -> None:
    days = sorted({thing.on for thing in life})
    named = [(thing, f"{thing.kind}-{number}") for number, thing in enumerate(life)]
    desk = a_desk(PACKAGE, desk.runtime)
    grades_told(desk, grades, 1)
    for thing, id in named:
        if thing.wrong:
            continue
        if thing.kind == "deed":
            a_deed(desk, thing)
        else:
            for handler, event in events_of(thing, id):
                desk.hear_all(handler, [event])
    right = shown(desk, days)

    other = a_desk(PACKAGE, desk.runtime)
    steps: list[Any] = []
    for thing, id in named:
        steps += [thing] if thing.kind == "deed" else events_of(thing, id)
    mistakes = st.dictionaries(st.integers(2020, 2025), st.just("incompetent"))
    before = [{}, *data.draw(st.lists(mistakes, max_size=2))]
    mistaken: list[str] = []
    for number, wrong in enumerate(before, 1):
        grades_told(other, wrong, number)
    for step in data.draw(st.permutations(steps)):
        if isinstance(step, Thing):
            deed_id = a_deed(other, step)
            mistaken += [deed_id] if step.wrong else []
        else:
            other.hear_all(step[0], [step[1]])
        if data.draw(st.booleans()):
            leaders(other, WHO, sequence=len(before) + 1, annual_grades=[], earlier_annual_grades=[])
            settle(other)
    for deed_id in data.draw(st.permutations(mistaken)):
        other.ask("withdraw_deed", deed_id=deed_id, withdrawn_by="丙", basis="误记")
    grades_told(other, grades, len(before) + 2)
    found = shown(other, days)
    for day, one in found.items():
        assert (day, one) == (day, right[day])


@few
@given(things(), st.data())
def test_what_was_shown_at_an_instant_of_any_day_is_shown_of_it_ever_after(
    desk: Desk, life: list[Thing], data: st.DataObject
) -> None:
    desk = a_desk(PACKAGE, desk.runtime)
    leaders(desk, WHO)
    days = sorted({thing.on for thing in life})
    steps = [event for number, thing in enumerate(life) for event in events_of(thing, f"{thing.kind}-{number}")]
    then: list[tuple[str, str, Any, Any]] = []
    for handler, event in data.draw(st.permutations(steps)):
        desk.hear_all(handler, [event])
        newest = desk.ask("list_evidence", subject=WHO, sort="-number", limit=1)["items"]
        if newest:
            day = data.draw(st.sampled_from(days))
            instant = newest[0]["known_at"]
            then.append((instant, day, as_of(desk, day), listed(desk, day)))
    for instant, day, steps_then, listed_then in then:
        assert (day, as_of(desk, day, known_at=instant)) == (day, steps_then)
        assert (day, listed(desk, day, known_at=instant)) == (day, listed_then)


def listed(desk: Desk, day: str, **more: Any) -> list[str]:
    found = desk.ask("list_evidence", subject=WHO, as_of=day, limit=100, **more)["items"]
    assert all(one["happened_on"] <= day for one in found)
    return [one["id"] for one in found]


def as_of(desk: Desk, day: str, **more: Any) -> list[dict[str, Any]]:
    index = desk.ask("compute_index", subject_kind="cadre", subject_id=WHO, as_of=day, **more)
    return list(index["steps"])


def test_a_result_whose_validity_is_over_counts_on_the_days_on_which_it_was_valid(desk: Desk) -> None:
    leaders(desk, WHO)
    result = a_result(WHO, published_on="2026-02-01", valid_until="2026-06-30")
    days = {"2026-01-31": 0, "2026-02-01": 1, "2026-06-30": 1}

    def counting(day: str) -> int:
        # The shipped version draws on no results, and says which pieces it leaves out.
        return len(desk.ask("compute_index", subject_kind="cadre", subject_id=WHO, as_of=day)["unused"])

    published(desk, result)
    assert {day: counting(day) for day in days} == days
    settle(desk)
    published(desk, {**result, "state": "expired"}, 2, "result.expired.v1")
    assert desk.db["subjects"].find_one({"_id": f"cadre.{WHO}"})["dirty"]
    assert {day: counting(day) for day in (*days, "2026-07-01")} == {**days, "2026-07-01": 0}
    published(desk, {**result, "state": "withdrawn"}, 3, "result.withdrawn.v1")
    assert counting("2026-06-30") == 0, "what was withdrawn counts as never having been"


def test_hours_of_years_ago_that_are_taken_back_today_leave_this_years_index_alone(desk: Desk) -> None:
    leaders(desk, WHO)
    today = clock.day_of(clock.now())
    long_ago = (today - timedelta(days=800)).isoformat()
    before = as_of(desk, today.isoformat())
    for handler, event in events_of(Thing("hours", long_ago, wrong=True), "hrs-old"):
        desk.hear_all(handler, [event])
    assert as_of(desk, today.isoformat()) == before
    assert [one["happened_on"] for one in rows(desk, WHO)] == [long_ago, long_ago]


def test_an_annual_grade_that_was_entered_by_mistake_and_set_aside_counts_no_more(desk: Desk) -> None:
    for sequence, (grades, counts) in enumerate(
        [
            ({2020: "excellent"}, {2020}),
            ({}, set()),
            (dict.fromkeys(range(2019, 2025), "competent"), set(range(2019, 2025))),
            (dict.fromkeys(range(2020, 2025), "competent"), set(range(2020, 2025))),
            (dict.fromkeys(range(2020, 2026), "competent"), set(range(2020, 2026))),
            (dict.fromkeys((2022, 2023), "competent"), {2022, 2023}),
        ],
        start=1,
    ):
        grades_told(desk, grades, sequence)
        newest = {one["reference"]: one["value"] for one in rows(desk, WHO, source="appraisal.annual_grade")}
        assert {int(name.partition(":")[2]) for name, value in newest.items() if value is not None} == counts


def test_a_grade_of_before_the_last_five_that_is_set_aside_counts_on_no_day(desk: Desk) -> None:
    last_five, day = dict.fromkeys(range(2021, 2026), "competent"), "2023-06-30"
    grades_told(desk, last_five, 1)
    right = as_of(desk, day)
    desk = a_desk(PACKAGE, desk.runtime)
    for sequence, grades in enumerate(({2020: "incompetent"}, last_five), start=1):
        grades_told(desk, grades, sequence)
    assert as_of(desk, day) == right


def test_an_older_event_that_tells_of_the_last_years_alone_takes_none_of_before_them_out(desk: Desk) -> None:
    grades_told(desk, dict.fromkeys(range(2019, 2025), "competent"), 1)
    told = [{"year": year, "grade": "competent"} for year in range(2020, 2026)]
    leaders(desk, WHO, sequence=2, annual_grades=told[-5:])
    assert {one["value"] for one in rows(desk, WHO, source="appraisal.annual_grade")} == {2.0}
