"""What the input of a preference is counted in."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal

import pytest

from servicekit.schema import Schema, fields, present
from services.talentpool.model.matches import Part
from services.talentpool.schemas.matches import PartOut
from services.talentpool.vocabulary.scoring import PREFERENCES, Unit, unit_of


class Shown(Schema):
    parts = fields.List(fields.Nested(PartOut))


def test_every_part_that_is_a_number_says_what_it_is_counted_in() -> None:
    assert {key: unit_of(key) for key in PREFERENCES} == {
        "index": Unit.POINTS,
        "years_at_level": Unit.MONTHS,
        "years_in_post": Unit.MONTHS,
        "basic_level_years": Unit.MONTHS,
        "excellent_grades": Unit.TIMES,
        "trainings": Unit.TIMES,
        "honour": None,
        "pool": None,
        "post_wishes": Unit.WISHES,
    }


@pytest.mark.parametrize("as_kept", [vars, asdict])
def test_an_answer_shows_it(as_kept) -> None:  # type: ignore[no-untyped-def]
    part = Part("years_at_level", 45, Decimal(75), Decimal("0.5"), Decimal("37.5"), Decimal("12.5"), 60)
    (shown,) = present(Shown, {"parts": [as_kept(part)]})["parts"]
    assert (shown["value"], shown["unit"], shown["full_at"]) == (45, "months", 60)
