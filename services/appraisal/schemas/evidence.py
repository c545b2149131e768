"""Schemas: evidence that events bring (研判素材)."""

from __future__ import annotations

from servicekit.forms import among, among_ids, among_keys, day, given, text, wanted
from servicekit.schema import PageQuery, Schema, fields
from servicekit.schemas import stated
from services.appraisal.schemas.common import OF_SUBJECT, SOURCES
from services.appraisal.vocabulary.evidence import SubjectKind


class EvidenceOf(Schema):
    evidence_id = wanted("素材")


class ExcludeEvidence(EvidenceOf):
    """Take a negative piece out of counting because of a decision on tolerance."""

    tolerance_id = wanted("容错认定")
    decided_by = text("具名负责人", 100, required=True)
    basis = text("书面依据", 1000, required=True)


class ListEvidence(PageQuery):
    subject = among_ids("干部或单位")
    subject_kind = among(SubjectKind, "对象")
    unit_id = among_ids("单位")
    source = among_keys("来源", 64)
    reference = among_ids("所指事项")
    as_of = day("发生于此日或之前", load_default=None, allow_none=True)
    known_at = fields.AwareDateTime(load_default=None, allow_none=True, metadata={"zh": "此时已知"})


class EvidenceOut(Schema):
    """A piece of evidence. One without a value takes the earlier one with the same reference out of counting."""

    id = given("标识")
    version = fields.Integer()
    source = given("来源", SOURCES)
    reference = given("所指事项")
    subject_kind = stated(SubjectKind, "对象", required=False)
    subject_id = given("干部或单位")
    unit_ids = fields.List(fields.String(), metadata={"zh": "隶属路径"})
    dimension = given("维度", OF_SUBJECT, allow_none=True)
    value = fields.Decimal(allow_none=True, metadata={"zh": "数值"})
    happened_on = fields.Date(metadata={"zh": "发生日期"})
    last_on = fields.Date(allow_none=True, metadata={"zh": "最后计入日期（成果有效期满）"})
    number = fields.Integer(metadata={"zh": "该对象的第几条"})
    known_at = fields.DateTime(metadata={"zh": "得知时间"})
    excluded_by = given("据以不计的容错认定", allow_none=True)
    basis = given("书面依据", allow_none=True)
    decided_by = given("具名负责人", allow_none=True)
    synthetic = fields.Boolean()
