"""Kept: hours, reminders, online records and needs (学时)."""

from __future__ import annotations

from collections.abc import Iterable

from servicekit.rules import RuleBook
from servicekit.store import Collection, Within, index
from services.training.errors.common import AlreadyKnown
from services.training.errors.ledger import NoEntry, NoNeed, NoOnlineRecord, RecordKnown
from services.training.model.ledger import Entry, PersonYear, Reminder, Requirement
from services.training.model.needs import Need
from services.training.model.online import OnlineRecord, one_form
from services.training.store.common import Db
from services.training.vocabulary.online import State

ENTRIES = Collection(
    "hours",
    Entry,
    [
        index("source", "source_id", unique=True, problem=AlreadyKnown),
        index("cadre_id", "on", "_id"),
        index("unit_ids", "on", "_id"),
        index("year", "mode", "on", "_id"),
        index("organiser_tier", "on", "_id"),
        index("on", "_id"),
    ],
    missing=NoEntry,
    within=Within(),
)

PERSON_YEARS = Collection("person_years", PersonYear, [index("cadre_id", "year"), index("unit_ids", "regime", "year")])

REMINDERS = Collection(
    "reminders",
    Reminder,
    [
        index("cadre_id", "open"),
        index("year", "open", "_id"),
        index("unit_ids", "year", "open", "_id"),
        index("on", "_id"),
        index("missing_hours", "_id"),
    ],
)

ONLINE_RECORDS = Collection(
    "online_records",
    OnlineRecord,
    [
        index("platform", "record_id", unique=True, where={"state": "recorded"}, problem=RecordKnown),
        index("cadre_id", "finished_on", "_id"),
        index("unit_ids", "finished_on", "_id"),
        index("finished_on", "_id"),
    ],
    missing=NoOnlineRecord,
    within=Within(),
)

NEEDS = Collection(
    "needs",
    Need,
    [
        index("who", "open", "_id"),
        index("cadre_id", "open"),
        index("post_level", "open"),
        index("unit_ids", "open"),
        index("topic", "_id"),
        index("post_level", "_id"),
    ],
    missing=NoNeed,
    within=Within(),
)


def requirement(rules: RuleBook) -> Requirement:
    """The rules of compliance as numbers."""
    return Requirement(
        five_years=float(rules["training.five_year_hours"].value),
        yearly=float(rules["training.yearly_hours"].value),
        online=float(rules["training.online_hours"].value),
        grace_years=int(rules["training.grace_years"].value),
        window=str(rules["training.five_year_window"].value),
        window_start=int(rules["training.window_start"].value),
    )


def known_records(db: Db, keys: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those records of online platforms, as (platform, record), that have been taken in and count."""
    wanted: dict[str, list[str]] = {}
    for platform, record_id in keys:
        # A UUID may be kept in capitals from before there was one form.
        wanted.setdefault(platform, []).extend({record_id, record_id.upper()})
    found: set[tuple[str, str]] = set()
    for platform, record_ids in wanted.items():
        where = {"platform": platform, "record_id": {"$in": record_ids}, "state": {"$ne": State.ANNULLED.value}}
        found |= {
            (platform, one_form(row["record_id"])) for row in db[ONLINE_RECORDS.name].find(where, {"record_id": 1})
        }
    return found
