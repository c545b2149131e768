"""Many rows in one command: the good ones take effect, and each bad one says what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import marshmallow

from servicekit import quickload
from servicekit.errors import FieldError, Problem
from servicekit.schema import ROW_BY_ROW, Schema, field_errors, fields, instance, validate

MAX_ROWS = 500


class BulkWish(Schema):
    """What every bulk command takes."""

    rows = fields.List(
        fields.Dict(),
        required=True,
        validate=validate.Length(1, MAX_ROWS),
        metadata={"zh": "数据行", ROW_BY_ROW: True},
    )
    dry_run = fields.Bool(load_default=False, metadata={"zh": "只检查不写入"})


class BulkResult(Schema):
    """What became of one row."""

    row = fields.Int(required=True, metadata={"zh": "行序，从 0 起"})
    id = fields.String(metadata={"zh": "写入后的标识"})
    errors = fields.List(fields.Dict(), metadata={"zh": "错误"})


class BulkOut(Schema):
    """What became of the rows."""

    results = fields.List(fields.Nested(BulkResult), required=True)
    done = fields.Int(required=True, metadata={"zh": "写入行数"})


@dataclass
class Results:
    """The results of a bulk command, gathered row by row."""

    _by_row: dict[int, dict[str, Any]] = field(default_factory=dict)

    def ok(self, row: int, id: str | None = None) -> None:
        """The row took effect, as the thing with this id (none in a dry run)."""
        self._by_row[row] = {"row": row} if id is None else {"row": row, "id": id}

    def wrong(self, row: int, problem: Problem | Sequence[FieldError]) -> None:
        """The row is refused. A problem without places of its own is told as one error of the whole row."""
        if isinstance(problem, Problem):
            errors = [error.to_wire() for error in problem.errors] or [
                {"pointer": "", "code": problem.code, "zh": problem.detail_zh, "en": problem.detail_en}
            ]
        else:
            errors = [error.to_wire() for error in problem]
        self._by_row[row] = {"row": row, "errors": errors}

    def answer(self) -> dict[str, Any]:
        """The answer of the bulk command, in the order of the rows."""
        results = [self._by_row[row] for row in sorted(self._by_row)]
        return {"results": results, "done": sum("errors" not in result for result in results)}


def load_rows(
    schema: type[Schema], rows: Sequence[Mapping[str, Any]], results: Results
) -> list[tuple[int, dict[str, Any]]]:
    """Read the rows: the good ones with their place; the errors of the others go into `results`."""
    good: list[tuple[int, dict[str, Any]]] = []
    quick, thorough = quickload.reader(schema), instance(schema)
    for number, row in enumerate(rows):
        if quick is not None:
            try:
                good.append((number, quick(row)))
                continue
            except quickload.Doubt:
                pass
        try:
            good.append((number, thorough.load(row)))
        except marshmallow.ValidationError as error:
            results.wrong(number, field_errors(error))
    return good
