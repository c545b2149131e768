"""Taken and answered: agencies and vetting (联审): who is asked, who has answered by when, and the conclusion."""

from __future__ import annotations

from servicekit.forms import (
    PAST,
    PeriodQuery,
    among,
    among_ids,
    among_persons,
    choice,
    day,
    given,
    ids,
    other,
    searched,
    synthetic,
    text,
    wanted,
    words,
)
from servicekit.people import TOLERANCE_EFFECTS
from servicekit.schema import FOR_PROGRAMS, Id, PageQuery, Schema, fields, validate
from servicekit.schemas import stated
from servicekit.vettings import REASONS, Outcome
from services.supervision.schemas.joint import PAPER
from services.supervision.vocabulary.looked import FOUND, Book, Weight
from services.supervision.vocabulary.vetting import BECAUSE, NOTED, Opinion, Purpose, State

_CODE = fields.String(validate=validate.Regexp(r"^[a-z0-9_]{1,60}\Z"))
_ABOUT = {"zh": "所涉情况：字典“supervision.opinion_codes”"}
_CODES = fields.List(_CODE, load_default=list, validate=validate.Length(max=20))
_OPINION_CODES = fields.List(_CODE, load_default=list, validate=validate.Length(max=20), metadata=_ABOUT)


_VETS = {"zh": "参与哪些联审"}
_PURPOSES = validate.Length(max=3)


class RegisterAgency(Schema):
    """A new member agency."""

    code = text("编号", 40, required=True, metadata={"example": "discipline"})
    name = text("名称", required=True, metadata={"example": "市纪委监委"})
    unit_id = wanted("联络员所在单位")
    kind = text("类别", 60, required=True, metadata={"example": "discipline", "words": "supervision.agency_kinds"})
    vets = fields.List(choice(Purpose, "用途"), load_default=list, validate=_PURPOSES, metadata=_VETS)
    synthetic = synthetic()


class ChangeAgency(Schema):
    """A member agency's new name, liaison unit, purposes, or whether it is still asked."""

    agency_id = wanted("联席成员单位")
    name = text("名称")
    unit_id = Id(required=False, metadata={"zh": "联络员所在单位"})
    vets = fields.List(choice(Purpose, "用途"), validate=_PURPOSES, metadata=_VETS)
    active = fields.Boolean(metadata={"zh": "是否参与"})


class AgencyOf(Schema):
    agency_id = wanted("联席成员单位")


class ListAgencies(PageQuery):
    q = searched()
    active = fields.Boolean(load_default=None, allow_none=True, metadata={"zh": "是否参与"})
    unit_id = among_ids("联络员所在单位")


class AgencyOut(Schema):
    """A member agency (联席成员单位)."""

    id = given("标识")
    version = fields.Integer()
    code = given("编号")
    name = given("名称")
    unit_id = given("联络员所在单位")
    kind = given("类别", "supervision.agency_kinds")
    vets = fields.List(fields.String(), metadata={"zh": "参与哪些联审"})
    active = fields.Boolean(metadata={"zh": "是否参与"})
    synthetic = fields.Boolean()


class OpenVetting(Schema):
    """A vetting that an officer asks for."""

    cadre_id = wanted("干部")
    purpose = choice(Purpose, "用途", required=True)
    reference_id = other("所涉事项")
    synthetic = synthetic()


class VettingOf(Schema):
    vetting_id = wanted("联审")


class ListVettings(PeriodQuery):
    state = among(State, "状态")
    outcome = among(Outcome, "结论")
    purpose = among(Purpose, "用途")
    cadre_id = among_persons("干部")
    agency_id = among_ids("征求意见单位")
    overdue = fields.Boolean(load_default=None, allow_none=True, metadata={"zh": "只看已逾期的"})


_SPEAKS_FOR = "回复单位；联络员只有一个成员单位时可不填"


