"""Any list as a sheet (表格导出): the whole of it with its filters and order, and this reader's fields and scope.

`Accept` says so, on the list's own address: a sheet is another form of the same answer. The list is read page by page
as the reader's own requests would read it; `gateway.columns` makes cells of it, `papers.sheets` a file, in a process of
its own, so that other requests do not wait for it.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import orjson

from gateway import answering, bounded, journal, media, naming
from gateway.columns import Column, OfASheet, Page, columns_of, item_of
from gateway.rpc import Overloaded
from papers.sheets import CSV, PAGE_NUMBER, PAGES, XLSX, Sheet
from servicekit import clock
from servicekit.errors import Internal, Invalid, InvalidFields, field_error, with_words
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
}
"""What a list comes as, the first where it is all the same."""
SHEETS = (MEDIA_TYPES[CSV], MEDIA_TYPES[XLSX])
_PAGING = ("limit", "cursor", "page", "page_size", "count")
PAGE = 500
"""Rows that are read at once: what the event loop does with them takes some milliseconds."""
_NAMES_OF_A_PAGE = 100_000
WAITS = 5.0
"""Seconds that a sheet waits for its turn."""
TAKES_AT_MOST = 90.0
"""Seconds for a sheet, reading and writing."""
_ASKED_FOR = re.compile(r"^(?:组合)?(?:查询|检索)|（[^）]*）|(?<=名单)查询$")
"""What a list's row is called besides what it lists."""


class ListTooLong(Invalid):
    """The list has more rows than a sheet is made of while its reader waits."""

    code = "exports/too-long"
    zh = "行数过多，不能直接导出"
    en = "The list has too many rows to be given at once"
    advice_zh = "请增加筛选条件，分几次导出。"
    advice_en = "Narrow the list by its filters, and take it out in parts."


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


async def taken_out(request: Request, form: str) -> File:
    """The list that a request asks for, as a sheet. Raises ListTooLong, Overloaded, and what the list refuses."""
    core = request.core
    wish = _wish(request, form)
    try:
        async with asyncio.timeout(WAITS):
            await core.exports.acquire()
    except TimeoutError:
        raise Overloaded(retry_after=5) from None
    try:
        async with asyncio.timeout(TAKES_AT_MOST):
            asked = dict(request.params)
            told = await _read(request, wish, core.settings.sheet_rows)
            sheet = await _described(request, wish, asked, told)
            content = await rendered(sheet, told.lines)
    finally:
        core.exports.release()
    await journal.tell(
        request.db,
        journal.Action.LIST_TAKEN_OUT,
        request.path,
        request.who.account,
        request.request_id,
        format=form,
        rows=told.count,
        filters=sorted(asked),
    )
    return _file(request, sheet, content)


def _wish(request: Request, form: str) -> Wish:
    """What is asked of the sheet; what is left of the parameters is asked of the list. Raises InvalidFields."""
    item = item_of(request.row.route)
    assert item is not None
    known = {column.name: column for column in columns_of(item, request.language)}
    params = request.params
    errors = [
        field_error(f"/{name}", "not-of-a-sheet", "导出的表格含全部行，不分页", "A sheet has all rows, and no pages")
        for name in _PAGING
        if name in params
    ]

    def column(name: str, asked: str) -> Column | None:
        if asked in known:
            return known[asked]
        zh = f"没有“{asked[:40]}”这一列；可用：{with_words({name: one.zh for name, one in known.items()})}"
        errors.append(field_error(f"/{name}", "unknown-column", zh, f"Columns: {', '.join(known)}"))
        return None

    asked = {name: params.pop(name) for name in declared_in(OfASheet) if name in params}
    if form == CSV:
        errors += [
            field_error(f"/{name}", "not-in-csv", "只用于 xlsx 表格", "For xlsx only")
            for name in asked
            if name != "columns"
        ]
    wish = load(OfASheet, asked)
    chosen = tuple(dict.fromkeys(one for name in wish["columns"] if (one := column("columns", name))))
    group = column("group_by", wish["group_by"]) if wish["group_by"] else None
    if errors:
        raise InvalidFields(errors=errors)
    columns = chosen or tuple(one for one in known.values() if one != group)
    return Wish(form, columns, bool(chosen), group, wish["total"])


@dataclass
class _Told:
    """A whole list that has been read, as the writer of sheets takes it."""

    columns: tuple[Column, ...]
    lines: list[bytes]
    names: dict[str, Mapping[str, Any]]
    count: int = 0
    synthetic: int = 0


async def _read(request: Request, wish: Wish, most: int) -> _Told:
    """The whole list. Raises ListTooLong, and what the list refuses."""
    told = _Told(wish.columns, [], {})
    async for page in pages(request):
        told.count += len(page.items)
        if told.count > most:
            raise ListTooLong(f"超过{most}行", f"More than {most} rows", most=most)
        if not (told.lines or wish.chosen):
            # Ids that mean nothing to a reader are for machines: behind what is read, before the row's own.
            unnamed = page.unnamed(wish.columns)
            told.columns = tuple(sorted(wish.columns, key=lambda one: (one.is_own_id, one.name in unnamed)))
        told.synthetic += sum(1 for item in page.items if item.get("synthetic"))
        told.names |= page.names
        shown = told.columns if wish.group_by is None else (wish.group_by, *told.columns)
        told.lines.append(orjson.dumps(page.rows(shown)) + b"\n")
    return told


