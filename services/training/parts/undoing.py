"""How imports of training are undone (撤销导入), and what of it may rest on what."""

from __future__ import annotations

from typing import Any

from servicekit import undoing
from servicekit.revisions import Revision
from servicekit.undoing import GONE, Back, Built, Undo, by, released
from servicekit.work import UnitOfWork
from services.training.events.places import POINT_CLOSED
from services.training.events.resources import MATERIAL_CHANGED, TEACHER_CHANGED
from services.training.model import places, resources
from services.training.operations import enrolments, ledger, outside
from services.training.operations import places as on_site
from services.training.operations import resources as catalogues
from services.training.store.classes import CLASSES
from services.training.store.enrolments import ENROLMENTS
from services.training.store.ledger import NEEDS, ONLINE_RECORDS
from services.training.store.outside import OUTSIDE
from services.training.store.places import BOOKINGS, POINTS, VISITS
from services.training.store.resources import MATERIALS, TEACHERS
from services.training.vocabulary.resources import WITHDRAWN


def _point(service: Any, work: UnitOfWork, back: Back) -> None:
    point = back.entity
    places.close_point(point, work.today)
    point.code = released(point.code, point.id)
    work.tell(POINT_CLOSED, work.save(POINTS, point))


def _teacher(service: Any, work: UnitOfWork, back: Back) -> None:
    teacher = back.entity
    if not teacher.active:
        back.notes.append(GONE)
        return
    teacher.active = False
    teacher.code = teacher.code and released(teacher.code, teacher.id)
    # Whoever is entered anew is the same cadre again; one person is on the list once.
    teacher.cadre_id = None
    work.tell(TEACHER_CHANGED, work.save(TEACHERS, teacher))


def _material(service: Any, work: UnitOfWork, back: Back) -> None:
    material = back.entity
    nothing: dict[str, list[Any]] = {"editions": [], "selections": []}
    resources.correct(material, nothing, Revision(work.now, back.by, back.basis))
    material.state = WITHDRAWN
    material.code = material.code and released(material.code, material.id)
    work.tell(MATERIAL_CHANGED, work.save(MATERIALS, material), editions=0, levels=[])


UNDOES = (
    Undo(enrolments.IMPORT_ENROLMENTS, ENROLMENTS, by(enrolments.WITHDRAW, "enrolment_id", "reason"),
        gone=("withdrawn", "cancelled")),
    Undo(ledger.IMPORT_ONLINE_RECORDS, ONLINE_RECORDS, by(ledger.ANNUL_ONLINE_RECORD, "online_record_id"),
        gone=("annulled",)),
    Undo(outside.IMPORT_OUTSIDE_RECORDS, OUTSIDE, by(outside.ANNUL_OUTSIDE, "outside_record_id"), gone=("annulled",)),
    Undo(outside.IMPORT_PAST_RECORDS, OUTSIDE, by(outside.ANNUL_OUTSIDE, "outside_record_id"), gone=("annulled",)),
    Undo(on_site.IMPORT_TEACHING_POINTS, POINTS, _point),
    Undo(on_site.IMPORT_VISITS, VISITS, by(on_site.ANNUL_VISIT, "visit_id", "reason"), gone=("annulled",)),
    Undo(catalogues.IMPORT_TEACHERS, TEACHERS, _teacher),
    Undo(catalogues.IMPORT_MATERIALS, MATERIALS, _material, gone=(WITHDRAWN,)),
)  # fmt: skip
BUILT = {
    POINTS.name: (
        Built(POINTS, "base_id", "所属教学点", "teaching points of it", {"state": "open"}),
        Built(BOOKINGS, "point_id", "预订", "bookings", {"state": {"$ne": "released"}}),
        Built(VISITS, "point_id", "现场教学记录", "visits", {"state": "recorded"}),
    ),
    TEACHERS.name: (Built(CLASSES, "sessions.teacher_id", "授课安排", "sessions", {"state": {"$ne": "cancelled"}}),),
    undoing.CADRES: (
        Built(ENROLMENTS, "cadre_id", "培训报名", "enrolments", {"state": {"$nin": ["withdrawn", "cancelled"]}}),
        Built(ONLINE_RECORDS, "cadre_id", "网络学习记录", "online records", {"state": "recorded"}),
        Built(OUTSIDE, "cadre_id", "外出培训", "training outside the city", {"state": "recorded"}),
        Built(TEACHERS, "cadre_id", "教师登记", "teachers"),
        Built(NEEDS, "cadre_id", "培训需求", "needs", {"open": True}),
    ),
    undoing.UNITS: (Built(BOOKINGS, "unit_id", "教学点预订", "bookings", {"state": {"$ne": "released"}}),),
}
