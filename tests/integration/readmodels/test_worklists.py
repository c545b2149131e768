"""What waits, page by page: each item once, those due first before those due later, before those due on no day."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.readmodels.asked import OWNED, Asked, Period
from gateway.readmodels.store import Store
from gateway.readmodels.worklists import WAITING
from gateway.readmodels.worklists.common import FAR, Place, Waiting, in_state
from servicekit.principal import Reach, Scope
from services.registry.operations import alerts, cadres, selections
from services.supervision.operations import personal_matters, rectification, tasks, vetting
from tests.integration.readmodels.test_views import read_models

TODAY = date(2026, 3, 2)
DAYS = st.sampled_from([None, "2026-02-27", "2026-03-01", "2026-03-02", "2026-03-05"])
RULES = st.sampled_from(["soon", "since", None])
STATES = st.sampled_from(["open", "closed"])
KINDS = (
    Waiting(alerts.HANDLE_ALERT, in_state("alerts", "open"), "due_on", dated=("rule", ("soon",))),
    Waiting(cadres.DECIDE_CORRECTION, in_state("corrections", "open")),
    Waiting(vetting.CONCLUDE_VETTING, in_state("vettings", "open"), "due_on"),
)


def is_due(name: str, rule: str | None) -> bool:
    """Whether a row's day is the one by which something is to be done; else it is the one since when it waits."""
    return name != "alerts" or rule == "soon"


async def walk(asked: Asked, most: int, kinds: Sequence[Waiting] = KINDS) -> list[Place]:
    """All places in the order in which pages of `most` show them."""
    after: Place | None = None
    seen: list[Place] = []
    while True:
        found = sorted([kind.place(row) for kind in kinds for row in await kind.first(asked, after, most + 1)])
        seen += found[:most]
        if len(found) <= most:
            return seen
        after = found[most - 1]


@pytest.fixture(scope="module")
def kept() -> Iterator[tuple[asyncio.Runner, Store]]:
    """Read rows for all examples, and where they are awaited."""
    with asyncio.Runner() as runner:
        models = read_models()
        yield runner, runner.run(models.__aenter__())
        runner.run(models.__aexit__(None, None, None))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["alerts", "corrections", "vettings"]), STATES, DAYS, RULES), max_size=14),
    st.integers(1, 5),
)
def test_every_item_is_shown_once_in_order_however_long_a_page_is(
    kept: tuple[asyncio.Runner, Store], drawn: list[Any], most: int
) -> None:
    runner, store = kept
    steps = {kind.selected.collection: kind for kind in KINDS}

    async def story() -> None:
        rows = store.generation(1)
        for name in steps:
            await rows[name].delete_many({})
        for n, (name, state, day, rule) in enumerate(drawn):
            row = {"_id": f"{name}-{n:02}", "state": state, "due_on": day, "unit_ids": [f"unt-{n % 2}"]}
            await rows[name].insert_one({**row, "rule": rule})
        for scope in (Scope(Reach.ALL), Scope(Reach.UNIT, unit_id="unt-1")):
            asked = Asked(rows, Period(None, TODAY), scope)
            wanted = sorted(
                ((steps[name].due and is_due(name, rule) and day) or FAR, steps[name].what, f"{name}-{n:02}")
                for n, (name, state, day, rule) in enumerate(drawn)
                if state == "open" and (scope.reach is Reach.ALL or n % 2)
            )
            assert await walk(asked, most) == wanted
            counted = [await kind.counted(asked) for kind in KINDS]
            assert sum(count for count, _ in counted) == len(wanted)
            assert sum(late for _, late in counted) == sum(day < TODAY.isoformat() for day, _, _ in wanted)

    runner.run(story())


