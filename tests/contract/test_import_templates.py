"""Every kind of import has a template, by construction from its row's schema, and what is filled in there is read."""

from __future__ import annotations

import asyncio
import io
import re
import zipfile
from typing import Any

import pytest
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from gateway.everyday import everyday
from gateway.exports import rendered
from gateway.import_files import read
from gateway.route import ImportKind
from gateway.sheet_columns import letters
from gateway.table import collect, import_kinds
from gateway.templates import EXPLAINED, columns, sheet
from gateway.words import Words, shipped_entries
from servicekit.schema import declared_in, fields
from tests.support.sheets import xlsx

KINDS = [kind for kind in import_kinds().values() if kind.read is None]
WORDS = Words(collect(), shipped_entries())
KNOWN = everyday(())


@pytest.fixture(params=KINDS, ids=lambda kind: kind.kind)
def kind(request: pytest.FixtureRequest) -> ImportKind:
    found: ImportKind = request.param
    return found


def value(row: dict[str, Any], path: str) -> Any:
    """What a row has at a place such as `education.full_time.level`."""
    name, *rest = path.split(".")
    held = row[name]
    if not rest and isinstance(held, list):
        # Beside what one cell says of a history stand its entries.
        return [one for one in held if not isinstance(one, dict)]
    if rest and isinstance(held, list):
        (held,) = [
            one
            for one in held
            if isinstance(one, dict) and rest[-1] in one and (len(rest) == 1 or rest[0] in one.values())
        ]
    return held[rest[-1]] if rest else held


def test_what_is_filled_in_as_the_examples_say_is_read_column_by_column(kind: ImportKind, tmp_path: Any) -> None:
    schema = kind.operation.row
    found = columns(schema, KNOWN, WORDS.labels_of)
    content = asyncio.run(rendered(sheet(kind.zh, found), []))
    path = tmp_path / "template.xlsx"
    path.write_bytes(content)
    book = CalamineWorkbook.from_path(str(path))
    first, helped = book.get_sheet_by_index(0).to_python(), book.get_sheet_by_index(1).to_python()
    assert helped[0] == list(EXPLAINED)
    examples = [str(line[-1]) for line in helped[1:]]
    told = read(xlsx(first[0], examples), schema, KNOWN, WORDS.labels_of)
    assert not told.bad
    assert told.understood is not None
    assert not told.understood["left_aside"]
    assert [one["title"] for one in told.understood["columns"]] == first[0]
    (row,) = told.rows
    for one, said in zip(found, examples, strict=True):
        got = value(row, one.field)
        assert got == one.reads.read(said), one.title
        assert got not in (None, "", said) or not one.words, f"{one.title} is not understood: {said}"


def test_lists_to_choose_from_stand_on_a_page_that_is_not_shown(kind: ImportKind) -> None:
    found = columns(kind.operation.row, KNOWN, WORDS.labels_of)
    content = asyncio.run(rendered(sheet(kind.zh, found), []))
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        first = book.read("xl/worksheets/sheet1.xml").decode()
    lists = re.findall(r"<formula1>选项!\$([A-Z]+)\$1:\$[A-Z]+\$(\d+)</formula1>", first)
    meant = [(letters(place), str(len(one.words))) for place, one in enumerate(found, 1) if one.words]
    assert lists == meant
    pages = CalamineWorkbook.from_filelike(io.BytesIO(content)).sheets_metadata
    assert [page.visible == SheetVisibleEnum.Visible for page in pages] == [True, True, False][: 2 + bool(meant)]


def test_nothing_that_is_needed_lacks_a_column(kind: ImportKind) -> None:
    found = columns(kind.operation.row, KNOWN, WORDS.labels_of)
    there = {one.reads.path[0] for one in found}
    needed = {name for name, one in declared_in(kind.operation.row).items() if one.required and not one.dump_only}
    assert needed <= there
    assert needed == {one.reads.path[0] for one in found if one.required}


def test_a_thing_that_is_no_list_and_points_by_name_are_read_from_cells() -> None:
    kinds = import_kinds()
    units = read(xlsx(["单位编码", "单位名称", "核定职数·正职"], ["a", "b", 2]), kinds["units"].operation.row)
    assert units.rows == [{"code": "a", "name": "b", "approved": {"chief": 2}}]
    points = read(xlsx(["考察编号", "各维度分值"], ["a", "x=90；y=85.5"]), kinds["appraisal-conclusions"].operation.row)
    assert points.rows == [{"appraisal_code": "a", "scores": {"x": 90, "y": 85.5}}]


BY_WORD = [
    ("restrictions", "种类", "党内警告", "kind", "party_warning"),
    ("restrictions", "种类", "诫勉", "kind", "admonition"),
    ("agencies", "类别", "纪检监察机关", "kind", "discipline"),
    ("nominations", "推荐领域", "两件大事", "field", None),
    ("deeds", "所属维度", "政治担当", "dimension", "political"),
    ("deeds", "事项代码", "", "item", None),
    ("major-matter-evaluations", "承担角色", "", "role", None),
    ("graduate-promotions", "层次或职级", "一级主任科员", "to", "section_rank_1"),
    ("appraisal-conclusions", "各维度分值", "政治担当=90；学习本领=85", "scores", {"political": 90, "learning": 85}),
    ("appraisal-talks", "各维度印象分", "政治担当=90", "marks", {"political": 90}),
]


@pytest.mark.parametrize(("kind", "title", "said", "field", "code"), BY_WORD)
def test_what_a_service_keeps_in_a_dictionary_of_its_own_is_read_by_its_word(
    kind: str, title: str, said: str, field: str, code: Any
) -> None:
    schema = import_kinds()[kind].operation.row
    labels = WORDS.labels_of(schema, field, declared_in(schema)[field]) or {}
    said, code = said or next(iter(labels.values())), code or next(iter(labels))
    told = read(xlsx([title], [said]), schema, KNOWN, WORDS.labels_of)
    assert told.rows[0][field] == code
    (column,) = [one for one in columns(schema, KNOWN, WORDS.labels_of) if one.title == title]
    assert column.words or "政治担当=90" in column.example


def test_every_entry_of_a_dictionary_is_known_by_its_word(kind: ImportKind) -> None:
    schema = kind.operation.row
    for name, declared in declared_in(schema).items():
        one = getattr(declared, "inner", declared)
        if fields.ENTRY in one.metadata:
            assert WORDS.labels_of(schema, name, declared) == WORDS.entries[one.metadata[fields.ENTRY]], name
