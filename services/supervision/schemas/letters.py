"""Taken and answered: letters of inquiry (函询) and reminders, and the answers to them."""

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
    listed,
    synthetic,
    text,
    wanted,
    words,
)
from servicekit.lifecycle import words_of
from servicekit.schema import Schema, fields
from servicekit.schemas import timeline
from services.supervision.schemas.joint import state_of
from services.supervision.schemas.rectification import classification
from services.supervision.vocabulary.letters import LIFE, WRITTEN, LetterKind, State

KINDS = words_of(LetterKind)
"""What each kind of letter is called."""


class WriteLetter(Schema):
    """Draft a letter; nobody but the officers sees it before it is sent."""

    cadre_id = wanted("干部")
    kind = listed({kind.value: kind.zh for kind in WRITTEN}, "种类（函询、提醒）", required=True)
    subject_code = text("事由（字典“letter_subjects”）", 40, required=True)
    text = text("内容", 4000, required=True)
    classification = classification()
    synthetic = synthetic()


class RecordLetter(Schema):
    """A letter that was sent before it is entered, as the ledger (提醒函询诫勉台账) has it."""

    cadre_id = wanted("干部")
    kind = choice(LetterKind, "种类（提醒、函询、诫勉）", required=True)
    subject_code = text("事由（字典“letter_subjects”）", 40, required=True)
    sent_on = day("发出日期", PAST, required=True)
    document = words("文号", 100)
    replied_on = day("回复日期", PAST, load_default=None, allow_none=True)
    reply = words("回复内容", 4000)
    result_code = text("结果（字典“letter_results”）", 40, load_default=None, allow_none=True)
    basis = text("依据（历年提醒函询诫勉台账）", 500, required=True)
    text = words("内容", 4000)
    classification = classification(load_default="internal")
    synthetic = synthetic()


class LetterOf(Schema):
    letter_id = wanted("函件")


class ReplyLetter(Schema):
    """The answer of the cadre, or an officer's record of it."""

    letter_id = wanted("函件")
    text = text("说明", 4000, required=True)
    classification = classification()


class CloseLetter(Schema):
    """To which result a letter came, and why."""

    letter_id = wanted("函件")
    result_code = text("结果（字典“letter_results”）", 40, required=True)
    basis = text("依据", 500, required=True)


class CorrectLetter(CloseLetter):
    """To which result a letter came in fact, and why it is put right."""

    correction = text("更正依据", 500, required=True)


class WithdrawLetter(Schema):
    """Why a letter is taken back."""

    letter_id = wanted("函件")
    basis = text("依据", 500, required=True)


class ListLetters(PeriodQuery):
    cadre_id = among_persons("干部")
    unit_id = among_ids("单位及下级")
    kind = among(LetterKind, "种类")
    state = state_of(State)
    overdue = fields.Boolean(load_default=None, metadata={"zh": "逾期未复"})


class LetterLine(Schema):
    """A letter in a list, without what is written in it."""

    id = given("标识")
    version = fields.Integer()
    cadre_id = given("干部")
    unit_ids = fields.List(fields.String(), metadata={"zh": "隶属路径"})
    kind = given("种类")
    subject_code = given("事由")
    classification = given("密级")
    state = given("状态")
    written_on = fields.Date(metadata={"zh": "拟稿日期"})
    sent_on = fields.Date(allow_none=True, metadata={"zh": "发出日期"})
    document = given("文号", allow_none=True)
    due_on = fields.Date(allow_none=True, metadata={"zh": "回复期限"})
    provisional = fields.Boolean(metadata={"zh": "期限待工作日历公布后确定"})
    overdue = fields.Boolean(metadata={"zh": "逾期未复"})
    result_code = given("结果", allow_none=True)
    died_on = fields.Date(allow_none=True, metadata={"zh": "去世日期；函件随之终止"})
    synthetic = fields.Boolean()


class ReplyOut(Schema):
    text = given("说明")
    classification = given("密级")
    on = fields.Date(metadata={"zh": "回复日期"})
    by = given("账号")
    late = fields.Boolean(metadata={"zh": "逾期回复"})


class EarlierResultOut(Schema):
    """A result that was put right."""

    result_code = given("原结果", "supervision.letter_results", allow_none=True)
    basis = given("原依据", allow_none=True)
    closed_by = given("原办结人", allow_none=True)
    corrected_at = fields.AwareDateTime(metadata={"zh": "更正时间"})
    corrected_by = given("更正账号")
    correction = given("更正依据")


class LetterOut(LetterLine):
    """A letter (函询、提醒、诫勉) with its answer."""

    text = given("内容")
    reply = fields.Nested(ReplyOut, allow_none=True, metadata={"zh": "回复"})
    written_by = given("拟稿人")
    sent_by = given("发出人", allow_none=True)
    closed_by = given("办结人", allow_none=True)
    closed_basis = given("办结依据", allow_none=True)
    superseded = fields.List(fields.Nested(EarlierResultOut), metadata={"zh": "更正前的结果"})
    timeline = timeline(LIFE)
