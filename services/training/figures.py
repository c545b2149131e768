"""Sums and judgements over many records, counted by the database: terms, loads, compliance, needs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import pymongo

from servicekit.queries import both
from servicekit.store import Document
from services.training.model import ledger
from services.training.model.classes import TrainingClass
from services.training.model.ledger import Compliance, Entry, PersonYear, Requirement
from services.training.model.people import Person
from services.training.store.classes import CLASSES
from services.training.store.common import Db
from services.training.store.ledger import NEEDS, PERSON_YEARS, REMINDERS
from services.training.store.people import PEOPLE
from services.training.store.resources import TEACHERS
from services.training.vocabulary.classes import Kind, State
from services.training.vocabulary.ledger import Judgement
from services.training.vocabulary.people import Regime
from services.training.vocabulary.resources import Tier

_NAMED = {"$type": "string"}


def term_hours(db: Db, term: str | None) -> list[Document]:
    """Main-class hours of the party school by term, all and by leaders; drafts and cancelled classes do not count."""
    match: Document = {
        "kind": Kind.MAIN.value,
        "organiser_tier": Tier.PARTY_SCHOOL.value,
        "state": {"$in": [State.PUBLISHED.value, State.RUNNING.value, State.COMPLETED.value]},
    }
    if term is not None:
        match["term"] = term
    group = {
        "_id": "$term",
        "classes": {"$sum": 1},
        "total": {"$sum": "$total_hours"},
        "leader": {"$sum": "$leader_hours"},
        "first": {"$min": "$begins"},
    }
    return list(
        db[CLASSES.name].aggregate([{"$match": match}, {"$group": group}, {"$sort": {"first": -1}}, {"$limit": 200}])
    )


def teaching_load(db: Db, term: str, teacher_id: str | None, kind: str | None, limit: int) -> list[Document]:
    """Hours per teacher in a term, most first, with the teacher's name."""
    chosen: Document = {"sessions.teacher_id": teacher_id} if teacher_id else {"sessions.teacher_id": _NAMED}
    if kind:
        chosen["sessions.teacher_kind"] = kind
    pipeline: list[Document] = [
        {"$match": {"term": term, "state": {"$nin": [State.DRAFT.value, State.CANCELLED.value]}, **chosen}},
        {"$project": {"kind": 1, "sessions.teacher_id": 1, "sessions.teacher_kind": 1, "sessions.hours": 1}},
        {"$unwind": "$sessions"},
        {"$match": chosen},
        {
            "$group": {
                "_id": "$sessions.teacher_id",
                "kind": {"$last": "$sessions.teacher_kind"},
                "hours": {"$sum": "$sessions.hours"},
                "main_hours": {"$sum": {"$cond": [{"$eq": ["$kind", Kind.MAIN.value]}, "$sessions.hours", 0]}},
                "sessions": {"$sum": 1},
                "classes": {"$addToSet": "$_id"},
            }
        },
        {"$sort": {"hours": -1, "_id": 1}},
        {"$limit": limit},
    ]
    loads = list(db[CLASSES.name].aggregate(pipeline))
    names = {
        t["_id"]: t["name"]
        for t in db[TEACHERS.name].find({"_id": {"$in": [load["_id"] for load in loads]}}, {"name": 1})
    }
    return [
        {**load, "teacher_id": load["_id"], "name": names.get(load["_id"]), "classes": len(load["classes"])}
        for load in loads
    ]


def years_of(db: Db, cadre_ids: Sequence[str], first: int, last: int) -> dict[str, dict[int, PersonYear]]:
    """The summaries of several cadres, in one reading."""
    found: dict[str, dict[int, PersonYear]] = {}
    for document in db[PERSON_YEARS.name].find(
        {"cadre_id": {"$in": list(cadre_ids)}, "year": {"$gte": first, "$lte": last}}
    ):
        summary = PERSON_YEARS.to_entity(document)
        found.setdefault(summary.cadre_id, {})[summary.year] = summary
    return found


