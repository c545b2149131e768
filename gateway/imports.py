"""Bulk imports (批量导入): a file becomes a job, and the job tells what became of each row."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncGenerator, Sequence
from typing import TYPE_CHECKING, Any, cast

import orjson
from marshmallow import validate
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from gateway import earlier, import_differences, import_errors, import_files, journal, templates, undo_jobs, whom
from gateway.everyday import ASIDE, TITLES, WORDS, Everyday, everyday
from gateway.exports import MEDIA_TYPES, WAITS, File, rendered
from gateway.import_errors import NoErrorWorkbook
from gateway.import_files import NoRows
from gateway.import_forms import NotAForm
from gateway.import_jobs import Document, Jobs
from gateway.naming import CALLED
from gateway.rights import scope_for
from gateway.route import Answer, GatewayRequest, ImportKind, Route, Scope
from gateway.rpc import Overloaded, if_answered
from gateway.sheets import LabelsOf, UnknownColumns
from gateway.table import import_kinds
from gateway.undo_jobs import GOES, KEPT_BACK, STAYS, UNDONE
from gateway.undo_jobs import State as Undone
from gateway.words import Words
from gateway.workbooks import EncryptedWorkbook, NoSuchSheet, NotASpreadsheet, TooManyRows, WorkbookTooLarge
from papers import sheets as papers
from servicekit import cursors, queries
from servicekit.errors import Conflict, Forbidden, Invalid, InvalidFields, KeyReused, NotFound, field_error, with_words
from servicekit.forms import among_keys, listed, text
from servicekit.offered import LIST_DICTIONARIES
from servicekit.operations import Stands
from servicekit.principal import Principal, Reach
from servicekit.schema import CursorQuery, Id, PageQuery, Schema, declared_in, fields, instance, load, page_of, plain
from servicekit.store import cut_page

if TYPE_CHECKING:
    from gateway.request import Request

LARGEST = 64 * 1024 * 1024
"""Bytes of an uploaded file."""
_ASKS_WITHIN = 3.0
"""Seconds to be told what columns are called."""
SHOWN = 50
"""Bad rows that the job itself shows; the rest is in the list of rows."""
SPREADSHEETS = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel",
    "application/vnd.ms-excel.sheet.macroEnabled.12",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/wps-office.et",
    "text/csv",
    "text/tab-separated-values",
)
FORMS = ("application/xml", "application/zip")
_TITLES_BETWEEN = re.compile(r"[,，、;；\n]")


_MODES = {"dry_run": "只检查", "commit": "写入"}


def _kinds() -> dict[str, str]:
    return {kind.kind: kind.zh for kind in import_kinds().values()}


class UnknownKind(Invalid):
    """There is no import of this kind."""

    code = "imports/unknown-kind"
    zh = "没有这种导入"
    en = "There is no import of this kind"


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
_BECAME = {UNDONE: "已撤销", KEPT_BACK: "保留", GOES: "将撤销", STAYS: "将保留"}


class RowUndo(Schema):
    """What became of a row when the import was undone, or what a dry run says would."""

    state = fields.String(required=True, metadata={"zh": "撤销结果", "words": _BECAME})
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
    kind = fields.String(required=True, metadata={"zh": "类别", "words": _kinds})
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

    kind = fields.String(required=True, metadata={"zh": "类别", "words": _kinds})
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


class NoTemplate(NotFound):
    """There is no template for this kind of import, or no such kind."""

    code = "imports/no-template"
    zh = "这种导入没有模板"
    en = "There is no template for this kind of import"


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
    state = listed({"bad": "错误行", **_BECAME}, "只看哪些行", load_default=None, metadata={"example": "bad"})


async def start(request: GatewayRequest) -> Answer:
    """Take a file in and make a job of it; the same Idempotency-Key gives the same job."""
    wish, content, name = await _upload(request)
    wish = load(StartImport, {**request.params, **wish})
    kind = import_kinds().get(wish["kind"])
    if kind is None:
        allowed = dict(sorted(_kinds().items()))
        raise UnknownKind(f"可用类别：{with_words(allowed)}", f"Kinds: {', '.join(allowed)}", allowed=list(allowed))
    principal = _as(request.principal, kind)
    known, words = await _known(request)
    body_hash, sheet = await asyncio.to_thread(_read, content, kind, wish, known, words.labels_of)
    if wish["unit_code"] is not None:
        body_hash += f"\n{wish['unit_code']}"
        _of_unit(sheet, kind, wish["unit_code"])
    if wish["accept"] is not None:
        body_hash += f"\naccept {wish['accept']}"
        import_differences.accept(sheet, kind, wish["accept"])
    jobs = Jobs(request.db)
    job = await jobs.create(
        principal, request.key, kind.kind, wish["mode"], sheet, body_hash, kind.chunk, name, request.session
    )
    return Answer(_shown(job), status=202, location=f"/v1/imports/{job['_id']}")


async def _dictionaries(request: GatewayRequest) -> list[Document]:
    """What people call columns and codes; nothing of it while its service is away, and what is shipped holds."""
    codes = [TITLES, WORDS, ASIDE]
    asked = request.look_up(LIST_DICTIONARIES.of("registry"), code=codes)
    page = await if_answered(asked, _ASKS_WITHIN)
    return page["items"] if page else []


def _read(
    content: bytes, kind: ImportKind, wish: Document, known: Everyday, labels_of: LabelsOf
) -> tuple[str, import_files.Sheet]:
    asked = f"{wish['sheet'] or ''}\n{wish['aside']}\n".encode() if wish["sheet"] or wish["aside"] else b""
    body_hash = hashlib.sha256(asked + content).hexdigest()
    if kind.read is not None:
        return body_hash, kind.read(content)
    aside = [one for one in _TITLES_BETWEEN.split(wish["aside"]) if one.strip()]
    sheet = import_files.read(content, kind.operation.row, known, labels_of, named=wish["sheet"], aside=aside)
    if sheet.understood is not None:
        whom.own_parents(sheet.rows, kind.operation.row)
    sheet.in_order = earlier.repeats(sheet.rows, kind.meets)
    return body_hash, sheet


def _of_unit(sheet: import_files.Sheet, kind: ImportKind, unit_code: str) -> None:
    """The unit of rows that name none. Raises InvalidFields where this kind of row is of no unit."""
    if "unit_code" not in instance(kind.operation.row).fields:
        zh, en = "这类导入的行没有单位编码", "Rows of this kind have no unit's code"
        raise InvalidFields(errors=[field_error("/unit_code", "not-of-this-kind", zh, en)])
    for row in sheet.rows:
        if not row.get("unit_id") and not row.get("unit_code"):
            row["unit_code"] = unit_code


def _as(principal: Principal, kind: ImportKind) -> Principal:
    """The caller with the right and scope of this kind. Raises Forbidden."""
    held = principal.scope
    scope = scope_for(cast(Route, kind), principal.roles, held.unit_id, held.cadre_id)
    return Principal(principal.account, principal.roles, kind.right, scope)


async def _upload(request: GatewayRequest) -> tuple[dict[str, Any], bytes, str]:
    """The form's fields, the file, and its name."""
    sent = request.header("content-type") or ""
    if not sent.lower().startswith("multipart/form-data"):
        return {}, await request.read(), ""
    try:
        pieces = cast(AsyncGenerator[bytes, None], request.stream())
        parser = MultiPartParser(Headers({"content-type": sent}), pieces, max_files=1, max_fields=10)
        form = await parser.parse()
    except (MultiPartException, KeyError) as wrong:
        raise InvalidFields("上传的表单无法读取", "The multipart form cannot be read") from wrong
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise NoRows("表单中没有文件", "The form has no file")
    content = await file.read()
    texts = {name: value for name, value in form.items() if isinstance(value, str)}
    await form.close()
    return texts, content, file.filename or ""


