"""Taken and answered: the ledger of honours (荣誉台账), certificates and revocation."""

from __future__ import annotations

from servicekit.forms import (
    PAST,
    among,
    among_ids,
    among_persons,
    choice,
    day,
    given,
    listed,
    synthetic,
    text,
    wanted,
    words,
)
from servicekit.lifecycle import words_of
from servicekit.people import HonourLevel
from servicekit.schema import PageQuery, Schema, fields
from servicekit.schemas import stated
from services.incentive.vocabulary.honours import BY_ITSELF, HonourState, HonourStep
from services.incentive.vocabulary.programmes import Level


class HonourOf(Schema):
    honour_id = wanted("荣誉")


class ListHonours(PageQuery):
    programme_id = among_ids("表彰项目")
    batch_id = among_ids("批次")
    cadre_id = among_persons("干部")
    unit_id = among_ids("单位")
    level = among(words_of(HonourLevel), "级别")
    state = among(HonourState, "状态")
    kept = fields.Boolean(load_default=None, allow_none=True, metadata={"zh": "只看未撤销的"})
    conferred_from = day("授予日期起", load_default=None)
    conferred_to = day("授予日期止", load_default=None)


class RecordHonour(Schema):
    """An honour of a past year, as the ledger of that year has it."""

    cadre_id = wanted("干部")
    level = choice(Level, "级别（自治区级、市级）", required=True)
    title = text("表彰名称", required=True)
    conferred_on = day("授予日期", PAST, required=True, metadata={"example": "2020-07-01"})
    document = words("文号", 100)
    synthetic = synthetic()


class RevokeHonour(Schema):
    """Revoke an honour: who answers for it, on which written basis."""

    honour_id = wanted("荣誉")
    decided_by = text("具名负责人", 100, required=True)
    basis = text("书面依据", 1000, required=True)


class ReviewHonour(RevokeHonour):
    """Decide a review."""

    decision = listed({"keep": "维持", "revoke": "撤销"}, "结论", required=True)


class IssueCertificate(Schema):
    """Sign the certificate; `holder` and `unit` are the names to show, which this service does not keep."""

    honour_id = wanted("荣誉")
    holder = text("持有人姓名", 200, required=True)
    unit = words("授予时所在单位名称", 200)


class DecisionOut(Schema):
    """A step that was taken."""

    step = given("步骤", HonourStep)
    by = given("具名负责人", {BY_ITSELF: "系统自动"})
    at = fields.AwareDateTime(metadata={"zh": "时间"})
    basis = given("书面依据")
    cause = given("所依限制", allow_none=True)


class HonourOut(Schema):
    """An honour (荣誉)."""

    id = given("标识")
    version = fields.Integer()
    nomination_id = given("推荐；历年表彰为空", allow_none=True)
    cadre_id = given("干部")
    unit_ids = fields.List(fields.String(), metadata={"zh": "隶属路径"})
    programme_id = given("表彰项目", allow_none=True)
    title = given("表彰名称（历年表彰）", allow_none=True)
    level = stated(Level, "级别", required=False)
    batch_id = given("批次", allow_none=True)
    field = given("领域", "incentive.fields", allow_none=True)
    conferred_on = fields.Date(metadata={"zh": "授予日期"})
    certificate_number = given("证书编号", allow_none=True)
    document = given("文号（历年表彰）", allow_none=True)
    recorded_by = given("补录账号（历年表彰）", allow_none=True)
    state = given("状态")
    first_issued_at = fields.AwareDateTime(allow_none=True, metadata={"zh": "首次出具证书时间"})
    decisions = fields.List(fields.Nested(DecisionOut), metadata={"zh": "复核与撤销记录"})
    synthetic = fields.Boolean()


class CertificateOut(Schema):
    """A certificate: a VC-JWT of Open Badges 3.0."""

    honour_id = given("荣誉")
    certificate = given("证书（VC-JWT）")


class KeySetOut(Schema):
    """The public keys, as a JWK set (RFC 7517)."""

    keys = fields.List(fields.Dict(), metadata={"zh": "公钥"})


class StatusListOut(Schema):
    """The status list: a Bitstring Status List credential as VC-JWT."""

    status_list = given("状态列表（VC-JWT）")
