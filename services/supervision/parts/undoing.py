"""How imports of supervision are undone (撤销导入), and what of it may rest on what."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from servicekit import deadlines, undoing
from servicekit.ids import is_released
from servicekit.undoing import GONE, Back, Built, NotUndone, Undo, by, released
from servicekit.work import UnitOfWork
from servicekit.working_days import calendar
from services.supervision.events import personal_matters as of_reports
from services.supervision.events import rectification as of_items
from services.supervision.events import vetting as of_vettings
from services.supervision.model import rectification
from services.supervision.model import vetting as of_opinions
from services.supervision.operations import evidence, letters, standing, vetting
from services.supervision.operations import personal_matters as reports
from services.supervision.operations import rectification as items
from services.supervision.parts.again import set_due
from services.supervision.parts.rectification import DUE, ESCALATION
from services.supervision.store.appeals import APPEALS
from services.supervision.store.letters import LETTERS
from services.supervision.store.matters import MATTERS
from services.supervision.store.personal_matters import REPORTS
from services.supervision.store.rectification import ACCOUNTABILITY, EVIDENCE, ITEMS
from services.supervision.store.standing import RESTRICTIONS
from services.supervision.store.vetting import AGENCIES, VETTINGS
from services.supervision.vocabulary import personal_matters
from services.supervision.vocabulary.vetting import State

_withdraw = by(items.WITHDRAW_RECTIFICATION_ITEM, "item_id")


def _item(service: Any, work: UnitOfWork, back: Back) -> None:
    """The item is withdrawn, and its number in the checklist is free: it stands below all others."""
    item, lowest = back.entity, back.batch.setdefault("lowest", {})
    if item.checklist_id not in lowest:
        first = work.db[ITEMS.name].find_one(
            {"checklist_id": item.checklist_id}, {"number": 1}, sort=[("checklist_id", 1), ("number", 1)]
        )
        lowest[item.checklist_id] = min(0, first["number"] if first else 0)
    _withdraw(service, work, back)
    lowest[item.checklist_id] -= 1
    item.number = lowest[item.checklist_id]


def _assignment(service: Any, work: UnitOfWork, back: Back) -> None:
    item = back.entity
    if len(item.assignments) > 1:
        raise NotUndone(
            "此前已交办其他单位，交办不能撤回；请重新交办", "It was another unit's before: give it to a unit anew"
        )
    rectification.take_back_assignment(item, back.basis, work.mark())
    for kind in (DUE, ESCALATION):
        deadlines.cancel(work, kind, item.id)
    work.tell(of_items.ITEM_CHANGED, work.save(ITEMS, item))


def _report(service: Any, work: UnitOfWork, back: Back) -> None:
    report, before = back.entity, back.did
    if -1 in (before["exams"], before["talks"]):
        raise NotUndone(
            "原有的考试或谈话已被导入的内容取代，未予留存；请重新登记",
            "A test or talk from before was replaced by what was imported: record it anew",
        )
    days = [before[name] and date.fromisoformat(before[name]) for name in ("received_on", "reminder_sent_on")]
    was = [personal_matters.ReportState(before["state"]), *days, before["exams"], before["talks"]]
    if was == [report.state, report.received_on, report.reminder_sent_on, len(report.exams), len(report.talks)]:
        back.notes.append(GONE)
        return
    report.state, report.received_on, report.reminder_sent_on, exams, talks = was
    report.exams, report.talks = report.exams[:exams], report.talks[:talks]
    report.recorded_at, report.recorded_by = work.now, back.by
    work.tell(of_reports.REPORT_RECORDED, work.save(REPORTS, report))


def _agency(service: Any, work: UnitOfWork, back: Back) -> None:
    """The agency is asked no more, and its code is free."""
    agency = back.entity
    if not agency.active and is_released(agency.code):
        back.notes.append(GONE)
        return
    agency.active, agency.code = False, released(agency.code, agency.id)
    work.tell(of_vettings.AGENCY_CHANGED, work.save(AGENCIES, agency))


def _opinion(service: Any, work: UnitOfWork, back: Back) -> None:
    """The agency is asked as before; where it had been reminded, with its full period anew."""
    vetting, did = back.entity, back.did
    given_at = datetime.fromisoformat(did["at"])
    if not of_opinions.take_back(vetting, did["agency_id"], given_at, back.basis, work.mark()):
        back.notes.append(GONE)
        return
    of_opinions.note(vetting, "taken_back", back.by, work.now, agency_id=did["agency_id"])
    if vetting.state is State.OPEN and vetting.escalation:
        vetting.escalation = 0
        set_due(work, vetting, calendar(work), work.today, int(work.rules["supervision.vetting_days"].value))
    work.tell(of_vettings.OPINION_TAKEN_BACK, work.save(VETTINGS, vetting))


def _accountability(service: Any, work: UnitOfWork, back: Back) -> None:
    if back.entity.annulled:
        back.notes.append(GONE)
    else:
        _annul(service, work, back)


_annul = by(evidence.ANNUL_ACCOUNTABILITY, "accountability_id")
UNDOES = (
    Undo(
        standing.IMPORT_RESTRICTIONS, RESTRICTIONS, by(standing.ANNUL_RESTRICTION, "restriction_id"), gone=("annulled",)
    ),
    Undo(letters.IMPORT_PAST_LETTERS, LETTERS, by(letters.WITHDRAW_LETTER, "letter_id"), gone=("withdrawn",)),
    Undo(evidence.IMPORT_ACCOUNTABILITY, ACCOUNTABILITY, _accountability),
    Undo(vetting.IMPORT_AGENCIES, AGENCIES, _agency),
    Undo(vetting.RECORD_OPINIONS, VETTINGS, _opinion, creates=False),
    Undo(reports.IMPORT_PERSONAL_MATTER_REPORTS, REPORTS, _report),
    Undo(items.IMPORT_RECTIFICATION_ITEMS, ITEMS, _item, gone=("withdrawn",)),
    Undo(items.IMPORT_RECTIFICATION_ASSIGNMENTS, ITEMS, _assignment, gone=("listed",)),
)
BUILT = {
    ITEMS.name: (
        Built(EVIDENCE, "item_id", "佐证材料", "evidence", {"withdrawn_at": None}),
        Built(ACCOUNTABILITY, "item_id", "问责", "accountability", {"annulled_at": None}),
    ),
    LETTERS.name: (Built(APPEALS, "subject_id", "申诉", "appeals", {"state": {"$ne": "withdrawn"}}),),
    undoing.CADRES: (
        Built(MATTERS, "cadre_id", "监督事项", "matters", {"state": {"$ne": "withdrawn"}}),
        Built(VETTINGS, "cadre_id", "联审", "vettings", {"state": {"$ne": "cancelled"}}),
        Built(LETTERS, "cadre_id", "函询、提醒", "letters", {"state": {"$ne": "withdrawn"}}),
        Built(
            REPORTS,
            "cadre_id",
            "个人有关事项报告过程",
            "reports of personal matters",
            # One that is due, of which nothing else is recorded, is what undoing leaves.
            {"$or": [{"state": {"$ne": "due"}}, {"reminder_sent_on": {"$ne": None}}]},
        ),
        Built(RESTRICTIONS, "cadre_id", "影响期", "restrictions", {"source": "entered", "state": {"$ne": "annulled"}}),
        Built(APPEALS, "cadre_id", "申诉", "appeals", {"state": {"$ne": "withdrawn"}}),
    ),
    undoing.UNITS: (
        Built(AGENCIES, "unit_id", "联席单位", "member agencies", {"active": True}),
        Built(ITEMS, "unit_ids", "整改事项", "rectification items", {"state": {"$ne": "withdrawn"}}),
    ),
}
