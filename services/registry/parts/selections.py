"""The selection of a leading cadre (选拔任用): each step from the proposal to the appointment, and who is shown it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from servicekit import queries
from servicekit.apart import Judged
from servicekit.calls import command, deadline, on, query
from servicekit.deadlines import Deadline
from servicekit.errors import field_error
from servicekit.events import Received
from servicekit.lifecycle import trace
from servicekit.schema import plain
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from servicekit.working_days import calendar
from services.registry.errors.cadres import UnknownCadre
from services.registry.errors.selections import SelectionRunning
from services.registry.events import selections as events
from services.registry.model import selections as model
from services.registry.model import vettings
from services.registry.model.person import Cadre, UndoneVetting
from services.registry.model.selection_put_right import put_right
from services.registry.model.selections import Selection
from services.registry.operations import selections as operations
from services.registry.parts import judging
from services.registry.parts.careers import enter_appointment
from services.registry.parts.common import Part, Wish, settle_cadres
from services.registry.parts.selection_steps import (
    PUBLICITY_ENDS,
    SYSTEM,
    VETTING_LAPSES,
    keep,
    let_happen,
    look_at_candidates,
    running_for,
)
from services.registry.store.cadres import CADRES
from services.registry.store.posts import POSTS
from services.registry.store.selections import OBJECTED, SELECTION_SORTS, SELECTIONS, VETTINGS
from services.registry.store.units import UNITS
from services.registry.vocabulary.selection_life import LIFE, OPEN, State, Step
from services.registry.vocabulary.units import PostStep

_RECOMMENDATION = ("form", "entitled", "took_part", "votes", "passed")
_INSPECTION = ("begins", "ends", "inspectors", "file", "passed", "cadre_id")
_DECISION = ("body", "entitled", "present", "agreed")
_FIGURES = tuple(dict.fromkeys(("moved_by", *_RECOMMENDATION, *_INSPECTION, *_DECISION)))
"""What a wish says of a step's figures; they are kept as JSON has them."""


