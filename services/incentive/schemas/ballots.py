"""Ballots: what commands take and what is answered."""

from __future__ import annotations

from servicekit.forms import AHEAD, among_ids, choice, day, given, ids, synthetic, text, wanted
from servicekit.lifecycle import VALUES
from servicekit.schema import Id, NumberedQuery, PageQuery, Schema, fields, validate
from servicekit.schemas import stated
from services.incentive.vocabulary.ballots import State, Vote

MOST_MEMBERS = 100
MOST_CANDIDATES = 500


class ConveneBallot(Schema):
    """Convene a ballot on those nominations of a batch that are vetted, or on some of them."""

    batch_id = wanted("批次")
    held_on = day("召开日期", AHEAD, required=True)
    members = fields.List(
        Id(), required=True, validate=validate.Length(1, MOST_MEMBERS), metadata={"zh": "票决成员（干部标识或代号）"}
    )
    nominations = ids("推荐；空则为本批次全部待票决推荐", MOST_CANDIDATES, load_default=list)
    synthetic = synthetic()


class Attend(Schema):
    """Say who is present; the last list counts."""

    ballot_id = wanted("票决")
    present = ids("到会成员", MOST_MEMBERS, required=True)


class Recuse(Schema):
    """Members stand aside for a nomination."""

    ballot_id = wanted("票决")
    nomination_id = wanted("推荐")
    members = fields.List(Id(), required=True, validate=validate.Length(1, MOST_MEMBERS), metadata={"zh": "回避成员"})


class OneVote(Schema):
    member_id = wanted("成员")
    vote = choice(Vote, "表决", required=True)


class CastVotes(Schema):
    """Enter votes on one nomination."""

    nomination_id = wanted("推荐")
    ballot_id = wanted("票决")
    votes = fields.List(
        fields.Nested(OneVote), required=True, validate=validate.Length(1, MOST_MEMBERS), metadata={"zh": "表决"}
    )


class VotesOnOne(Schema):
    nomination_id = wanted("推荐")
    votes = fields.List(
        fields.Nested(OneVote), required=True, validate=validate.Length(1, MOST_MEMBERS), metadata={"zh": "表决"}
    )


class CastMany(Schema):
    """Enter the votes on many nominations of a ballot; all count, or none."""

    ballot_id = wanted("票决")
    nominations = fields.List(
        fields.Nested(VotesOnOne),
        required=True,
        validate=validate.Length(1, MOST_CANDIDATES),
        metadata={"zh": "各推荐的表决"},
    )


class CastOut(Schema):
    """How many votes were entered."""

    ballot_id = given("票决")
    votes = fields.Integer(required=True, metadata={"zh": "记入票数"})


class CorrectVote(Schema):
    """Put right a vote that was entered wrongly, also after the ballot was closed; `vote` null takes it out."""

    ballot_id = wanted("票决")
    nomination_id = wanted("推荐")
    member_id = wanted("成员")
    vote = choice(Vote, "正确的表决；为空表示该成员未投票", required=True, allow_none=True)
    basis = text("依据", 500, required=True)


class BallotOf(Schema):
    ballot_id = wanted("票决")


class CloseBallot(BallotOf):
    """Close a ballot; near kin of the nominated who were not declared before are declared with it."""

    recusals = fields.Dict(
        keys=Id(),
        values=fields.List(Id(), validate=validate.Length(1, MOST_MEMBERS)),
        load_default=dict,
        validate=validate.Length(max=MOST_CANDIDATES),
        metadata={"zh": "各推荐的近亲属成员", fields.INNER: True},
    )


class CancelBallot(BallotOf):
    """Cancel a ballot that could not be held or was convened by mistake; its nominations can be voted on at another."""

    basis = text("依据", 500, required=True)


class ListBallots(PageQuery):
    batch_id = among_ids("批次")


class BallotOut(Schema):
    """A ballot (票决会议)."""

    id = given("标识")
    version = fields.Integer()
    batch_id = given("批次")
    held_on = fields.Date(metadata={"zh": "召开日期"})
    members = fields.List(fields.String(), metadata={"zh": "成员"})
    present = fields.List(fields.String(), metadata={"zh": "到会"})
    nominations = fields.List(fields.String(), metadata={"zh": "推荐"})
    state = stated(State)
    entitled = fields.Integer(metadata={"zh": "应到会人数，结束后可见；回避的不计入"})
    quorum = fields.Integer(metadata={"zh": "有效到会人数"})
    elected = fields.Integer(metadata={"zh": "通过"})
    not_elected = fields.Integer(metadata={"zh": "未通过"})
    skipped = fields.Integer(metadata={"zh": "已离开票决环节"})
    left_over = fields.Integer(metadata={"zh": "无人表决，留待下次票决"})
    over_quota = fields.Integer(metadata={"zh": "超出名额（提示）"})
    cancelled_by = given("取消人", allow_none=True)
    cancelled_basis = given("取消依据", allow_none=True)
    synthetic = fields.Boolean()


class ListTallies(NumberedQuery):
    ballot_id = wanted("票决")


class VoteCorrectionOut(Schema):
    """A vote that was put right (表决更正)."""

    member_id = given("成员")
    before = given("更正前；为空表示无票", Vote, allow_none=True)
    after = given("更正后；为空表示无票", Vote, allow_none=True)
    by = given("更正账号")
    at = fields.AwareDateTime(metadata={"zh": "更正时间"})
    basis = given("依据")


class TallyOut(Schema):
    """The votes on a nomination (得票)."""

    id = given("标识")
    version = fields.Integer()
    ballot_id = given("票决")
    nomination_id = given("推荐")
    recused = fields.List(fields.String(), metadata={"zh": "回避"})
    votes = fields.Dict(
        keys=fields.String(), values=fields.String(), metadata={"zh": "表决", "words_within": {VALUES: Vote}}
    )
    approvals = fields.Integer(metadata={"zh": "同意票"})
    needed = fields.Integer(metadata={"zh": "需同意票"})
    elected = fields.Boolean(allow_none=True, metadata={"zh": "是否通过；无人表决的为空"})
    corrections = fields.List(fields.Nested(VoteCorrectionOut), metadata={"zh": "表决更正记录"})
