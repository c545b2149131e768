"""One row of an import of careers (履历补录) becomes an entry of a file."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from servicekit.bulk import Results
from servicekit.crypto import FieldCipher
from servicekit.errors import FieldError, InvalidFields, Problem, field_error, with_words
from servicekit.schema import load
from servicekit.work import UnitOfWork
from services.registry.errors.cadres import BasisNeeded, DuplicateEntry, OutOfOrder, UnknownCadre
from services.registry.errors.posts import PostTaken
from services.registry.model import careers, checks, succession
from services.registry.model.entering import day_of_entry
from services.registry.model.names import compared
from services.registry.model.person import DECIDED, Appointment, Assessment, Cadre, Entry, Span, Voided, valid
from services.registry.parts import entering, judging
from services.registry.parts.building import Place, Places, appointments_of, entries_of, read_number
from services.registry.parts.judging import Selected
from services.registry.schemas.career_rows import COLUMNS, ROW_KINDS, WHOSE, Kind
from services.registry.schemas.common import OverrideIn
from services.registry.store.cadres import known_numbers

ALREADY = {
    "code": "already-entered",
    "zh": "档案中已有此条，未重复写入",
    "en": "The file has it already; not entered again",
}
"""What is said of a row that changes nothing."""
COMPLETED = {
    "code": "completed",
    "zh": "档案中已有此项任职，补充所任职位",
    "en": "The file has the appointment already: its post was added to it",
}
NOT_JUDGED = {
    "code": "not-judged",
    "zh": "按文件补录：任职资格、任职年限、职数、回避、影响期和联审未作审查",
    "en": "Entered from its document: qualification, years, approved numbers, avoidance, effect periods and vetting "
    "were not looked at",
}
"""What is said of a decision of the past."""


ANSWERED_FOR = {"punishments": {"by": "override_by", "basis": "override_basis"}}
"""By history the columns of who answers for going past a rule: of a punishment's period alone, as on what is history
nobody decides."""


Owned = list[tuple[int, Mapping[str, Any], str]]
"""Rows with their places, and the id of the cadre whose entry each is."""


def whose(
    work: UnitOfWork,
    rows: Iterable[tuple[int, Mapping[str, Any]]],
    cipher: FieldCipher,
    results: Results,
    to_be: Mapping[str, Cadre],
) -> Owned:
    """The rows with the cadre whose entry each is, by id or by identity number, in one query; the others are
    refused. `to_be` are people whom a dry run takes for registered, by their numbers' blind index."""
    rows, blind = list(rows), dict[int, str]()
    for number, row in rows:
        with results.row(number):
            if row["cadre_id"] is None:
                _, blind[number] = read_number(row["identity_number"] or "", cipher, work.today)
    known = {index: cadre.id for index, cadre in to_be.items()} | known_numbers(work.db, set(blind.values()))
    found: Owned = []
    for number, row in rows:
        with results.row(number):
            if row["cadre_id"] is not None:
                found.append((number, row, row["cadre_id"]))
            elif number in blind:
                if blind[number] not in known:
                    raise unknown_cadre(row)
                found.append((number, row, known[blind[number]]))
    return found


def unknown_cadre(row: Mapping[str, Any]) -> UnknownCadre:
    """The refusal of a row about nobody in the roster, at the column that says about whom."""
    zh, en = "名册中没有这名干部", "There is no such cadre in the roster"
    pointer = "/cadre_id" if row["cadre_id"] else "/identity_number"
    return UnknownCadre(zh, en, errors=[field_error(pointer, "unknown-cadre", zh, en)])


def enter(
    work: UnitOfWork, cadre: Cadre, row: Mapping[str, Any], places: Places, selected: Selected
) -> list[dict[str, str]]:
    """Append a row's entry to the file; what is to be known of it.

    Raises InvalidFields, BasisNeeded, OutOfOrder, EndsBeforeItBegins, UnknownUnit, UnknownPost, DuplicateEntry,
    NotAPartyMember and Unqualified, each naming the column.
    """
    kind = ROW_KINDS[row["kind"]]
    given = {name: value for name, value in row.items() if value is not None and name not in WHOSE}
    _must_fit(given, kind)
    try:
        entry = _read(work, cadre, given, kind, places)
        if (there := _without_its_post(cadre, entry)) is not None and isinstance(entry, Appointment):
            _complete(work, cadre, there, entry, places, selected)
            return [COMPLETED]
        entering.check(work, cadre, {kind.history: [entry]}, _override(given, kind), selected=selected)
    except DuplicateEntry as twice:
        if says_the_same(cadre, kind.history, twice.facts["entry"], row):
            return [ALREADY]
        raise _in_columns(twice, kind, given) from None
    except Problem as wrong:
        raise _in_columns(wrong, kind, given) from None
    cadre.append(kind.history, entry)
    unchecked = checks.unchecked(entry.unchecked)
    not_judged = isinstance(entry, Appointment | Span) and judging.lies_far_back(work, entry.began)
    return [NOT_JUDGED, *unchecked] if not_judged else unchecked


