"""Offered: the bulk commands of the roster."""

from __future__ import annotations

from servicekit.errors import DayNotCome, EndsBeforeItBegins, UnknownEntry
from servicekit.operations import CADRES, POSTS, UNITS, BulkCommand
from services.registry.errors.cadres import (
    BadIdentityNumber,
    BasisNeeded,
    CameWithAppointment,
    IdentityNumberKnown,
    TooManyLookups,
    UnknownCadre,
)
from services.registry.errors.cadres import UnknownEntry as NoSuchEntry
from services.registry.errors.policies import Classified
from services.registry.errors.posts import BadCondition, PostTaken, UnknownPost
from services.registry.errors.units import CodeTaken, UnitClosed, UnknownUnit
from services.registry.operations.cadres import ENTRY
from services.registry.schemas import history_rows
from services.registry.schemas import units as schemas
from services.registry.schemas.cadres import ImportCadre
from services.registry.schemas.career_rows import CareerRow
from services.registry.schemas.form_rows import FormRow
from services.registry.schemas.policies import RegisterPolicy

# fmt: off
IMPORT_UNITS = BulkCommand(
    "registry.import_units", row=schemas.RegisterUnit,
    refuses=(UnknownUnit, CodeTaken, UnitClosed),
    makes=UNITS,
    put_right=("change_unit", "move_unit"),
)
IMPORT_POSTS = BulkCommand(
    "registry.import_posts", row=schemas.EstablishPost,
    refuses=(UnknownUnit, CodeTaken, BadCondition, UnknownEntry),
    makes=POSTS,
    put_right=("change_post", "abolish_post"),
)
IMPORT_CADRES = BulkCommand(
    "registry.import_cadres", row=ImportCadre,
    refuses=(
        BadIdentityNumber, IdentityNumberKnown, TooManyLookups, UnknownUnit, UnitClosed, UnknownPost, PostTaken,
        EndsBeforeItBegins, *ENTRY,
    ),
    makes=CADRES,
    put_right=("change_cadre", "correct_entry", "set_aside", "correct_number"),
)
IMPORT_CAREERS = BulkCommand(
    "registry.import_careers", row=CareerRow,
    refuses=(
        BadIdentityNumber, UnknownCadre, UnknownUnit, UnknownPost, PostTaken, EndsBeforeItBegins, BasisNeeded, *ENTRY,
    ),
    put_right=("change_cadre", "correct_entry", "set_aside", "correct_number"),
)
IMPORT_FORMS = BulkCommand(
    "registry.import_forms", row=FormRow,
    refuses=(
        BadIdentityNumber, IdentityNumberKnown, TooManyLookups, UnknownCadre, UnknownUnit, UnitClosed, UnknownPost,
        EndsBeforeItBegins, BasisNeeded, NoSuchEntry, CameWithAppointment, *ENTRY,
    ),
    makes=CADRES,
    put_right=("change_cadre", "correct_entry", "set_aside", "correct_number"),
)
IMPORT_POLICIES = BulkCommand(
    "registry.import_policies",
    row=RegisterPolicy,
    refuses=(Classified, CodeTaken, DayNotCome, EndsBeforeItBegins),
    put_right=("change_policy",),
)


def _of_a_history(name: str, kind: history_rows.HistoryRows) -> BulkCommand:
    return BulkCommand(
        f"registry.{name}", row=kind.row,
        refuses=(BadIdentityNumber, UnknownCadre, EndsBeforeItBegins, *ENTRY),
        put_right=("correct_entry", "set_aside"),
    )


IMPORT_RESUMES = _of_a_history("import_resumes", history_rows.RESUME)
IMPORT_EDUCATION = _of_a_history("import_education", history_rows.EDUCATION)
IMPORT_PROFESSIONAL_POSTS = _of_a_history("import_professional_posts", history_rows.PROFESSIONAL_POSTS)
IMPORT_ASSESSMENTS = _of_a_history("import_assessments", history_rows.ASSESSMENTS)
IMPORT_REWARDS = _of_a_history("import_rewards", history_rows.REWARDS)
IMPORT_FAMILIES = _of_a_history("import_families", history_rows.FAMILY)