class Selections(Part):
    """Who is selected for a leading post, and how."""

    @command(operations.PROPOSE)
    def propose_selection(self, wish: Wish, work: UnitOfWork) -> Document:
        """Move that a post be filled (动议)."""
        post = work.load(POSTS, wish["post_id"])
        post.must(PostStep.FILL)
        if not work.scope.allows(post.unit_ids):
            raise POSTS.not_found(post.id)
        if running := running_for(work, [post.id]):
            raise _running(running[0])
        # Of two that are moved at once the second runs again, and finds the first.
        work.save(POSTS, post)
        selection = Selection(
            id=work.new_id("sel"),
            post_id=post.id,
            unit_ids=list(post.unit_ids),
            moved_by=wish["moved_by"],
            synthetic=post.synthetic,
        )
        model.propose(selection, wish["on"], wish["basis"], work.mark(), work.today)
        work.tell(events.SELECTION_PROPOSED, work.add(SELECTIONS, selection))
        return _shown(work, selection)

    @command(operations.RECOMMEND)
    def record_recommendation(self, wish: Wish, work: UnitOfWork) -> Document:
        """Record a recommendation (民主推荐), with counts alone."""
        selection = work.see(SELECTIONS, wish["selection_id"])
        before, figures = selection.state, _figures(wish, _RECOMMENDATION)
        _must_be_known(work, figures["votes"])
        step = model.recommend(selection, wish["on"], wish["basis"], figures, work.mark(), work.today)
        return _shown(work, keep(work, selection, before, step))

    @command(operations.CONSIDER)
    def determine_candidates(self, wish: Wish, work: UnitOfWork) -> Document:
        """Determine who is inspected (确定考察对象), or somebody else instead.

        Who may not be appointed by today's file is not, unless a named person says why.
        """
        selection = work.see(SELECTIONS, wish["selection_id"])
        before = selection.state
        work.load_many(CADRES, wish["cadre_ids"])  # In one round trip.
        cadres = [work.named(CADRES, id, "/cadre_ids") for id in dict.fromkeys(wish["cadre_ids"])]
        post = work.load_many(POSTS, [selection.post_id])[selection.post_id]
        against = [one for cadre in cadres for one in judging.of_candidate(work, cadre, post)]
        model.consider(
            selection,
            cadres,
            wish["on"],
            wish["basis"],
            work.mark(),
            work.today,
            work.rules,
            against=against,
            override=wish["override"],
        )
        _guard(work, cadres)
        return _shown(work, keep(work, selection, before, Step.CONSIDER))

    @command(operations.INSPECT)
    def record_inspection(self, wish: Wish, work: UnitOfWork) -> Document:
        """Record an inspection (考察), and whom it puts forward."""
        selection = work.see(SELECTIONS, wish["selection_id"])
        before, figures = selection.state, _figures(wish, _INSPECTION)
        step = model.inspect(selection, wish["basis"], figures, work.mark(), work.today, work.rules)
        return _shown(work, keep(work, selection, before, step))

    @command(operations.REQUEST_VETTING)
    def request_appointment_vetting(self, wish: Wish, work: UnitOfWork) -> Document:
        """Ask supervision for a vetting (联审), or once more where it was put off or is no longer fresh."""
        selection = work.see(SELECTIONS, wish["selection_id"])
        before = selection.state
        model.request_vetting(selection, wish["on"] or work.today, wish["basis"], work.mark(), work.today)
        return _shown(work, keep(work, selection, before, Step.REQUEST_VETTING))

    @command(operations.DECIDE)
    def record_decision(self, wish: Wish, work: UnitOfWork) -> Document:
        """Record the meeting that decided (讨论决定)."""
        selection = work.see(SELECTIONS, wish["selection_id"])
        before, figures = selection.state, _figures(wish, _DECISION)
        step = model.decide(selection, wish["on"], wish["basis"], figures, work.mark(), work.today, work.rules)
        return _shown(work, keep(work, selection, before, step))

    @command(operations.PUBLICISE)
    def publicise_appointment(self, wish: Wish, work: UnitOfWork) -> Document:
        """Make the decision public (任前公示) on working days; once more counts anew."""
        selection = work.see(SELECTIONS, wish["selection_id"])
        before = selection.state
        begins: date = wish["begins"] or work.today
        days: int = wish["working_days"] or int(work.rules["registry.publicity_working_days"].value)
        term = calendar(work).after(begins, days)
        model.publicise(
            selection,
            begins,
            days,
            wish["basis"],
            last=term.last,
            provisional=term.provisional,
            mark=work.mark(),
            today=work.today,
            rules=work.rules,
        )
        return _shown(work, keep(work, selection, before, Step.PUBLICISE))

    @deadline(PUBLICITY_ENDS)
    def selection_publicity_is_over(self, due: Deadline, work: UnitOfWork) -> None:
        """The last day of a publicity is over."""
        if selection := work.load_many(SELECTIONS, [due.subject]).get(due.subject):
            let_happen(work, selection, Step.PERIOD_ENDED)

    @deadline(VETTING_LAPSES)
    def selection_vetting_lapses(self, due: Deadline, work: UnitOfWork) -> None:
        """The last day on which a vetting may be used is over."""
        if selection := work.load_many(SELECTIONS, [due.subject]).get(due.subject):
            let_happen(work, selection, Step.VETTING_LAPSED, "vetting_lapsed")

    @command(operations.OBJECT)
    def record_objection(self, wish: Wish, work: UnitOfWork) -> Document:
        """Record an objection (公示反映) that came in during the publicity."""
        selection = work.see(SELECTIONS, wish["selection_id"])
        model.object_to(selection, wish["received_on"], wish["text"], work.mark(), work.today)
        return _shown(work, keep(work, selection, selection.state, Step.OBJECT))

    @command(operations.SETTLE)
    def settle_objection(self, wish: Wish, work: UnitOfWork) -> Document:
        """Settle an objection; one that is upheld ends the selection."""
        selection = work.see(SELECTIONS, wish["selection_id"])
        before = selection.state
        step = model.settle(selection, wish["objection"], wish["upheld"], wish["basis"], work.mark())
        return _shown(work, keep(work, selection, before, step))

    @command(operations.TAKE_UP)
    def appoint_selected(self, wish: Wish, work: UnitOfWork) -> Document:
        """The appointment itself (任职), in this transaction and checked as any other is."""
        selection = work.see(SELECTIONS, wish["selection_id"])
        before, on_ = selection.state, wish["on"]
        cadres = list(work.load_many(CADRES, selection.cadre_ids).values())
        model.must_be_ready(selection, cadres, on_, work.today, work.rules)
        (cadre,) = cadres
        # First, since whoever else is selected for the post is closed by the appointment.
        model.take_up(selection, on_, wish["document"], wish["basis"], work.mark())
        appointment = {"post_id": selection.post_id, "title": None, "on": on_.isoformat()}
        taken = {name: wish[name] for name in ("document", "trial", "override")}
        made = enter_appointment(work, cadre, {**appointment, **taken}, vetted=True)
        selection.entry = made.entry
        return _shown(work, keep(work, selection, before, Step.APPOINT))

    @command(operations.RESUME)
    def resume_selection(self, wish: Wish, work: UnitOfWork) -> Document:
        """Go on with the same candidate when nothing stands against them any more: from the inspection, or with all its
        records where it stood, if what held it turned out a mistake."""
        selection = work.see(SELECTIONS, wish["selection_id"])
        before = selection.state
        cadres = list(work.load_many(CADRES, selection.cadre_ids).values())
        step = model.resume(selection, cadres, wish["basis"], work.mark(), work.today, work.rules)
        _guard(work, cadres)
        return _shown(work, keep(work, selection, before, step))

    @command(operations.WITHDRAW)
    def withdraw_selection(self, wish: Wish, work: UnitOfWork) -> Document:
        """Whoever moved it takes it back (撤回动议)."""
        selection = work.see(SELECTIONS, wish["selection_id"])
        before = selection.state
        model.withdraw(selection, wish["on"], wish["basis"], work.mark(), work.today)
        return _shown(work, keep(work, selection, before, Step.WITHDRAW))

    @command(operations.PUT_RIGHT)
    def put_selection_right(self, wish: Wish, work: UnitOfWork) -> Document:
        """Put the record of a step right; where its outcome is another, the selection follows."""
        selection = work.see(SELECTIONS, wish["selection_id"])
        before, given = selection.state, _figures(wish, _FIGURES)
        _must_be_known(work, given.get("votes", ()))
        step = put_right(
            selection, wish["record"], wish.get("on"), given, wish["basis"], work.mark(), work.today, work.rules
        )
        others = [one for one in running_for(work, [selection.post_id]) if one.id != selection.id]
        if others and before not in OPEN and selection.state in OPEN:
            raise _running(others[0])
        keep(work, selection, before, step or Step.PUT_RIGHT)
        look_at_candidates(work, selection)
        return _shown(work, selection)

    @query(operations.GET_SELECTION)
    def get_selection(self, wish: Wish, read: Reading) -> Document:
        """One selection with the record of every step."""
        found = read.get(SELECTIONS, wish["selection_id"], _within(read))
        return _shown(read, SELECTIONS.to_entity(found))

    @query(operations.LIST_SELECTIONS)
    def list_selections(self, wish: Wish, read: Reading) -> Page:
        """Selections by post, unit, candidate and state, and those that an open objection holds."""
        where = queries.filters(wish, "post_id", "unit_id", "state", cadre_id="cadre_ids")
        where = queries.both(where, queries.whether(wish["objected"], OBJECTED))
        where = queries.both(where, _within(read))
        found = read.page(SELECTIONS, where, wish, sorts=SELECTION_SORTS, default_sort="-id")
        found.items = _with_names(read, [SELECTIONS.to_entity(row) for row in found.items])
        return found

    @query(operations.LIST_APPOINTMENT_NOTICES)
    def list_appointment_notices(self, wish: Wish, read: Reading) -> Page:
        """Whose appointment is public today (任前公示), as anybody may read it who is not signed in."""
        where = {"state": State.PUBLICITY.value, "publicity_ends": {"$gte": read.today.isoformat()}}
        found = read.page(SELECTIONS, where, wish, sorts=SELECTION_SORTS, default_sort="-id")
        found.items = _notices(read, [SELECTIONS.to_entity(row) for row in found.items])
        return found

    @on("supervision", "vetting.*.v1", handler="appointment_vettings", batch=50)
    def hear_appointment_vettings(self, received: list[Received], work: UnitOfWork) -> None:
        """Keep the newest of each vetting for an appointment, and take those on that were asked for a selection."""
        told = [event for event in received if event.data["purpose"] == vettings.PURPOSE]
        _follow(work, told)
        mine = [event for event in told if event.data["requested_by"] == SYSTEM and event.data["reference_id"]]
        selections = work.load_many(SELECTIONS, (event.data["reference_id"] for event in mine))
        mark = work.mark("supervision")
        for event in mine:
            if (selection := selections.get(event.data["reference_id"])) is None:
                continue
            before, request_id = selection.state, event.data["request_id"]
            step = model.hear_vetting(selection, request_id, event.sequence, event.data, mark, work.rules)
            if step is None:
                work.save(SELECTIONS, selection)
                continue
            keep(work, selection, before, step)
            if before not in OPEN and selection.state in OPEN:
                look_at_candidates(work, selection)


