"""What several parts need of who acts, of the dictionaries and of the roster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servicekit import queries
from servicekit.errors import field_error
from servicekit.roster import PEOPLE, UNITS
from servicekit.work import Reading, UnitOfWork
from services.appraisal.errors.common import UnknownEntry
from services.appraisal.model.appraisals import check_subject
from services.appraisal.model.evidence import SubjectKind
from services.appraisal.model.steps import Mark


def mark(work: UnitOfWork) -> Mark:
    """Who acts, and when."""
    return Mark(work.now, work.principal.account)


def must_know(reading: Reading, dictionary: str, key: str, pointer: str) -> None:
    """Raises UnknownEntry, with what the dictionary has."""
    entries = queries.entries_of(reading.db, dictionary)
    if key not in entries:
        zh, en = f"字典 {dictionary} 中没有“{key}”", f"The dictionary {dictionary} has no {key}"
        raise UnknownEntry(zh, en, errors=[field_error(pointer, "unknown-entry", zh, en)], allowed=sorted(entries))


def subject_of(work: UnitOfWork, wish: Mapping[str, Any]) -> tuple[SubjectKind, str, list[str]]:
    """The cadre or team that a wish names, with its path of units. Raises SubjectWrong, UnknownCadre, UnknownUnit."""
    kind = check_subject(wish["cadre_id"], wish["unit_id"])
    if kind is SubjectKind.CADRE:
        return kind, wish["cadre_id"], work.named(PEOPLE, wish["cadre_id"], "/cadre_id").unit_ids
    return kind, wish["unit_id"], work.named(UNITS, wish["unit_id"], "/unit_id").unit_ids
