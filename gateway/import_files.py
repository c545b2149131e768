"""What is uploaded for an import, as rows: NDJSON, or a sheet as people have them (`gateway.sheets`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from gateway import sheets, workbooks
from gateway.everyday import Everyday, everyday
from gateway.nesting import DEEPEST, deeper_than
from gateway.route import SchemaClass
from gateway.sheet_columns import LabelsOf, no_labels
from gateway.workbooks import MOST_ROWS, Cell, TooManyRows
from servicekit.errors import FieldError, Invalid, field_error
from servicekit.schema import declared_in
from servicekit.secrecy import CLASSIFIED


class NoRows(Invalid):
    """There is nothing in the file."""

    code = "imports/no-rows"
    zh = "文件中没有数据行"
    en = "The file has no rows"


@dataclass(slots=True)
class Sheet:
    """Rows with their numbers as the sender sees them (the first line is 1), and the rows that cannot be read."""

    numbers: list[int] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    bad: list[tuple[int, list[FieldError]]] = field(default_factory=list)
    files: dict[int, str] = field(default_factory=dict)
    """What the file of a row is called, where what was sent holds several; of a good row it stands in the row too."""
    understood: dict[str, Any] | None = None
    """How a sheet was read, see `gateway.sheets`; None of NDJSON, of which there is nothing to understand."""

    layout: list[dict[str, Any]] | None = None
    """The columns of a sheet, see `gateway.sheets.rows`."""
    in_order: bool = False
    """Whether two of the rows are of one thing, so that the first of them is to be taken in first."""
    cells: Mapping[int, Sequence[Cell]] = field(default_factory=dict)
    """What a sheet held, by the numbers of its rows; of those that bear a mark of secrecy nothing is kept."""

    def add(self, number: int, row: dict[str, Any]) -> None:
        self._count()
        self.numbers.append(number)
        self.rows.append(row)

    def refuse(self, number: int, *errors: FieldError) -> None:
        """Note a row that cannot be read, and why."""
        self._count()
        self.bad.append((number, list(errors)))

    def _count(self) -> None:
        if len(self.rows) + len(self.bad) >= MOST_ROWS:
            raise TooManyRows()


def read(
    content: bytes,
    schema: SchemaClass,
    known: Everyday | None = None,
    labels_of: LabelsOf = no_labels,
    *,
    named: str | None = None,
    aside: Collection[str] = (),
) -> Sheet:
    """The rows of a file; of a workbook those of the first sheet that can be seen, or of the one that is `named`.

    `aside` are titles of columns that are not to be read. Raises NoRows, TooManyRows, and for sheets what
    `workbooks.read` and `sheets.rows` raise.
    """
    if not content.strip():
        raise NoRows()
    if content[:100].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and not content.startswith(b"{\\rtf"):
        sheet = _lines(content)
    else:
        grid = workbooks.read(content, named)
        sheet = Sheet()
        sheet.understood, sheet.layout = sheets.rows(
            grid, schema, known or everyday(()), labels_of, aside, sheet.add, sheet.refuse
        )
        marked = {number for number, errors in sheet.bad if any(error.code == CLASSIFIED[0] for error in errors)}
        sheet.cells = {number: cells for number, cells, _ in grid.rows if number not in marked}
    if not sheet.rows and not sheet.bad:
        raise NoRows()
    return sheet


def _lines(content: bytes) -> Sheet:
    sheet = Sheet()
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError:
            row = None
        if isinstance(row, dict) and deeper_than(row, DEEPEST):
            zh, en = f"最多嵌套{DEEPEST}层", f"At most {DEEPEST} levels within each other"
            sheet.refuse(number, field_error("", "too-deep", zh, en))
        elif isinstance(row, dict):
            sheet.add(number, row)
        else:
            sheet.refuse(number, field_error("", "malformed-json", "不是 JSON 对象", "This is not a JSON object"))
    return sheet


PERSONAL = frozenset(
    (
        "identity_number",
        "name",
        "former_name",
        "phone",
        "mobile",
        "address",
        "family",
        "photo",
        "native_place",
        "health",
    )
)
"""Fields that are shown masked wherever a row's value is shown again."""


def shown(row: Mapping[str, Any], pointer: str, schema: SchemaClass) -> str | None:
    """The value that an error points at, short, and masked where it is personal."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    if not parts:
        return None
    declared = declared_in(schema).get(parts[0])
    value: Any = row
    for part in parts:
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    if value is None:
        return None
    if parts[-1] == "cadre_id" and isinstance(value, dict):
        # Whoever sent a name is told which was not known; a number stays masked.
        said = [str(value[one]) for one in ("name", "unit") if value.get(one)]
        said += [masked(str(value["number"]))] if value.get("number") else []
        return "，".join(masked(one) if sum(map(str.isdigit, one)) >= 6 else one for one in said)[:100]
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    personal = PERSONAL.intersection(parts) or (declared is not None and declared.metadata.get("personal"))
    # Where a sheet names a person, and not by an id.
    personal = personal or (parts[-1] == "cadre_id" and not text.startswith("cad-"))
    if personal or (len(text) >= 15 and sum(map(str.isdigit, text)) >= 14):
        return masked(text)
    return text[:100]


def masked(text: str) -> str:
    """Enough to find it again, too little to know it."""
    if len(text) <= 1:
        return "*"
    if len(text) <= 4:
        return text[0] + "*" * (len(text) - 1)
    return text[:2] + "*" * min(len(text) - 2, 20)
