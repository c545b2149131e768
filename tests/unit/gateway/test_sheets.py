"""Sheets as people have them become rows of a schema, and what was understood is told."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from gateway.cells import CellRefused, day
from gateway.everyday import everyday
from gateway.import_files import NoRows, Sheet, read
from gateway.reading.cells import shown_as
from gateway.sheet_columns import UnknownColumns
from gateway.table import collect
from gateway.words import Words, shipped_entries
from gateway.workbooks import (
    ClassifiedSheet,
    EncryptedWorkbook,
    NoSuchSheet,
    NotASpreadsheet,
    TooManyRows,
    UnclosedQuote,
    WorkbookTooLarge,
)
from papers.entries import from_education
from services.registry.schemas.cadres import ImportCadre, RegisterCadre
from tests.support import sheets
from tests.support.sheets import Formula, Shown, csv, inline, ods, raw_xlsx, xls, xlsx

HEADER = ["姓 名", "性别", "出生年月", "民族", "政治面貌", "身份证号"]
LI = ["李合成", "男", "1985.07", "汉族", "中共党员", "150203198507012115"]
WU = ["乌云合成", "女", "1990年12月", "蒙古族", "群众", "150203199012012126"]
AS_ROWS = [
    {
        "name": "李合成",
        "sex": "1",
        "birth": "1985-07",
        "ethnicity": "01",
        "political_status": "01",
        "identity_number": "150203198507012115",
    },
    {
        "name": "乌云合成",
        "sex": "2",
        "birth": "1990-12",
        "ethnicity": "02",
        "political_status": "13",
        "identity_number": "150203199012012126",
    },
]
LABELS = Words([]).labels_of


def understood(content: bytes, **how: Any) -> Sheet:
    return read(content, RegisterCadre, labels_of=LABELS, **how)


def one(content: bytes) -> dict[str, Any]:
    """The only row, without its name."""
    sheet = understood(content)
    assert not sheet.bad
    (row,) = sheet.rows
    return {name: value for name, value in row.items() if name != "name"}


def refusals(content: bytes) -> list[tuple[int, str, str]]:
    """Row, pointer and code of each error of rows that were not read."""
    return [(number, error.pointer, error.code) for number, errors in understood(content).bad for error in errors]


VARIANTS: dict[str, Callable[[], bytes]] = {
    "Excel": lambda: xlsx(HEADER, LI, WU),
    "a title above the header": lambda: xlsx(["干部名册"], ["填报单位：某局"], HEADER, LI, WU, merged=["A1:F1"]),
    "rows that are empty above": lambda: xlsx([], [], HEADER, LI, [], WU),
    "columns that begin at B": lambda: xlsx(*([None, *row] for row in (HEADER, LI, WU))),
    "a hidden first sheet": lambda: xlsx(HEADER, LI, WU, before={"旧数据": [["甲"], ["乙"]]}, hidden=["旧数据"]),
    "the header again on each page": lambda: xlsx(HEADER, LI, HEADER, WU),
    "field names below the header": lambda: xlsx(HEADER, list(AS_ROWS[0]), LI, WU),
    "signs that show nothing": lambda: xlsx(
        ["\u200b姓名\ufeff", *HEADER[1:]], [LI[0], "\u200b男", *LI[2:]], [*WU[:3], "蒙古\u00a0族", *WU[4:]]
    ),
    "totals and notes below": lambda: xlsx(HEADER, LI, WU, ["合计", "2人"], ["注：以上为在职人员"], ["制表人：张三"]),
    "the day below": lambda: xlsx(HEADER, LI, WU, ["", "", "2026年1月5日"]),
    "the month below, as it is spelt": lambda: csv(HEADER, LI, WU, ["二〇二六年一月"]),
    "a heading of a group": lambda: xlsx(HEADER, ["一、机关"], LI, ["二、街道"], WU, merged=["A2:F2", "A4:F4"]),
    "hidden rows and columns": lambda: xlsx(HEADER, LI, WU, hidden_rows=[2], hidden_columns=["B"]),
    "a number and notes beside": lambda: xlsx(["序号", *HEADER, "备注"], [1, *LI, "退二线"], [2, *WU, None]),
    "standards in brackets, marks of what is needed": lambda: xlsx(
        ["姓名*", "性别（GB/T 2261.1）", "出生年月（岁）", "民族(GB/T 3304)", "政治面貌＊", "公民身份号码"], LI, WU
    ),
    "full width": lambda: xlsx(["姓　名", "性　别", "出生年月", "民族", "政治面貌", "身份证号"], LI, WU),
    "no places, as exports of other systems": lambda: raw_xlsx("".join(inline(*row) for row in (HEADER, LI, WU))),
    "a namespace with a prefix": lambda: raw_xlsx(
        "".join(inline(*row, tag="x") for row in (HEADER, LI, WU)), prefix="x"
    ),
    "xls, as WPS and old systems": lambda: xls(HEADER, LI, WU),
    "xls with a hidden sheet": lambda: xls(HEADER, LI, WU, hidden_before=True),
    "LibreOffice": lambda: ods(HEADER, LI, WU),
    "LibreOffice with a hidden sheet": lambda: ods(HEADER, LI, WU, hidden_before=True),
    "CSV": lambda: csv(HEADER, LI, WU),
    "CSV with a mark": lambda: csv(HEADER, LI, WU, encoding="utf-8-sig"),
    "CSV of a Chinese Windows": lambda: csv(HEADER, LI, WU, encoding="gb18030"),
    "Unicode text of Excel": lambda: csv(HEADER, LI, WU, encoding="utf-16", separator="\t"),
    "semicolons": lambda: csv(HEADER, LI, WU, separator=";"),
    "a line that names the separator": lambda: csv(HEADER, LI, WU, separator="|", first="sep=|"),
    "digits that are kept as a formula": lambda: csv(HEADER, [*LI[:5], f'="{LI[5]}"'], [*WU[:5], f"'{WU[5]}"]),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_same_people_however_the_table_was_made(variant: str) -> None:
    sheet = understood(VARIANTS[variant]())
    assert not sheet.bad
    assert sheet.rows == AS_ROWS
    told = sheet.understood
    assert told is not None
    assert {column["field"] for column in told["columns"]} == set(AS_ROWS[0])


def test_what_was_understood_is_told() -> None:
    content = xlsx(
        ["名册"],
        ["序号", *HEADER, "特长"],
        [1, *LI, "书法"],
        ["合计", "1人"],
        before={"旧数据": [["甲"]], "说明": [["乙"]]},
        hidden=["旧数据", "说明"],
        hidden_rows=[3],
        merged=["A1:H1"],
    )
    told = understood(content, aside=["特 长"]).understood
    assert told is not None
    assert (told["sheet"], told["header_row"]) == ("名册", 2)
    assert told["other_sheets"] == [{"name": "旧数据", "hidden": True}, {"name": "说明", "hidden": True}]
    assert told["columns"][0] == {"column": "B", "title": "姓 名", "field": "name", "called": "姓名"}
    assert [(one["column"], one["title"], one["zh"]) for one in told["left_aside"]] == [
        ("A", "序号", "此项导入不用这一列"),
        ("H", "特长", "按要求不读"),
    ]
    assert told["rows_left_out"] == [
        {"row": 1, "zh": "表头以上的行", "en": "Above the header"},
        {"row": 4, "zh": "合计、说明等行", "en": "A total or a note"},
    ]
    assert [note["zh"] for note in told["notes"]] == ["隐藏的1行照常读入"]


def test_the_sheet_that_is_named_is_read_even_if_hidden() -> None:
    content = xlsx(HEADER, LI, before={"旧数据": [HEADER, WU]}, hidden=["旧数据"])
    assert understood(content, named="旧数据").rows == AS_ROWS[1:]
    with pytest.raises(NoSuchSheet) as refused:
        understood(content, named="新数据")
    assert refused.value.facts["sheets"] == ["旧数据", "名册"]


@pytest.mark.parametrize(
    ("cell", "read_as"),
    [
        (Shown(date(1985, 7, 1), "yyyy.mm"), "1985-07"),
        (Shown(date(1985, 7, 1), 'yyyy"年"m"月"'), "1985-07"),
        (Shown(date(1985, 7, 1), '[$-804]yyyy"年"m"月";@'), "1985-07"),
        (Shown(date(1985, 7, 1), "yyyymm"), "1985-07"),
        (Shown(date(1985, 7, 1), "mmm-yy"), "1985-07"),
        (Shown(date(1985, 7, 1), 'e"年"m"月"'), "1985-07"),
        (Shown(date(1985, 7, 1), "e.mm"), "1985-07"),
        (Shown(date(1985, 7, 1), "e-mm-dd"), "1985-07-01"),
        (Shown(date(1985, 7, 1), "yyyy"), "1985"),
        (Shown(date(1985, 7, 1), "yyyy/m/d"), "1985-07-01"),
        (Shown(date(1985, 7, 1), 'yyyy"年"m"月"d"日"'), "1985-07-01"),
        (Shown(1985.1, "0.00"), "1985-10"),
        (1985.07, "1985-07"),
        (1985.12, "1985-12"),
        (198507, "1985-07"),
        (19850701, "1985-07-01"),
        (1985, "1985"),
        (31229, "1985-07-01"),
        *(
            (text, "1985-07")
            for text in ("1985.07", "198507", "1985-07", "1985/7", "1985年7月", "1985.7", "１９８５．０７")
        ),
        ("一九八五年七月", "1985-07"),
        *(
            (text, "1985-07-01")
            for text in (
                "一九八五年七月一日",
                "1985年7月1日",
                "19850701",
                "1985.7.1",
                "1985-07-01 00:00:00",
                "1985/7/1",
            )
        ),
        ("1985.07（40岁）", "1985-07"),
        (" 1985 年 7 月 ", "1985-07"),
        ("1985—07", "1985-07"),
        ("1985年", "1985"),
    ],
)
def test_a_day_is_read_as_people_see_it(cell: Any, read_as: str) -> None:
    assert one(xlsx(["姓名", "出生年月"], ["李", cell])) == {"birth": read_as}


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B2" s="1"><v>31229</v></c>',
        '<c r="B2" t="n" s="1"><v>31229</v></c>',
        '<c s="1" r="B2"><v>31229</v></c>',
        '<c s="1"><v>31229</v></c>',
        "<c r='B2' s='1'><v>31229</v></c>",
    ],
)
def test_a_format_is_known_however_its_cell_is_written(cell: str) -> None:
    name = '<c r="A2" t="inlineStr"><is><t>李</t></is></c>'
    name = name.replace('"', "'") if "'" in cell else name if "r=" in cell else name.replace(' r="A2"', "")
    content = raw_xlsx(inline("姓名", "出生年月") + f"<row>{name}{cell}</row>", styles=sheets.STYLED)
    assert one(content) == {"birth": "1985-07"}


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ('<c t="e"><v>#REF!</v></c>', "error-in-cell"),
        ("<c><f>A1</f></c>", "formula-without-result"),
        ("<c><f>A1</f><v/></c>", "formula-without-result"),
        ('<c><f t="shared" si="0"/></c>', "formula-without-result"),
        ('<c t="str"><f>A1</f><v></v></c>', ""),
        ('<c t="str"><f>A1</f><v>男</v></c>', ""),
    ],
)
def test_results_of_formulas_however_they_are_written(cell: str, code: str) -> None:
    content = raw_xlsx(inline("姓名", "性别") + inline("李").replace("</row>", f"{cell}</row>"))
    assert [found for _, _, found in refusals(content)] == ([code] if code else [])


def test_an_xls_shows_days_and_errors_as_an_xlsx_does() -> None:
    content = xls(
        ["姓名", "出生年月", "政治面貌"],
        ["李", Shown(date(1985, 7, 1), "yyyy.mm"), "群众"],
        ["吴", Shown(date(1985, 7, 1), "yyyy-mm-dd"), Formula("=NA()", "#N/A")],
        ["王", Shown(1985.1, "0.00"), "党员"],
    )
    assert [row["birth"] for row in understood(content).rows] == ["1985-07", "1985-10"]
    assert refusals(content) == [(3, "/political_status", "error-in-cell")]


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.8, 0.95])
def test_an_xls_that_was_cut_off_or_damaged_is_no_fault(kept: float) -> None:
    content = xls(HEADER, *([LI] * 60))
    at = int(len(content) * kept)
    for broken in (content[:at], content[:at] + bytes(64) + content[at + 64 :]):
        with contextlib.suppress(NotASpreadsheet, WorkbookTooLarge, UnknownColumns, NoRows):
            understood(broken)


def test_days_of_a_workbook_that_counts_from_1904() -> None:
    dated = Shown(date(1985, 7, 1), "yyyy-mm-dd")
    assert one(xlsx(["姓名", "出生年月"], ["李", dated], from_1904=True)) == {"birth": "1985-07-01"}
    counted = (date(1985, 7, 1) - date(1904, 1, 1)).days
    assert one(xlsx(["姓名", "出生年月"], ["李", counted], from_1904=True)) == {"birth": "1985-07-01"}


def unclear(number: int) -> bool:
    """Whether a number may be a year and a month without its zero."""
    return 19_000 <= number < 21_000 and number % 10 > 0


@given(st.dates(date(1930, 1, 1), date(2099, 12, 31)))
def test_every_way_to_write_a_day_says_the_same_day(when: date) -> None:
    whole, month = when.isoformat(), when.isoformat()[:7]
    y, m, d = when.year, when.month, when.day
    for text in (f"{y}.{m}.{d}", f"{y}.{m:02}.{d:02}", f"{y}年{m}月{d}日", f"{y}/{m}/{d}", f"{y}{m:02}{d:02}", whole):
        assert day(text) == whole
    for text in (f"{y}.{m:02}", f"{y}年{m}月", f"{y}/{m}", f"{y}{m:02}", month):
        assert day(text) == month
    counted = (when - date(1899, 12, 30)).days
    if not unclear(counted):
        assert day(counted) == whole
    if m != 1 and m != 10:
        assert day(float(f"{y}.{m:02}")) == month


def test_a_remark_beside_a_day_is_asked_about() -> None:
    assert one(xlsx(["姓名", "出生年月"], ["李", "1985年7月（实为1984年）"])) == {"birth": "1985年7月（实为1984年）"}
    assert one(xlsx(["姓名", "出生年月"], ["李", "1985年7月生"])) == {"birth": "1985-07"}


@given(st.one_of(st.text(max_size=12), st.floats(allow_nan=False), st.integers(-(10**9), 10**9)))
def test_what_is_no_day_stays_or_is_refused_and_never_fails(cell: Any) -> None:
    try:
        found = day(cell)
    except CellRefused:
        return
    assert found == cell or isinstance(found, str)


@given(st.integers(0, 2_000_000))
def test_a_day_number_is_the_day_that_a_spreadsheet_shows(number: int) -> None:
    if 10_000 <= number < 80_000 and not unclear(number):
        assert day(number) == (date(1899, 12, 30) + timedelta(days=number)).isoformat()


@pytest.mark.parametrize(
    ("made", "cell"), [(xlsx, 1985.1), (csv, "1985.1"), (xlsx, 19857), (csv, "19857"), (csv, "20191"), (csv, "01985.1")]
)
def test_a_month_that_lost_its_zero_is_asked_about(made: Callable[..., bytes], cell: Any) -> None:
    assert refusals(made(["姓名", "出生年月"], ["李", cell], ["吴", "1985.10"])) == [(2, "/birth", "month-unclear")]


def test_a_control_in_a_cell_of_a_text_table_leaves_the_others_alone() -> None:
    sheet = understood(csv(HEADER, ["\x01" + LI[0], *LI[1:]], WU))
    assert [row["name"] for row in sheet.rows][-1] == WU[0]


MADE = pytest.mark.parametrize("made", [xlsx, xls, ods, csv])


@MADE
@pytest.mark.parametrize("sign", ["\u202e", "\u200b", "\x01"])
@pytest.mark.parametrize(("column", "pointer"), [(0, "/name"), (1, "/sex"), (2, "/birth"), (5, "/identity_number")])
def test_what_nobody_sees_in_a_cell_is_refused_at_that_cell_whatever_file_it_is_in(
    made: Callable[..., bytes], sign: str, column: int, pointer: str
) -> None:
    cells = [*WU]
    cells[column] = f"{cells[column][:1]}{sign}{cells[column][1:]}甲"
    sheet = understood(made(HEADER, LI, cells))
    assert [row["name"] for row in sheet.rows] == [LI[0]]
    ((number, (error,)),) = sheet.bad
    assert (number, error.pointer, error.code) == (3, pointer, "hidden")
    assert "第2个字符是看不见的" in error.zh


@MADE
def test_what_nobody_sees_in_a_heading_is_refused_at_that_heading(made: Callable[..., bytes]) -> None:
    with pytest.raises(UnknownColumns) as refused:
        understood(made(["姓\u202e名", *HEADER[1:]], LI, WU))
    assert [(error.pointer, error.code) for error in refused.value.errors] == [("/1/1", "hidden")]


@MADE
def test_a_mark_of_secrecy_in_a_row_is_that_rows_and_nothing_of_it_is_kept(made: Callable[..., bytes]) -> None:
    sheet = understood(made([*HEADER, "备注"], [*LI, ""], [*WU, "秘-密★3年"], [*LI[:4], "机·密★", *LI[5:], ""]))
    assert len(sheet.rows) == 1
    assert [(number, error.code) for number, (error,) in sheet.bad] == [(3, "classified"), (4, "classified")]
    assert set(sheet.cells) == {1, 2}


@pytest.mark.parametrize(
    "content",
    [
        xlsx(["机 密★1年"], ["干部名册"], HEADER, LI),
        xlsx(HEADER, LI, ["注：秘/密★"]),
        xlsx(HEADER, LI, name="机密★"),
        csv(["干部名册（机-密★）"], HEADER, LI),
    ],
)
def test_a_mark_of_secrecy_around_the_rows_refuses_the_sheet(content: bytes) -> None:
    with pytest.raises(ClassifiedSheet):
        understood(content)


def bearing(where: str) -> bytes:
    """A workbook as Excel writes it whose mark stands outside the cells that are read."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet, other = book.add_worksheet("名册"), book.add_worksheet("说明")
    for place, row in enumerate((HEADER, LI)):
        sheet.write_row(place, 0, row)
    match where:
        case "header":
            sheet.set_header('&C&"宋体,加粗"&12机密★1年&R&P')
        case "footer of another sheet":
            other.set_footer("&L秘密★&R第&P页")
        case "comment":
            sheet.write_comment(1, 0, "机密★1年")
        case "text box":
            sheet.insert_textbox(5, 1, "机密★1年")
        case "title":
            book.set_properties({"title": "名册（机密）"})
        case "property of one's own":
            book.set_custom_property("密级", "机密★1年")
        case "cell of another sheet":
            other.write(3, 3, "机密★1年")
        case "nothing":
            other.write(3, 3, "保密工作说明")
            sheet.write_comment(1, 0, "以无记名秘密投票方式推荐")
    book.close()
    return target.getvalue()


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("header", "页眉或页脚"),
        ("footer of another sheet", "页眉或页脚"),
        ("comment", "批注"),
        ("text box", "文本框或图表"),
        ("title", "文件属性"),
        ("property of one's own", "文件属性"),
        ("cell of another sheet", "未读入的工作表"),
    ],
)
def test_a_mark_of_secrecy_outside_the_cells_refuses_the_workbook_and_says_where_it_is(where: str, said: str) -> None:
    with pytest.raises(ClassifiedSheet) as refused:
        understood(bearing(where))
    assert refused.value.detail_zh == f"{said}带有密级标志"


