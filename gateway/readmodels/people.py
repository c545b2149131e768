"""The prepared document of a person (人员档案视图): one read shows everything.

Layout: `state` is the row folded from the registry's events about the person, `snapshot` what the registry shows of the
person now, `training` the rows of the training service about the person by kind and id, `summary` what is counted
from those.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from gateway.readmodels.kinds import Kind, fields_of
from gateway.readmodels.rows import STALE, Row, fold
from servicekit.events import Received

STATE, SECTIONS, SUMMARY = "state", "training", "summary"


def fold_person(document: Row | None, person_id: str, facts: Iterable[tuple[Kind, Received]]) -> Row | None:
    """The document after these events, or None where they add nothing."""
    after = dict(document or {"_id": person_id})
    changed = counted = False
    for kind, fact in facts:
        if kind.section:
            sections = after.get(SECTIONS, {})
            rows = sections.get(kind.section, {})
            row = fold(rows.get(fact.subject), fact.subject, fact.sequence, fields_of(fact))
            if row is not None:
                after[SECTIONS] = {**sections, kind.section: {**rows, fact.subject: row}}
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


def summary(sections: dict[str, dict[str, Row]]) -> dict[str, Any]:
    """Hours (学时) by year and category from the hours ledger."""
    hours: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for _, entry in sorted(sections.get("hours", {}).items()):
        year = str(entry.get("year") or str(entry.get("on", ""))[:4] or "unknown")
        hours[year][str(entry.get("category", "other"))] += float(entry.get("hours") or 0)
    return {
        "hours": [
            {
                "year": year,
                "total": round(sum(by.values()), 2),
                "by_category": {key: round(by[key], 2) for key in sorted(by)},
            }
            for year, by in sorted(hours.items())
        ],
        "completions": len(sections.get("completions", {})),
    }
