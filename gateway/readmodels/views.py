"""What the gateway answers across services: the profile of a person, the work briefing, a dashboard of each area."""

from __future__ import annotations

import contextlib
import functools
from datetime import date
from typing import Any

from marshmallow import ValidationError, validate, validates_schema

from gateway import briefing_paper
from gateway.exports import File
from gateway.media import JSON, PDF, preferred
from gateway.naming import names_of
from gateway.printing import NotPrintable, PaperTooLarge
from gateway.problems import ScopeMissing
from gateway.readmodels.asked import Asked, Period
from gateway.readmodels.catalogue import KINDS
from gateway.readmodels.dashboards import BOARDS, Dashboard, registry
from gateway.readmodels.dashboards.supervision import JointWork
from gateway.readmodels.figures import FIGURES
from gateway.readmodels.moments import moment
from gateway.readmodels.profile import SECTIONS, profile
from gateway.readmodels.store import readers_of
from gateway.rights import common
from gateway.route import Answer, GatewayRequest, Handler, Route, Scope
from gateway.routes import row_of
from servicekit import clock
from servicekit.errors import Forbidden, NotFound
from servicekit.schema import CursorQuery, Id, Schema, declared_in, fields, load
from services.appraisal.schemas.contact_points import ContactPointLine
from services.appraisal.schemas.mechanisms import MechanismLine
from services.incentive.schemas.honours import HonourOut
from services.incentive.schemas.measures import MeasureOut
from services.incentive.schemas.retirement import CeremonyOut
from services.registry.schemas.cadres import Snapshot
from services.registry.schemas.policies import PolicyLine
from services.supervision.schemas.rectification import ItemLine
from services.talentpool.schemas.graduates import GraduateRow
from services.talentpool.schemas.secondments import SecondmentRow
from services.training.schemas.classes import ClassRow
from services.training.schemas.common import BY_CATEGORY
from services.training.schemas.ledger import EntryOut as CompletionLike
from services.training.schemas.outside import OutsideOut
from services.training.schemas.places import PointOut, VisitOut
from services.training.schemas.resources import OrganiserOut


class ProfileQuery(Schema):
    """Whose profile."""

    cadre_id = Id(metadata={"zh": "干部"})


class _Hours(Schema):
    by_category = fields.Dict(keys=fields.String(), metadata={"words": BY_CATEGORY})


_BY_CATEGORY: dict[str, Any] = {"hours": fields.Dict(keys=fields.String(), metadata={"words": BY_CATEGORY})}
_CLASS = ClassRow.from_dict(_BY_CATEGORY, name="ClassCounted")
_OUTSIDE = OutsideOut.from_dict(_BY_CATEGORY, name="OutsideCounted")
_COMPLETION = CompletionLike.from_dict(
    {
        **_BY_CATEGORY,
        "post_level_at_start": fields.String(metadata={"words": "post_level"}),
        "class_kind": fields.String(metadata={"words": "training.class_kinds"}),
    },
    name="CompletionCounted",
)


class _Training(Schema):
    hours = fields.List(fields.Dict(), metadata={"like": _Hours})
    completions = fields.List(fields.Dict(), metadata={"like": _COMPLETION})
    outside = fields.List(fields.Dict(), metadata={"like": _OUTSIDE})


class _Profile(Schema):
    id = fields.String(required=True, metadata={"zh": "干部"})
    version = fields.Int(required=True, metadata={"zh": "名册版本"})
    synthetic = fields.Bool(allow_none=True, metadata={"zh": "虚构数据"})
    complete = fields.Bool(metadata={"zh": "名册信息已同步；未同步时只有代码，没有姓名"})
    person = fields.Dict(metadata={"zh": "名册信息：姓名、职务、层次、职级等", "like": Snapshot})
    unit = fields.Dict(metadata={"zh": "单位"})
    training = fields.Dict(metadata={"zh": "教育培训：分年度分类学时、结业、学时达标", "like": _Training})


ProfileOut = type(
    "ProfileOut",
    (_Profile,),
    {
        **{
            name: fields.List(
                fields.Dict(), metadata={"zh": section.zh, "description": section.en, "like": section.like}
            )
            for name, section in SECTIONS.items()
        },
        "__doc__": "A person; sections that the reader has no right to are left out.",
    },
)


