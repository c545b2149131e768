"""Tables of one history (简历、学历学位、家庭成员、考核、奖励): a row is an entry of a file, entered as it has been."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servicekit.bulk import Results, earlier_rows
from servicekit.calls import command
from servicekit.errors import FieldError, Problem
from servicekit.schema import load
from servicekit.store import Document
from servicekit.work import UnitOfWork
from services.registry.errors.cadres import DuplicateEntry
from services.registry.events.cadres import CADRE_CHANGED
from services.registry.model.person import Cadre
from services.registry.operations import imports as operations
from services.registry.parts import career_rows, entering, judging
from services.registry.parts.building import entries_of
from services.registry.parts.career_rows import ALREADY
from services.registry.parts.common import Part, Wish, settle_cadres
from services.registry.parts.imports import entered, to_be
from services.registry.parts.judging import Selected
from services.registry.schemas import history_rows as schemas
from services.registry.schemas.cadres import AddEntries, ImportCadre
from services.registry.store.cadres import CADRES


class HistoryImports(Part):
    """Entries of one history, many at once; one that is in the file already changes nothing."""

    @command(operations.IMPORT_RESUMES)
    def import_resumes(self, wish: Wish, work: UnitOfWork) -> Document:
        """Periods of résumés."""
        return self._enter_all(work, wish, schemas.RESUME)

    @command(operations.IMPORT_EDUCATION)
    def import_education(self, wish: Wish, work: UnitOfWork) -> Document:
        """Lines of education."""
        return self._enter_all(work, wish, schemas.EDUCATION)

    @command(operations.IMPORT_PROFESSIONAL_POSTS)
    def import_professional_posts(self, wish: Wish, work: UnitOfWork) -> Document:
        """Professional posts."""
        return self._enter_all(work, wish, schemas.PROFESSIONAL_POSTS)

    @command(operations.IMPORT_ASSESSMENTS)
    def import_assessments(self, wish: Wish, work: UnitOfWork) -> Document:
        """Assessments of years that are over."""
        return self._enter_all(work, wish, schemas.ASSESSMENTS)

    @command(operations.IMPORT_REWARDS)
    def import_rewards(self, wish: Wish, work: UnitOfWork) -> Document:
        """Rewards."""
        return self._enter_all(work, wish, schemas.REWARDS)

    @command(operations.IMPORT_FAMILIES)
    def import_families(self, wish: Wish, work: UnitOfWork) -> Document:
        """Relatives."""
        return self._enter_all(work, wish, schemas.FAMILY)

    def _enter_all(self, work: UnitOfWork, wish: Wish, kind: schemas.HistoryRows) -> Document:
        results = Results(work)
        sent_before = list(enumerate(earlier_rows(kind.row, wish)))
        unheard = Results(work)
        people = to_be(work, earlier_rows(ImportCadre, wish), self.cipher)
        earlier = career_rows.whose(work, sent_before, self.cipher, unheard, people)
        rows = career_rows.whose(work, results.read(kind.row, wish["rows"]), self.cipher, results, people)
        cadres = work.load_many(CADRES, {cadre_id for *_, cadre_id in (*earlier, *rows)})
        cadres |= {cadre.id: cadre for cadre in people.values()}
        selected = judging.selections_about(work, [], [])
        for number, row, cadre_id in earlier:
            with unheard.row(number):
                _enter(work, cadres[cadre_id], row, kind, selected)
        changed: dict[str, None] = {}
        for number, row, cadre_id in rows:
            with results.row(number):
                cadre = cadres.get(cadre_id)
                if cadre is None or not work.sees(CADRES, cadre):
                    raise career_rows.unknown_cadre(row)
                before = cadre.entries
                notes = _enter(work, cadre, row, kind, selected)
                if not notes:
                    changed[cadre_id] = None
                did = entered(cadre, before)
                results.ok(number, None if wish["dry_run"] else cadre_id, notes=notes, did=did)
        if changed and not wish["dry_run"]:
            settle_cadres(work, [cadres[id] for id in changed])
            for id in changed:
                work.tell(CADRE_CHANGED, cadres[id], changed=[kind.history])
        return results.answer()


def _enter(
    work: UnitOfWork, cadre: Cadre, row: Mapping[str, Any], kind: schemas.HistoryRows, selected: Selected
) -> list[dict[str, str]]:
    """Append a row's entry to the file, or say that it is there. Refusals name the column."""
    given = {name: value for name, value in row.items() if name not in schemas.WHOSE}
    said = {name: given.pop(column) for name, column in kind.columns.items()} | given
    try:
        (entry,) = entries_of(load(AddEntries, {kind.history: [_plain(said)]}), work.rules)[kind.history]
        entering.check(work, cadre, {kind.history: [entry]}, None, selected=selected)
    except DuplicateEntry as twice:
        if career_rows.says_the_same(cadre, kind.history, twice.facts["entry"], row):
            return [ALREADY]
        raise _in_columns(twice, kind) from None
    except Problem as wrong:
        raise _in_columns(wrong, kind) from None
    cadre.append(kind.history, entry)
    return []


def _plain(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in said.items()}


def _in_columns(problem: Problem, kind: schemas.HistoryRows) -> Problem:
    """The same refusal, at the columns of the row."""
    problem.errors = [FieldError(_column(one.pointer, kind), one.code, one.zh, one.en) for one in problem.errors]
    return problem


def _column(pointer: str, kind: schemas.HistoryRows) -> str:
    last = pointer.rpartition("/")[2]
    column = kind.columns.get(last, last)
    return f"/{column}" if column in kind.row._declared_fields else ""
