"""Forms (干部任免审批表) that are uploaded for an import, as its rows: one .lrmx or .lrm, or a zip of hundreds."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import orjson

from gateway import bounded
from gateway.import_files import NoRows, Sheet
from gateway.rpc import Overloaded
from servicekit import fields
from servicekit.blanks import folded, unbroken
from servicekit.errors import FieldError, Internal, Invalid, field_error
from servicekit.messages import translate
from servicekit.secrecy import CLASSIFIED, is_named_marked


class NotAForm(Invalid):
    """The file is neither a form nor a zip of forms that can be read."""

    code = "imports/not-a-form"
    zh = "文件不是可读取的干部任免审批表"
    en = "The file holds no appointment form that can be read"
    advice_zh = "请上传 lrmx 或 lrm 文件，或由这些文件压缩成的 zip 文件。"
    advice_en = "Send a .lrmx or .lrm file, or a zip of such files."


def read(content: bytes) -> Sheet:
    """The forms of a file, each a row with its place in the file from 1 and the name that it has there.

    Blocks until they are read: call it off the event loop. Raises NotAForm, NoRows, TooManyRows and Overloaded.
    """
    if not content.strip():
        raise NoRows
    try:
        told, _, verdict = bounded.read(bounded.FORMS_IN, content).rstrip().rpartition(b"\n")
    except bounded.Busy:
        raise Overloaded(retry_after=5) from None
    except bounded.Ended as ended:
        if ended.why == "fault":
            raise Internal() from None
        zh, en = "读取所需的内存或时间超过上限，请分批上传", "Reading it needs more memory or time: send it in parts"
        raise NotAForm(zh, en) from None
    if refused := orjson.loads(verdict).get("refused"):
        raise NotAForm(refused["zh"], refused["en"])
    sheet, persons = Sheet(), _Persons()
    for number, one in enumerate(map(orjson.loads, io.BytesIO(told)), 1):
        said = fields.unseen(one["file"]) or ("|".join(CLASSIFIED) if is_named_marked(one["file"]) else "")
        if said:
            code, zh, en = translate(said)
            sheet.refuse(number, field_error("", code, f"文件名：{zh}", f"The file's name: {en}"))
            continue
        if one["file"]:
            sheet.files[number] = one["file"][:300]
        if refused := one.get("refused"):
            sheet.refuse(number, field_error(refused["pointer"], refused["code"], refused["zh"], refused["en"]))
        elif wrong := persons.twice(number, one["row"], sheet.files):
            sheet.refuse(number, wrong)
        else:
            sheet.add(number, one["row"] | ({"file": sheet.files[number]} if number in sheet.files else {}))
    if not sheet.rows and not sheet.bad:
        raise NoRows
    return sheet


class _Persons:
    """Whose forms a file holds, by number, or by name and month of birth."""

    def __init__(self) -> None:
        self._numbered: dict[str, int] = {}
        self._names_with_number: dict[str, int] = {}
        self._names_without: dict[str, int] = {}
        self._called: dict[str, int] = {}

    def twice(self, number: int, row: dict[str, Any], files: Mapping[int, str]) -> FieldError | None:
        """Why a form cannot be taken with an earlier one of the file, of the same person or of who may be the same: the
        later changes what the earlier has, wherever chunks end. None where it can be."""
        whose = unbroken(str(row.get("identity_number", "")))
        name = folded(row["name"])
        called = f"{name} {str(row.get('birth', ''))[:7]}"
        if whose and (twin := self._numbered.get(whose)):
            zh, en = f"与{_said(twin, files)}是同一公民身份号码", f"The same identity number as form {twin}"
            return field_error("/identity_number", "double", zh, en)
        # By its number the one may give a person another birth, by which the other is known.
        mixed = self._names_without.get(name) if whose else self._names_with_number.get(name)
        if mixed:
            zh = f"与{_said(mixed, files)}姓名相同，而其中有未填公民身份号码的，请填写后再导入"
            en = f"Called as in form {mixed}, and one of them has no number: give the numbers"
            return field_error("/identity_number", "double", zh, en)
        if not whose and (twin := self._called.get(called)):
            zh = f"与{_said(twin, files)}姓名和出生年月相同，而未填公民身份号码，请填写后再导入"
            en = f"Called and born as in form {twin}, without a number: give the numbers"
            return field_error("/identity_number", "double", zh, en)
        if whose:
            self._numbered[whose] = self._names_with_number[name] = number
        else:
            self._called[called] = self._names_without[name] = number
        return None


def _said(number: int, files: Mapping[int, str]) -> str:
    return f"第{number}份（“{files[number]}”）" if number in files else f"第{number}份"