class _Period(Schema):
    @validates_schema(skip_on_field_errors=True)
    def _in_order(self, data: dict[str, Any], **_: Any) -> None:
        if data["from"] and data["to"] and data["from"] > data["to"]:
            raise ValidationError("bad-period|起始日期晚于截止日期|The period begins after its end", "from")


# `from` is a word of Python's own and cannot be written as an attribute.
_DAYS = {
    "from": fields.Date(load_default=None, metadata={"zh": "起始日期", "example": "2025-01-01"}),
    "to": fields.Date(load_default=None, metadata={"zh": "截止日期，默认今天", "example": "2025-12-31"}),
}
BriefingQuery = type("BriefingQuery", (_Period,), {**_DAYS, "__doc__": "A period; both days belong to it."})
FigureQuery = type(
    "FigureQuery",
    (_Period, CursorQuery),
    {
        **_DAYS,
        "figure_id": Id(metadata={"zh": "指标编号", "example": "training.rotation_rounds"}),
        "__doc__": "A figure and a period.",
    },
)


class FigureOut(Schema):
    """A figure, and the call that lists what it counts."""

    id = fields.String(required=True, metadata={"zh": "指标编号"})
    value = fields.Raw(
        required=True, allow_none=True, metadata={"zh": "数值；没有可统计的记录时占比为空", "type": "number"}
    )
    unit = fields.String(required=True, metadata={"zh": "计量单位"})
    text = fields.String(required=True, allow_none=True, metadata={"zh": "写法，比例用百分数", "example": "12轮"})
    title = fields.String(required=True, metadata={"zh": "指标名称"})
    query = fields.String(required=True, metadata={"zh": "列出所统计记录的接口地址"})


class BriefingOut(Schema):
    """The work briefing (工作简报)."""

    figures = fields.List(fields.Nested(FigureOut), required=True, metadata={"zh": "指标"})
    period = fields.Dict(required=True, metadata={"zh": "统计期间"})
    generated_at = fields.AwareDateTime(required=True, metadata={"zh": "统计时间"})


class FigureItems(Schema):
    """What a figure counts."""

    items = fields.List(fields.Dict(), required=True, metadata={"zh": "所统计的记录"})
    next = fields.String(required=True, allow_none=True, metadata={"zh": "下一页游标"})


class FigureRows(Schema):
    """What figures count, by the collection of its rows: in whose list its fields stand."""

    ceremonies = fields.Dict(metadata={"like": CeremonyOut})
    classes = fields.Dict(metadata={"like": _CLASS})
    completions = fields.Dict(metadata={"like": _COMPLETION})
    contact_points = fields.Dict(metadata={"like": ContactPointLine})
    honours = fields.Dict(metadata={"like": HonourOut})
    joint_work = fields.Dict(metadata={"like": JointWork})
    measures = fields.Dict(metadata={"like": MeasureOut})
    mechanisms = fields.Dict(metadata={"like": MechanismLine})
    organisers = fields.Dict(metadata={"like": OrganiserOut})
    policies = fields.Dict(metadata={"like": PolicyLine})
    rectification_items = fields.Dict(metadata={"like": ItemLine})
    secondments = fields.Dict(metadata={"like": SecondmentRow})
    selected_graduates = fields.Dict(metadata={"like": GraduateRow})
    teaching_points = fields.Dict(metadata={"like": PointOut})
    visits = fields.Dict(metadata={"like": VisitOut})


class DashboardQuery(Schema):
    """A year; this one where none is given."""

    year = fields.Int(load_default=None, validate=validate.Range(1990, 2099), metadata={"zh": "年度", "example": 2025})


