"""The worklist (待办) of whoever is signed in: what waits for them in all services, the most urgent first.

What waits is declared in `gateway.readmodels.worklists`, each by the operation that leads on; whose it is follows from
the right of that operation's row. So an item is there as long as its row stands in that state, and for those alone who
may take the step. What events may not tell the step's own service is asked for: whose ballot it is (`ASKING`), and in
which of the things that wait this account had a part, so that another takes the step (回避, ADR 0027). While it does
not answer, the step is said to be unanswered.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, TypeGuard
from urllib.parse import urlencode

from gateway import naming
from gateway.account_change_rows import WAITS as ACCOUNT_CHANGES
from gateway.export_rows import WAITS as EXPORTS
from gateway.problems import ScopeMissing
from gateway.readmodels.asked import OPEN, OWNED, Asked, Filter, Period
from gateway.readmodels.catalogue import PROJECTION
from gateway.readmodels.generations import Document
from gateway.readmodels.moments import moment
from gateway.readmodels.worklists import ASKING, WAITING, Asking, Own, Place, Waiting
from gateway.rights import ROLE_WORDS, is_for_oneself, reach, reaches, roles_with, scope_for
from gateway.route import BASE, Answer, GatewayRequest, Route
from gateway.route import Scope as RowScope
from gateway.routes import row_of
from gateway.rpc import if_answered
from gateway.service_account_rows import WAITS as SERVICE_CHANGES
from servicekit import clock, cursors
from servicekit.errors import Forbidden, InvalidFields, NotIndependent, field_error, with_words
from servicekit.fields import MOST_VALUES
from servicekit.lifecycle import OPERATIONS
from servicekit.offered import KEPT_APART, KEPT_FROM_ALL
from servicekit.principal import ABOUT, ABOUT_MANY, Principal, Reach, Scope
from servicekit.schema import MAX_PAGE, CursorQuery, Schema, fields, load
from services.supervision.operations import information, matters, vetting, waiting

_ABOUT = ("cadre_id", "post_id", "unit_id")
"""Whom or what an item is about; the first that it has gives it its name."""
_SUBJECT = "subject_id"
_LOGGED = {vetting.GIVE_OPINION.name: "vetting_ids", matters.GIVE_MATTER_OPINION.name: "matter_ids"}
"""What a liaison is shown of a cadre is logged: how the log's command calls it."""
_MOST_ACCOUNTS = 1000
"""Accounts that may take a step, past which there is always one that had no part in something."""
MAKES_ACCOUNTS = "accounts.manage"
_ASKS_WITHIN = 2.0
"""Seconds: the worklist does not wait longer for one service."""


_EVERYTHING: tuple[Waiting | Asking | Own, ...] = (*WAITING, *ASKING, *EXPORTS, *ACCOUNT_CHANGES, *SERVICE_CHANGES)
_WHAT = sorted(waiting.what for waiting in _EVERYTHING)
_OFFERED = 20
"""Kinds that a refusal offers, at most."""


class WorkQuery(CursorQuery):
    """Which of what waits; without anything all of it."""

    what = fields.AnyOf(fields.String(metadata={"zh": "只看这些类（步骤代码）", "enum": _WHAT}))
    count = fields.Bool(load_default=False, metadata={"zh": "只要总数和分类件数，不要条目"})


class WorkItem(Schema):
    """Something that waits: what is to be done about what, by when, and where."""

    what = fields.String(required=True, metadata={"zh": "步骤代码"})
    title = fields.String(required=True, metadata={"zh": "待办理的步骤"})
    name = fields.String(required=True, metadata={"zh": "对象：姓名、单位、职位名称，或编号"})
    id = fields.String(required=True, metadata={"zh": "标识"})
    cadre_id = fields.String(required=True, allow_none=True, metadata={"zh": "干部"})
    unit_id = fields.String(required=True, allow_none=True, metadata={"zh": "单位"})
    post_id = fields.String(required=True, allow_none=True, metadata={"zh": "职位"})
    due_on = fields.Date(required=True, allow_none=True, metadata={"zh": "期限；没有期限的为空"})
    overdue = fields.Boolean(required=True, metadata={"zh": "已过期限"})
    method = fields.String(required=True, metadata={"zh": "办理接口的方法"})
    path = fields.String(required=True, metadata={"zh": "办理接口的地址"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "虚构数据"})


