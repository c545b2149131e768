"""A cell of a sheet as its field takes it: days as people write them, codes by their words, numbers with all digits."""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

import marshmallow
import orjson
from marshmallow import fields as plain_fields

from gateway.everyday import Everyday
from gateway.naming import innermost
from gateway.nesting import DEEPEST, deeper_than
from gateway.workbooks import Cell
from papers import days
from papers.cells import NONE
from servicekit.blanks import entered, folded, half_width, number_in, said_of_hidden
from servicekit.schema import EntryOrText, PartialDate, fields
from servicekit.secrecy import CLASSIFIED, bears_mark

YES, NO = {"是", "有", "√", "✓", "true", "yes", "y", "1"}, {"否", "无", "×", "x", "false", "no", "n", "0"}
NOTHING = frozenset((*NONE, "至今", "现在", "今"))
"""What stands in a cell where there is no day, no code and no number to be told."""
JSON_WHOLE = 2**63
EXACT = 10**15
"""From here on a spreadsheet keeps a number without its last digits."""
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)|(?:Err|错误):\d{3}", re.ASCII)
_SCIENTIFIC = re.compile(r"[1-9](?:\.\d+)?E\+?\d{2}", re.ASCII | re.IGNORECASE)
_QUOTED = re.compile(r'="([^"]*)"')
_LOST = "\ufffd"
"""What programs write for a character that they could not read, and readers of text tables for such bytes."""
_MOST_IN_A_WORD = 5
"""Parts of a word that itself holds 、 or the like."""
Labels = Mapping[str, str]


