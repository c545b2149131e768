"""What cells of a roster say in words for which there is no code, read as a form's cells are: an education that is
called otherwise (中央党校研究生，大学 文学学士), parties beside the day of joining (中共党员（1990.07））."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from gateway.cells import NOTHING, Labels, Reader
from gateway.workbooks import Cell
from papers import party
from papers.entries import SCHOOLS, from_education
from servicekit.standards import POLITICAL_STATUSES
from services.registry.vocabulary.person import OTHER_PARTIES

_ENDS = re.compile(r"[；;。\n]+")
"""What apart stands, where a cell says all of an education."""
_OF_AN_EDUCATION = frozenset(("mode", "level", "degree", "school", "major"))
_MEMBERS = tuple(code for code, label in POLITICAL_STATUSES.items() if label.startswith("中共"))
JOINED, STATUS, OTHER = "joined_party_on", "political_status", "other_party"


def as_a_school(read: Reader) -> Reader:
    """The same, of what stands in a cell of schools: it says so, whatever the school is called."""

    def as_a_school(cell: Cell) -> Any:
        text = read(cell)
        return f"{SCHOOLS}：{_ENDS.sub('，', str(text))}" if text not in NOTHING else None

    return as_a_school


def said_with(first: str, labels: Labels, name: str, read: Reader) -> Reader:
    """The same, where the word may begin with that of another field: then it answers both."""

    def both(cell: Cell) -> Any:
        text = cell.strip() if isinstance(cell, str) else ""
        for code, label in labels.items():
            if text.startswith(label) and (rest := text.removeprefix(label)):
                return {first: code, name: read(rest)}
        return read(cell)

    return both


def education(entry: Mapping[str, Any], levels: Mapping[str, str], modes: Mapping[str, str]) -> str | None:
    """An entry of education whose level is no code, as the form's cell has it; None where it has one, or where the
    words are not surely read."""
    level = entry.get("level")
    if not isinstance(level, str) or level in levels or not _OF_AN_EDUCATION.issuperset(entry):
        return None
    school = _ENDS.sub("，", "".join(str(entry.get(name, "")) for name in ("school", "major")))
    mode = f"{modes[entry['mode']]}：" if entry.get("mode") in modes else ""
    words = f"{mode}{level} {entry.get('degree', '')}{f' {SCHOOLS}：{school}' if school else ''}".strip()
    told = from_education(words)
    return words if not told.unread and len(told.entries) == 1 and told.entries[0]["level"] else None


def parties(row: dict[str, Any], code_of: Callable[[str], Any]) -> dict[str, Any]:
    """A row of somebody in whose 入党时间 stands more than a day, with the fields that its words fill.

    The row itself where they are not surely read, where they contradict its 政治面貌, or where they say a day that no
    field holds: its schema refuses it.
    """
    text = row[JOINED]
    said = [(on, str(code_of(name)) if name else _MEMBERS[0]) for on, name in party.memberships(str(text))]
    members = [one for one in said if one[1] in _MEMBERS]
    others = [code for on, code in said if code in OTHER_PARTIES and not on]
    alone = [code for on, code in said if len(said) == 1 and code in POLITICAL_STATUSES and not on]
    if not said or len(members) > 1 or len(others) > 1 or len(members) + len(others) < len(said) - len(alone):
        return row
    if not members and not alone:
        return row
    status = members[0][1] if members else alone[0]
    if row.get(STATUS, status) != status:
        return row
    read = {name: value for name, value in row.items() if name != JOINED} | {STATUS: status}
    if members and members[0][0]:
        read[JOINED] = members[0][0]
    if members and others:
        read[OTHER] = others[0]
    return read
