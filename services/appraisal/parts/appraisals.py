"""Appraisals (考察) from plan to conclusion."""

from __future__ import annotations

from collections.abc import Mapping

import pymongo

from servicekit import queries
from servicekit.apart import Judged
from servicekit.calls import command, on, query
from servicekit.events import Received
from servicekit.roster import MOVES, gone, moves, newest, set_aside
from servicekit.store import Document, Page
from servicekit.work import MOST_FOLLOWED, Reading, UnitOfWork
from services.appraisal.errors.appraisals import NoConclusion, NoMaterial
from services.appraisal.events import appraisals as events
from services.appraisal.model import appraisals as model
from services.appraisal.model.appraisals import Appraisal
from services.appraisal.model.days import must_not_be_earlier, must_not_be_later
from services.appraisal.model.evidence import counting
from services.appraisal.model.materials import Material, annul, must_have_room
from services.appraisal.operations import appraisals as operations
from services.appraisal.parts import outcomes, planning
from services.appraisal.parts.appraisal_imports import AppraisalImports
from services.appraisal.parts.ballots import call_off_all
from services.appraisal.parts.restrictions import must_not_be_barred
from services.appraisal.schemas import appraisals as schemas
from services.appraisal.store.appraisals import APPRAISALS, MATERIALS
from services.appraisal.store.ballots import BALLOTS
from services.appraisal.store.evidence import EVIDENCE
from services.appraisal.store.talks import TALKS
from services.appraisal.vocabulary.appraisals import LIFE, PLANNED, State, Step

__all__ = ["Appraisals"]

_MOST_ROWS = 5000
_GONE = "考察对象已退休、调离或机构已撤并"


