"""What several parts need of who acts and of the roster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servicekit.errors import field_error
from servicekit.lifecycle import Mark
from servicekit.roster import PEOPLE, UNITS, Person, Unit, UnknownCadre, UnknownUnit
from servicekit.work import UnitOfWork
from services.appraisal.model.appraisals import check_subject
from services.appraisal.model.evidence import SubjectKind


def mark(work: UnitOfWork) -> Mark:
    """Who acts, and when."""
    return Mark(work.now, work.principal.account)


def must_be_person(work: UnitOfWork, cadre_id: str, pointer: str = "/cadre_id") -> Person:
    """A cadre within the caller's scope. Raises UnknownCadre."""
    person = work.load_many(PEOPLE, [cadre_id]).get(cadre_id)
    if person is None or not work.scope.allows(person.unit_ids, person.id):
        zh, en = f"干部不存在：{cadre_id}", f"There is no such cadre: {cadre_id}"
        raise UnknownCadre(zh, en, errors=[field_error(pointer, "unknown-cadre", zh, en)], cadre_id=cadre_id)
    return person


def must_be_unit(work: UnitOfWork, unit_id: str, pointer: str = "/unit_id") -> Unit:
    """A unit within the caller's scope. Raises UnknownUnit."""
    unit = work.load_many(UNITS, [unit_id]).get(unit_id)
    if unit is None or not work.scope.allows(unit.unit_ids):
        zh, en = f"单位不存在：{unit_id}", f"There is no such unit: {unit_id}"
        raise UnknownUnit(zh, en, errors=[field_error(pointer, "unknown-unit", zh, en)], unit_id=unit_id)
    return unit


def subject_of(work: UnitOfWork, wish: Mapping[str, Any]) -> tuple[SubjectKind, str, list[str]]:
    """The cadre or team that a wish names, with its path of units. Raises SubjectWrong, UnknownCadre, UnknownUnit."""
    kind = check_subject(wish["cadre_id"], wish["unit_id"])
    if kind is SubjectKind.CADRE:
        return kind, wish["cadre_id"], must_be_person(work, wish["cadre_id"]).unit_ids
    return kind, wish["unit_id"], must_be_unit(work, wish["unit_id"]).unit_ids
