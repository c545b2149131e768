"""Events: campaigns around the reports of personal matters (三必考三必谈一档案): process only."""

from __future__ import annotations

from servicekit.events import Event
from servicekit.schema import Schema, fields
from services.supervision.events.common import EVENTS


class CampaignState(Schema):
    """A campaign's whole thin state."""

    campaign_id = fields.String(required=True, attribute="id")
    code = fields.String(required=True)
    year = fields.Integer(required=True)
    county_level_or_above = fields.Boolean(required=True)
    unit_id = fields.String(required=True, allow_none=True)
    unit_ids = fields.List(fields.String(), required=True)
    due_on = fields.Date(required=True)
    state = fields.String(required=True)
    steps = fields.List(fields.String(), required=True, attribute="steps_held")
    drawn = fields.Boolean(required=True)
    closed_on = fields.Date(required=True, allow_none=True)
    synthetic = fields.Boolean(required=True)


_CAMPAIGN = {
    "campaign_id": "pmp-01",
    "code": "GRSX-2026",
    "year": 2026,
    "county_level_or_above": True,
    "unit_id": None,
    "unit_ids": [],
    "due_on": "2026-01-31",
    "state": "open",
    "steps": [],
    "drawn": False,
    "closed_on": None,
    "synthetic": True,
}
_SIX = ["guidance", "review", "test", "reminder", "talk", "warning"]


def _campaign(name: str, meaning: str, zh: str, **state: object) -> Event:
    return EVENTS.event(name, CampaignState, meaning, zh=zh, example={**_CAMPAIGN, **state})


CAMPAIGN_OPENED = _campaign("campaign.opened.v1", "A year's campaign around the reports began.", "集中报告工作开始")
CAMPAIGN_STEP_RECORDED = _campaign(
    "campaign.step_recorded.v1", "A step of a campaign was taken.", "步骤已办理", steps=["guidance"]
)
CAMPAIGN_STEP_CORRECTED = _campaign(
    "campaign.step_corrected.v1",
    "A step of a campaign was put right, or withdrawn.",
    "步骤已更正或撤销",
    steps=["guidance"],
)
CAMPAIGN_REOPENED = _campaign(
    "campaign.reopened.v1",
    "A campaign that was closed by mistake goes on.",
    "集中报告工作重新开放",
    steps=_SIX,
    drawn=True,
)
CAMPAIGN_CLOSED = _campaign(
    "campaign.closed.v1",
    "A campaign is over.",
    "集中报告工作结束",
    state="closed",
    steps=_SIX,
    drawn=True,
    closed_on="2026-11-20",
)


class DrawState(Schema):
    """A draw's whole thin state. The hashes are what is compared with the record; list and seed are not told."""

    draw_id = fields.String(required=True, attribute="id")
    campaign_id = fields.String(required=True)
    state = fields.String(required=True)
    list_sha256 = fields.String(required=True)
    commitment = fields.String(required=True)
    share = fields.String(required=True)
    size = fields.Integer(required=True)
    drawn_count = fields.Integer(required=True)
    synthetic = fields.Boolean(required=True)


_DRAW = {
    "draw_id": "drw-01",
    "campaign_id": "pmp-01",
    "state": "announced",
    "list_sha256": "9f" * 32,
    "commitment": "3b" * 32,
    "share": "0.10",
    "size": 412,
    "drawn_count": 0,
    "synthetic": True,
}

DRAW_ANNOUNCED = EVENTS.event(
    "draw.announced.v1",
    DrawState,
    "A list was frozen and a seed committed to, before the draw.",
    zh="随机抽查已公告",
    example=_DRAW,
)
DRAW_DRAWN = EVENTS.event(
    "draw.drawn.v1",
    DrawState,
    "The draw was carried out and its seed revealed.",
    zh="随机抽查已抽取",
    example={**_DRAW, "state": "drawn", "drawn_count": 42},
)


class ReportState(Schema):
    """The whole thin state of the process around a report; nothing of what the report says."""

    report_id = fields.String(required=True, attribute="id")
    campaign_id = fields.String(required=True)
    cadre_id = fields.String(required=True)
    unit_ids = fields.List(fields.String(), required=True)
    state = fields.String(required=True)
    due_on = fields.Date(required=True)
    received_on = fields.Date(required=True, allow_none=True)
    late = fields.Boolean(required=True)
    exams_passed = fields.Integer(required=True)
    reminder_sent_on = fields.Date(required=True, allow_none=True)
    talks_held = fields.Integer(required=True)
    synthetic = fields.Boolean(required=True)


REPORT_RECORDED = EVENTS.event(
    "report.recorded.v1",
    ReportState,
    "How far the process around a cadre's report has come.",
    zh="报告过程已登记",
    example={
        "report_id": "pmr-01",
        "campaign_id": "pmp-01",
        "cadre_id": "cad-01",
        "unit_ids": ["unt-01", "unt-07"],
        "state": "received",
        "due_on": "2026-01-31",
        "received_on": "2026-01-20",
        "late": False,
        "exams_passed": 1,
        "reminder_sent_on": None,
        "talks_held": 0,
        "synthetic": True,
    },
)


class CheckState(Schema):
    """A check's whole thin state; no wording."""

    check_id = fields.String(required=True, attribute="id")
    campaign_id = fields.String(required=True)
    draw_id = fields.String(required=True, allow_none=True)
    cadre_id = fields.String(required=True)
    unit_ids = fields.List(fields.String(), required=True)
    kind = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    state = fields.String(required=True)
    outcome = fields.String(required=True, allow_none=True)
    handling = fields.String(required=True, allow_none=True)
    decided_on = fields.Date(required=True, allow_none=True)
    synthetic = fields.Boolean(required=True)


_CHECK = {
    "check_id": "pmk-01",
    "campaign_id": "pmp-01",
    "draw_id": None,
    "cadre_id": "cad-01",
    "unit_ids": ["unt-01", "unt-07"],
    "kind": "targeted",
    "reason": "promotion",
    "state": "open",
    "outcome": None,
    "handling": None,
    "decided_on": None,
    "synthetic": True,
}

CHECK_ADDED = EVENTS.event(
    "check.added.v1", CheckState, "A cadre's report is to be checked.", zh="列入查核", example=_CHECK
)
CHECK_CONCLUDED = EVENTS.event(
    "check.concluded.v1",
    CheckState,
    "A check has an outcome.",
    zh="查核已有结论",
    example={
        **_CHECK,
        "state": "concluded",
        "outcome": "consistent",
        "handling": "none",
        "decided_on": "2026-06-15",
    },
)
CHECK_CORRECTED = EVENTS.event(
    "check.corrected.v1",
    CheckState,
    "A conclusion that was entered wrongly was put right.",
    zh="查核结论已更正",
    example={
        **_CHECK,
        "state": "concluded",
        "outcome": "consistent",
        "handling": "none",
        "decided_on": "2026-06-15",
    },
)
