"""Any list as a sheet or a document (表格导出、花名册): the whole of it with its filters and order, and this reader's
fields and scope.

`Accept` says so, on the list's own address: a sheet is another form of the same answer. The list is read page by page
as the reader's own requests would read it; `gateway.columns` makes cells of it, `papers.sheets` or `papers.roster` a
file, in a process of its own, so that other requests do not wait for it. What is longer than a reader waits for is a
job (`gateway.export_rows`), which is read and written by what stands here too.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import orjson

from gateway import answering, bounded, journal, looks, media, naming
from gateway.columns import ROW_NUMBER, Column, OfASheet, Page, columns_of, counted_in, in_words, item_of, roster_of
from gateway.printing import NotPrintable
from gateway.rpc import Overloaded
from papers.roster import NO_FONT
from papers.sheets import CSV, DOCX, PAGE_NUMBER, PAGES, PDF, XLSX, Sheet
from servicekit import clock
from servicekit.errors import Internal, Invalid, InvalidFields, field_error, quoted, with_words
from servicekit.fields import MORE
from servicekit.schema import declared_in, load
from servicekit.store import orders_called

if TYPE_CHECKING:
    from gateway.request import Request
    from gateway.table import Row

log = logging.getLogger(__name__)

MEDIA_TYPES = {
    "json": media.JSON,
    CSV: "text/csv",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    DOCX: media.DOCX,
    PDF: media.PDF,
}
"""What a list comes as, the first where it is all the same."""
SHEETS = tuple(MEDIA_TYPES[form] for form in (CSV, XLSX, DOCX, PDF))
DOCUMENTS = (DOCX, PDF)
JOBS = "/v1/exports"
"""Where a longer list is asked for."""
_PAGING = ("limit", "cursor", "page", "page_size", "count")
PAGE = 500
"""Rows that are read at once: what the event loop does with them takes some milliseconds."""
_NAMES_OF_A_PAGE = 100_000
WAITS = 5.0
"""Seconds that a sheet waits for its turn."""
TAKES_AT_MOST = 90.0
"""Seconds for a sheet, reading and writing."""
MOST_AT_ONCE, MOST_IN_A_DOCUMENT = 500, 3000
"""Rows of a document while its reader waits, and of any: it is laid out as a whole, a thousand rows in 100 MB."""
_PIECE = 256 * 1024
"""Bytes of a file that come at once."""
_ASKED_FOR = re.compile(r"^(?:组合)?(?:查询|检索)|（[^）]*）|(?<=名单)查询$")
"""What a list's row is called besides what it lists."""


class ListTooLong(Invalid):
    """The list has more rows than are handed out while its reader waits, and without a reason."""

    code = "exports/too-long"
    status = 413
    zh = "行数过多，不能直接导出"
    en = "The list has too many rows to be given at once"
    advice_zh = "请提交导出任务并写明事由，或者增加筛选条件。"
    advice_en = f"Ask for it as a job, with the reason (POST {JOBS}), or narrow the list by its filters."


class DocumentTooLong(Invalid):
    """The list has more rows than are laid out as one document, whoever waits for it."""

    code = "exports/document-too-long"
    status = 413
    zh = "行数过多，不能排成文档"
    en = "The list has too many rows for a document"
    advice_zh = "请改用表格，或者增加筛选条件，分几次导出。"
    advice_en = "Ask for a sheet instead, or narrow the list by its filters and take it out in parts."


@dataclass(frozen=True, slots=True)
class File:
    """A file that is handed out."""

    content: bytes
    media_type: str
    name: str
    plain_name: str
    """For those who read no other than Latin letters."""

    @property
    def disposition(self) -> str:
        """The Content-Disposition."""
        return f"attachment; filename=\"{self.plain_name}\"; filename*=UTF-8''{quote(self.name, safe='')}"


def wanted(accept: str | None, row: Row) -> str | None:
    """Which kind of sheet is asked for; None for the answer that the row has always.

    Raises NotAcceptable where a list is asked for in what no list comes as, and where another row is asked for a sheet
    alone.
    """
    route = row.route
    if accept is None or accept == "*/*" or route.method != "GET":
        return None
    if item_of(route) is not None:
        best = media.preferred(accept, MEDIA_TYPES)
        return best if MEDIA_TYPES[best] in SHEETS else None
    if not route.answers_in and any(kind in accept.lower() for kind in SHEETS):
        media.preferred(accept, {"json": media.JSON})
    return None