def test_what_waits_of_a_row_by_itself_is_an_item_each_however_long_a_page_is(
    kept: tuple[asyncio.Runner, Store],
) -> None:
    runner, store = kept
    (settle,) = [waiting for waiting in WAITING if waiting.step is selections.SETTLE]
    rows = store.generation(1)
    asked = Asked(rows, Period(None, TODAY), Scope(Reach.ALL))

    async def story() -> None:
        await rows["selections"].delete_many({})
        told = [("sel-a", ["2", "10"], "2026-03-01"), ("sel-b", None, "2026-03-01"), ("sel-c", ["1", "3"], None)]
        for id, numbers, day in told:
            row = {"_id": id, "selection_id": id, "state": "publicity", "publicity_ends": day}
            listed = {} if numbers is None else {"open_objection_numbers": numbers}
            await rows["selections"].insert_one({**row, **listed, "open_objections": len(numbers or "x")})
        for most in (1, 2, 3, 7):
            walked = [place[2].split() for place in await walk(asked, most, [settle])]
            assert walked == [["sel-a", "2"], ["sel-a", "10"], ["sel-b"], ["sel-c", "1"], ["sel-c", "3"]]
        assert await settle.counted(asked) == (5, 3)
        found = {row["_id"] + row.get("objection", ""): row for row in await settle.first(asked, None, 9)}
        assert settle.calls(found["sel-a10"]) == "第10号反映"
        assert settle.offered(found["sel-a10"]) is selections.SETTLE
        assert (settle.calls(found["sel-b"]), settle.offered(found["sel-b"])) == ("", selections.GET_SELECTION)

    runner.run(story())


def test_what_was_raised_to_the_next_level_waits_for_officers_too(kept: tuple[asyncio.Runner, Store]) -> None:
    runner, store = kept
    rows = store.generation(1)
    everybody = Asked(rows, Period(None, TODAY), Scope(Reach.ALL))
    late = {"due_on": "2026-02-02", "overdue": True}
    steps = {"joint_work": tasks.WITHDRAW_TASK, "rectification_items": rectification.EXTEND_RECTIFICATION_ITEM}

    async def story() -> None:
        for name, step in steps.items():
            (waiting,) = [one for one in WAITING if one.step is step]
            assert waiting.whose is None, "the department's own"
            for n, (state, escalation) in enumerate([("assigned", 0), ("assigned", 2), ("returned", 1), ("done", 2)]):
                row = {"_id": f"{name}-{n}", "mechanism": "action", "state": state, "escalation": escalation}
                await rows[name].insert_one({**row, **late})
            found = [row["_id"] for row in await waiting.first(everybody, None, 9)]
            assert found == [f"{name}-1", f"{name}-2"]

    runner.run(story())


def test_a_report_waits_for_the_next_step_as_long_as_its_campaign_is_open(kept: tuple[asyncio.Runner, Store]) -> None:
    runner, store = kept
    rows = store.generation(1)
    asked = Asked(rows, Period(None, TODAY), Scope(Reach.ALL), open={"campaigns": ("pmp-1",)})
    (waiting,) = [one for one in WAITING if one.step is personal_matters.RECORD_REPORT]
    days = {"due": "2026-03-01", "due-not-over": "2026-03-02"}
    states = ("due", "due-not-over", "received", "reviewed", "returned", "filed", "exempt")

    async def story() -> None:
        for campaign, state in product(("pmp-1", "pmp-2"), states):
            row = {"_id": f"{campaign}-{state}", "campaign_id": campaign, "state": state.partition("-")[0]}
            await rows["personal_matter_reports"].insert_one({**row, "due_on": days.get(state, "2026-02-01")})
        found = {row["_id"]: waiting.calls(row) for row in await waiting.first(asked, None, 20)}
        assert found == {
            "pmp-1-due": "逾期未交",
            "pmp-1-received": "待审核",
            "pmp-1-returned": "退回待补充",
            "pmp-1-reviewed": "待归档",
        }

    runner.run(story())


def test_nothing_that_waits_is_looked_for_without_an_index(kept: tuple[asyncio.Runner, Store]) -> None:
    runner, store = kept
    rows = store.generation(1)
    own = dict.fromkeys(OWNED, ("x-1",))
    scopes = (Scope(Reach.ALL), Scope(Reach.UNIT, unit_id="unt-1"), Scope(Reach.SELF, cadre_id="cad-1"))

    async def plans() -> dict[str, str]:
        found = {}
        for waiting in WAITING:
            for scope in (one for one in scopes if waiting.whose in (None, one.reach)):
                asked = Asked(rows, Period(None, TODAY), scope, ("unt-1",), owned=own)
                told = await rows[waiting.selected.collection].find(waiting.selected.where(asked)).explain()
                found[f"{waiting.what} {scope.reach}"] = str(told["queryPlanner"]["winningPlan"])
        for name in OWNED:
            told = await rows[name].find({"unit_id": {"$in": ["unt-1"]}}).explain()
            found[name] = str(told["queryPlanner"]["winningPlan"])
        return found

    assert [what for what, plan in runner.run(plans()).items() if "COLLSCAN" in plan] == []
