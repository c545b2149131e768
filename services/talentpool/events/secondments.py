"""Events: secondments (挂职、跟岗)."""

from __future__ import annotations

from typing import Any

from servicekit.events import Event
from servicekit.schema import Schema, fields
from services.talentpool.events.common import EVENTS


class SecondmentState(Schema):
    """The whole thin state of a secondment. A guest from outside the roster has no cadre here."""

    secondment_id = fields.String(required=True, attribute="id", metadata={"zh": "挂职或跟岗"})
    cadre_id = fields.String(required=True, allow_none=True, metadata={"zh": "干部"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    kind = fields.String(required=True, metadata={"zh": "种类"})
    direction = fields.String(required=True, metadata={"zh": "方向"})
    host_unit_id = fields.String(required=True, allow_none=True, metadata={"zh": "本市接收单位"})
    host = fields.String(required=True, allow_none=True, metadata={"zh": "外部接收地或来源地"})
    region = fields.String(required=True, metadata={"zh": "地区（GB/T 2260）"})
    begins = fields.Date(required=True, metadata={"zh": "起"})
    ends = fields.Date(required=True, metadata={"zh": "止"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    programme_id = fields.String(required=True, allow_none=True, metadata={"zh": "所属培养项目"})
    restricted = fields.Boolean(required=True, metadata={"zh": "处于影响期"})
    undecided = fields.Boolean(required=True, metadata={"zh": "影响期待人工决定"})
    reports_missed = fields.Integer(required=True, metadata={"zh": "未按期小结次数"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


_SECONDMENT: dict[str, Any] = {
    "secondment_id": "sec-01",
    "cadre_id": "cad-01",
    "unit_ids": ["unt-01", "unt-07"],
    "kind": "follow",
    "direction": "out",
    "host_unit_id": None,
    "host": "qingdao",
    "region": "370200",
    "begins": "2026-03-01",
    "ends": "2026-08-31",
    "state": "running",
    "programme_id": None,
    "restricted": False,
    "undecided": False,
    "reports_missed": 0,
    "synthetic": True,
}


def _event(action: str, en: str, zh: str, **values: Any) -> Event:
    return EVENTS.event(f"secondment.{action}.v1", SecondmentState, en, zh=zh, example={**_SECONDMENT, **values})


PLANNED = _event("planned", "A secondment is planned.", "挂职或跟岗已安排", state="planned")
BEGUN = _event("begun", "A secondment has begun.", "挂职或跟岗已开始")
EXTENDED = _event("extended", "A secondment lasts longer.", "挂职或跟岗已延期", ends="2026-12-31")
COMPLETED = _event("completed", "A secondment's last day is over.", "挂职或跟岗已期满", state="completed")
ENDED_EARLY = _event(
    "ended_early",
    "A secondment was ended by a named person, or the cadre retired or left.",
    "挂职或跟岗已提前结束",
    state="ended_early",
)
RESUMED = _event("resumed", "A secondment that was ended early by mistake goes on.", "误结束的挂职或跟岗已恢复")
WENT_ON = _event(
    "went_on",
    "It had ended because the cadre had retired or left, and that was set aside: it runs, or is planned, as before.",
    "挂职或跟岗已恢复",
)
CANCELLED = _event("cancelled", "A secondment was cancelled before it began.", "挂职或跟岗已取消", state="cancelled")
RESTRICTED = _event(
    "restricted",
    "A restriction holds during a secondment; a person decides what follows.",
    "挂职或跟岗期间进入影响期",
    restricted=True,
    undecided=True,
)
CLEARED = _event("cleared", "The restriction during a secondment was lifted.", "挂职或跟岗期间影响期已解除")
DECIDED = _event(
    "decided",
    "A named person decided that a secondment goes on in spite of a restriction.",
    "影响期内继续挂职或跟岗已决定",
    restricted=True,
)
MENTOR_CHANGED = _event("mentor_changed", "A secondment has another mentor at the host.", "接收单位导师已更换")
REPORTED = _event("reported", "The seconded cadre has reported.", "工作小结已提交")
REPORT_MISSED = _event("report_missed", "A report was not handed in when due.", "工作小结逾期", reports_missed=1)
EVALUATED = _event("evaluated", "The host or the organisation department has evaluated.", "挂职或跟岗已评价")
MOVED = _event("moved", "The cadre is of another unit now, and the secondment goes on.", "派出人员所在单位已变化")
RESCHEDULED = _event(
    "rescheduled", "An operator moved the first or the last day.", "挂职或跟岗起止日期已调整", ends="2026-09-30"
)
