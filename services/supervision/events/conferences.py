"""Events: joint conferences (会商联席)."""

from __future__ import annotations

from servicekit.events import Event
from servicekit.schema import Schema, fields
from services.supervision.events.common import EVENTS


class ConferenceState(Schema):
    """A conference's whole thin state; no agenda, no minutes."""

    conference_id = fields.String(required=True, attribute="id")
    mechanism = fields.String(required=True)
    kind = fields.String(required=True)
    held_on = fields.Date(required=True)
    host_agency_id = fields.String(required=True)
    members = fields.Integer(required=True)
    present = fields.Integer(required=True)
    resolutions = fields.Integer(required=True, attribute="resolution_count")
    open_tasks = fields.Integer(required=True)
    state = fields.String(required=True)
    synthetic = fields.Boolean(required=True)


_CONFERENCE = {
    "conference_id": "cnf-01",
    "mechanism": "conference",
    "kind": "regular",
    "held_on": "2025-02-18",
    "host_agency_id": "agy-01",
    "members": 9,
    "present": 8,
    "resolutions": 0,
    "open_tasks": 0,
    "state": "held",
    "synthetic": True,
}


def _conference(name: str, meaning: str, zh: str, **state: object) -> Event:
    return EVENTS.event(name, ConferenceState, meaning, zh=zh, example={**_CONFERENCE, **state})


CONVENED = _conference(
    "conference.convened.v1", "A joint conference was convened.", "召集联席会议", state="planned", present=0
)
HELD = _conference("conference.held.v1", "A joint conference was held.", "联席会议已召开")
RESOLVED = _conference(
    "conference.resolved.v1",
    "A resolution was taken and became a task.",
    "联席会议议定事项",
    resolutions=1,
    open_tasks=1,
)
MINUTED = _conference("conference.minuted.v1", "The minutes were kept.", "联席会议已形成纪要", state="minuted")
MINUTES_CORRECTED = _conference(
    "conference.minutes_corrected.v1", "The minutes were put right.", "联席会议纪要已更正", state="minuted"
)
CLOSED = _conference(
    "conference.closed.v1", "All that was resolved is done.", "联席会议已办结", state="closed", resolutions=3
)
CANCELLED = _conference(
    "conference.cancelled.v1", "The conference will not be held.", "联席会议已取消", state="cancelled", present=0
)
FOLLOWED_UP = _conference(
    "conference.followed_up.v1",
    "A task of a resolution is finished, or open again.",
    "议定事项任务已了结或重新办理",
    state="minuted",
    resolutions=3,
    open_tasks=2,
)