@dataclass(frozen=True, slots=True)
class Wish:
    """What a sheet is to be like."""

    format: str
    columns: tuple[Column, ...]
    chosen: bool = False
    """Whether the reader has said which columns, and in which order."""
    group_by: Column | None = None
    total: bool = False
    heading: str = ""
    """The title; empty for what the list is called."""


async def taken_out(request: Request, form: str) -> File:
    """The list that a request asks for, as a sheet. Raises ListTooLong, Overloaded, and what the list refuses."""
    core = request.core
    wish = wish_of(request, form)
    bounds = await core.export_rules.today(request.look_up)
    most = min(core.settings.sheet_rows, bounds.rows_alone, bounds.rows_without_reason)
    if form in DOCUMENTS:
        most = min(most, MOST_AT_ONCE)
    try:
        async with asyncio.timeout(WAITS):
            await core.exports.acquire()
    except TimeoutError:
        raise Overloaded(retry_after=5) from None
    try:
        async with asyncio.timeout(TAKES_AT_MOST):
            asked = dict(request.params)
            told, lines, persons = Told(), [], dict[str, None]()
            async for page in pages(request):
                lines.append(told.take(wish, page))
                persons |= dict.fromkeys(looks.persons_in({"items": page.items}, request.row.places))
                if told.count > most:
                    zh, en = (
                        f"超过{most}行，请写明事由，提交导出任务",
                        f"More than {most} rows; ask for an export, and say why (POST {JOBS})",
                    )
                    raise ListTooLong(zh, en, most=most, ask=JOBS)
            sheet = await described(request, wish, asked, told)
            content = await rendered(sheet, lines, core.settings.paper_fonts)
    finally:
        core.exports.release()
    await journal.tell(
        request.db,
        journal.Action.LIST_TAKEN_OUT,
        request.path,
        request.who.account,
        request.request_id,
        persons=list(persons) if request.row.look else (),
        format=form,
        rows=told.count,
        filters=sorted(set(asked) - {MORE}),
    )
    return file_of(request.path, sheet.title, form, content)


def wish_of(request: Request, form: str) -> Wish:
    """What is asked of the sheet; what is left of the parameters is asked of the list. Raises InvalidFields."""
    item = item_of(request.row.route)
    assert item is not None
    known = {column.name: column for column in columns_of(item, request.language)}
    numbered = {ROW_NUMBER.name: ROW_NUMBER}
    params = request.params
    errors = [
        field_error(f"/{name}", "not-of-a-sheet", "导出的表格含全部行，不分页", "A sheet has all rows, and no pages")
        for name in _PAGING
        if name in params
    ]

    def column(name: str, asked: str, among: Mapping[str, Column]) -> Column | None:
        if asked in among:
            return among[asked]
        zh = f"没有“{asked[:40]}”这一列；可用：{with_words({name: one.zh for name, one in among.items()})}"
        errors.append(field_error(f"/{name}", "unknown-column", zh, f"Columns: {', '.join(among)}"))
        return None

    asked = {name: params.pop(name) for name in declared_in(OfASheet) if name in params}
    if form == CSV:
        errors += [
            field_error(f"/{name}", "not-in-csv", "不用于逗号分隔的文本表格", "Not in CSV")
            for name in asked
            if name != "columns"
        ]
    wish = load(OfASheet, asked)
    named = dict.fromkeys(column("columns", name, known | numbered) for name in wish["columns"])
    group = column("group_by", wish["group_by"], known) if wish["group_by"] else None
    if errors:
        raise InvalidFields(errors=errors)
    chosen = tuple(one for one in named if one is not None)
    usual = () if form == CSV else tuple(known[name] for name in roster_of(item))
    columns = chosen or tuple(one for one in usual or known.values() if one != group)
    if form in DOCUMENTS and not chosen:
        columns = (ROW_NUMBER, *columns)
    if more := [one.path[0] for one in (*columns, group) if one is not None and one.is_more]:
        params[MORE] = list(dict.fromkeys([*params.get(MORE, ()), *more]))
    return Wish(form, columns, bool(chosen), group, wish["total"], wish["heading"])


@dataclass
class Told:
    """What is known of a list of which pages have been read."""

    columns: tuple[Column, ...] = ()
    """In the order in which they stand; settled with the first page."""
    names: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    count: int = 0
    synthetic: int = 0

    def take(self, wish: Wish, page: Page) -> bytes:
        """Count a page; its cells as a line of JSON, as the writer of sheets takes them."""
        if not self.columns:
            self.columns = _settled(wish, page)
        self.count += len(page.items)
        self.synthetic += sum(1 for item in page.items if item.get("synthetic"))
        self.names |= page.names
        shown = self.columns if wish.group_by is None else (wish.group_by, *self.columns)
        return orjson.dumps(page.rows(shown)) + b"\n"