class WorkCount(Schema):
    """How many items of a kind wait."""

    what = fields.String(required=True, metadata={"zh": "步骤代码"})
    title = fields.String(required=True, metadata={"zh": "待办理的步骤"})
    count = fields.Int(required=True, metadata={"zh": "件数"})
    overdue = fields.Int(required=True, metadata={"zh": "其中已过期限"})


class WorkKept(Schema):
    """How many of a kind another account has to take on, as those who may had a part in them (回避)."""

    what = fields.String(required=True, metadata={"zh": "步骤代码"})
    title = fields.String(required=True, metadata={"zh": "待办理的步骤"})
    count = fields.Int(required=True, metadata={"zh": "件数"})


class WorkStuck(WorkKept):
    """How many of a kind nobody may take on: an account of one of these roles is needed that had no part in them."""

    roles = fields.List(
        fields.String(), required=True, metadata={"zh": "须另设账号的角色（其中之一）", "words": ROLE_WORDS}
    )


class WorkOut(Schema):
    """The worklist (待办), a page of it, with all that waits of what was asked for counted."""

    items = fields.List(fields.Nested(WorkItem), required=True, metadata={"zh": "待办事项，期限近的在前"})
    next = fields.String(required=True, allow_none=True, metadata={"zh": "下一页游标"})
    total = fields.Int(required=True, metadata={"zh": "总数"})
    overdue = fields.Int(required=True, metadata={"zh": "其中已过期限"})
    counts = fields.List(fields.Nested(WorkCount), required=True, metadata={"zh": "分类件数"})
    others = fields.List(
        fields.Nested(WorkKept),
        required=True,
        metadata={"zh": "本账号经办过、须由其他账号办理而未列入的分类件数（回避）"},
    )
    nobody = fields.List(
        fields.Nested(WorkStuck),
        required=True,
        metadata={"zh": "有权办理的账号都须回避、无人可以办理的分类件数，须另设账号；只对管理账号的人给出，其他人为空"},
    )
    unanswered = fields.List(
        fields.String(),
        required=True,
        metadata={"zh": "暂时无从得知有哪些、或是否须由他人办理的类别，稍后再查；没有的为空", "words": OPERATIONS},
    )


@dataclass(frozen=True)
class _Task:
    """What waits for this reader, and within which scope."""

    waiting: Waiting | Asking | Own
    row: Route
    scope: Scope
    not_about: str | None = None
    """Whom it may not be about: whoever reads, on whom they do not act with an official's right."""

    def asked(self, asked: Asked) -> Asked:
        """The question within the scope of this task."""
        return replace(asked, scope=self.scope)

    def without(self, ids: Collection[str]) -> _Task:
        """The same without some of the things."""
        return self._where({"_id": {"$nin": sorted(ids)}}) if ids else self

    def only(self, ids: Collection[str]) -> _Task:
        """The same with some of the things alone."""
        return self._where({"_id": {"$in": sorted(ids)}})

    def _where(self, where: Filter) -> _Task:
        if not isinstance(self.waiting, Waiting):
            return self
        return replace(self, waiting=replace(self.waiting, selected=self.waiting.selected.also(where)))

    def title(self, language: str) -> str:
        """What is to be done."""
        if language == "en":
            return self.waiting.en or self.row.en
        return self.waiting.zh or self.row.zh

    def call(self, row: Document) -> tuple[str, str]:
        """How and where it is done, as it can be called: what the query must say is said."""
        offered = self.row if isinstance(self.waiting, Own) else row_of(self.waiting.offered(row))
        path = BASE + offered.path.format(**row)
        wanted = {name: row[name] for name in offered.wanted_in_query}
        return offered.method, f"{path}?{urlencode(wanted)}" if wanted else path


