"""Synthetic people for pure tests; none is real."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from stdnum.cn import ric

from servicekit.rules import RuleBook, rule_book
from services.registry.model import checks, succession
from services.registry.model.holding import derive
from services.registry.model.person import Appointment, Cadre, Education, ResumeLine, Span
from services.registry.model.units import Headcount, Post, Role, Unit
from services.registry.vocabulary.person import EducationMode

TODAY = date(2026, 1, 15)
RULES: RuleBook = rule_book(Path(__file__).parents[3] / "services" / "registry", TODAY)


def number(birth: date = date(1980, 5, 1), serial: int = 1, region: str = "150203") -> str:
    """A valid identity number that nobody asked for."""
    body = f"{region}{birth:%Y%m%d}{serial:03}"
    return body + ric.calc_check_digit(body + "0")


def a_unit(id: str = "unt-1", **fields: Any) -> Unit:
    values: dict[str, Any] = {
        "id": id,
        "code": id.upper(),
        "name": "虚构单位",
        "short_name": "虚构",
        "kind": "government",
        "level": "131",
        "region": "150200",
        "parent_id": None,
        "unit_ids": [id],
        "approved": Headcount(1, 2, 0),
        "synthetic": True,
    }
    return Unit(**{**values, **fields})


def a_post(unit: Unit, role: Role = Role.DEPUTY, **fields: Any) -> Post:
    values: dict[str, Any] = {
        "id": "pst-1",
        "code": None,
        "unit_id": unit.id,
        "unit_ids": unit.unit_ids,
        "title": "副局长",
        "post_level": "132",
        "role": role,
        "synthetic": True,
    }
    return Post(**{**values, **fields})


def settled(cadre: Cadre, today: date = TODAY) -> Cadre:
    """As a file is kept: what follows from the entries, as of today."""
    succession.settle(cadre)
    derive(cadre, today)
    return cadre


def a_cadre(
    level: str | None = "141",
    level_since: str = "2018-06",
    *,
    work_since: str = "2003-07",
    basic: tuple[str, str] | None = ("2003-07", "2008-07"),
    education: str | None = "21",
    **fields: Any,
) -> Cadre:
    """A cadre whom every rule lets pass, unless something is changed."""
    values: dict[str, Any] = {
        "id": "cad-1",
        "name": "虚构甲",
        "sex": "1",
        "birth": "1981-03",
        "ethnicity": "01",
        "number_masked": "1502**",
        "number_index": "x",
        "number_sealed": b"",
        "unit_id": "unt-1",
        "unit_ids": ["unt-1"],
        "began_work_on": work_since,
        "synthetic": True,
    }
    cadre = Cadre(**{**values, **fields})
    if education:
        cadre.append("education", Education(mode=EducationMode.FULL_TIME, level=education))
    if basic:
        cadre.append("resume", ResumeLine(began=basic[0], ended=basic[1], text="苏木乡镇工作", basic_level=True))
    if level:
        cadre.append("levels", Span(code=level, began=level_since))
        for title in ("科长", "主任"):
            cadre.append(
                "appointments",
                Appointment(
                    unit_id="unt-1",
                    unit_ids=["unt-1"],
                    title=title,
                    began=level_since,
                    ended="2020-01",
                    post_level=level,
                ),
            )
    settled(cadre)
    cadre.retires_on = checks.due_day(cadre, RULES)
    return cadre
