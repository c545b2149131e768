"""Written material (考察材料) of an appraisal: attached while it runs, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.appraisal.errors.appraisals import TooMuchMaterial


@dataclass
class Material:
    """A piece of written material. `unit_ids` are those of the appraisal's subject."""

    id: str
    appraisal_id: str
    unit_ids: list[str]
    kind: str
    title: str
    text: str
    classification: str
    happened_on: date
    added_by: str
    added_on: date
    cadre_id: str | None = None
    dimension: str | None = None
    synthetic: bool = False
    version: int = 0


def must_have_room(materials: int, most: int, cited: str) -> None:
    """Raises TooMuchMaterial, naming the rule."""
    if materials >= most:
        raise TooMuchMaterial(f"最多{most}份（{cited}）", f"At most {most} ({cited})", most=most)