def _settled(wish: Wish, page: Page) -> tuple[Column, ...]:
    if wish.chosen:
        return wish.columns
    # Ids that mean nothing to a reader are for machines: behind what is read, before the row's own; on paper nowhere.
    unnamed = page.unnamed(wish.columns) - set(roster_of(page.item))
    ids = {column for column in wish.columns if column.is_own_id or column.name in unnamed}
    if wish.format in DOCUMENTS:
        return tuple(column for column in wish.columns if column not in ids) or wish.columns
    return tuple(sorted(wish.columns, key=lambda one: (one.is_own_id, one in ids)))


async def pages(request: Request) -> AsyncIterator[Page]:
    """The list that a request asks for, page by page. Raises what the list refuses."""
    asked, cursor = dict(request.params), None
    while True:
        request.params = dict(asked)
        page, cursor = await page_at(request, cursor)
        yield page
        if cursor is None:
            return


async def page_at(request: Request, cursor: str | None, limit: int = PAGE) -> tuple[Page, str | None]:
    """A page of the list that a request asks for, and where the next begins. Raises what the list refuses."""
    route = request.row.route
    item = item_of(route)
    assert item is not None
    if route.query and "limit" in declared_in(route.query):
        request.params["limit"] = limit
    if cursor is not None:
        request.params["cursor"] = cursor
    answer = await _answered(request)
    if route.target is not None:
        await naming.add_things(request, request.row.service, request.row.places, answer)
    return Page.of(answer, item, request.language), answer.get("next")


async def counted(request: Request) -> int | None:
    """How many rows the list says that it has; None where it does not count."""
    route = request.row.route
    if not route.query or "count" not in declared_in(route.query):
        return None
    request.params |= {"count": True, "limit": 1}
    total = (await _answered(request)).get("total")
    return total if isinstance(total, int) else None


async def _answered(request: Request) -> dict[str, Any]:
    route = request.row.route
    if route.target is not None:
        found: dict[str, Any] = await answering.of_service(request, _NAMES_OF_A_PAGE)
        return found
    assert route.handler is not None
    async with asyncio.timeout(route.deadline):
        answer = await route.handler(request)
    body: dict[str, Any] = answer.body
    await answering.explain(request, answering.coded_of(request, request.row, answer), body, _NAMES_OF_A_PAGE)
    return body


async def described(request: Request, wish: Wish, asked: Mapping[str, Any], told: Told, number: str = "") -> Sheet:
    """What the sheet says besides its rows; `number` is that of the export, where it has one."""
    language = request.language
    count = counted_in(item_of(request.row.route), language)
    columns = told.columns or wish.columns
    printed = await printed_by(request)
    return Sheet(
        title=wish.heading or title_of(request.row, language),
        about=_about(request, asked, told, count),
        columns=tuple(column.title(language) for column in columns),
        percent=tuple(place for place, column in enumerate(columns) if column.is_share),
        grouped=wish.group_by is not None,
        total=({"zh": "合计 ", "en": "Total "}[language] if wish.total else ""),
        count=count,
        printed=printed,
        page=f"第 {PAGE_NUMBER} 页，共 {PAGES} 页" if language == "zh" else f"{PAGE_NUMBER} / {PAGES}",
        format=wish.format,
        language=language,
        heads=tuple(column.heads(language) for column in columns),
        numbered=columns.index(ROW_NUMBER) if ROW_NUMBER in columns else None,
        mark=f"{printed}  {number}".rstrip(),
        mark_title={"zh": "导出标记", "en": "Taken out by"}[language],
        made_on=clock.day_of(clock.now()).isoformat(),
    )


def title_of(row: Row, language: str) -> str:
    """What a list is called, without that it is asked for."""
    if language == "en":
        return row.route.en
    title = _ASKED_FOR.sub("", row.route.zh)
    return title if len(title) > 1 else row.route.zh


def _about(request: Request, asked: Mapping[str, Any], told: Told, count: str) -> str:
    """How many rows, by which conditions and in which order, in words."""
    zh = request.language == "zh"
    said = [f"共 {count.format(told.count)}" if zh else count.format(told.count)]
    if told.synthetic:
        said.append(f"其中虚构数据 {count.format(told.synthetic)}" if zh else f"{told.synthetic} of them synthetic")
    route = request.row.route
    declared = declared_in(route.query) if route.query else {}
    for name, value in asked.items():
        field = declared.get(name)
        if field is None or name == MORE:
            continue
        if name == "sort":
            orders = orders_called(route.answer)  # type: ignore[arg-type]
            by, down = str(value).removeprefix("-"), str(value).startswith("-")
            said.append(f"按{orders.get(by, by)}{'倒序' if down else '排序'}" if zh else f"sorted by {value}")
            continue
        assert route.query is not None
        labels = (request.core.table.words.labels_of(route.query, name, field) or {}) if zh else {}
        values = "、".join(
            _called(name, one, labels, told.names, zh) for one in (value if isinstance(value, list) else [value])
        )
        noun = str(field.metadata.get("zh", name)).partition("（")[0].partition("：")[0]
        said.append(f"{noun}：{values}" if zh else f"{name}: {values}")
    return ("；" if zh else "; ").join(said)