def compliance_of(db: Db, people: Sequence[Person], year: int, law: Requirement, today: date) -> list[Compliance]:
    """How each of these people stands in a year, in one reading."""
    first = min((law.first_year(person.regime, year) for person in people), default=year)
    years = years_of(db, [person.id for person in people], first, year)
    return [ledger.comply(person, years.get(person.id, {}), year, law, today) for person in people]


def credit(entry: Entry, person: Person | None) -> pymongo.UpdateOne:
    """The write that keeps the summary of the entry's year; with the person's regime and units of today."""
    kept: Document = {
        "cadre_id": entry.cadre_id,
        "year": entry.year,
        "unit_ids": person.unit_ids if person else entry.unit_ids,
    }
    if person is not None:
        kept |= _of_today(person)
    return pymongo.UpdateOne(
        {"_id": ledger.person_year_id(entry.cadre_id, entry.year)},
        {"$inc": ledger.increments(entry), "$set": kept, "$setOnInsert": {"version": 0}},
        upsert=True,
    )


def follow(person: Person) -> pymongo.UpdateMany:
    """The write that brings a cadre's summaries into line with where the cadre is now."""
    return pymongo.UpdateMany({"cadre_id": person.id}, {"$set": {"unit_ids": person.unit_ids, **_of_today(person)}})


def follow_reminders(person: Person) -> pymongo.UpdateMany:
    """The write that takes a cadre's reminders along to the units where the cadre is now."""
    return pymongo.UpdateMany({"cadre_id": person.id}, {"$set": {"unit_ids": person.unit_ids}, "$inc": {"version": 1}})


def _of_today(person: Person) -> Document:
    return {
        "regime": person.regime.value,
        "active": person.active,
        "promoted_on": person.promoted_on.isoformat() if person.promoted_on else None,
    }


def unit_counts(
    db: Db, of_people: Document, of_years: Document, year: int, law: Requirement, today: date
) -> list[Document]:
    """Per regime: people, how many meet their hours or are in grace, sums of hours; counted by the database.

    `of_people` and `of_years` are the same choice of people, as filters of the replica and of the summaries.
    """
    first, last = (day.isoformat() for day in law.promoted_within(year, today))
    promoted = {"$ifNull": ["$promoted_on", ""]}
    in_grace = {"$and": [{"$gte": [promoted, first]}, {"$lte": [promoted, last]}]}
    people = {
        row["_id"]: row
        for row in db[PEOPLE.name].aggregate(
            [
                {"$match": both(of_people, {"active": True})},
                {"$group": {"_id": "$regime", "people": {"$sum": 1}, "grace": {"$sum": {"$cond": [in_grace, 1, 0]}}}},
            ]
        )
    }
    rows: list[Document] = []
    for regime in Regime:
        from_year, due = law.first_year(regime, year), law.due(regime)
        met = {"$gte": ["$counted", due]}
        summed = list(
            db[PERSON_YEARS.name].aggregate(
                [
                    {
                        "$match": both(
                            of_years,
                            {"year": {"$gte": from_year, "$lte": year}, "regime": regime.value, "active": True},
                        )
                    },
                    {
                        "$group": {
                            "_id": "$cadre_id",
                            "counted": {"$sum": "$recognised"},
                            "online": {"$sum": {"$cond": [{"$eq": ["$year", year]}, "$online", 0]}},
                            "promoted_on": {"$max": "$promoted_on"},
                        }
                    },
                    {
                        "$group": {
                            "_id": None,
                            "met": {"$sum": {"$cond": [met, 1, 0]}},
                            "met_in_grace": {"$sum": {"$cond": [{"$and": [met, in_grace]}, 1, 0]}},
                            "counted": {"$sum": "$counted"},
                            "online": {"$sum": "$online"},
                        }
                    },
                ],
                allowDiskUse=True,
            )
        )
        have = summed[0] if summed else {"met": 0, "met_in_grace": 0, "counted": 0.0, "online": 0.0}
        there = people.get(regime.value, {"people": 0, "grace": 0})
        waiting = there["grace"] - have["met_in_grace"]
        rows.append(
            {
                "regime": regime.value,
                "required_hours": due,
                "people": there["people"],
                "met": have["met"],
                "in_grace": waiting,
                "behind": there["people"] - have["met"] - waiting,
                "counted_hours": have["counted"],
                "online_hours": have["online"],
            }
        )
    return rows


