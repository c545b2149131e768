"""How imports of appraisals are undone (撤销导入), and what of them may rest on what."""

from __future__ import annotations

from typing import Any

from servicekit import deadlines, undoing
from servicekit.undoing import Back, Built, Undo, by, released
from servicekit.work import UnitOfWork
from services.appraisal.events import mechanisms as events
from services.appraisal.model import mechanisms as model
from services.appraisal.operations import (
    appraisal_imports,
    appraisals,
    ballots,
    contact_points,
    deeds,
    major_matters,
    mechanisms,
    notices,
    talks,
)
from services.appraisal.parts.mechanisms import RUNS_OUT
from services.appraisal.store.appraisals import APPRAISALS, MATERIALS
from services.appraisal.store.ballots import BALLOTS, TALLIES
from services.appraisal.store.contact_points import CONTACT_POINTS, VISITS
from services.appraisal.store.deeds import DEEDS
from services.appraisal.store.major_matters import EVALUATIONS
from services.appraisal.store.mechanisms import MECHANISMS
from services.appraisal.store.notices import NOTICES
from services.appraisal.store.talks import TALKS

_cancel = by(appraisals.CANCEL_APPRAISAL, "appraisal_id")


def _appraisal(service: Any, work: UnitOfWork, back: Back) -> None:
    back.entity.code = released(back.entity.code, back.id)
    _cancel(service, work, back)


def _mechanism(service: Any, work: UnitOfWork, back: Back) -> None:
    mechanism = back.entity
    model.retire(mechanism, work.today, back.basis, work.mark(), work.today)
    mechanism.code = released(mechanism.code, mechanism.id)
    deadlines.cancel(work, RUNS_OUT, mechanism.id)
    work.tell(events.RETIRED, work.save(MECHANISMS, mechanism))


UNDOES = (
    Undo(appraisal_imports.IMPORT_APPRAISALS, APPRAISALS, _appraisal, gone=("cancelled",)),
    Undo(appraisal_imports.IMPORT_CONCLUSIONS, APPRAISALS, by(appraisals.RETURN_CONCLUSION, "appraisal_id", "reason"),
        creates=False),
    Undo(ballots.IMPORT_BALLOT_TALLIES, TALLIES, by(ballots.REJECT_TALLY, "tally_id", "reason", who="rejected_by"),
        gone=("rejected",)),
    Undo(contact_points.IMPORT_CONTACT_POINTS, CONTACT_POINTS,
        by(contact_points.ANNUL_CONTACT_POINT, "contact_point_id"), gone=("annulled",)),
    Undo(deeds.IMPORT_DEEDS, DEEDS, by(deeds.WITHDRAW_DEED, "deed_id", who="withdrawn_by"), gone=("withdrawn",)),
    Undo(major_matters.IMPORT_MAJOR_MATTER_EVALUATIONS, EVALUATIONS,
        by(major_matters.WITHDRAW_EVALUATION, "evaluation_id", who="withdrawn_by"), gone=("withdrawn",)),
    Undo(mechanisms.IMPORT_MECHANISMS, MECHANISMS, _mechanism, gone=("retired",)),
    Undo(notices.IMPORT_NOTICES, NOTICES, by(notices.ANNUL_NOTICE, "notice_id"), gone=("annulled",)),
    Undo(talks.IMPORT_TALKS, TALKS, by(talks.ANNUL_TALK, "talk_id", "reason"), gone=("annulled",)),
)  # fmt: skip
BUILT = {
    APPRAISALS.name: (
        Built(MATERIALS, "appraisal_id", "考察材料", "materials", {"annulled_by": None}),
        Built(BALLOTS, "appraisal_id", "民主测评", "ballots", {"state": {"$nin": ["cancelled", "annulled"]}}),
        Built(TALKS, "appraisal_id", "考察谈话", "talks", {"state": {"$ne": "annulled"}}),
        Built(NOTICES, "appraisal_id", "结果告知", "notices", {"state": {"$ne": "annulled"}}),
    ),
    CONTACT_POINTS.name: (Built(VISITS, "contact_point_id", "走访记录", "visits", {"annulled_because": None}),),
    MECHANISMS.name: (Built(APPRAISALS, "mechanism_id", "考察", "appraisals", {"state": {"$ne": "cancelled"}}),),
    undoing.CADRES: (
        Built(APPRAISALS, "cadre_id", "考察", "appraisals", {"state": {"$ne": "cancelled"}}),
        Built(DEEDS, "cadre_id", "正负面事项", "deeds", {"state": {"$nin": ["withdrawn", "rejected"]}}),
        Built(EVALUATIONS, "cadre_id", "大事要事评价", "evaluations", {"state": {"$nin": ["withdrawn", "rejected"]}}),
        Built(CONTACT_POINTS, "cadre_id", "联系点", "contact points", {"state": {"$ne": "annulled"}}),
    ),
    undoing.UNITS: (
        Built(APPRAISALS, "subject_id", "班子考察", "appraisals of teams", {"state": {"$ne": "cancelled"}}),
        Built(CONTACT_POINTS, "unit_id", "联系点", "contact points", {"state": {"$ne": "annulled"}}),
        Built(DEEDS, "subject_id", "正负面事项", "deeds", {"state": {"$nin": ["withdrawn", "rejected"]}}),
    ),
}