def tasks_of(principal: Principal) -> Iterator[_Task]:
    """What may wait for this reader, by the rights that their roles have."""
    held, own = principal.roles, principal.scope
    for declared in _EVERYTHING:
        row, found = declared.row if isinstance(declared, Own) else row_of(declared.step), declared
        # Nobody acts on themselves with an official's right.
        oneself = None if is_for_oneself(held, row.right) else own.cadre_id
        if isinstance(found, Waiting) and oneself:
            found = replace(found, selected=found.selected.also(_not_about(found, oneself)))
        match found.whose:
            case Reach.SELF if own.cadre_id and is_for_oneself(held, row.right):
                yield _Task(found, row, Scope(Reach.SELF, own.unit_id, own.cadre_id))
            case Reach.UNIT if own.unit_id and Reach.UNIT in reaches(held, row.right):
                yield _Task(found, row, Scope(Reach.UNIT, own.unit_id, own.cadre_id), oneself)
            case None:
                try:
                    yield _Task(found, row, scope_for(row, held, own.unit_id, own.cadre_id), oneself)
                except (Forbidden, ScopeMissing):
                    continue


@functools.cache
def _persons() -> Mapping[str, tuple[str, ...]]:
    """The fields of rows that say whom they are about, by their collection."""
    shapes = PROJECTION.shapes
    return {kept: tuple(name for name in (*ABOUT, ABOUT_MANY) if name in shape) for kept, shape in shapes.items()}


def _not_about(waiting: Waiting, cadre_id: str) -> Filter:
    """The condition of what is not about a cadre, by whichever field its rows say whom they are about."""
    return {name: {"$ne": cadre_id} for name in _persons()[waiting.selected.collection]}


async def show_work(request: GatewayRequest) -> Answer:
    """What waits for whoever asks."""
    wish = load(WorkQuery, request.params)
    _must_know(request, wish["what"] or ())
    return await request.when_shown(functools.partial(_work, request, wish))


def _must_know(request: GatewayRequest, asked: Collection[str]) -> None:
    """Raises InvalidFields for kinds that there are not, with those that may wait for this reader."""
    if all(what in _WHAT for what in asked):
        return
    words = {task.waiting.what: task.title("zh") for task in tasks_of(request.principal)}
    offered = list(words)[:_OFFERED]
    more = len(words) - len(offered)
    zh = f"没有这类待办；您的待办可为：{with_words(words, offered) or '无'}{f'等{len(words)}类' if more else ''}"
    en = (
        f"There is no such kind; for you there may be: {', '.join(offered) or 'none'}{f', {more} more' if more else ''}"
    )
    raise InvalidFields(errors=[field_error("/what", "not-allowed", zh, en)])


