"""Offered: selected graduates (选调生)."""

from __future__ import annotations

from servicekit.errors import UnknownEntry
from servicekit.operations import BulkCommand, Command, Query
from servicekit.schema import page_of
from services.talentpool.errors.graduates import (
    DoneThisYear,
    GraduateRestricted,
    MentorFull,
    NoGraduate,
    NoMentor,
    NoPromotion,
    NotAPromotion,
    NotOutstanding,
    OnTheList,
    OutsideYears,
    PromotionKnown,
    TrackingOver,
)
from services.talentpool.errors.secondments import OwnMentor, UnknownMentor
from services.talentpool.schemas import graduates as schemas

# fmt: off
ASSIGN_MENTOR = Command(
    "talentpool.assign_mentor", schemas.AssignMentor, schemas.GraduateOut,
    refuses=(NoGraduate, TrackingOver, OutsideYears, MentorFull, OwnMentor, UnknownMentor, NoMentor),
    put_right=("assign_mentor", "end_mentor"),
)
END_MENTOR = Command(
    "talentpool.end_mentor", schemas.EndMentor, schemas.GraduateOut,
    refuses=(NoGraduate, NoMentor, OutsideYears),
    put_right=("assign_mentor",),
)
HOLD_INTERVIEW = Command(
    "talentpool.hold_interview", schemas.HoldInterview, schemas.GraduateOut,
    refuses=(NoGraduate, TrackingOver, OutsideYears, DoneThisYear),
    put_right=("hold_interview",),
)
ASSESS_GRADUATE = Command(
    "talentpool.assess_graduate", schemas.AssessGraduate, schemas.GraduateOut,
    refuses=(NoGraduate, TrackingOver, OutsideYears, DoneThisYear, UnknownEntry),
    put_right=("assess_graduate",),
)
IMPORT_INTERVIEWS = BulkCommand(
    "talentpool.import_interviews", row=schemas.InterviewRow,
    refuses=HOLD_INTERVIEW.refuses,
    put_right=("hold_interview",),
)
IMPORT_GRADUATE_ASSESSMENTS = BulkCommand(
    "talentpool.import_graduate_assessments", row=schemas.AssessmentRow,
    refuses=ASSESS_GRADUATE.refuses,
    put_right=("assess_graduate",),
)
CHANGE_KEY_TRAINING = Command(
    "talentpool.change_key_training", schemas.ChangeList, schemas.GraduateOut,
    refuses=(NoGraduate, TrackingOver, OnTheList, NotOutstanding, GraduateRestricted),
    put_right=("change_key_training",),
)
RECORD_PROMOTION = Command(
    "talentpool.record_promotion", schemas.RecordPromotion, schemas.GraduateOut,
    refuses=(NoGraduate, NotAPromotion, PromotionKnown, OutsideYears),
    put_right=("withdraw_promotion",),
)
WITHDRAW_PROMOTION = Command(
    "talentpool.withdraw_promotion", schemas.WithdrawPromotion, schemas.GraduateOut,
    refuses=(NoGraduate, NoPromotion),
    put_right=("record_promotion",),
)
IMPORT_PROMOTIONS = BulkCommand(
    "talentpool.import_promotions", row=schemas.PromotionIn,
    refuses=(NoGraduate, NotAPromotion, PromotionKnown, OutsideYears),
    put_right=("withdraw_promotion",),
)
GET_GRADUATE = Query("talentpool.get_graduate", schemas.GraduateOf, schemas.GraduateOut, refuses=(NoGraduate,))
LIST_GRADUATES = Query("talentpool.list_graduates", schemas.ListGraduates, page_of(schemas.GraduateRow))
