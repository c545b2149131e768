"""The sheet of a team as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from papers import typeset
from papers.appointment_form.printed import age, day, spaced
from papers.charts import SHAPES
from papers.form import Education
from papers.team import Holder, Number, Seat, TeamSheet
from papers.team_sheet.structure import structure

_TEMPLATE = Path(__file__).with_name("template.typ")


def pdf(sheets: Sequence[TeamSheet], fonts: str, made_on: str) -> bytes:
    """The sheets one after another. A photo that cannot be shown is left out. Raises typeset.NoFont.

    `made_on` is the day that stands in the file's properties.
    """
    pictures: dict[str, bytes] = {}
    shown = [_sheet(number, sheet, pictures) for number, sheet in enumerate(sheets)]
    made = [int(part) for part in made_on.split("-")]
    return typeset.pdf(fonts, _TEMPLATE, {"sheets": shown, "made": made}, {**SHAPES, **pictures})


def _sheet(number: int, sheet: TeamSheet, pictures: dict[str, bytes]) -> dict[str, Any]:
    return {
        "unit": sheet.unit,
        "on": [int(part) for part in sheet.on.split("-")],
        "numbers": [_number(one) for one in sheet.numbers],
        "seats": [_seat(f"photo-{number}-{line}", sheet, seat, pictures) for line, seat in enumerate(sheet.seats)],
        "structure": asdict(structure(sheet)),
        "made_by": sheet.made_by,
        "left_out": sheet.left_out,
        "synthetic": sheet.synthetic,
    }


def _number(one: Number) -> list[str]:
    approved = "未核定" if one.approved is None else str(one.approved)
    return [one.role, approved, str(one.filled), *(str(count) if count else "" for count in (one.vacant, one.over))]


def _seat(picture: str, sheet: TeamSheet, seat: Seat, pictures: dict[str, bytes]) -> dict[str, Any]:
    if seat.holder is None:
        vacant = "空缺" if seat.free == 1 else f"空缺{seat.free}职"
        return {"title": seat.title, "level": seat.level, "vacant": vacant}
    return {"title": seat.title, "vacant": "", **_holder(picture, sheet, seat.holder, pictures)}


def _holder(picture: str, sheet: TeamSheet, one: Holder, pictures: dict[str, bytes]) -> dict[str, Any]:
    years = age(one.birth, sheet.on)
    photo = ""
    if kind := typeset.picture_kind(one.photo):
        photo = f"{picture}.{kind}"
        pictures[photo] = one.photo
    return {
        "photo": photo,
        "name": spaced(one.name),
        "sex": one.sex,
        "birth": [day(one.birth), *([] if years is None else [f"（{years}岁）"])],
        "ethnicity": one.ethnicity,
        "native_place": one.native_place,
        "party": [said for said in (day(one.joined_party_on), one.other_party) if said],
        "began_work_on": day(one.began_work_on),
        "full_time": _education(one.full_time),
        "in_service": _education(one.in_service),
        "since": day(one.since),
        "level": [*_level(one.level, one.level_since), *_level(one.rank, one.rank_since)],
    }


def _level(code: str, since: str) -> list[str]:
    return [] if not code else [code] if not since else [code, f"（{day(since)}）"]


def _education(one: Education) -> list[str]:
    schools = dict.fromkeys(filter(None, (one.level_school, one.degree_school)))
    return [line for line in ("　".join(filter(None, (one.level, one.degree))), *schools) if line]
