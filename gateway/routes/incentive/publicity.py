"""Publicity (公示) on working days, the notice to the public, objections to it, and naming."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import urlencode

from gateway import naming
from gateway.pages import HEADERS, page
from gateway.route import Answer, GatewayRequest, Route, Scope
from servicekit.schema import Schema, fields, load, page_of
from services.incentive.operations import publicity
from services.incentive.schemas.publicity import ListPublic

_I = "/incentive"
_HEADERS = {name: HEADERS[name] for name in ("content-security-policy", "referrer-policy")}
_LEVELS = {"region": "自治区级", "city": "市级"}


class Notice(Schema):
    """A notice (公示公告): what everybody may read of somebody who is to be honoured, and nothing else."""

    name = fields.String(required=True, metadata={"zh": "姓名"})
    title = fields.String(required=True, metadata={"zh": "职务"})
    unit_name = fields.String(required=True, metadata={"zh": "单位"})
    honour = fields.String(required=True, metadata={"zh": "表彰项目"})
    level = fields.String(required=True, metadata={"zh": "级别"})
    summary = fields.String(required=True, allow_none=True, metadata={"zh": "事迹摘要"})
    begins = fields.Date(required=True, metadata={"zh": "公示开始"})
    ends = fields.Date(required=True, metadata={"zh": "公示截止"})
    objections = fields.String(required=True, metadata={"zh": "提出异议的方式"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "虚构数据"})


async def notices(request: GatewayRequest) -> Answer:
    """The notices that run today, as JSON or, for a browser, as a page."""
    wish = load(ListPublic, request.params)
    found = await request.call(publicity.LIST_NOTICES, **{name: value for name, value in wish.items() if value})
    known = await naming.who_are(request, (one["cadre_id"] for one in found["items"]))
    items = [
        {name: {**one, **known[one["cadre_id"]]}[name] for name in Notice().fields}
        for one in found["items"]
        if one["cadre_id"] in known
    ]
    if "text/html" in (request.header("accept") or ""):
        return Answer(_page(items, found["next"]), content_type="text/html; charset=utf-8", headers=_HEADERS)
    return Answer({**found, "items": items})


def _page(items: list[dict[str, Any]], following: str | None) -> bytes:
    blocks = "".join(_block(one) for one in items) or "<p>目前没有公示。Nothing is public at present.</p>"
    more = f'<p><a href="?{escape(urlencode({"cursor": following}))}">下一页 Next</a></p>' if following else ""
    return page("表彰对象公示 Public notice of honours", blocks + more)


def _block(one: dict[str, Any]) -> str:
    lines = {
        "姓名": f"{one['name']}{'（虚构数据）' if one['synthetic'] else ''}",
        "单位及职务": f"{one['unit_name']} {one['title']}",
        "拟表彰": f"{one['honour']}（{_LEVELS.get(one['level'], one['level'])}）",
        "主要事迹": one["summary"],
        "公示期": f"{one['begins']} 至 {one['ends']}",
        "异议受理": one["objections"],
    }
    told = (f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in lines.items() if text)
    return f"<dl>{''.join(told)}</dl>"


_ONE, _BATCH = f"{_I}/nominations/{{nomination_id}}", f"{_I}/batches/{{batch_id}}"

# fmt: off
ROWS = [
    Route.post(f"{_ONE}/publicity", publicity.PUBLICISE, status=200, right="incentive.publicity.manage",
        scope=Scope.PERSON, zh="公示", en="Make an elected nomination public",
        example={"working_days": 5, "summary": "（示例）扎根一线，推动项目落地"}),
    Route.post(f"{_ONE}/publicity-summary", publicity.CORRECT_SUMMARY, status=200, right="incentive.publicity.manage",
        scope=Scope.PERSON, zh="更正公示事迹", en="Put right what a notice says of the merits",
        example={"summary": "（示例）扎根一线，推动项目落地", "basis": "文字有误"}),
    Route.post(f"{_BATCH}/publicity", publicity.PUBLICISE_BATCH, status=200, right="incentive.publicity.manage",
        zh="批量公示", en="Make the elected nominations of a batch public", example={"working_days": 5}),
    Route.get(f"{_I}/publicity", publicity.LIST_PUBLICITY, right="incentive.publicity.read", zh="公示中的推荐",
        en="What is public now: who, in which post, with which merits"),
    Route.local("GET", "/publicity", notices, query=ListPublic, answer=page_of(Notice), scope=Scope.PUBLIC,
        tag="incentive", zh="公示公告（无需登录）", en="The public notice of those who are to be honoured",
        description="Answered as a page where the request accepts text/html."),
    Route.post(f"{_ONE}/objections", publicity.LODGE_OBJECTION, right="incentive.objections.lodge", zh="提出异议",
        en="Object to a nomination that is public", location=f"{_I}/objections/{{id}}",
        example={"grounds": "facts", "text": "事迹与实际不符"}),
    Route.get(f"{_I}/objections", publicity.LIST_OBJECTIONS, right="incentive.objections.read", zh="查询异议",
        en="Objections"),
    Route.get(f"{_I}/objections/{{objection_id}}", publicity.GET_OBJECTION, right="incentive.objections.read",
        zh="异议详情", en="One objection"),
    Route.post(f"{_I}/objections/{{objection_id}}/resolution", publicity.RESOLVE_OBJECTION, status=200,
        right="incentive.objections.resolve", zh="办理异议", en="Uphold or dismiss an objection",
        example={"outcome": "dismissed", "basis": "核查报告"}),
    Route.post(f"{_ONE}/naming", publicity.PROPOSE_NAMING, status=202, right="incentive.namings.propose",
        scope=Scope.PERSON, zh="提请命名", en="Reserve a place and ask for clearance; the naming follows"),
    Route.post(f"{_BATCH}/naming", publicity.PROPOSE_NAMINGS, status=202, right="incentive.namings.propose",
        zh="批量提请命名", en="Propose the naming of nominations of a batch"),
]
