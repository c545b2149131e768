"""Sheets as people have them (名册、台账): which row is the header, which column is which field, which rows are data.

Nothing is left aside in silence: `rows` answers what was understood, which the job shows before anything is entered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from gateway import sheet_words
from gateway.cells import NOTHING, CellRefused, seen
from gateway.everyday import Everyday
from gateway.route import SchemaClass
from gateway.sheet_columns import (
    SINGLE,
    WHOLE,
    Column,
    Known,
    LabelsOf,
    Told,
    UnknownColumns,
    left_aside,
    letters,
    said_in,
)
from gateway.sheet_heads import header_of, texts
from gateway.sheet_marks import marked, must_be_open
from gateway.workbooks import Cell, Grid
from papers import days
from servicekit.blanks import folded
from servicekit.errors import FieldError, field_error
from servicekit.secrecy import CLASSIFIED

_REMEMBERED = 20_000
_LONGEST_TITLE = 200
_SHOWN = 50
"""Rows and sheets that what was understood names."""
_REPEATED = 2 / 3
"""Of a row's cells that are titles: it is a header itself."""
_AGAIN = ("重复的表头", "The header once more")
_HEADING = ("标题行", "A heading across the row")
_DATED = re.compile(
    r"[0-9〇零一二三四五六七八九]{4}年[0-9一二三四五六七八九十]{1,3}月(?:[0-9一二三四五六七八九十]{1,3}日)?"
)
"""A day alone in its row: when the table was made."""
_UNIT = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.].+|\([一二三四五六七八九十]{1,3}\).+|"
    r".{2,}[^一二三四五六七八九十](?:局|委员会|[市区县旗]委|办公室|部|厅|中心|政府|人大|政协|[法检察]院|公司|集团|学校|学院|大学|医院|街道|办事处|"
    r"镇|乡|苏木|机关|支队|大队|管委会|联合会|工会|总会)"
)
"""What alone in its row heads those below: a unit, or what a Chinese number stands before."""
_TOTAL = ("合计、说明等行", "A total or a note")
_ABOVE = ("表头以上的行", "Above the header")
_HEAD = ("表头的另一行", "Another row of the header")
_NOTHING_READ = ("读入的列中没有内容", "Nothing in the columns that are read")
_NO_TITLE = ("这一列没有列名", "A column without a title")
_UNNAMED = "（无列名）"


