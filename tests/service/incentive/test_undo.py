"""Imports of incentives are undone: nominations are withdrawn, and a measure is closed unless it was granted."""

from __future__ import annotations

import secrets
from typing import Any

from tests.service.desk import UNIT, Desk, officer
from tests.service.incentive.test_measures import a_cadre, grant
from tests.service.incentive.test_nominations import batch  # noqa: F401 - a fixture
from tests.support.undone import Import, codes, there_and_back


def test_nominations_are_withdrawn_with_their_vettings(desk: Desk, batch: dict[str, Any]) -> None:  # noqa: F811
    row = {"batch_id": batch["id"], "unit_id": UNIT, "field": "two_major_tasks", "merits": "事迹"}
    rows = [{**row, "cadre_id": "c1", "submit": True}, {**row, "cadre_id": "c2"}]
    undone = there_and_back(desk, "import_nominations", rows, officer())
    assert desk.ask("get_nomination", nomination_id=undone.ids[0])["state"] == "withdrawn"


def test_a_measure_is_closed_and_its_code_is_free_unless_it_was_granted(desk: Desk) -> None:
    row = {"code": f"I-{secrets.token_hex(4)}", "title": "合成", "kind": "care", "basis": "合成"}
    there_and_back(desk, "import_measures", [row], officer())
    rows = Import(desk, "import_measures", [{**row, "code": f"I-{secrets.token_hex(4)}"}], officer())
    desk.ask("give_grant", **grant(a_cadre(desk), rows.ids[0]))
    assert codes(rows.undo()) == ["built-on"]
