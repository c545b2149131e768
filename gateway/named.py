"""Whom an answer is about, by name, post and unit (姓名、职务、单位).

Services know a cadre by id alone, since events tell no names. A row whose readers are to know who that is lets the
gateway add the registry's words to the answer, for the cadres in it and nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from gateway.route import GatewayRequest, SchemaClass
from servicekit.schema import fields, page_of
from services.registry.operations.cadres import WHO_ARE
from services.registry.operations.units import UNIT_SNAPSHOTS
from services.registry.schemas.cadres import Called

Row = dict[str, Any]
WHO = fields.Nested(Called, allow_none=True, metadata={"zh": "所涉干部：姓名、职务、单位；名册中没有的为空值"})


UNIT_NAME = fields.String(allow_none=True, metadata={"zh": "领导班子所在单位名称；对象不是班子的为空值"})
TEAM = "team"
"""The kind of a subject that is a leadership team, under the id of its unit."""


class Cadres:
    """Puts `cadre` beside each `cadre_id` of an answer, or of the items of a page; see `route.Addition`."""

    def describes(self, answer: SchemaClass) -> SchemaClass:
        """The schema of an answer with its cadres named."""
        return _naming(answer, (("cadre", WHO),))

    async def add(self, request: GatewayRequest, answer: Any) -> None:
        """Name the cadres of an answer. Raises Answered, Problem."""
        rows = rows_of(answer)
        known = await who_are(request, (row.get("cadre_id") for row in rows))
        for row in rows:
            row["cadre"] = known.get(row.get("cadre_id"))


class Subjects(Cadres):
    """Names the cadres, and puts `unit_name` beside each subject that is a team (班子): what its unit is called."""

    def describes(self, answer: SchemaClass) -> SchemaClass:
        """The schema of an answer with its subjects named."""
        return _naming(answer, (("cadre", WHO), ("unit_name", UNIT_NAME)))

    async def add(self, request: GatewayRequest, answer: Any) -> None:
        """Name the subjects of an answer. Raises Answered, Problem."""
        await super().add(request, answer)
        rows = rows_of(answer)
        teams = sorted({row["subject_id"] for row in rows if row["subject_kind"] == TEAM})
        found = await request.look_up(UNIT_SNAPSHOTS, ids=teams) if teams else {"items": []}
        names = {unit["id"]: unit["name"] for unit in found["items"]}
        for row in rows:
            row["unit_name"] = names.get(row["subject_id"]) if row["subject_kind"] == TEAM else None


async def who_are(request: GatewayRequest, cadre_ids: Iterable[str | None]) -> dict[str | None, Row]:
    """Name, post and unit of cadres by id, those whom the registry knows. Raises Answered, Problem."""
    wanted = sorted({id for id in cadre_ids if id})
    if not wanted:
        return {}
    found = await request.look_up(WHO_ARE, ids=wanted)
    return {one["id"]: one for one in found["items"]}


def rows_of(answer: Row) -> list[Row]:
    """The items of a page, or the one thing that was answered."""
    rows: list[Row] = answer["items"] if "items" in answer and "next" in answer else [answer]
    return rows


@cache
def _naming(answer: SchemaClass, words: tuple[tuple[str, Any], ...]) -> SchemaClass:
    items: Any = answer().fields.get("items")
    if items is not None:
        inner: SchemaClass = type(items.inner.schema)
        return page_of(_naming(inner, words))
    name = f"{answer.__name__.removesuffix('Out')}NamedOut"
    return type(name, (answer,), {**dict(words), "__doc__": answer.__doc__})
