"""Sheets as people have them (名册、台账): which row is the header, which column is which field, which rows are data.

Nothing is left aside in silence: `rows` answers what was understood, which the job shows before anything is entered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as slot
from typing import Any, TypeAlias

import marshmallow

from gateway.cells import CellRefused, Labels, Reader, reader, seen
from gateway.everyday import Everyday, folded, short, title
from gateway.naming import innermost
from gateway.route import SchemaClass
from gateway.workbooks import Cell, ClassifiedSheet, Grid
from servicekit.blanks import HIDDEN, entered, hidden, without_hidden
from servicekit.errors import FieldError, Invalid, field_error
from servicekit.schema import EntryOrText, declared_in, fields, nested_in
from servicekit.secrecy import CLASSIFIED, bears_mark

LabelsOf: TypeAlias = Callable[[SchemaClass, str, marshmallow.fields.Field[Any]], Labels | None]
"""What the codes of a schema's field are called, as `words.Words.labels_of` says."""
HEADER_WITHIN = 20
"""Rows that are not empty, among which the header is looked for."""
PERSON = {"name": "姓名", "number": "公民身份号码", "unit": "所在单位"}
"""What a person is known by, where a row is about one: `gateway.whom` finds who that is."""
_OWN = {"name": "name", "number": "identity_number", "unit": "unit_id"}
"""The same, as fields of a row that is somebody."""
_WHOM = "cadre_id"
STEP = "__"
"""Between a list and the field of its entries, in the place of a field."""
_WITHIN = "·"
"""Between what a list and the field of its entries are called, in a column's title: 家庭成员·关系."""
_SINGLE = "="
"""Stands for which entry, where there is one alone and no list."""
_ASSUMED = {("education", "mode"): "in_service"}
"""What is taken where a table does not say it: an education of which nobody says that it was full-time counts as what
asks for less proof. What was taken is said with the column."""
_IN_WORDS = "（整格文字，逐条读出）"
_REMEMBERED = 20_000
_LONGEST_TITLE = 200
_SHOWN = 50
"""Rows and sheets that what was understood names."""
_REPEATED = 2 / 3
"""Of a row's cells that are titles: it is a header itself."""
Told: TypeAlias = tuple[str, str]
"""In Chinese and in English."""
_UNWANTED = ("按要求不读", "Not to be read, as asked")
_NO_USE = ("此项导入不用这一列", "Of no use in this import")
REASONS = "导入错误原因"
"""The column of an error workbook that says what was wrong: no data when it is sent again."""
_OF_LAST_TIME = ("上次导入的错误原因", "What was wrong the last time")
_AGAIN = ("重复的表头", "The header once more")
_HEADING = ("合并的标题行", "A heading across the row")
_TOTAL = ("合计、说明等行", "A total or a note")
_ABOVE = ("表头以上的行", "Above the header")
_HEAD = ("表头的另一行", "Another row of the header")
_NOTHING_READ = ("读入的列中没有内容", "Nothing in the columns that are read")
_NO_TITLE = ("这一列没有列名", "A column without a title")
_NO_SUCH = ("此项导入没有这样的列", "This import has no such column")
_UNNAMED = "（无列名）"


class UnknownColumns(Invalid):
    """No row is a header, or it has columns that this kind of import does not know, or one of them twice."""

    code = "imports/unknown-columns"
    zh = "表头有无法识别的列"
    en = "The header row has columns that are not known"
    advice_zh = "改用字段名或常用名称作列名，删去多余的列，或在“不读的列”中列出。"
    advice_en = "Use field names or their usual titles, delete the column, or name it in `aside`."


