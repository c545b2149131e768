"""Whom an answer is about, by name: cadres by the registry's words, teams by what their unit is called."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from gateway.named import Subjects
from gateway.route import GatewayRequest
from servicekit.operations import Operation
from services.appraisal.operations.ballots import LIST_MY_BALLOTS


class Registry:
    """Answers what the gateway asks for itself, and keeps what it was."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[str]]] = []

    async def look_up(self, operation: Operation, *, ids: list[str]) -> Any:
        self.asked.append((operation.name, ids))
        return {"items": [{"id": id, "name": f"名称{id}"} for id in ids if id != "unt-gone"]}


def test_a_team_is_named_by_its_unit_and_a_cadre_by_the_roster_in_one_round_trip_each() -> None:
    registry = Registry()
    rows = [
        {"id": "1", "subject_kind": "team", "subject_id": "unt-1", "cadre_id": None},
        {"id": "2", "subject_kind": "cadre", "subject_id": "cad-1", "cadre_id": "cad-1"},
        {"id": "3", "subject_kind": "team", "subject_id": "unt-gone", "cadre_id": None},
    ]
    asyncio.run(Subjects().add(cast(GatewayRequest, registry), {"items": rows, "next": None}))
    assert [row["unit_name"] for row in rows] == ["名称unt-1", None, None]
    assert [row["cadre"] and row["cadre"]["id"] for row in rows] == [None, "cad-1", None]
    assert registry.asked == [("registry.who_are", ["cad-1"]), ("registry.unit_snapshots", ["unt-1", "unt-gone"])]


def test_the_answer_says_that_a_team_has_a_name() -> None:
    assert LIST_MY_BALLOTS.answer is not None
    shown = Subjects().describes(LIST_MY_BALLOTS.answer)().fields["items"]
    assert {"cadre", "unit_name", "subject_id"} <= set(cast(Any, shown).inner.schema.fields)