async def list_kinds(request: GatewayRequest) -> Answer:
    """The kinds of import with the columns of their templates."""
    wish = load(ListKinds, request.params)
    kinds = sorted(import_kinds().values(), key=_by_kind)
    secret = await request.cursor_secret()
    orders = {"kind": _by_kind}
    page = cut_page("kinds of imports", kinds, wish, _by_kind, orders=orders, secret=secret, shows=KindOut)
    known, words = await _known(request)

    def shown(kind: ImportKind) -> Document:
        return {
            "kind": kind.kind,
            "title": kind.zh if request.language == "zh" else kind.en or kind.zh,
            "mine": _may(request.principal, kind),
            "ordered": kind.ordered,
            "has_template": kind.read is None,
            "can_be_undone": kind.operation.stays is None,
            "why_not_undone": kind.operation.stays and getattr(kind.operation.stays, request.language),
            "columns": [
                {name: getattr(one, name) for name in declared_in(KindColumn)}
                for one in (() if kind.read else templates.columns(kind.operation.row, known, words.labels_of))
            ],
        }

    return Answer(page.body(shown))


async def get_template(request: GatewayRequest) -> Answer:
    """A workbook to be filled in for a kind of import."""
    kind = import_kinds().get(load(GetTemplate, request.params)["kind"])
    if kind is None or kind.read is not None:
        raise NoTemplate()
    known, words = await _known(request)
    columns = templates.columns(kind.operation.row, known, words.labels_of)
    return await _workbook(
        request, templates.sheet(kind.zh, columns), [], f"{kind.zh}导入模板", f"template-{kind.kind}"
    )