async def _work(request: GatewayRequest, wish: dict[str, Any]) -> Answer:
    tasks = [task for task in tasks_of(request.principal) if not wish["what"] or task.waiting.what in wish["what"]]
    unit_id = request.principal.scope.unit_id
    within = Scope(Reach.UNIT, unit_id) if unit_id else Scope(Reach.NONE)
    secret, binding = await request.cursor_secret(), f"work:{request.principal.account}:{wish['what']}".encode()
    after: Place | None = None
    if wish["cursor"]:
        day, what, row = cursors.unseal(wish["cursor"], binding, secret)
        after = day, what, row
    limit = 0 if wish["count"] else wish["limit"]
    asked_of, (kept, unknown), (stuck, unknown_too) = await asyncio.gather(
        _asked_of(request, tasks), _all_kept_apart(request, tasks), _kept_from_everybody(request, wish["what"])
    )
    whole, tasks = tasks, [task.without(kept.get(task.waiting.what, ())) for task in tasks]
    async with moment(request, Period(None, clock.day_of(clock.now())), within, OWNED, OPEN) as asked:
        today = asked.period.last.isoformat()
        counts: list[dict[str, Any]] = [
            {"what": task.waiting.what, "title": task.title(request.language), "count": count, "overdue": late}
            for task in tasks
            for count, late in [await _counted(task, asked, asked_of)]
            if count
        ]
        apart = [(task, ids) for task in whole if (ids := kept.get(task.waiting.what))]
        others = [told for _, told in await _still(apart, asked, asked_of, request.language)]
        nobody = [
            {**told, "roles": list(roles_with(task.row.right))}
            for task, told in await _still(stuck, asked, asked_of, request.language)
        ]
        there = {one["what"] for one in counts}
        found = [
            (task.waiting.place(row), task, row)
            for task in (tasks if limit else ())
            if task.waiting.what in there
            for row in await _first(task, asked, asked_of, after, limit + 1)
        ]
    found.sort(key=lambda one: one[0])
    page = found[:limit]
    items = [_item(task, row, today, request.language) for _, task, row in page]
    await _log_readings(request, page)
    names, titles = await asyncio.gather(naming.names_of(request, _ids(items)), _titles(request, page))
    for item, (_, task, row) in zip(items, page, strict=True):
        item["name"] = _name(item, titles.get(row["_id"]) or task.waiting.calls(row, request.language), names)
    following = cursors.seal(page[-1][0], binding, secret) if len(found) > limit else None
    totals = {name: sum(one[name] for one in counts) for name in ("count", "overdue")}
    return Answer(
        {
            "items": items,
            "next": following,
            "total": totals["count"],
            "overdue": totals["overdue"],
            "counts": counts,
            "others": others,
            "nobody": nobody,
            "unanswered": [*(what for what, rows in asked_of.items() if rows is None), *unknown, *unknown_too],
            naming.NAMES: names,
        }
    )


async def _still(
    apart: Sequence[tuple[_Task, Collection[str]]],
    asked: Asked,
    asked_of: Mapping[str, list[Document] | None],
    language: str,
) -> list[tuple[_Task, dict[str, Any]]]:
    """How many of what is kept apart still wait, kind by kind; those of which none does are left out."""
    found = []
    for task, ids in apart:
        count, _ = await _counted(task.only(ids), asked, asked_of)
        if count:
            found.append((task, {"what": task.waiting.what, "title": task.title(language), "count": count}))
    return found


async def _asked_of(request: GatewayRequest, tasks: Sequence[_Task]) -> dict[str, list[Document] | None]:
    """What the services say that waits for this reader, by what is to be done; None where one does not answer."""
    found: dict[str, list[Document] | None] = {}
    for task in tasks:
        if isinstance(task.waiting, Own):
            found[task.waiting.what] = await task.waiting.reads(request)
        if isinstance(task.waiting, Asking):
            asked = request.call_as(task.row, task.waiting.asks, limit=MAX_PAGE, **task.waiting.given)
            told = await if_answered(asked, _ASKS_WITHIN)
            named = task.row.parameters[0]
            found[task.waiting.what] = told and [
                {**one, "_id": one["id"], named: one["id"]}
                for one in told["items"]
                if task.not_about is None or one.get("cadre_id") != task.not_about
            ]
    return found


Kept: TypeAlias = "tuple[dict[str, list[str]], list[str]]"
"""The ids of what is kept apart, step by step; and the steps of which that is not known now."""


async def _all_kept_apart(request: GatewayRequest, tasks: Sequence[_Task]) -> Kept:
    """What this account may not judge. Of what is not known nothing is left out, as a refusal is no worse than an item
    that nobody is shown."""
    judging: dict[str, list[str]] = {}
    for task in tasks:
        if _judges(waiting := task.waiting):
            judging.setdefault(waiting.step.service, []).append(waiting.what)
    asked = {service: request.call(KEPT_APART.of(service), what=steps) for service, steps in judging.items()}
    return await _told_apart(asked, judging)


