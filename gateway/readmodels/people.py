"""The prepared document of a person (人员档案视图): one read shows everything.

Layout: `state` is the row folded from the registry's events about the person, `snapshot` what the registry shows of the
person now, `sections` the rows about the person by kind and id, `summary` what is counted from those.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from gateway.readmodels.kinds import Kind, fields_of
from gateway.readmodels.rows import STALE, Row, fold
from servicekit.events import Received

STATE, SECTIONS, SUMMARY = "state", "sections", "summary"


def fold_person(document: Row | None, person_id: str, facts: Iterable[tuple[Kind, Received]]) -> Row | None:
    """The document after these events, or None where they add nothing."""
    after = dict(document or {"_id": person_id})
    changed = counted = False
    for kind, fact in facts:
        if kind.section:
            sections = after.get(SECTIONS, {})
            rows = sections.get(kind.section.name, {})
            row = fold(rows.get(fact.subject), fact.subject, fact.sequence, fields_of(fact))
            if row is not None:
                after[SECTIONS] = {**sections, kind.section.name: {**rows, fact.subject: row}}
                changed = counted = True
        else:
            row = fold(after.get(STATE), fact.subject, fact.sequence, fields_of(fact))
            if row is not None:
                after[STATE] = row
                after[STALE] = fact.id
                changed = True
    if counted:
        after[SUMMARY] = summary(after[SECTIONS])
    return after if changed else None


CATEGORIES = ("theory", "party_spirit", "duty", "other")
ONLINE = "online"
SUMMED = ("year", "mode", "total_hours", *(f"hours.{category}" for category in CATEGORIES))
"""The fields of the ledger's entries that the summary counts."""


def summary(sections: dict[str, dict[str, Row]]) -> dict[str, Any]:
    """Hours (学时) by year: by category, and online apart, from the entries of the hours ledger."""
    years: dict[int, dict[str, float]] = defaultdict(lambda: dict.fromkeys((*CATEGORIES, "recognised", ONLINE), 0.0))
    for _, entry in sorted(sections.get("hours", {}).items()):
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
        "completions": sum(not row.get("revoked") for row in sections.get("completions", {}).values()),
    }
