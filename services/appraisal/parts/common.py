"""What several parts need of who acts and of the roster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servicekit.roster import PEOPLE, UNITS
from servicekit.work import UnitOfWork
from services.appraisal.model.appraisals import check_subject
from services.appraisal.vocabulary.evidence import SubjectKind


def subject_of(work: UnitOfWork, wish: Mapping[str, Any]) -> tuple[SubjectKind, str, list[str]]:
    """The cadre or team that a wish names, with its path of units. Raises SubjectWrong, UnknownCadre, UnknownUnit."""
    kind = check_subject(wish["cadre_id"], wish["unit_id"])
    if kind is SubjectKind.CADRE:
        return kind, wish["cadre_id"], work.named(PEOPLE, wish["cadre_id"], "/cadre_id").unit_ids
    return kind, wish["unit_id"], work.named(UNITS, wish["unit_id"], "/unit_id").unit_ids
