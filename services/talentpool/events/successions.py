"""Events: who is named for a post (后继人选)."""

from __future__ import annotations

from typing import Any

from servicekit.errors import with_words
from servicekit.lifecycle import words_of
from servicekit.schema import Schema, fields
from services.talentpool.events.common import EVENTS
from services.talentpool.vocabulary import successions as model


class SuccessorState(Schema):
    """The whole thin state of a successor. `unit_ids` are those of the post."""

    successor_id = fields.String(required=True, attribute="id", metadata={"zh": "后继人选"})
    post_id = fields.String(required=True, metadata={"zh": "职位"})
    cadre_id = fields.String(required=True, metadata={"zh": "干部"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "职位所在单位路径"})
    readiness = fields.String(required=True, metadata={"zh": "准备程度（字典“talentpool.readiness”）"})
    suspended = fields.Boolean(required=True, metadata={"zh": "因限制暂停"})
    state = fields.String(required=True, metadata={"zh": f"状态：{with_words(words_of(model.SuccessorState))}"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


_SUCCESSOR: dict[str, Any] = {
    "successor_id": "suc-01",
    "post_id": "pst-12",
    "cadre_id": "cad-01",
    "unit_ids": ["unt-01", "unt-07"],
    "readiness": "now",
    "suspended": False,
    "state": "named",
    "synthetic": True,
}
SUCCESSOR_NAMED = EVENTS.event(
    "successor.named.v1", SuccessorState, "A cadre was named for a post.", zh="后继人选已提名", example=_SUCCESSOR
)
SUCCESSOR_CHANGED = EVENTS.event(
    "successor.changed.v1",
    SuccessorState,
    "How ready a successor is was judged anew.",
    zh="后继人选准备程度已变更",
    example={**_SUCCESSOR, "readiness": "one_to_two_years"},
)
SUCCESSOR_WITHDRAWN = EVENTS.event(
    "successor.withdrawn.v1",
    SuccessorState,
    "A successor was taken off the bench.",
    zh="后继人选已撤回",
    example={**_SUCCESSOR, "state": "withdrawn"},
)
SUCCESSOR_SUSPENDED = EVENTS.event(
    "successor.suspended.v1",
    SuccessorState,
    "A restriction bars a successor for now.",
    zh="后继人选已暂停",
    example={**_SUCCESSOR, "suspended": True},
)
SUCCESSOR_RESTORED = EVENTS.event(
    "successor.restored.v1",
    SuccessorState,
    "Nothing bars a successor any more.",
    zh="后继人选已恢复",
    example=_SUCCESSOR,
)
SUCCESSOR_LAPSED = EVENTS.event(
    "successor.lapsed.v1",
    SuccessorState,
    "A successor holds the post now or has left service, or the post is abolished.",
    zh="后继人选已失效",
    example={**_SUCCESSOR, "state": "lapsed"},
)
