"""Taken and answered: anonymous weighted ballots (民主测评)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, validates_schema

from servicekit.errors import with_words
from servicekit.forms import AHEAD, PAST, among, choice, day, given, synthetic, text, wanted, whole
from servicekit.lifecycle import Words
from servicekit.schema import Id, PageQuery, Schema, fields, validate
from servicekit.schemas import stated
from services.appraisal.schemas.common import OF_SUBJECT
from services.appraisal.vocabulary.ballot_results import WITHHELD
from services.appraisal.vocabulary.ballots import BallotState, Mode, Scale
from services.appraisal.vocabulary.evidence import SubjectKind
from services.appraisal.vocabulary.tallies import TallyState
from services.appraisal.vocabulary.told_numbers import COUNTS

MOST_QUESTIONS, MOST_KINDS, MOST_OPTIONS = 20, 8, 10
OPTIONS: Words = ("appraisal.ballot_options", {"abstain": "弃权"})
MOST_VOTERS = 2000


def key(zh: str) -> fields.String:
    """A short name within the ballot: lower-case letters, digits and underscores."""
    return fields.String(
        required=True,
        validate=validate.Regexp(
            r"^[a-z0-9_]{1,40}\Z", error="bad-key|应为小写字母、数字、下划线|Lower-case letters, digits, underscores"
        ),
        metadata={"zh": zh},
    )


def weight() -> fields.Decimal:
    """A share above 0 and at most 1, with four decimals at most."""
    return fields.Decimal(
        required=True,
        places=4,
        validate=validate.Range(0, 1, min_inclusive=False),
        metadata={"zh": "权重，合计为 1"},
    )


def score(zh: str, **options: Any) -> fields.Decimal:
    """Points from 0 to 100."""
    return fields.Decimal(places=2, validate=validate.Range(0, 100), metadata={"zh": zh}, **options)


class QuestionIn(Schema):
    """A question of a ballot."""

    key = key("项目代码")
    text = text("测评项目", 200, required=True)
    scale = choice(Scale, "作答方式：等次或 0—100 分", load_default=Scale.GRADES)
    dimension = fields.String(
        load_default=None, allow_none=True, validate=validate.Length(1, 60), metadata={"zh": "所评维度，总体评价不填"}
    )


class KindIn(Schema):
    """A kind of voters."""

    key = key("类别代码（字典“appraisal.voter_kinds”）")
    weight = weight()


class OptionIn(Schema):
    """A grade and its points."""

    key = key("等次代码（字典“appraisal.ballot_options”）")
    score = score("分值", required=True)


class PrepareBallot(Schema):
    """Prepare a ballot of an appraisal."""

    appraisal_id = wanted("考察")
    title = text("名称", 200, required=True)
    mode = choice(Mode, "方式：电子或纸质", load_default=Mode.ELECTRONIC)
    questions = fields.List(
        fields.Nested(QuestionIn),
        required=True,
        validate=validate.Length(1, MOST_QUESTIONS),
        metadata={"zh": "测评项目"},
    )
    kinds = fields.List(
        fields.Nested(KindIn), required=True, validate=validate.Length(1, MOST_KINDS), metadata={"zh": "参加人员类别"}
    )
    options = fields.List(
        fields.Nested(OptionIn),
        load_default=None,
        allow_none=True,
        validate=validate.Length(2, MOST_OPTIONS),
        metadata={"zh": "等次及分值，不填用规则所定分值（“appraisal.ballot_option_scores”）"},
    )
    synthetic = synthetic()


class BallotOf(Schema):
    ballot_id = wanted("民主测评")


class VoterIn(Schema):
    """A line of the roll."""

    cadre_id = wanted("参加人员")
    kind = key("类别代码")


class OpenBallot(BallotOf):
    """Fix the roll and open the ballot."""

    roll = fields.List(
        fields.Nested(VoterIn), load_default=list, validate=validate.Length(max=MOST_VOTERS), metadata={"zh": "名册"}
    )
    entitled = fields.Dict(
        keys=fields.String(validate=validate.Length(1, 40)),
        values=whole("人数", 1, 60_000),
        load_default=dict,
        metadata={"zh": "纸质测评各类别应到人数"},
    )
    closes_on = day("截止日期（电子测评）", AHEAD, load_default=None, allow_none=True)


class Answer(Schema):
    """An answer to a question: a grade, points from 0 to 100, or abstain."""

    question = key("项目代码")
    answer = fields.Raw(required=True, metadata={"zh": "等次代码、0—100 的整数或弃权（“abstain”）"})


class CastVote(BallotOf):
    """Vote, each voter for themselves; the voter is the account's own cadre."""

    answers = fields.List(
        fields.Nested(Answer), required=True, validate=validate.Length(1, MOST_QUESTIONS), metadata={"zh": "作答"}
    )

    @validates_schema(skip_on_field_errors=True)
    def answers_are_words_or_numbers(self, data: Mapping[str, Any], **_: Any) -> None:
        """Raises ValidationError: an answer is a text or a whole number."""
        wrong = {
            number: {"answer": ["bad-answer|应为等次代码或整数|A grade's code or a whole number"]}
            for number, given in enumerate(data["answers"])
            if not (isinstance(given["answer"], str) or type(given["answer"]) is int)
        }
        if wrong:
            raise ValidationError({"answers": wrong})


