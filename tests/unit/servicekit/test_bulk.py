"""Many rows in one command: each has its own fate."""

from __future__ import annotations

from servicekit.bulk import Results, load_rows
from servicekit.schema import Schema, fields


class Part(Schema):
    name = fields.Str(required=True)


def test_in_a_bulk_each_row_has_its_own_fate() -> None:
    results = Results()
    good = load_rows(Part, [{"name": "a"}, {"nam": "b"}, {"name": "c"}], results)
    assert [number for number, _ in good] == [0, 2]
    for number, row in good:
        results.ok(number, f"id-{row['name']}")
    answer = results.answer()
    assert answer["done"] == 2
    assert [row.get("id") for row in answer["results"]] == ["id-a", None, "id-c"]
    assert {error["pointer"] for error in answer["results"][1]["errors"]} == {"/name", "/nam"}
