"""Proposals to destroy what is kept of somebody, from outside."""

from __future__ import annotations

from servicekit.forms import PeriodQuery, among_persons, listed
from servicekit.lifecycle import words_of
from servicekit.people import Status
from servicekit.schema import Id, Schema, fields
from servicekit.schemas import stated
from services.registry.schemas.common import any_of, text
from services.registry.vocabulary.disposals import DisposalState

COLLECTIONS = {
    "cadres": "干部档案信息",
    "corrections": "更正申请",
    "personal_requests": "个人信息权利申请",
    "photos": "照片",
    "appraisals": "考察",
    "appraisal_materials": "考察材料",
    "contact_visits": "联系点走访",
    "deeds": "担当作为纪实",
    "evaluations": "大事要事评价",
    "evidence": "研判素材",
    "kept_indices": "留存的研判指数",
    "notices": "告知",
    "talks": "考察谈话",
    "grants": "激励措施",
    "honours": "荣誉",
    "nominations": "推荐提名",
    "tolerance_applications": "容错申请",
    "accountability": "问责",
    "appeals": "申诉",
    "letters": "函询、提醒、诫勉",
    "matters": "问题联议事项",
    "personal_matter_checks": "个人有关事项查核",
    "restrictions": "影响期",
    "results": "联用成果",
    "vettings": "联审",
    "graduates": "选调生培养",
    "member_reviews": "年轻干部评议",
    "members": "优秀年轻干部",
    "participants": "培养锻炼",
    "secondments": "挂职、跟岗",
    "successors": "后继人选",
}
"""What the collections are called that a rule of retention is for."""
PARTS = {
    "registry": "干部信息",
    "appraisal": "考察考核",
    "supervision": "干部监督",
    "incentive": "激励担当",
    "talentpool": "年轻干部选育",
}


class ForeseeDisposal(Schema):
    """Of whom."""

    cadre_id = Id(metadata={"zh": "干部"})


class KeptOut(Schema):
    """How long documents of a kind are kept after the service has ended, and how many the registry keeps."""

    collection = fields.String(required=True, metadata={"zh": "内容", "words": COLLECTIONS})
    years = fields.Int(required=True, metadata={"zh": "保存年数"})
    documents = fields.Int(allow_none=True, metadata={"zh": "现存条数（本服务所存的）"})


class TermOut(Schema):
    """Until when a service keeps its part."""

    part = fields.String(required=True, metadata={"zh": "服务", "words": PARTS})
    until = fields.Date(allow_none=True, metadata={"zh": "可销毁之日"})
    over = fields.Bool(required=True, metadata={"zh": "期限已满"})
    gone = fields.Bool(required=True, metadata={"zh": "已销毁"})
    kept = fields.List(fields.Nested(KeptOut), required=True, metadata={"zh": "内容"})


class ForeseenOut(Schema):
    """What would be destroyed of somebody today, and until when the rest is kept."""

    cadre_id = Id(metadata={"zh": "干部"})
    status = fields.String(required=True, metadata={"zh": "在职状态", "words": words_of(Status)})
    since = fields.String(allow_none=True, metadata={"zh": "起于"})
    cited = fields.String(required=True, metadata={"zh": "依据"})
    verified = fields.Bool(required=True, metadata={"zh": "年数已核实"})
    terms = fields.List(fields.Nested(TermOut), required=True, metadata={"zh": "各服务的保存期限"})


class ProposeDisposal(Schema):
    """Propose to destroy what is kept sealed of somebody and whose time is over; nothing is, before the approval."""

    cadre_id = Id(metadata={"zh": "干部"})
    reason = text("销毁事由", 1000, required=True, least=2)


class DecideDisposal(Schema):
    """Approve or reject a proposal; what an approval has destroyed never comes back."""

    disposal_id = Id(metadata={"zh": "申请"})
    decision = listed({"approved": "批准", "rejected": "退回"}, "决定", required=True)
    basis = text("批准依据或退回理由", 1000, required=True, least=2)


class WithdrawDisposal(Schema):
    """Withdraw a proposal of one's own."""

    disposal_id = Id(metadata={"zh": "申请"})
    reason = text("原因", 1000)


class GetDisposal(Schema):
    """Which proposal."""

    disposal_id = Id(metadata={"zh": "申请"})


class ListDisposals(PeriodQuery):
    """Proposals by state or cadre."""

    state = any_of("状态", words_of(DisposalState))
    cadre_id = among_persons("干部")


class DisposalOut(Schema):
    """A proposal."""

    id = Id(metadata={"zh": "标识"})
    version = fields.Int(required=True, metadata={"zh": "版本"})
    cadre_id = fields.String(required=True, metadata={"zh": "干部"})
    parts = fields.List(fields.String(), required=True, metadata={"zh": "所涉服务", "words": PARTS})
    reason = fields.String(required=True, metadata={"zh": "销毁事由"})
    cited = fields.String(required=True, metadata={"zh": "期限依据"})
    proposed_by = fields.String(required=True, metadata={"zh": "申请人账号"})
    proposed_at = fields.AwareDateTime(required=True, metadata={"zh": "申请时间"})
    state = stated(DisposalState)
    decided_by = fields.String(allow_none=True, metadata={"zh": "审批账号"})
    decided_at = fields.AwareDateTime(allow_none=True, metadata={"zh": "审批时间"})
    basis = fields.String(required=True, metadata={"zh": "依据"})
    synthetic = fields.Bool(required=True, dump_default=False, metadata={"zh": "虚构数据"})
