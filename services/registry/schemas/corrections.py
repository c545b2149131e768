"""Correction requests, from outside."""

from __future__ import annotations

from servicekit.forms import PeriodQuery, among_persons, listed
from servicekit.lifecycle import words_of
from servicekit.schema import LIKE, NEEDS, Id, Schema, fields
from servicekit.schemas import stated
from services.registry.schemas.cadres import FAMILY_READ, HEALTH_READ, AddEntries, CadreOut, PlainFields
from services.registry.schemas.common import any_of, override_field, text
from services.registry.schemas.histories import FamilyMemberOut, acknowledgement
from services.registry.vocabulary.corrections import CorrectionState


class AskedOfFile(CadreOut):
    """What a request may name of a file: with family and health, each under the right that reads it in the file."""

    class Meta(CadreOut.Meta):
        exclude = ()

    health = fields.String(allow_none=True, metadata={"zh": "健康状况；无权查看时为空", NEEDS: HEALTH_READ})
    family = fields.List(
        fields.Nested(FamilyMemberOut),
        allow_none=True,
        metadata={"zh": "家庭成员；无权查看时为空", NEEDS: FAMILY_READ},
    )


class RequestCorrection(Schema):
    """A cadre (or the unit for them) asks that the file be corrected; nothing changes before the approval."""

    cadre_id = Id(metadata={"zh": "干部"})
    changes = fields.Nested(PlainFields, load_default=dict, metadata={"zh": "更正的字段", LIKE: AskedOfFile})
    add = fields.Nested(AddEntries, load_default=dict, metadata={"zh": "补充的条目", LIKE: AskedOfFile})
    reason = text("理由及佐证", 1000, required=True, least=2)


class DecideCorrection(Schema):
    """Approve or reject a request."""

    correction_id = Id(metadata={"zh": "申请"})
    decision = listed({"approved": "批准", "rejected": "退回"}, "决定", required=True)
    basis = text("核实依据或退回理由", 1000, required=True, least=2)
    acknowledgement = acknowledgement()
    override = override_field()


class WithdrawCorrection(Schema):
    """Withdraw a request of one's own."""

    correction_id = Id(metadata={"zh": "申请"})
    reason = text("原因", 1000)


class GetCorrection(Schema):
    """Which request."""

    correction_id = Id(metadata={"zh": "申请"})


class ListCorrections(PeriodQuery):
    """Requests by state or cadre."""

    state = any_of("状态", words_of(CorrectionState))
    cadre_id = among_persons("干部")


class CorrectionOut(Schema):
    """A correction request."""

    id = Id(metadata={"zh": "标识"})
    version = fields.Int(required=True, metadata={"zh": "版本"})
    cadre_id = fields.String(required=True, metadata={"zh": "干部"})
    requested_by = fields.String(required=True, metadata={"zh": "申请人账号"})
    requested_at = fields.AwareDateTime(required=True, metadata={"zh": "申请时间"})
    reason = fields.String(required=True, metadata={"zh": "理由"})
    changes = fields.Dict(required=True, metadata={"zh": "更正的字段", LIKE: AskedOfFile})
    add = fields.Dict(required=True, metadata={"zh": "补充的条目", LIKE: AskedOfFile})
    state = stated(CorrectionState)
    decided_by = fields.String(allow_none=True, metadata={"zh": "审批账号"})
    decided_at = fields.AwareDateTime(allow_none=True, metadata={"zh": "审批时间"})
    basis = fields.String(required=True, metadata={"zh": "依据"})
    synthetic = fields.Bool(required=True, dump_default=False, metadata={"zh": "虚构数据"})
