"""Taken and answered: bulk imports (批量导入)."""

from __future__ import annotations

from marshmallow import validate

from gateway.naming import CALLED
from gateway.table import import_kinds
from gateway.undo_jobs import GOES, KEPT_BACK, STAYS, UNDONE
from gateway.undo_jobs import State as Undone
from servicekit.forms import among_keys, listed, text
from servicekit.schema import CursorQuery, Id, PageQuery, Schema, fields

_MODES = {"dry_run": "只检查", "commit": "写入"}


def kinds_of_import() -> dict[str, str]:
    """What the kinds are called."""
    return {kind.kind: kind.zh for kind in import_kinds().values()}


class StartImport(Schema):
    """A file, and what is in it: as multipart form with a `file`, or as the body with the rest in the query string."""

    kind = fields.String(
        required=True, validate=validate.Length(1, 64), metadata={"zh": "导入类别", "example": "cadres"}
    )
    mode = listed(_MODES, "方式", load_default="commit", metadata={"example": "dry_run"})
    sheet = text("工作表名称；不填为第一个可见的工作表", 100, load_default=None, metadata={"example": "名册"})
    aside = text("不读的列，列名之间用顿号", 2000, load_default="", metadata={"example": "联系电话、特长"})
    file = fields.Raw(
        load_default=None,
        metadata={
            "zh": "文件：有表头的 xlsx、xls、ods、CSV 表格，金山表格，或 NDJSON；任免审批表为 lrmx、lrm，或其 zip",
            "type": "string",
            "format": "binary",
        },
    )
    unit_code = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(1, 40),
        metadata={"zh": "未能确定单位的行所属单位编码", "example": "README-1"},
    )
    accept = text(
        "采纳的变动：试导入所列的标记，标记之间用顿号；不填为全部采纳",
        500_000,
        load_default=None,
        metadata={"example": "1:9f86d081884c7d65"},
    )


class StartWorkbook(Schema):
    """A workbook with a sheet of people and sheets of their histories: as a form with a `file`, or as the body."""

    mode = listed(_MODES, "方式", load_default="commit", metadata={"example": "dry_run"})
    aside = text("不读的列，列名之间用顿号", 2000, load_default="", metadata={"example": "联系电话、特长"})
    file = fields.Raw(
        load_default=None,
        metadata={
            "zh": "文件：xlsx、xls、ods 或金山表格，工作表名称如“干部”“简历”“家庭成员”",
            "type": "string",
            "format": "binary",
        },
    )


class RowError(Schema):
    """What is wrong with a row, and where in it."""

    pointer = fields.String(metadata={"zh": "位置（JSON 指针）"})
    code = fields.String(metadata={"zh": "错误代码"})
    detail = fields.String(metadata={"zh": "说明"})
    value = fields.String(allow_none=True, metadata={"zh": "原值，个人信息已遮盖"})


class RowNote(Schema):
    """What is to be known of a row that was taken."""

    code = fields.String(metadata={"zh": "代码"})
    detail = fields.String(metadata={"zh": "说明"})


_STATES = {"queued": "等待处理", "running": "处理中", "done": "已完成", **{one.value: one.zh for one in Undone}}
BECAME = {UNDONE: "已撤销", KEPT_BACK: "保留", GOES: "将撤销", STAYS: "将保留"}


class RowUndo(Schema):
    """What became of a row when the import was undone, or what a dry run says would."""

    state = fields.String(required=True, metadata={"zh": "撤销结果", "words": BECAME})
    errors = fields.List(fields.Nested(RowError), metadata={"zh": "保留的原因"})
    notes = fields.List(fields.Nested(RowNote), metadata={"zh": "须知"})


class ImportRow(Schema):
    """What became of a row."""

    row = fields.Int(required=True, metadata={"zh": "行号，从 1 起，与文件一致"})
    file = fields.String(metadata={"zh": "压缩包内的文件名"})
    id = fields.String(metadata={"zh": "写入后的标识", CALLED: True})
    notes = fields.List(fields.Nested(RowNote), metadata={"zh": "须知：已写入，但有未审查或已存在之处"})
    errors = fields.List(fields.Nested(RowError), metadata={"zh": "错误"})
    undo = fields.List(fields.Nested(RowUndo), metadata={"zh": "撤销：已做的，和最近一次检查的"})


