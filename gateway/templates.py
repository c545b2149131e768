"""Templates of imports (导入模板): for each kind a workbook made from its row's schema, filled in and sent back.

The first sheet holds the header alone: columns by their usual titles, * at those that are needed, lists to choose from.
The second one explains each column with an example, a third, hidden one holds the lists. Whatever stands in a header
here is known to `gateway.sheet_columns`, which is asked before a column is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import marshmallow
from marshmallow import fields as plain_fields
from marshmallow import validate

from gateway.cells import Labels
from gateway.everyday import Everyday, short
from gateway.examples import fits, value_of
from gateway.naming import innermost
from gateway.route import SchemaClass
from gateway.sheet_columns import PERSON, STEP, Column, Known, LabelsOf, thing_called, within
from gateway.whom import OF_A_PERSON, kind_of, thing_of
from gateway.words import ACTED
from papers.sheets import XLSX, Sheet
from servicekit.schema import FOR_PROGRAMS, EntryOrText, Id, PartialDate, declared_in, fields, nested_in

MOST_WORDS = 3000
"""Of a list to choose from."""
_SHOWN = 40
"""Words that the explanation repeats."""
_WHOM = "cadre_id"
_PERSONS_NEEDED = ("name",)
_UNIT, _POST, _NAME = "（示例）市教育局", "（示例）办公室主任", "（示例）哈斯"
_OF_SOMEBODY = {"name": _NAME, "number": "150203198507010013", "unit": _UNIT}
_EXAMPLES = {"units": _UNIT, "posts": _POST, "persons": _NAME}
_NAMED = {"units": "单位名称、简称或编码", "posts": "职位名称或编码", "persons": "姓名，重名时写身份证号"}
_FOR_PROGRAMS = re.compile(r"（[^（）]*[!-/:-~][^（）]*）|：字典“[^”]*”")
"""What a title says for those who write programs: a standard, a dictionary's code."""
_CELLS = {
    "resume": "2003.09--2007.07  示例大学学生\n2007.07--         示例局科员",
    "rewards": "2020年12月获示例嘉奖",
    "assessments": "2022年优秀，2023年称职",
    "family": "妻子，示例萨仁，1986.03，中共党员，示例学校教师",
    "education": "全日制：大学，工学学士，示例大学",
}
"""Examples of what one cell says of a history."""
_FORMED = ("SL-01", "内蒙古包头市昆都仑区")
"""Examples of what has a form: a code, a division."""
Field: TypeAlias = marshmallow.fields.Field[Any]
EXPLAINED = ("列名", "含义", "填写形式", "是否必填", "可填的词", "示例")


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """A column of a template."""

    title: str
    field: str
    meaning: str
    form: str
    required: bool
    words: tuple[str, ...]
    """What is chosen from; empty where anything may be written."""
    several: bool
    is_number: bool
    example: str
    reads: Column
    """How the import reads it."""

    @property
    def head(self) -> str:
        """What stands in the header."""
        return f"{self.title}*" if self.required else self.title


def columns(schema: SchemaClass, everyday: Everyday, labels_of: LabelsOf) -> list[TemplateColumn]:
    """The columns of a template for rows of a schema, in its order, entries of histories last."""
    return _Template(schema, everyday, labels_of).columns()


