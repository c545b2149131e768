"""Offered: contact points (干部工作联系点)."""

from __future__ import annotations

from servicekit.errors import EndsBeforeItBegins, UnknownCadre, UnknownUnit
from servicekit.operations import BulkCommand, Command, Query
from servicekit.schema import page_of
from services.appraisal.errors.common import BadPeriod, StepNotPossible
from services.appraisal.errors.contact_points import (
    ContactPointOpen,
    ContactWrong,
    NoContactPoint,
    NothingToFollowUp,
    NoVisit,
)
from services.appraisal.schemas import contact_points as schemas

# fmt: off
OPEN_CONTACT_POINT = Command(
    "appraisal.open_contact_point", schemas.OpenContactPoint, schemas.ContactPointOut,
    refuses=(UnknownCadre, UnknownUnit, ContactWrong, ContactPointOpen, EndsBeforeItBegins),
    put_right=("end_contact_point", "annul_contact_point"),
)
IMPORT_CONTACT_POINTS = BulkCommand(
    "appraisal.import_contact_points", row=schemas.OpenContactPoint,
    refuses=(UnknownCadre, UnknownUnit, ContactWrong, ContactPointOpen, EndsBeforeItBegins),
    put_right=("end_contact_point", "annul_contact_point"),
)
END_CONTACT_POINT = Command(
    "appraisal.end_contact_point", schemas.EndContactPoint, schemas.ContactPointOut,
    refuses=(NoContactPoint, StepNotPossible, EndsBeforeItBegins),
    put_right=("annul_contact_point", "open_contact_point"),
)
ANNUL_CONTACT_POINT = Command(
    "appraisal.annul_contact_point", schemas.AnnulContactPoint, schemas.ContactPointOut,
    refuses=(NoContactPoint, StepNotPossible),
    put_right=("open_contact_point",),
)
RECORD_CONTACT_VISIT = Command(
    "appraisal.record_contact_visit", schemas.RecordVisit, schemas.VisitOut,
    refuses=(NoContactPoint, StepNotPossible, BadPeriod),
    put_right=("annul_contact_visit",),
)
SETTLE_CONTACT_VISIT = Command(
    "appraisal.settle_contact_visit", schemas.SettleFollowUp, schemas.VisitOut,
    refuses=(NoVisit, NothingToFollowUp),
    put_right=("annul_contact_visit",),
)
ANNUL_CONTACT_VISIT = Command(
    "appraisal.annul_contact_visit", schemas.AnnulVisit, schemas.VisitOut,
    refuses=(NoVisit, NoContactPoint, StepNotPossible),
    put_right=("record_contact_visit",),
)
GET_CONTACT_POINT = Query(
    "appraisal.get_contact_point", schemas.ContactPointOf, schemas.ContactPointOut,
    refuses=(NoContactPoint,),
)
LIST_CONTACT_POINTS = Query(
    "appraisal.list_contact_points", schemas.ListContactPoints, page_of(schemas.ContactPointLine),
)
LIST_CONTACT_VISITS = Query("appraisal.list_contact_visits", schemas.ListVisits, page_of(schemas.VisitOut))
