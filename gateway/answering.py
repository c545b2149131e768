"""What a row answers, whoever carries it out: checked, asked, logged, with names and words beside it."""

from __future__ import annotations

from typing import Any

from gateway import by_name, naming, words
from gateway.request import Request
from gateway.table import Row
from gateway.words import Coded
from servicekit.errors import InvalidFields, field_error


async def of_service(request: Request, most_names: int = naming.MOST) -> Any:
    """What the row's service answers. Raises Answered, Problem."""
    row, route = request.row, request.row.route
    assert route.target is not None
    if sent := [name for name in route.inner if name in request.params]:
        raise InvalidFields(
            errors=[field_error(f"/{name}", "unknown-field", "未知字段", "Unknown field.") for name in sent]
        )
    if route.checks is not None:
        await route.checks(request)
    asked = await by_name.resolved(request, route) if route.called else request.params
    result = await request.send(route.target, asked)
    if route.logs is not None:
        await route.logs(request, result)
    await explain(request, row.coded, result, most_names)
    return result


async def explain(request: Request, coded: Coded | None, answer: Any, most_names: int = naming.MOST) -> None:
    """Give an answer its tables of names and words."""
    core = request.core
    await naming.add(request, request.row.places, answer, most_names)
    if coded:
        await core.table.words.refresh(request.look_up, core.table.services)
        words.add(coded, answer)


def coded_of(request: Request, row: Row, answer: Any) -> Coded | None:
    """Where a local handler's answer holds codes."""
    return row.coded if answer.items is None else request.core.table.words.listed(answer.items)