def test_what_only_speaks_of_secrecy_outside_the_cells_is_taken() -> None:
    assert understood(bearing("nothing")).rows == AS_ROWS[:1]


def test_a_mark_in_a_row_of_a_workbook_of_several_sheets_is_still_that_rows() -> None:
    sheet = understood(xlsx([*HEADER, "备注"], [*LI, ""], [*WU, "秘-密★3年"], before={"说明": []}), named="名册")
    whole = understood(xlsx([*HEADER, "备注"], [*LI, ""], [*WU, "秘-密★3年"], before={"z": []}, hidden=["z"]))
    assert [number for number, _ in sheet.bad] == [number for number, _ in whole.bad] == [3]


@pytest.mark.parametrize(
    "number",
    [
        150203198507012115,
        150203198507012000.0,
        Shown(150203198507012115, "000000000000000000"),
        Shown(150203198507012115, "0.00"),
    ],
)
def test_a_number_that_lost_digits_is_refused_with_advice(number: Any) -> None:
    sheet = understood(xlsx(["姓名", "身份证号"], ["李", number], ["吴", "150203199012012126"]))
    ((row, (error,)),) = sheet.bad
    assert (row, error.pointer, error.code) == (2, "/identity_number", "digits-lost")
    assert "设为文本格式" in error.zh
    assert len(sheet.rows) == 1