@dataclass(slots=True)
class Column:
    place: int
    title: str
    known: str = ""
    """The place of the field, as dictionaries write it."""
    path: tuple[str, ...] = ()
    """The field; of an entry of a history its list, which entry, and the field in it."""
    called: str = ""
    read: Reader = str
    remembered: dict[Any, Any] = slot(default_factory=dict)

    @property
    def field(self) -> str:
        """The field, by name."""
        return ".".join(step for step in self.path if step not in ("", _SINGLE))

    @property
    def pointer(self) -> str:
        """Where a row has it."""
        steps: tuple[str, ...] = self.path
        if len(steps) > 2:
            steps = (steps[0], steps[2]) if steps[1] == _SINGLE else (steps[0], "0", steps[2])
        return "/" + "/".join(steps)


def no_labels(_: SchemaClass, __: str, declared: marshmallow.fields.Field[Any]) -> Labels | None:
    """The labels that a field itself has as a table."""
    labels = declared.metadata.get("words", innermost(declared).metadata.get("words"))
    return labels if isinstance(labels, Mapping) else None


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
    head = _header(grid, known)
    if head is None:
        return _understood(grid, None, [], [], []), []
    for above, cells, _ in grid.rows[: head.last + 1]:
        _must_be_open(above, cells)
    header = head.titles
    number = grid.rows[head.last][0]
    columns, left = known.columns(header, number, aside)
    out = [_out(number, _ABOVE) for number, _, _ in grid.rows[: head.first]]
    out += [_out(number, _HEAD) for number, _, _ in grid.rows[head.first : head.last]]
    nameless, read = _Nameless(header), {column.place for column in columns}
    for number, cells, wide in grid.rows[head.last + 1 :]:
        why = _AGAIN if _texts(cells) in head.lines else None
        if why := why or _no_data(cells, columns, everyday, known, number, wide=wide):
            _must_be_open(number, cells)
            out.append(_out(number, why))
            continue
        nameless.look(cells)
        if marked := _marked(cells, read):
            refuse(number, field_error("", CLASSIFIED[0], f"{letters(marked)}列：{CLASSIFIED[1]}", CLASSIFIED[2]))
            continue
        row, errors = _row(cells, columns, known.fixed)
        if errors:
            refuse(number, *errors)
        elif row:
            add(number, row)
        else:
            out.append(_out(number, _NOTHING_READ))
    left += [_left(place, _UNNAMED, _NO_TITLE) for place in sorted(nameless.found)]
    paths = {column.place: list(column.path) for column in columns}
    layout = [
        {"place": place, "title": said[:_LONGEST_TITLE], "path": paths.get(place, [])}
        for place, cell in enumerate(header, 1)
        if (said := _said(cell))
    ]
    return _understood(grid, grid.rows[head.last][0], columns, left, out), layout


def _must_be_open(number: int, cells: Sequence[Cell]) -> None:
    """Raises ClassifiedSheet where a row that is no data bears a mark of secrecy (密级标志)."""
    if place := _marked(cells, ()):
        zh, en = f"第{number}行{letters(place)}列带有密级标志", f"Row {number}, column {letters(place)} bears a mark"
        raise ClassifiedSheet(zh, en, errors=[field_error(f"/{number}/{place}", *CLASSIFIED)])


def _marked(cells: Sequence[Cell], besides: Collection[int]) -> int | None:
    """The place of a cell that bears a mark, of those that are not among the columns `besides`."""
    for place, cell in enumerate(cells, 1):
        if type(cell) is str and place not in besides and bears_mark(cell):
            return place
    return None


def _out(number: int, why: Told) -> dict[str, Any]:
    return {"row": number, "zh": why[0], "en": why[1]}


class _Nameless:
    """Columns that hold something under no title."""

    def __init__(self, header: Sequence[Cell]) -> None:
        self._named = {place for place, cell in enumerate(header, 1) if _said(cell)}
        self.found: set[int] = set()

    def look(self, cells: Sequence[Cell]) -> None:
        """See what a row holds."""
        for place, cell in enumerate(cells, 1):
            if cell not in ("", None) and place not in self._named:
                self._named.add(place)
                self.found.add(place)


