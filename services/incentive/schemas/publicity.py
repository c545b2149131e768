"""Publicity, objections and naming: what commands take and what is answered."""

from __future__ import annotations

from servicekit.forms import PAST, among, among_ids, day, given, ids, listed, text, wanted, whole, words
from servicekit.lifecycle import words_of
from servicekit.schema import PageQuery, Schema, fields
from servicekit.schemas import stated
from services.incentive.vocabulary.programmes import Level
from services.incentive.vocabulary.publicity import State

MOST_AT_ONCE = 500


class _Period(Schema):
    begins = day("公示开始日期；空则为当日", PAST, load_default=None, allow_none=True)
    working_days = whole("公示工作日；空则按规则", 1, 60, load_default=None, allow_none=True)
    basis = words("补录依据", 500)


class Publicise(_Period):
    """Make an elected nomination public."""

    nomination_id = wanted("推荐")
    summary = words("公示的事迹摘要，任何人可见；不填时仅登录用户可见推荐事迹，推荐材料为公开的除外", 1000)


class CorrectSummary(Schema):
    """Put right what a notice says of the merits, while it is public."""

    nomination_id = wanted("推荐")
    summary = text("公示的事迹摘要，任何人可见", 1000, required=True)
    basis = text("依据", 500, required=True)


class PubliciseBatch(_Period):
    """Make elected nominations of a batch public, at most 500 at once."""

    batch_id = wanted("批次")
    nominations = ids("推荐；空则为全部已通过票决的", MOST_AT_ONCE, load_default=list)


class _Naming(Schema):
    named_on = day("命名日期，默认为核准之日；更早的须写明依据", PAST, load_default=None, allow_none=True)
    basis = words("补录依据", 500)


class ProposeNaming(_Naming):
    """Propose the naming."""

    nomination_id = wanted("推荐")


class ProposeNamings(_Naming):
    """Propose the naming of nominations of a batch, at most 500 at once."""

    batch_id = wanted("批次")
    nominations = ids("推荐；空则为全部公示期满的", MOST_AT_ONCE, load_default=list)


class ListPublic(PageQuery):
    batch_id = among_ids("批次")


class PublicOut(Schema):
    """What is public now (公示内容)."""

    id = given("推荐")
    batch_id = given("批次")
    honour = given("表彰项目")
    cadre_id = given("干部")
    unit_id = given("推荐单位")
    field = given("推荐领域", "incentive.fields")
    level = given("级别", Level)
    merits = given("事迹：公示的摘要，未填写时为推荐的主要事迹")
    publicity_begins = fields.Date(metadata={"zh": "公示开始"})
    publicity_ends = fields.Date(metadata={"zh": "公示截止"})
    provisional = fields.Boolean(metadata={"zh": "暂定"})
    synthetic = fields.Boolean()


class Publicised(PublicOut):
    """What of a nomination its publicity is made of."""

    programme_id = given("项目")
    publicity_summary = given("公示的事迹摘要", allow_none=True)
    classification = given("推荐材料的密级")


class NoticeOut(Schema):
    """What a notice to the public shows (公示公告), with the cadre's id for the registry's words."""

    cadre_id = given("干部")
    honour = given("表彰项目")
    level = given("级别")
    summary = given("事迹摘要", allow_none=True)
    begins = fields.Date(attribute="publicity_begins", metadata={"zh": "公示开始"})
    ends = fields.Date(attribute="publicity_ends", metadata={"zh": "公示截止"})
    objections = given("提出异议的方式")
    synthetic = fields.Boolean()


class Lodge(Schema):
    """Object to a nomination that is public."""

    nomination_id = wanted("推荐")
    grounds = text("理由类别（字典“incentive.objection_grounds”）", 60, required=True)
    text = text("内容", 2000, required=True)
    anonymous = fields.Boolean(load_default=False, metadata={"zh": "匿名：不向查询者显示异议人"})


class Resolve(Schema):
    """Uphold or dismiss an objection."""

    objection_id = wanted("异议")
    outcome = listed({"upheld": "成立", "dismissed": "不成立"}, "成立或不成立", required=True)
    basis = text("依据", 1000, required=True)


class ObjectionOf(Schema):
    objection_id = wanted("异议")


class ListObjections(PageQuery):
    nomination_id = among_ids("推荐")
    state = among(words_of(State), "状态")


class ObjectionOut(Schema):
    """An objection (异议)."""

    id = given("标识")
    version = fields.Integer()
    nomination_id = given("推荐")
    grounds = given("理由类别")
    text = given("内容")
    anonymous = fields.Boolean(metadata={"zh": "匿名"})
    lodged_by = given("异议人；匿名时为空", allow_none=True)
    lodged_at = fields.AwareDateTime(metadata={"zh": "提出时间"})
    state = stated(State)
    basis = given("办理依据", allow_none=True)
    resolved_by = given("办理人", allow_none=True)
    resolved_at = fields.AwareDateTime(allow_none=True, metadata={"zh": "办结时间"})
    synthetic = fields.Boolean()