def test_a_number_in_scientific_notation_lost_digits_too() -> None:
    assert refusals(csv(["姓名", "身份证号"], ["李", "1.50203E+17"])) == [(2, "/identity_number", "digits-lost")]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (Formula("=VLOOKUP(A2,Z1:Z9,1,0)", "#N/A"), "error-in-cell"),
        (Formula("=1+1"), "formula-without-result"),
        ("#REF!", "error-in-cell"),
    ],
)
def test_errors_and_formulas_without_a_result_are_refused_at_their_cell(cell: Any, code: str) -> None:
    content = xlsx(["姓名", "政治面貌", "备注"], ["李", cell, cell], ["吴", Formula('="群众"', "群众"), None])
    assert refusals(content) == [(2, "/political_status", code)]
    assert understood(content).rows == [{"name": "吴", "political_status": "13"}]


def test_a_row_of_nothing_but_errors_below_the_header_is_no_part_of_it() -> None:
    wrong = Formula("=NA()", "#N/A")
    assert refusals(xlsx(["姓名", "性别"], [wrong, wrong], ["李", "男"])) == [
        (2, "/name", "error-in-cell"),
        (2, "/sex", "error-in-cell"),
    ]


def test_formulas_of_a_text_table_have_no_result() -> None:
    assert refusals(csv(["姓名", "性别"], ["李", "=A1"])) == [(2, "/sex", "formula-without-result")]