async def pages(request: Request) -> AsyncIterator[Page]:
    """The list that a request asks for, page by page. Raises what the list refuses."""
    row, asked = request.row, dict(request.params)
    item = item_of(row.route)
    assert item is not None
    takes = row.route.query().fields if row.route.query else {}
    paging: dict[str, Any] = {"limit": PAGE} if "limit" in takes else {}
    while True:
        request.params = asked | paging
        answer = await _answered(request)
        yield Page.of(answer, item, request.language)
        following = answer.get("next")
        if following is None:
            return
        paging["cursor"] = following


async def _answered(request: Request) -> dict[str, Any]:
    row, route = request.row, request.row.route
    if route.target is not None:
        found: dict[str, Any] = await answering.of_service(request, _NAMES_OF_A_PAGE)
        return found
    assert route.handler is not None
    async with asyncio.timeout(route.deadline):
        answer = await route.handler(request)
    body: dict[str, Any] = answer.body
    await answering.explain(request, answering.coded_of(request, row, answer), body, _NAMES_OF_A_PAGE)
    return body


async def _described(request: Request, wish: Wish, asked: Mapping[str, Any], told: _Told) -> Sheet:
    """What the sheet says besides its rows."""
    language = request.language
    count = "{} 行" if language == "zh" else "{} rows"
    return Sheet(
        title=title_of(request.row, language),
        about=_about(request, asked, told, count),
        columns=tuple(column.title(language) for column in told.columns),
        percent=tuple(place for place, column in enumerate(told.columns) if column.is_share),
        grouped=wish.group_by is not None,
        total=({"zh": "合计 ", "en": "Total "}[language] if wish.total else ""),
        count=count,
        printed=await _printed(request),
        page=f"第 {PAGE_NUMBER} 页，共 {PAGES} 页" if language == "zh" else f"{PAGE_NUMBER} / {PAGES}",
        format=wish.format,
    )


def title_of(row: Row, language: str) -> str:
    """What a list is called, without that it is asked for."""
    if language == "en":
        return row.route.en
    title = _ASKED_FOR.sub("", row.route.zh)
    return title if len(title) > 1 else row.route.zh


def _about(request: Request, asked: Mapping[str, Any], told: _Told, count: str) -> str:
    """How many rows, by which conditions and in which order, in words."""
    zh = request.language == "zh"
    said = [f"共 {count.format(told.count)}" if zh else count.format(told.count)]
    if told.synthetic:
        said.append(f"其中虚构数据 {told.synthetic} 行" if zh else f"{told.synthetic} of them synthetic")
    route = request.row.route
    declared = route.query().fields if route.query else {}
    for name, value in asked.items():
        field = declared.get(name)
        if field is None:
            continue
        if name == "sort":
            orders = orders_called(route.answer)  # type: ignore[arg-type]
            by, down = str(value).removeprefix("-"), str(value).startswith("-")
            said.append(f"按{orders.get(by, by)}{'倒序' if down else '排序'}" if zh else f"sorted by {value}")
            continue
        assert route.query is not None
        labels = (request.core.table.words.labels_of(route.query, name, field) or {}) if zh else {}
        values = "、".join(
            _called(one, labels, told.names, zh) for one in (value if isinstance(value, list) else [value])
        )
        noun = str(field.metadata.get("zh", name)).partition("（")[0].partition("：")[0]
        said.append(f"{noun}：{values}" if zh else f"{name}: {values}")
    return ("；" if zh else "; ").join(said)


def _called(value: Any, labels: Mapping[str, str], names: Mapping[str, Mapping[str, Any]], zh: bool) -> str:
    """A condition's value in words; a name only where the answer has told it."""
    if isinstance(value, bool):
        return ("是" if value else "否") if zh else str(value).lower()
    text = str(value)
    if text in labels:
        return labels[text]
    return str(names[text]["name"]) if text in names else text


async def _printed(request: Request) -> str:
    """Who takes it out, and when."""
    account = request.who.account
    named = (await naming.names_of(request, [account])).get(account) if account[:3] == naming.ACCOUNT else None
    who = str(named["name"]) if named else request.who.name
    login = f"（{request.who.name}）" if who != request.who.name else ""
    when = clock.now().astimezone(clock.CHINA).strftime("%Y-%m-%d %H:%M")
    return f"{who}{login}  {when}"


def _file(request: Request, sheet: Sheet, content: bytes) -> File:
    day = clock.day_of(clock.now()).isoformat()
    plain = request.path.rpartition("/")[2]
    plain = plain if re.fullmatch(r"[a-z0-9-]{1,40}", plain) else "list"
    charset = "; charset=utf-8; header=present" if sheet.format == CSV else ""
    name = f"{sheet.title} {day}.{sheet.format}"
    return File(content, MEDIA_TYPES[sheet.format] + charset, name, f"{plain}-{day}.{sheet.format}")


async def rendered(sheet: Sheet, lines: Sequence[bytes]) -> bytes:
    """The file, written by a process of its own, which knows nothing of the platform. Raises Internal."""
    told = orjson.dumps(asdict(sheet)) + b"\n"
    writer = await asyncio.create_subprocess_exec(
        *bounded.SHEETS_OUT.command(),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=bounded.ENVIRONMENT,
    )
    try:
        content, faults = await writer.communicate(b"".join([told, *lines]))
    finally:
        if writer.returncode is None:
            writer.kill()
            await writer.wait()
    if writer.returncode:
        log.error("a sheet's writer ended with %d %s", writer.returncode, bounded.where(faults))
        raise Internal()
    return content
