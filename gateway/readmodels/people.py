"""The prepared document of a person (人员档案视图): one read shows everything.

Layout: `state` is the row folded from the registry's events about the person, `snapshot` what the registry shows of the
person now, `sections` the rows about the person by kind and id, `summary` what is counted from those.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeAlias

from gateway.readmodels.kinds import Kind, fields_of
from gateway.readmodels.rows import ID, STALE, Row, fold
from servicekit.events import Received

STATE, SECTIONS, SUMMARY = "state", "sections", "summary"
HOURS, COMPLETIONS = "hours", "completions"
COUNTED = frozenset({HOURS, COMPLETIONS})
"""The sections from whose rows the summary is counted."""

Changes: TypeAlias = dict[tuple[str, ...], Any]
"""What is set in a person's document, by the way to it; the rest of the document stays as it is."""


def fields_read(kinds: Iterable[Kind]) -> list[str]:
    """The fields of persons' documents that the events of these kinds are folded into."""
    sections = {kind.section.name if kind.section else "" for kind in kinds}
    named = sections - {""} | (COUNTED if sections & COUNTED else set())
    state = [STATE] if "" in sections else []
    return [*state, *([SUMMARY] if named else []), *(f"{SECTIONS}.{name}" for name in sorted(named))]


def fold_person(document: Row | None, facts: Iterable[tuple[Kind, Received]]) -> Changes:
    """What these events change in a person's document, of which `fields_read` is enough; may be nothing."""
    before = document or {}
    changes: Changes = {}
    for kind, fact in facts:
        way = (SECTIONS, kind.section.name, fact.subject) if kind.section else (STATE,)
        row = fold(changes.get(way, _at(before, way)), fact.subject, fact.sequence, fields_of(fact))
        if row is not None:
            changes[way] = row
            if not kind.section:
                changes[STALE,] = fact.id
    sections = _sections_after(before, changes)
    if sections.keys() & COUNTED or (sections and SUMMARY not in before):
        changes[SUMMARY,] = summary(before.get(SECTIONS, {}) | sections)
    return changes


def as_document(person_id: str, changes: Changes) -> Row:
    """The document of a person of whom nothing was known."""
    new: Row = {ID: person_id} | {way[0]: value for way, value in changes.items() if len(way) == 1}
    sections = _sections_after({}, changes)
    return new | ({SECTIONS: sections} if sections else {})


def as_fields(document: Row, changes: Changes) -> Row:
    """The same as fields that are set in the document that is there: of a section only the rows that have changed."""
    fields = {way[0]: value for way, value in changes.items() if len(way) == 1}
    for name, rows in _sections_after(document, changes).items():
        changed = {way[2]: value for way, value in changes.items() if way[:2] == (SECTIONS, name)}
        if all(map(_is_plain, changed)):
            fields |= {f"{SECTIONS}.{name}.{subject}": row for subject, row in changed.items()}
        else:
            fields[f"{SECTIONS}.{name}"] = rows
    return fields


def _is_plain(name: str) -> bool:
    """Whether the database takes a name for one step of a path."""
    return bool(name) and "." not in name and not name.startswith("$")


def _sections_after(document: Row, changes: Changes) -> dict[str, dict[str, Row]]:
    """The sections in which something changes, whole."""
    after: dict[str, dict[str, Row]] = {}
    for way, row in changes.items():
        if way[0] == SECTIONS:
            after.setdefault(way[1], dict(_at(document, way[:2]) or {}))[way[2]] = row
    return after


def _at(document: Row, way: tuple[str, ...]) -> Row | None:
    value: Row | None = document
    for step in way:
        value = value.get(step) if value is not None else None
    return value


CATEGORIES = ("theory", "party_spirit", "duty", "other")
ONLINE = "online"
SUMMED = ("year", "mode", "total_hours", *(f"hours.{category}" for category in CATEGORIES))
"""The fields of the ledger's entries that the summary counts."""


def summary(sections: dict[str, dict[str, Row]]) -> dict[str, Any]:
    """Hours (学时) by year: by category, and online apart, from the entries of the hours ledger."""
    years: dict[int, dict[str, float]] = defaultdict(lambda: dict.fromkeys((*CATEGORIES, "recognised", ONLINE), 0.0))
    for _, entry in sorted(sections.get(HOURS, {}).items()):
        year = years[int(entry["year"])]
        for category in CATEGORIES:
            year[category] += float(entry["hours"].get(category) or 0)
        year[ONLINE if entry["mode"] == ONLINE else "recognised"] += float(entry["total_hours"])
    return {
        "hours": [
            {
                "year": year,
                "total": sums["recognised"] + sums[ONLINE],
                "recognised": sums["recognised"],
                "online": sums[ONLINE],
                "by_category": {category: sums[category] for category in CATEGORIES},
            }
            for year, sums in sorted(years.items())
        ],
        "completions": sum(not row.get("revoked") for row in sections.get(COMPLETIONS, {}).values()),
    }
