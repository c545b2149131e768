"""Many cadres with their evidence, as the appraisal service's reactions would have left them."""

from __future__ import annotations

import itertools
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from bson.decimal128 import Decimal128
from pymongo.database import Database

from servicekit.principal import Principal, Reach, Scope

ROWS = 20
"""Rows of evidence of each cadre."""
UNITS = 50
_SOURCES = (
    ("training.hours", None, 40),
    ("training.completion", None, 1),
    ("appraisal.annual_grade", None, 2),
    ("appraisal.conclusion", "style", 80),
    ("appraisal.conclusion", "political", 85),
    ("appraisal.ballot", "service", 90),
    ("incentive.honour", None, 1),
    ("appraisal.deed.positive", None, 1),
)


def headers_of_all() -> dict[str, Any]:
    """What the gateway sends along for somebody who sees everybody."""
    who = Principal("usr-all", ("administrator",), "appraisal.indices.run", Scope(Reach.ALL))
    return {"cadre.principal": orjson.dumps(who.to_wire()).decode(), "cadre.request_id": secrets.token_hex(8)}


def fill(database: Database[dict[str, Any]], first: int, last: int) -> None:
    """Add the cadres from one number to another."""
    for begin in range(first, last, 500):
        numbers = range(begin, min(begin + 500, last))
        database["subjects"].insert_many(_subject(number) for number in numbers)
        database["evidence"].insert_many(row for number in numbers for row in _rows(number))


def _subject(number: int) -> dict[str, Any]:
    return {
        "_id": f"cadre.cad-{number:07}",
        "kind": "cadre",
        "subject_id": f"cad-{number:07}",
        "unit_ids": ["unt-city", f"unt-{number % UNITS}"],
        "rows": ROWS,
        "known_at": datetime.now(UTC),
        "active": True,
        "dirty": False,
        "computed_on": None,
        "team_id": None,
        "roster_sequence": 1,
        "annual_grades": [],
        "synthetic": True,
        "version": 1,
    }


def _rows(number: int) -> list[dict[str, Any]]:
    today = datetime.now(UTC).date()
    rows = []
    for place, (source, dimension, value) in zip(range(1, ROWS + 1), itertools.cycle(_SOURCES), strict=False):
        rows.append(
            {
                "_id": f"evd-{number:07}-{place}",
                "source": source,
                "reference": f"ref-{number:07}-{place}",
                "subject_kind": "cadre",
                "subject_id": f"cad-{number:07}",
                "unit_ids": ["unt-city", f"unt-{number % UNITS}"],
                "value": Decimal128(str(value + number % 7)),
                "happened_on": (today - timedelta(days=place * 40 + number % 30)).isoformat(),
                "number": place,
                "known_at": datetime.now(UTC),
                "dimension": dimension,
                "excluded_by": None,
                "basis": None,
                "decided_by": None,
                "sequence": 1,
                "synthetic": True,
                "version": 0,
            }
        )
    return rows
