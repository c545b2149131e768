"""The selection of a leading cadre (选拔任用), from outside: what each step takes, and what is answered."""

from __future__ import annotations

from typing import Any

from servicekit.forms import PAST, among, among_ids, among_persons, day, given, other, text, wanted, whole
from servicekit.lifecycle import Joined
from servicekit.people import Status
from servicekit.schema import Id, PageQuery, Schema, fields, validate
from servicekit.schemas import timeline
from servicekit.vettings import REASONS, Outcome
from services.registry.schemas.common import OverrideOut, VoidOut, one_of, override_field
from services.registry.vocabulary.selection_life import LIFE, State
from services.registry.vocabulary.selections import STOPPED_BY

WHY = Joined((STOPPED_BY, *REASONS, LIFE.words, Status))
"""What reasons are called that stand in one field."""


FORMS = {"meeting": "会议推荐", "talks": "谈话调研推荐"}
MOST_CANDIDATES = 20
MOST_CONSIDERED = 5


class _Step(Schema):
    """What every step takes: which selection, and the document or the minutes that it rests on."""

    selection_id = wanted("选拔任用")
    basis = text("依据（文件、会议纪要）", 500, required=True)


class _Dated(_Step):
    on = day("日期；可补录以前的，不得晚于今天", required=True)


class Propose(Schema):
    """Move that a post be filled (动议)."""

    post_id = wanted("职位")
    moved_by = text("提出动议的组织或负责人", 100, required=True)
    on = day("动议日期", required=True)
    basis = text("依据", 500, required=True)


class VoteIn(Schema):
    """The votes for one candidate: a count, and nothing about who gave them."""

    cadre_id = wanted("人选")
    votes = whole("得票数", 0, 10_000, required=True)


def _inspectors(**options: Any) -> fields.List[Any]:
    return fields.List(
        text("姓名", 40, required=True), validate=validate.Length(1, 20), metadata={"zh": "考察人员"}, **options
    )


def _votes(**options: Any) -> fields.List[Any]:
    return fields.List(
        fields.Nested(VoteIn),
        validate=validate.Length(max=MOST_CANDIDATES),
        metadata={"zh": "各人选得票数"},
        **options,
    )


class Recommend(_Dated):
    """Record a recommendation (民主推荐): at a meeting or in talks."""

    form = one_of("方式", FORMS, required=True)
    entitled = whole("应参加人数", 1, 10_000, required=True)
    took_part = whole("参加人数", 0, 10_000, required=True)
    votes = _votes(required=True)
    passed = fields.Bool(load_default=True, metadata={"zh": "产生人选；未产生的，选拔任用终止"})


class Consider(_Dated):
    """Determine who is inspected (确定考察对象), from among those recommended."""

    cadre_ids = fields.List(
        Id(), required=True, validate=validate.Length(1, MOST_CONSIDERED), metadata={"zh": "考察对象"}
    )
    override = override_field()


class Inspect(_Step):
    """Record an inspection (考察)."""

    begins = day("考察开始", required=True)
    ends = day("考察结束", required=True)
    inspectors = _inspectors(required=True)
    file = text("考察材料编号", 200, required=True)
    passed = fields.Bool(load_default=True, metadata={"zh": "考察通过；未通过的，选拔任用终止"})
    cadre_id = other("拟任人选；只有一名考察对象时不填")


class SelectionStep(_Step):
    """A step that takes nothing but its basis."""


class RequestVetting(_Step):
    """Ask supervision (提请联审)."""

    on = day("提请日期；空则为当日，可补录以前的", PAST, load_default=None, allow_none=True)


class Decide(_Dated):
    """Record the meeting that decided (讨论决定)."""

    body = text("作出决定的会议", 100, required=True)
    entitled = whole("应到会人数", 1, 1_000, required=True)
    present = whole("到会人数", 0, 1_000, required=True)
    agreed = whole("同意人数", 0, 1_000, required=True)


