"""Offered: mechanisms of appraisal (考察制度机制)."""

from __future__ import annotations

from servicekit.errors import EndsBeforeItBegins
from servicekit.operations import BulkCommand, Command, Query
from servicekit.schema import page_of
from services.appraisal.errors.common import StepNotPossible
from services.appraisal.errors.mechanisms import MechanismKnown, NoMechanism
from services.appraisal.schemas import mechanisms as schemas

# fmt: off
OPEN_MECHANISM = Command(
    "appraisal.open_mechanism", schemas.OpenMechanism, schemas.MechanismOut,
    refuses=(MechanismKnown, EndsBeforeItBegins, StepNotPossible),
    put_right=("change_mechanism", "retire_mechanism"),
)
IMPORT_MECHANISMS = BulkCommand(
    "appraisal.import_mechanisms", row=schemas.OpenMechanism,
    refuses=(MechanismKnown, EndsBeforeItBegins, StepNotPossible),
    put_right=("change_mechanism", "retire_mechanism"),
)
CHANGE_MECHANISM = Command(
    "appraisal.change_mechanism", schemas.ChangeMechanism, schemas.MechanismOut,
    refuses=(NoMechanism, StepNotPossible, EndsBeforeItBegins),
    put_right=("change_mechanism",),
)
PUT_MECHANISM_IN_USE = Command(
    "appraisal.put_mechanism_in_use", schemas.MechanismOf, schemas.MechanismOut,
    refuses=(NoMechanism, StepNotPossible),
    put_right=("retire_mechanism",),
)
RETIRE_MECHANISM = Command(
    "appraisal.retire_mechanism", schemas.RetireMechanism, schemas.MechanismOut,
    refuses=(NoMechanism, StepNotPossible, EndsBeforeItBegins),
    put_right=("put_mechanism_in_use",),
)
GET_MECHANISM = Query("appraisal.get_mechanism", schemas.MechanismOf, schemas.MechanismOut, refuses=(NoMechanism,))
LIST_MECHANISMS = Query("appraisal.list_mechanisms", schemas.ListMechanisms, page_of(schemas.MechanismLine))
