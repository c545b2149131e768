"""Alerts, from outside."""

from __future__ import annotations

from servicekit.forms import among_ids, among_persons, text
from servicekit.lifecycle import words_of
from servicekit.schema import Id, PageQuery, Schema, fields, validate
from servicekit.schemas import stated, timeline
from services.registry.schemas.common import any_of
from services.registry.vocabulary.alerts import FORESEEN as _FORESEEN
from services.registry.vocabulary.alerts import KEPT_IN as _KEPT_IN
from services.registry.vocabulary.alerts import LIFE, AlertRule, AlertState

RULES = {
    "retirement_due": "到龄退休",
    "probation_ending": "试用期将满",
    "years_in_post": "任职年限",
    "punishment_ending": "处分影响期将满",
    "over_establishment": "超职数",
    "decision_held": "任免、晋升决定暂缓生效",
    "vetting_undone": "任职所依据的联审已重开或更正",
}
_COLOURS = {"red": "红色", "orange": "橙色", "yellow": "黄色"}
FORESEEN = tuple(rule.value for rule in _FORESEEN)
"""The rules that warn of a day to come, by which something is to be done."""
KEPT_IN = tuple(rule.value for rule in _KEPT_IN)
"""The rules whose alerts are for those alone who see all cadres."""
assert set(RULES) == {rule.value for rule in AlertRule}


class ListAlerts(PageQuery):
    """Alerts by rule, state, unit or subject."""

    rule = any_of("预警类别", RULES)
    state = any_of("状态", words_of(AlertState), load_default=["open"])
    unit_id = among_ids("单位及其下级")
    subject_id = among_persons("干部或单位")
    due_before = fields.Date(load_default=None, metadata={"zh": "到期早于"})


class HandleAlert(Schema):
    """What was done about it."""

    alert_id = Id(metadata={"zh": "预警"})
    note = text("如何处理", 500, required=True)


class PutAlertBack(Schema):
    """Why it is not handled after all."""

    alert_id = Id(metadata={"zh": "预警"})
    correction = text("更正依据", 500, required=True)


class AlertOut(Schema):
    """An alert; one per rule, subject and due date."""

    id = Id(metadata={"zh": "标识"})
    version = fields.Int(required=True, metadata={"zh": "版本"})
    rule = fields.String(required=True, metadata={"zh": "预警类别"})
    subject_kind = fields.String(required=True, metadata={"zh": "对象类别", "words": {"cadre": "干部", "unit": "单位"}})
    subject_id = fields.String(required=True, metadata={"zh": "对象"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    due_on = fields.Date(required=True, metadata={"zh": "到期日"})
    text = fields.String(required=True, metadata={"zh": "预警内容"})
    level = fields.String(required=True, metadata={"zh": "级别", "words": _COLOURS})
    state = stated(AlertState)
    opened_at = fields.AwareDateTime(required=True, metadata={"zh": "开启时间"})
    closed_at = fields.AwareDateTime(allow_none=True, metadata={"zh": "关闭时间"})
    facts = fields.Dict(required=True, metadata={"zh": "数据；联审预警列明联审、结论、理由代码和所涉条目"})
    timeline = timeline(LIFE, "处理记录", required=True)


class SweepAlerts(Schema):
    """Look at the files whose alerts change by the passing of time; call again while `more` is true."""

    limit = fields.Int(load_default=500, validate=validate.Range(1, 500), metadata={"zh": "一次最多处理的档案数"})


class Swept(Schema):
    """What a sweep did."""

    looked_at = fields.Int(required=True, metadata={"zh": "检查的档案数"})
    opened = fields.Int(required=True, metadata={"zh": "开启"})
    closed = fields.Int(required=True, metadata={"zh": "关闭"})
    more = fields.Bool(required=True, metadata={"zh": "尚有未检查的档案"})