def test_leading_zeros_that_are_shown_are_kept() -> None:
    assert one(xlsx(["姓名", "单位编码"], ["李", Shown(7, "000")])) == {"unit_code": "007"}


def test_a_code_that_lost_its_zero_is_still_that_code() -> None:
    assert one(xlsx(["姓名", "民族"], ["李", 1])) == {"ethnicity": "01"}


@pytest.mark.parametrize(
    ("title", "said", "field", "value"),
    [
        ("民族", "汉", "ethnicity", "01"),
        ("民族", "鄂温克族", "ethnicity", "45"),
        ("政治面貌", "党员", "political_status", "01"),
        ("党派", "九三学社", "political_status", "10"),
        ("性别", "女性", "sex", "2"),
        ("管理权限", "市管干部", "management", "city"),
        ("虚构数据", "√", "synthetic", True),
        ("入党时间", "无", None, None),
    ],
)
def test_values_are_read_by_their_words(title: str, said: str, field: str | None, value: Any) -> None:
    assert one(xlsx(["姓名", title], ["李", said])) == ({field: value} if field else {})


def test_what_no_word_is_stays_for_the_schema_to_refuse() -> None:
    assert one(xlsx(["姓名", "民族"], ["李", "火星族"])) == {"ethnicity": "火星族"}