def _follow(work: UnitOfWork, told: Sequence[Received]) -> None:
    """Keep the newest word of each vetting; where one that was passed is so no longer, or again, the file knows."""
    known = work.load_many(VETTINGS, (event.subject for event in told))
    words: dict[str, list[UndoneVetting | str]] = {}
    for event in told:
        before = known.get(event.subject)
        if before is not None and event.sequence <= before.sequence:
            continue
        vetting = vettings.heard(before, event.data, event.subject, event.sequence)
        known[event.subject] = vetting
        values = {name: value for name, value in vars(vetting).items() if name not in ("id", "sequence")}
        work.keep_latest(VETTINGS, (event.subject, event.sequence, values))
        if vettings.last_passed(before) is not None:
            undone = vettings.undone(vetting, event.data.get("reasons") or [], work.today)
            words.setdefault(vetting.cadre_id, []).append(undone or vetting.id)
    cadres = work.load_many(CADRES, words)
    for id, cadre in cadres.items():
        for word in words[id]:
            gone = word if isinstance(word, str) else word.id
            there = next((one for one in cadre.undone_vettings if one.id == gone), None)
            cadre.undone_vettings = [one for one in cadre.undone_vettings if one is not there]
            if isinstance(word, UndoneVetting):
                since = there.undone_on if there else word.undone_on
                cadre.undone_vettings.append(replace(word, undone_on=since))
    settle_cadres(work, list(cadres.values()))


