"""Offered: campaigns around the reports of personal matters (三必考三必谈一档案): process only."""

from __future__ import annotations

from servicekit.errors import HasDied, NotIndependent, UnknownCadre, UnknownEntry, UnknownUnit
from servicekit.operations import BulkCommand, Command, Query, Stands
from servicekit.schema import page_of
from services.supervision.errors.conferences import StepNotPossible
from services.supervision.errors.personal_matters import (
    AlreadyDrawn,
    CampaignKnown,
    CampaignOver,
    CampaignUnfinished,
    CheckConcluded,
    CheckKnown,
    ContentsNotAccepted,
    DayNotPossible,
    DrawKnown,
    DrawPending,
    NobodyToDraw,
    NoCampaign,
    NoCheck,
    NoDraw,
    NoReport,
    NoStep,
    NotDrawnYet,
    ReportDayMissing,
    ReportRepeated,
    ReportStateNotPossible,
    StepOutOfOrder,
    StepsMissing,
)
from services.supervision.schemas import personal_matters as schemas

# fmt: off
OPEN_CAMPAIGN = Command(
    "supervision.open_campaign", schemas.OpenCampaign, schemas.CampaignOut,
    refuses=(CampaignKnown, ContentsNotAccepted, UnknownUnit),
    put_right=("close_campaign",),
)
RECORD_STEP = Command(
    "supervision.record_step", schemas.RecordStep, schemas.CampaignOut,
    refuses=(NoCampaign, CampaignOver, StepOutOfOrder, DayNotPossible, ContentsNotAccepted, UnknownEntry),
    put_right=("correct_step", "withdraw_step"),
)
CORRECT_STEP = Command(
    "supervision.correct_step", schemas.CorrectStep, schemas.CampaignOut,
    refuses=(NoCampaign, CampaignOver, NoStep, DayNotPossible, ContentsNotAccepted),
    put_right=("correct_step",),
)
WITHDRAW_STEP = Command(
    "supervision.withdraw_step", schemas.WithdrawStep, schemas.CampaignOut,
    refuses=(NoCampaign, CampaignOver, NoStep),
    put_right=("record_step",),
)
CLOSE_CAMPAIGN = Command(
    "supervision.close_campaign", schemas.CloseCampaign, schemas.CampaignOut,
    refuses=(NoCampaign, CampaignOver, DrawPending, StepsMissing, CampaignUnfinished, DayNotPossible),
    put_right=("reopen_campaign",),
)
REOPEN_CAMPAIGN = Command(
    "supervision.reopen_campaign", schemas.ReopenCampaign, schemas.CampaignOut,
    refuses=(NoCampaign, StepNotPossible),
    put_right=("close_campaign",),
)
GET_CAMPAIGN = Query("supervision.get_campaign", schemas.CampaignOf, schemas.CampaignOut, refuses=(NoCampaign,))
LIST_CAMPAIGNS = Query("supervision.list_campaigns", schemas.ListCampaigns, page_of(schemas.CampaignOut))
RECORD_REPORT = Command(
    "supervision.record_report", schemas.RecordReport, schemas.ReportOut,
    refuses=(HasDied,
        NoCampaign, CampaignOver, ContentsNotAccepted, ReportStateNotPossible, ReportDayMissing, DayNotPossible,
        UnknownEntry, UnknownCadre,
    ),
    put_right=("record_report",),
)
IMPORT_PERSONAL_MATTER_REPORTS = BulkCommand(
    "supervision.import_personal_matter_reports", row=schemas.ReportRow,
    refuses=(HasDied,
        NoCampaign, CampaignOver, ContentsNotAccepted, ReportStateNotPossible, ReportDayMissing, ReportRepeated,
        UnknownCadre, DayNotPossible, UnknownEntry,
    ),
    put_right=("record_report",),
)
GET_REPORT = Query("supervision.get_report", schemas.ReportOf, schemas.ReportOut, refuses=(NoReport,))
LIST_REPORTS = Query("supervision.list_reports", schemas.ListReports, page_of(schemas.ReportOut))
ANNOUNCE_DRAW = Command(
    "supervision.announce_draw", schemas.AnnounceDraw, schemas.DrawOut,
    refuses=(NoCampaign, CampaignOver, DrawKnown, NobodyToDraw),
    put_right=Stands(
        "公告后即不可改动，抽取方可由任何人核验",
        "What is announced cannot be changed, so that anybody can verify the draw",
    ),
)
DRAW = Command(
    "supervision.draw", schemas.CarryOutDraw, schemas.DrawOut,
    refuses=(NoDraw, AlreadyDrawn, CheckKnown, NoCampaign),
    put_right=Stands("抽取公开可核验，只进行一次", "The draw is public, can be verified by anybody and is done once"),
)
GET_DRAW = Query("supervision.get_draw", schemas.DrawOf, schemas.DrawOut, refuses=(NoDraw,))
LIST_DRAWS = Query("supervision.list_draws", schemas.ListDraws, page_of(schemas.DrawOut))
GET_DRAW_LIST = Query("supervision.get_draw_list", schemas.DrawOf, schemas.ListOut, refuses=(NoDraw,))
GET_DRAW_RECORD = Query(
    "supervision.get_draw_record", schemas.DrawOf, schemas.DrawRecordOut,
    refuses=(NoDraw, NotDrawnYet),
)
ADD_TARGETED_CHECK = Command(
    "supervision.add_targeted_check", schemas.AddTargetedCheck, schemas.CheckOut,
    refuses=(
        HasDied, NoCampaign, CampaignOver, CheckKnown, DayNotPossible, ContentsNotAccepted, UnknownEntry, UnknownCadre,
    ),
    put_right=("conclude_check",),
)
CONCLUDE_CHECK = Command(
    "supervision.conclude_check", schemas.ConcludeCheck, schemas.CheckOut,
    refuses=(NotIndependent, HasDied, NoCheck, CheckConcluded, DayNotPossible, ContentsNotAccepted, UnknownEntry),
    put_right=("correct_check",),
)
CORRECT_CHECK = Command(
    "supervision.correct_check", schemas.CorrectCheck, schemas.CheckOut,
    refuses=(NotIndependent, HasDied, NoCheck, CheckConcluded, DayNotPossible, ContentsNotAccepted, UnknownEntry),
    put_right=("correct_check",),
)
GET_CHECK = Query("supervision.get_check", schemas.CheckOf, schemas.CheckOut, refuses=(NoCheck,))
LIST_CHECKS = Query("supervision.list_checks", schemas.ListChecks, page_of(schemas.CheckOut))
GET_INTEGRITY_RECORD = Query(
    "supervision.get_integrity_record", schemas.IntegrityRecordOf, schemas.IntegrityRecordOut,
)
