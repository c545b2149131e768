"""How imports of incentives are undone (撤销导入), and what of them may rest on what."""

from __future__ import annotations

from typing import Any

from servicekit import undoing
from servicekit.undoing import Back, Built, Undo, by, released
from servicekit.work import UnitOfWork
from services.incentive.events import measures as events
from services.incentive.events.programmes import PROGRAMME_CHANGED
from services.incentive.operations import honours, measures, nominations, programmes
from services.incentive.store.honours import HONOURS
from services.incentive.store.measures import GRANTS, MEASURES
from services.incentive.store.nominations import NOMINATIONS
from services.incentive.store.programmes import BATCHES, PROGRAMMES
from services.incentive.store.tolerance import APPLICATIONS
from services.incentive.vocabulary.measures import LIFE_OF_MEASURE, MeasureStep
from services.incentive.vocabulary.programmes import LIFE_OF_PROGRAMME, ProgrammeStep


def _measure(service: Any, work: UnitOfWork, back: Back) -> None:
    measure = back.entity
    LIFE_OF_MEASURE.move(measure, MeasureStep.CLOSE)
    measure.code = released(measure.code, measure.id)
    work.tell(events.MEASURE_CLOSED, work.save(MEASURES, measure))


def _programme(service: Any, work: UnitOfWork, back: Back) -> None:
    programme = back.entity
    LIFE_OF_PROGRAMME.move(programme, ProgrammeStep.WITHDRAW)
    programme.code = released(programme.code, programme.id)
    work.tell(PROGRAMME_CHANGED, work.save(PROGRAMMES, programme))


UNDOES = (
    Undo(programmes.IMPORT_PROGRAMMES, PROGRAMMES, _programme, gone=("withdrawn",)),
    Undo(measures.IMPORT_MEASURES, MEASURES, _measure),
    Undo(measures.IMPORT_GRANTS, GRANTS, by(measures.REVOKE_GRANT, "grant_id", who="revoked_by"), gone=("revoked",)),
    Undo(
        honours.IMPORT_PAST_HONOURS,
        HONOURS,
        by(honours.REVOKE_HONOUR, "honour_id", who="decided_by"),
        gone=("revoked",),
    ),
    Undo(
        nominations.IMPORT_NOMINATIONS,
        NOMINATIONS,
        by(nominations.WITHDRAW_NOMINATION, "nomination_id", "reason"),
        gone=("withdrawn",),
    ),
)
BUILT = {
    PROGRAMMES.name: (
        Built(BATCHES, "programme_id", "表彰批次", "batches"),
        Built(HONOURS, "programme_id", "荣誉", "honours", {"state": {"$ne": "revoked"}}),
    ),
    MEASURES.name: (Built(GRANTS, "measure_id", "给予的激励", "grants", {"state": {"$ne": "revoked"}}),),
    HONOURS.name: (Built(GRANTS, "honour_id", "给予的激励", "grants", {"state": {"$ne": "revoked"}}),),
    undoing.CADRES: (
        Built(NOMINATIONS, "cadre_id", "表彰推荐", "nominations", {"state": {"$ne": "withdrawn"}}),
        Built(GRANTS, "cadre_id", "给予的激励", "grants", {"state": {"$ne": "revoked"}}),
        Built(HONOURS, "cadre_id", "荣誉", "honours", {"state": {"$ne": "revoked"}}),
        Built(APPLICATIONS, "cadre_id", "容错申请", "applications for tolerance", {"state": {"$ne": "withdrawn"}}),
    ),
}
