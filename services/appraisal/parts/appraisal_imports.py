"""Appraisals (考察) many at once: plans, and conclusions that two people drew up and confirmed on paper."""

from __future__ import annotations

from collections.abc import Iterable

from servicekit.bulk import Results
from servicekit.calls import command
from servicekit.errors import field_error
from servicekit.roster import PEOPLE, UNITS
from servicekit.schemas import MAX_ROWS
from servicekit.store import Document
from servicekit.work import UnitOfWork
from services.appraisal.errors.appraisals import AnnualKnown, AppraisalKnown
from services.appraisal.errors.common import BadPeriod, NotAnother
from services.appraisal.errors.mechanisms import NoMechanism
from services.appraisal.events import appraisals as events
from services.appraisal.model import appraisals as model
from services.appraisal.model.appraisals import Appraisal
from services.appraisal.model.days import must_not_be_later
from services.appraisal.model.mechanisms import Mechanism
from services.appraisal.model.names import alike
from services.appraisal.operations import appraisal_imports as operations
from services.appraisal.parts import outcomes, planning
from services.appraisal.parts.evidence import hold_subjects
from services.appraisal.schemas import appraisals as schemas
from services.appraisal.store.appraisals import APPRAISALS
from services.appraisal.store.mechanisms import MECHANISMS
from services.appraisal.store.posts import POSTS
from services.appraisal.vocabulary.appraisals import State
from services.appraisal.vocabulary.evidence import SubjectKind


class AppraisalImports:
    """Plans and conclusions, many at once."""

    @command(operations.IMPORT_APPRAISALS)
    def import_appraisals(self, wish: Document, work: UnitOfWork) -> Document:
        """Plan many appraisals; the code of each is new, and one may start at once, on the day of its plan."""
        results = Results(work)
        good = results.read(schemas.ImportAppraisal, wish["rows"])
        rows = [row for _, row in good]
        work.load_many(PEOPLE, (id for row in rows for id in [row["cadre_id"], *row["appraiser_ids"]] if id))
        work.load_many(UNITS, (row["unit_id"] for row in rows if row["unit_id"]))
        work.load_many(POSTS, (row["post_id"] for row in rows if row["post_id"]))
        named = {"code": {"$in": [row["mechanism_code"] for row in rows]}}
        mechanisms = _by_code(work.find(MECHANISMS, named, most=MAX_ROWS))
        codes = [row["code"] for row in rows]
        taken = {found["code"] for found in work.db[APPRAISALS.name].find({"code": {"$in": codes}}, {"code": 1})}
        annual: set[str] = set()
        for number, row in good:
            with results.row(number):
                if row["code"] in taken:
                    raise AppraisalKnown()
                starts = row.pop("start")
                appraisal = planning.planned(work, _plain(work, row, mechanisms))
                if appraisal.annual in annual:
                    raise AnnualKnown()
                if starts:
                    planning.begin(work, appraisal, appraisal.planned_on)
                taken.add(row["code"])
                if appraisal.annual is not None:
                    annual.add(appraisal.annual)
                if not wish["dry_run"]:
                    _keep(work, appraisal, starts)
                results.ok(number, None if wish["dry_run"] else appraisal.id)
        return results.answer()

    @command(operations.IMPORT_CONCLUSIONS)
    def import_conclusions(self, wish: Document, work: UnitOfWork) -> Document:
        """Conclude many appraisals that run, each by its written basis; drafter and confirmer are two people."""
        results = Results(work)
        good = results.read(schemas.ImportConclusion, wish["rows"])
        found = planning.by_code(work, (row["appraisal_code"] for _, row in good))
        for kind in SubjectKind:
            hold_subjects(work, kind.value, (one.subject_id for one in found.values() if one.subject_kind is kind))
        for number, row in good:
            with results.row(number):
                appraisal = planning.visible_by_code(work, found, row.pop("appraisal_code"))
                _conclude(work, appraisal, row, wish["dry_run"])
                results.ok(number, None if wish["dry_run"] else appraisal.id)
        return results.answer()


def _by_code(mechanisms: Iterable[Mechanism]) -> dict[str, str]:
    return {one.code: one.id for one in mechanisms}


def _plain(work: UnitOfWork, row: Document, mechanisms: dict[str, str]) -> Document:
    """The row as a plan: the mechanism by its id."""
    code, plan = row["mechanism_code"], {key: value for key, value in row.items() if key != "mechanism_code"}
    if code is not None:
        if code not in mechanisms:
            zh, en = f"机制不存在：“{code}”", f"There is no such mechanism: {code}"
            raise NoMechanism(zh, en, errors=[field_error("/mechanism_code", "no-mechanism", zh, en)])
        plan["mechanism_id"] = mechanisms[code]
    return plan


def _keep(work: UnitOfWork, appraisal: Appraisal, starts: bool) -> None:
    if not starts:
        planning.keep(work, appraisal)
        return
    work.add(APPRAISALS, appraisal)
    work.tell(events.PLANNED, appraisal, state=State.PLANNED, model_id=None, started_on=None)
    work.tell(events.STARTED, appraisal)


def _conclude(work: UnitOfWork, appraisal: Appraisal, row: Document, dry_run: bool) -> None:
    # Whatever can be refused is refused before anything changes: a later row may name the same appraisal.
    confirmed_by, on = row.pop("confirmed_by"), row.pop("confirmed_on") or work.today
    must_not_be_later(on, work.today, "/confirmed_on")
    if on < appraisal.period_begins or (appraisal.started_on is not None and on < appraisal.started_on):
        zh, en = "确认日期早于考察期或考察开始日期", "Confirmed before the period or the appraisal begins"
        raise BadPeriod(zh, en, errors=[field_error("/confirmed_on", "too-early", zh, en)])
    if alike(row["drafted_by"], confirmed_by):
        zh, en = "起草人与确认人须为两人", "Who drafts and who confirms are two people"
        raise NotAnother(zh, en, errors=[field_error("/confirmed_by", "not-another", zh, en)])
    planning.draw_up(work, appraisal, {**row, "drafted_on": on})
    model.confirm(appraisal, confirmed_by, on, work.mark(), on_paper=True)
    if not dry_run:
        outcomes.count(work, appraisal)
        work.tell(events.CONCLUDED, work.save(APPRAISALS, appraisal))
