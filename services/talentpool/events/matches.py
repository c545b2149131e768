"""Events: shortlists (人岗相适). They name ids and counts; scores and reasons stay in the service."""

from __future__ import annotations

from typing import Any

from servicekit.errors import with_words
from servicekit.lifecycle import words_of
from servicekit.schema import Schema, fields
from services.talentpool.events.common import EVENTS
from services.talentpool.vocabulary import matches as model


class MatchState(Schema):
    """The whole thin state of a shortlist."""

    match_id = fields.String(required=True, attribute="id", metadata={"zh": "人选名单"})
    post_id = fields.String(required=True, metadata={"zh": "职位"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "职位所在单位路径"})
    cutoff = fields.Date(required=True, metadata={"zh": "计算截止日"})
    considered = fields.Integer(required=True, metadata={"zh": "比选范围人数"})
    eligible = fields.Integer(required=True, metadata={"zh": "符合硬性条件人数"})
    shortlisted = fields.Integer(required=True, metadata={"zh": "名单人数"})
    suspended = fields.Integer(required=True, metadata={"zh": "暂停人数"})
    cadre_ids = fields.List(fields.String(), required=True, metadata={"zh": "名单上的干部，按次序"})
    chosen_id = fields.String(required=True, allow_none=True, metadata={"zh": "确认的干部"})
    state = fields.String(required=True, metadata={"zh": f"状态：{with_words(words_of(model.MatchState))}"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


_MATCH: dict[str, Any] = {
    "match_id": "mat-01",
    "post_id": "pst-12",
    "unit_ids": ["unt-01", "unt-07"],
    "cutoff": "2026-06-30",
    "considered": 812,
    "eligible": 64,
    "shortlisted": 2,
    "suspended": 0,
    "cadre_ids": ["cad-01", "cad-02"],
    "chosen_id": None,
    "state": "open",
    "synthetic": True,
}
MATCH_MADE = EVENTS.event(
    "match.made.v1", MatchState, "A shortlist for a post was made; it is advice.", zh="人选名单已生成", example=_MATCH
)
MATCH_CHANGED = EVENTS.event(
    "match.changed.v1",
    MatchState,
    "Somebody on an open shortlist was suspended by a restriction, or restored.",
    zh="人选名单中有人暂停或恢复",
    example={**_MATCH, "suspended": 1},
)
MATCH_CONFIRMED = EVENTS.event(
    "match.confirmed.v1",
    MatchState,
    "A named person has chosen from a shortlist.",
    zh="人选已确认",
    example={**_MATCH, "chosen_id": "cad-01", "state": "confirmed"},
)
MATCH_REOPENED = EVENTS.event(
    "match.reopened.v1",
    MatchState,
    "The choice from a shortlist was taken back; it waits for another.",
    zh="人选确认已撤回",
    example=_MATCH,
)
MATCH_LAPSED = EVENTS.event(
    "match.lapsed.v1",
    MatchState,
    "The post of an open shortlist was filled or abolished; nobody can be chosen from it any more.",
    zh="人选名单已失效",
    example={**_MATCH, "state": "lapsed"},
)
