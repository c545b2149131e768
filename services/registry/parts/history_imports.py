"""Tables of one history (简历、学历学位、家庭成员、考核、奖励): a row is an entry of a file, entered as it has been."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from servicekit.bulk import Results, earlier_rows, rows_before
from servicekit.calls import command
from servicekit.errors import FieldError, InvalidFields, Problem, field_error
from servicekit.schema import load
from servicekit.store import Document
from servicekit.work import UnitOfWork
from services.registry.errors.cadres import DuplicateEntry
from services.registry.events.cadres import CADRE_CHANGED
from services.registry.model import careers
from services.registry.model.names import compared
from services.registry.model.person import Cadre, Entry, ResumeLine, Voided, valid
from services.registry.operations import imports as operations
from services.registry.parts import career_rows, entering, form_rows, judging
from services.registry.parts.building import entries_of
from services.registry.parts.career_rows import ALREADY
from services.registry.parts.common import Part, Wish, settle_cadres
from services.registry.parts.imports import entered, to_be
from services.registry.parts.judging import Selected
from services.registry.schemas import history_rows as schemas
from services.registry.schemas.cadres import AddEntries, ImportCadre
from services.registry.store.cadres import CADRES

_REPLACED = "简历表导入：同一时段的新表述"
"""The basis on which a line of a résumé is set aside that a row's stands in the place of."""


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
        sent_before = list(enumerate(rows_before(kind.row, wish)))
        unheard = Results(work)
        people = to_be(work, earlier_rows(ImportCadre, wish), self.cipher)
        before = career_rows.whose(work, sent_before, self.cipher, unheard, people)
        earlier = before if wish["dry_run"] else []
        of_this_file = _Said()
        for _, row, cadre_id in before:
            of_this_file.add(cadre_id, row)
        rows = career_rows.whose(work, results.read(kind.row, wish["rows"]), self.cipher, results, people)
        cadres = work.load_many(CADRES, {cadre_id for *_, cadre_id in (*earlier, *rows)})
        cadres |= {cadre.id: cadre for cadre in people.values()}
        selected = judging.selections_about(work, [], [])
        for number, row, cadre_id in earlier:
            with unheard.row(number):
                _enter(work, cadres[cadre_id], row, kind, selected, of_this_file)
        changed: dict[str, None] = {}
        for number, row, cadre_id in rows:
            with results.row(number):
                cadre = cadres.get(cadre_id)
                if cadre is None or not work.sees(CADRES, cadre):
                    raise career_rows.unknown_cadre(row)
                had = cadre.entries
                notes = _enter(work, cadre, row, kind, selected, of_this_file)
                of_this_file.add(cadre_id, row)
                if cadre.entries != had:
                    changed[cadre_id] = None
                did = entered(cadre, had)
                results.ok(number, None if wish["dry_run"] else cadre_id, notes=notes, did=did)
        if changed and not wish["dry_run"]:
            settle_cadres(work, [cadres[id] for id in changed])
            for id in changed:
                work.tell(CADRE_CHANGED, cadres[id], changed=[kind.history])
        return results.answer()


class _Said:
    """What rows of this file say of the résumés of the same people: two of its lines of one period stand beside each
    other."""

    def __init__(self) -> None:
        self._lines: set[tuple[str, ...]] = set()

    def add(self, cadre_id: str, row: Mapping[str, Any]) -> None:
        if "began" in row and "text" in row:
            self._lines.add(self._line(cadre_id, row["began"], row["ended"], row["text"]))

    def lines(self, cadre: Cadre) -> list[ResumeLine]:
        """Those lines of a résumé that are there and that rows say."""
        kept = valid(cadre.resume)
        return [one for one in kept if self._line(cadre.id, one.began, one.ended, one.text) in self._lines]

    @staticmethod
    def _line(cadre_id: str, began: str, ended: str | None, text: str) -> tuple[str, ...]:
        return cadre_id, began, ended or "", compared(text)


def _in_the_place_of(cadre: Cadre, row: Mapping[str, Any], of_this_file: _Said) -> tuple[ResumeLine | None, bool]:
    """The line of the résumé in whose place a row's comes, if any, and whether that is there already.

    A line that now has an end stands in the place of the one that had none, as in a form. Raises InvalidFields where
    the file words the very same period otherwise, and the row does not say what is to become of that.
    """
    kept = valid(cadre.resume)
    there, more = form_rows.resume_match(kept, row, [])
    if isinstance(there, ResumeLine):
        same = row["basic_level"] in (False, there.basic_level) or there.came_with is not None
        return there, not more and same
    other = form_rows.reworded(kept, row, of_this_file.lines(cadre))
    if other is None or row["same_period"] == schemas.BESIDE:
        return None, False
    if row["same_period"] is None:
        text = other.text[:100]
        zh = f"档案中同一时段另有表述：“{text}”；请在“同一时段”列填“替换”，以本行为准，或填“并列”，两条都保留"
        en = "The file words this period otherwise: say replace, to put this in its place, or beside, to keep both"
        raise InvalidFields(errors=[field_error("/same_period", "same-period", zh, en)])
    return other, False


@contextmanager
def _instead_of(work: UnitOfWork, cadre: Cadre, before: ResumeLine | None, entry: Entry) -> Iterator[None]:
    """Let an entry stand in the place of another, unless it is refused."""
    if before is None:
        yield
        return
    careers.set_aside(cadre, "resume", before.entry, Voided(by=work.principal.account, basis=_REPLACED, at=work.now))
    entry.corrects = before.entry
    try:
        yield
    except Problem:
        before.void = None
        raise


def _changed(before: ResumeLine, row: Mapping[str, Any]) -> dict[str, str]:
    text, cell = form_rows.line("resume", vars(before)), form_rows.line("resume", row)
    return form_rows.note("changed", f"简历：“{text}”改为“{cell}”", "A line of the résumé changes")


def _enter(
    work: UnitOfWork,
    cadre: Cadre,
    row: Mapping[str, Any],
    kind: schemas.HistoryRows,
    selected: Selected,
    of_this_file: _Said,
) -> list[dict[str, str]]:
    """Append a row's entry to the file, or say that it is there. Refusals name the column."""
    given = {name: value for name, value in row.items() if name not in (*schemas.WHOSE, *kind.asks)}
    said = {name: given.pop(column) for name, column in kind.columns.items()} | given
    before = None
    if kind is schemas.RESUME:
        before, already = _in_the_place_of(cadre, row, of_this_file)
        if already:
            return [ALREADY]
    notes = [] if before is None else [_changed(before, row)]
    try:
        (entry,) = entries_of(load(AddEntries, {kind.history: [_plain(said)]}), work.rules)[kind.history]
        with _instead_of(work, cadre, before, entry):
            entering.check(work, cadre, {kind.history: [entry]}, None, selected=selected)
    except DuplicateEntry as twice:
        if career_rows.says_the_same(cadre, kind.history, twice.facts["entry"], row):
            return [ALREADY]
        raise _in_columns(twice, kind) from None
    except Problem as wrong:
        raise _in_columns(wrong, kind) from None
    cadre.append(kind.history, entry)
    return notes


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