class Appraisals(AppraisalImports):
    """Appraisals (考察) from plan to conclusion."""

    @command(operations.PLAN_APPRAISAL)
    def plan_appraisal(self, wish: Document, work: UnitOfWork) -> Appraisal:
        """Plan an appraisal."""
        return planning.keep(work, planning.planned(work, wish))

    @command(operations.CHANGE_APPRAISAL)
    def change_appraisal(self, wish: Document, work: UnitOfWork) -> Appraisal:
        """Change a plan, with all of its checks again. Raises StepNotPossible besides."""
        appraisal = work.see(APPRAISALS, wish.pop("appraisal_id"))
        LIFE.must(appraisal, Step.CHANGE)
        for key, value in wish.items():
            setattr(appraisal, key, value)
        planning.check(work, appraisal)
        changed = "、".join(called for name, called in PLANNED.items() if name in wish)
        LIFE.take(appraisal, Step.CHANGE, work.mark(), changed)
        work.tell(events.CHANGED, work.save(APPRAISALS, appraisal))
        return appraisal

    @command(operations.START_APPRAISAL)
    def start_appraisal(self, wish: Document, work: UnitOfWork) -> Appraisal:
        """Begin, today or as on an earlier day, by the version of the model in force then."""
        appraisal = work.see(APPRAISALS, wish["appraisal_id"])
        planning.begin(work, appraisal, wish["started_on"])
        work.tell(events.STARTED, work.save(APPRAISALS, appraisal))
        return appraisal

    @command(operations.DRAFT_CONCLUSION)
    def draft_conclusion(self, wish: Document, work: UnitOfWork) -> Appraisal:
        """Propose a conclusion."""
        appraisal = work.see(APPRAISALS, wish.pop("appraisal_id"))
        planning.draw_up(work, appraisal, wish)
        work.tell(events.DRAFTED, work.save(APPRAISALS, appraisal))
        return appraisal

    @command(operations.CONFIRM_CONCLUSION)
    def confirm_conclusion(self, wish: Document, work: UnitOfWork) -> Appraisal:
        """Confirm what another has drafted: now it counts, from the day on which it was confirmed."""
        appraisal = work.see(APPRAISALS, wish["appraisal_id"])
        LIFE.must(appraisal, Step.CONFIRM)
        on = wish["confirmed_on"] or work.today
        must_not_be_later(on, work.today, "/confirmed_on")
        if appraisal.conclusion is not None:
            drafted = appraisal.conclusion
            must_not_be_earlier(on, drafted.drafted_on, "/confirmed_on", "起草日期", "when it was drafted")
            must_not_be_barred(work, appraisal, drafted.grade, drafted.basis)
        model.confirm(appraisal, wish["confirmed_by"], on, work.mark(), hands=outcomes.team_hands(work, appraisal))
        outcomes.count(work, appraisal)
        work.tell(events.CONCLUDED, work.save(APPRAISALS, appraisal))
        return appraisal

    @command(operations.RETURN_CONCLUSION)
    def return_conclusion(self, wish: Document, work: UnitOfWork) -> Appraisal:
        """Have a conclusion drawn up anew: a draft, or a confirmed one that nobody was told yet."""
        appraisal = work.see(APPRAISALS, wish["appraisal_id"])
        if appraisal.state is State.CONCLUDED:
            outcomes.send_back(work, appraisal, wish["reason"])
            return appraisal
        model.send_back(appraisal, wish["reason"], work.mark())
        work.tell(events.RETURNED, work.save(APPRAISALS, appraisal))
        return appraisal

    @command(operations.CLOSE_APPRAISAL)
    def close_appraisal(self, wish: Document, work: UnitOfWork) -> Appraisal:
        """Close the appraisal of a team; a cadre's closes by itself."""
        appraisal = work.see(APPRAISALS, wish["appraisal_id"])
        model.must_close_by_hand(appraisal)
        outcomes.close(work, appraisal, wish["basis"])
        return appraisal

    @command(operations.OPEN_APPRAISAL_AGAIN)
    def open_appraisal_again(self, wish: Document, work: UnitOfWork) -> Appraisal:
        """Put right that a team's appraisal was closed too early: it is concluded as before, and its conclusion may be
        drawn up anew."""
        appraisal = work.see(APPRAISALS, wish["appraisal_id"])
        model.open_again(appraisal, wish["basis"], work.mark())
        work.tell(events.OPENED_AGAIN, work.save(APPRAISALS, appraisal))
        return appraisal

    @command(operations.CANCEL_APPRAISAL)
    def cancel_appraisal(self, wish: Document, work: UnitOfWork) -> Appraisal:
        """Give an appraisal up before it is concluded, with its ballots."""
        appraisal = work.see(APPRAISALS, wish["appraisal_id"])
        _cancel(work, [appraisal], wish["basis"])
        return appraisal

    @command(operations.ADD_MATERIAL)
    def add_material(self, wish: Document, work: UnitOfWork) -> Material:
        """Attach written material while it runs."""
        appraisal = work.see(APPRAISALS, wish["appraisal_id"])
        model.must_run(appraisal, "登记材料", "add material")
        queries.must_know(work.db, "appraisal.material_kinds", [wish["kind"]], "/kind")
        if wish["dimension"] is not None:
            planning.must_know_dimension(work, appraisal, wish["dimension"], "/dimension")
        must_not_be_later(wish["happened_on"], work.today, "/happened_on")
        rule = work.rules["appraisal.materials_most"]
        must_have_room(appraisal.materials, rule.value, rule.cited)
        appraisal.materials += 1
        work.save(APPRAISALS, appraisal)
        material = Material(
            id=work.new_id("mtl"),
            unit_ids=appraisal.unit_ids,
            cadre_id=appraisal.cadre_id,
            added_by=work.principal.account,
            added_on=work.today,
            synthetic=appraisal.synthetic,
            **wish,
        )
        return work.add(MATERIALS, material)

    @command(operations.ANNUL_MATERIAL)
    def annul_material(self, wish: Document, work: UnitOfWork) -> Material:
        """Put right that a wrong material was attached: it stays readable, marked as annulled; also after the end."""
        appraisal = work.see(APPRAISALS, wish["appraisal_id"])
        material = work.load(MATERIALS, wish["material_id"])
        if material.appraisal_id != appraisal.id:
            raise NoMaterial()
        annul(material, wish["basis"], work.today, work.principal.account)
        return work.save(MATERIALS, material)

    @query(operations.APPRAISAL_EVIDENCE)
    def appraisal_evidence(self, wish: Document, read: Reading) -> Document:
        """What counts of the subject's evidence in the appraisal's period; the same for ever once it is concluded."""
        found = APPRAISALS.to_entity(read.get(APPRAISALS, wish["appraisal_id"], _seen_by(read)))
        where: Document = {"subject_id": found.subject_id, "subject_kind": found.subject_kind.value}
        if found.seen is not None:
            where["number"] = {"$lte": found.seen}
        documents = read.db[EVIDENCE.name].find(where).sort("number", -1).limit(_MOST_ROWS)
        rows = counting((EVIDENCE.to_entity(one) for one in documents), found.period_ends)
        written = read.db[MATERIALS.name].find({"appraisal_id": found.id}).sort([("happened_on", 1), ("_id", 1)])
        written = written.limit(read.rules["appraisal.materials_most"].value)
        return {
            "id": found.id,
            "version": found.version,
            "subject_kind": found.subject_kind,
            "period_begins": found.period_begins,
            "period_ends": found.period_ends,
            "seen": found.seen if found.seen is not None else max((row.number for row in rows), default=0),
            "evidence": [row for row in rows if row.happened_on >= found.period_begins],
            "materials": [MATERIALS.to_entity(one) for one in written],
        }

    @query(operations.GET_CONCLUSION)
    def get_conclusion(self, wish: Document, read: Reading) -> Document:
        """The conclusion with its inputs and weights, and those it has replaced."""
        found = read.get(APPRAISALS, wish["appraisal_id"], _seen_by(read), answer=schemas.ConclusionOut)
        if found["conclusion"] is None and not found["revisions"]:
            raise NoConclusion(state=found["state"])
        return found

    @query(operations.GET_APPRAISAL)
    def get_appraisal(self, wish: Document, read: Reading) -> Document:
        """One appraisal."""
        return read.get(APPRAISALS, wish["appraisal_id"], _seen_by(read), answer=schemas.AppraisalOut)

    @query(operations.LIST_APPRAISALS)
    def list_appraisals(self, wish: Document, read: Reading) -> Page:
        """Appraisals by subject, unit, kind, mechanism, appraiser, state and day, the newest first."""
        names = ("cadre_id", "unit_id", "subject_id", "subject_kind", "kind", "mechanism_id", "state")
        where = queries.filters(wish, *names, appraiser_id="appraiser_ids")
        where |= queries.between(wish, "planned_on", "planned_from", "planned_to")
        where = queries.both(where, _seen_by(read))
        sorts = queries.orders("planned_on", state="planned_on")
        return read.page(APPRAISALS, where, wish, sorts=sorts, default_sort="-planned_on", answer=schemas.AppraisalLine)

    @on("registry", *MOVES, handler="appraisals_moved", batch=50)
    def hear_appraisals_moves(self, received: list[Received], work: UnitOfWork) -> None:
        """They follow their cadre to another unit, and back where that was a mistake."""
        _follow(work, {event.subject: event for event in sorted(moves(received), key=lambda one: one.sequence)})

    @on("registry", "unit.changed.v1", "unit.merged.v1", handler="appraisals_units", batch=50)
    def hear_appraised_units(self, received: list[Received], work: UnitOfWork) -> None:
        """Those of a team follow its unit to another place."""
        told = {event.subject: event for event in newest(received)}
        _follow(work, told)

    @on(
        "registry",
        *("cadre.retired.v1", "cadre.left.v1", "cadre.changed.v1"),
        *("unit.closed.v1", "unit.merged.v1", "unit.changed.v1"),
        handler="appraisals_departures",
        batch=50,
    )
    def hear_departures(self, received: list[Received], work: UnitOfWork) -> None:
        """Who retires or leaves is appraised no further, nor is the team of a unit that is no more.

        What was drafted or concluded by then is finished by people: the result is theirs to confirm and to tell.
        Where a cadre had gone, or a unit was no more, by a mistake that has been put right, the appraisal is planned,
        or runs, as before.
        """
        mine = [one for one in received if _of_unit(one) or gone(one) or one.data.get("set_aside")]
        states = [state.value for state in (State.PLANNED, State.RUNNING, State.CANCELLED)]
        where = {"subject_id": {"$in": sorted({event.subject for event in mine})}, "state": {"$in": states}}
        known = work.find(APPRAISALS, where, most=MOST_FOLLOWED) if mine else []
        for event in sorted(mine, key=lambda one: one.sequence):
            for appraisal in known:
                if appraisal.subject_id == event.subject and event.sequence > appraisal.left:
                    _hear_of_subject(work, appraisal, event)


