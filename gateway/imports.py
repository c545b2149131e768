"""Bulk imports (批量导入): a file becomes a job, and the job tells what became of each row."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncGenerator, Sequence
from typing import Any, cast

import orjson
from marshmallow import ValidationError
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from gateway import (
    earlier,
    grants,
    import_differences,
    import_errors,
    import_files,
    import_workbooks,
    journal,
    templates,
    whom,
)
from gateway.everyday import KEPT, Everyday, everyday
from gateway.exports import MEDIA_TYPES, WAITS, File, rendered
from gateway.grants import acting_as
from gateway.import_errors import NoErrorWorkbook
from gateway.import_files import NoRows
from gateway.import_forms import NotAForm
from gateway.import_jobs import AmongSheets, Document, Jobs, job_id
from gateway.import_schemas import (
    BECAME,
    JOB,
    KIND,
    ROW,
    UNDERSTOOD,
    GetImport,
    GetTemplate,
    ImportJob,
    ImportJobInFull,
    ImportRow,
    KindColumn,
    KindOut,
    ListImports,
    ListKinds,
    ListRows,
    StartImport,
    StartWorkbook,
    WorkbookJobs,
    kinds_of_import,
)
from gateway.import_workbooks import NoKnownSheet
from gateway.route import Answer, GatewayRequest, ImportKind, Route, Scope, in_full
from gateway.rpc import Overloaded, if_answered
from gateway.sheet_columns import LabelsOf, UnknownColumns
from gateway.table import import_kinds
from gateway.words import Words
from gateway.workbooks import (
    ClassifiedSheet,
    EncryptedWorkbook,
    NoSuchSheet,
    NotASpreadsheet,
    TooManyRows,
    UnclosedQuote,
    WorkbookTooLarge,
)
from papers import sheets as papers
from servicekit import cursors, queries
from servicekit.errors import Forbidden, Invalid, InvalidFields, KeyReused, NotFound, field_error, with_words
from servicekit.offered import LIST_DICTIONARIES
from servicekit.principal import Principal, Reach
from servicekit.schema import Schema, declared_in, fields, instance, load, page_of, plain
from servicekit.secrecy import CLASSIFIED, is_named_marked
from servicekit.store import cut_page
from servicekit.vouching import Signer

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


class UnknownKind(Invalid):
    """There is no import of this kind."""

    code = "imports/unknown-kind"
    zh = "没有这种导入"
    en = "There is no import of this kind"


class NoTemplate(NotFound):
    """There is no template for this kind of import, or no such kind."""

    code = "imports/no-template"
    zh = "这种导入没有模板"
    en = "There is no template for this kind of import"


def _unmarked(name: str) -> None:
    if is_named_marked(name):
        raise ValidationError("|".join(CLASSIFIED))


class _FileName(Schema):
    """What an uploaded file is called, which the job keeps."""

    file = fields.String(validate=_unmarked)


async def start(request: GatewayRequest) -> Answer:
    """Take a file in and make a job of it; the same Idempotency-Key gives the same job."""
    wish, content, name = await _upload(request)
    wish = load(StartImport, {**request.params, **wish})
    kind = import_kinds().get(wish["kind"])
    if kind is None:
        allowed = dict(sorted(kinds_of_import().items()))
        raise UnknownKind(f"可用类别：{with_words(allowed)}", f"Kinds: {', '.join(allowed)}", allowed=list(allowed))
    principal = acting_as(request.principal, kind)
    known, words = await _known(request)
    body_hash, sheet = await asyncio.to_thread(_read, content, kind, wish, known, words.labels_of)
    if wish["unit_code"] is not None:
        body_hash += f"\n{wish['unit_code']}"
        _of_unit(sheet, kind, wish["unit_code"])
    if wish["accept"] is not None:
        body_hash += f"\naccept {wish['accept']}"
        import_differences.accept(sheet, kind, wish["accept"])
    jobs = Jobs(request.db)
    grant = grants.of_import(_signer(request), principal, kind, job_id(principal.account, request.key))
    job = await jobs.create(
        principal, request.key, kind.kind, wish["mode"], sheet, body_hash, kind.chunk, name, request.session, grant
    )
    return Answer(shown(job), status=202, location=f"/v1/imports/{job['_id']}")


async def start_workbook(request: GatewayRequest) -> Answer:
    """Take a workbook in, and make a job of each of its sheets that is known; one begins when the one before is done.

    The last one is kept first: whoever is cut off in between leaves nothing that runs, and the same key goes on.
    """
    wish, content, name = await _upload(request)
    wish = load(StartWorkbook, {**request.params, **wish})
    known, words = await _known(request)
    aside = _aside(wish)
    parts, left = await asyncio.to_thread(import_workbooks.read, content, import_kinds(), known, words.labels_of, aside)
    principals = [acting_as(request.principal, part.kind) for part in parts]
    jobs, body = Jobs(request.db), hashlib.sha256(content).hexdigest()
    ids = [job_id(request.principal.account, f"{request.key}/{n}") for n in range(len(parts))]
    made: list[Document] = []
    for n, part in reversed(list(enumerate(parts))):
        place = AmongSheets(
            before=[{"id": id, "kind": one.kind.kind} for id, one in zip(ids[:n], parts[:n], strict=True)],
            waits_for=next((ids[at] for at in reversed(range(n)) if parts[at].sheet.rows), None),
            followed=any(one.sheet.rows for one in parts[n + 1 :]),
        )
        job = await jobs.create(
            principals[n],
            f"{request.key}/{n}",
            part.kind.kind,
            wish["mode"],
            part.sheet,
            f"{body}\n{part.name}\n{wish['aside']}",
            part.kind.chunk,
            f"{name}（{part.name}）",
            request.session,
            grants.of_import(_signer(request), principals[n], part.kind, ids[n]),
            place,
        )
        made.insert(0, job)
    told = [{"name": one["name"], "why": one[request.language]} for one in left]
    return Answer({"jobs": [shown(job) for job in made], "left_aside": told}, status=202, location="/v1/imports")


def _signer(request: GatewayRequest) -> Signer | None:
    return in_full(request).core.rpc.signer


def _aside(wish: Document) -> list[str]:
    """The titles of columns that are not to be read."""
    return [one for one in _TITLES_BETWEEN.split(wish["aside"]) if one.strip()]


async def _dictionaries(request: GatewayRequest) -> list[Document]:
    """What people call columns and codes; nothing of it while its service is away, and what is shipped holds."""
    asked = request.look_up(LIST_DICTIONARIES.of("registry"), code=list(KEPT))
    page = await if_answered(asked, _ASKS_WITHIN)
    return page["items"] if page else []


def _read(
    content: bytes, kind: ImportKind, wish: Document, known: Everyday, labels_of: LabelsOf
) -> tuple[str, import_files.Sheet]:
    asked = f"{wish['sheet'] or ''}\n{wish['aside']}\n".encode() if wish["sheet"] or wish["aside"] else b""
    body_hash = hashlib.sha256(asked + content).hexdigest()
    if kind.read is not None:
        return body_hash, kind.read(content)
    sheet = import_files.read(content, kind.operation.row, known, labels_of, named=wish["sheet"], aside=_aside(wish))
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
    return texts, content, load(_FileName, {"file": file.filename or ""})["file"]


async def list_kinds(request: GatewayRequest) -> Answer:
    """The kinds of import with the columns of their templates."""
    wish = load(ListKinds, request.params)
    kinds = sorted(import_kinds().values(), key=_by_kind)
    secret = await request.cursor_secret()
    orders = {"kind": _by_kind}
    page = cut_page("kinds of imports", kinds, wish, _by_kind, orders=orders, secret=secret, shows=KindOut)
    known, words = await _known(request)

    def told(kind: ImportKind) -> Document:
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

    return Answer(page.body(told))


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
        acting_as(principal, kind)
    except Forbidden:
        return False
    return True


async def _known(request: GatewayRequest) -> tuple[Everyday, Words]:
    """What people call columns, and what codes are called."""
    table = in_full(request).core.table
    table.words.expect(kind.operation.row for kind in import_kinds().values())
    await table.words.refresh(request.look_up, table.services)
    return everyday(await _dictionaries(request)), table.words


async def _workbook(
    request: GatewayRequest, sheet: papers.Sheet, rows: Sequence[Sequence[papers.Cell]], name: str, plain_name: str
) -> Answer:
    lines = [orjson.dumps(rows) + b"\n"] if rows else []
    exports = in_full(request).core.exports
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
    return Answer(page.body(shown))


async def get_import(request: GatewayRequest) -> Answer:
    """One job, with the first of its bad rows."""
    job = await job_of(request, load(GetImport, request.params)["import_id"])
    bad: list[Document] = []
    if job["bad"]:
        bad, _ = await Jobs(request.db).results(job["_id"], after=(0, 0), limit=SHOWN, wrong_only=True)
    understood = _understood(job.get("understood"), request.language)
    errors = [_row(row, request.language) for row in bad]
    return Answer({**shown(job), "understood": understood, "errors": errors})


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
    job = await job_of(request, wish["import_id"])
    key, binding = await request.cursor_secret(), f"rows {job['_id']} {wish['state']}".encode()
    n, index = cursors.unseal(wish["cursor"], binding, key) if wish["cursor"] else (0, 0)
    rows, place = await Jobs(request.db).results(
        job["_id"],
        after=(n, index),
        limit=wish["limit"],
        wrong_only=wish["state"] == "bad",
        became=wish["state"] if wish["state"] in BECAME else None,
    )
    following = cursors.seal(place, binding, key) if place else None
    return Answer({"items": [_row(row, request.language) for row in rows], "next": following})


async def list_differences(request: GatewayRequest) -> Answer:
    """What the rows of a job say otherwise of people who are in the registry, row by row."""
    wish = load(import_differences.ListDifferences, request.params)
    job = await job_of(request, wish["import_id"])
    key, binding = await request.cursor_secret(), f"differences {job['_id']}".encode()
    n, index = cursors.unseal(wish["cursor"], binding, key) if wish["cursor"] else (0, 0)
    items, place = await import_differences.differing(Jobs(request.db), job["_id"], (n, index), wish["limit"])
    return Answer({"items": items, "next": cursors.seal(place, binding, key) if place else None})


async def get_errors(request: GatewayRequest) -> Answer:
    """The bad rows of a sheet as they were sent, with what is wrong: corrected, they are sent again."""
    job = await job_of(request, load(GetImport, request.params)["import_id"])
    if job["account"] != request.principal.account:
        raise no_job()  # What the rows held is for whoever sent them, and not for whoever has undone it.
    kind, layout = import_kinds().get(job["kind"]), job.get("layout")
    if job["ended_at"] is None:
        raise NoErrorWorkbook("导入还没有完成", "The import is not done yet")
    if kind is None or not layout:
        raise NoErrorWorkbook("所传文件不是表格", "The file was no sheet")
    if not job["bad"]:
        raise NoErrorWorkbook("没有错误行", "No row was wrong")
    jobs, most = Jobs(request.db), in_full(request).core.settings.sheet_rows
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


async def job_of(request: GatewayRequest, job_id: str) -> Document:
    """A job that is the caller's own, or that they might undo: they see before what it has done."""
    job: Document | None = await Jobs(request.db).jobs.find_one({"_id": job_id})
    if job is None or not may_see(request.principal, job):
        raise no_job()
    return job


