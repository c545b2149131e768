"""What is about somebody, found by their name (按姓名查找): one way for every list that is narrowed by cadres' ids.

Services know ids; what people are called is the registry's. So whoever knows a name alone gives that to the gateway: it
asks the registry once who is called so, as the list of cadres finds them (name, pinyin, initials), and the service for
what is about them. That cuts it down to what the reader may see, as ever: the name of somebody whom the reader may not
see finds nothing, like a name that nobody has.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from gateway.problems import ScopeMissing
from gateway.route import NAME, NAMED, Route
from gateway.routes import row_of
from servicekit.errors import Forbidden, Invalid, field_error
from servicekit.forms import MOST_PERSONS
from servicekit.schema import Schema, fields, load, validate
from services.registry.operations.cadres import FIND_NAMED, LIST_CADRES

if TYPE_CHECKING:
    from gateway.request import Request

_LONGEST = 40
NOBODY = "-"
"""The id of nobody: a list that is narrowed to it is empty."""


class TooManyCalledSo(Invalid):
    """More people are called so than a list is searched for at once."""

    code = "too-many-called-so"
    zh = "叫这个名字的人员过多"
    en = "Too many people are called so"
    advice_zh = "请输入更完整的姓名。"
    advice_en = "Give more of the name."


class _Called(Schema):
    name = fields.String(required=True, validate=validate.Length(1, _LONGEST))


async def resolved(request: Request, route: Route) -> dict[str, Any]:
    """The request's parameters with the ids of those who are called so, where a name was given.

    Raises InvalidFields, TooManyCalledSo, and what the registry answers.
    """
    asked = dict(request.params)
    if route.called not in asked:
        return asked
    if route.called != NAME:
        words = asked[route.called]
        ids = await _called(request, words, f"/{route.called}") if _can_be_a_name(words) else []
        return asked | ({NAMED: ids} if ids else {})
    ids = await _called(request, load(_Called, {NAME: asked.pop(NAME)})[NAME], f"/{NAME}")
    among = asked.get(route.narrowed)
    if isinstance(among, list):
        ids = [id for id in ids if id in among]
    return asked | {route.narrowed: ids or [NOBODY]}


def _can_be_a_name(words: object) -> bool:
    """Whether words are worth asking about; what is wrong with them is the list's own service's to say."""
    return isinstance(words, str) and len(words.strip()) > 0 and len(words) <= _LONGEST


async def _called(request: Request, name: str, pointer: str) -> list[str]:
    """Who is called so: of the whole roster; where these are too many, of those whom the reader may look up there."""
    found = await request.look_up(FIND_NAMED, q=name, most=MOST_PERSONS)
    if found["more"]:
        with contextlib.suppress(Forbidden, ScopeMissing):
            found = await request.call_as(row_of(LIST_CADRES), FIND_NAMED, q=name, most=MOST_PERSONS)
    if found["more"]:
        zh, en = f"超过{MOST_PERSONS}人，请输入更完整的姓名", f"More than {MOST_PERSONS}; give more of the name"
        raise TooManyCalledSo(errors=[field_error(pointer, "too-many", zh, en)], most=MOST_PERSONS)
    ids: list[str] = found["ids"]
    return ids
