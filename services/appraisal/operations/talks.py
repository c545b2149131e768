"""Offered: talks (谈话) of an appraisal."""

from __future__ import annotations

from servicekit.errors import UnknownCadre, UnknownEntry
from servicekit.operations import BulkCommand, Command, Query
from servicekit.schema import page_of
from services.appraisal.errors.appraisals import NoAppraisal, NotRunning, ScoresWrong
from services.appraisal.errors.common import BadPeriod, StepNotPossible
from services.appraisal.errors.models import NoModel
from services.appraisal.errors.talks import CounterpartWrong, NoTalk, TalkerWrong, TooFewTalkers
from services.appraisal.schemas import talks as schemas

# fmt: off
RECORD_TALK = Command(
    "appraisal.record_talk", schemas.RecordTalk, schemas.TalkOut,
    refuses=(
        NoAppraisal, NotRunning, ScoresWrong, UnknownEntry, UnknownCadre, BadPeriod, CounterpartWrong,
        TalkerWrong, TooFewTalkers, NoModel,
    ),
    put_right=("correct_talk", "annul_talk"),
)
IMPORT_TALKS = BulkCommand(
    "appraisal.import_talks", row=schemas.ImportTalk,
    refuses=(
        NoAppraisal, NotRunning, ScoresWrong, UnknownEntry, UnknownCadre, BadPeriod, CounterpartWrong,
        TalkerWrong, TooFewTalkers, NoModel,
    ),
    put_right=("correct_talk", "annul_talk"),
)
CORRECT_TALK = Command(
    "appraisal.correct_talk", schemas.CorrectTalk, schemas.TalkOut,
    refuses=(NoTalk, NotRunning, ScoresWrong, BadPeriod, NoAppraisal, NoModel, StepNotPossible),
    put_right=("correct_talk",),
)
ANNUL_TALK = Command(
    "appraisal.annul_talk", schemas.AnnulTalk, schemas.TalkOut,
    refuses=(NoTalk, NotRunning, NoAppraisal, StepNotPossible),
    put_right=("record_talk",),
)
GET_TALK = Query("appraisal.get_talk", schemas.TalkOf, schemas.TalkOut, refuses=(NoTalk,))
LIST_TALKS = Query("appraisal.list_talks", schemas.ListTalks, page_of(schemas.TalkLine))
