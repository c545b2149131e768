"""What forms say otherwise of people who are in the registry (逐项核对): shown difference by difference, and taken over
as the officer confirms it.

A dry run tells the differences of each row, each with a mark; the commit is sent the marks that are accepted. A mark
stands for what was and what becomes, so that nothing is taken over which nobody has seen; and a person's differences
are entered together or not at all, with the row.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from gateway.import_files import Sheet
from gateway.import_jobs import Document, Jobs
from gateway.route import ImportKind
from servicekit.errors import InvalidFields, field_error
from servicekit.schema import CursorQuery, Id, Schema, fields, instance

_MARK = re.compile(r"([0-9]{1,7}):([0-9a-f]{4,20})")
_BETWEEN = re.compile(r"[\s,，、;；]+")


class ListDifferences(CursorQuery):
    """The differences of which job."""

    import_id = Id(metadata={"zh": "导入任务"})


class Difference(Schema):
    """A difference between a form and the registry; none is told of what has a right of its own."""

    mark = fields.String(required=True, metadata={"zh": "标记，提交时填入“采纳的变动”"})
    field = fields.String(required=True, metadata={"zh": "字段"})
    title = fields.String(required=True, metadata={"zh": "项目"})
    was = fields.String(required=True, allow_none=True, metadata={"zh": "名册中；空则新增，或另有查看权限"})
    becomes = fields.String(required=True, allow_none=True, metadata={"zh": "表中；空则另有查看权限"})
    taken = fields.Bool(required=True, metadata={"zh": "采纳"})


class Different(Schema):
    """A row whose person differs in the registry."""

    row = fields.Int(required=True, metadata={"zh": "行号，从 1 起，与文件一致"})
    file = fields.String(metadata={"zh": "压缩包内的文件名"})
    cadre_id = Id(metadata={"zh": "干部"})
    differences = fields.List(fields.Nested(Difference), required=True, metadata={"zh": "不同之处"})


EXAMPLE = {
    "row": 1,
    "file": "单晓.lrmx",
    "cadre_id": "cad-07",
    "differences": [
        {
            "mark": "1:9f86d081884c7d65",
            "field": "birthplace",
            "title": "出生地",
            "was": "内蒙古包头",
            "becomes": "内蒙古固阳",
            "taken": True,
        }
    ],
}


def accept(sheet: Sheet, kind: ImportKind, marks: str) -> None:
    """Let rows take over what is accepted by its mark, and no other difference. Raises InvalidFields."""
    if "accept" not in instance(kind.operation.row).fields:
        zh, en = "这类导入没有逐项采纳的变动", "Rows of this kind have no differences to accept"
        raise InvalidFields(errors=[field_error("/accept", "not-of-this-kind", zh, en)])
    accepted: dict[int, list[str]] = defaultdict(list)
    for mark in filter(None, _BETWEEN.split(marks)):
        found = _MARK.fullmatch(mark)
        if found is None or int(found[1]) not in sheet.numbers:
            text = mark[:40]
            zh = f"“{text}”不是本文件变动的标记；标记见试导入的逐项变动"
            en = f"{text} is no mark of a difference of this file; the dry run tells them"
            raise InvalidFields(errors=[field_error("/accept", "unknown-difference", zh, en)])
        accepted[int(found[1])].append(found[2])
    for number, row in zip(sheet.numbers, sheet.rows, strict=True):
        row["accept"] = accepted.get(number, [])


async def differing(
    jobs: Jobs, job: str, place: tuple[int, int], limit: int
) -> tuple[list[Document], tuple[int, int] | None]:
    """The rows of a job that differ, from a place on, and the place to go on from."""
    items: list[Document] = []
    following: tuple[int, int] | None = place
    while following is not None and not items:
        rows, following = await jobs.results(job, after=following, limit=limit, wrong_only=False)
        items = [_shown(row) for row in rows if row.get("differences")]
    return items, following


def _shown(row: Document) -> Document:
    of: dict[str, Any] = {name: row[name] for name in ("row", "file", "cadre_id") if name in row}
    told = [{**one, "mark": f"{row['row']}:{one['mark']}"} for one in row["differences"]]
    return {**of, "differences": told}