def standing_match(states: Collection[Judgement] | None, year: int, law: Requirement, today: date) -> list[Document]:
    """Pipeline stages that keep people who stand in one of these ways in a year."""
    if not states:
        return []
    from_year = {"$cond": [{"$eq": ["$regime", Regime.YEARLY.value]}, year, law.first_year(Regime.FIVE_YEARS, year)]}
    due = {"$cond": [{"$eq": ["$regime", Regime.YEARLY.value]}, law.yearly, law.five_years]}
    of_years = {
        "$lookup": {
            "from": PERSON_YEARS.name,
            "localField": "_id",
            "foreignField": "cadre_id",
            "pipeline": [{"$match": {"year": {"$lte": year}}}, {"$project": {"year": 1, "recognised": 1}}],
            "as": "years",
        }
    }
    counted = {
        "$sum": {
            "$map": {
                "input": {"$filter": {"input": "$years", "cond": {"$gte": ["$$this.year", "$first"]}}},
                "in": "$$this.recognised",
            }
        }
    }
    met = {"$gte": ["$counted", due]}
    first, last = (day.isoformat() for day in law.promoted_within(year, today))
    in_grace = {"$gte": first, "$lte": last}
    ways: dict[Judgement, tuple[Document, Any]] = {
        Judgement.MET: ({}, met),
        Judgement.IN_GRACE: ({"promoted_on": in_grace}, {"$not": [met]}),
        Judgement.BEHIND: ({"promoted_on": {"$not": in_grace}}, {"$not": [met]}),
    }
    chosen = [ways[state] for state in states]
    return [
        {"$match": {"$or": [promoted for promoted, _ in chosen]}},
        of_years,
        {"$set": {"first": from_year}},
        {"$set": {"counted": counted}},
        {"$match": {"$or": [{**promoted, "$expr": enough} for promoted, enough in chosen]}},
        {"$unset": ["years", "first", "counted"]},
    ]


def people_standing(
    db: Db,
    where: Document,
    states: Collection[Judgement] | None,
    year: int,
    law: Requirement,
    today: date,
    *,
    limit: int,
    skip: int = 0,
    not_reminded: bool = False,
) -> list[Person]:
    """At most `limit` people in the order of their ids, after the first `skip`, who stand so in a year.

    With `not_reminded` only those of whom no reminder of that year is open.
    """
    pipeline: list[Document] = [{"$match": both(where, {"active": True})}, {"$sort": {"_id": 1}}]
    if not_reminded:
        pipeline += [
            {"$set": {"reminder": {"$concat": ["$_id", f".{year}"]}}},
            {"$lookup": {"from": REMINDERS.name, "localField": "reminder", "foreignField": "_id", "as": "reminder"}},
            {"$match": {"reminder.open": {"$ne": True}}},
            {"$unset": "reminder"},
        ]
    pipeline += [*standing_match(states, year, law, today), *([{"$skip": skip}] if skip else []), {"$limit": limit}]
    return [PEOPLE.to_entity(document) for document in db[PEOPLE.name].aggregate(pipeline)]


def needs_for(db: Db, person: Person) -> list[Document]:
    """The open needs that speak of a cadre: of their units or everybody, of their post level, their own."""
    where = {
        "open": True,
        "$or": [
            {"cadre_id": person.id},
            {"who": "post", "post_level": person.post_level},
            {"who": "organisation", "unit_id": {"$in": [None, *person.unit_ids]}},
        ],
    }
    return list(db[NEEDS.name].find(where).limit(200))


def open_classes(db: Db, from_day: date, limit: int = 300) -> list[TrainingClass]:
    """Published classes that begin on or after a day, the earliest first."""
    where = {"state": State.PUBLISHED.value, "begins": {"$gte": from_day.isoformat()}}
    projection = {"sessions": 0, "warnings": 0}
    return [
        CLASSES.to_entity(document)
        for document in db[CLASSES.name].find(where, projection).sort("begins", 1).limit(limit)
    ]