class UndoOut(Schema):
    """An undoing of an import, or a dry run of one: by whom, why, and how far it is."""

    reason = fields.String(required=True, metadata={"zh": "撤销原因"})
    undone = fields.Int(required=True, metadata={"zh": "撤销行数"})
    kept = fields.Int(required=True, metadata={"zh": "保留行数"})
    created_by = fields.String(required=True, metadata={"zh": "撤销人"})
    created_at = fields.AwareDateTime(required=True, metadata={"zh": "提出撤销时间"})
    ended_at = fields.AwareDateTime(required=True, allow_none=True, metadata={"zh": "撤销结束时间"})


class ImportJob(Schema):
    """A job, and how far it is."""

    id = fields.String(required=True, metadata={"zh": "标识"})
    kind = fields.String(required=True, metadata={"zh": "类别", "words": kinds_of_import})
    mode = fields.String(required=True, metadata={"zh": "方式", "words": _MODES})
    state = fields.String(required=True, metadata={"zh": "状态", "words": _STATES})
    file = fields.String(required=True, metadata={"zh": "文件名"})
    total = fields.Int(required=True, metadata={"zh": "总行数"})
    done = fields.Int(required=True, metadata={"zh": "已处理行数"})
    good = fields.Int(required=True, metadata={"zh": "正确行数"})
    bad = fields.Int(required=True, metadata={"zh": "错误行数"})
    waiting_for = fields.String(required=True, allow_none=True, metadata={"zh": "等待原因"})
    created_by = fields.String(required=True, metadata={"zh": "提交人"})
    created_at = fields.AwareDateTime(required=True, metadata={"zh": "提交时间"})
    started_at = fields.AwareDateTime(required=True, allow_none=True, metadata={"zh": "开始时间"})
    ended_at = fields.AwareDateTime(required=True, allow_none=True, metadata={"zh": "结束时间"})
    undo = fields.Nested(UndoOut, required=True, allow_none=True, metadata={"zh": "撤销"})
    undo_check = fields.Nested(UndoOut, required=True, allow_none=True, metadata={"zh": "最近一次撤销检查"})


class OtherSheet(Schema):
    """A sheet that was not read."""

    name = fields.String(required=True, metadata={"zh": "名称"})
    hidden = fields.Bool(required=True, metadata={"zh": "是否隐藏"})


class ReadColumn(Schema):
    """A column, and as which field it was read."""

    column = fields.String(required=True, metadata={"zh": "列"})
    title = fields.String(required=True, metadata={"zh": "列名"})
    field = fields.String(required=True, metadata={"zh": "字段"})
    called = fields.String(required=True, metadata={"zh": "字段名称"})


class ColumnAside(Schema):
    """A column that was not read."""

    column = fields.String(required=True, metadata={"zh": "列"})
    title = fields.String(required=True, metadata={"zh": "列名"})
    why = fields.String(required=True, metadata={"zh": "原因"})


class RowAside(Schema):
    """A row that was not taken for data."""

    row = fields.Int(required=True, metadata={"zh": "行号"})
    why = fields.String(required=True, metadata={"zh": "原因"})


class Understood(Schema):
    """How a sheet was read (读表情况)."""

    sheet = fields.String(required=True, allow_none=True, metadata={"zh": "工作表"})
    other_sheets = fields.List(fields.Nested(OtherSheet), required=True, metadata={"zh": "其他工作表"})
    encoding = fields.String(required=True, allow_none=True, metadata={"zh": "文字编码"})
    header_row = fields.Int(required=True, allow_none=True, metadata={"zh": "表头所在行"})
    columns = fields.List(fields.Nested(ReadColumn), required=True, metadata={"zh": "读入的列"})
    left_aside = fields.List(fields.Nested(ColumnAside), required=True, metadata={"zh": "未读的列"})
    rows_left_out = fields.List(fields.Nested(RowAside), required=True, metadata={"zh": "不作数据的行（前若干行）"})
    notes = fields.List(fields.String(), required=True, metadata={"zh": "说明"})


class SheetAside(Schema):
    """A sheet of a workbook that does not come in."""

    name = fields.String(required=True, metadata={"zh": "工作表"})
    why = fields.String(required=True, metadata={"zh": "原因"})


class WorkbookJobs(Schema):
    """The jobs of a workbook's sheets, in the order in which they come in."""

    jobs = fields.List(fields.Nested(ImportJob), required=True, metadata={"zh": "各工作表的导入任务"})
    left_aside = fields.List(fields.Nested(SheetAside), required=True, metadata={"zh": "未读的工作表"})


