"""Taken and answered: programmes (七个一批) and who takes part."""

from __future__ import annotations

from servicekit.forms import (
    AHEAD,
    among,
    among_ids,
    among_keys,
    among_persons,
    day,
    given,
    other,
    searched,
    synthetic,
    text,
    wanted,
    whole,
)
from servicekit.lifecycle import words_of
from servicekit.schema import PageQuery, Schema, fields
from services.talentpool.vocabulary.programmes import LIFE_OF_PARTICIPANT, ParticipantState, ProgrammeState

KEY = 60
MOST_SEATS = 10_000


class OpenProgramme(Schema):
    """Open a programme."""

    code = text("编号", 40, required=True)
    title = text("名称", required=True)
    kind = text("类别（字典“talentpool.programme_kinds”）", KEY, required=True)
    seats = whole("名额", 1, MOST_SEATS, required=True)
    begins = day("起", AHEAD, required=True)
    ends = day("止", AHEAD, required=True)
    basis = text("依据", 500, required=True)
    unit_id = other("承办单位")
    synthetic = synthetic()


class ProgrammeOf(Schema):
    programme_id = wanted("培养项目")


class ChangeSeats(ProgrammeOf):
    """More or fewer seats."""

    seats = whole("名额", 1, MOST_SEATS, required=True)
    basis = text("依据", 500, required=True)


class ListProgrammes(PageQuery):
    q = searched()
    kind = among_keys("类别", KEY)
    state = among(ProgrammeState, "状态")


class SeatsOut(Schema):
    on = fields.Date(metadata={"zh": "日期"})
    by = given("经办")
    seats = fields.Integer(metadata={"zh": "名额"})
    basis = given("依据")


class ProgrammeOut(Schema):
    """A programme (培养项目) of the seven (七个一批)."""

    id = given("标识")
    version = fields.Integer()
    code = given("编号")
    title = given("名称")
    kind = given("类别")
    seats = fields.Integer(metadata={"zh": "名额"})
    taken = fields.Integer(metadata={"zh": "已占用名额"})
    completed = fields.Integer(metadata={"zh": "已结业"})
    left = fields.Integer(metadata={"zh": "已退出"})
    seat_changes = fields.List(fields.Nested(SeatsOut), metadata={"zh": "名额调整"})
    begins = fields.Date(metadata={"zh": "起"})
    ends = fields.Date(metadata={"zh": "止"})
    basis = given("依据")
    unit_id = given("承办单位", allow_none=True)
    state = given("状态")
    synthetic = fields.Boolean()


class Enrol(ProgrammeOf):
    """Take a cadre into a programme."""

    cadre_id = wanted("干部")
    synthetic = synthetic()


class ParticipantRow(Schema):
    """A cadre who takes part, by the programme's code."""

    programme_code = text("培养项目编号", 40, required=True)
    cadre_id = wanted("干部")
    synthetic = synthetic()


class ParticipantOf(Schema):
    participant_id = wanted("参加人员")


class NoteProgress(ParticipantOf):
    """How far a participant is."""

    progress = whole("进度（百分比）", 0, 100, required=True)
    note = text("说明", 500, required=True)


class CompleteParticipant(ParticipantOf):
    """A participant has completed the programme."""

    note = text("结业结果", 500, required=True)


class LeaveProgramme(ParticipantOf):
    """A participant leaves; the seat is given back."""

    note = text("退出原因", 500, required=True)


class CorrectParticipant(ParticipantOf):
    """How far a participant is in fact, where progress, completion or leaving was entered wrongly."""

    progress = whole("实际进度（百分比）", 0, 100, required=True)
    basis = text("更正依据", 500, required=True)


class ListParticipants(PageQuery):
    programme_id = among_ids("培养项目")
    cadre_id = among_persons("干部")
    unit_id = among_ids("单位")
    kind = among_keys("类别", KEY)
    state = among(ParticipantState, "状态")


class EntryOut(Schema):
    on = fields.Date(metadata={"zh": "日期"})
    by = given("经办")
    step = given("步骤", LIFE_OF_PARTICIPANT.words)
    progress = fields.Integer(metadata={"zh": "进度（百分比）"})
    note = given("说明")


STATES_OF_PARTICIPANTS = words_of(ParticipantState)


class ParticipantOut(Schema):
    """A cadre in a programme."""

    id = given("标识")
    version = fields.Integer()
    programme_id = given("培养项目")
    kind = given("类别", "talentpool.programme_kinds")
    cadre_id = given("干部")
    unit_ids = fields.List(fields.String(), metadata={"zh": "隶属路径"})
    enrolled_on = fields.Date(metadata={"zh": "参加日期"})
    progress = fields.Integer(metadata={"zh": "进度（百分比）"})
    state = given("状态")
    ended_on = fields.Date(allow_none=True, metadata={"zh": "结业或退出日期"})
    history = fields.List(fields.Nested(EntryOut), metadata={"zh": "经历"})
    synthetic = fields.Boolean()