class _Template:
    def __init__(self, schema: SchemaClass, everyday: Everyday, labels_of: LabelsOf) -> None:
        self.known = Known(schema, everyday, labels_of, from_1904=False)
        self.schema, self.labels_of = schema, labels_of
        self.titles = everyday.called
        self.taken: set[tuple[str, ...]] = set()

    def columns(self) -> list[TemplateColumn]:
        plain, entries = [], []
        for name, declared in self.known.fields.items():
            if isinstance(innermost(declared), fields.Nested):
                if isinstance(innermost(declared), EntryOrText):
                    cell = [declared.metadata["cell"], *self.titles.get(name, ())]
                    plain += [one for one in [self._column(name, declared, self.schema, name, cell)] if one]
                entries += list(self._entries(name, declared))
            elif declared.metadata.get(FOR_PROGRAMS) or (
                isinstance(declared, Id) and not declared.required and self._has_code(name)
            ):
                continue
            elif name == _WHOM:
                plain += list(self._person(declared))
            elif one := self._column(name, declared, self.schema, name, _titles(declared, name)):
                plain.append(one)
        found = [*plain, *entries]
        # An entry is read as a whole or not at all: what it needs has to have a column.
        kept, _ = self.known.columns([one.head for one in found], 1, ())
        whole = {column.path for column in kept}
        return [one for one in found if one.reads.path in whole]

    def _has_code(self, name: str) -> bool:
        """Whether what a field names by its id, which nobody writes, is named by its code beside."""
        return kind_of(name) is None and f"{name.removesuffix('_id')}_code" in self.known.fields

    def _person(self, declared: Field) -> Iterator[TemplateColumn]:
        """Somebody is known by number, or by name with unit."""
        for part, called in PERSON.items():
            place = f"{_WHOM}{STEP}{part}"
            one = self._column(
                place, fields.String(), self.schema, part, [called, *self.titles.get(place, ())], outer=declared
            )
            if one is not None:
                yield one

    def _entries(self, name: str, declared: Field) -> Iterator[TemplateColumn]:
        schema = nested_in(innermost(declared))
        named = [place for place in self.titles if STEP in place and self.known.path(place)[:1] == (name,)]
        which = {self.known.path(place)[1] for place in named}
        for one in sorted(which - {""}) or [""]:
            prefix = f"{name}_{one}" if one else name
            for below, each in declared_in(schema).items():
                if isinstance(innermost(each), fields.Nested | fields.Dict):
                    continue
                place = f"{prefix}{STEP}{below}"
                titles = list(self.titles.get(place, ()))
                if not named:
                    titles.append(within(declared, name, each, below))
                if found := self._column(place, each, schema, below, titles, outer=declared):
                    yield found

    def _example(
        self, schema: SchemaClass, declared: Field, name: str, words: tuple[str, ...], *, several: bool
    ) -> str:
        if isinstance(innermost(declared), fields.Dict):
            called = [*(self.labels_of(schema, name, declared) or {}).values(), "a", "b"]
            return f"{called[0]}=90；{called[1]}=85"
        return _example(declared, name, words, several=several)

    def _labels(self, schema: SchemaClass, name: str, declared: Field) -> Labels:
        if isinstance(innermost(declared), fields.Dict):
            return {}
        labels = self.labels_of(schema, name, declared)
        by_word: Labels = getattr(innermost(declared), "codes", {})
        return {code: word for word, code in by_word.items()} if labels is None else labels

    def _column(
        self,
        place: str,
        declared: Field,
        schema: SchemaClass,
        name: str,
        titles: list[str],
        outer: Field | None = None,
    ) -> TemplateColumn | None:
        usual = self.titles.get(place, ())
        # Whoever fills in a table writes what a unit is called, and not what it is kept by.
        among = [*usual, *titles, name] if titles and titles[0].endswith("标识") else [*titles, *usual, name]
        called = next((one for one in among if self.known.place(one) == place), None)
        path = self.known.path(place)
        if called is None or not path or path in self.taken:
            return None
        self.taken.add(path)
        reads = self.known.column(1, called, place, path)
        person = len(path) == 2
        several = isinstance(declared, fields.List)
        labels = {} if person or name in ACTED else self._labels(schema, name, declared)
        words = _words(labels, reads, several=several)
        meaning = str(declared.metadata.get("zh", name))
        if outer is not None:
            head = short(str(outer.metadata.get("zh", "")))
            meaning = f"{head}：{PERSON[name]}" if person else f"{head}：{meaning}"
        if person:
            required = bool(outer and outer.required and name in _PERSONS_NEEDED)
        else:
            required = bool(declared.required and (outer is None or outer.required))
        if isinstance(innermost(declared), fields.Boolean):
            words = ("是", "否")
        return TemplateColumn(
            title=called,
            field=reads.field,
            meaning=_FOR_PROGRAMS.sub("", meaning),
            form=_form(declared, name, words, several=several),
            required=required,
            words=words,
            several=several,
            is_number=isinstance(innermost(declared), plain_fields.Number) and not several,
            example=_OF_SOMEBODY[name] if person else self._example(schema, declared, name, words, several=several),
            reads=reads,
        )


