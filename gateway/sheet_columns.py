"""The columns of a sheet: which field of a kind of import each of them is, by what people call it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as slot
from functools import cached_property
from typing import Any, TypeAlias

import marshmallow

from gateway import sheet_words, whom
from gateway.cells import Labels, Reader, reader
from gateway.everyday import Everyday, in_brackets, short, title
from gateway.naming import innermost
from gateway.route import SchemaClass
from gateway.sheet_brackets import names_years, tells_apart, without_brackets
from gateway.workbooks import Cell
from servicekit.blanks import entered, folded, said_of_hidden
from servicekit.errors import FieldError, Invalid, field_error
from servicekit.schema import EntryOrText, Id, declared_in, fields, nested_in

LabelsOf: TypeAlias = Callable[[SchemaClass, str, marshmallow.fields.Field[Any]], Labels | None]
"""What the codes of a schema's field are called, as `words.Words.labels_of` says."""
PERSON = {"name": "姓名", "number": "公民身份号码", "unit": "所在单位"}
"""What a person is known by, where a row is about one: `gateway.whom` finds who that is."""
_OWN = {"name": "name", "number": "identity_number", "unit": "unit_id"}
"""The same, as fields of a row that is somebody."""
_WHOM = "cadre_id"
STEP = "__"
"""Between a list and the field of its entries, in the place of a field."""
_WITHIN = "·"
"""Between what a list and the field of its entries are called, in a column's title: 家庭成员·关系."""
SINGLE = "="
"""Stands for which entry, where there is one alone and no list."""
WHOLE = "*"
"""Stands for the field, where a column holds in words all that an entry of one sort says: 学历学位 below 全日制教育."""
_ASSUMED = {("education", "mode"): "in_service"}
"""What is taken where a table does not say it: an education of which nobody says that it was full-time counts as what
asks for less proof. What was taken is said with the column."""
_SAID_WITH = {("education", "level"): "mode"}
"""Fields of entries whose word may begin with another's: 在职研究生, 全日制大学."""
_SCHOOLS = {"school", "major"}
_IN_WORDS = "（整格文字，逐条读出）"
Told: TypeAlias = tuple[str, str]
"""In Chinese and in English."""
_UNWANTED = ("按要求不读", "Not to be read, as asked")
_NO_USE = ("此项导入不用这一列", "Of no use in this import")
REASONS = "导入错误原因"
"""The column of an error workbook that says what was wrong: no data when it is sent again."""
_OF_LAST_TIME = ("上次导入的错误原因", "What was wrong the last time")
_NO_SUCH = ("此项导入没有这样的列", "This import has no such column")
_OF_A_YEAR = re.compile(r"(?:19|20)[0-9]{2}年?度?(?:年度)?(?:考核|评价)?(?:结果|等次)?")
_NUMBERED, _BELONGS = re.compile("(?:标识|编号|编码)$"), re.compile("^所[属依]")
Part: TypeAlias = tuple[str, bool]
"""A part of a column's title, and whether the sheet itself says how far it reaches."""


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
        return ".".join(step for step in self.path if step not in ("", SINGLE, WHOLE))

    @property
    def pointer(self) -> str:
        """Where a row has it."""
        steps: tuple[str, ...] = self.path
        if steps[-1] == WHOLE:
            steps = steps[:1]
        if len(steps) > 2:
            steps = (steps[0], steps[2]) if steps[1] == SINGLE else (steps[0], "0", steps[2])
        return "/" + "/".join(steps)