async def _kept_from_everybody(
    request: GatewayRequest, wanted: Sequence[str] | None
) -> tuple[list[tuple[_Task, list[str]]], list[str]]:
    """What nobody may judge, as all the accounts that could had a part in it: told to whoever can make another."""
    if reach(request.principal.roles, MAKES_ACCOUNTS) is not Reach.ALL:
        return [], []
    tasks = {
        one.what: _Task(one, row_of(one.step), Scope(Reach.ALL))
        for one in WAITING
        if _judges(one) and (not wanted or one.what in wanted)
    }
    roles = {what: roles_with(task.row.right) for what, task in tasks.items()}
    among = {"active": True, "roles": {"$in": sorted({role for some in roles.values() for role in some})}}
    accounts = await request.db.accounts.find(among, {"roles": 1, "cadre_id": 1}).to_list(None)
    judging: dict[str, list[dict[str, Any]]] = {}
    for what in tasks:
        may = [
            {"account": one["_id"], "cadre_id": one.get("cadre_id")}
            for one in accounts
            if not set(roles[what]).isdisjoint(one["roles"])
        ]
        if 0 < len(may) <= _MOST_ACCOUNTS:
            judging.setdefault(what.partition(".")[0], []).append({"what": what, "accounts": may})
    asked = {service: request.look_up(KEPT_FROM_ALL.of(service), steps=steps) for service, steps in judging.items()}
    kept, unknown = await _told_apart(
        asked, {service: [one["what"] for one in steps] for service, steps in judging.items()}
    )
    return [(tasks[what], ids) for what, ids in kept.items() if ids], unknown


def _judges(waiting: Waiting | Asking | Own) -> TypeGuard[Waiting | Asking]:
    """Whether a step is kept apart from whoever had a part in what it judges, by the service that knows who had."""
    return not isinstance(waiting, Own) and waiting.whose is None and NotIndependent in waiting.step.refuses


async def _told_apart(asked: Mapping[str, Awaitable[Any]], steps: Mapping[str, list[str]]) -> Kept:
    """What the services answer, and the steps of those that do not."""
    answers = await asyncio.gather(*(if_answered(one, _ASKS_WITHIN) for one in asked.values()))
    told = dict(zip(asked, answers, strict=True))
    kept = {one["what"]: one["ids"] for answer in told.values() if answer for one in answer["items"]}
    return kept, [what for service, answer in told.items() if answer is None for what in steps[service]]


async def _titles(request: GatewayRequest, page: Sequence[tuple[Place, _Task, Document]]) -> dict[str, str]:
    """What things are about whose events do not say it, by id, as far as their service tells it now."""
    listed: dict[str, tuple[_Task, list[str]]] = {}
    for _, task, row in page:
        if task.waiting.titled is not None:
            listed.setdefault(task.waiting.titled.name, (task, []))[1].append(row["_id"])
    found: dict[str, str] = {}
    for task, ids in listed.values():
        titled, named = task.waiting.titled, task.row.parameters[0]
        assert titled is not None, "it stands among those that are"
        for first in range(0, len(ids), MOST_VALUES):
            some = {named: ids[first : first + MOST_VALUES]}
            told = await if_answered(request.call_as(row_of(titled), titled, limit=MAX_PAGE, **some), _ASKS_WITHIN)
            found |= {one["id"]: one["title"] for one in told["items"]} if told else {}
    return found


async def _counted(task: _Task, asked: Asked, asked_of: Mapping[str, list[Document] | None]) -> tuple[int, int]:
    """How many rows wait, and how many of them since before today."""
    if isinstance(task.waiting, Waiting):
        return await task.waiting.counted(task.asked(asked))
    rows, today = asked_of[task.waiting.what] or [], asked.period.last.isoformat()
    return len(rows), len([row for row in rows if task.waiting.place(row)[0] < today])


async def _first(
    task: _Task, asked: Asked, asked_of: Mapping[str, list[Document] | None], after: Place | None, most: int
) -> list[Document]:
    """The rows that wait, from behind a place on."""
    if isinstance(task.waiting, Waiting):
        return await task.waiting.first(task.asked(asked), after, most)
    rows = asked_of[task.waiting.what] or []
    return [row for row in rows if after is None or task.waiting.place(row) > after]