def _by_kind(kind: ImportKind) -> list[str]:
    return [kind.kind]


def _may(principal: Principal, kind: ImportKind) -> bool:
    try:
        _as(principal, kind)
    except Forbidden:
        return False
    return True


async def _known(request: GatewayRequest) -> tuple[Everyday, Words]:
    """What people call columns, and what codes are called."""
    table = cast("Request", request).core.table
    await table.words.refresh(request.look_up, table.services)
    return everyday(await _dictionaries(request)), table.words


async def _workbook(
    request: GatewayRequest, sheet: papers.Sheet, rows: Sequence[Sequence[papers.Cell]], name: str, plain_name: str
) -> Answer:
    lines = [orjson.dumps(rows) + b"\n"] if rows else []
    exports = cast("Request", request).core.exports
    try:
        async with asyncio.timeout(WAITS):
            await exports.acquire()
    except TimeoutError:
        raise Overloaded(retry_after=5) from None
    try:
        content = await rendered(sheet, lines)
    finally:
        exports.release()
    file = File(content, MEDIA_TYPES[papers.XLSX], f"{name}.xlsx", f"{plain_name}.xlsx")
    return Answer(content, content_type=file.media_type, headers={"Content-Disposition": file.disposition})


async def list_imports(request: GatewayRequest) -> Answer:
    """The caller's own jobs."""
    wish = load(ListImports, request.params)
    where = _own(request.principal) | queries.filters(wish, "kind", "state")
    page = await request.page("imports", where, wish, sorts=queries.orders(at="_id"), default_sort="-at")
    return Answer(page.body(_shown))


async def get_import(request: GatewayRequest) -> Answer:
    """One job, with the first of its bad rows."""
    job = await _job(request, load(GetImport, request.params)["import_id"])
    bad: list[Document] = []
    if job["bad"]:
        bad, _ = await Jobs(request.db).results(job["_id"], after=(0, 0), limit=SHOWN, wrong_only=True)
    understood = _understood(job.get("understood"), request.language)
    errors = [_row(row, request.language) for row in bad]
    return Answer({**_shown(job), "understood": understood, "errors": errors})


def _understood(told: Document | None, language: str) -> Document | None:
    if told is None:
        return None

    def why(one: Document) -> Document:
        return {name: value for name, value in one.items() if name not in ("zh", "en")} | {"why": one[language]}

    return {
        **told,
        "left_aside": [why(one) for one in told["left_aside"]],
        "rows_left_out": [why(one) for one in told["rows_left_out"]],
        "notes": [one[language] for one in told["notes"]],
    }


async def list_rows(request: GatewayRequest) -> Answer:
    """What became of the rows of a job that have been dealt with."""
    wish = load(ListRows, request.params)
    job = await _job(request, wish["import_id"])
    key, binding = await request.cursor_secret(), f"rows {job['_id']} {wish['state']}".encode()
    n, index = cursors.unseal(wish["cursor"], binding, key) if wish["cursor"] else (0, 0)
    rows, place = await Jobs(request.db).results(
        job["_id"],
        after=(n, index),
        limit=wish["limit"],
        wrong_only=wish["state"] == "bad",
        became=wish["state"] if wish["state"] in _BECAME else None,
    )
    following = cursors.seal(place, binding, key) if place else None
    return Answer({"items": [_row(row, request.language) for row in rows], "next": following})