class Publicise(_Step):
    """Make the decision public (任前公示)."""

    begins = day("公示开始日期；空则为当日", load_default=None, allow_none=True)
    working_days = whole("公示工作日；空则按规则", 1, 60, load_default=None, allow_none=True)


class Object(Schema):
    """Record an objection (公示反映) that came in."""

    selection_id = wanted("选拔任用")
    received_on = day("收到日期", required=True)
    text = text("反映内容摘要", 2000, required=True)


class Settle(_Step):
    """Settle an objection; one that is upheld ends the selection."""

    objection = text("反映编号", 12, required=True)
    upheld = fields.Bool(required=True, metadata={"zh": "反映成立"})


class TakeUp(_Dated):
    """The appointment itself (任职): the same checks as of any appointment."""

    document = text("任职文件", 200, required=True)
    trial = fields.Bool(load_default=False, metadata={"zh": "试用期任职"})
    override = override_field()


class WithdrawSelection(_Dated):
    """Whoever moved it takes it back (撤回动议)."""


class PutRight(_Step):
    """Put the record of a step right; only what is given changes, and the earlier record stays beside it."""

    record = text("纪实编号", 12, required=True)
    on = day("日期")
    moved_by = text("提出动议的组织或负责人", 100)
    form = one_of("方式", FORMS)
    entitled = whole("应参加、应到会人数", 1, 10_000)
    took_part = whole("参加人数", 0, 10_000)
    votes = _votes()
    passed = fields.Bool(metadata={"zh": "产生人选、考察通过"})
    begins = day("考察开始")
    ends = day("考察结束")
    inspectors = _inspectors()
    file = text("考察材料编号", 200)
    cadre_id = Id(required=False, metadata={"zh": "拟任人选"})
    body = text("作出决定的会议", 100)
    present = whole("到会人数", 0, 1_000)
    agreed = whole("同意人数", 0, 1_000)


class SelectionOf(Schema):
    """Which selection."""

    selection_id = wanted("选拔任用")


class ListSelections(PageQuery):
    """Selections by post, unit, candidate and state."""

    post_id = among_ids("职位")
    unit_id = among_ids("单位（含下级）")
    cadre_id = among_persons("考察对象、拟任人选")
    state = among(State, "状态")
    objected = fields.Boolean(load_default=None, metadata={"zh": "办理中且公示反映未办结"})


class FiguresOut(Schema):
    """The figures of a step, those that it has."""

    moved_by = given("提出动议的组织或负责人")
    form = given("方式", FORMS)
    entitled = fields.Integer(metadata={"zh": "应参加、应到会人数"})
    took_part = fields.Integer(metadata={"zh": "参加人数"})
    votes = fields.List(fields.Nested(VoteIn), metadata={"zh": "各人选得票数"})
    passed = fields.Boolean(metadata={"zh": "产生人选、考察通过"})
    cadre_ids = fields.List(fields.String(), metadata={"zh": "考察对象"})
    cadre_id = given("拟任人选", allow_none=True)
    begins = given("考察开始")
    ends = given("考察结束")
    inspectors = fields.List(fields.String(), metadata={"zh": "考察人员"})
    file = given("考察材料编号")
    body = given("作出决定的会议")
    present = fields.Integer(metadata={"zh": "到会人数"})
    agreed = fields.Integer(metadata={"zh": "同意人数"})
    working_days = fields.Integer(metadata={"zh": "公示工作日"})
    document = given("任职文件")
    override = fields.Nested(OverrideOut, metadata={"zh": "被越过的规则与依据"})


class RecordOut(Schema):
    """The record of a step (全程纪实)."""

    number = given("编号")
    step = given("步骤", LIFE.words)
    on = fields.Date(metadata={"zh": "日期"})
    basis = given("依据")
    figures = fields.Nested(FiguresOut, metadata={"zh": "数据"})
    by = given("经办账号")
    at = fields.AwareDateTime(metadata={"zh": "记录时间"})
    put_right = fields.Nested(VoidOut, allow_none=True, metadata={"zh": "更正说明；不空则此条不再有效"})
    instead_of = given("所更正的纪实编号", allow_none=True)