class GiveOpinion(Schema):
    """An agency's opinion."""

    vetting_id = wanted("联审")
    agency_id = other(_SPEAKS_FOR)
    opinion = choice(Opinion, "意见", required=True)
    codes = _OPINION_CODES
    text = words("说明；反对的，须写明说明或所涉情况", 2000)
    given_on = day("回复日期", PAST, load_default=None, allow_none=True)
    document = words(PAPER, 200)
    replaces = fields.Boolean(load_default=False, metadata={"zh": "更正此前意见"})


class OpinionRow(Schema):
    """A row of the bulk: an agency's opinion on a vetting, named by its id or by the request that it answers."""

    vetting_id = Id(
        required=False, load_default=None, allow_none=True, metadata={"zh": "联审", "of_a_person": "vetting"}
    )
    request_id = other("提请编号", **{FOR_PROGRAMS: True})
    requested_by = fields.String(
        load_default="incentive", validate=validate.Length(1, 40), metadata={"zh": "提请方", FOR_PROGRAMS: True}
    )
    agency_id = other(_SPEAKS_FOR)
    opinion = choice(Opinion, "意见", required=True)
    codes = _OPINION_CODES
    text = words("说明；反对的，须写明说明或所涉情况", 2000)
    given_on = day("回复日期", PAST, load_default=None, allow_none=True)
    document = words(PAPER, 200)


class ConcludeVetting(Schema):
    """A named person's conclusion."""

    vetting_id = wanted("联审")
    outcome = choice(Outcome, "结论", required=True)
    reasons = _CODES
    basis = words("书面依据；补录以前的结论时必填", 2000)
    concluded_on = day("结论日期；空则为当日，可补录以前的", PAST, load_default=None, allow_none=True)
    approver = words("批准人；有单位反对、台账显示应停止办理，或催办前意见未齐而通过时必填", 60)
    overruling = words("不采纳反对意见或不等待所缺意见的理由；填写批准人时必填", 2000)


class CorrectVetting(Schema):
    """A conclusion that was entered wrongly is opened again."""

    vetting_id = wanted("联审")
    correction = text("更正依据", 2000, required=True)


class EarlierAnswerOut(Schema):
    """What an agency had said before it said otherwise."""

    opinion = stated(Opinion, "意见", required=False)
    codes = fields.List(fields.String(), metadata=_ABOUT)
    text = given("说明", allow_none=True)
    document = given("来函文号", allow_none=True)
    by = given("经办账号")
    at = fields.AwareDateTime(metadata={"zh": "时间"})


class AnswerOut(Schema):
    """What an agency has said."""

    agency_id = given("回复单位")
    opinion = stated(Opinion, "意见", required=False)
    codes = fields.List(fields.String(), metadata=_ABOUT)
    text = given("说明", allow_none=True)
    given_on = fields.Date(metadata={"zh": "回复日期"})
    document = given("来函文号", allow_none=True)
    late = fields.Boolean(metadata={"zh": "结论之后补报"})
    earlier = fields.List(fields.Nested(EarlierAnswerOut), metadata={"zh": "更正前的意见"})


class TakenBackOut(Schema):
    """An opinion that counts no more, because its import was undone."""

    answer = fields.Nested(AnswerOut, metadata={"zh": "意见"})
    by = given("撤回账号")
    at = fields.AwareDateTime(metadata={"zh": "撤回时间"})
    basis = given("撤回依据")


class AskedOut(Schema):
    """An agency that is asked, by its name; a liaison sees their own alone."""

    id = given("成员单位")
    name = given("名称")
    answered = fields.Boolean(metadata={"zh": "已回复"})


class AdviceOut(Schema):
    """The outcome that the opinions suggest; a person decides."""

    outcome = stated(Outcome, "建议结论", required=False)
    reasons = fields.List(fields.String(), metadata={"zh": "理由", "words": REASONS})
    restricted = fields.Boolean(metadata={"zh": "处于影响期"})
    missing = ids("尚缺意见的单位")


