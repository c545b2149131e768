"""Written material (考察材料) of an appraisal: attached while it runs, never changed; what was wrong is annulled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.appraisal.errors.appraisals import MaterialAnnulled, TooMuchMaterial
from services.appraisal.vocabulary.evidence import SubjectKind


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
    annulled: bool = False
    annulled_on: date | None = None
    annulled_by: str | None = None
    annulled_basis: str | None = None
    synthetic: bool = False
    version: int = 0

    @property
    def subject_kind(self) -> SubjectKind:
        """Whether it was attached to the appraisal of a cadre or of a team."""
        return SubjectKind.CADRE if self.cadre_id else SubjectKind.TEAM


def annul(material: Material, basis: str, on: date, by: str) -> None:
    """Count it no more: it stays readable, with who annulled it and why. Raises MaterialAnnulled."""
    if material.annulled:
        raise MaterialAnnulled(material_id=material.id)
    material.annulled, material.annulled_on, material.annulled_by, material.annulled_basis = True, on, by, basis


def must_have_room(materials: int, most: int, cited: str) -> None:
    """Raises TooMuchMaterial, naming the rule."""
    if materials >= most:
        raise TooMuchMaterial(f"最多{most}份（{cited}）", f"At most {most} ({cited})", most=most)
