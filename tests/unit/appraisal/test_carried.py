"""What one record takes over from another is taken over whole: a field that is added cannot be forgotten in between."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal

from services.appraisal.model.appraisals import Appraisal
from services.appraisal.model.conclusions import Draft, Scale, draw_up
from services.appraisal.model.index_records import Basis, CurrentIndex, KeptIndex, keep
from services.appraisal.schemas.appraisals import ChangeAppraisal
from services.appraisal.vocabulary.evidence import SubjectKind

DAY, NOW = date(2026, 3, 1), datetime(2026, 3, 1, 4, tzinfo=UTC)


def names(record: type) -> set[str]:
    return {field.name for field in fields(record)}


def test_a_conclusion_says_everything_that_its_draft_says() -> None:
    draft = Draft("good", {"d": Decimal(80)}, "情况", "internal", "起草人", "acc-1", DAY, "依据")
    conclusion = draw_up(draft, Scale("mdl-1", 1, {"d": Decimal(1)}))
    said = {name: getattr(draft, name) for name in names(Draft) - {"scores"}}
    assert {name: getattr(conclusion, name) for name in said} == said
    assert {part.dimension: part.score for part in conclusion.parts} == draft.scores


def test_an_index_that_is_kept_says_everything_that_the_current_one_says() -> None:
    current = CurrentIndex(
        id="cadre.cad-1.0",
        subject_kind=SubjectKind.CADRE,
        subject_id="cad-1",
        cadre_id="cad-1",
        unit_id=None,
        unit_ids=["unt-1"],
        model_id="mdl-1",
        model_version=2,
        score=Decimal("71.25"),
        dimensions={"d": Decimal(70)},
        lever=Decimal(1),
        extension=Decimal(80),
        basis=Basis(DAY, 17),
        slot=1,
        run=3,
        order=7125,
        computed_on=DAY,
        confirmed=True,
        synthetic=True,
        version=9,
    )
    kept = keep(current, "kix-1", NOW, "acc-1")
    said = names(CurrentIndex) & names(KeptIndex) - {"id", "version", "confirmed"}
    assert {name: getattr(kept, name) for name in said} == {name: getattr(current, name) for name in said}
    assert (kept.id, kept.version, kept.confirmed, kept.computed_by) == ("kix-1", 0, False, "acc-1")


def test_whatever_can_be_changed_of_a_plan_is_part_of_an_appraisal() -> None:
    assert set(ChangeAppraisal().fields) - {"appraisal_id"} <= names(Appraisal)