@dataclass(frozen=True, slots=True)
class _Head:
    """The rows of the header, from the first to the last of it, and what each column is called by all of them."""

    first: int
    last: int
    titles: list[Cell]
    lines: frozenset[tuple[str, ...]]
    """The texts of its rows."""


def _texts(cells: Sequence[Cell]) -> tuple[str, ...]:
    said = [folded(_said(cell)) for cell in cells]
    while said and not said[-1]:
        said.pop()
    return tuple(said)


_Part: TypeAlias = tuple[str, bool]
"""A part of a column's title, and whether the sheet itself says how far it reaches."""


def _header(grid: Grid, known: Known) -> _Head | None:
    """The first row that has the most titles, with what belongs to it above and below. Raises UnknownColumns and
    ClassifiedSheet."""
    if not grid.rows:
        return None
    counts = [known.count(cells) for _, cells, _ in grid.rows[:HEADER_WITHIN]]
    first = last = max(range(len(counts)), key=lambda place: (counts[place], -place))
    if not counts[first]:
        number, cells, _ = grid.rows[0]
        _must_be_open(number, cells)
        # Nobody's number is repeated where it is no title.
        text = re.sub(r"\d{6,}", "…", "、".join(_said(cell) for cell in cells if cell not in ("", None)))[:80]
        zh = f"前{len(counts)}行中没有找到表头：没有一行含有可识别的列名，第一行是“{text}”"
        error = field_error(f"/{number}", "no-header", zh, f"No header in the first {len(counts)} rows")
        raise UnknownColumns(zh, error.en, errors=[error])
    while last + 1 < len(counts) and _together(grid, last, known):
        last += 1
    while first and counts[first - 1] and _together(grid, first - 1, known):
        first -= 1
    width = max(len(cells) for _, cells, _ in grid.rows[first : last + 1])
    titles: list[list[_Part]] = [[] for _ in range(width)]
    for at in range(first, last + 1):
        said = _line(grid, at, width)
        over = _over(grid, at, last, width) if at < last else [(one, True) for one in said]
        for parts, own, part in zip(titles, said, over, strict=True):
            if part[0] and (own or at < last) and (not parts or parts[-1][0] != part[0]):
                parts.append(part)
    below = [_line(grid, at, width) for at in range(first, last + 1)]
    named = [any(line[place] for line in below) for place in range(width)]
    lines = frozenset(_texts(grid.rows[at][1]) for at in range(first, last + 1))
    called: list[Cell] = [known.called(parts) if there else "" for parts, there in zip(titles, named, strict=True)]
    return _Head(first, last, called, lines)


def _line(grid: Grid, at: int, width: int) -> list[str]:
    said = [_said(cell) for cell in grid.rows[at][1]]
    return said + [""] * (width - len(said))


def _over(grid: Grid, at: int, last: int, width: int) -> list[_Part]:
    """What stands over each column in a row of the header: its own cell, or one that spans it."""
    number = grid.rows[at][0]
    over = [(said, True) for said in _line(grid, at, width)]
    if spans := grid.spans.get(number):
        for left, right in spans:
            over[left : right + 1] = [over[left]] * (min(right + 1, width) - left)
        return over
    # Nothing is merged: a cell reaches as far as those beside it are empty and those below are not.
    below = [_line(grid, lower, width) for lower in range(at + 1, last + 1)]
    for place in range(1, width):
        if not over[place][0] and over[place - 1][0] and any(line[place] for line in below):
            over[place] = (over[place - 1][0], False)
    return over


