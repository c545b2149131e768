"""What the schemas of several subjects share."""

from __future__ import annotations

from servicekit.forms import among
from servicekit.lifecycle import Following, Named, Prefixed, Words, words_of
from servicekit.schema import fields, validate
from services.appraisal.vocabulary.evidence import SubjectKind
from services.appraisal.vocabulary.models import TEAM_SOURCES

SOURCES: tuple[Words, ...] = ("appraisal.evidence_sources", TEAM_SOURCES)
DIMENSIONS = "appraisal.dimensions"
"""What the versions of the models call their dimensions: by the version's id, and by the kind of whom it is for."""
OF_MODEL = Following("model_id", DIMENSIONS)
"""As the version calls them by which something was computed."""
OF_SUBJECT = Following("subject_kind", DIMENSIONS)
"""As the newest version of the model that has them calls them, for cadres or for teams."""
STEP_OF_MODEL = Following("model_id", DIMENSIONS, "dimension.")
EVERY_DIMENSION = tuple(f"{DIMENSIONS}.{kind.value}" for kind in SubjectKind)
"""As any version calls them, for cadres or for teams: what is entered by its word."""
OF_TEAMS = Prefixed("dimension.", f"{DIMENSIONS}.{SubjectKind.TEAM.value}")
GRADES = ("appraisal.cadre_grades", "appraisal.team_grades")
CLASSIFICATIONS = ("public", "internal")


def classification() -> fields.String:
    """How confidential a document is (密级): public or internal. What is 秘密 or above has no place here."""
    refusal = (
        "classified|本平台不处理秘密及以上材料，只接受公开或内部材料"
        "|Nothing secret is kept here: only public or internal"
    )
    return fields.String(
        required=True, validate=validate.OneOf(CLASSIFICATIONS, error=refusal), metadata={"zh": "密级（公开、内部）"}
    )


def state_of(states: type[Named]) -> fields.AnyOf:
    """A filter by state."""
    return among(words_of(states), "状态")