def test_columns_of_a_roster_become_entries_of_the_histories() -> None:
    header = [
        "姓名",
        "现任职务",
        "任现职时间",
        "职务层次",
        "任职务层次时间",
        "职级",
        "任现职级时间",
        "全日制学历",
        "在职学历",
    ]
    line = ["李", "副局长", "2019.03", "县处级副职", "2019.3", "一级主任科员", 201903, "本科", "研究生"]
    assert one(xlsx(header, line)) == {
        "appointments": [{"title": "副局长", "began": "2019-03"}],
        "levels": [{"code": "132", "began": "2019-03"}],
        "ranks": [{"code": "section_rank_1", "began": "2019-03"}],
        "education": [{"mode": "full_time", "level": "20"}, {"mode": "in_service", "level": "10"}],
    }


def test_an_education_of_which_nobody_says_that_it_was_full_time_is_in_service_and_that_is_told() -> None:
    sheet = understood(xlsx(["姓名", "学历"], ["李", "本科"]))
    assert sheet.rows[0]["education"] == [{"mode": "in_service", "level": "20"}]
    assert sheet.understood is not None
    assert sheet.understood["columns"][1]["called"] == "学历学位·学历（在职）"


def test_what_cannot_become_an_entry_is_left_aside_and_told() -> None:
    sheet = understood(xlsx(["姓名", "现任职务"], ["李", "局长"]))
    assert sheet.rows == [{"name": "李"}]
    assert sheet.understood is not None
    assert [left["zh"] for left in sheet.understood["left_aside"]] == ["缺少“任职时间”一列，无法成为一条任职经历"]


def test_a_blank_cell_is_as_if_its_column_were_not_there_and_that_is_told() -> None:
    header = ["姓名", "现任职务", "任现职时间", "职务层次", "任职务层次时间"]
    blank, whole = ["李", "局长", None, "县处级正职", ""], ["吴", "局长", "2019.03", "县处级正职", "2019.03"]
    sheet = understood(xlsx(header, blank, whole))
    assert sheet.rows[0] == {"name": "李"}
    assert sheet.rows[1]["levels"] == [{"code": "131", "began": "2019-03"}]
    assert sheet.understood is not None
    assert [one["zh"] for one in sheet.understood["notes"]] == [
        "第2行未填“任职时间”，不成为一条任职经历，未读入",
        "第2行未填“起”，不成为一条职务层次经历，未读入",
    ]


def test_the_post_of_a_person_has_a_column() -> None:
    row = one(xlsx(["姓名", "现任职务", "任现职时间", "职位"], ["李", "局长", "2019.03", "P-1"]))
    assert row["appointments"] == [{"title": "局长", "began": "2019-03", "post_id": "P-1"}]


def test_a_unit_merged_over_its_people_is_each_ones() -> None:
    content = xlsx(["单位", "姓名"], ["某局", "李"], [None, "吴"], ["某委", "王"], merged=["A2:A3"])
    assert [(row["unit_id"], row["name"]) for row in understood(content).rows] == [
        ("某局", "李"),
        ("某局", "吴"),
        ("某委", "王"),
    ]


def test_a_head_of_two_rows_is_read_by_its_lower_one() -> None:
    content = xlsx(
        ["姓名", "性别", "学历学位", None],
        [None, None, "全日制教育", "在职教育"],
        ["李", "男", "大专", "本科"],
        merged=["A1:A2", "B1:B2", "C1:D1"],
    )
    sheet = understood(content)
    assert sheet.understood is not None
    assert sheet.understood["header_row"] == 2
    assert sheet.rows == [
        {
            "name": "李",
            "sex": "1",
            "education": [{"mode": "full_time", "level": "30"}, {"mode": "in_service", "level": "20"}],
        }
    ]