def _together(grid: Grid, at: int, known: Known) -> bool:
    """Whether a row and the one below it are of the same header."""
    (number, upper, _), (next_number, lower, _) = grid.rows[at], grid.rows[at + 1]
    if next_number != number + 1:
        return False
    width = max(len(upper), len(lower))
    own, said, over = _line(grid, at, width), _line(grid, at + 1, width), _over(grid, at, at + 1, width)
    filled = [place for place in range(width) if said[place]]
    if not filled:
        return False
    # Merged downward, they stand in both.
    same = sum(own[place] == said[place] for place in filled)
    if same >= 2 or same * 2 >= len(filled):
        return True
    new = [place for place in filled if own[place] != said[place]]
    under = [place for place in new if over[place][0] and sum(one[0] == over[place][0] for one in over) > 1]
    # A title over the whole table heads no columns.
    if not same and (not under or (sum(map(bool, own)) == 1 and len(under) == len(filled))):
        return False
    if not same and any(own[place] and place not in under for place in new):
        return False
    readable = [
        place
        for place in new
        if isinstance(lower[place], str)
        and known.path(known.place(known.called([over[place], (said[place], True)])) or "")
    ]
    return len(readable) * 2 >= len(new)


class Known:
    """What the columns of one kind of import may be called."""

    def __init__(self, schema: SchemaClass, everyday: Everyday, labels_of: LabelsOf, *, from_1904: bool) -> None:
        self.schema = schema
        self.everyday = everyday
        self._labels_of = labels_of
        self._from_1904 = from_1904
        self.fields = {
            name: one for name, one in declared_in(schema).items() if not one.dump_only and not name.startswith("_")
        }
        self.fixed: dict[tuple[str, str], dict[str, Any]] = {}
        """What an entry of a history says besides its columns, by the list and which entry it is."""
        self._named: dict[str, str] = {}
        for name, one in self.fields.items():
            for called in (str(one.metadata.get("zh", name)), name):
                self._named.setdefault(folded(called), name)
        for name, one in self.fields.items():
            self._named.setdefault(title(str(one.metadata.get("zh", name))), name)
        for name, one in self.fields.items():
            self._named.setdefault(title(_zh(one, name)), name)
        for name, one in self.fields.items():
            inner = innermost(one)
            for below, each in declared_in(nested_in(inner)).items() if isinstance(inner, fields.Nested) else ():
                self._named.setdefault(title(within(one, name, each, below)), f"{name}{STEP}{below}")

    def place(self, said: str) -> str | None:
        """The place of the field that a column is called by, as dictionaries write it."""
        if found := self._named.get(folded(said).strip("*")) or self._named.get(title(said)):
            return found
        if found := next((one for one in self.everyday.titles.get(title(said), ()) if self.path(one)), None):
            return found
        group, between, below = said.rpartition(_WITHIN)
        return self._in_group(group, below) if between else None

    def holder(self, group: str) -> tuple[str, str] | None:
        """The history whose fields stand below a heading in the header, and which of its entries where that is said."""
        path = self.path(self.place(group) or "")
        if not path or not isinstance(innermost(self.fields[path[0]]), fields.Nested):
            return None
        if len(path) == 1:
            return path[0], ""
        return (path[0], path[1]) if path[1] not in ("", _SINGLE) else None

    def _in_group(self, group: str, below: str) -> str | None:
        """The place of the field that a column is called by together with the heading above it."""
        for one in self.everyday.titles.get(title(group + below), ()):
            if self.path(one):
                return one
        held = self.holder(group)
        if held is None:
            return None
        name, which = held
        inner = declared_in(nested_in(innermost(self.fields[name])))
        said = [*self.everyday.titles.get(title(below), ())]
        said += [one for one, each in inner.items() if title(_zh(each, one)) == title(below)]
        for one in said:
            path = self.path(one)
            if len(path) > 2 and path[0] == name and path[1] == which:
                return one
            field = path[2] if len(path) > 2 and path[:2] == (name, "") else one
            if field in inner:
                return f"{name}_{which}{STEP}{field}" if which else f"{name}{STEP}{field}"
            if not which and len(path) > 2 and path[0] == name:
                return one
        return None

    def called(self, parts: Sequence[_Part]) -> str:
        """What a column is called by the parts of its title, the uppermost first."""
        if not parts:
            return ""
        *above, (below, _) = parts
        alone = self.path(self.place(below) or "")
        for group, sure in reversed(above):
            said = f"{group}{_WITHIN}{below}"
            if path := self.path(self._in_group(group, below) or ""):
                return below if path == alone else said
            if (held := self.holder(group)) and title(below) not in self.everyday.aside:
                name, which = held
                if alone and (not which if alone[0] == name else not sure):
                    return below
                return said
        return below

    def count(self, cells: Iterable[Cell]) -> int:
        """How many of these cells are titles."""
        return len({place for cell in cells if isinstance(cell, str) and cell and (place := self.place(cell))})

    def path(self, place: str) -> tuple[str, ...]:
        """The steps to a field; none where this kind of import has no such field."""
        first, _, last = place.partition(STEP)
        if first in self.fields and not last:
            return (first,)
        if first == _WHOM and last in PERSON:
            if _WHOM in self.fields:
                return (first, last)
            # Where a row is itself about somebody new, they are its own fields.
            return (_OWN[last],) if set(_OWN.values()) <= self.fields.keys() else ()
        for name, one in self.fields.items():
            inner = innermost(one)
            if isinstance(inner, fields.Nested) and last in declared_in(nested_in(inner)):
                single = not isinstance(one, fields.List)
                if first == name:
                    return (name, _SINGLE if single else "", last)
                which = first.removeprefix(f"{name}_")
                if not single and which != first and self._says(nested_in(inner), which):
                    return (name, which, last)
        return ()

    def _says(self, schema: SchemaClass, code: str) -> tuple[str, str] | None:
        """The field of an entry that holds this code, and its word."""
        for name, one in declared_in(schema).items():
            if code in (labels := self._labels_of(schema, name, one) or {}):
                return name, labels[code]
        return None

    def columns(
        self, header: Sequence[Cell], number: int, aside: Collection[str]
    ) -> tuple[list[Column], list[dict[str, Any]]]:
        """The columns that are read, and those that are not, with why. Raises UnknownColumns."""
        unwanted = {title(one) for one in aside}
        columns: list[Column] = []
        left: list[dict[str, Any]] = []
        errors: list[FieldError] = []
        for place, cell in enumerate(header, 1):
            said = _said(cell)
            if not said:
                continue
            found = self.place(said)
            path = self.path(found) if found else ()
            short, pointer = said[:40], f"/{number}/{place}"
            if (sign := hidden(entered(said))) is not None:
                code, zh, en = HIDDEN
                errors.append(
                    field_error(pointer, code, f"列名“{without_hidden(short)}”：{zh.format(sign)}", en.format(sign))
                )
            elif said == REASONS:
                left.append(_left(place, said, _OF_LAST_TIME))
            elif title(said) in unwanted or title(said.rpartition(_WITHIN)[2]) in unwanted:
                left.append(_left(place, said, _UNWANTED))
            elif path and any(path == column.path for column in columns):
                errors.append(field_error(pointer, "double-column", f"重复的列：“{short}”", f"Twice: {short}"))
            elif path:
                columns.append(self.column(place, said, found or "", path))
            elif title(said) in self.everyday.aside:
                left.append(_left(place, said, _NO_USE))
            elif self.holder(said.rpartition(_WITHIN)[0]):
                left.append(_left(place, said, _NO_SUCH))
            else:
                errors.append(field_error(pointer, "unknown-column", f"无法识别的列：“{short}”", f"Unknown: {short}"))
        if errors:
            raise UnknownColumns(errors=errors)
        columns = self._whole(columns, left)
        left.sort(key=lambda one: (len(one["column"]), one["column"]))
        return columns, left

    def column(self, place: int, said: str, known: str, path: tuple[str, ...]) -> Column:
        schema, called = self.schema, ""
        declared = self.fields[path[0]]
        if len(path) == 2:
            return Column(place, said, known, path, PERSON[path[1]], reader(fields.String(), None, self.everyday))
        name = path[-1]
        if len(path) > 1:
            called = f"{_zh(declared, path[0])}{_WITHIN}"
            schema = nested_in(innermost(declared))
            declared = declared_in(schema)[name]
        labels = self._labels_of(schema, name, declared)
        read = reader(declared, labels, self.everyday, from_1904=self._from_1904)
        further = _IN_WORDS if isinstance(innermost(declared), EntryOrText) else ""
        return Column(place, said, known, path, called + _zh(declared, name) + further, read)

    def _whole(self, columns: list[Column], left: list[dict[str, Any]]) -> list[Column]:
        """The columns without those of entries that cannot be whole, since what they need has no column."""
        entries: dict[tuple[str, str], list[Column]] = {}
        for column in columns:
            if len(column.path) > 2:
                entries.setdefault((column.path[0], column.path[1]), []).append(column)
        kept = [column for column in columns if len(column.path) <= 2]
        for (name, which), parts in entries.items():
            schema = nested_in(innermost(self.fields[name]))
            declared = declared_in(schema)
            fixed: dict[str, Any] = {}
            if says := self._says(schema, which) if which else None:
                fixed[says[0]] = which
            given = {column.path[2] for column in parts}
            missing = [one for one, each in declared.items() if each.required and one not in given and one not in fixed]
            others = [key for key in entries if key[0] == name and key != (name, which)]
            for one in list(missing):
                if (name, one) in _ASSUMED and not others:
                    fixed[one] = _ASSUMED[name, one]
                    missing.remove(one)
            if missing:
                wanted = "、".join(_zh(declared[one], one) for one in missing)
                why = (
                    f"缺少“{wanted}”一列，无法成为一条{_zh(self.fields[name], name)}",
                    f"An entry of {name} needs {', '.join(missing)}, which no column holds",
                )
                left += [_left(column.place, column.title, why) for column in parts]
                continue
            self.fixed[name, which] = fixed
            for one, code in fixed.items():
                words = (self._labels_of(schema, one, declared[one]) or {}).get(code, code)
                for column in parts:
                    column.called += f"（{words}）"
            kept += parts
        return sorted(kept, key=lambda column: column.place)


