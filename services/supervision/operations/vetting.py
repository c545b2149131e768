"""Offered: agencies and vetting (联审): who is asked, who has answered by when, and the conclusion."""

from __future__ import annotations

from servicekit.errors import (
    DayNotCome,
    EndsBeforeItBegins,
    HasDied,
    NotIndependent,
    UnknownCadre,
    UnknownEntry,
    UnknownUnit,
)
from servicekit.operations import BulkCommand, Command, Query
from servicekit.schema import page_of
from services.supervision.errors.conferences import AgencyNotNamed
from services.supervision.errors.vetting import (
    AgencyKnown,
    AlreadyAnswered,
    ApproverMissing,
    BasisMissing,
    NoAgency,
    NotAsked,
    NotConcluded,
    NotYourAgency,
    NoVetting,
    ReasonMissing,
    VettingOver,
)
from services.supervision.schemas import vetting as schemas

# fmt: off
REGISTER_AGENCY = Command(
    "supervision.register_agency", schemas.RegisterAgency, schemas.AgencyOut,
    refuses=(AgencyKnown, UnknownUnit, UnknownEntry),
    put_right=("change_agency",),
)
IMPORT_AGENCIES = BulkCommand(
    "supervision.import_agencies", row=schemas.RegisterAgency,
    refuses=REGISTER_AGENCY.refuses,
    put_right=("change_agency",),
)
CHANGE_AGENCY = Command(
    "supervision.change_agency", schemas.ChangeAgency, schemas.AgencyOut,
    refuses=(UnknownUnit, NoAgency),
    put_right=("change_agency",),
)
GET_AGENCY = Query("supervision.get_agency", schemas.AgencyOf, schemas.AgencyOut, refuses=(NoAgency,))
LIST_AGENCIES = Query("supervision.list_agencies", schemas.ListAgencies, page_of(schemas.AgencyOut))
OPEN_VETTING = Command(
    "supervision.open_vetting", schemas.OpenVetting, schemas.VettingOut,
    refuses=(HasDied, UnknownCadre, VettingOver),
    put_right=("conclude_vetting",),
)
GIVE_OPINION = Command(
    "supervision.give_opinion", schemas.GiveOpinion, schemas.VettingOut,
    refuses=(EndsBeforeItBegins,
        DayNotCome, NotAsked, NotYourAgency, AgencyNotNamed, AlreadyAnswered, VettingOver, NoAgency, BasisMissing,
        ApproverMissing, NoVetting, NotIndependent, ReasonMissing, UnknownEntry,
    ),
    put_right=("give_opinion",),
)
RECORD_OPINIONS = BulkCommand(
    "supervision.record_opinions", row=schemas.OpinionRow,
    refuses=(EndsBeforeItBegins,
        DayNotCome, NotAsked, NotYourAgency, AgencyNotNamed, AlreadyAnswered, VettingOver, NoVetting, BasisMissing,
        ApproverMissing, NoAgency, NotIndependent, ReasonMissing, UnknownEntry,
    ),
    put_right=("give_opinion",),
)
CONCLUDE_VETTING = Command(
    "supervision.conclude_vetting", schemas.ConcludeVetting, schemas.VettingOut,
    refuses=(
        NotIndependent, VettingOver, BasisMissing, ApproverMissing, NoVetting, DayNotCome, EndsBeforeItBegins,
    ),
    put_right=("correct_vetting",),
)
CORRECT_VETTING = Command(
    "supervision.correct_vetting", schemas.CorrectVetting, schemas.VettingOut,
    refuses=(NotConcluded, VettingOver, NoVetting),
    put_right=("correct_vetting",),
)
GET_VETTING = Query("supervision.get_vetting", schemas.VettingOf, schemas.VettingOut, refuses=(NoVetting,))
LIST_VETTINGS = Query("supervision.list_vettings", schemas.ListVettings, page_of(schemas.VettingRow))