BOTH = [
    {"mode": "full_time", "level": "20", "degree": "工学学士", "school": "甲大学"},
    {"mode": "in_service", "level": "10", "degree": "法学硕士", "school": "乙大学"},
]
OVER = ["全日制教育", "", "", "在职教育", "", ""]
UNDER = ["学历", "学位", "毕业院校"] * 2
BOTH_SAID = ["本科", "工学学士", "甲大学", "研究生", "法学硕士", "乙大学"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(
            xlsx(
                ["干部名册"],
                ["姓名", "性别", *OVER],
                ["", "", *UNDER],
                ["李", "男", *BOTH_SAID],
                merged=["A1:H1", "A2:A3", "B2:B3", "C2:E2", "F2:H2"],
            ),
            id="merged",
        ),
        pytest.param(
            xlsx(
                ["姓名", "性别", "学历学位", *[""] * 5],
                ["", "", *OVER],
                ["", "", *UNDER],
                ["李", "男", *BOTH_SAID],
                merged=["A1:A3", "B1:B3", "C1:H1", "C2:E2", "F2:H2"],
            ),
            id="three rows",
        ),
        pytest.param(csv(["", "", *OVER], ["姓名", "性别", *UNDER], ["李", "男", *BOTH_SAID]), id="titles below"),
        pytest.param(csv(["姓名", "性别", *OVER], ["", "", *UNDER], ["李", "男", *BOTH_SAID]), id="titles above"),
        pytest.param(
            csv(
                ["姓名", "性别", *(f"{over}·{said}" for over in ("全日制教育", "在职教育") for said in UNDER[:3])],
                ["李", "男", *BOTH_SAID],
            ),
            id="one row, as the error workbook says it",
        ),
    ],
)
def test_two_kinds_of_education_are_read_by_both_rows_of_the_head(content: bytes) -> None:
    sheet = understood(content)
    assert not sheet.bad
    assert sheet.rows == [{"name": "李", "sex": "1", "education": BOTH}]
    assert sheet.understood is not None
    assert sheet.understood["columns"][2]["title"] == "全日制教育·学历"
    assert not sheet.understood["left_aside"]
    # Every row is the head that is named, told of, or data.
    told = [one["row"] for one in sheet.understood["rows_left_out"]]
    assert sorted([*told, sheet.understood["header_row"], *sheet.numbers]) == list(range(1, sheet.numbers[0] + 1))


def test_what_stands_below_an_education_and_has_no_column_here_is_left_aside_and_told() -> None:
    sheet = understood(
        xlsx(
            ["姓名", "性别", "出生年月", "全日制教育", None, "在职教育", None],
            [None, None, None, *["学历学位", "毕业院校系及专业"] * 2],
            ["李", "男", "1985.07", "大学", "甲大学", "研究生", "乙大学"],
            merged=["A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1"],
        )
    )
    assert sheet.rows == [{"name": "李", "sex": "1", "birth": "1985-07"}]
    assert sheet.understood is not None
    assert [(one["column"], one["title"]) for one in sheet.understood["left_aside"]] == [
        ("D", "全日制教育·学历学位"),
        ("E", "全日制教育·毕业院校系及专业"),
        ("F", "在职教育·学历学位"),
        ("G", "在职教育·毕业院校系及专业"),
    ]
    assert sheet.understood["header_row"] == 2
    assert [one["row"] for one in sheet.understood["rows_left_out"]] == [1]


@pytest.mark.parametrize("made", [xlsx, csv])
def test_a_head_of_which_nothing_is_merged_is_read_by_its_lower_row(made: Callable[..., bytes]) -> None:
    head = [["姓名", "性别", "职务", "", "籍贯"], ["", "", "现任职务", "任现职时间", ""]]
    sheet = understood(
        made(*head, ["李", "男", "局长", "2019.03", "包头"], *head, ["吴", "女", "科长", "2020.01", "赤峰"])
    )
    assert [row["appointments"] for row in sheet.rows] == [
        [{"title": "局长", "began": "2019-03"}],
        [{"title": "科长", "began": "2020-01"}],
    ]
    assert [row["native_place"] for row in sheet.rows] == ["包头", "赤峰"]
    assert sheet.understood is not None
    assert [one["row"] for one in sheet.understood["rows_left_out"]] == [1, 4, 5]


def test_relatives_below_one_heading_are_entries() -> None:
    sheet = understood(
        xlsx(
            ["姓名", "籍贯", "家庭成员", None, None],
            [None, None, "称谓", "姓名", "身份证号"],
            ["李", "包头", "妻子", "王", "1"],
            merged=["A1:A2", "B1:B2", "C1:E1"],
        )
    )
    (row,) = sheet.rows
    assert (row["name"], row["family"][0]["name"], set(row)) == ("李", "王", {"name", "native_place", "family"})
    assert sheet.understood is not None
    assert [one["title"] for one in sheet.understood["left_aside"]] == ["家庭成员·身份证号"]


def test_years_below_one_heading_are_no_person() -> None:
    sheet = understood(
        xlsx(
            ["姓名", "性别", "年度考核结果", None],
            [None, None, 2021, 2022],
            ["李", "男", "优秀", "称职"],
            merged=["A1:A2", "B1:B2", "C1:D1"],
        )
    )
    assert sheet.rows == [{"name": "李", "sex": "1"}]
    assert sheet.understood is not None
    assert [one["title"] for one in sheet.understood["left_aside"]] == ["年度考核结果·2021", "年度考核结果·2022"]


def test_what_stands_under_no_title_and_rows_of_which_nothing_is_read_are_told() -> None:
    sheet = understood(xlsx(["序号", "姓名", "性别", None], [1, "李", "男", "红"], [2, None, None, None]))
    assert sheet.rows == [{"name": "李", "sex": "1"}]
    assert sheet.understood is not None
    assert [(one["column"], one["title"], one["zh"]) for one in sheet.understood["left_aside"]] == [
        ("A", "序号", "此项导入不用这一列"),
        ("D", "（无列名）", "这一列没有列名"),
    ]
    assert [(one["row"], one["zh"]) for one in sheet.understood["rows_left_out"]] == [(3, "读入的列中没有内容")]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(xlsx(["姓名", "颜色"], ["李", "红"]), id="a column that nobody knows"),
        pytest.param(xlsx(["姓名", "姓 名"], ["李", "李"]), id="a column twice"),
        pytest.param(xlsx(LI, WU), id="no header"),
        pytest.param(xlsx(HEADER, LI, ["单位编码", "单位", "籍贯"], ["A", "某局", "包头"]), id="another table below"),
        pytest.param(csv(["甲", "乙"], ["1", "2"]), id="a text table without a header"),
    ],
)
def test_a_header_that_is_not_understood_is_refused(content: bytes) -> None:
    with pytest.raises(UnknownColumns):
        understood(content)