def _titles(declared: Field, name: str) -> list[str]:
    said = str(declared.metadata.get("zh", name))
    return [short(said), said]


def _words(labels: Labels, reads: Column, *, several: bool) -> tuple[str, ...]:
    """The words of the codes that are read back as the codes that they stand for."""
    found = []
    for code, word in labels.items():
        wanted = [code] if several else code
        if reads.read(word) == wanted:
            found.append(word)
        elif reads.read(code) == wanted:
            found.append(code)
    return tuple(found[:MOST_WORDS])


def _form(declared: Field, name: str, words: tuple[str, ...], *, several: bool) -> str:
    said = "从列表中选" if words else _form_of_one(innermost(declared), name)
    return f"{said}，多个用顿号分隔" if several else said


def _form_of_one(one: Field, name: str) -> str:
    match one:
        case fields.Dict():
            return "每项写名称、等号和数，以分号分隔"
        case EntryOrText():
            return "照任免审批表填写，每项一行"
        case PartialDate():
            return "年月，如 1985.07；知道日子的，如 1985.07.01"
        case fields.Date():
            return "日期，如“2026-01-05”"
        case plain_fields.Number():
            bounds = [(check.min, check.max) for check in one.validators if isinstance(check, validate.Range)]
            least, most = next(((a, b) for a, b in bounds if a is not None and b is not None), (None, None))
            return "数字" if least is None else f"数字，{least}至{most}"
        case Id():
            return _NAMED.get(kind_of(name) or "", "名称或编号" if thing_of(name, one) else "标识，由系统给出")
    longest = next((check.max for check in one.validators if isinstance(check, validate.Length) and check.max), None)
    return f"文字，不超过{longest}字" if longest else "文字"


def _example(declared: Field, name: str, words: tuple[str, ...], *, several: bool) -> str:
    one = innermost(declared)
    if isinstance(one, EntryOrText):
        return _CELLS[name]
    if words:
        return "、".join(words[:2]) if several else words[0]
    if isinstance(one, PartialDate):
        return "1985.07" if name == "birth" else "2010.07"
    if isinstance(one, Id) and (said := _EXAMPLES.get(kind_of(name) or "")):
        return said
    if OF_A_PERSON in declared.metadata:
        return _NAME
    if name == "identity_number":
        return _OF_SOMEBODY["number"]
    if thing_of(name, one):
        return f"示例{thing_called(declared, name)}"
    value = value_of(declared, loading=True, name=name)
    if value is None:
        told = f"示例{short(str(declared.metadata.get('zh', name)))}"
        value = next(filter(fits(one), (told, *_FORMED)), told)
    said = "、".join(map(str, value)) if isinstance(value, list) else str(value)
    # A title in brackets is still a title, and a row of titles is a header.
    return said.replace("（示例）", "示例")


def explained(found: list[TemplateColumn]) -> list[list[str]]:
    """A line for each column."""
    lines = []
    for one in found:
        words = "、".join(one.words[:_SHOWN]) + ("……" if len(one.words) > _SHOWN else "")
        lines.append([one.title, one.meaning, one.form, "必填" if one.required else "", words, one.example])
    return lines


def sheet(name: str, found: list[TemplateColumn]) -> Sheet:
    """The workbook, whose first sheet has this name."""
    return Sheet(
        title=name,
        columns=tuple(one.head for one in found),
        format=XLSX,
        bare=True,
        texts=tuple(place for place, one in enumerate(found) if not one.is_number),
        choices=tuple(one.words for one in found),
        several=tuple(place for place, one in enumerate(found) if one.several),
        help=("填写说明", EXPLAINED, tuple(map(tuple, explained(found)))),
    )
