"""What the schemas of several subjects share."""

from __future__ import annotations

from servicekit.forms import among
from servicekit.lifecycle import Named, Prefixed, Words, words_of
from servicekit.schema import fields, validate
from services.appraisal.model.models import TEAM_SOURCES

SOURCES: tuple[Words, ...] = ("appraisal.evidence_sources", TEAM_SOURCES)
DIMENSIONS = "appraisal.dimensions"
"""Dimensions are called as the newest version of a model that has them calls them."""
BY_DIMENSION = Prefixed("dimension.", DIMENSIONS)
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
