"""Open workbooks (ods) say in their own way what is an error, how a number is shown and what is merged."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gateway.workbooks import NotASpreadsheet, WorkbookTooLarge
from tests.support.sheets import PACKAGE, RELATIONS, Formula, Open, Shown, changed, ods, packed
from tests.unit.gateway.test_sheets import one, refusals, understood

ROW_OF_LI = '<table:table-row><table:table-cell office:value-type="string"><text:p>李'


def repeated(content: bytes, times: int) -> bytes:
    """The workbook with the row of 李 standing for several."""
    row = f'<table:table-row table:number-rows-repeated="{times}">'
    return changed(content, ROW_OF_LI, ROW_OF_LI.replace("<table:table-row>", row))


NOT_A_NUMBER = Open('table:formula="of:=1/0" office:value-type="float" office:value="0"', "#DIV/0!")
NOT_A_NUMBER_SAID = Open('office:value-type="float" office:value="0" calcext:value-type="error"', "#DIV/0!")


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (Formula("=NA()", "#N/A"), "error-in-cell"),
        (Formula("=A1+", "错误:510"), "error-in-cell"),
        (NOT_A_NUMBER, "error-in-cell"),
        (NOT_A_NUMBER_SAID, "error-in-cell"),
        (Open('office:value-type="string" calcext:value-type="error"'), "error-in-cell"),
        (Formula("=A1"), "formula-without-result"),
        (Open('table:formula="of:=A1" office:value-type="float"'), "formula-without-result"),
        ("#REF!", "error-in-cell"),
    ],
)
def test_errors_and_formulas_without_a_result_are_refused_at_their_cell(cell: Any, code: str) -> None:
    right = Open('table:formula="of:=&quot;群众&quot;" office:value-type="string" office:string-value="群众"', "群众")
    empty = Open('table:formula="of:=&quot;&quot;" office:value-type="string" office:string-value=""')
    twice = Open('table:number-columns-repeated="2" office:value-type="string"', "备注")
    content = ods(["姓名", twice, "政治面貌"], ["李", None, empty, cell], ["吴", "", "", right], ["王", *"12", "群众"])
    assert refusals(content) == [(2, "/political_status", code)]
    assert [row["political_status"] for row in understood(content).rows] == ["13", "13"]


def test_an_error_in_each_row_that_stands_for_several_refuses_each() -> None:
    content = repeated(ods(["姓名", "性别"], ["李", Formula("=NA()", "#N/A")]), 2)
    assert refusals(content) == [(2, "/sex", "error-in-cell"), (3, "/sex", "error-in-cell")]


@pytest.mark.parametrize(
    ("title", "cell", "read_as"),
    [
        ("单位编码", Shown(7, "007"), {"unit_code": "007"}),
        ("出生年月", Shown(1985.1, "1985.10"), {"birth": "1985-10"}),
        ("出生年月", Shown(date(1985, 7, 1), "1985.07"), {"birth": "1985-07"}),
        ("出生年月", Shown(date(1985, 7, 1), "1985年7月"), {"birth": "1985-07"}),
        ("出生年月", Shown(date(1985, 7, 1), "198507"), {"birth": "1985-07"}),
        ("出生年月", Shown(date(1985, 7, 1), "Jul 85"), {"birth": "1985-07"}),
        ("出生年月", Shown(date(1985, 7, 1), "07/1985"), {"birth": "1985-07"}),
        ("出生年月", Shown(date(1985, 7, 1), "1985"), {"birth": "1985"}),
        ("出生年月", Shown(date(1985, 7, 1), "1985/7/1"), {"birth": "1985-07-01"}),
        ("出生年月", Shown(date(1985, 7, 1), "7月1日"), {"birth": "1985-07-01"}),
        ("出生年月", Shown(date(1985, 7, 1), "7-1"), {"birth": "1985-07-01"}),
    ],
)
def test_a_cell_is_read_as_it_is_shown(title: str, cell: Any, read_as: dict[str, str]) -> None:
    assert one(ods(["姓名", title], ["李", cell])) == read_as


def test_a_number_that_lost_digits_is_refused() -> None:
    content = ods(["姓名", "身份证号"], ["李", Shown(150203198507012115, "150203198507012115")])
    assert refusals(content) == [(2, "/identity_number", "digits-lost")]


def test_a_note_and_what_is_drawn_in_a_cell_are_not_its_text() -> None:
    note = "<office:annotation><text:p>#N/A</text:p></office:annotation>"
    frame = "<draw:frame><table:table><table:table-row><table:table-cell/></table:table-row></table:table></draw:frame>"
    content = ods(["姓名", "单位编码"], ["李", Shown(7, "007")], ["吴", Formula("=A1")])
    content = changed(content, "<text:p>007", f"{note}{frame}<text:p>007")
    assert refusals(content) == [(3, "/unit_code", "formula-without-result")]
    assert [row["unit_code"] for row in understood(content).rows] == ["007"]


def test_a_far_cell_is_refused_before_it_is_made_dense() -> None:
    far = Open('table:number-columns-repeated="16383"')
    content = repeated(ods(["姓名", far, "甲"], ["李"]), 1_048_575)
    with pytest.raises(WorkbookTooLarge) as refused:
        understood(content)
    assert "最多 8000000 格" in str(refused.value.detail_zh)


@pytest.mark.parametrize(
    "begins", ["<!DOCTYPE a [<!ENTITY b 'c'>]><office:document-content", "<office:b/><office:document-content"]
)
def test_a_workbook_of_odd_xml_is_refused(begins: str) -> None:
    with pytest.raises(NotASpreadsheet):
        understood(changed(ods(["姓名"], ["李"]), "<office:document-content ", f"{begins} "))


def test_a_binary_workbook_is_asked_for_as_another() -> None:
    relations = f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELATIONS}/officeDocument" '
    parts = {
        "_rels/.rels": f'{relations}Target="xl/workbook.bin"/></Relationships>',
        "xl/workbook.bin": b"\x83\x01\x00",
    }
    with pytest.raises(NotASpreadsheet) as refused:
        understood(packed(parts))
    assert "请另存为 xlsx" in refused.value.detail_zh


def test_a_unit_merged_over_its_people_is_each_ones() -> None:
    unit = Open('table:number-rows-spanned="2" office:value-type="string"', "某局")
    content = ods(["单位", "姓名"], [unit, "李"], [None, "吴"], ["某委", "王"])
    content = changed(content, "<table:table-cell ></table:table-cell>", "<table:covered-table-cell/>")
    assert [row["unit_id"] for row in understood(content).rows] == ["某局", "某局", "某委"]