async def list_differences(request: GatewayRequest) -> Answer:
    """What the rows of a job say otherwise of people who are in the registry, row by row."""
    wish = load(import_differences.ListDifferences, request.params)
    job = await _job(request, wish["import_id"])
    key, binding = await request.cursor_secret(), f"differences {job['_id']}".encode()
    n, index = cursors.unseal(wish["cursor"], binding, key) if wish["cursor"] else (0, 0)
    items, place = await import_differences.differing(Jobs(request.db), job["_id"], (n, index), wish["limit"])
    return Answer({"items": items, "next": cursors.seal(place, binding, key) if place else None})


async def get_errors(request: GatewayRequest) -> Answer:
    """The bad rows of a sheet as they were sent, with what is wrong: corrected, they are sent again."""
    job = await _job(request, load(GetImport, request.params)["import_id"])
    kind, layout = import_kinds().get(job["kind"]), job.get("layout")
    if job["ended_at"] is None:
        raise NoErrorWorkbook("导入还没有完成", "The import is not done yet")
    if kind is None or not layout:
        raise NoErrorWorkbook("所传文件不是表格", "The file was no sheet")
    if not job["bad"]:
        raise NoErrorWorkbook("没有错误行", "No row was wrong")
    jobs, most = Jobs(request.db), cast("Request", request).core.settings.sheet_rows
    cells = await jobs.cells(job["_id"])
    if not cells:
        raise NoErrorWorkbook("原表内容只保留七天，已经清除", "What the rows held was kept for a week, and is gone")
    bad, _ = await jobs.results(job["_id"], after=(0, 0), limit=most, wrong_only=True)
    lines = [
        import_errors.line(layout, cells.get(row["row"], ()), row["errors"], kind.operation.row, request.language)
        for row in sorted(bad, key=lambda row: int(row["row"]))
    ]
    await journal.tell(
        request.db,
        journal.Action.LIST_TAKEN_OUT,
        f"/v1/imports/{job['_id']}/errors",
        request.principal.account,
        request.request_id,
        format=papers.XLSX,
        rows=len(lines),
        filters=[],
    )
    return await _workbook(request, import_errors.sheet(layout), lines, f"{kind.zh}错误数据", f"errors-{kind.kind}")


def _own(principal: Principal) -> Document:
    return {"$or": [{"account": principal.account}, {"seen_by": principal.account}]}


async def _job(request: GatewayRequest, job_id: str) -> Document:
    job: Document | None = await Jobs(request.db).jobs.find_one({"_id": job_id, **_own(request.principal)})
    if job is None:
        raise _no_job()
    return job


def _no_job() -> NotFound:
    zh = "没有这次导入，或其结果已过保存期（九十天）；过期的导入不能整体撤销，请逐条更正"
    return NotFound(zh, "There is no such import, or its outcome was kept for its 90 days: put single entries right")


class NotToBeUndone(Conflict):
    """The import cannot be undone as a whole (撤销导入), or not now; the detail says why."""

    code = "imports/not-to-be-undone"
    zh = "这次导入现在不能整体撤销"
    en = "The import cannot be undone as a whole now"
    advice_zh = "请先查看导入任务的状态；不能整体撤销的，逐条更正。"
    advice_en = "Look at the state of the import; what cannot be undone as a whole is put right entry by entry."


class UndoImport(Schema):
    """Which import is undone, and why."""

    import_id = Id(metadata={"zh": "导入任务"})
    reason = fields.String(
        required=True, validate=validate.Length(2, 500), metadata={"zh": "撤销原因", "example": "导入了去年的名册"}
    )
    dry_run = fields.Bool(load_default=False, metadata={"zh": "只检查不撤销", "example": True})