class ImportJobInFull(ImportJob):
    """A job with how its sheet was read, and the first of its bad rows."""

    understood = fields.Nested(Understood, required=True, allow_none=True, metadata={"zh": "读表情况"})
    errors = fields.List(fields.Nested(ImportRow), required=True, metadata={"zh": "错误行（前若干条）"})


class KindColumn(Schema):
    """A column of a kind's template."""

    title = fields.String(required=True, metadata={"zh": "列名"})
    field = fields.String(required=True, metadata={"zh": "字段"})
    meaning = fields.String(required=True, metadata={"zh": "含义"})
    form = fields.String(required=True, metadata={"zh": "填写形式"})
    required = fields.Bool(required=True, metadata={"zh": "是否必填"})
    example = fields.String(required=True, metadata={"zh": "示例"})


class KindOut(Schema):
    """A kind of import: what it takes, and who may."""

    kind = fields.String(required=True, metadata={"zh": "类别", "words": kinds_of_import})
    title = fields.String(required=True, metadata={"zh": "名称"})
    mine = fields.Bool(required=True, metadata={"zh": "本人可以导入"})
    ordered = fields.Bool(required=True, metadata={"zh": "后面的行可以用到前面的行"})
    has_template = fields.Bool(required=True, metadata={"zh": "有模板"})
    can_be_undone = fields.Bool(required=True, metadata={"zh": "可以整体撤销"})
    why_not_undone = fields.String(required=True, allow_none=True, metadata={"zh": "不能整体撤销的原因"})
    columns = fields.List(fields.Nested(KindColumn), required=True, metadata={"zh": "列"})


class ListKinds(PageQuery):
    """Which kinds of import."""


class GetTemplate(Schema):
    """The template of which kind."""

    kind = fields.String(
        required=True, validate=validate.Length(1, 64), metadata={"zh": "导入类别", "example": "cadres"}
    )


class ListImports(PageQuery):
    """Which jobs."""

    kind = among_keys("类别", 64)
    state = among_keys("状态", 64)


class GetImport(Schema):
    """Which job."""

    import_id = Id(metadata={"zh": "导入任务"})


class ListRows(CursorQuery):
    """Which rows of a job."""

    import_id = Id(metadata={"zh": "导入任务"})
    state = listed({"bad": "错误行", **BECAME}, "只看哪些行", load_default=None, metadata={"example": "bad"})


class UndoImport(Schema):
    """Which import is undone, and why."""

    import_id = Id(metadata={"zh": "导入任务"})
    reason = fields.String(
        required=True, validate=validate.Length(2, 500), metadata={"zh": "撤销原因", "example": "导入了去年的名册"}
    )
    dry_run = fields.Bool(load_default=False, metadata={"zh": "只检查不撤销", "example": True})


JOB = {
    "id": "imp-2f9c1d7e8a",
    "kind": "cadres",
    "mode": "commit",
    "state": "done",
    "file": "roster.xlsx",
    "total": 3,
    "done": 3,
    "good": 2,
    "bad": 1,
    "waiting_for": None,
    "created_by": "admin",
    "created_at": "2026-01-05T01:00:00Z",
    "started_at": "2026-01-05T01:00:01Z",
    "ended_at": "2026-01-05T01:00:02Z",
    "undo": None,
    "undo_check": None,
}
UNDOING = {
    "reason": "导入了去年的名册",
    "undone": 0,
    "kept": 0,
    "created_by": "admin",
    "created_at": "2026-01-05T02:00:00Z",
    "ended_at": None,
}
KIND = {
    "kind": "cadres",
    "title": "干部",
    "mine": True,
    "ordered": False,
    "has_template": True,
    "can_be_undone": True,
    "why_not_undone": None,
    "columns": [
        {
            "title": "姓名",
            "field": "name",
            "meaning": "姓名",
            "form": "文字，不超过60字",
            "required": True,
            "example": "示例哈斯",
        }
    ],
}
UNDERSTOOD = {
    "sheet": "名册",
    "other_sheets": [{"name": "旧数据", "hidden": True}],
    "encoding": None,
    "header_row": 3,
    "columns": [{"column": "B", "title": "姓 名", "field": "name", "called": "姓名"}],
    "left_aside": [{"column": "A", "title": "序号", "why": "此项导入不用这一列"}],
    "rows_left_out": [{"row": 7, "why": "合计、说明等行"}],
    "notes": [],
}
ROW = {
    "row": 3,
    "errors": [
        {
            "pointer": "/identity_number",
            "code": "bad-check-digit",
            "detail": "公民身份号码校验位不正确",
            "value": "15**************21",
        }
    ],
}