class CellRefused(Exception):
    """What a cell holds is no value: why, in both languages."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(code)
        self.code, self.zh, self.en = code, zh, en


Reader = Callable[[Cell], Any]


def seen(text: str) -> str:
    """The text of a cell without what shows nothing around it, before anything is made of it.

    What is read as a code or a day would lose what nobody sees of it. Raises CellRefused as schemas refuse texts.
    """
    text = entered(text)
    if (said := said_of_hidden(text)) is not None:
        raise CellRefused(*said)
    if _LOST in text:
        place = text.index(_LOST) + 1
        raise CellRefused(
            "unreadable", f"第{place}个字符在文件中已损坏，不能识别", f"Character {place} is damaged in the file"
        )
    if bears_mark(text):
        raise CellRefused(*CLASSIFIED)
    return text


def reader(
    declared: marshmallow.fields.Field[Any],
    labels: Labels | None,
    everyday: Everyday,
    *,
    from_1904: bool = False,
    of_an_entry: bool = False,
) -> Reader:
    """How cells of one column are read; what does not fit is left for the schema to refuse.

    It answers None for a cell that says that there is nothing, and raises CellRefused. `of_an_entry` says that the
    field is one of an entry, which may be wanting as a whole: there even what an entry needs may be nothing.
    """
    inner = innermost(declared)
    many = isinstance(declared, fields.List) and not isinstance(inner, fields.Nested)
    codes = _codes(inner, labels, everyday)
    one = _one(inner, codes, bool(declared.required) and not of_an_entry, from_1904)
    if isinstance(inner, EntryOrText):
        return _entries
    if isinstance(inner, fields.Nested):
        return lambda cell: _json(_text(cell))
    if isinstance(inner, fields.Dict):
        return _pairs(_codes(inner, labels, everyday) or {})
    return _several(one, codes or {}) if many else one


def _one(
    declared: marshmallow.fields.Field[Any], codes: Mapping[str, str] | None, required: bool, from_1904: bool
) -> Reader:
    def read(cell: Cell) -> Any:
        cell = _sound(cell)
        if isinstance(declared, fields.Boolean):
            text = folded(str(_value(cell)))
            return True if text in YES else False if text in NO else _value(cell)
        if isinstance(declared, fields.Date | PartialDate):
            found = day(cell, from_1904=from_1904)
            if not isinstance(declared, PartialDate) and _NO_DAY.fullmatch(str(found)):
                raise _day_needed(str(found))
        elif isinstance(declared, fields.AwareDateTime):
            text = _text(cell)
            return f"{text}+08:00" if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", text) else text
        elif isinstance(declared, plain_fields.Number):
            found = _number(_value(cell))
        elif codes is not None:
            found = _coded(cell, codes)
        else:
            text = _text(cell)
            return None if not required and text in NONE else text
        return None if not required and found in NOTHING else found

    return read


def _sound(cell: Cell) -> Cell:
    """The cell, where it holds a value at all. Raises CellRefused."""
    if isinstance(cell, dict):
        if "error" not in cell:
            return cell
        text = cell["error"]
    elif isinstance(cell, str):
        if _ERROR.fullmatch(cell):
            text = cell
        elif cell.startswith("=") and len(cell) > 1:
            if quoted := _QUOTED.fullmatch(cell):
                return quoted.group(1)
            text = "formula"
        else:
            return cell
    else:
        return cell
    if text == "formula":
        raise CellRefused(
            "formula-without-result",
            "公式没有存下结果，请用表格软件打开、重新计算并保存后再上传",
            "A formula without a result; open the file, let it calculate, save it, and send it again",
        )
    raise CellRefused(
        "error-in-cell",
        f"单元格是错误值“{text}”，请改正公式或直接填写内容",
        f"The cell is the error {text}; mend its formula or enter the value",
    )


def _value(cell: Cell) -> Any:
    value = cell["value"] if isinstance(cell, dict) else cell
    return _whole(value) if isinstance(value, float) else value


def _whole(number: float) -> int | float:
    """A whole number as such, where JSON can carry it."""
    return int(number) if number.is_integer() and abs(number) < JSON_WHOLE else number


def _text(cell: Cell) -> Any:
    """The cell as a text. Raises CellRefused for a number that has lost digits."""
    cell = _sound(cell)
    value = _value(cell)
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        if abs(value) >= EXACT:
            raise CellRefused(
                "digits-lost",
                "数字超过15位，表格软件已丢失末尾几位；请先将该列设为文本格式，再重新填写",
                "More than 15 digits, of which the spreadsheet has lost the last; format the column as text, and enter "
                "it again",
            )
        shown: str | None = cell["shown"] if isinstance(cell, dict) else None
        # Fixed places are how amounts are shown; leading zeros are part of a code.
        return str(value) if shown is None or "." in shown else shown
    text = str(value).strip()
    if len(text) >= 6 and _SCIENTIFIC.fullmatch(text):
        raise CellRefused(
            "digits-lost",
            f"“{text}”是数字的科学计数写法，已丢失末尾几位；请先将该列设为文本格式，再重新填写",
            f"{text} is a number that has lost its last digits; format the column as text, and enter it again",
        )
    # Where a spreadsheet is told to take digits as a text, and the sign of it stayed.
    return text[1:] if text[:1] in ("'", "‘", "’") and text[1:].isascii() else text


_YEAR = re.compile(r"((?:19|20)[0-9]{2})\s*(?:年度?|[级届])")
_THOUSANDS = re.compile("[+＋－-]?[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})+(?:[.．][0-9０-９]+)?")


def _number(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = value.strip()
    if _THOUSANDS.fullmatch(text):
        text = re.sub("[,，]", "", text)
    elif year := _YEAR.fullmatch(half_width(text)):
        text = year[1]
    plain = number_in(text)
    number = math.nan if plain is None else float(plain)
    return _whole(number) if math.isfinite(number) else value


def day(cell: Cell, *, from_1904: bool = False) -> Any:
    """A day, as far as it is known: `1985`, `1985-07` or `1985-07-01`; what is none stays as it is.

    Raises CellRefused where a number, or what a text table made of one, has lost the zero of October.

    >>> [day(cell) for cell in ("1985.07", "198507", "1985年7月1日", "1985/7", 19850701.0, 1985.12, 31229.0)]
    ['1985-07', '1985-07', '1985-07-01', '1985-07', '1985-07-01', '1985-12', '1985-07-01']
    """
    if isinstance(cell, dict):
        value, shown = cell["value"], day(cell["shown"])
        return shown if shown != cell["shown"] else day(value, from_1904=from_1904)
    if isinstance(cell, bool) or cell is None:
        return cell
    if isinstance(cell, int | float):
        return _numbered(cell, from_1904)
    text = days.bare(str(cell))
    if _OCTOBER_OR_JANUARY.fullmatch(text):
        raise _month_unclear(text)
    try:
        found = days.said(text) or days.serial(text, from_1904=from_1904)
    except days.MonthUnclear:
        raise _month_unclear(text) from None
    return found or (text if text in NOTHING else cell)


def _numbered(number: float, from_1904: bool) -> Any:
    if not abs(number) < EXACT:
        return number
    try:
        return days.numbered(number, from_1904=from_1904) or number
    except days.MonthUnclear:
        raise _month_unclear(str(_whole(float(number)))) from None


_NO_DAY = re.compile(r"[12][0-9]{3}(?:-(?:0[1-9]|1[0-2]))?")


def _day_needed(said: str) -> CellRefused:
    year, _, month = said.partition("-")
    first, last = f"{year}-{month or '01'}-01", f"{year}-{month or '12'}-"
    last += str(calendar.monthrange(int(year), int(month or 12))[1])
    return CellRefused(
        "day-needed",
        f"只写到{'月' if month else '年'}，这一列须写到日：台账不知道日子的，起始写{first}，终止写{last}",
        f"A day is needed here; where the ledger knows none, write {first} for a beginning and {last} for an end",
    )


_OCTOBER_OR_JANUARY = re.compile(r"[12][0-9]{3}\.1")
"""What a text table makes of a number 1985.10: its last zero is lost, as in a cell that holds a number."""


def _month_unclear(text: str) -> CellRefused:
    if "." not in text:
        return CellRefused(
            "month-unclear",
            f"“{text}”看不出是{text[:4]}年{text[4:]}月，还是表格软件的日期序号，请写作{text[:4]}.0{text[4:]}，或将该列设为日期格式",
            f"{text} may be a month or a number of the spreadsheet's days; write {text[:4]}-0{text[4:]}",
        )
    return CellRefused(
        "month-unclear",
        f"“{text}”看不出是1月还是10月，请将该列设为文本格式，月份写两位",
        f"{text} may be January or October; format the column as text, and write the month with two digits",
    )


def _codes(
    declared: marshmallow.fields.Field[Any], labels: Labels | None, everyday: Everyday
) -> Mapping[str, str] | None:
    """The code by each word that it is called by; None of a field that holds no codes."""
    labelled: Mapping[str, str] | None = getattr(declared, "codes", None)
    if labels is None and labelled is not None:
        labels = {code: label for label, code in labelled.items()}
    if not labels:
        return None
    found: dict[str, str] = {}
    several: set[str] = set()
    for code, label in labels.items():
        for word in everyday.words_for(label):
            if found.setdefault(word, code) != code:
                several.add(word)
    for word in several:
        del found[word]
    # What a code is called itself comes first, whatever else is called so.
    return found | {folded(label): code for code, label in labels.items()} | {code: code for code in labels}


def _coded(cell: Cell, codes: Mapping[str, str]) -> Any:
    text = _text(cell)
    if not isinstance(text, str) or text in codes:
        return codes.get(text, text)
    word = folded(text)
    # A number has lost the zero that a code begins with.
    return codes.get(word) or codes.get(word.zfill(2), text)


def _entries(cell: Cell) -> Any:
    """Entries of a history: of JSON as they are, else the text that says them in words."""
    found = _json(_text(cell))
    if not isinstance(found, str):
        return found
    return None if found in NOTHING else [found]


def _json(text: Any) -> Any:
    if isinstance(text, str) and text.startswith(("[", "{")):
        try:
            value = orjson.loads(text)
        except orjson.JSONDecodeError:
            return text
        return text if deeper_than(value, DEEPEST) else value
    return text


def _pairs(codes: Mapping[str, str]) -> Reader:
    """How a cell is read that holds several numbers, each after what it is for: `德=90；能=85`."""

    def read(cell: Cell) -> Any:
        text = _json(_text(cell))
        if not isinstance(text, str):
            return text
        parts = [part for part in re.split(r"[,、，；;\n]", text) if part.strip()]
        pairs = [re.split("[=＝:：]", part, maxsplit=1) for part in parts]
        if not all(len(pair) == 2 for pair in pairs):
            return text
        return {codes.get(folded(said), said.strip()): _number(number.strip()) for said, number in pairs}

    return read


def _several(one: Reader, codes: Mapping[str, str]) -> Reader:
    """How a cell is read that holds several values, with 、 or the like between them, which a word may hold too."""

    def read(cell: Cell) -> Any:
        text = _text(cell)
        if not isinstance(text, str):
            return text
        if isinstance(found := _json(text), list):
            return found
        signs = [match.start() for match in re.finditer(r"[,、，；;\n]", text)]
        begins, ends = [0, *(at + 1 for at in signs)], [*signs, len(text)]
        values, at = [], 0
        while at < len(ends):
            # As far as a word reaches.
            reaches = range(min(len(ends), at + _MOST_IN_A_WORD) - 1, at, -1)
            last = next((to for to in reaches if folded(text[begins[at] : ends[to]]) in codes), at)
            if (said := text[begins[at] : ends[last]].strip()) and (value := one(said)) is not None:
                values.append(value)
            at = last + 1
        return values

    return read
