"""What cells of a table of people say in the words of 干部任免审批表 (简历、奖惩情况 …), as entries of their files.

Read as a form is. What is wrong with an entry is told at the cell that it was read from, with the entry's words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from papers import entries
from servicekit.errors import FieldError, Problem
from servicekit.schema import load
from services.registry.parts import form_rows
from services.registry.parts.common import Wish
from services.registry.parts.form_rows import Note, note
from services.registry.schemas.cadres import AddEntries

_MODES = {"全日制": "full_time", "在职": "in_service"}
_ASSUMED = "in_service"
"""Where nobody says that an education was full-time: what asks for less proof."""


@dataclass
class Told:
    """A row whose histories are entries throughout, what is to be known of its cells, and where each entry stood."""

    row: Wish
    notes: list[Note] = field(default_factory=list)
    _stood: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    """By history: for each entry its place in what was sent, and what it says where it was read from a text."""

    @contextmanager
    def in_its_cells(self) -> Iterator[None]:
        """A refusal of an entry names the place in the row that it came from."""
        try:
            yield
        except Problem as wrong:
            wrong.errors = [self._in_its_cell(one) for one in wrong.errors]
            raise

    def _in_its_cell(self, error: FieldError) -> FieldError:
        _, history, *rest = [*error.pointer.split("/"), ""]
        stood = self._stood.get(history)
        if not stood or not rest[0].isdigit() or int(rest[0]) >= len(stood):
            return error
        place, said = stood[int(rest[0])]
        if not said:
            return FieldError(f"/{history}/{place}/{'/'.join(rest[1:-1])}".rstrip("/"), error.code, error.zh, error.en)
        return FieldError(f"/{history}/{place}", error.code, f"“{said}”：{error.zh}", f"{said}: {error.en}")


def read(row: Wish) -> Told:
    """A row with the texts of its cells read. Raises InvalidFields naming the cell."""
    given = {name: row[name] for name in entries.READS if any(isinstance(one, str) for one in row[name])}
    told = Told(row)
    if not given:
        return told
    told.row = {**row}
    unread: list[dict[str, Any]] = []
    for history, items in given.items():
        said, stood = _said(history, items, told.notes, unread)
        told._stood[history] = stood
        with told.in_its_cells():
            told.row[history] = load(AddEntries, {history: said})[history]
    if unread := form_rows.once("unread_lines", unread):
        told.row["unread_lines"] = [*row["unread_lines"], *unread]
    return told


def _said(
    history: str, items: list[Any], notes: list[Note], unread: list[dict[str, Any]]
) -> tuple[list[Mapping[str, Any]], list[tuple[int, str]]]:
    """The entries of a history as they would be sent, without what is said twice, and where each stood; lines that
    no rule reads go to `unread`."""
    cell, read_cell = entries.READS[history]
    found: list[tuple[int, str, dict[str, Any]]] = []
    for place, item in enumerate(items):
        if not isinstance(item, str):
            found.append((place, "", _sent(item)))
            continue
        words = read_cell(item)
        notes += [note("left-out", **entries.unread(*one)) for one in words.unread]
        notes += [note("kept", **entries.kept(one)) for one in words.kept]
        unread += words.kept
        read_here = _by_codes(history, words.entries, notes, unread)
        found += [(place, form_rows.line(history, one), one) for one in read_here]
        if read_here:
            notes.append(form_rows.understood(cell, history, read_here))
    kept = form_rows.once(history, [entry for *_, entry in found])
    one_each = [next(one for one in found if one[2] is entry) for entry in kept]
    return [entry for *_, entry in one_each], [(place, said) for place, said, _ in one_each]


def _sent(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in entry.items()}


def _by_codes(
    history: str, words: list[entries.Entry], notes: list[Note], unread: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Entries in words as the file keeps them; what has no code stands in the notes."""
    match history:
        case "resume":
            return [{**one} for one in words]
        case "rewards":
            kept, punished, lines = form_rows.rewarded(words, "", notes)
            unread += lines
            notes += form_rows.punishments_left_out(punished, ())
            return kept
        case "assessments":
            return form_rows.graded(words, "", notes)
        case "family":
            empty = {"relation": "", "birth": None, "political_status": "", "work": ""}
            return [form_rows.relative(empty | one, notes) for one in words]
        case _:
            return [read_as for one in words if (read_as := _education(one, notes))]


def _education(one: entries.Entry, notes: list[Note]) -> dict[str, Any] | None:
    if not one["mode"]:
        zh = "学历学位未说明全日制或在职，按在职登记"
        notes.append(note("assumed", zh, "Nobody says that the education was full-time: entered as in-service"))
    return form_rows.schooled(one, _MODES.get(one["mode"], _ASSUMED), notes)
