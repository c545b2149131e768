"""The notice to the public (公示): who is to be honoured, and who is to be appointed; anybody reads it.

Two services tell of it. One list shows both: first the honours, then the appointments (任前公示), over all its pages.
"""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import urlencode

from gateway import naming
from gateway.pages import HEADERS, page
from gateway.route import Answer, GatewayRequest
from servicekit.schema import Schema, fields, load
from services.incentive.operations import publicity
from services.incentive.schemas.publicity import ListPublic
from services.registry.operations import selections

_HEADERS = {"content-security-policy": HEADERS["content-security-policy"]}
_LEVELS = {"region": "自治区级", "city": "市级"}
_SEXES = {"1": "男", "2": "女"}
_APPOINTMENTS = "a."
"""What a cursor into the appointments begins with; no sealed cursor has a dot."""
Notices = dict[str, Any]


class Notice(Schema):
    """A notice (公示公告): what everybody may read of somebody who is to be honoured or appointed, and nothing else.

    Of an honour: `honour`, `level`, `summary`. Of an appointment: `sex`, `birth_month`, `intended_title` and
    `intended_unit`. A notice has no field of the other kind.
    """

    name = fields.String(required=True, metadata={"zh": "姓名"})
    title = fields.String(required=True, metadata={"zh": "现任职务"})
    unit_name = fields.String(required=True, metadata={"zh": "现任职务所在单位"})
    begins = fields.Date(required=True, metadata={"zh": "公示开始"})
    ends = fields.Date(required=True, metadata={"zh": "公示截止"})
    objections = fields.String(required=True, metadata={"zh": "提出异议、反映问题的方式"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "虚构数据"})
    honour = fields.String(metadata={"zh": "表彰项目"})
    level = fields.String(metadata={"zh": "表彰级别", "words": _LEVELS})
    summary = fields.String(allow_none=True, metadata={"zh": "事迹摘要"})
    sex = fields.String(metadata={"zh": "性别（GB/T 2261.1）；任前公示"})
    birth_month = fields.String(metadata={"zh": "出生年月；任前公示"})
    intended_title = fields.String(metadata={"zh": "拟任职务"})
    intended_unit = fields.String(metadata={"zh": "拟任职务所在单位"})


_OF_ALL = ("name", "title", "unit_name", "begins", "ends", "objections", "synthetic")
_OF_HONOUR = (*_OF_ALL, "honour", "level", "summary")
_OF_APPOINTMENT = (*_OF_ALL, "sex", "birth_month", "intended_title", "intended_unit")


async def notices(request: GatewayRequest) -> Answer:
    """The notices that run today, as JSON or, for a browser, as a page."""
    wish = {name: value for name, value in load(ListPublic, request.params).items() if value}
    read = _counted if "count" in wish else _numbered if "page" in wish else _following
    found = await read(request, wish)
    if "text/html" in (request.header("accept") or ""):
        body = _page(found["items"], found["next"])
        return Answer(body, content_type="text/html; charset=utf-8", headers=_HEADERS)
    return Answer(found)


async def _following(request: GatewayRequest, wish: dict[str, Any]) -> Notices:
    """A page by cursor: what is left of it after the last honour is filled with appointments."""
    cursor, limit = wish.pop("cursor", ""), wish.pop("limit")
    items: list[dict[str, Any]] = []
    if not cursor.startswith(_APPOINTMENTS):
        found = await _honours(request, {**wish, "limit": limit, **({"cursor": cursor} if cursor else {})})
        if found["next"] or "batch_id" in wish:
            return found
        items, cursor = found["items"], _APPOINTMENTS
    room, place = limit - len(items), cursor.removeprefix(_APPOINTMENTS)
    more = await _appointments(request, {"limit": max(1, room), **({"cursor": place} if place else {})})
    if room == 0:
        # The page is full; whether anybody is to be appointed says whether there is another.
        return {"items": items, "next": _APPOINTMENTS if more["items"] else None}
    return {"items": [*items, *more["items"]], "next": more["next"] and _APPOINTMENTS + more["next"]}


async def _numbered(request: GatewayRequest, wish: dict[str, Any]) -> Notices:
    """A page by number: the appointments begin on a page of their own, after the last with honours."""
    found = await _honours(request, wish)
    if "batch_id" in wish:
        return found
    size = wish.get("page_size") or wish["limit"]
    before = -(-found["total"] // size)
    more = await _appointments(request, {**wish, "page": max(1, wish["page"] - before)})
    items = found["items"] if wish["page"] <= before else more["items"]
    return {"items": items, "next": None, "total": found["total"] + more["total"]}


async def _counted(request: GatewayRequest, wish: dict[str, Any]) -> Notices:
    """How many there are, and nothing else."""
    found = await _honours(request, wish)
    if "batch_id" in wish:
        return found
    return {**found, "total": found["total"] + (await _appointments(request, wish))["total"]}


async def _honours(request: GatewayRequest, wish: dict[str, Any]) -> Notices:
    found: Notices = await request.call(publicity.LIST_NOTICES, **wish)
    known = await naming.who_are(request, (one["cadre_id"] for one in found["items"]))
    shown = [{**one, **known[one["cadre_id"]]} for one in found["items"] if one["cadre_id"] in known]
    return {**found, "items": [{name: one[name] for name in _OF_HONOUR} for one in shown]}


async def _appointments(request: GatewayRequest, wish: dict[str, Any]) -> Notices:
    found: Notices = await request.call(selections.LIST_APPOINTMENT_NOTICES, **wish)
    return {**found, "items": [{name: one[name] for name in _OF_APPOINTMENT} for one in found["items"]]}


def _page(items: list[dict[str, Any]], following: str | None) -> bytes:
    blocks = "".join(_block(one) for one in items) or "<p>目前没有公示。Nothing is public at present.</p>"
    more = f'<p><a href="?{escape(urlencode({"cursor": following}))}">下一页 Next</a></p>' if following else ""
    return page("公示 Public notices", blocks + more)


def _block(one: dict[str, Any]) -> str:
    """One notice: of an appointment where it says what post is intended."""
    appointed = "intended_title" in one
    lines: dict[str, str | None] = {"姓名": f"{one['name']}{'（虚构数据）' if one['synthetic'] else ''}"}
    if appointed:
        lines |= {"性别": _SEXES.get(one["sex"]), "出生年月": one["birth_month"]}
    lines["现任单位及职务" if appointed else "单位及职务"] = f"{one['unit_name']} {one['title']}"
    if appointed:
        lines["拟任职务"] = f"{one['intended_unit']} {one['intended_title']}"
    else:
        lines |= {
            "拟表彰": f"{one['honour']}（{_LEVELS.get(one['level'], one['level'])}）",
            "主要事迹": one["summary"],
        }
    lines |= {
        "公示期": f"{one['begins']} 至 {one['ends']}",
        "反映方式" if appointed else "异议受理": one["objections"],
    }
    told = (f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in lines.items() if text)
    return f"<dl>{''.join(told)}</dl>"
