"""Taken and answered: talks (谈话) of an appraisal."""

from __future__ import annotations

from typing import Any

from servicekit.forms import PAST, among_persons, day, given, other, text, wanted
from servicekit.schema import Id, PageQuery, Schema, fields, validate
from servicekit.schemas import stated
from services.appraisal.schemas.common import EVERY_DIMENSION, classification
from services.appraisal.vocabulary.talks import State

MOST_TALKERS = 10


def _marks(**options: Any) -> fields.Dict:
    return fields.Dict(
        keys=fields.String(validate=validate.Length(1, 40)),
        values=fields.Decimal(places=2, allow_nan=False),
        validate=validate.Length(max=30),
        metadata={"zh": "各维度印象分（0至100），可不填", "words": EVERY_DIMENSION},
        **options,
    )


class _Talk(Schema):
    """With a cadre, or with somebody described by their role, not named."""

    role = text("谈话对象身份（字典“talk_roles”）", 40, required=True)
    with_cadre_id = other("谈话对象（干部）")
    described_as = text("谈话对象（不具名描述）", 100, load_default=None, allow_none=True)
    talker_ids = fields.List(
        Id(), required=True, validate=validate.Length(1, MOST_TALKERS), metadata={"zh": "谈话人（考察组成员）"}
    )
    held_on = day("谈话日期", PAST, required=True)
    marks = _marks(load_default=dict)
    classification = classification()
    text = text("谈话记录", 8000, required=True)


class RecordTalk(_Talk):
    """Record a talk of an appraisal that runs: with a cadre, or with somebody described by their role, not named."""

    appraisal_id = wanted("考察")


class ImportTalk(_Talk):
    """A row of talks on paper; the appraisal is named by its code."""

    appraisal_code = text("考察编号", 60, required=True)


class TalkOf(Schema):
    talk_id = wanted("谈话")


class CorrectTalk(TalkOf):
    """Put a record right, also after the conclusion; what stood there stays in its history."""

    held_on = day("谈话日期", PAST)
    marks = _marks()
    reason = text("更正理由", 500, required=True)
    text = text("谈话记录", 8000)


class AnnulTalk(TalkOf):
    """Annul a record that was entered by mistake, e.g. to another appraisal; what stood there is kept."""

    reason = text("作废理由", 500, required=True)


class ListTalks(PageQuery):
    appraisal_id = wanted("考察")
    cadre_id = among_persons("谈话对象（干部）")


class TalkLine(Schema):
    """A talk in a list, without what was said."""

    id = given("标识")
    version = fields.Integer()
    appraisal_id = given("考察")
    cadre_id = given("考察对象", allow_none=True)
    unit_ids = fields.List(fields.String(), metadata={"zh": "隶属路径"})
    role = given("谈话对象身份", "appraisal.talk_roles")
    with_cadre_id = given("谈话对象（干部）", allow_none=True)
    described_as = given("谈话对象（不具名描述）", allow_none=True)
    talker_ids = fields.List(fields.String(), metadata={"zh": "谈话人"})
    state = stated(State)
    recorded_by = given("登记账号")
    recorded_on = fields.Date(metadata={"zh": "登记日期"})
    synthetic = fields.Boolean()


class WordsOut(Schema):
    """What a record says."""

    held_on = fields.Date(metadata={"zh": "谈话日期"})
    text = given("谈话记录")
    classification = given("密级")
    marks = fields.Dict(keys=fields.String(), values=fields.Decimal(), metadata={"zh": "各维度印象分"})


class CorrectionOut(Schema):
    """A correction of a record."""

    at = fields.DateTime(metadata={"zh": "时间"})
    by = given("账号")
    reason = given("更正理由")
    before = fields.Nested(WordsOut, metadata={"zh": "更正前"})


class TalkOut(TalkLine):
    """A talk (谈话) with its record and its history."""

    words = fields.Nested(WordsOut, metadata={"zh": "记录"})
    corrections = fields.List(fields.Nested(CorrectionOut), metadata={"zh": "更正"})
