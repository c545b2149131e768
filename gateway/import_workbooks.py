"""A workbook with a sheet of people and sheets of their histories (多表工作簿): which sheet is which kind of import.

The people come in first. A row of a history about somebody on the sheet of people is theirs by identity number, so that
a dry run, which registers nobody, says of it what the commit will.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from gateway import earlier, import_files, workbooks
from gateway.everyday import Everyday, title
from gateway.import_files import NoRows, Sheet
from gateway.route import ImportKind
from gateway.sheet_columns import LabelsOf, UnknownColumns
from servicekit.blanks import folded, unbroken
from servicekit.errors import FieldError, Invalid, field_error

MOST_SHEETS = 12
_TELLING = 3
"""Characters of a name that says what a sheet is whatever stands before it."""
_AROUND = re.compile(r"(?:(?:19|20)[0-9]{2}(?:年度?|-)?|[0-9]+|[._-])|(?:一览|登记|统计|汇总|情况)?表$")
Row: TypeAlias = dict[str, Any]
Told: TypeAlias = dict[str, str]


class NoKnownSheet(Invalid):
    """No sheet that can be seen is called like something that comes in this way."""

    code = "imports/no-known-sheet"
    zh = "没有可识别的工作表"
    en = "The workbook has no sheet that is known by its name"
    advice_zh = "工作表请用常用名称，如“干部”“简历”“学历学位”“家庭成员”“年度考核”“奖惩”；单独一张表请按类别导入。"
    advice_en = "Call the sheets as people do, 干部 and 简历, or send a sheet alone as its kind."


@dataclass(frozen=True)
class Part:
    """A sheet of the workbook, as its kind reads it."""

    name: str
    kind: ImportKind
    sheet: Sheet


def read(
    content: bytes,
    kinds: Mapping[str, ImportKind],
    known: Everyday,
    labels_of: LabelsOf,
    aside: Collection[str],
) -> tuple[list[Part], list[Told]]:
    """The sheets that come in, people first, and those that are left aside with why. Blocks while they are read.

    Raises NoKnownSheet, UnknownColumns naming the sheet, and what `workbooks.read` raises.
    """
    about = workbooks.read(content).about
    first = [{"name": about["sheet"], "hidden": False}] if about.get("sheet") else []
    taken: list[tuple[str, ImportKind]] = []
    left: list[Told] = []
    for one in [*first, *about.get("others", ())]:
        kind = _kind(one["name"], kinds, known)
        if one["hidden"]:
            left.append({"name": one["name"], "zh": "隐藏的工作表", "en": "A hidden sheet"})
        elif kind is None:
            why = ("名称不是可识别的类别", "Its name is that of no kind")
            left.append({"name": one["name"], "zh": why[0], "en": why[1]})
        elif len(taken) < MOST_SHEETS:
            taken.append((one["name"], kind))
        else:
            left.append({"name": one["name"], "zh": "工作表过多", "en": "Too many sheets"})
    parts = []
    faulty: list[tuple[str, UnknownColumns]] = []
    for name, kind in sorted(taken, key=lambda each: bool(each[1].follows)):
        try:
            sheet = import_files.read(content, kind.operation.row, known, labels_of, named=name, aside=aside)
        except NoRows:
            left.append({"name": name, "zh": "没有数据行", "en": "It has no rows"})
            continue
        except UnknownColumns as wrong:
            faulty.append((name, wrong))
            continue
        parts.append(Part(name, kind, sheet))
    if faulty:
        raise UnknownColumns(
            "；".join(f"工作表“{name}”：{wrong.detail_zh}" for name, wrong in faulty),
            "; ".join(f"{name}: {wrong.detail_en}" for name, wrong in faulty),
            errors=[_of_sheet(name, error) for name, wrong in faulty for error in wrong.errors],
        )
    if not parts:
        names = "、".join(f"“{one['name']}”" for one in left)
        raise NoKnownSheet(names and f"工作表{names}都不能读入", names and f"None of these can be read: {names}")
    people = [row for part in parts if not part.kind.follows for row in part.sheet.rows]
    for part in parts:
        if part.kind.follows:
            _own_people(part.sheet, people)
        part.sheet.in_order = earlier.repeats(part.sheet.rows, part.kind.meets)
    return parts, left


def _kind(name: str, kinds: Mapping[str, ImportKind], known: Everyday) -> ImportKind | None:
    """The kind of a sheet: of people, or one whose rows may be about them."""
    kind = kinds.get(called(name, known) or "")
    may = {one.follows for one in kinds.values()} | {one.kind for one in kinds.values() if one.follows}
    return kind if kind is not None and kind.kind in may else None


def called(name: str, known: Everyday) -> str | None:
    """What a sheet's name says, whatever year, unit or form stands around it: 2026年干部名册, 某局年度考核情况表."""
    said = title(name)
    for text in (said, _AROUND.sub("", said)):
        if found := known.sheets.get(text):
            return found
    ends = [one for one in known.sheets if len(one) >= _TELLING and _AROUND.sub("", said).endswith(one)]
    return known.sheets[max(ends, key=len)] if ends else None


def _of_sheet(name: str, error: FieldError) -> FieldError:
    return replace(error, zh=f"工作表“{name}”：{error.zh}", en=f"{name}: {error.en}")


def _own_people(sheet: Sheet, people: Sequence[Row]) -> None:
    """Give rows about somebody on the sheet of people their identity number; refuse those that leave it open whose."""
    by_number: dict[str, Row] = {}
    by_name: dict[str, list[Row]] = defaultdict(list)
    for row in people:
        # Whoever stands on two sheets is one person.
        own = unbroken(str(row.get("identity_number") or ""))
        if own and by_number.setdefault(own, row) is not row:
            continue
        by_name[folded(str(row.get("name", "")))].append(row)
    numbers, rows = sheet.numbers, sheet.rows
    sheet.numbers, sheet.rows = [], []
    for number, row in zip(numbers, rows, strict=True):
        said = row.get("cadre_id")
        if isinstance(said, dict):
            number_said = said.get("number") or row.get("identity_number")
            found = _whose(said | {"number": number_said}, by_number, by_name)
            if isinstance(found, FieldError):
                sheet.refuse(number, found)
                continue
            if found is not None:
                del row["cadre_id"]
                row["identity_number"] = found["identity_number"]
        sheet.add(number, row)


def _whose(
    said: Mapping[str, Any], by_number: Mapping[str, Row], by_name: Mapping[str, list[Row]]
) -> Row | FieldError | None:
    """The row of the person who is meant; None where it is nobody of the workbook."""
    name, unit = folded(str(said.get("name", ""))), folded(str(said.get("unit", "")))
    if number := said.get("number"):
        found = by_number.get(unbroken(str(number)))
        if found is not None and name and folded(str(found.get("name", ""))) != name:
            zh, en = "身份证号是本工作簿中另一姓名人员的", "The number is somebody's of another name in this workbook"
            return field_error("/cadre_id", "otherwise-named", zh, en)
        return found
    called = by_name.get(name, []) if name else []
    at_unit = [row for row in called if not unit or _unit(row) in ("", unit)]
    if len(at_unit) == 1 and at_unit[0].get("identity_number"):
        return at_unit[0]
    if called:
        zh = "本工作簿中有同名人员，凭姓名和单位不能确定是哪一人，请填写身份证号"
        return field_error("/cadre_id", "several-persons", zh, "Somebody here is called so: say whose by number")
    return None


def _unit(row: Row) -> str:
    return folded(str(row.get("unit_id") or row.get("unit_code") or ""))
