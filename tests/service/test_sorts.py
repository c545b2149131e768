"""A list that shows a state or a day by which something is due is sorted by it, and every order has its index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from servicekit.errors import NotFound
from servicekit.process import declared, service_of
from servicekit.runtime import Runtime
from servicekit.schema import instance
from servicekit.store import BadSort, PagePlan
from tests.service.desk import a_desk
from tests.service.test_lists import anything, runtime  # noqa: F401

DONE_WITHOUT = {
    ("training.list_online_records", "state"),  # Nearly all are in one state; the others are asked for.
    ("training.list_materials", "state"),
}
ORDERS = ("unit_post", "order", "strokes", "name", "title", "topic", "post_level", "missing_hours", "on")
DUE = ("state", "due_on", "closes_on", "review_due_on", "report_due_on")


def shown(operation: Any) -> set[str]:
    """The fields that a row of a list shows."""
    return set(instance(operation.answer).fields["items"].inner.nested._declared_fields)


def stages(plan: Any) -> set[str]:
    """The stages of a query's plan."""
    if isinstance(plan, dict):
        return (
            {plan["stage"]}
            if "stage" in plan and len(plan) == 1
            else {
                *([plan["stage"]] if isinstance(plan.get("stage"), str) else []),
                *(stage for inner in plan.values() for stage in stages(inner)),
            }
        )
    return {stage for inner in plan for stage in stages(inner)} if isinstance(plan, list) else set()


def sorted_lists(desk: Any, runtime: Runtime) -> Iterator[tuple[Any, dict[str, Any], list[str]]]:  # noqa: F811
    """The lists of a service that say that they are sorted, with what each must be asked for and its orders."""
    for operation, _ in declared(service_of(f"services.{runtime.name}"), "operation"):
        if "sort" not in instance(operation.wish).fields:
            continue
        needed = {name: anything(one) for name, one in instance(operation.wish).fields.items() if one.required}
        try:
            with pytest.raises(BadSort) as refused:
                desk.ask(operation.method, sort="nothing-of-the-kind", **needed)
        except NotFound:
            continue
        yield operation, needed, refused.value.facts["allowed"]


def test_what_says_that_it_is_sorted_has_an_order_and_goes_up_by_its_name_and_down_with_a_sign(
    runtime: Runtime,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk, none, wrong, seen = a_desk(f"services.{runtime.name}", runtime), [], [], []
    find = PagePlan.find

    def noted(self: PagePlan, documents: Any, **options: Any) -> Any:
        seen.append(self.order)
        return find(self, documents, **options)

    monkeypatch.setattr(PagePlan, "find", noted)
    for operation, needed, allowed in sorted_lists(desk, runtime):
        none += [] if allowed else [operation.name]
        for name in allowed:
            seen.clear()
            desk.ask(operation.method, sort=name, **needed)
            desk.ask(operation.method, sort=f"-{name}", **needed)
            for up, down in [seen] if seen else []:
                if up[0][1] != 1 or down != [(key, -direction) for key, direction in up]:
                    wrong.append((operation.name, name, up, down))
    assert (none, wrong) == ([], [])


def test_what_shows_a_state_or_a_due_day_is_sorted_by_it_with_an_index(
    runtime: Runtime,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk, sorted_in_memory, unsorted = a_desk(f"services.{runtime.name}", runtime), [], []
    find, plans = PagePlan.find, []

    def explained(self: PagePlan, documents: Any, **options: Any) -> Any:
        plans.append(find(self, documents, **options).explain()["queryPlanner"]["winningPlan"])
        return find(self, documents, **options)

    monkeypatch.setattr(PagePlan, "find", explained)
    for operation, needed, allowed in sorted_lists(desk, runtime):
        if operation.name.startswith("*"):
            continue
        if not needed:
            unsorted += [(operation.name, name) for name in DUE if name in shown(operation) and name not in allowed]
        for name in [one for one in allowed if one in (*DUE, *ORDERS) and not needed]:
            plans.clear()
            desk.ask(operation.method, sort=f"-{name}", **needed)
            sorted_in_memory += [(operation.name, name) for plan in plans if "SORT" in stages(plan)]
    assert (set(unsorted) - DONE_WITHOUT, sorted_in_memory) == (set(), [])
