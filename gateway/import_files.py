"""What is uploaded for an import, as rows: NDJSON, or the first sheet of a spreadsheet (xlsx, xls, ods)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import marshmallow
import orjson
from marshmallow import fields

from gateway import workbooks
from gateway.route import SchemaClass
from gateway.workbooks import Cell, NotASpreadsheet
from servicekit.errors import FieldError, Invalid, field_error

MOST_ROWS = 200_000
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
YES, NO = {"是", "有", "true", "yes", "y", "1"}, {"否", "无", "false", "no", "n", "0"}


class UnknownColumns(Invalid):
    """The header row names columns that this kind of import does not have, or one of them twice."""

    code = "imports/unknown-columns"
    zh = "表头有无法识别的列"
    en = "The header row has columns that are not known"
    advice_zh = "第一行应为字段名或其中文名称。"
    advice_en = "The first row holds field names or their Chinese titles."


class NoRows(Invalid):
    """There is nothing in the file."""

    code = "imports/no-rows"
    zh = "文件中没有数据行"
    en = "The file has no rows"


class TooManyRows(Invalid):
    """The file has more rows than one import takes."""

    code = "imports/too-many-rows"
    zh = "数据行过多"
    en = "The file has too many rows"


JSON_WHOLE = 2**63


@dataclass(slots=True)
class Sheet:
    """Rows with their numbers as the sender sees them (the first line is 1), and the rows that cannot be read."""

    numbers: list[int] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    bad: list[tuple[int, FieldError]] = field(default_factory=list)
    files: dict[int, str] = field(default_factory=dict)
    """What the file of a row is called, where what was sent holds several; of a good row it stands in the row too."""

    def add(self, number: int, row: dict[str, Any]) -> None:
        if len(self.rows) + len(self.bad) >= MOST_ROWS:
            raise TooManyRows(f"最多 {MOST_ROWS} 行", f"At most {MOST_ROWS} rows", limit=MOST_ROWS)
        self.numbers.append(number)
        self.rows.append(row)

    def refuse(self, number: int, error: FieldError) -> None:
        """Note a row that cannot be read."""
        if len(self.rows) + len(self.bad) >= MOST_ROWS:
            raise TooManyRows(f"最多 {MOST_ROWS} 行", f"At most {MOST_ROWS} rows", limit=MOST_ROWS)
        self.bad.append((number, error))


def read(content: bytes, schema: SchemaClass) -> Sheet:
    """The rows of a file. Raises NotASpreadsheet, WorkbookTooLarge, UnknownColumns, NoRows, TooManyRows, Overloaded."""
    if content.startswith((ZIP, OLE)):
        sheet = _spreadsheet(content, schema)
    elif content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        sheet = _lines(content)
    elif not content.strip():
        raise NoRows()
    else:
        raise NotASpreadsheet()
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
        if isinstance(row, dict):
            sheet.add(number, row)
        else:
            error = field_error("", "malformed-json", "不是 JSON 对象", "This is not a JSON object")
            sheet.refuse(number, error)
    return sheet


def _spreadsheet(content: bytes, schema: SchemaClass) -> Sheet:
    sheet = Sheet()
    lines = workbooks.cells(content)
    _, header = next(lines, (0, []))
    columns = _columns(header, schema)
    for number, cells in lines:
        row = {
            name: _value(cell, declared)
            for cell, (name, declared) in zip(cells, columns, strict=False)
            if name and cell not in ("", None)
        }
        if row:
            sheet.add(number, row)
    return sheet


def titles(schema: SchemaClass) -> dict[str, str]:
    """The names that a column may have: each field's own, and its Chinese title."""
    named: dict[str, str] = {}
    for name, declared in schema().fields.items():
        if declared.dump_only:
            continue
        named.setdefault(str(declared.metadata.get("zh", name)), name)
        named[name] = name
    return named


def _columns(header: list[Cell], schema: SchemaClass) -> list[tuple[str, marshmallow.fields.Field[Any] | None]]:
    known, declared = titles(schema), schema().fields
    columns: list[tuple[str, marshmallow.fields.Field[Any] | None]] = []
    errors = []
    for place, cell in enumerate(header, 1):
        title = str(cell if cell is not None else "").strip().rstrip("*＊").strip()
        name = known.get(title, "")
        if title and not name:
            errors.append(
                field_error(f"/1/{place}", "unknown-column", f"无法识别的列：“{title[:40]}”", f"Unknown: {title[:40]}")
            )
        elif name and any(name == other for other, _ in columns):
            errors.append(
                field_error(f"/1/{place}", "double-column", f"重复的列：“{title[:40]}”", f"Twice: {title[:40]}")
            )
        columns.append((name, declared.get(name)))
    if errors or not any(name for name, _ in columns):
        raise UnknownColumns(errors=errors)
    return columns


def _value(cell: Cell, declared: marshmallow.fields.Field[Any] | None) -> Any:
    """What a cell means for its field; what does not fit is left for the schema to refuse."""
    if isinstance(cell, float):
        cell = _whole(cell)
    match declared:
        case fields.Boolean():
            text = str(cell).strip().lower()
            return True if text in YES else False if text in NO else cell
        case fields.Integer() | fields.Float() | fields.Decimal():
            return _number(cell)
        case fields.List() | fields.Nested() | fields.Dict():
            return _list(cell, declared)
    return str(cell).strip() if isinstance(cell, str | int | float) and not isinstance(cell, bool) else cell


def _number(cell: Any) -> Any:
    if isinstance(cell, str):
        try:
            number = float(cell)
        except ValueError:
            return cell
        return _whole(number)
    return cell


def _whole(number: float) -> int | float:
    """A whole number as such, where JSON can carry it."""
    return int(number) if number.is_integer() and abs(number) < JSON_WHOLE else number


def _list(cell: Any, declared: marshmallow.fields.Field[Any]) -> Any:
    text = str(cell).strip()
    if text.startswith(("[", "{")):
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError:
            return cell
    if isinstance(declared, fields.List) and not isinstance(declared.inner, fields.Nested):
        for mark in "、，；;\n":
            text = text.replace(mark, ",")
        return [part.strip() for part in text.split(",") if part.strip()]
    return cell


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
    declared = schema().fields.get(parts[0])
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
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    personal = PERSONAL.intersection(parts) or (declared is not None and declared.metadata.get("personal"))
    if personal or (len(text) >= 15 and sum(map(str.isdigit, text)) >= 14):
        return masked(text)
    return text[:100]


def masked(text: str) -> str:
    """Enough to find it again, too little to know it."""
    if len(text) <= 1:
        return "*"
    if len(text) <= 4:
        return text[0] + "*" * (len(text) - 1)
    return f"{text[:2]}{'*' * min(len(text) - 4, 20)}{text[-2:]}"
