"""What a list is narrowed by is told in words."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from gateway import conditions
from servicekit.schema import Schema, fields


class Asked(Schema):
    """Which."""

    sort = fields.String(metadata={"zh": "排序：单位职位次序等"})


class Answer(Schema):
    """One of them."""

    title = fields.String(metadata={"zh": "职务"})


@pytest.mark.parametrize(
    ("query", "said"),
    [("sort=unit_post", "单位职位次序"), ("sort=-unit_post", "单位职位次序（倒序）"), ("sort=title", "职务")],
)
def test_an_order_is_told_by_what_it_is_called(query: str, said: str) -> None:
    row = SimpleNamespace(route=SimpleNamespace(query=Asked, answer=Answer))
    words = SimpleNamespace(labels_of=lambda *_: None)
    table = SimpleNamespace(find=lambda _: ({"GET": [row]},), words=words)
    request: Any = SimpleNamespace(core=SimpleNamespace(table=table))
    assert asyncio.run(conditions.said(request, "/v1/cadres", query)) == [{"title": "排序", "said": said}]