def publicity_moved(moved: Deadline, work: UnitOfWork) -> None:
    """A calendar or an operator has moved the end of a publicity."""
    selection = work.load_many(SELECTIONS, [moved.subject]).get(moved.subject)
    if selection is not None and selection.state is State.PUBLICITY:
        selection.publicity_ends, selection.provisional = moved.due_on, moved.provisional
        trace(selection, "publicity_moved", work.mark(SYSTEM), moved.due_on.isoformat())
        work.tell(events.SELECTION_CHANGED, work.save(SELECTIONS, selection))


def vetting_moved(moved: Deadline, work: UnitOfWork) -> None:
    """An operator has moved the last day of a vetting."""
    if selection := work.load_many(SELECTIONS, [moved.subject]).get(moved.subject):
        selection.fresh_until = moved.due_on
        work.tell(events.SELECTION_CHANGED, work.save(SELECTIONS, selection))


MOVED = {PUBLICITY_ENDS: publicity_moved, VETTING_LAPSES: vetting_moved}


def _running(first: Selection) -> SelectionRunning:
    return SelectionRunning(post_id=first.post_id, selection_id=first.id, state=first.state.value)


def _figures(wish: Wish, names: Sequence[str]) -> Document:
    return {name: plain(wish[name]) for name in names if name in wish}


