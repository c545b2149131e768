"""What waits is declared by names that exist: states, fields of events, and rows that lead on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from string import Formatter
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from gateway.account_change_rows import WAITS as ACCOUNT_CHANGES
from gateway.export_rows import WAITS as EXPORTS
from gateway.readmodels.asked import Asked, Period
from gateway.readmodels.catalogue import PROJECTION
from gateway.readmodels.checking import Misdeclared
from gateway.readmodels.rehearsal import Rehearsal, rehearse
from gateway.readmodels.worklists import ASKING, WAITING, Asking, Waiting
from gateway.readmodels.worklists.common import FAR, in_state
from gateway.rights import ROLES
from gateway.routes import row_of
from gateway.service_account_rows import WAITS as SERVICE_CHANGES
from gateway.work import _Task, show_work, tasks_of
from servicekit.errors import InvalidFields
from servicekit.fields import MOST_VALUES
from servicekit.principal import Principal, Reach, Scope
from servicekit.schema import MAX_PAGE, load
from services.registry.operations import alerts
from services.registry.schemas.alerts import RULES
from services.supervision.operations import rectification
from services.training.operations import classes
from tests.support.every import of_every
from tools.lifecycles import tables

ASKED = Asked(Rehearsal({}), Period(None, date(2026, 3, 2)), Scope())
STATES = {(service, str(state)) for service, _, life in tables() for state in life.states}


def states_of(where: Any) -> Iterator[str]:
    """The states that a filter asks for."""
    if isinstance(where, Mapping):
        for name, value in where.items():
            if name in ("state", "follow_up_state"):
                yield from value["$in"] if isinstance(value, Mapping) else [value]
            else:
                yield from states_of(value)
    elif isinstance(where, list):
        for one in where:
            yield from states_of(one)


@of_every("waiting", WAITING, ids=lambda waiting: waiting.what)
def test_what_waits_names_states_and_fields_that_there_are(waiting: Waiting) -> None:
    service = waiting.what.partition(".")[0]
    for state in states_of(waiting.selected.where(ASKED)):
        assert (service, state) in STATES or waiting.selected.collection == "contact_visits", state
    shape = PROJECTION.shapes[waiting.selected.collection]
    assert "synthetic" in shape
    if waiting.each:
        assert waiting.each.listed in shape
    for called in waiting.called if isinstance(waiting.called, tuple) else (waiting.called,):
        if isinstance(called, str):
            assert {name for _, name, _, _ in Formatter().parse(called) if name} <= told_by(waiting)


def told_by(waiting: Waiting) -> set[str]:
    """What a row tells, and what waits of it by itself."""
    return set(PROJECTION.shapes[waiting.selected.collection]) | ({waiting.each.named} if waiting.each else set())


@of_every("waiting", WAITING, ids=lambda waiting: waiting.what)
def test_what_is_offered_can_be_called_as_it_stands(waiting: Waiting) -> None:
    told: dict[str, Any] = dict.fromkeys(PROJECTION.shapes[waiting.selected.collection], "x")
    rows = [told, {**told, waiting.each.named: "1"}] if waiting.each else [told]
    for row in rows:
        method, path = next(task for task in all_tasks() if task.waiting.what == waiting.what).call(row)
        assert not set("{}") & set(path)
        asked = row_of(waiting.offered(row))
        assert method == asked.method
        assert set(asked.wanted_in_query) == set(parse_qs(urlsplit(path).query)), "no parameter is missing"
    assert all(row_of(asking.step).wanted_in_query == [] for asking in ASKING)


def all_tasks() -> list[_Task]:
    """What may wait for an account of each role, bound to a unit and to a cadre."""
    bound = Scope(Reach.NONE, unit_id="unt-1", cadre_id="cad-1")
    return [task for name in ROLES for task in tasks_of(Principal("acc-1", (name,), "", bound))]


@pytest.mark.parametrize("asking", ASKING, ids=lambda asking: asking.what)
def test_what_a_service_is_asked_for_is_a_list_with_these_fields(asking: Asking) -> None:
    assert asking.asks.answer is not None
    listed = asking.asks.answer().fields["items"].inner.schema.fields
    named = {name for _, name, _, _ in Formatter().parse(str(asking.called)) if name}
    assert {"id", *filter(None, [asking.due]), *named} <= set(listed)
    assert len(row_of(asking.step).parameters) == 1
    assert asking.asks.wish
    load(asking.asks.wish, asking.given)


@of_every("waiting", [one for one in WAITING if one.titled], ids=lambda waiting: waiting.what)
def test_what_tells_titles_is_a_list_of_them_by_their_ids(waiting: Waiting) -> None:
    assert waiting.titled is not None
    assert waiting.titled.answer is not None
    assert {"id", "title"} <= set(waiting.titled.answer().fields["items"].inner.schema.fields)
    (named,) = row_of(waiting.step).parameters
    load(waiting.titled.wish, {named: [f"x-{n}" for n in range(MOST_VALUES)], "limit": MAX_PAGE})


def test_what_a_row_is_called_is_said_in_either_language() -> None:
    (item,) = [waiting for waiting in WAITING if waiting.step is rectification.VERIFY_RECTIFICATION_ITEM]
    assert (item.calls({"number": 3}), item.calls({"number": 3}, "en")) == ("第3项", "item 3")
    (class_,) = [waiting for waiting in WAITING if waiting.step is classes.PUBLISH_CLASS]
    assert class_.calls({"code": "2025-ZT-03", "title": "春季主体班"}) == "春季主体班"
    assert class_.calls({"code": "2025-ZT-03"}) == "2025-ZT-03", "of before its title was told"


def test_an_alert_of_what_is_so_already_is_due_on_no_day() -> None:
    (item,) = [waiting for waiting in WAITING if waiting.step is alerts.HANDLE_ALERT]
    rows = [{"_id": "alt-1", "rule": rule, "due_on": "2025-03-01"} for rule in RULES]
    due = {row["rule"] for row in rows if item.day(row) == "2025-03-01"}
    assert due == {"retirement_due", "probation_ending", "punishment_ending"}
    assert {item.place(row)[0] for row in rows if row["rule"] not in due} == {FAR}


def test_each_step_waits_once_and_somebody_may_take_it() -> None:
    assert len({waiting.what for waiting in WAITING}) == len(WAITING)
    assert {task.waiting.what for task in all_tasks()} == {
        waiting.what for waiting in (*WAITING, *ASKING, *EXPORTS, *ACCOUNT_CHANGES, *SERVICE_CHANGES)
    }


def test_a_field_that_no_event_carries_stops_the_start() -> None:
    for wrong in (
        Waiting(alerts.HANDLE_ALERT, in_state("alerts", "open", lvel="red")),
        Waiting(alerts.HANDLE_ALERT, in_state("alerts", "open"), "due"),
        Waiting(alerts.HANDLE_ALERT, in_state("alerts", "open"), "due_on", dated=("rle", ("retirement_due",))),
    ):
        with pytest.raises(Misdeclared, match=r"registry\.handle_alert"):
            asyncio.run(rehearse(worklist=[wrong]))


def asked_by(*roles: str, **bound: str) -> dict[str, Any]:
    """What is asked of the rows for somebody, by the step that they wait for."""
    principal = Principal("acc-1", roles, "", Scope(Reach.NONE, bound.get("unit_id"), bound.get("cadre_id")))
    unit = bound.get("unit_id")
    asked = replace(ASKED, unit_ids=(unit,) if unit else (), owned={"organisers": ("org-1",)})
    return {
        task.waiting.what: task.waiting.selected.where(task.asked(asked))
        for task in tasks_of(principal)
        if isinstance(task.waiting, Waiting)
    }


def test_a_unit_is_offered_its_own_nominations_and_its_own_daily_training() -> None:
    of_unit, of_all = asked_by("unit_officer", unit_id="unt-1"), asked_by("young_cadre_officer", "training_officer")
    what = "talentpool.request_member_vetting"
    assert "{'nominated_from': 'unt-1'}" in str(of_unit[what])
    assert "nominated_from" not in str(of_all[what])
    for what in ("training.publish_class", "training.start_class", "training.complete_class"):
        assert "'organiser_tier': 'unit'" in str(of_unit[what])
        assert "organiser_tier" not in str(of_all[what])


def test_nothing_about_the_reader_is_offered_to_them_as_an_official_whatever_says_whom_it_is_about() -> None:
    asked = asked_by("registry_officer", "young_cadre_officer", "supervision_officer", cadre_id="cad-1")
    for what, field in {
        "registry.handle_alert": "subject_id",
        "registry.record_decision": "cadre_ids",
        "registry.decide_correction": "cadre_id",
        "talentpool.confirm_match": "cadre_ids",
        "supervision.decide_appeal": "cadre_id",
    }.items():
        assert f"'{field}': {{'$ne': 'cad-1'}}" in str(asked[what]), what
    assert "$ne" not in str(asked_by("registry_officer"))


def test_whose_it_is_follows_from_the_right_and_its_reach() -> None:
    def steps(*roles: str, **bound: str) -> set[str]:
        principal = Principal("acc-1", roles, "", Scope(Reach.NONE, bound.get("unit_id"), bound.get("cadre_id")))
        return {task.waiting.what for task in tasks_of(principal)}

    assert "supervision.reply_letter" in steps("cadre", cadre_id="cad-1")
    assert "supervision.reply_letter" not in steps("supervision_officer")
    assert "supervision.reply_letter" in steps("supervision_officer", "cadre", cadre_id="cad-1")
    assert "supervision.conclude_vetting" not in steps("agency_liaison", unit_id="unt-1")
    assert "supervision.give_opinion" in steps("agency_liaison", unit_id="unt-1")
    assert steps("unit_officer") == set(), "an account that is bound to nothing has nothing to do"
    assert steps("system_administrator") == steps("audit_administrator") == set()
    assert steps("security_administrator") == {
        "gateway.decide_account_change",
        "gateway.decide_service_change",
    }


def test_what_is_asked_for_in_vain_is_answered_with_what_may_wait_for_this_reader() -> None:
    def refused(*roles: str, **bound: str) -> str:
        principal = Principal("acc-1", roles, "", Scope(Reach.NONE, bound.get("unit_id"), bound.get("cadre_id")))
        request: Any = SimpleNamespace(params={"what": "no.such_step"}, principal=principal)
        with pytest.raises(InvalidFields) as refusal:
            asyncio.run(show_work(request))
        (wrong,) = refusal.value.errors
        assert (wrong.pointer, wrong.code) == ("/what", "not-allowed")
        return wrong.zh

    assert "回复联审意见（“supervision.give_opinion”）" in refused("agency_liaison", unit_id="unt-1")
    assert refused("system_administrator").endswith("：无")
    officer = refused("registry_officer", "training_officer", "supervision_officer", "incentive_officer")
    assert officer.count("（“") == 20
    assert officer.endswith("类")