async def undo_import(request: GatewayRequest) -> Answer:
    """Undo an import as a whole, for a reason: who started it may, and who may import such rows anywhere.

    What somebody has changed since, or something rests on, stays, and its row says why.
    """
    wish = load(UndoImport, request.params)
    jobs = Jobs(request.db)
    job: Document | None = await jobs.jobs.find_one({"_id": wish["import_id"]})
    kind = import_kinds().get(job["kind"]) if job else None
    if job is None or kind is None:
        raise _no_job()
    own = request.principal.account in (job["account"], *job.get("seen_by", ()))
    try:
        principal = _as(request.principal, kind)
    except Forbidden:
        if own:
            raise
        raise _no_job() from None
    if not own and principal.scope.reach is not Reach.ALL:
        raise _no_job()
    before = job.get("undo_check" if wish["dry_run"] else "undo")
    if before is not None and before["key"] == request.key and before["account"] == principal.account:
        if before["reason"] != wish["reason"]:
            raise KeyReused()
        return Answer(_shown(job), status=202, location=f"/v1/imports/{job['_id']}")
    if refused := await _why_not(jobs, job, kind):
        raise NotToBeUndone(*refused, state=job["state"])
    begun = await undo_jobs.begin(
        jobs, job, principal, request.key, wish["reason"], request.session, dry_run=wish["dry_run"]
    )
    if begun is None:
        raise NotToBeUndone("这次导入正由他人撤销", "Somebody else has just begun to undo it")
    await journal.tell(
        request.db,
        journal.Action.IMPORT_UNDONE,
        f"/v1/imports/{job['_id']}",
        principal.account,
        request.request_id,
        kind=kind.kind,
        dry_run=wish["dry_run"],
        reason=wish["reason"],
    )
    return Answer(_shown(begun), status=202, location=f"/v1/imports/{job['_id']}")


async def _why_not(jobs: Jobs, job: Document, kind: ImportKind) -> tuple[str, str] | None:
    """Why a job cannot be undone now, in Chinese and English."""
    if kind.operation.stays is not None:
        why = kind.operation.stays
        return f"这类导入不能整体撤销：{why.zh}", f"Such an import is not undone as a whole: {why.en}"
    if job["mode"] == "dry_run":
        return "只检查的导入没有写入任何内容，无须撤销", "A dry run has entered nothing: there is nothing to undo"
    match job["state"]:
        case "queued" | "running":
            return "导入尚未完成，请待其完成后再撤销", "The import is not done yet: undo it when it is"
        case Undone.CHECKING.value:
            return "正在检查能否撤销，请稍候", "It is being looked through for that already"
        case Undone.UNDOING.value:
            return "这次导入正在撤销中", "It is being undone already"
        case Undone.UNDONE.value:
            return "这次导入已经撤销", "It was undone before"
    if not job["good"]:
        return "这次导入没有写入任何行，无须撤销", "No row of it was entered: there is nothing to undo"
    if await jobs.chunks.find_one({"job": job["_id"], "at": {"$exists": True}}, {"_id": 1}) is None:
        return (
            "这次导入是在系统升级前完成的，没有留下整体撤销所需的记录，请逐条更正",
            "It was done by an earlier release, which kept nothing to undo it by: put single entries right",
        )
    return None


def _shown(job: Document) -> Document:
    return {
        "id": job["_id"],
        "kind": job["kind"],
        "mode": job["mode"],
        "state": job["state"],
        "file": job["file"],
        "total": job["total"],
        "done": job["good"] + job["bad"],
        "good": job["good"],
        "bad": job["bad"],
        "waiting_for": job["problem"],
        "created_by": job["account"],
        "created_at": plain(job["at"]),
        "started_at": plain(job.get("started_at")),
        "ended_at": plain(job["ended_at"]),
        "undo": _undoing(job.get("undo")),
        "undo_check": _undoing(job.get("undo_check")),
    }


def _undoing(told: Document | None) -> Document | None:
    return told and {
        "reason": told["reason"],
        "undone": told["undone"],
        "kept": told["kept"],
        "created_by": told["account"],
        "created_at": plain(told["at"]),
        "ended_at": plain(told["ended_at"]),
    }


def _row(row: Document, language: str) -> Document:
    said = _said(row, language)
    if "undo" in row:
        said["undo"] = [_said(one, language) for one in row["undo"]]
    return said


def _said(row: Document, language: str) -> Document:
    """A row with its errors or notes in a language; its differences are told by themselves."""
    row = {name: value for name, value in row.items() if name not in ("cadre_id", "differences")}
    if "errors" not in row:
        notes = [{"code": note["code"], "detail": note[language]} for note in row.get("notes", ())]
        return {**row, "notes": notes} if notes else dict(row)
    told = [
        {"pointer": error["pointer"], "code": error["code"], "detail": error[language], "value": error.get("value")}
        for error in row["errors"]
    ]
    return {**row, "errors": told}


