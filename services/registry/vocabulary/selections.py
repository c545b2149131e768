"""The selection of a leading cadre (选拔任用): the words that events, answers and the model share."""

from __future__ import annotations

RESTRICTED, TRANSFERRED, APPOINTED_ELSEWHERE = "restricted", "transferred", "appointed_elsewhere"
POST_FILLED, POST_ABOLISHED = "post_filled", "post_abolished"
STOPPED_BY = {
    TRANSFERRED: "人选已调动",
    APPOINTED_ELSEWHERE: "人选已另行任职",
    POST_FILLED: "职位已任用",
    POST_ABOLISHED: "职位已撤销",
    "objection_upheld": "公示反映成立",
    "withdrawn": "已撤回",
}
"""Why a selection was held, released or closed, besides the words of a cadre's status and of its vetting."""