class LookedAtOut(Schema):
    """What was looked at before a conclusion (凡提必核), and what it said: codes only."""

    source = given("查看的台账", Book)
    reference_id = given("所查看的记录；没有记录时为空", allow_none=True)
    weight = given("影响：停止（“stop”）、须研究（“remark”）、无影响（“clear”）", Weight)
    code = given("情形", FOUND)
    effects = fields.List(fields.String(), metadata={"zh": "容错适用范围", "words": TOLERANCE_EFFECTS})
    tolerated_by = given("因同一事项的容错认定而减轻", allow_none=True)
    learnt_on = fields.Date(allow_none=True, metadata={"zh": "结论之后得知的日期"})


class ConclusionOut(Schema):
    """A conclusion that did not stay, and why the vetting was opened again."""

    outcome = stated(Outcome, "结论", required=False)
    reasons = fields.List(fields.String(), metadata={"zh": "理由", "words": REASONS})
    basis = given("书面依据", allow_none=True)
    approver = given("批准人", allow_none=True)
    overruling = given("不采纳反对意见的理由", allow_none=True)
    concluded_by = given("结论人", allow_none=True)
    concluded_on = fields.Date(allow_none=True, metadata={"zh": "结论日期"})
    looked_at = fields.List(fields.Nested(LookedAtOut), metadata={"zh": "当时查看的台账及情形，及其后得知的"})
    because = given("重开原因：补报意见（“late_opinion”）、其后得知（“learnt”）、更正结论（“put_right”）", BECAUSE)
    correction = given("更正依据", allow_none=True)
    reopened_at = fields.AwareDateTime(metadata={"zh": "重开时间"})
    reopened_by = given("重开账号")


class VettingOut(Schema):
    """A vetting (联审)."""

    id = given("标识")
    version = fields.Integer()
    requested_by = given("提请方")
    request_id = given("提请编号")
    purpose = given("用途")
    reference_id = given("所涉事项", allow_none=True)
    cadre_id = given("干部")
    requested_on = fields.Date(metadata={"zh": "提请日期"})
    round = fields.Integer(metadata={"zh": "轮次"})
    state = given("状态")
    outcome = stated(Outcome, "结论", required=False, allow_none=True)
    reasons = fields.List(fields.String(), metadata={"zh": "理由", "words": REASONS})
    looked_at = fields.List(fields.Nested(LookedAtOut), metadata={"zh": "查看的台账及情形（联络员不可见）"})
    basis = given("书面依据", allow_none=True)
    approver = given("批准人（有反对意见、应停止办理或意见未齐而通过时）", allow_none=True)
    overruling = given("不采纳反对意见的理由", allow_none=True)
    concluded_by = given("结论人", allow_none=True)
    concluded_on = fields.Date(allow_none=True, metadata={"zh": "结论日期"})
    earlier = fields.List(fields.Nested(ConclusionOut), metadata={"zh": "此前的结论及重开原因（联络员不可见）"})
    asked_ids = fields.List(fields.String(), metadata={"zh": "征求意见单位"})
    agencies = fields.List(fields.Nested(AskedOut), metadata={"zh": "征求意见单位名称及是否已回复"})
    answers = fields.List(fields.Nested(AnswerOut), metadata={"zh": "意见"})
    taken_back = fields.List(
        fields.Nested(TakenBackOut), metadata={"zh": "已撤回的意见（联络员不可见）", "example": []}
    )
    escalation = fields.Integer(metadata={"zh": "催办次数"})
    due_on = fields.Date(allow_none=True, metadata={"zh": "回复期限"})
    provisional = fields.Boolean(metadata={"zh": "期限暂定"})
    died_on = fields.Date(allow_none=True, metadata={"zh": "去世日期；联审随之终止"})
    timeline = fields.List(
        fields.Dict(),
        metadata={"zh": "全过程记录", "words_within": {"what": NOTED, "outcome": Outcome, "because": BECAUSE}},
    )
    advice = fields.Nested(AdviceOut, allow_none=True, metadata={"zh": "结论建议及依据"})
    synthetic = fields.Boolean()


class VettingRow(VettingOut):
    """A vetting as a list shows it."""

    class Meta(Schema.Meta):
        exclude = ("answers", "taken_back", "timeline", "advice", "looked_at", "earlier")