UNIT_GONE = "unit"
"""By what a team's appraisal was cancelled, whose unit is no more; a cadre's by an entry of the file."""


def _of_unit(event: Received) -> bool:
    return event.type.startswith("unit.")


def _hear_of_subject(work: UnitOfWork, appraisal: Appraisal, event: Received) -> None:
    """Cancel what is planned or runs where the subject has gone; let go on what an entry ended that is set aside."""
    open_ = appraisal.state is not State.CANCELLED
    left = event.data["state"] != "active" if _of_unit(event) else gone(event)
    by = UNIT_GONE if _of_unit(event) else event.data.get("status_entry")
    back = appraisal.left_by == UNIT_GONE if _of_unit(event) else set_aside(event, appraisal.left_by)
    if open_ and left:
        appraisal.left_by = by
        _cancel(work, [appraisal], _GONE)
    elif back and left:
        appraisal.left_by = by
    elif back and model.annual_of(appraisal) and planning.annual_again(work, appraisal):
        # Another was planned in its place meanwhile, which gives the grade of the year.
        appraisal.left_by = None
    elif back:
        model.go_on(appraisal, work.mark())
        work.tell(events.WENT_ON, appraisal)
    elif not open_:
        return
    appraisal.left = event.sequence
    work.save(APPRAISALS, appraisal)


