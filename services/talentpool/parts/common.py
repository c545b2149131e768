"""What several subjects need: a cadre within the caller's scope, a mentor."""

from __future__ import annotations

from collections.abc import Mapping

from servicekit.errors import field_error
from servicekit.roster import PEOPLE
from servicekit.work import UnitOfWork
from services.talentpool.errors.secondments import OwnMentor, UnknownMentor
from services.talentpool.model.members import Standing
from services.talentpool.parts.standing import serves


def check_mentor(
    work: UnitOfWork, mentor_id: str | None, cadre_id: str | None, standings: Mapping[str, Standing]
) -> None:
    """Raises OwnMentor and UnknownMentor: a mentor is another cadre, in service. Who decides saves the standing too."""
    if mentor_id is None:
        return
    if mentor_id == cadre_id:
        raise OwnMentor(errors=[field_error("/mentor_id", "own-mentor", OwnMentor.zh, OwnMentor.en)])
    mentor = work.load_many(PEOPLE, [mentor_id]).get(mentor_id)
    if mentor is None or not serves(mentor, standings.get(mentor_id) or Standing(mentor_id)):
        where = [field_error("/mentor_id", "unknown-mentor", UnknownMentor.zh, UnknownMentor.en)]
        raise UnknownMentor(errors=where, mentor_id=mentor_id)
