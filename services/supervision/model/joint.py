"""The five mechanisms of the joint platform (五联一平台), and whose word an agency's opinion is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from servicekit.errors import NotIndependent, field_error
from servicekit.lifecycle import HasState, Lifecycle, hands_of


class Said(Protocol):
    """What an account has entered as the word of an agency."""

    by: str


class OfAnAgency(Said, Protocol):
    """An agency's opinion; `document` is the number of the paper (来函文号) that it came by, `earlier` what it had said
    before."""

    agency_id: str
    document: str | None

    @property
    def earlier(self) -> Sequence[Said]: ...


def must_be_its_own_word(
    life: Lifecycle[Any, Any], step: Any, course: HasState, given: OfAnAgency, others: Iterable[OfAnAgency]
) -> None:
    """One account speaks for one agency: raises NotIndependent for one that has spoken for another of them, unless it
    enters the agency's paper by its number; and for whoever the step is kept apart from by its row."""
    elsewhere = [one for one in others if one.agency_id != given.agency_id and given.document is None]
    spoke = ((by, step) for one in elsewhere for by in (one.by, *(said.by for said in one.earlier)))
    try:
        life.must_be_another(course, step, given.by, hands_of(*spoke))
    except NotIndependent as refusal:
        if refusal.facts["did"] == [step]:
            zh, en = (
                "一个账号录入两个以上单位的意见时，须依来函录入并填写文号",
                "Enter it from the agency's paper, by its number",
            )
            refusal.errors = [field_error("/document", "missing", zh, en)]
        raise