async def _log_readings(request: GatewayRequest, page: Sequence[tuple[Place, _Task, Document]]) -> None:
    """Note that a liaison is about to be shown whom the own agency is asked about, as wherever else that is shown."""
    shown: dict[str, list[str]] = {}
    for _, task, row in page:
        if (listed := _LOGGED.get(task.waiting.what)) and row.get("cadre_id"):
            shown.setdefault(listed, []).append(row["_id"])
    if shown:
        await request.call_as(row_of(waiting.LIST_WAITING), information.LOG_READINGS, **shown)


def _item(task: _Task, row: Document, today: str, language: str) -> dict[str, Any]:
    due_on = task.waiting.day(row)
    about = {name: row.get(name) for name in _ABOUT}
    method, path = task.call(row)
    subject = str(row.get(_SUBJECT) or "")
    if subject.startswith(naming.CADRE):
        about["cadre_id"] = subject
    elif subject.startswith(naming.UNIT):
        about["unit_id"] = subject
    return {
        "what": task.waiting.what,
        "title": task.title(language),
        "name": "",
        "id": row["_id"],
        **about,
        "due_on": due_on,
        "overdue": due_on is not None and due_on < today,
        "method": method,
        "path": path,
        "synthetic": bool(row.get("synthetic")),
    }


def _ids(items: Sequence[dict[str, Any]]) -> set[str]:
    return {item[name] for item in items for name in _ABOUT if item[name]}


def _name(item: dict[str, Any], called: str, names: dict[str, Any]) -> str:
    """What an item is about: whom, which post or unit, and what tells it from others of its kind."""
    about = next((names[item[name]]["name"] for name in _ABOUT if item[name] in names), "")
    return " ".join(part for part in (about, called) if part)


_EXAMPLE = {
    "items": [
        {
            "what": "supervision.give_opinion", "title": "回复联审意见", "name": "（示例）哈斯", "id": "vet-01",
            "cadre_id": "cad-01", "unit_id": None, "post_id": None, "due_on": "2026-03-06", "overdue": False,
            "method": "POST", "path": "/v1/supervision/vettings/vet-01/opinions", "synthetic": True,
        },
        {
            "what": "appraisal.cast_vote", "title": "投票（匿名，每人一次）", "name": "（示例）市教育局 年度民主测评",
            "id": "blt-01", "cadre_id": None, "unit_id": "unt-07", "post_id": None, "due_on": "2026-03-20",
            "overdue": False, "method": "POST", "path": "/v1/appraisal/ballots/blt-01/votes", "synthetic": True,
        },
    ],
    "next": None,
    "total": 2,
    "overdue": 0,
    "counts": [
        {"what": "supervision.give_opinion", "title": "回复联审意见", "count": 1, "overdue": 0},
        {"what": "appraisal.cast_vote", "title": "投票（匿名，每人一次）", "count": 1, "overdue": 0},
    ],
    "others": [{"what": "supervision.conclude_vetting", "title": "作出联审结论", "count": 1}],
    "nobody": [],
    "unanswered": [],
    naming.NAMES: {
        "cad-01": {
            "name": "（示例）哈斯", "title": "（示例）副局长", "unit_id": "unt-07", "unit_name": "（示例）市教育局",
        },
        "unt-07": {"name": "（示例）市教育局"},
    },
}  # fmt: skip

# fmt: off
ROWS = [
    Route.local("GET", "/work", show_work, scope=RowScope.SIGNED_IN, query=WorkQuery, answer=WorkOut, zh="我的待办",
        answer_example=_EXAMPLE,
        en="What waits for me in all services, the most urgent first", tag="read models",
        description="Each item names the step to take and the route that takes it, and is gone once it is taken. What "
        "another account has to judge, as this one had a part in it, is counted in `others` and not listed; what all "
        "who may judge it had a part in waits for nobody, and is counted in `nobody` for whoever keeps the accounts. "
        "With `what` these kinds alone are listed and counted; with `count=true` there are the counts alone, each kind "
        "for itself."),
]