def rows(
    grid: Grid,
    schema: SchemaClass,
    everyday: Everyday,
    labels_of: LabelsOf,
    aside: Collection[str],
    add: Callable[[int, dict[str, Any]], None],
    refuse: Callable[..., None],
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Hand out the rows of a sheet, and answer how it was understood, and its columns that have a title: where each
    is, and the path of the field that it is read as. Raises UnknownColumns and ClassifiedSheet."""
    known = Known(schema, everyday, labels_of, from_1904=bool(grid.about.get("from_1904")))
    head = header_of(grid, known)
    if head is None:
        return _understood(grid, None, [], [], []), []
    for above, cells, _ in grid.rows[: head.last + 1]:
        must_be_open(above, cells)
    header = head.titles
    number = grid.rows[head.last][0]
    columns, left = known.columns(header, number, aside)
    out = [_out(number, _ABOVE) for number, _, _ in grid.rows[: head.first]]
    out += [_out(number, _HEAD) for number, _, _ in grid.rows[head.first : head.last]]
    nameless, read = _Nameless(header), {column.place for column in columns}
    blank: dict[tuple[str, str], list[int]] = {}
    # The texts of a whole row are looked at only where its first cell is that of a line of the head.
    firsts = {line[0] if line else "" for line in head.lines}
    for number, cells, wide in grid.rows[head.last + 1 :]:
        if len(columns) > 1 and sum(cell not in ("", None) for cell in cells) == 1:
            # A line of its own, whatever column it stands in, is about the sheet.
            must_be_open(number, cells)
        first = folded(said_in(cells[0])) if cells else ""
        why = _AGAIN if first in firsts and texts(cells) in head.lines else None
        if why := why or _no_data(cells, columns, everyday, known, number, wide=wide):
            must_be_open(number, cells)
            out.append(_out(number, why))
            continue
        nameless.look(cells)
        if place := marked(cells, read):
            refuse(number, field_error("", CLASSIFIED[0], f"{letters(place)}列：{CLASSIFIED[1]}", CLASSIFIED[2]))
            continue
        row, errors = _row(cells, columns, known, lambda *what, row=number: blank.setdefault(what, []).append(row))
        if errors:
            refuse(number, *errors)
        elif row:
            add(number, row)
        else:
            out.append(_out(number, _NOTHING_READ))
    left += [left_aside(place, _UNNAMED, _NO_TITLE) for place in sorted(nameless.found)]
    paths = {column.place: list(column.path) for column in columns}
    layout = [
        {"place": place, "title": said[:_LONGEST_TITLE], "path": paths.get(place, [])}
        for place, cell in enumerate(header, 1)
        if (said := said_in(cell))
    ]
    understood = _understood(grid, grid.rows[head.last][0], columns, left, out)
    understood["notes"] += [_left_blank(known, *what, numbers) for what, numbers in blank.items()]
    return understood, layout


def _out(number: int, why: Told) -> dict[str, Any]:
    return {"row": number, "zh": why[0], "en": why[1]}


class _Nameless:
    """Columns that hold something under no title."""

    def __init__(self, header: Sequence[Cell]) -> None:
        self._named = {place for place, cell in enumerate(header, 1) if said_in(cell)}
        self.found: set[int] = set()

    def look(self, cells: Sequence[Cell]) -> None:
        """See what a row holds."""
        for place, cell in enumerate(cells, 1):
            if cell not in ("", None) and place not in self._named:
                self._named.add(place)
                self.found.add(place)


def _no_data(
    cells: Sequence[Cell],
    columns: Sequence[Column],
    everyday: Everyday,
    known: Known,
    number: int,
    *,
    wide: bool,
) -> Told | None:
    """Why a row is no data: a heading, a total or a note, the header again. Raises UnknownColumns at another one."""
    first = next((cell for cell in cells if cell not in ("", None)), None)
    if not isinstance(first, str):
        return None
    if known.place(first) and len(columns) > 1:
        texts = [cell for cell in cells if isinstance(cell, str) and cell]
        under = ((column, cells[column.place - 1]) for column in columns if column.place <= len(cells))
        same = sum(isinstance(cell, str) and known.place(cell) == column.known for column, cell in under)
        if same >= len(columns) * _REPEATED:
            return _AGAIN
        if known.count(texts) >= max(3, len(texts) * _REPEATED):
            zh = f"第{number}行另有一个表头，请把两张表分成两个工作表或文件"
            raise UnknownColumns(zh, f"Row {number} is another header; split the sheet in two")
    filled = sum(cell not in ("", None) for cell in cells)
    if filled == 1 and wide:
        return _HEADING
    if filled <= max(2, len(columns) // 2) and folded(first).startswith(everyday.rows):
        return _TOTAL
    if filled == 1 and len(columns) > 2:
        alone = folded(first)
        return _TOTAL if _DATED.fullmatch(alone) else _HEADING if _UNIT.fullmatch(alone) else None
    return None


def _row(
    cells: Sequence[Cell], columns: Sequence[Column], known: Known, blank: Callable[[str, str], None]
) -> tuple[dict[str, Any], list[FieldError]]:
    """What a row says, and what of it cannot be read; `blank` is told of entries that are none without a cell of it."""
    fixed = known.fixed
    row: dict[str, Any] = {}
    errors: list[FieldError] = []
    entries: dict[tuple[str, str], dict[str, Any]] = {}
    in_words: dict[tuple[str, str], list[str]] = {}
    length = len(cells)
    for column in columns:
        if column.place > length or (cell := cells[column.place - 1]) in ("", None):
            continue
        try:
            value = _read(cell, column)
        except CellRefused as wrong:
            text = column.title[:40]
            errors.append(field_error(column.pointer, wrong.code, f"“{text}”列：{wrong.zh}", wrong.en))
            continue
        if value in (None, ""):
            continue
        path = column.path
        if len(path) == 1:
            # What a column remembers is no row's own.
            row[path[0]] = [*value] if isinstance(value, list) else value
        elif path[-1] == WHOLE:
            in_words.setdefault((path[0], path[1]), []).append(str(value))
        elif len(path) == 2:
            row.setdefault(path[0], {})
            if isinstance(row[path[0]], dict):
                row[path[0]][path[1]] = value
        else:
            entry = entries.setdefault((path[0], path[1]), dict(fixed[path[0], path[1]]))
            entry.update(value if isinstance(value, dict) else {path[2]: value})
    for (name, which), said in in_words.items():
        if any(one not in NOTHING for one in said) and isinstance(row.setdefault(name, []), list):
            row[name].append(f"{fixed[name, which][WHOLE]}：{' '.join(said)}")
    for (name, which), entry in entries.items():
        needed = known.needed.get((name, which), {})
        if any(one not in entry for one in needed):
            # As where no column holds it.
            blank(name, "、".join(called for one, called in needed.items() if one not in entry))
        elif which == SINGLE:
            row[name] = entry
        elif isinstance(row.setdefault(name, []), list):
            row[name].append(known.in_words(name, entry) or entry)
    if isinstance(row.get(sheet_words.JOINED), str) and not days.said(row[sheet_words.JOINED]):
        row = known.with_parties(row)
    return row, errors


def _read(cell: Cell, column: Column) -> Any:
    """The cell's value, read once for all cells of a column that hold the same text."""
    if type(cell) is not str:
        return column.read(cell)
    found = column.remembered.get(cell, column)
    if found is column:
        text = seen(cell)
        found = column.read(text) if text else None
        if len(column.remembered) < _REMEMBERED:
            column.remembered[cell] = found
    return found


def _understood(
    grid: Grid,
    header: int | None,
    columns: Iterable[Column],
    left: list[dict[str, Any]],
    out: list[dict[str, Any]],
) -> dict[str, Any]:
    return {
        "sheet": grid.about.get("sheet"),
        "other_sheets": grid.about.get("others", []),
        "encoding": grid.about.get("encoding"),
        "header_row": header,
        "columns": [
            {"column": letters(one.place), "title": one.title[:60], "field": one.field, "called": one.called}
            for one in columns
        ],
        "left_aside": left,
        "rows_left_out": out[:_SHOWN],
        "notes": [{"zh": zh, "en": en} for zh, en in _notes(grid.about, len(out))],
    }


def _left_blank(known: Known, name: str, cell: str, numbers: Sequence[int]) -> dict[str, str]:
    """That an entry of some rows is left out, since a cell of it is blank."""
    text = known.fields[name].metadata.get("zh", name)
    more_zh, more = (f"等{len(numbers)}行", " …") if len(numbers) > _SHOWN else ("行", "")
    first = [str(number) for number in numbers[:_SHOWN]]
    zh = f"第{'、'.join(first)}{more_zh}未填“{cell}”，不成为一条{text}，未读入"
    return {"zh": zh, "en": f"No entry of {name} was read from these rows, a cell is blank: {', '.join(first)}{more}"}


def _notes(about: Mapping[str, Any], left_out: int) -> Iterator[Told]:
    if count := about.get("hidden_rows"):
        yield f"隐藏的{count}行照常读入", f"{count} hidden rows were read like the others"
    if hidden := about.get("hidden_columns"):
        said = "、".join(map(letters, hidden))
        yield f"隐藏的列照常读入：{said}", f"Hidden columns were read like the others: {said}"
    if about.get("macros"):
        yield "文件含有宏，宏从不运行", "The file has macros, which are never run"
    if left_out > _SHOWN:
        yield f"共有{left_out}行不是数据，此处只列前{_SHOWN}行", f"{left_out} rows are no data; {_SHOWN} are listed"