def _dashboard(board: Dashboard) -> type[Schema]:
    """The schema of a dashboard: year, numbers, figures, its own series, what needs attention."""
    own: dict[str, Any] = {
        name: (fields.Dict if series.whole else _list_of_dicts)(
            required=True, metadata={"zh": series.zh, "like": series.like}
        )
        for name, series in board.series.items()
    }
    return Schema.from_dict(  # type: ignore[return-value]
        {
            "year": fields.Int(required=True, metadata={"zh": "年度"}),
            "numbers": fields.Dict(required=True, metadata={"zh": "总数", "like": board.numbers_like}),
            "figures": fields.List(fields.Nested(FigureOut), required=True, metadata={"zh": "指标"}),
            **own,
            "attention": _list_of_dicts(required=True, metadata={"zh": "需要关注的事项"}),
        },
        name=f"{board.name.capitalize()}Dashboard",
    )


_list_of_dicts = functools.partial(fields.List, fields.Dict)


async def show_profile(request: GatewayRequest) -> Answer:
    """One person."""
    params = request.params
    cadre_id = params["cadre_id"] if len(params) == 1 else load(ProfileQuery, params)["cadre_id"]
    shown = await profile(readers_of(request.db), request.principal, cadre_id)
    return Answer(shown)


async def show_briefing(request: GatewayRequest) -> Answer:
    """All figures of one moment, as JSON or on paper."""
    kind = preferred(request.header("accept"), _BRIEFING_AS)
    period = _period(load(BriefingQuery, request.params))
    if kind == "pdf":
        return await _printed_briefing(request, period)
    async with moment(request, period) as asked:
        figures = await _figures(asked, request.language)
    return Answer(
        {
            "figures": figures,
            "period": {"from": period.first and period.first.isoformat(), "to": period.last.isoformat()},
            "generated_at": clock.now().isoformat().replace("+00:00", "Z"),
        }
    )


async def _figures(asked: Asked, language: str) -> list[dict[str, Any]]:
    return [figure.shown(await figure.count(asked), asked.period, language) for figure in FIGURES.values()]


async def _printed_briefing(request: GatewayRequest, period: Period) -> Answer:
    """The briefing as PDF, with the structure of those in office where the reader may see the dashboard of it."""
    async with moment(request, period) as asked:
        figures = await _figures(asked, "zh")
    series: dict[str, Any] = {}
    today = clock.day_of(clock.now())
    with contextlib.suppress(Forbidden, ScopeMissing):
        async with moment(request, Period(None, today), request.scope_on(_DASHBOARDS[registry.BOARD.name])) as asked:
            series = {name: await registry.BOARD.series[name].made(asked) for name in briefing_paper.SERIES}
    account = request.principal.account
    made_by = (await names_of(request, [account])).get(account, {}).get("name") or ""
    paper = briefing_paper.composed(figures, series, period.first, period.last, today, made_by)
    [content] = await request.printed("briefing", [paper], today.isoformat())
    file = File(content, PDF, f"工作简报_{period.last.isoformat()}.pdf", "briefing.pdf")
    return Answer(content, content_type=PDF, headers={"Content-Disposition": file.disposition, "Vary": "Accept"})


async def show_figure(request: GatewayRequest) -> Answer:
    """What one figure counts, page by page, to whom its service's own list would show it and as far as that goes."""
    wish = load(FigureQuery, request.params)
    figure = FIGURES.get(wish["figure_id"])
    if figure is None:
        raise NotFound()
    period = _period(wish)
    scope = common(request.scope, request.scope_on(row_of(figure.listed)))
    async with moment(request, period, scope) as asked:
        page = await figure.page(asked, wish, await request.cursor_secret())
    section = _SECTION_OF.get(figure.selected.collection)

    def shown(row: dict[str, Any]) -> dict[str, Any]:
        hidden = section.hidden_from(scope, row.get(section.person)) if section else ()
        return _item(row) | dict.fromkeys(hidden)

    return Answer(page.body(shown), items=declared_in(FigureRows)[figure.selected.collection])


_SECTION_OF = {kind.name: kind.section for kind in KINDS.values()}
"""By collection; the section says which fields are kept from whoever a row is about."""