def test_a_thousand_columns_of_which_nobody_knows_any_are_refused_in_words() -> None:
    with pytest.raises(UnknownColumns):
        understood(xlsx(["姓名", *(f"列{n}" for n in range(1000))], ["李"] * 1001))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xff\xd8\xff\xe0 JFIF", "图片"),
        ("<html><table><tr><td>姓名</td></tr></table></html>".encode(), "网页"),
        (b"<?xml version='1.0'?><Person/>", "标记语言"),
        (sheets.packed({"word/document.xml": "<w/>"}), "文字或演示文稿"),
        (sheets.packed({"名册.xlsx": xlsx(HEADER, LI)}), "压缩包"),
        (b"Rar!\x1a\x07\x00", "压缩包"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_called_what_it_is(content: bytes, words: str) -> None:
    with pytest.raises(NotASpreadsheet) as refused:
        understood(content)
    assert words in refused.value.detail_zh


def test_an_encrypted_workbook_is_called_so() -> None:
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    with pytest.raises(EncryptedWorkbook):
        understood(container)


def test_macros_are_told_and_never_run() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(HEADER, LI))) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    sheet = understood(target.getvalue())
    assert sheet.rows == AS_ROWS[:1]
    assert sheet.understood is not None
    assert [note["zh"] for note in sheet.understood["notes"]] == ["文件含有宏，宏从不运行"]


def test_cells_with_line_breaks_and_quotes_stay_whole() -> None:
    sheet = understood(csv(["姓名", "籍贯"], ["李", '内蒙古\n"包头",昆区'], ["吴", "x"]))
    assert sheet.rows[0]["native_place"] == '内蒙古\n"包头",昆区'
    assert sheet.numbers == [2, 3]


@pytest.mark.parametrize(
    ("row", "lines"),
    [
        (4, {2: '李合成,男,1985.07,"汉族,中共党员,150203198507012115'}),
        (4, {2: '李合成,男,1985.07,"汉族,中共党员,1', 5: '吴,男,1985.07,汉族",中共党员,2'}),
        (4, {2: '李合成,男,1985.07,"汉族,中共党员,1', 5: '吴,男,1985.07,"汉族",中共党员,2'}),
        (11, {9: '李合成,男,1985.07,汉族,中共党员,"150203198507012115'}),
    ],
)
@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_quote_without_an_end_refuses_the_table_and_says_where_it_began(
    row: int, lines: dict[int, str], end: str
) -> None:
    rows = [lines.get(place, ",".join(LI)) for place in range(10)]
    with pytest.raises(UnclosedQuote) as refused:
        understood(((end or "\n").join([",".join(HEADER), *rows]) + end).encode())
    assert refused.value.detail_zh == f"引号在第{row}行开始"


def test_words_in_quotes_at_the_start_of_a_cell_lose_no_row() -> None:
    lines = [",".join(HEADER), '"李"合成' + ",".join(["", *LI[1:]]), ",".join([*WU[:5], f'"{WU[5]}"'])]
    assert [row["name"] for row in understood("\n".join(lines).encode()).rows] == ["李合成", WU[0]]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_damaged_byte_in_a_text_table_is_its_rows_fault(encoding: str) -> None:
    content = csv(HEADER, [*LI[:3], "汉\u2460族", *LI[4:]], WU, encoding=encoding)
    damaged = content.replace("\u2460".encode(encoding), b"\xff")
    sheet = understood(damaged)
    assert [row["name"] for row in sheet.rows] == [WU[0]]
    ((number, (error,)),) = sheet.bad
    assert (number, error.pointer, error.code) == (2, "/ethnicity", "unreadable")
    assert sheet.understood is not None
    assert sheet.understood["encoding"] == encoding


@pytest.mark.parametrize(
    ("code", "form"),
    [
        ("yyyy.mm", ("day", 7)),
        ('yyyy"年"', ("day", 4)),
        ("yyyy-mm-dd", None),
        ("General", None),
        ("0.00", ("number", 1, 2)),
        ("00000", ("number", 5, 0)),
        ("0", None),
        ("#,##0.00", None),
        ("0.00E+00", None),
        ('e"年"m"月"', ("day", 7)),
        ("e.mm", ("day", 7)),
        ("e/m/d", None),
        ("##0.0E+0", None),
        ("[Red]0.00;-0.00", ("number", 1, 2)),
        ("@", None),
    ],
)
def test_what_a_number_format_shows(code: str, form: object) -> None:
    assert shown_as(code) == form


def test_more_rows_than_an_import_takes_are_refused_while_they_are_read() -> None:
    with pytest.raises(TooManyRows):
        understood(csv(["姓名"], *(["李"] for _ in range(202_000))))


def test_a_text_table_of_too_many_cells_is_refused() -> None:
    with pytest.raises(WorkbookTooLarge):
        understood(b"a,b\n" + b"," * 9_000_000)