def _must_be_known(work: UnitOfWork, votes: Iterable[Document]) -> None:
    """Raises UnknownCadre naming the first candidate who is not in the roster, or not the caller's to see."""
    ids = [vote["cadre_id"] for vote in votes]
    known = work.load_many(CADRES, ids)
    for place, id in enumerate(ids):
        if id not in known or not work.sees(CADRES, known[id]):
            zh, en = "没有这名干部", f"There is no such cadre: {id}"
            raise UnknownCadre(zh, en, errors=[field_error(f"/votes/{place}/cadre_id", "unknown-cadre", zh, en)])


def _guard(work: UnitOfWork, cadres: Iterable[Cadre]) -> None:
    """Whoever decides by a file saves it too, so that what comes over the cadre meanwhile is not missed."""
    for cadre in cadres:
        work.save(CADRES, cadre)


def _within(read: Reading) -> Document:
    return read.scope.filter(unit="unit_ids", cadre="")


def _shown(read: Reading, selection: Selection) -> Document:
    (shown,) = _with_names(read, [selection])
    return shown


def _with_names(read: Reading, selections: Sequence[Selection]) -> list[Document]:
    """Selections with the names of posts, units and candidates, in a round trip each."""
    posts = _names(read, POSTS.name, "title", {one.post_id for one in selections})
    units = _names(read, UNITS.name, "name", {one.unit_id for one in selections})
    people = {id for one in selections for id in (*one.recommended_ids, *one.cadre_ids)}
    fields = {"name": 1, "title": 1}
    cadres = {found["_id"]: found for found in read.db[CADRES.name].find({"_id": {"$in": list(people)}}, fields)}
    return [
        {
            **SELECTIONS.to_document(one),
            "post_title": posts.get(one.post_id, ""),
            "unit_id": one.unit_id,
            "unit_name": units.get(one.unit_id, ""),
            "state_zh": one.state.zh,
            "open_objections": one.open_objections,
            "candidates": [_candidate(cadres[id], one) for id in one.recommended_ids if id in cadres],
            "steps": [str(step) for step in model.possible(one)],
        }
        for one in selections
    ]


def _notices(read: Reading, selections: list[Selection]) -> list[Document]:
    """What is public of each candidate, in the registry's words."""
    ids = {id for one in selections for id in one.cadre_ids}
    wanted = dict.fromkeys(("name", "sex", "birth", "title", "unit_id", "synthetic"), 1)
    cadres = {row["_id"]: row for row in read.db[CADRES.name].find({"_id": {"$in": sorted(ids)}}, wanted)}
    posts = _names(read, POSTS.name, "title", {one.post_id for one in selections})
    units = {one.unit_id for one in selections} | {row["unit_id"] for row in cadres.values()}
    names = _names(read, UNITS.name, "name", units)
    channel = read.rules["registry.objection_channel"].value
    return [
        {
            "name": cadre["name"],
            "sex": cadre["sex"],
            "birth_month": cadre["birth"][:7],
            "title": cadre["title"],
            "unit_name": names.get(cadre["unit_id"], ""),
            "intended_title": posts.get(one.post_id, ""),
            "intended_unit": names.get(one.unit_id, ""),
            "begins": one.publicity_begins,
            "ends": one.publicity_ends,
            "objections": channel,
            "synthetic": one.synthetic or bool(cadre.get("synthetic")),
        }
        for one in selections
        for cadre in (cadres[id] for id in one.cadre_ids if id in cadres)
    ]


def _candidate(cadre: Document, selection: Selection) -> Document:
    considered = cadre["_id"] in selection.cadre_ids
    return {"cadre_id": cadre["_id"], "name": cadre["name"], "title": cadre["title"], "considered": considered}


def _names(read: Reading, collection: str, field: str, ids: set[str]) -> dict[str, Any]:
    return {found["_id"]: found[field] for found in read.db[collection].find({"_id": {"$in": list(ids)}}, {field: 1})}


JUDGED = (Judged(operations.SETTLE, SELECTIONS, LIFE, (Step.UPHOLD, Step.DISMISS)),)
