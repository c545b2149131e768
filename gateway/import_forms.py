"""Forms (干部任免审批表) that are uploaded for an import, as its rows: one .lrmx or .lrm, or a zip of hundreds."""

from __future__ import annotations

import io
import unicodedata
from typing import Any

import orjson

from gateway import bounded
from gateway.everyday import folded
from gateway.import_files import NoRows, Sheet
from gateway.rpc import Overloaded
from servicekit import fields
from servicekit.errors import FieldError, Internal, Invalid, field_error
from servicekit.messages import translate
from servicekit.secrecy import CLASSIFIED, bears_mark

_OFFICE = b"[Content_Types].xml"
"""What every workbook and document of the Office kind holds, packed as a zip too."""


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
    if content.startswith(b"PK") and _OFFICE in content[:2048]:
        raise NotAForm
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
    sheet, first = Sheet(), dict[str, int]()
    for number, one in enumerate(map(orjson.loads, io.BytesIO(told)), 1):
        wrong = fields.unseen(one["file"]) or ("|".join(CLASSIFIED) if bears_mark(one["file"]) else "")
        if wrong:
            code, zh, en = translate(wrong)
            sheet.refuse(number, field_error("", code, f"文件名：{zh}", f"The file's name: {en}"))
            continue
        if one["file"]:
            sheet.files[number] = one["file"][:300]
        if refused := one.get("refused"):
            sheet.refuse(number, field_error(refused["pointer"], refused["code"], refused["zh"], refused["en"]))
        elif twin := first.get(_whose(one["row"])):
            sheet.refuse(
                number, _twice(twin, sheet.files.get(twin, ""), is_by_name=not one["row"].get("identity_number"))
            )
        else:
            first |= {_whose(one["row"]): number, _called(one["row"]): number}
            sheet.add(number, one["row"] | ({"file": sheet.files[number]} if number in sheet.files else {}))
    if not sheet.rows and not sheet.bad:
        raise NoRows
    return sheet


def _whose(row: dict[str, Any]) -> str:
    """Whose form it is: the number, or who is called so and was born then."""
    return unicodedata.normalize("NFKC", str(row.get("identity_number", ""))).strip().upper() or _called(row)


def _called(row: dict[str, Any]) -> str:
    return f"{folded(row['name'])} {str(row.get('birth', ''))[:7]}"


def _twice(number: int, file: str, *, is_by_name: bool) -> FieldError:
    said = f"（“{file}”）" if file else ""
    if is_by_name:
        zh = f"与第{number}份{said}姓名和出生年月相同；如是另一人，请填写公民身份号码"
        return field_error(
            "/identity_number", "double", zh, f"Called and born as in form {number}: say whose by number"
        )
    zh, en = f"与第{number}份{said}是同一公民身份号码", f"The same identity number as form {number}"
    return field_error("/identity_number", "double", zh, en)
