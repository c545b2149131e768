"""Bulk imports (批量导入): a file becomes a job, and the job tells what became of each row."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator
from typing import Any, cast

from marshmallow import validate
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from gateway import import_files
from gateway.import_files import NoRows, TooManyRows, UnknownColumns
from gateway.import_forms import NotAForm
from gateway.import_jobs import Document, Jobs
from gateway.naming import CALLED
from gateway.rights import scope_for
from gateway.route import Answer, GatewayRequest, ImportKind, Route, Scope
from gateway.table import import_kinds
from gateway.workbooks import NotASpreadsheet, WorkbookTooLarge
from servicekit import cursors, queries
from servicekit.errors import Invalid, InvalidFields, KeyReused, NotFound, field_error, with_words
from servicekit.forms import among_keys, listed
from servicekit.operations import Stands
from servicekit.principal import Principal
from servicekit.schema import CursorQuery, Id, PageQuery, Schema, fields, instance, load, page_of, plain

LARGEST = 64 * 1024 * 1024
"""Bytes of an uploaded file."""
SHOWN = 50
"""Bad rows that the job itself shows; the rest is in the list of rows."""
SPREADSHEETS = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel",
    "application/vnd.oasis.opendocument.spreadsheet",
)
FORMS = ("application/xml", "application/zip")


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
    file = fields.Raw(
        load_default=None,
        metadata={
            "zh": "文件：NDJSON，或首行为表头的 xlsx、xls、ods 表格；任免审批表为 lrmx、lrm，或其 zip",
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


class ImportRow(Schema):
    """What became of a row."""

    row = fields.Int(required=True, metadata={"zh": "行号，从 1 起，与文件一致"})
    file = fields.String(metadata={"zh": "压缩包内的文件名"})
    id = fields.String(metadata={"zh": "写入后的标识", CALLED: True})
    notes = fields.List(fields.Nested(RowNote), metadata={"zh": "须知：已写入，但有未审查或已存在之处"})
    errors = fields.List(fields.Nested(RowError), metadata={"zh": "错误"})


_STATES = {"queued": "等待处理", "running": "处理中", "done": "已完成"}


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


class ImportJobInFull(ImportJob):
    """A job with the first of its bad rows."""

    errors = fields.List(fields.Nested(ImportRow), required=True, metadata={"zh": "错误行（前若干条）"})


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
    state = listed({"bad": "错误行"}, "只看错误行（“bad”）", load_default=None, metadata={"example": "bad"})


async def start(request: GatewayRequest) -> Answer:
    """Take a file in and make a job of it; the same Idempotency-Key gives the same job."""
    wish, content, name = await _upload(request)
    wish = load(StartImport, {**request.params, **wish})
    kind = import_kinds().get(wish["kind"])
    if kind is None:
        allowed = dict(sorted(_kinds().items()))
        raise UnknownKind(f"可用类别：{with_words(allowed)}", f"Kinds: {', '.join(allowed)}", allowed=list(allowed))
    principal = _as(request.principal, kind)
    body_hash, sheet = await asyncio.to_thread(_read, content, kind)
    if wish["unit_code"] is not None:
        body_hash += f"\n{wish['unit_code']}"
        _of_unit(sheet, kind, wish["unit_code"])
    jobs = Jobs(request.db)
    job = await jobs.create(
        principal, request.key, kind.kind, wish["mode"], sheet, body_hash, kind.chunk, name, request.session
    )
    return Answer(_shown(job), status=202, location=f"/v1/imports/{job['_id']}")


def _read(content: bytes, kind: ImportKind) -> tuple[str, import_files.Sheet]:
    sheet = kind.read(content) if kind.read is not None else import_files.read(content, kind.operation.row)
    return hashlib.sha256(content).hexdigest(), sheet


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
    return Answer({**_shown(job), "errors": [_row(row, request.language) for row in bad]})


async def list_rows(request: GatewayRequest) -> Answer:
    """What became of the rows of a job that have been dealt with."""
    wish = load(ListRows, request.params)
    job = await _job(request, wish["import_id"])
    key, binding = await request.cursor_secret(), f"rows {job['_id']} {wish['state']}".encode()
    n, index = cursors.unseal(wish["cursor"], binding, key) if wish["cursor"] else (0, 0)
    rows, place = await Jobs(request.db).results(
        job["_id"], after=(n, index), limit=wish["limit"], wrong_only=wish["state"] == "bad"
    )
    following = cursors.seal(place, binding, key) if place else None
    return Answer({"items": [_row(row, request.language) for row in rows], "next": following})


def _own(principal: Principal) -> Document:
    return {"account": principal.account}


async def _job(request: GatewayRequest, job_id: str) -> Document:
    job: Document | None = await Jobs(request.db).jobs.find_one({"_id": job_id, **_own(request.principal)})
    if job is None:
        raise NotFound()
    return job


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
    }


def _row(row: Document, language: str) -> Document:
    if "errors" not in row:
        notes = [{"code": note["code"], "detail": note[language]} for note in row.get("notes", ())]
        return {**row, "notes": notes} if notes else row
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
            UnknownKind, NotASpreadsheet, NotAForm, WorkbookTooLarge, UnknownColumns, NoRows, TooManyRows, KeyReused,
        ],
        example={"kind": "cadres", "mode": "dry_run"},
        answer_example={
            **_JOB, "state": "queued", "done": 0, "good": 0, "bad": 0, "started_at": None, "ended_at": None,
        }, zh="提交批量导入", en="Start an import", tag="imports",
        put_right=Stands("每一行与单条录入同样更正，见各服务", "Each row is put right as a single entry is")),
    Route.local("GET", "/imports", list_imports, right="imports.read", scope=Scope.NONE, query=ListImports,
        answer=page_of(ImportJob), answer_example={"items": [_JOB], "next": None}, zh="查询导入任务", en="List imports",
        tag="imports"),
    Route.local("GET", "/imports/{import_id}", get_import, right="imports.read", scope=Scope.NONE, query=GetImport,
        answer=ImportJobInFull, answer_example={**_JOB, "errors": [_ROW]}, problems=[NotFound], zh="导入任务进度",
        en="How far an import is", tag="imports"),
    Route.local("GET", "/imports/{import_id}/rows", list_rows, right="imports.read", scope=Scope.NONE, query=ListRows,
        answer=page_of(ImportRow), answer_example={"items": [{"row": 2, "id": "cdr-01"}, _ROW], "next": None},
        problems=[NotFound], zh="导入各行结果", en="What became of each row", tag="imports"),
]