class CastOut(Schema):
    """The vote is counted."""

    ballot_id = given("民主测评")
    counted = fields.Boolean(metadata={"zh": "已计入"})


class EndBallot(BallotOf):
    """Cancel a ballot."""

    ended_by = text("具名负责人", 100, required=True)
    basis = text("书面依据", 500, required=True)


class CloseBallot(EndBallot):
    """Close a ballot; one on paper may say on which earlier day the meeting was."""

    held_on = day("测评日期（纸质测评补录时填写）", PAST, load_default=None, allow_none=True)
    aside = fields.List(
        Id(),
        load_default=list,
        validate=validate.Length(max=MOST_VOTERS),
        metadata={"zh": "名册确定后成为近亲属的参加人员", fields.INNER: True},
    )


class RollOut(Schema):
    """Who is on the roll of an electronic ballot."""

    cadre_ids = fields.List(fields.String(), required=True, metadata={"zh": "名册"})


class AnnulBallot(BallotOf):
    """Annul a closed ballot that was not held as it should be; its results are kept and count no more."""

    annulled_by = text("具名负责人", 100, required=True)
    basis = text("书面依据", 500, required=True)


class ListMine(PageQuery):
    """The ballots that the reader may still cast."""


class ListBallots(PageQuery):
    """The ballots of an appraisal."""

    appraisal_id = wanted("考察")
    state = among(BallotState, "状态")


class QuestionOut(Schema):
    """A question of a ballot."""

    key = given("项目代码")
    text = given("测评项目")
    scale = given("作答方式", Scale)
    dimension = given("所评维度", OF_SUBJECT, allow_none=True)


class KindOut(Schema):
    """A kind of voters."""

    key = given("类别代码", "appraisal.voter_kinds")
    weight = fields.Decimal(metadata={"zh": "权重"})
    entitled = fields.Integer(metadata={"zh": "应到人数"})


class OptionOut(Schema):
    """A grade and its points."""

    key = given("等次代码", OPTIONS)
    score = fields.Decimal(metadata={"zh": "分值"})


class BallotOut(Schema):
    """A ballot (民主测评); how many voted is told after closing only."""

    id = given("标识")
    version = fields.Integer()
    appraisal_id = given("考察")
    title = given("名称")
    mode = given("方式")
    questions = fields.List(fields.Nested(QuestionOut), metadata={"zh": "测评内容"})
    kinds = fields.List(fields.Nested(KindOut), metadata={"zh": "选票类别"})
    options = fields.List(fields.Nested(OptionOut), metadata={"zh": "选项"})
    subject_kind = stated(SubjectKind, "对象类别", required=False)
    subject_id = given("对象")
    cadre_id = given("干部", allow_none=True)
    unit_ids = fields.List(fields.String(), metadata={"zh": "隶属路径"})
    closes_on = fields.Date(allow_none=True, metadata={"zh": "截止日期"})
    state = given("状态")
    entitled = fields.Integer(metadata={"zh": "应到人数"})
    voted = fields.Integer(allow_none=True, metadata={"zh": "参加人数，结束后公布"})
    valid = fields.Boolean(allow_none=True, metadata={"zh": "达到法定人数"})
    held_on = fields.Date(allow_none=True, metadata={"zh": "测评日期"})
    ended_by = given("结束经办人", allow_none=True)
    end_basis = given("结束依据", allow_none=True)
    annulled_by = given("作废经办人", allow_none=True)
    annulled_because = given("作废依据", allow_none=True)
    synthetic = fields.Boolean()


class MineOut(Schema):
    """A ballot that the reader may still cast."""

    id = given("标识")
    title = given("名称")
    subject_kind = stated(SubjectKind, "对象类别", required=False)
    subject_id = given("测评对象：干部，或领导班子所在单位")
    cadre_id = given("测评对象：干部", allow_none=True)
    questions = fields.List(fields.Nested(QuestionOut), metadata={"zh": "测评内容"})
    options = fields.List(fields.Nested(OptionOut), metadata={"zh": "选项"})
    closes_on = fields.Date(allow_none=True, metadata={"zh": "截止日期"})
    synthetic = fields.Boolean()


class CountIn(Schema):
    """How many sheets give an answer."""

    question = key("项目代码")
    answer = key("等次代码、分值或弃权（“abstain”）")
    number = whole("张数", 0, 60_000, required=True)


_MOST_COUNTS = MOST_QUESTIONS * 102


class Counted(Schema):
    """What a teller has counted."""

    sheets = whole("有效票", 0, 60_000, required=True)
    invalid = whole("废票", 0, 60_000, load_default=0)
    counts = fields.List(
        fields.Nested(CountIn), required=True, validate=validate.Length(1, _MOST_COUNTS), metadata={"zh": "计票"}
    )