def _called(name: str, value: Any, labels: Mapping[str, str], names: Mapping[str, Mapping[str, Any]], zh: bool) -> str:
    """A condition's value in words; a name only where the answer has told it."""
    if isinstance(value, bool):
        return ("是" if value else "否") if zh else str(value).lower()
    text = str(value)
    if text in labels:
        return in_words(name, labels[text])
    return str(names[text]["name"]) if text in names else text


async def printed_by(request: Request) -> str:
    """Who takes it out, and when."""
    account = request.who.account
    named = (await naming.names_of(request, [account])).get(account) if account[:3] == naming.ACCOUNT else None
    who = str(named["name"]) if named else request.who.name
    login = f"（{request.who.name}）" if who != request.who.name else ""
    when = clock.now().astimezone(clock.CHINA).strftime("%Y-%m-%d %H:%M")
    return f"{who}{login}  {when}"


def file_of(path: str, title: str, form: str, content: bytes) -> File:
    """The file of a list as it is handed out."""
    day = clock.day_of(clock.now()).isoformat()
    plain = path.rpartition("/")[2]
    plain = plain if re.fullmatch(r"[a-z0-9-]{1,40}", plain) else "list"
    charset = "; charset=utf-8; header=present" if form == CSV else ""
    name = file_name(f"{title} {day}.{form}")
    return File(content, MEDIA_TYPES[form] + charset, name, f"{plain}-{day}.{form}")


def file_name(name: str) -> str:
    """A file's name in which nothing leads elsewhere, nor is refused by a system of files."""
    return "".join("_" if one in '/\\:*?"<>|' or not one.isprintable() else one for one in name)


async def rendered(sheet: Sheet, lines: Sequence[bytes], fonts: str = "") -> bytes:
    """The file as a whole; see `written`."""

    async def given() -> AsyncIterator[bytes]:
        for line in lines:
            yield line

    return b"".join([piece async for piece in written(sheet, given(), fonts)])


async def written(sheet: Sheet, lines: AsyncIterator[bytes], fonts: str) -> AsyncIterator[bytes]:
    """The file piece by piece, written by a process of its own, which knows nothing of the platform.

    Nothing of it counts before all of it was told. Raises Internal, for a document NotPrintable and DocumentTooLong.
    """
    is_document = sheet.format in DOCUMENTS
    writer = await asyncio.create_subprocess_exec(
        *(bounded.ROSTERS_OUT.command(fonts) if is_document else bounded.SHEETS_OUT.command()),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=bounded.ENVIRONMENT,
    )
    assert writer.stdout is not None
    assert writer.stderr is not None
    feeding = asyncio.create_task(_fed(writer, sheet, lines))
    complaining = asyncio.create_task(writer.stderr.read())
    first = b""
    try:
        while piece := await writer.stdout.read(_PIECE):
            first = first or piece
            yield piece
        await feeding
        faults = await complaining
        await writer.wait()
    finally:
        for one in (feeding, complaining):
            one.cancel()
        if writer.returncode is None:
            writer.kill()
            await writer.wait()
    if writer.returncode == NO_FONT and is_document:
        letters = first.decode(errors="replace")
        raise NotPrintable(f"缺少{quoted([letters])}", f"Missing: {letters}", letters=letters)
    if writer.returncode:
        log.error("a sheet's writer ended with %d %s", writer.returncode, bounded.where(faults))
        if is_document and (writer.returncode < 0 or b"MemoryError" in faults):
            raise DocumentTooLong()
        raise Internal()


async def _fed(writer: asyncio.subprocess.Process, sheet: Sheet, lines: AsyncIterator[bytes]) -> None:
    assert writer.stdin is not None
    try:
        # A writer that has ended reads no more; how it ended is known by its own code.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            writer.stdin.write(orjson.dumps(asdict(sheet)) + b"\n")
            async for line in lines:
                writer.stdin.write(line)
                await writer.stdin.drain()
    finally:
        writer.stdin.close()
