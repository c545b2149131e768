"""How imports of the talent pool are undone (撤销导入), and what of it may rest on what."""

from __future__ import annotations

from datetime import date
from typing import Any

from servicekit import undoing
from servicekit.undoing import GONE, Back, Built, TakeBack, Undo, by
from servicekit.work import UnitOfWork
from services.talentpool.events.graduates import CHANGED
from services.talentpool.model import graduates as model
from services.talentpool.operations import graduates, members, programmes, secondments
from services.talentpool.parts import seconding, tracking
from services.talentpool.store.graduates import GRADUATES
from services.talentpool.store.matches import MATCHES
from services.talentpool.store.members import MEMBERS
from services.talentpool.store.programmes import PARTICIPANTS
from services.talentpool.store.secondments import SECONDMENTS
from services.talentpool.store.successions import SUCCESSORS
from services.talentpool.vocabulary.secondments import State, Step


def _promotion(service: Any, work: UnitOfWork, back: Back) -> None:
    by(graduates.WITHDRAW_PROMOTION, "graduate_id", "reason", **back.did)(service, work, back)


def _of_a_year(what: str) -> TakeBack:
    """An interview or an assessment counts no longer; a year that is over without it is overdue."""

    def take_back(service: Any, work: UnitOfWork, back: Back) -> None:
        graduate, did = back.entity, back.did
        made = getattr(graduate, what)[did["place"]]
        if made.withdrawn is not None:
            back.notes.append(GONE)
            return
        since = date.fromisoformat(did["on"])
        over = since <= tracking.year_end(work, made.year) < work.today
        model.withdraw(graduate, made, back.by, back.basis, since=since, missing=did["overdue"] or over)
        tracking.keep(work, CHANGED, graduate)

    return take_back


def _secondment(service: Any, work: UnitOfWork, back: Back) -> None:
    found = back.entity
    step = Step.CANCEL if found.state is State.PLANNED else Step.ANNUL
    # What ended with an entry of the file does not come back with it.
    found.left_by = None
    seconding.end(work, found, step, back.by, back.basis)


UNDOES = (
    Undo(graduates.IMPORT_PROMOTIONS, GRADUATES, _promotion, creates=False),
    Undo(graduates.IMPORT_INTERVIEWS, GRADUATES, _of_a_year("interviews"), creates=False),
    Undo(graduates.IMPORT_GRADUATE_ASSESSMENTS, GRADUATES, _of_a_year("assessments"), creates=False),
    Undo(members.IMPORT_POOL_NOMINATIONS, MEMBERS, by(members.WITHDRAW_MEMBER, "member_id", "reason"),
        gone=("withdrawn",)),
    Undo(programmes.IMPORT_PARTICIPANTS, PARTICIPANTS, by(programmes.LEAVE_PROGRAMME, "participant_id", "note"),
        gone=("left",)),
    Undo(secondments.IMPORT_SECONDMENTS, SECONDMENTS, _secondment, gone=("cancelled",)),
)  # fmt: skip
BUILT = {
    undoing.CADRES: (
        Built(MEMBERS, "cadre_id", "人才库人选", "nominations for the pool", {"state": {"$ne": "withdrawn"}}),
        Built(PARTICIPANTS, "cadre_id", "培养项目", "programmes", {"state": {"$ne": "left"}}),
        Built(SECONDMENTS, "cadre_id", "挂职、跟岗", "secondments", {"state": {"$ne": "cancelled"}}),
        Built(SUCCESSORS, "cadre_id", "接续人选", "successors", {"state": {"$ne": "withdrawn"}}),
        Built(MATCHES, "lines.cadre_id", "人岗相适推荐", "matches", {"state": {"$ne": "lapsed"}}),
    ),
    undoing.POSTS: (
        Built(SUCCESSORS, "post_id", "接续人选", "successors", {"state": {"$ne": "withdrawn"}}),
        Built(MATCHES, "post_id", "人岗相适推荐", "matches", {"state": {"$ne": "lapsed"}}),
    ),
}
