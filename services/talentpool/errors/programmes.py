"""Refusals: programmes (七个一批) and who takes part."""

from __future__ import annotations

from servicekit.errors import AlreadyExists, Conflict, EndsBeforeItBegins, Invalid, NotFound, superseded


class NoProgramme(NotFound):
    """There is no such programme."""

    code = "talentpool/no-programme"
    zh = "没有这个培养项目"
    en = "There is no such programme"


class ProgrammeKnown(AlreadyExists):
    """The code of the programme is in use."""

    code = "talentpool/programme-known"
    zh = "培养项目编号已在用"
    en = "The code of the programme is in use"


class ProgrammeClosed(Conflict):
    """The programme takes nobody any more."""

    code = "talentpool/programme-closed"
    zh = "培养项目已关闭或已过期"
    en = "The programme is closed or over"


class ProgrammeFull(Conflict):
    """All seats are taken."""

    code = "talentpool/programme-full"
    zh = "培养项目名额已满"
    en = "The programme has no seat left"
    advice_zh = "等有人退出，或由管理人员调整名额。"
    advice_en = "Wait for somebody to leave, or have the seats changed."


class SeatsTaken(Conflict):
    """There cannot be fewer seats than are taken."""

    code = "talentpool/seats-taken"
    zh = "名额不能少于已占用数"
    en = "There cannot be fewer seats than are taken"


class NoParticipant(NotFound):
    """There is no such participant."""

    code = "talentpool/no-participant"
    zh = "没有这名参加人员"
    en = "There is no such participant"


class TakesPart(AlreadyExists):
    """The cadre takes part already."""

    code = "talentpool/takes-part"
    zh = "该干部已参加此培养项目"
    en = "The cadre takes part already"


class NotTakingPart(Conflict):
    """The participant has completed or left."""

    code = "talentpool/not-taking-part"
    zh = "该人员已结业或已退出"
    en = "The participant has completed or left"


class NoProgress(Invalid):
    """Progress does not go back."""

    code = "talentpool/no-progress"
    zh = "进度不能低于已记录的进度"
    en = "Progress does not go back"


class ParticipantRestricted(Conflict):
    """A cadre under a restriction is not taken into a programme."""

    code = "talentpool/participant-restricted"
    zh = "该干部处于影响期，不能参加培养项目"
    en = "A cadre under a restriction is not taken into a programme"


class ParticipantNotServing(Conflict):
    """The cadre has retired or left."""

    code = "talentpool/participant-not-serving"
    zh = "该干部已退休或离任"
    en = "The cadre has retired or left"


superseded("talentpool/programme-period", EndsBeforeItBegins)
