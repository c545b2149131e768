"""Offered: joint conferences (会商联席): agenda, attendance, minutes, resolutions that become tasks."""

from __future__ import annotations

from servicekit.operations import Command, Query
from servicekit.schema import page_of
from services.supervision.errors.conferences import (
    BelowQuorum,
    ConferenceAhead,
    NoConference,
    NotAMemberAgency,
    StepNotPossible,
    TasksOpen,
)
from services.supervision.errors.matters import DueInThePast
from services.supervision.schemas import conferences as schemas

# fmt: off
CONVENE_CONFERENCE = Command(
    "supervision.convene_conference", schemas.ConveneConference, schemas.ConferenceOut,
    refuses=(NotAMemberAgency,),
    put_right=("cancel_conference",),
)
ADD_AGENDA_ITEM = Command(
    "supervision.add_agenda_item", schemas.AddAgendaItem, schemas.ConferenceOut,
    refuses=(NoConference, StepNotPossible, NotAMemberAgency),
    put_right=("cancel_conference",),
)
HOLD_CONFERENCE = Command(
    "supervision.hold_conference", schemas.HoldConference, schemas.ConferenceOut,
    refuses=(NoConference, StepNotPossible, NotAMemberAgency, ConferenceAhead),
    put_right=("hold_conference",),
)
MINUTE_CONFERENCE = Command(
    "supervision.minute_conference", schemas.MinuteConference, schemas.ConferenceOut,
    refuses=(NoConference, StepNotPossible, BelowQuorum),
    put_right=("correct_minutes",),
)
CORRECT_MINUTES = Command(
    "supervision.correct_minutes", schemas.CorrectMinutes, schemas.ConferenceOut,
    refuses=(NoConference, StepNotPossible),
    put_right=("correct_minutes",),
)
RESOLVE_AT_CONFERENCE = Command(
    "supervision.resolve_at_conference", schemas.ResolveAtConference, schemas.ConferenceOut,
    refuses=(NoConference, StepNotPossible, NotAMemberAgency, DueInThePast),
    put_right=("withdraw_task",),
)
CLOSE_CONFERENCE = Command(
    "supervision.close_conference", schemas.CloseConference, schemas.ConferenceOut,
    refuses=(NoConference, StepNotPossible, TasksOpen),
    put_right=("convene_conference",),
)
CANCEL_CONFERENCE = Command(
    "supervision.cancel_conference", schemas.CancelConference, schemas.ConferenceOut,
    refuses=(NoConference, StepNotPossible),
    put_right=("convene_conference",),
)
GET_CONFERENCE = Query(
    "supervision.get_conference", schemas.ConferenceOf, schemas.ConferenceOut,
    refuses=(NoConference,),
)
LIST_CONFERENCES = Query("supervision.list_conferences", schemas.ListConferences, page_of(schemas.ConferenceLine))