def test_education_in_words_below_full_time_and_in_service_is_read_as_of_these() -> None:
    labels = Words(collect(), shipped_entries()).labels_of
    grid = [
        ["姓名", "全日制教育", "", "在职教育", ""],
        ["", "学历学位", "毕业院校系及专业", "学历学位", "毕业院校系及专业"],
        ["单示例", "大学 工学学士", "示例大学机械专业", "研究生，公共管理硕士", ""],
        ["双示例", "大专", "", "无", ""],
        ["叁示例", "中专", "包头农校", "大学", "内大 汉语言；二学位"],
    ]
    told = read(xlsx(*grid), ImportCadre, everyday(()), labels)
    assert not told.bad
    assert told.rows[0]["education"] == [
        "全日制：大学 工学学士 毕业院校：示例大学机械专业",
        "在职：研究生，公共管理硕士",
    ]
    assert [one["level_school"] for one in from_education("；".join(told.rows[0]["education"])).entries] == [
        "示例大学机械专业", "",
    ]  # fmt: skip
    assert told.rows[1]["education"] == ["全日制：大专"]
    third = from_education("；".join(told.rows[2]["education"]))
    assert [(one["mode"], one["level"], one["level_school"]) for one in third.entries] == [
        ("全日制", "中专", "包头农校"), ("在职", "大学", "内大 汉语言，二学位"),
    ]  # fmt: skip
    assert not third.unread
    assert "学历学位（全日制）" in [one["called"].split("（整格")[0] for one in told.understood["columns"]]


def test_a_level_of_education_may_say_whether_it_was_full_time() -> None:
    labels = Words(collect(), shipped_entries()).labels_of
    grid = [["姓名", "最高学历"], ["单示例", "在职研究生"], ["双示例", "全日制大学"], ["叁示例", "大专"]]
    told = read(xlsx(*grid), ImportCadre, everyday(()), labels)
    assert [row["education"] for row in told.rows] == [
        [{"mode": "in_service", "level": "10"}],
        [{"mode": "full_time", "level": "20"}],
        [{"mode": "in_service", "level": "30"}],
    ]


DEEP = "[" * 300 + "]" * 300


@pytest.mark.parametrize("wrong", ['{"name": ' + DEEP + "}", '{"a":' * 300 + "1" + "}" * 300])
def test_a_row_that_is_nested_too_deep_costs_no_other(wrong: str) -> None:
    sheet = read(f'{{"name": "甲"}}\n{wrong}\n{{"name": "乙"}}'.encode(), RegisterCadre)
    assert ([row["name"] for row in sheet.rows], [number for number, _ in sheet.bad]) == (["甲", "乙"], [2])
    assert sheet.bad[0][1][0].code == "too-deep"


def test_a_cell_that_is_nested_too_deep_is_a_text() -> None:
    (row,) = understood(csv([*HEADER, "简历"], [*LI, DEEP])).rows
    assert row["resume"] == DEEP


MARK = "机密★1年"


def open_bearing(part: str, where: str) -> bytes:
    """A workbook of LibreOffice with a text at a place of one of its parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(ods(HEADER, LI))) as plain, zipfile.ZipFile(target, "w") as archive:
        parts = {one: plain.read(one).decode() for one in plain.namelist()}
        if part == "content.xml":
            before, after = where.split("…")
            parts[part] = parts[part].replace(before, before + after, 1)
        else:
            parts[part] = where
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def wide(text: str) -> bytes:
    return b"\x01" + text.encode("utf-16-le")


CELL = '<table:table-cell office:value-type="string">'
SECOND = '<table:table table:name="说明"><table:table-row><table:table-cell><text:p>{}</text:p></table:table-cell>'
OLDER: dict[str, tuple[Callable[[str], bytes], str]] = {
    "header of xls": (
        lambda mark: xls(HEADER, LI, records=[(0x14, len(f"&C{mark}").to_bytes(2, "little") + wide(f"&C{mark}"))]),
        "页眉或页脚",
    ),
    "comment of xls": (lambda mark: xls(HEADER, LI, records=[(0x1B6, bytes(18)), (0x3C, wide(mark))]), "批注"),
    "title of xls": (
        lambda mark: (
            xls(HEADER, LI)
            + b"\x1e\0\0\0"
            + (len(mark.encode("gb18030")) + 1).to_bytes(4, "little")
            + mark.encode("gb18030")
            + b"\0"
        ),
        "文件属性",
    ),
    "other sheet of xls": (lambda mark: xls(HEADER, LI, hidden_before=True, before=mark), "未读入的工作表"),
    "comment of ods": (
        lambda mark: open_bearing(
            "content.xml", f"{CELL}…<office:annotation><text:p>{mark}</text:p></office:annotation>"
        ),
        "批注",
    ),
    "footer of ods": (
        lambda mark: open_bearing("styles.xml", f"<s><style:footer><text:p>{mark}</text:p></style:footer></s>"),
        "页眉或页脚",
    ),
    "title of ods": (lambda mark: open_bearing("meta.xml", f"<m><dc:title>名册（{mark}）</dc:title></m>"), "文件属性"),
    "other sheet of ods": (
        lambda mark: open_bearing(
            "content.xml", "</table:table>…" + SECOND.format(mark) + "</table:table-row></table:table>"
        ),
        "未读入的工作表",
    ),
}


@pytest.mark.parametrize("where", OLDER)
def test_older_and_open_workbooks_are_looked_through_outside_their_cells_too(where: str) -> None:
    content, said = OLDER[where]
    with pytest.raises(ClassifiedSheet) as refused:
        understood(content(MARK))
    assert refused.value.detail_zh == f"{said}带有密级标志"
    assert understood(content("保密工作说明")).rows == AS_ROWS[:1]


@pytest.mark.parametrize("book", [ods, xls], ids=["ods", "xls"])
def test_a_mark_in_a_row_of_an_older_or_open_workbook_is_that_rows(book: Callable[..., bytes]) -> None:
    sheet = understood(book([*HEADER, "备注"], [*LI, ""], [*WU, "秘密★3年"]))
    assert ([row["name"] for row in sheet.rows], [number for number, _ in sheet.bad]) == (["李合成"], [3])
