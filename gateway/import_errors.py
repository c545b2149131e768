"""The error workbook (错误数据表): the bad rows of a sheet as they were sent, wrong cells in red, the reason beside.

What the rows held is kept sealed until then, of bad rows alone, and for a week (`Jobs.cells`). The workbook is
corrected and sent as it is: the column with the reasons is no data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from gateway.route import SchemaClass
from gateway.sheet_columns import REASONS
from gateway.workbooks import Cell
from papers import sheets as papers
from servicekit.errors import NotFound
from servicekit.schema import declared_in

Row: TypeAlias = Mapping[str, Any]
Layout: TypeAlias = Sequence[Mapping[str, Any]]
"""The columns of a sheet that have a title, as `gateway.sheets.rows` gives them."""


class NoErrorWorkbook(NotFound):
    """There is none: the job goes on, all rows were right, the file was no sheet, or a week has passed."""

    code = "imports/no-error-workbook"
    zh = "没有错误数据表"
    en = "There is no error workbook"


def sheet(layout: Layout) -> papers.Sheet:
    """What the workbook is besides its rows."""
    titles = [str(column["title"]) for column in layout if column["title"] != REASONS]
    return papers.Sheet(
        title="错误数据",
        columns=(*titles, REASONS),
        bare=True,
        texts=tuple(range(len(titles))),
    )


def line(
    layout: Layout, cells: Sequence[Cell], errors: Sequence[Row], schema: SchemaClass, language: str
) -> list[papers.Cell]:
    """A bad row: its cells as they were, those that errors point at marked, and why."""
    wrong: set[int] = set()
    reasons = []
    for error in errors:
        meant = _meant(layout, cells, str(error["pointer"]))
        wrong.update(column["place"] for column in meant)
        reasons.append(_reason(error, meant, schema, language))
    made: list[papers.Cell] = []
    for column in layout:
        if column["title"] == REASONS:
            continue
        place = column["place"]
        cell = _written(cells[place - 1]) if place <= len(cells) else None
        made.append({"marked": cell} if place in wrong else cell)
    return [*made, "\n".join(dict.fromkeys(reasons))]


def _meant(layout: Layout, cells: Sequence[Cell], pointer: str) -> list[Mapping[str, Any]]:
    """The columns of the field that a pointer leads to; of an entry of a history those of that entry."""
    first, *rest = pointer.removeprefix("/").split("/")
    found = [column for column in layout if column["path"][:1] == [first]]
    if not rest:
        return found
    if rest[0].isdecimal():
        filled = [one for one in found if one["place"] <= len(cells) and cells[one["place"] - 1] not in ("", None)]
        # A cell that says a history in words comes first, see `gateway.sheets`.
        filled.sort(key=lambda one: len(one["path"]) > 2)
        entries = list(dict.fromkeys(tuple(one["path"][1:2]) for one in filled if len(one["path"]) != 2))
        if int(rest[0]) < len(entries):
            found = [one for one in found if tuple(one["path"][1:2]) == entries[int(rest[0])]]
    return [column for column in found if column["path"][-1] == rest[-1]] or found


def _reason(error: Row, meant: Sequence[Row], schema: SchemaClass, language: str) -> str:
    told = str(error[language])
    if told.startswith("“"):
        return told
    between = "：" if language == "zh" else ": "
    if meant:
        return f"{meant[0]['title']}{between}{told}"
    name = str(error["pointer"]).removeprefix("/").partition("/")[0]
    declared = declared_in(schema).get(name)
    if declared is None:
        return told
    called = str(declared.metadata.get("zh", name)) if language == "zh" else name
    return f"{called}{between}{told}"


def _written(cell: Cell) -> papers.Cell:
    """A cell as it will be read again as it was."""
    if isinstance(cell, dict):
        if "error" in cell:
            # A formula whose result is unknown stays what it was: no value.
            return "#VALUE!" if cell["error"] == "formula" else str(cell["error"])
        return str(cell["shown"])
    if isinstance(cell, bool):
        return str(cell).upper()
    return cell if cell != "" else None
