"""Offered: notices (告知), reviews and complaints."""

from __future__ import annotations

from servicekit.errors import NotIndependent, UnknownEntry
from servicekit.operations import BulkCommand, Command, Query
from servicekit.schema import page_of
from services.appraisal.errors.appraisals import ConclusionWorse, NoAppraisal, NotifyFirst, ScoresWrong
from services.appraisal.errors.common import BadPeriod, StepNotPossible
from services.appraisal.errors.models import NoModel
from services.appraisal.errors.notices import (
    NobodyToTell,
    NoNotice,
    NoticeKnown,
    RevisionWrong,
    TooLate,
)
from services.appraisal.schemas import notices as schemas

# fmt: off
DELIVER_NOTICE = Command(
    "appraisal.deliver_notice", schemas.DeliverNotice, schemas.NoticeOut,
    refuses=(NoAppraisal, StepNotPossible, NobodyToTell, NoticeKnown, BadPeriod),
    put_right=("annul_notice",),
)
IMPORT_NOTICES = BulkCommand(
    "appraisal.import_notices", row=schemas.ImportNotice,
    refuses=(NoAppraisal, StepNotPossible, NobodyToTell, BadPeriod, NoticeKnown),
    put_right=("annul_notice",),
)
ACKNOWLEDGE_NOTICE = Command(
    "appraisal.acknowledge_notice", schemas.Acknowledge, schemas.NoticeOut,
    refuses=(NoNotice, StepNotPossible, BadPeriod),
    put_right=("annul_notice",),
)
ANNUL_NOTICE = Command(
    "appraisal.annul_notice", schemas.AnnulNotice, schemas.NoticeOut,
    refuses=(NoNotice, StepNotPossible, NoAppraisal),
    put_right=("deliver_notice",),
)
ASK_REVIEW = Command(
    "appraisal.ask_review", schemas.Ask, schemas.NoticeOut,
    refuses=(NoNotice, StepNotPossible, TooLate, NoAppraisal),
    put_right=("withdraw_review",),
)
WITHDRAW_REVIEW = Command(
    "appraisal.withdraw_review", schemas.NoticeOf, schemas.NoticeOut,
    refuses=(NoNotice, StepNotPossible, NoAppraisal),
    put_right=("ask_review",),
)
DECIDE_REVIEW = Command(
    "appraisal.decide_review", schemas.Decide, schemas.NoticeOut,
    refuses=(
        NoNotice, StepNotPossible, NotIndependent, RevisionWrong, UnknownEntry, ScoresWrong, ConclusionWorse,
        NoAppraisal, NoModel,
    ),
    put_right=("reopen_decision", "lodge_complaint"),
)
LODGE_COMPLAINT = Command(
    "appraisal.lodge_complaint", schemas.Ask, schemas.NoticeOut,
    refuses=(NoNotice, StepNotPossible, TooLate, NoAppraisal),
    put_right=("decide_complaint",),
)
DECIDE_COMPLAINT = Command(
    "appraisal.decide_complaint", schemas.Decide, schemas.NoticeOut,
    refuses=(
        NoNotice, StepNotPossible, NotIndependent, RevisionWrong, UnknownEntry, ScoresWrong, ConclusionWorse,
        NoAppraisal, NoModel, NotifyFirst,
    ),
    put_right=("reopen_decision",),
)
REOPEN_DECISION = Command(
    "appraisal.reopen_decision", schemas.ReopenDecision, schemas.NoticeOut,
    refuses=(NoNotice, StepNotPossible, NoAppraisal),
    put_right=("decide_review", "decide_complaint"),
)
GET_NOTICE = Query("appraisal.get_notice", schemas.NoticeOf, schemas.NoticeOut, refuses=(NoNotice,))
LIST_NOTICES = Query("appraisal.list_notices", schemas.ListNotices, page_of(schemas.NoticeLine))
