"""A career entered in any order, with mistakes and what puts them right, is the career entered right at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.registry.model import careers, succession
from services.registry.model.authority import Authority
from services.registry.model.holding import status_on
from services.registry.model.person import Appointment, Cadre, Removal, Span, Voided, began, valid
from services.registry.model.places import unit_on
from services.registry.vocabulary.status import ServiceStep
from tests.unit.registry.people import TODAY, a_cadre, settled

AUTHORITIES = {
    "132": [Authority("city")],
    "131": [Authority("county"), Authority("region", date(2015, 6, 1)), Authority("city", date(2021, 6, 1))],
}
"""What was said of the authority of posts of these levels; those of others have none."""
ENDS = {"retirement": ServiceStep.RETIRE, "death": ServiceStep.DIE}
FIRST, LAST = date(2004, 1, 1), date(2027, 12, 31)
VOID = Voided(by="虚构负责人", basis="录入有误", at=datetime(2026, 1, 1, tzinfo=UTC))


@dataclass(frozen=True)
class Act:
    """What happened on a day."""

    kind: str
    on: str
    what: str
    main: bool = True


def acts() -> st.SearchStrategy[list[Act]]:
    """Things that happen to one person, on different days; at the end they may retire, and die."""
    act = st.builds(
        Act,
        st.sampled_from(["appointment", "level", "rank", "move", "removal"]),
        st.just(""),
        st.sampled_from(["132", "131", "141"]),
        st.booleans(),
    )
    days = st.lists(st.dates(FIRST, LAST), min_size=2, max_size=8, unique=True)
    ends = st.sampled_from([[], ["retirement"], ["death"], ["retirement", "death"]])
    return st.tuples(st.lists(act, min_size=8, max_size=8), days, ends).map(_dated)


def _dated(made: tuple[list[Act], list[date], list[str]]) -> list[Act]:
    given, days, ends = made
    dated = [replace(one, on=day.isoformat()) for one, day in zip(given, sorted(days), strict=False)]
    lived = dated[: len(dated) - len(ends)]
    return lived + [Act(end, one.on, "due") for end, one in zip(ends, dated[len(lived) :], strict=True)]


def appointment_of(act: Act, document: str, **fields: Any) -> Appointment:
    unit = f"unt-{act.on}"
    values: dict[str, Any] = {
        "unit_id": unit,
        "unit_ids": [unit],
        "title": f"副局长 {act.on}",
        "began": act.on,
        "began_by": document,
        "post_level": act.what,
        "main": act.main,
        "replaces": act.main,
        "brings_level": True,
        "authorities": AUTHORITIES.get(act.what),
    }
    return Appointment(**{**values, **fields})


def enter(cadre: Cadre, act: Act, document: str = "包任") -> tuple[str, str]:
    """Enter something as it happened, from its document; the history and the number of its entry."""
    document = f"{document}〔{act.on}〕"
    if act.kind == "appointment":
        appointment = appointment_of(act, document)
        careers.appoint(cadre, appointment, history=True)
        history, entry = "appointments", appointment.entry
    elif act.kind == "move":
        history, entry = "moves", careers.move(cadre, f"unt-{act.on}", [f"unt-{act.on}"], act.on, document, None).entry
    elif act.kind == "removal":
        removal = Removal(on=act.on, document=document, reason="调整", end_level=act.main)
        careers.remove(cadre, removal, history=True)
        history, entry = "removals", removal.entry
    elif act.kind in ENDS:
        history = "statuses"
        entry = careers.change_status(cadre, ENDS[act.kind], act.on, act.what, document, history=True).entry
    else:
        history = f"{act.kind}s"
        span = Span(code=act.what if act.kind == "level" else f"R{act.what}", began=act.on, began_by=document)
        careers.begin_span(cadre, history, span, entered_afterwards=True)
        entry = span.entry
    settled(cadre)
    return history, entry


def said(cadre: Cadre, days: Sequence[date]) -> dict[str, Any]:
    """All that the file says, today and on other days, without the numbers of its entries."""
    names = (
        "status", "title", "post_level", "level_since", "promoted_since", "rank", "rank_since", "in_post_since",
        "look_on", "management", "managements",
    )  # fmt: skip
    periods = {
        history: sorted(
            (one.began, one.ended or "", one.ended_by, getattr(one, "code", getattr(one, "title", "")))
            for one in valid(getattr(cadre, history))
        )
        for history in ("appointments", "levels", "ranks")
    }
    then = [(careers.as_of(cadre, day), status_on(cadre, day), unit_on(cadre, day)) for day in days]
    return {
        **{name: getattr(cadre, name) for name in names},
        **periods,
        "then": then,
        "next": succession.next_change(cadre, TODAY),
    }


def a_file() -> Cadre:
    return settled(a_cadre(level=None))


@given(acts(), st.randoms(use_true_random=False), acts())
def test_in_any_order_and_with_mistakes_that_are_set_aside_it_is_the_same_file(
    life: list[Act], chance: Any, mistakes: list[Act]
) -> None:
    right = a_file()
    for act in life:
        enter(right, act)
    days = [date.fromisoformat(act.on) for act in (*life, *mistakes)] + [TODAY]

    other = a_file()
    shuffled = [("right", act) for act in life if act.kind not in ENDS]
    shuffled += [("wrong", act) for act in mistakes if act.kind not in ENDS]
    chance.shuffle(shuffled)
    shuffled += [("right", act) for act in life if act.kind in ENDS]
    wrong: list[tuple[str, str]] = []
    for how, act in shuffled:
        if how == "wrong":
            # A mistake may bear the day of something that is right: it is another document all the same.
            wrong.append(enter(other, act, "误录"))
        else:
            enter(other, act)
    chance.shuffle(wrong)
    for history, entry in wrong:
        careers.set_aside(other, history, entry, VOID)
        settled(other)
    assert said(other, days) == said(right, days)


@pytest.mark.parametrize("kept_before", [False, True])
@given(acts(), st.randoms(use_true_random=False))
def test_a_post_that_a_registration_brought_ends_as_one_that_was_entered_by_itself(
    kept_before: bool, life: list[Act], chance: Any
) -> None:
    """However many of them it leaves open, in whatever order; also in a file that was kept before they were ended."""
    right, other = a_file(), a_file()
    for act in life:
        enter(right, act)
    appointments = [act for act in life if act.kind == "appointment"]
    brought = chance.sample(appointments, chance.randint(0, len(appointments)))
    for act in brought:
        how = {"given": not kept_before, "replaces": act.main and not kept_before, "end_given": False}
        other.append("appointments", appointment_of(act, f"包任〔{act.on}〕", **how))
    other.placed_from = other.entries
    others = [act for act in life if act not in brought and act.kind not in ENDS]
    for act in [*chance.sample(others, len(others)), *(act for act in life if act.kind in ENDS)]:
        enter(other, act)
    names = ("appointments", "title", "in_post_since")
    expected, found = said(right, []), said(settled(other), [])
    assert [found[name] for name in names] == [expected[name] for name in names]


@pytest.mark.parametrize("given_so", [True, False])
def test_of_two_main_posts_of_one_day_that_a_file_gives_both_stay_and_what_is_decided_that_day_ends_the_other(
    given_so: bool,
) -> None:
    cadre = a_file()
    for title in ("书记", "局长"):
        one = appointment_of(Act("appointment", "2016-05-01", "132"), "文", title=title, given=given_so)
        careers.appoint(cadre, one, history=True)
    settled(cadre)
    assert [one.ended for one in cadre.appointments] == ([None, None] if given_so else ["2016-05-01", None])
    enter(cadre, Act("appointment", "2018-03-01", "132"))
    assert [one.ended for one in cadre.appointments[:2]] == (
        ["2018-03-01"] * 2 if given_so else ["2016-05-01", "2018-03-01"]
    )


@given(acts())
def test_settling_once_more_changes_nothing(life: list[Act]) -> None:
    cadre = a_file()
    for act in life:
        enter(cadre, act)
    before = repr(cadre)
    assert repr(settled(cadre)) == before


def test_a_demotion_is_no_promotion_and_neither_is_one_that_was_set_aside() -> None:
    cadre = a_file()
    for on, code in (("2010-01", "141"), ("2018-03", "132"), ("2025-06", "141")):
        careers.begin_span(cadre, "levels", Span(code=code, began=on, began_by=f"包任〔{on}〕"))
        settled(cadre)
    assert (cadre.level_since, cadre.promoted_since) == ("2025-06", "2018-03")
    mistake = Span(code="132", began="2026-01", began_by="误录")
    careers.begin_span(cadre, "levels", mistake)
    assert settled(cadre).promoted_since == "2026-01"
    careers.set_aside(cadre, "levels", mistake.entry, VOID)
    assert (settled(cadre).level_since, cadre.promoted_since) == ("2025-06", "2018-03")


@given(acts(), st.randoms(use_true_random=False), acts())
def test_what_is_held_counts_as_little_as_what_was_never_decided_and_lifted_it_counts_again(
    life: list[Act], chance: Any, others: list[Act]
) -> None:
    # Of one day what was entered first goes before, and what brings its level again brings it last.
    assume({act.on for act in life}.isdisjoint(act.on for act in others))
    right, other, whole = a_file(), a_file(), a_file()
    acts_of_both = [(True, act) for act in life] + [(False, act) for act in others if act.kind not in ENDS]
    acts_of_both.sort(key=lambda each: each[1].kind in ENDS)
    held: list[Any] = []
    for counts, act in acts_of_both:
        enter(whole, act)
        history, number = enter(other, act)
        if counts:
            enter(right, act)
        else:
            held.append(next(one for one in getattr(other, history) if one.entry == number))
    chance.shuffle(held)
    for entry in held:
        careers.hold(entry, began(entry), ["registry.punishment_effect"], ("处分", "punished"), VOID.at)
        settled(other)
    days = [date.fromisoformat(act.on) for _, act in acts_of_both] + [TODAY]
    assert said(other, days) == said(right, days)
    for entry in held:
        careers.lift(entry, "虚构负责人", "依据", began(entry), VOID.at, ())
    assert said(settled(other), days) == said(whole, days)


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("transfer_first", [True, False])
def test_an_appointment_by_the_document_of_a_transfer_goes_with_it_whichever_is_entered_first(
    transfer_first: bool, whole: bool
) -> None:
    cadre, before = a_file(), said(a_file(), [TODAY])
    acts = [Act("move", "2015-03-01", ""), Act("appointment", "2015-03-01", "141")]
    for act in acts if transfer_first else reversed(acts):
        enter(cadre, act)
    enter(cadre, Act("appointment", "2015-03-02", "141", main=False))
    (move,), (*_, other) = cadre.moves, sorted(cadre.appointments, key=lambda one: one.began)
    if whole:
        careers.set_aside(cadre, "moves", move.entry, VOID)
        along = careers.set_aside_along(cadre, move.entry, VOID)
        assert [one.began for one in along] == ["2015-03-01"]
        careers.set_aside(cadre, "appointments", other.entry, VOID)
        assert said(settled(cadre), [TODAY]) == before
    else:
        assert [one.came_with for one in cadre.appointments if one.began[:4] == "2015"] == [move.entry, None]
        assert [one.ended for one in cadre.appointments if one.began[:4] == "2015"] == [None, None]


def corrected(cadre: Cadre, history: str, number: str, right: Act) -> None:
    """Put an entry right as the service does: it is set aside, and the right one stands in its place."""
    wrong = careers.set_aside(cadre, history, number, VOID)
    settled(cadre)
    _, entered = enter(cadre, right)
    made = next(one for one in getattr(cadre, history) if one.entry == entered)
    made.corrects = wrong.entry
    settled(cadre)


@given(acts(), st.randoms(use_true_random=False), st.data())
def test_what_was_entered_of_another_day_and_is_put_right_is_as_if_it_had_been_entered_right(
    life: list[Act], chance: Any, data: st.DataObject
) -> None:
    """The first level of a graduate (定级) and what follows, each by mistake of an earlier or of a later day."""
    lived = [act for act in life if act.kind not in ENDS and act.kind != "move"]
    assume(lived)
    right = settled(a_cadre(level=None, selected_graduate_year=2010))
    for act in life:
        enter(right, act)
    other = settled(a_cadre(level=None, selected_graduate_year=2010))
    wrong = []
    for act in chance.sample(life, len(life)):
        if act.kind in ENDS:
            continue
        day = data.draw(st.one_of(st.none(), st.dates(FIRST, LAST))) if act in lived else None
        if day is None:
            enter(other, act)
        else:
            wrong.append((*enter(other, replace(act, on=day.isoformat()), "误录"), act))
    for history, number, act in chance.sample(wrong, len(wrong)):
        corrected(other, history, number, act)
    for act in life:
        if act.kind in ENDS:
            enter(other, act)
    days = [date.fromisoformat(act.on) for act in life] + [TODAY]
    assert said(other, days) == said(right, days)