def may_see(principal: Principal, job: Document) -> bool:
    """Whether a job is somebody's own, or they may import such rows anywhere, and so undo what another has imported."""
    if principal.account in (job["account"], *job.get("seen_by", ())):
        return True
    kind = import_kinds().get(job["kind"])
    return kind is not None and _may(principal, kind) and acting_as(principal, kind).scope.reach is Reach.ALL


def no_job() -> NotFound:
    """What is said of a job that is not there, or not for the caller."""
    zh = "没有这次导入，或其结果已过保存期（九十天）；过期的导入不能整体撤销，请逐条更正"
    return NotFound(zh, "There is no such import, or its outcome was kept for its 90 days: put single entries right")


def shown(job: Document) -> Document:
    """A job as it is told."""
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


# fmt: off
ROWS = [
    Route.local("POST", "/imports", start, right="imports.create", scope=Scope.NONE, body=StartImport, answer=ImportJob,
        status=202, raw=True, content_types=("multipart/form-data", "application/x-ndjson", *SPREADSHEETS, *FORMS),
        body_limit=LARGEST, deadline=60.0,
        problems=[
            UnknownKind, NotASpreadsheet, NotAForm, EncryptedWorkbook, NoSuchSheet, WorkbookTooLarge, UnknownColumns,
            ClassifiedSheet, UnclosedQuote, NoRows, TooManyRows, KeyReused,
        ],
        example={"kind": "cadres", "mode": "dry_run"},
        answer_example={
            **JOB, "state": "queued", "done": 0, "good": 0, "bad": 0, "started_at": None, "ended_at": None,
        }, zh="提交批量导入", en="Start an import", tag="imports",
        put_right=("undo_import",)),
    Route.local("POST", "/imports/workbooks", start_workbook, right="imports.create", scope=Scope.NONE,
        body=StartWorkbook, answer=WorkbookJobs, status=202, raw=True,
        content_types=("multipart/form-data", *SPREADSHEETS[:5]), body_limit=LARGEST, deadline=60.0,
        problems=[
            NotASpreadsheet, EncryptedWorkbook, WorkbookTooLarge, UnknownColumns, ClassifiedSheet, UnclosedQuote,
            NoKnownSheet, NoRows, TooManyRows, KeyReused,
        ],
        example={"mode": "dry_run"},
        answer_example={
            "jobs": [{**JOB, "state": "queued", "done": 0, "good": 0, "bad": 0, "started_at": None, "ended_at": None}],
            "left_aside": [{"name": "说明", "why": "名称不是可识别的类别"}],
        }, zh="导入多表工作簿", en="Import a workbook of several sheets", tag="imports",
        put_right=("undo_import",)),
    Route.local("GET", "/imports", list_imports, right="imports.read", scope=Scope.NONE, query=ListImports,
        answer=page_of(ImportJob), answer_example={"items": [JOB], "next": None}, zh="查询导入任务", en="List imports",
        tag="imports"),
    Route.local("GET", "/imports/kinds", list_kinds, right="imports.read", scope=Scope.NONE, query=ListKinds,
        answer=page_of(KindOut), answer_example={"items": [KIND], "next": None}, zh="查询导入类别",
        en="List the kinds of import", tag="imports"),
    Route.local("GET", "/imports/templates/{kind}", get_template, right="imports.read", scope=Scope.NONE,
        query=GetTemplate, answers_in=(MEDIA_TYPES[papers.XLSX],), problems=[NoTemplate], deadline=30.0,
        zh="下载导入模板", en="Take a template of an import", tag="imports"),
    Route.local("GET", "/imports/{import_id}", get_import, right="imports.read", scope=Scope.NONE, query=GetImport,
        answer=ImportJobInFull, answer_example={**JOB, "understood": UNDERSTOOD, "errors": [ROW]},
        problems=[NotFound], zh="导入任务进度",
        en="How far an import is", tag="imports"),
    Route.local("GET", "/imports/{import_id}/errors", get_errors, right="imports.read", noted=True,
        query=GetImport, answers_in=(MEDIA_TYPES[papers.XLSX],), problems=[NotFound, NoErrorWorkbook], deadline=60.0,
        zh="下载导入的错误数据表", en="Take the bad rows of an import, with what is wrong", tag="imports"),
    Route.local("GET", "/imports/{import_id}/differences", list_differences, right="imports.read", noted=True,
        query=import_differences.ListDifferences, answer=page_of(import_differences.Different),
        answer_example={"items": [import_differences.EXAMPLE], "next": None}, problems=[NotFound],
        zh="逐项核对导入的变动", en="What an import says otherwise, difference by difference", tag="imports"),
    Route.local("GET", "/imports/{import_id}/rows", list_rows, right="imports.read", noted=True, query=ListRows,
        answer=page_of(ImportRow), answer_example={"items": [{"row": 2, "id": "cdr-01"}, ROW], "next": None},
        problems=[NotFound], zh="导入各行结果", en="What became of each row", tag="imports"),
]