def _zh(declared: marshmallow.fields.Field[Any], name: str) -> str:
    return short(str(declared.metadata.get("zh", name)))


def within(outer: marshmallow.fields.Field[Any], name: str, inner: marshmallow.fields.Field[Any], below: str) -> str:
    """What a column is called that holds a field of a list's entries."""
    return f"{_zh(outer, name)}{_WITHIN}{_zh(inner, below)}"


def _said(cell: Cell) -> str:
    if isinstance(cell, dict):
        return str(cell.get("shown", ""))
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split()) if cell not in ("", None) else ""


def _left(place: int, said: str, why: Told) -> dict[str, Any]:
    return {"column": letters(place), "title": said[:60], "zh": why[0], "en": why[1]}


def letters(column: int) -> str:
    """What a spreadsheet calls a column, from 1.

    >>> letters(1), letters(28)
    ('A', 'AB')
    """
    said = ""
    while column:
        column, rest = divmod(column - 1, 26)
        said = chr(65 + rest) + said
    return said


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
    return None


def _row(
    cells: Sequence[Cell], columns: Sequence[Column], fixed: Mapping[tuple[str, str], Mapping[str, Any]]
) -> tuple[dict[str, Any], list[FieldError]]:
    row: dict[str, Any] = {}
    errors: list[FieldError] = []
    entries: dict[tuple[str, str], dict[str, Any]] = {}
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
        elif len(path) == 2:
            row.setdefault(path[0], {})
            if isinstance(row[path[0]], dict):
                row[path[0]][path[1]] = value
        else:
            entries.setdefault((path[0], path[1]), dict(fixed[path[0], path[1]]))[path[2]] = value
    for (name, which), entry in entries.items():
        if which == _SINGLE:
            row[name] = entry
        elif isinstance(row.setdefault(name, []), list):
            row[name].append(entry)
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