def _without_its_post(cadre: Cadre, entry: Entry) -> Appointment | None:
    """The very same appointment in the file, of which it is not known yet to which post it is."""
    if not isinstance(entry, Appointment) or entry.post_id is None:
        return None
    same = [
        one
        for one in valid(cadre.appointments)
        if one.post_id is None
        and one.held is None
        and (one.unit_id, one.main, one.began) == (entry.unit_id, entry.main, entry.began)
        and compared(one.title) == compared(entry.title)
    ]
    return same[0] if len(same) == 1 else None


def _complete(
    work: UnitOfWork, cadre: Cadre, there: Appointment, whole: Appointment, places: Places, selected: Selected
) -> None:
    """Let the appointment with its post stand in the place of the one without. Raises PostTaken and Unqualified."""
    if whole.ended is None:
        for name in ("ended", "ended_by", "end_reason", "end_given", "given_end", "trial_until"):
            setattr(whole, name, getattr(there, name))
    whole.began_by = whole.began_by or there.began_by
    whole.replaces = whole.main and there.replaces
    whole.given, whole.brings_level, whole.came_with = there.given, there.brings_level, there.came_with
    holders = places.posts[str(whole.post_id)]["holder_ids"]
    if whole.ended is None and holders:
        zh, en = "职位已有人任职", "The post is held"
        raise PostTaken(zh, en, errors=[field_error("/appointments/0/post_id", "post-taken", zh, en)])
    void = Voided(by=work.principal.account, basis=whole.began_by or COMPLETED["zh"], at=work.now)
    without = copy.deepcopy(cadre)
    careers.set_aside(without, "appointments", there.entry, void)
    succession.settle(without)
    entering.check(work, without, {"appointments": [whole]}, None, history=True, selected=selected, instead_of=there)
    careers.set_aside(cadre, "appointments", there.entry, void)
    whole.corrects = there.entry
    cadre.append("appointments", whole)
    if whole.ended is None:
        holders.append(cadre.id)


def _must_fit(given: Mapping[str, Any], kind: Kind) -> None:
    """Raises InvalidFields for columns that this kind of row has not."""
    columns = _columns(kind).values()
    if strange := [name for name in given if name not in columns]:
        zh = f"{kind.zh}没有这一列；可填：{with_words(COLUMNS, columns)}"
        en = f"No column of this kind; allowed: {', '.join(columns)}"
        raise InvalidFields(errors=[field_error(f"/{name}", "not-of-this-kind", zh, en) for name in strange])


def _read(work: UnitOfWork, cadre: Cadre, given: Mapping[str, Any], kind: Kind, places: Places) -> Entry:
    sent = {field: given[column] for field, column in kind.columns.items() if column in given}
    if kind.history == "appointments" and "title" not in sent and (named := sent.get("post_id", sent.get("post_code"))):
        sent |= {"title": places.posts[named]["title"]} if named in places.posts else {}
    wish = load(kind.entry, {name: _plain(value) for name, value in sent.items()})
    if kind.history in DECIDED and not wish["began_by"].strip():
        raise BasisNeeded(errors=[field_error("/began_by", "required", BasisNeeded.zh, BasisNeeded.en)])
    entry: Entry
    if kind.history == "appointments":
        home = Place(cadre.unit_id, cadre.unit_ids)
        (entry,) = appointments_of([wish], home, places)
    else:
        (entry,) = entries_of({kind.history: [wish]}, work.rules)[kind.history]
    day = day_of_entry(entry)
    if day is not None and day > work.today:
        zh, en = "补录只用于今天以前的事项", "Only what has been is entered afterwards"
        raise OutOfOrder(zh, en, errors=[field_error("/began", "out-of-order", zh, en)])
    return entry


def _columns(kind: Kind) -> dict[str, str]:
    """The columns of a kind of row by what stands in them."""
    return {**kind.columns, **ANSWERED_FOR.get(kind.history, {})}


def _override(given: Mapping[str, Any], kind: Kind) -> Mapping[str, str] | None:
    """Who answers for going past the rule of an entry, and on what basis: both or neither. Raises InvalidFields."""
    columns = ANSWERED_FOR.get(kind.history, {})
    sent = {name: given[column] for name, column in columns.items() if column in given}
    return load(OverrideIn, sent) if sent else None


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def says_the_same(cadre: Cadre, history: str, number: str, row: Mapping[str, Any]) -> bool:
    """Whether the entry that is there says what the row says: another grade of the same year is no repetition."""
    kept: list[Entry] = getattr(cadre, history)
    there = next(one for one in kept if one.entry == number)
    return not isinstance(there, Assessment) or there.grade == row["grade"]


def _in_columns(problem: Problem, kind: Kind, given: Mapping[str, Any]) -> Problem:
    """The same refusal, with the columns of the row where it names the fields of the entry."""
    problem.errors = [
        FieldError(_column(error.pointer, kind, given), error.code, error.zh, error.en) for error in problem.errors
    ]
    return problem


def _column(pointer: str, kind: Kind, given: Mapping[str, Any]) -> str:
    """The column of what a pointer names: by code where that was given; of the entry as a whole it is the row."""
    last = pointer.rpartition("/")[2]
    column = _columns(kind).get(last)
    if column in ("unit_id", "post_id") and column not in given:
        column = column.replace("_id", "_code")
    return f"/{column}" if column else ""
