"""A list that is asked for several values of one filter shows what has any of them, page by page, and counts it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from pymongo.collection import Collection as PymongoCollection

from servicekit.errors import NotFound
from servicekit.process import declared, service_of
from servicekit.runtime import Runtime
from servicekit.schema import PageQuery, fields, instance, validate
from tests.service.desk import CITY, OTHER_UNIT, UNIT, Desk, a_desk
from tests.service.test_lists import anything, runtime  # noqa: F401


def things(method: str, key: str, values: tuple[Any, ...], **wish: Any) -> Callable[[Desk], None]:
    """Two things of each of the values that `key` has."""

    def make(desk: Desk) -> None:
        desk.units(CITY, UNIT, OTHER_UNIT)
        for value in values:
            for number in (1, 2):
                desk.ask(method, **{**wish, "code": f"{value}-{number}".replace("_", "-"), key: value})

    return make


def units(desk: Desk) -> None:
    for kind in CASES["registry"].values:
        for number in (1, 2):
            desk.ask("register_unit", code=f"{kind}-{number}".replace("_", "-"), name=f"合成单位{number}", kind=kind)


def items(desk: Desk) -> None:
    checklist = desk.ask("open_checklist", code="ZC-1", title="自查清单", source="self_examination")["id"]
    for aspect in CASES["supervision"].values:
        for number in (1, 2):
            more = {"number": aspect * 10 + number, "aspect": aspect, "aspect_title": "动议", "problem": "研判不够"}
            desk.ask("add_rectification_item", checklist_id=checklist, **more)


@dataclass(frozen=True)
class Case:
    """A list, one of its filters with three values, and how two things of each come about."""

    method: str
    filter: str
    values: tuple[Any, ...]
    make: Callable[[Desk], None]
    shown: str = ""
    """The field of the answer in which the value stands, where it is called otherwise."""


_WORDS = {"title": "合成", "basis": "合成", "synthetic": True}
_DAYS = {"begins": "2026-01-05", "ends": "2026-03-31"}
_MATERIALS, _MEASURES = ("case", "textbook", "courseware"), ("care", "career", "learning")
_UNITS, _PROGRAMMES = (CITY, UNIT, OTHER_UNIT), ("kind_1", "kind_2", "kind_3")
CASES = {
    "registry": Case("list_units", "kind", ("government", "district", "school"), units),
    "training": Case(
        "list_materials", "kind", _MATERIALS, things("add_material", "kind", _MATERIALS, title="合成教材")
    ),
    "supervision": Case("list_rectification_items", "aspect", (1, 2, 3), items),
    "incentive": Case(
        "list_measures", "kind", _MEASURES, things("open_measure", "kind", _MEASURES, title="合成", basis="合成")
    ),
    "appraisal": Case(
        "list_major_matters",
        "unit_id",
        (UNIT, OTHER_UNIT, CITY),
        things(
            "open_major_matter", "lead_unit_id", (UNIT, OTHER_UNIT), title="合成", classification="internal", **_DAYS
        ),
        "lead_unit_id",
    ),
    "talentpool": Case(
        "list_programmes",
        "kind",
        _PROGRAMMES,
        things("open_programme", "kind", _PROGRAMMES, seats=2, **_WORDS, **_DAYS),
    ),
}


def test_several_values_show_what_has_any_of_them_on_every_page(runtime: Runtime) -> None:  # noqa: F811
    desk, case = a_desk(f"services.{runtime.name}", runtime), CASES[runtime.name]
    case.make(desk)
    shown, two = case.shown or case.filter, list(case.values[:2])
    wanted = {case.filter: two, "limit": 3}
    first = desk.ask(case.method, **wanted)
    rest = desk.ask(case.method, **wanted, cursor=first["next"])
    found = [*first["items"], *rest["items"]]
    assert len({item["id"] for item in found}) == 4
    assert (len(first["items"]), rest["next"]) == (3, None)
    assert sorted(item[shown] for item in found) == sorted(two * 2)
    assert desk.ask(case.method, **{case.filter: two}, count=True)["total"] == 4
    assert desk.ask(case.method, **{case.filter: two}, page=2, page_size=3)["total"] == 4
    alone = desk.ask(case.method, **{case.filter: two[0]})["items"]
    assert [item[shown] for item in alone] == two[:1] * 2


def test_no_list_asks_the_database_for_a_list_where_it_means_one_of_several(
    runtime: Runtime,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk, asked, sent = a_desk(f"services.{runtime.name}", runtime), 0, []
    find = PymongoCollection.find

    def watched(self: Any, where: Any = None, *more: Any, **options: Any) -> Any:
        sent.append(where)
        return find(self, where, *more, **options)

    monkeypatch.setattr(PymongoCollection, "find", watched)
    for operation, _ in declared(service_of(f"services.{runtime.name}"), "operation"):
        if not issubclass(operation.wish, PageQuery):
            continue
        own = instance(operation.wish).fields
        needed = {name: anything(one) for name, one in own.items() if one.required}
        for name, one in own.items():
            if isinstance(one, fields.AnyOf):
                with contextlib.suppress(NotFound):
                    desk.ask(operation.method, **needed, **{name: values_of(one.inner)})
                asked += 1
                assert not any(map(equals_a_list, sent)), (operation.name, name, sent)
                sent.clear()
    assert asked >= 5


def equals_a_list(where: Any, under: str = "") -> bool:
    """Whether a filter wants a field to be a list."""
    if isinstance(where, list):
        return not under.startswith("$") or any(equals_a_list(one) for one in where if isinstance(one, dict))
    return isinstance(where, dict) and any(equals_a_list(inner, key) for key, inner in where.items())


def values_of(inner: Any) -> list[Any]:
    """Several values that the field takes."""
    allowed = next((check.choices for check in inner.validators if isinstance(check, validate.OneOf)), ())
    if isinstance(inner, fields.Enum):
        allowed = [one.value for one in inner.enum]
    if isinstance(inner, fields.Integer):
        least = max((int(check.min or 0) for check in inner.validators if isinstance(check, validate.Range)), default=0)
        return [least + 1, least + 2]
    return list(allowed)[:2] or ["150202", "150203"]