class EnterTally(Counted):
    """Enter the count of one box of a ballot on paper."""

    ballot_id = wanted("民主测评")
    kind = key("类别代码")
    box = whole("票箱号", 1, 1000, load_default=1)
    entered_by = text("计票人", 100, required=True)


class TallyRow(Schema):
    """One box of a ballot on paper, in one row of a sheet."""

    ballot_id = wanted("民主测评")
    kind = text("类别（字典“appraisal.voter_kinds”）", 60, required=True, metadata={"words": "appraisal.voter_kinds"})
    box = whole("票箱号", 1, 1000, load_default=1)
    sheets = whole("有效票", 0, 60_000, required=True)
    invalid = whole("废票", 0, 60_000, load_default=0)
    entered_by = text("计票人", 100, required=True)
    counts = fields.String(
        required=True,
        validate=validate.Regexp(
            COUNTS,
            error="bad-counts|应为 项目:答案=张数，以分号相隔|question:answer=number, apart by semicolons",
        ),
        metadata={"zh": "计票：项目:答案=张数，以分号相隔", "example": "总体评价:优秀=12;总体评价:弃权=1"},
    )


class TallyOf(Schema):
    tally_id = wanted("计票单")


class ConfirmTally(Counted):
    """The second teller's own count of the same box."""

    tally_id = wanted("计票单")
    confirmed_by = text("复核计票人", 100, required=True)


class RejectTally(TallyOf):
    """Set a tally aside; the box is counted again."""

    rejected_by = text("具名负责人", 100, required=True)
    reason = text("原因", 500, required=True)


class ListTallies(PageQuery):
    """The tally sheets of a ballot."""

    ballot_id = wanted("民主测评")
    state = among(TallyState, "状态")


class TallyOut(Schema):
    """A tally sheet; what it counts is shown in the ballot's results only."""

    id = given("标识")
    version = fields.Integer()
    ballot_id = given("民主测评")
    kind = given("类别代码", "appraisal.voter_kinds")
    box = fields.Integer(metadata={"zh": "票箱号"})
    sheets = fields.Integer(metadata={"zh": "有效票"})
    invalid = fields.Integer(metadata={"zh": "废票"})
    state = given("状态")
    entered_by = given("计票人")
    confirmed_by = given("复核计票人", allow_none=True)
    settled_by = given("复核人或退回人", allow_none=True)
    reason = given("退回原因", allow_none=True)
    synthetic = fields.Boolean()


class GroupOut(Schema):
    """Kinds of voters that are shown together."""

    kinds = fields.List(fields.String(), metadata={"zh": "类别", "words": "appraisal.voter_kinds"})
    weight = fields.Decimal(metadata={"zh": "权重"})
    votes = fields.Integer(metadata={"zh": "票数"})
    merged = fields.Boolean(metadata={"zh": "人数过少，已合并"})


class GroupResultOut(Schema):
    """What a group answered to a question."""

    kinds = fields.List(fields.String(), metadata={"zh": "类别", "words": "appraisal.voter_kinds"})
    counts = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        metadata={"zh": "各等次票数；按分数作答的为各分数段票数", "words": OPTIONS},
    )
    answered = fields.Integer(metadata={"zh": "作答人数"})
    mean = fields.Decimal(allow_none=True, metadata={"zh": "平均分"})
    share = fields.Decimal(metadata={"zh": "实际权重"})


class QuestionResultOut(Schema):
    """The answers to one question."""

    question = given("项目代码")
    dimension = given("所评维度", OF_SUBJECT, allow_none=True)
    groups = fields.List(fields.Nested(GroupResultOut))
    score = fields.Decimal(allow_none=True, metadata={"zh": "加权得分"})
    withheld = given(f"不出结果的原因：{with_words(WITHHELD, ['too_few'])}", WITHHELD, allow_none=True)


class ResultOut(Schema):
    """What a closed ballot says, and why where it says nothing."""

    ballot_id = Id(metadata={"zh": "民主测评"})
    subject_kind = stated(SubjectKind, "对象类别", required=False)
    entitled = fields.Integer(metadata={"zh": "应到人数"})
    voted = fields.Integer(metadata={"zh": "参加人数"})
    quorum = fields.Integer(metadata={"zh": "法定人数"})
    least_votes = fields.Integer(metadata={"zh": "出结果的最少票数"})
    least_kind_votes = fields.Integer(metadata={"zh": "单列类别的最少票数"})
    withheld = given(f"不出结果的原因：{with_words(WITHHELD)}", WITHHELD, allow_none=True)
    groups = fields.List(fields.Nested(GroupOut))
    questions = fields.List(fields.Nested(QuestionResultOut))
    dimensions = fields.Dict(
        keys=fields.String(), values=fields.Decimal(), metadata={"zh": "各维度得分", "words": OF_SUBJECT}
    )
    explained = given("说明")
    annulled_because = given("作废依据，作废后不再计入", allow_none=True)
    synthetic = fields.Boolean()