_JOB = {
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
_UNDONE = {
    "reason": "导入了去年的名册",
    "undone": 0,
    "kept": 0,
    "created_by": "admin",
    "created_at": "2026-01-05T02:00:00Z",
    "ended_at": None,
}
_KIND = {
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
_UNDERSTOOD = {
    "sheet": "名册",
    "other_sheets": [{"name": "旧数据", "hidden": True}],
    "encoding": None,
    "header_row": 3,
    "columns": [{"column": "B", "title": "姓 名", "field": "name", "called": "姓名"}],
    "left_aside": [{"column": "A", "title": "序号", "why": "此项导入不用这一列"}],
    "rows_left_out": [{"row": 7, "why": "合计、说明等行"}],
    "notes": [],
}
_ROW = {
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

# fmt: off
ROWS = [
    Route.local("POST", "/imports", start, right="imports.create", scope=Scope.NONE, body=StartImport, answer=ImportJob,
        status=202, raw=True, content_types=("multipart/form-data", "application/x-ndjson", *SPREADSHEETS, *FORMS),
        body_limit=LARGEST, deadline=60.0,
        problems=[
            UnknownKind, NotASpreadsheet, NotAForm, EncryptedWorkbook, NoSuchSheet, WorkbookTooLarge, UnknownColumns,
            NoRows, TooManyRows, KeyReused,
        ],
        example={"kind": "cadres", "mode": "dry_run"},
        answer_example={
            **_JOB, "state": "queued", "done": 0, "good": 0, "bad": 0, "started_at": None, "ended_at": None,
        }, zh="提交批量导入", en="Start an import", tag="imports",
        put_right=("undo_import",)),
    Route.local("POST", "/imports/{import_id}/undo", undo_import, right="imports.create", scope=Scope.NONE,
        body=UndoImport, answer=ImportJob, status=202, problems=[NotFound, NotToBeUndone, KeyReused],
        example={"reason": "导入了去年的名册", "dry_run": True},
        answer_example={**_JOB, "state": "undo_checking", "undo_check": _UNDONE}, zh="撤销整批导入",
        en="Undo an import as a whole", tag="imports",
        put_right=Stands("撤销后可以重新导入", "What was undone may be imported again")),
    Route.local("GET", "/imports", list_imports, right="imports.read", scope=Scope.NONE, query=ListImports,
        answer=page_of(ImportJob), answer_example={"items": [_JOB], "next": None}, zh="查询导入任务", en="List imports",
        tag="imports"),
    Route.local("GET", "/imports/kinds", list_kinds, right="imports.read", scope=Scope.NONE, query=ListKinds,
        answer=page_of(KindOut), answer_example={"items": [_KIND], "next": None}, zh="查询导入类别",
        en="List the kinds of import", tag="imports"),
    Route.local("GET", "/imports/templates/{kind}", get_template, right="imports.read", scope=Scope.NONE,
        query=GetTemplate, answers_in=(MEDIA_TYPES[papers.XLSX],), problems=[NoTemplate], deadline=30.0,
        zh="下载导入模板", en="Take a template of an import", tag="imports"),
    Route.local("GET", "/imports/{import_id}", get_import, right="imports.read", scope=Scope.NONE, query=GetImport,
        answer=ImportJobInFull, answer_example={**_JOB, "understood": _UNDERSTOOD, "errors": [_ROW]},
        problems=[NotFound], zh="导入任务进度",
        en="How far an import is", tag="imports"),
    Route.local("GET", "/imports/{import_id}/errors", get_errors, right="imports.read", scope=Scope.NONE,
        query=GetImport, answers_in=(MEDIA_TYPES[papers.XLSX],), problems=[NotFound, NoErrorWorkbook], deadline=60.0,
        zh="下载导入的错误数据表", en="Take the bad rows of an import, with what is wrong", tag="imports"),
    Route.local("GET", "/imports/{import_id}/differences", list_differences, right="imports.read", scope=Scope.NONE,
        query=import_differences.ListDifferences, answer=page_of(import_differences.Different),
        answer_example={"items": [import_differences.EXAMPLE], "next": None}, problems=[NotFound],
        zh="逐项核对导入的变动", en="What an import says otherwise, difference by difference", tag="imports"),
    Route.local("GET", "/imports/{import_id}/rows", list_rows, right="imports.read", scope=Scope.NONE, query=ListRows,
        answer=page_of(ImportRow), answer_example={"items": [{"row": 2, "id": "cdr-01"}, _ROW], "next": None},
        problems=[NotFound], zh="导入各行结果", en="What became of each row", tag="imports"),
]
