"""Talks (谈话) of an appraisal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from decimal import Decimal

from servicekit import queries
from servicekit.bulk import Results
from servicekit.calls import command, query
from servicekit.roster import PEOPLE
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.appraisal.events import talks as events
from services.appraisal.model import talks as model
from services.appraisal.model.appraisals import Appraisal, must_run
from services.appraisal.model.conclusions import check_marks
from services.appraisal.model.talks import Talk, Words
from services.appraisal.operations import talks as operations
from services.appraisal.parts import outcomes
from services.appraisal.parts.planning import by_code, visible_by_code
from services.appraisal.schemas import talks as schemas
from services.appraisal.store.appraisals import APPRAISALS
from services.appraisal.store.talks import TALKS
from services.appraisal.vocabulary.appraisals import State

_KEPT = (State.DRAFTED, State.CONCLUDED, State.NOTIFIED, State.CONTESTED, State.CLOSED)
"""States in which what is on record can still be put right, besides running."""


class Talks:
    """Talks (谈话) of an appraisal."""

    @command(operations.RECORD_TALK)
    def record_talk(self, wish: Document, work: UnitOfWork) -> Talk:
        """Record a talk."""
        appraisal = work.see(APPRAISALS, wish.pop("appraisal_id"))
        _check(work, appraisal, wish)
        return _record(work, appraisal, wish)

    @command(operations.IMPORT_TALKS)
    def import_talks(self, wish: Document, work: UnitOfWork) -> Document:
        """Talks on paper, many at once, of appraisals that run."""
        results = Results(work)
        good = results.read(schemas.ImportTalk, wish["rows"])
        found = by_code(work, (row["appraisal_code"] for _, row in good))
        work.load_many(PEOPLE, (row["with_cadre_id"] for _, row in good if row["with_cadre_id"] is not None))
        for number, row in good:
            with results.row(number):
                appraisal = visible_by_code(work, found, row.pop("appraisal_code"))
                _check(work, appraisal, row)
                results.ok(number, None if wish["dry_run"] else _record(work, appraisal, row).id)
        return results.answer()

    @command(operations.CORRECT_TALK)
    def correct_talk(self, wish: Document, work: UnitOfWork) -> Talk:
        """Put the record of a talk right, with its history, also after the conclusion."""
        talk = work.see(TALKS, wish.pop("talk_id"))
        appraisal = work.load(APPRAISALS, talk.appraisal_id)
        must_run(appraisal, "更正谈话记录", "put a talk right", *_KEPT)
        reason = wish.pop("reason")
        words = replace(talk.words, **wish)
        model.check_day(words.held_on, appraisal.first_day, work.today)
        _check_marks(work, appraisal, words.marks)
        model.correct(talk, words, reason, work.now, work.principal.account)
        work.save(APPRAISALS, appraisal)
        work.tell(events.CORRECTED, work.save(TALKS, talk))
        return talk

    @command(operations.ANNUL_TALK)
    def annul_talk(self, wish: Document, work: UnitOfWork) -> Talk:
        """Annul the record of a talk that was entered by mistake; it stays to be seen and counts no more."""
        talk = work.see(TALKS, wish["talk_id"])
        appraisal = work.load(APPRAISALS, talk.appraisal_id)
        must_run(appraisal, "撤销谈话记录", "annul a talk", *_KEPT)
        model.annul(talk, wish["reason"], work.now, work.principal.account)
        work.save(APPRAISALS, appraisal)
        work.tell(events.ANNULLED, work.save(TALKS, talk))
        return talk

    @query(operations.GET_TALK)
    def get_talk(self, wish: Document, read: Reading) -> Document:
        """One talk with its record and its history."""
        return read.get(TALKS, wish["talk_id"], read.scope.filter(cadre="_id"), answer=schemas.TalkOut)

    @query(operations.LIST_TALKS)
    def list_talks(self, wish: Document, read: Reading) -> Page:
        """The talks of an appraisal, by day."""
        where = queries.filters(wish, "appraisal_id", cadre_id="with_cadre_id")
        where = queries.both(where, read.scope.filter(cadre="_id"))
        sorts = {"held_on": [("words.held_on", 1)]}
        return read.page(TALKS, where, wish, sorts=sorts, default_sort="held_on", answer=schemas.TalkLine)


def _check_marks(work: UnitOfWork, appraisal: Appraisal, marks: Mapping[str, Decimal]) -> None:
    if marks:
        check_marks(marks, outcomes.scale_of(work, appraisal), "/marks")


def _check(work: UnitOfWork, appraisal: Appraisal, wish: Document) -> None:
    """Raises what `record_talk` raises; changes nothing."""
    must_run(appraisal, "登记谈话", "record a talk")
    role, with_cadre_id = wish["role"], wish["with_cadre_id"]
    queries.must_know(work.db, "appraisal.talk_roles", [role], "/role")
    if with_cadre_id is not None:
        work.named(PEOPLE, with_cadre_id, "/with_cadre_id")
    model.check_counterpart(role, with_cadre_id, wish["described_as"], appraisal.cadre_id)
    rule = work.rules["appraisal.talkers_least"]
    model.check_talkers(wish["talker_ids"], appraisal.appraiser_ids, with_cadre_id, rule.value, rule.cited)
    model.check_day(wish["held_on"], appraisal.first_day, work.today)
    _check_marks(work, appraisal, wish["marks"])


def _record(work: UnitOfWork, appraisal: Appraisal, wish: Document) -> Talk:
    # A conclusion that is drafted at the same moment has the talk before it, or the talk is refused.
    work.save(APPRAISALS, appraisal)
    words = Words(**{written.name: wish.pop(written.name) for written in fields(Words)})
    talk = Talk(
        id=work.new_id("tlk"),
        appraisal_id=appraisal.id,
        unit_ids=appraisal.unit_ids,
        cadre_id=appraisal.cadre_id,
        words=words,
        recorded_by=work.principal.account,
        recorded_on=work.today,
        synthetic=appraisal.synthetic,
        **wish,
    )
    work.tell(events.RECORDED, work.add(TALKS, talk))
    return talk
