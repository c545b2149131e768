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


def test_a_programme_is_withdrawn_and_its_code_is_free_unless_it_has_a_batch(desk: Desk) -> None:
    row = {"title": f"合成{secrets.token_hex(4)}", "level": "city", "authority": "合成"}
    gone = there_and_back(desk, "import_programmes", [{**row, "code": secrets.token_hex(4)}], officer()).ids[0]
    assert desk.ask("get_programme", programme_id=gone)["state"] == "withdrawn"
    first = {"title": "合成", "number": 1, "quota": 3, "opens_on": "2026-01-01", "closes_on": "2026-12-31"}
    assert desk.refused("open_batch", programme_id=gone, **first).code == "incentive/programme-withdrawn"
    assert desk.refused("change_programme", programme_id=gone, title="另", basis="合成").status == 409
    rows = Import(desk, "import_programmes", [{**row, "code": secrets.token_hex(4)}], officer())
    desk.ask("open_batch", programme_id=rows.ids[0], **first)
    assert codes(rows.undo()) == ["built-on"]


def test_an_honour_of_the_past_is_of_no_programme_that_was_withdrawn(desk: Desk) -> None:
    row = {"title": f"合成{secrets.token_hex(4)}", "level": "city", "authority": "合成", "code": secrets.token_hex(4)}
    Import(desk, "import_programmes", [row], officer()).undo()
    honour = {"cadre_id": a_cadre(desk), "title": row["title"], "level": "city", "conferred_on": "2020-07-01"}
    assert desk.ask("record_honour", document="合成", **honour)["programme_id"] is None