def no_labels(_: SchemaClass, __: str, declared: marshmallow.fields.Field[Any]) -> Labels | None:
    """The labels that a field itself has as a table."""
    labels = declared.metadata.get("words", innermost(declared).metadata.get("words"))
    return labels if isinstance(labels, Mapping) else None


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
        self.needed: dict[tuple[str, str], dict[str, str]] = {}
        """What an entry of a history is none without, by the list and which entry it is, with what that is called."""
        self._named: dict[str, str] = {}
        for name, one in self.fields.items():
            for called in (str(one.metadata.get("zh", name)), name):
                self._named.setdefault(folded(called), name)
        for name, one in self.fields.items():
            self._named.setdefault(title(str(one.metadata.get("zh", name))), name)
        for name, one in self.fields.items():
            self._named.setdefault(title(_zh(one, name)), name)
        self._belonging: dict[str, str] = {}
        """What a row belongs to, by what the row's own title may be called too: 文件名称 of 所属文件."""
        for name, one in self.fields.items():
            for called, whole in _of_a_thing(name, one):
                (self._named if whole else self._belonging).setdefault(called, name)
        for name, one in self.fields.items():
            inner = innermost(one)
            for below, each in declared_in(nested_in(inner)).items() if isinstance(inner, fields.Nested) else ():
                self._named.setdefault(title(within(one, name, each, below)), f"{name}{STEP}{below}")

    def place(self, said: str) -> str | None:
        """The place of the field that a column is called by, as dictionaries write it."""
        return next(iter(self._places(said)), None)

    def _places(self, said: str) -> list[str]:
        """The places of all fields that a column may be called by, the likeliest first."""
        if found := self._named.get(folded(said).strip("*")):
            return [found]
        if in_brackets(said):
            for inner, whole in without_brackets(said):
                place = self._in_group(inner, title(said))
                if places := self._called_so(whole) or ([place] if place else []):
                    return places
            if tells_apart(said, self._modes, lambda word: self._names_another(word, title(said))):
                return []
        if places := self._called_so(title(said)):
            return places
        group, between, below = said.rpartition(_WITHIN)
        place = self._in_group(group, below) if between else None
        return [place] if place else []

    def _called_so(self, called: str) -> list[str]:
        """The places of the fields that a title as it is compared stands for."""
        if found := self._named.get(called):
            return [found]
        places = [one for one in self.everyday.titles.get(called, ()) if self.path(one)]
        if belonging := self._belonging.get(called):
            places.append(belonging)
        return list(dict.fromkeys(places))

    @cached_property
    def _modes(self) -> frozenset[str]:
        """The words by which entries of one history are told apart: 全日制, 在职."""
        found: set[str] = set()
        for (name, _), first in _SAID_WITH.items():
            if name in self.fields:
                schema = nested_in(innermost(self.fields[name]))
                labels = self._labels_of(schema, first, declared_in(schema)[first]) or {}
                found.update(word for label in labels.values() for word in (label, *self.everyday.words_for(label)))
        return frozenset(found)

    def _names_another(self, word: str, called: str) -> bool:
        """Whether a word stands for another field, or for the value of another, than those that are called so."""
        own = {self.path(one): one for one in self._called_so(called)}
        others = [self.path(one) for one in self._called_so(word)]
        if others:
            return not any(path in own for path in others)
        if not self.everyday.is_word(word):
            return False
        reads = (self.column(0, called, place, path).read for path, place in own.items())
        return not any(read(word) != word for read in reads)

    def _meant(self, header: Sequence[Cell], unwanted: set[str]) -> dict[int, tuple[str, tuple[str, ...]]]:
        """The field of each column that is read: what several fields are called is the one that no other column is.

        Where a row may be about somebody or about a unit, a unit beside nobody's name is what the row is about.
        """
        among: dict[int, dict[tuple[str, ...], str]] = {}
        for place, cell in enumerate(header, 1):
            said = said_in(cell)
            if said and not unwanted.intersection((title(said), title(said.rpartition(_WITHIN)[2]))):
                found = among[place] = {}
                for one in self._places(said):
                    found.setdefault(self.path(one), one)
        somebody = {(_WHOM, "name"), (_WHOM, "number"), (_WHOM,), ("identity_number",)}
        if not any(somebody.intersection(each) for each in among.values()):
            for each in among.values():
                if len(each) > 1:
                    each.pop((_WHOM, "unit"), None)
        sure = {path: place for place, each in among.items() if len(each) == 1 for path in each}
        meant: dict[int, tuple[str, tuple[str, ...]]] = {}
        for place, each in among.items():
            others = {
                path for path, at in sure.items() if title(said_in(header[at - 1])) != title(said_in(header[place - 1]))
            }
            free = [path for path in each if path not in others] or list(each)
            if free:
                meant[place] = each[free[0]], free[0]
                sure.setdefault(free[0], place)
        return meant

    def holder(self, group: str) -> tuple[str, str] | None:
        """The history whose fields stand below a heading in the header, and which of its entries where that is said."""
        path = self.path(self.place(group) or "")
        if not path or not isinstance(innermost(self.fields[path[0]]), fields.Nested):
            return None
        if len(path) == 1:
            return path[0], ""
        return (path[0], path[1]) if path[1] not in ("", SINGLE) else None

    def _in_group(self, group: str, below: str) -> str | None:
        """The place of the field that a column is called by together with the heading above it."""
        for one in self.everyday.titles.get(title(group + below), ()):
            if self.path(one):
                return one
        held = self.holder(group)
        if held is None:
            return None
        name, which = held
        if which and self.path(self.place(below) or "") == (name,) and self.path(f"{name}_{which}{STEP}{WHOLE}"):
            return f"{name}_{which}{STEP}{WHOLE}"
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

    def called(self, parts: Sequence[Part]) -> str:
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
            is_whole = last == WHOLE and isinstance(inner, EntryOrText)
            if isinstance(inner, fields.Nested) and (is_whole or last in declared_in(nested_in(inner))):
                single = not isinstance(one, fields.List)
                if first == name and not is_whole:
                    return (name, SINGLE if single else "", last)
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
        meant = self._meant(header, unwanted)
        columns: list[Column] = []
        left: list[dict[str, Any]] = []
        errors: list[FieldError] = []
        for place, cell in enumerate(header, 1):
            said = said_in(cell)
            if not said:
                continue
            found, path = meant.get(place, ("", ()))
            text, pointer = said[:40], f"/{number}/{place}"
            if (wrong := said_of_hidden(entered(said))) is not None:
                code, zh, en = wrong
                errors.append(field_error(pointer, code, f"{letters(place)}列的列名：{zh}", en))
            elif said == REASONS:
                left.append(left_aside(place, said, _OF_LAST_TIME))
            elif title(said) in unwanted or title(said.rpartition(_WITHIN)[2]) in unwanted:
                left.append(left_aside(place, said, _UNWANTED))
            elif path and any(path == column.path for column in columns):
                if title(said) in self.everyday.aside:
                    left.append(left_aside(place, said, _NO_USE))
                    continue
                errors.append(field_error(pointer, "double-column", f"重复的列：“{text}”", f"Twice: {text}"))
            elif path:
                columns.append(self.column(place, said, found, path))
            elif title(said) in self.everyday.aside:
                left.append(left_aside(place, said, _NO_USE))
            elif self.holder(said.rpartition(_WITHIN)[0]):
                left.append(left_aside(place, said, _NO_SUCH))
            elif "year" in self.fields and (_OF_A_YEAR.fullmatch(title(said)) or names_years(said)):
                zh = f"“{text}”是一年一列：请改为一年一行，设“年度”一列，各年的内容写在同一列"
                errors.append(field_error(pointer, "year-column", zh, f"{text} is a column for one year; use rows"))
            else:
                errors.append(field_error(pointer, "unknown-column", f"无法识别的列：“{text}”", f"Unknown: {text}"))
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
        if name == WHOLE:
            says = self._says(nested_in(innermost(declared)), path[1])
            word = says[1] if says else ""
            self.fixed[path[0], path[1]] = {WHOLE: word}
            read = reader(fields.String(), None, self.everyday)
            return Column(place, said, known, path, f"{_zh(declared, path[0])}（{word}）{_IN_WORDS}", read)
        if len(path) > 1:
            called = f"{_zh(declared, path[0])}{_WITHIN}"
            schema = nested_in(innermost(declared))
            declared = declared_in(schema)[name]
        labels = self._labels_of(schema, name, declared)
        is_of_an_entry = len(path) > 2
        read = reader(declared, labels, self.everyday, from_1904=self._from_1904, of_an_entry=is_of_an_entry)
        if len(path) > 2 and path[1] == "" and (with_it := _SAID_WITH.get((path[0], name))):
            first = self._labels_of(schema, with_it, declared_in(schema)[with_it]) or {}
            read = sheet_words.said_with(with_it, first, name, read)
        further = _IN_WORDS if isinstance(innermost(declared), EntryOrText) else ""
        return Column(place, said, known, path, called + _zh(declared, name) + further, read)

    def in_words(self, name: str, entry: Mapping[str, Any]) -> str | None:
        """An entry of a history as the form's cell would say it, where no code says so; see `sheet_words`."""
        inner = innermost(self.fields[name])
        if name != "education" or not isinstance(inner, EntryOrText):
            return None
        schema = nested_in(inner)
        levels, modes = (self._labels_of(schema, one, declared_in(schema)[one]) or {} for one in ("level", "mode"))
        return sheet_words.education(entry, levels, modes)

    def with_parties(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row of somebody with the parties that stand beside the day of joining; see `sheet_words`."""
        if not {sheet_words.STATUS, sheet_words.OTHER}.issubset(self.fields):
            return row
        read = self.column(0, "", sheet_words.STATUS, (sheet_words.STATUS,)).read
        return sheet_words.parties(row, read)

    def _whole(self, columns: list[Column], left: list[dict[str, Any]]) -> list[Column]:
        """The columns without those of entries that cannot be whole, since what they need has no column."""
        entries: dict[tuple[str, str], list[Column]] = {}
        for column in columns:
            if len(column.path) > 2 and column.path[2] != WHOLE:
                entries.setdefault((column.path[0], column.path[1]), []).append(column)
        kept = [column for column in columns if len(column.path) <= 2 or column.path[2] == WHOLE]
        whole = {column.path[:2] for column in kept if column.path[-1] == WHOLE}
        for (name, which), parts in entries.items():
            if (name, which) in whole:
                # The school beside them is said in the same words.
                for column in parts:
                    words = reader(fields.String(), None, self.everyday)
                    column.read = sheet_words.as_a_school(words) if column.path[2] in _SCHOOLS else words
                    column.path = (name, which, WHOLE)
                kept += parts
                continue
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
                left += [left_aside(column.place, column.title, why) for column in parts]
                continue
            self.fixed[name, which] = fixed
            if which != SINGLE:
                must = (one for one, each in declared.items() if each.required and one not in fixed)
                self.needed[name, which] = {one: _zh(declared[one], one) for one in must}
            for one, code in fixed.items():
                words = (self._labels_of(schema, one, declared[one]) or {}).get(code, code)
                for column in parts:
                    column.called += f"（{words}）"
            kept += parts
        return sorted(kept, key=lambda column: column.place)


def _of_a_thing(name: str, declared: marshmallow.fields.Field[Any]) -> Iterator[tuple[str, bool]]:
    """What a column is called besides that names a thing by its id or number: by the thing, and by the thing's name;
    each with whether it is said in full (所属文件), or might be the row's own (文件)."""
    inner = innermost(declared)
    if whom.thing_of(name, inner) or (isinstance(inner, Id) and whom.kind_of(name) in ("units", "posts")):
        said = title(thing_called(declared, name))
        for thing in dict.fromkeys((said, _BELONGS.sub("", said))):
            yield from ((called, thing == said) for called in (thing, f"{thing}名称", f"{thing}编号"))


def thing_called(declared: marshmallow.fields.Field[Any], name: str) -> str:
    """What a thing is called that a field names by its id or number."""
    return _NUMBERED.sub("", _zh(declared, name))


def _zh(declared: marshmallow.fields.Field[Any], name: str) -> str:
    return short(str(declared.metadata.get("zh", name)))


def within(outer: marshmallow.fields.Field[Any], name: str, inner: marshmallow.fields.Field[Any], below: str) -> str:
    """What a column is called that holds a field of a list's entries."""
    return f"{_zh(outer, name)}{_WITHIN}{_zh(inner, below)}"


def said_in(cell: Cell) -> str:
    """The text of a cell, as a title or part of one."""
    if isinstance(cell, dict):
        return str(cell.get("shown", ""))
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split()) if cell not in ("", None) else ""


def left_aside(place: int, said: str, why: Told) -> dict[str, Any]:
    """A column that is not read, with why."""
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