class ObjectionOut(Schema):
    """An objection (公示反映)."""

    number = given("编号")
    received_on = fields.Date(metadata={"zh": "收到日期"})
    text = given("反映内容摘要")
    recorded_by = given("登记账号")
    recorded_at = fields.AwareDateTime(metadata={"zh": "登记时间"})
    upheld = fields.Boolean(allow_none=True, metadata={"zh": "成立；空为未办结"})
    basis = given("办理依据")
    settled_by = given("办理账号", allow_none=True)
    settled_at = fields.AwareDateTime(allow_none=True, metadata={"zh": "办结时间"})


class CandidateOut(Schema):
    """Somebody who was recommended, with the name."""

    cadre_id = given("干部")
    name = given("姓名")
    title = given("现任职务")
    considered = fields.Boolean(metadata={"zh": "考察对象、拟任人选"})


class SelectionLine(Schema):
    """A selection in a list."""

    id = given("标识")
    version = fields.Integer()
    post_id = given("职位")
    post_title = given("职位名称")
    unit_id = given("单位")
    unit_name = given("单位名称")
    state = given("状态")
    state_zh = given("状态（中文）")
    reason = given("原因", WHY, allow_none=True)
    candidates = fields.List(fields.Nested(CandidateOut), metadata={"zh": "推荐人选"})
    vetted_on = fields.Date(allow_none=True, metadata={"zh": "联审通过日期"})
    fresh_until = fields.Date(allow_none=True, metadata={"zh": "联审结论有效至"})
    publicity_ends = fields.Date(allow_none=True, metadata={"zh": "公示截止"})
    open_objections = fields.Integer(metadata={"zh": "未办结反映"})
    appointed_on = fields.Date(allow_none=True, metadata={"zh": "任职时间"})
    synthetic = fields.Boolean()


class SelectionOut(SelectionLine):
    """A selection (选拔任用) with the record of every step."""

    moved_by = given("提出动议的组织或负责人")
    round = fields.Integer(metadata={"zh": "联审轮次"})
    request_id = given("联审请求", allow_none=True)
    vetting_outcome = given("联审结论", Outcome, allow_none=True)
    vetting_reasons = fields.List(fields.String(), metadata={"zh": "联审理由、附注代码", "words": REASONS})
    stood_at = given("中止或联审重开时所处环节", State, allow_none=True)
    publicity_begins = fields.Date(allow_none=True, metadata={"zh": "公示开始"})
    publicity_days = fields.Integer(allow_none=True, metadata={"zh": "公示工作日"})
    provisional = fields.Boolean(metadata={"zh": "暂定（当年工作日历未发布）"})
    objections = fields.List(fields.Nested(ObjectionOut), metadata={"zh": "公示反映"})
    entry = given("任职条目号", allow_none=True)
    steps = fields.List(fields.String(), metadata={"zh": "现可办理", "words": LIFE.words})
    records = fields.List(fields.Nested(RecordOut), metadata={"zh": "各步骤纪实"})
    timeline = timeline(LIFE, notes=(WHY, Outcome))


class ListNotices(PageQuery):
    """Whose appointment is public now."""


class AppointmentNotice(Schema):
    """What is public of somebody who is to be appointed (任前公示), and nothing else."""

    name = given("姓名")
    sex = given("性别")
    birth_month = given("出生年月")
    title = given("现任职务")
    unit_name = given("现任职务所在单位")
    intended_title = given("拟任职务")
    intended_unit = given("拟任职务所在单位")
    begins = fields.Date(metadata={"zh": "公示开始"})
    ends = fields.Date(metadata={"zh": "公示截止"})
    objections = given("反映问题的方式")
    synthetic = fields.Boolean()