def _item(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": row.pop("_id"), **row} if "_id" in row else row


def _showing(board: Dashboard) -> Handler:
    """The handler of a dashboard of a year."""

    async def show(request: GatewayRequest) -> Answer:
        today = clock.day_of(clock.now())
        year = load(DashboardQuery, request.params)["year"] or today.year
        async with moment(request, Period(None, today)) as asked:
            return Answer(await board.answer(asked, year, request.language))

    return show


def _up_to_date(show: Handler) -> Handler:
    """The handler, called once the read models show what its caller did a moment ago."""

    async def show_when_shown(request: GatewayRequest) -> Answer:
        return await request.when_shown(functools.partial(show, request))

    return show_when_shown


def _period(wish: dict[str, Any]) -> Period:
    last: date = wish["to"] or clock.day_of(clock.now())
    return Period(wish["from"], last)


_FIGURE = {
    "id": "training.rotation_rounds",
    "value": 12,
    "unit": "轮",
    "text": "12轮",
    "title": "集中轮训轮次",
    "query": "/v1/briefing/training.rotation_rounds?from=2025-01-01&to=2025-12-31",
}


def _board_example(board: Dashboard) -> dict[str, Any]:
    """What a dashboard looks like: each of its numbers, and what needs attention with the list that shows it."""
    day = Period(date(2026, 1, 1), date(2026, 1, 5))
    return {
        "year": 2026,
        "numbers": dict.fromkeys(board.numbers, 12),
        "figures": [one.shown(12, day, "zh") for one in FIGURES.values() if one.id.startswith(f"{board.name}.")][:1],
        **{name: {} if series.whole else [_SERIES.get(name, {"count": 12})] for name, series in board.series.items()},
        "attention": [
            {"id": one.id, "title": one.zh, "value": 2, "query": one.shown_by(day)} for one in board.attention[:1]
        ],
    }


_SERIES: dict[str, dict[str, Any]] = {
    "by_level": {"post_level": "132", "count": 42},
    "by_rank": {"rank": "section_rank_1", "count": 24},
    "by_sex": {"sex": "2", "count": 255},
    "by_ethnicity": {"ethnicity": "02", "count": 96},
    "by_education": {"education_level": "21", "count": 401},
    "by_age": {"from": 30, "below": 35, "count": 51},
    "retirements": {"year": 2026, "count": 8},
    "vacancies_by_unit": {"unit_id": "unt-07", "count": 3},
    "alerts_by_rule": {"rule": "over_establishment", "count": 2},
    "selections_by_state": {"state": "publicity", "count": 1},
}

_BRIEFING_AS = {"json": JSON, "pdf": PDF}
_DASHBOARDS = {
    board.name: Route.local(
        "GET",
        f"/dashboards/{board.name}",
        _up_to_date(_showing(board)),
        right=f"dashboards.{board.name}.read",
        scope=Scope.PERSON,
        query=DashboardQuery,
        answer=_dashboard(board),
        answer_example=_board_example(board),
        zh=f"{board.zh}看板",
        en=f"The {board.name} dashboard",
        tag="read models",
    )
    for board in BOARDS
}

# fmt: off
ROWS = [
    Route.local("GET", "/cadres/{cadre_id}/profile", _up_to_date(show_profile), right="profile.read",
        scope=Scope.PERSON, query=ProfileQuery, answer=ProfileOut, problems=[NotFound], zh="干部档案视图",
        en="Everything the reader may see of one person", tag="read models"),
    Route.local("GET", "/briefing", _up_to_date(show_briefing), right="briefing.read", scope=Scope.PERSON,
        query=BriefingQuery, answer=BriefingOut, answers_in=tuple(_BRIEFING_AS.values()), deadline=45.0,
        problems=[NotPrintable, PaperTooLarge],
        answer_example={
            "figures": [_FIGURE], "period": {"from": "2025-01-01", "to": "2025-12-31"},
            "generated_at": "2026-01-05T01:00:00Z",
        }, zh="工作简报", en="The work briefing", tag="read models"),
    Route.local("GET", "/briefing/{figure_id}", _up_to_date(show_figure), right="briefing.read", scope=Scope.PERSON,
        query=FigureQuery, answer=FigureItems, problems=[NotFound], zh="简报指标所统计的记录",
        en="What a figure of the briefing counts", tag="read models"),
    *_DASHBOARDS.values(),
]