def _cancel(work: UnitOfWork, appraisals: list[Appraisal], basis: str) -> None:
    for appraisal in appraisals:
        model.cancel(appraisal, basis, work.mark())
        work.tell(events.CANCELLED, work.save(APPRAISALS, appraisal))
    call_off_all(work, (appraisal.id for appraisal in appraisals), basis)


def _seen_by(read: Reading) -> Document:
    return read.scope.filter(cadre="cadre_id")


def _follow(work: UnitOfWork, told: Mapping[str, Received]) -> None:
    """The appraisals of those subjects go where they went, with talks, materials and ballots."""
    for appraisal in work.find(APPRAISALS, {"subject_id": {"$in": sorted(told)}}, most=MOST_FOLLOWED):
        event = told[appraisal.subject_id]
        if event.sequence <= appraisal.moved:
            continue
        appraisal.moved, before = event.sequence, appraisal.unit_ids
        appraisal.unit_ids = list(event.data["unit_ids"])
        work.save(APPRAISALS, appraisal)
        if appraisal.unit_ids != before:
            work.tell(events.CHANGED, appraisal)
            changes = {"$set": {"unit_ids": appraisal.unit_ids}, "$inc": {"version": 1}}
            for collection in (TALKS, MATERIALS, BALLOTS):
                work.write(collection, pymongo.UpdateMany({"appraisal_id": appraisal.id}, changes))


def _of_my_team(read: Reading) -> list[Document]:
    """Appraisals of whose team whoever asks is a member."""
    return [{"appraiser_ids": read.scope.cadre_id}] if read.scope.cadre_id else []


JUDGED = (Judged(operations.CONFIRM_CONCLUSION, APPRAISALS, LIFE, (Step.CONFIRM,), also=_of_my_team),)
