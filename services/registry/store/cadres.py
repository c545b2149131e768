"""Kept: cadres (干部), and how they are found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pymongo.database import Database

from servicekit import queries
from servicekit.people import Status
from servicekit.principal import Scope
from servicekit.store import Collection, Document, Sorts, Within, index
from services.registry.errors.cadres import IdentityNumberKnown, UnknownCadre
from services.registry.model import names
from services.registry.model.checks import Relative
from services.registry.model.dates import add_months
from services.registry.model.person import MEMBERS, NO_PARTY, Appointment, Cadre
from services.registry.store.units import UNITS


@dataclass
class Photo:
    """A cadre's photo; `id` is the cadre's."""

    id: str
    media_type: str
    data: bytes
    version: int = 0


class _InTheRoster(Within):
    """Who was entered by mistake and taken back can be read, and nothing more is done with the file."""

    def reaches(self, scope: Scope, entity: object) -> bool:
        return getattr(entity, "status", None) is not Status.WITHDRAWN and super().reaches(scope, entity)


CADRES = Collection(
    "cadres",
    Cadre,
    [
        index("number_index", unique=True, problem=IdentityNumberKnown),
        index("sounds", "_id"),
        index("search", "sounds", "_id"),
        index("read_as", "sounds", "_id"),
        index("unit_ids", "sounds", "_id"),
        index("unit_id", "sounds", "_id"),
        index("strokes", "_id"),
        index("unit_ids", "strokes", "_id"),
        index("place", "sounds", "_id"),
        index("unit_ids", "place", "sounds", "_id"),
        index("post_level", "sounds", "_id"),
        index("rank", "sounds", "_id"),
        index("status", "sounds", "_id"),
        index("places.unit_ids", "sounds", "_id"),
        index("appointments.post_id", "sounds", "_id"),
        index("levels.code", "sounds", "_id"),
        index("birth", "_id"),
        index("retires_on", "_id"),
        index("selected_graduate_year", "sounds", "_id"),
        index("relative_ids"),
        index("look_on"),
        index("carried.merger", where={"carried.0": {"$exists": True}}),
        index("told_punishments", where={"punishments.0": {"$exists": True}}),
    ],
    UnknownCadre,
    within=_InTheRoster(cadre="id"),
)
IN_THE_ROSTER: Document = {"withdrawn_on": None}
"""All files but those that were entered by mistake and taken back."""

PHOTOS = Collection("photos", Photo)

READ_OTHERWISE: Document = {"read_as": {"$in": [None, *range(names.READ_AS)]}}
"""The files whose keys were made by another way of reading names."""

CADRE_SORTS: Sorts = {
    "name": [("sounds", 1)],
    "strokes": [("strokes", 1)],
    "unit_post": [("place", 1), ("sounds", 1)],
    "birth": [("birth", 1)],
    "retires_on": [("retires_on", 1)],
}
"""By pinyin, by the strokes of the name (姓氏笔画), by the city's order (单位–职务), age, who comes of age first."""

MOST_PLANNED = 10
"""Cadres who are to hold one post; one more than it takes is enough to know."""


def known_numbers(db: Database[Document], blind: Iterable[str]) -> dict[str, str]:
    """Which of these blind indexes are in the roster, with the cadre's id."""
    wanted = list(blind)
    found = db[CADRES.name].find({"number_index": {"$in": wanted}}, {"number_index": 1})
    return {document["number_index"]: document["_id"] for document in found}


MOST_NAMESAKES = 200


def namesakes(db: Database[Document], name: str, scope: Document) -> list[Document]:
    """Those within a scope who are called so: their ids and births."""
    where = {"sounds": names.sounds(name), **IN_THE_ROSTER, **scope}
    found = db[CADRES.name].find(where, {"name": 1, "birth": 1}).limit(MOST_NAMESAKES)
    return [document for document in found if names.compared(document["name"]) == names.compared(name)]


def relatives(db: Database[Document], cadre: Cadre) -> list[Relative]:
    """The relatives of a cadre who are serving cadres too, by the cadre's own file and by theirs."""
    mine = {m.cadre_id: m.relation for m in cadre.family if m.cadre_id and m.void is None}
    where: Document = {"$or": [{"relative_ids": cadre.id}, {"_id": {"$in": list(mine)}}], "status": "serving"}
    fields = dict.fromkeys(("unit_id", "unit_ids", "role", "post_level", "family"), 1)
    found = list(db[CADRES.name].find(where, fields).limit(100))
    organs = organs_of(db, [document["unit_ids"] for document in found])
    return [
        Relative(
            document["_id"],
            mine.get(document["_id"]) or _relation_to(cadre.id, document),
            document["unit_id"],
            document["role"],
            document.get("post_level"),
            organs.get(document["unit_id"]) or document["unit_id"],
        )
        for document in found
    ]


def organs_of(db: Database[Document], paths: Iterable[Sequence[str]]) -> dict[str, str]:
    """The organ (机关) that the last unit of each path is, or is an internal office (内设机构) of, by the unit's id."""
    paths = list(paths)
    offices = db[UNITS.name].find({"_id": {"$in": sorted({id for path in paths for id in path})}}, {"kind": 1})
    internal = {office["_id"] for office in offices if office["kind"] == "internal"}
    return {path[-1]: next((id for id in reversed(path) if id not in internal), path[-1]) for path in paths if path}


def planned_holders(db: Database[Document], post_id: str, wished: Appointment, besides: str, today: date) -> list[str]:
    """The cadres besides one who are to hold a post from a day to come, some of the days of an appointment wished."""
    begins: Document = {"$gt": today.isoformat()} | ({"$lt": wished.ended} if wished.ended else {})
    lasts: Document = {"$or": [{"ended": None}, {"ended": {"$gt": wished.began}}]}
    planned: Document = {"post_id": post_id, "void": None, "held": None, "began": begins, **lasts}
    where: Document = {"appointments": {"$elemMatch": planned}, "_id": {"$ne": besides}}
    return [found["_id"] for found in db[CADRES.name].find(where, {"_id": 1}).limit(MOST_PLANNED)]


def _relation_to(cadre_id: str, document: Document) -> str:
    """What a cadre is to the relative whose file this is, as far as avoidance cares: kin is kin from both sides."""
    found = (m["relation"] for m in document.get("family", ()) if m.get("cadre_id") == cadre_id and not m.get("void"))
    return next(found, "other")


def search_filter(query: str, of: Document | None = None) -> Document:
    """The filter for what somebody typed: Chinese, pinyin or initials. Served by indexes in the order of the names.

    `of` is a condition besides, put where the plan stays one of those indexes.
    """
    of = of or {}
    text = names.bare(query)
    if not text:
        return {"search": None}
    if names.is_chinese(text):
        # Past the longest stored beginning, the rest is checked on the few that share it, whatever stands in between.
        if len(text) > names.MOST_PREFIX:
            said = {"$regex": r"\W*".join(text), "$options": "i"}
            return {"search": text[: names.MOST_PREFIX], "name": said, **of}
        return {"search": text, **of}
    beginning: Document = {"$gte": text, "$lt": text + "{"}
    key: Document = {"search": text[: names.MOST_LETTERS]}
    if len(text) > names.MOST_LETTERS:
        key["$or"] = [{"pinyin": beginning}, {"other_readings": {"$elemMatch": beginning}}]
    # Files whose keys are still those of another release have no beginnings of their reading among them.
    return {"$or": [{**key, **of}, {**READ_OTHERWISE, "pinyin": beginning, **of}]}


def cadre_filter(wish: Mapping[str, Any], today: date, came: Sequence[str] = (), left: Sequence[str] = ()) -> Document:
    """The filter of a combined search (组合查询). Ages and years count to `as_of`, else to today.

    `came` and `left` are units that will be in the unit that is asked for on that day, or will be no longer.
    """
    day: date = wish.get("as_of") or today
    parts: list[Document] = []
    historical = wish.get("as_of") is not None
    in_the_roster = {} if wish.get("status") else IN_THE_ROSTER
    plain = ("sex", "ethnicity", *(() if historical else ("political_status",)), "selected_graduate_year")
    parts += _each(wish, *plain)
    if wish.get("q"):
        parts.append(search_filter(wish["q"], in_the_roster))
    parts += _then(wish, day, came, left) if historical else _now(wish, day)
    parts += _ages(wish, day)
    if in_the_roster and not wish.get("q"):
        parts.append(in_the_roster)
    if wish.get("retires_before"):
        parts.append({"retires_on": {"$lt": wish["retires_before"].isoformat()}})
        parts += _status_then(["serving"], day) if historical else [{"status": "serving"}]
    if not parts:
        return {}
    return parts[0] if len(parts) == 1 else {"$and": parts}


def _now(wish: Mapping[str, Any], day: date) -> list[Document]:
    parts: list[Document] = []
    if wish.get("unit_id"):
        parts.append({"unit_ids" if wish.get("below", True) else "unit_id": queries.one_of(wish["unit_id"])})
    if wish.get("years_at_level_at_least") is not None:
        parts.append({"level_since": {"$lte": _back(day, wish["years_at_level_at_least"]), "$ne": None}})
    if wish.get("years_in_post_at_least") is not None:
        parts.append({"in_post_since": {"$lte": _back(day, wish["years_in_post_at_least"]), "$ne": None}})
    if wish.get("post_id"):
        parts.append({"post_ids": queries.one_of(wish["post_id"])})
    if wish.get("education_level_at_least"):
        parts.append({"education_level": {"$lte": _through(wish["education_level_at_least"]), "$ne": None}})
    if wish.get("full_time_level_at_least"):
        parts.append({"full_time_level": {"$lte": _through(wish["full_time_level_at_least"]), "$ne": None}})
    if wish.get("major"):
        parts.append({"majors": {"$regex": re.escape(wish["major"])}})
    plain = ("post_level", "rank", "role", "county_level_or_above", "status", "management")
    return parts + _each(wish, *plain)


def _each(wish: Mapping[str, Any], *names: str) -> list[Document]:
    """A condition for each of the fields that was asked for."""
    return [{name: condition} for name, condition in queries.filters(wish, *names).items()]


def _then(wish: Mapping[str, Any], day: date, came: Sequence[str] = (), left: Sequence[str] = ()) -> list[Document]:
    """The same conditions as the histories had them on a day."""
    text = day.isoformat()
    counts: Document = {"void": None, "held": None}
    covers: Document = {"began": {"$lte": text}, **counts, "$or": [{"ended": None}, {"ended": {"$gt": text}}]}
    parts: list[Document] = []
    place: Document = {}
    if wish.get("unit_id"):
        path, own = ("unit_ids", "unit_ids") if wish.get("below", True) else ("code", "unit_id")
        wanted = queries.one_of(wish["unit_id"])
        there = _then_or_now("places", {path: wanted}, text, {own: wanted})
        if came or left:
            goes, comes = ({"code": {"$in": list(units)}} for units in (left, came))
            gone, here = (_then_or_now("places", of, text, {"unit_id": of["code"]}) for of in (goes, comes))
            there = {"$or": [{"$and": [there, {"$nor": [gone]}]}, here]}
        parts.append(there)
    if wish.get("management"):
        wanted = queries.one_of(wish["management"])
        parts.append(_then_or_now("managements", {"code": wanted}, text, {"management": wanted}))
    if wish.get("political_status"):
        parts.append({"$or": [{"$and": _belonged(status, text)} for status in wish["political_status"]]})
    if wish.get("role"):
        place |= {"role": queries.one_of(wish["role"]), "main": True}
    if wish.get("post_id"):
        place["post_id"] = queries.one_of(wish["post_id"])
    if wish.get("years_in_post_at_least") is not None:
        place["main"] = True
        place["began"] = {"$lte": _back(day, wish["years_in_post_at_least"])}
    if place:
        parts.append({"appointments": {"$elemMatch": {**covers, **place}}})
    if wish.get("post_level"):
        parts.append({"levels": {"$elemMatch": {"code": queries.one_of(wish["post_level"]), **covers}}})
    if wish.get("years_at_level_at_least") is not None:
        parts.append(
            {"levels": {"$elemMatch": {**covers, "began": {"$lte": _back(day, wish["years_at_level_at_least"])}}}}
        )
    if wish.get("county_level_or_above") is not None:
        match = {"levels": {"$elemMatch": {"code": {"$lte": "132"}, **covers}}}
        parts.append(match if wish["county_level_or_above"] else {"$nor": [match]})
    if wish.get("rank"):
        parts.append({"ranks": {"$elemMatch": {"code": queries.one_of(wish["rank"]), **covers}}})
    parts += _studied(wish, text)
    return parts + _status_then(wish.get("status"), day)


def _belonged(status: str, text: str) -> list[Document]:
    """Who had a political status (政治面貌) on a day: by what the file was given and an expulsion by then."""
    given: Document = {"$or": [{"political_given": status}, {"political_given": None, "political_status": status}]}
    if status in MEMBERS:
        joined: Document = {"$or": [{"joined_party_on": None}, {"joined_party_on": {"$lte": text}}]}
        return [given, joined, {"$or": [{"expelled_on": None}, {"expelled_on": {"$gt": text}}]}]
    return [{"$or": [given, {"expelled_on": {"$lte": text}}]}] if status == NO_PARTY else [given]


def _then_or_now(history: str, held: Document, text: str, now: Document) -> Document:
    """What held on a day; a file that was kept before such a history was is taken as it is."""
    covers: Document = {"began": {"$lte": text}, "$or": [{"ended": None}, {"ended": {"$gt": text}}]}
    return {"$or": [{history: {"$elemMatch": {**held, **covers}}}, {history: None, **now}]}


def _status_then(statuses: Sequence[str] | None, day: date) -> list[Document]:
    """Who had one of these statuses on a day; without any, all who had entered the service by then."""

    def reached(wanted: Any = None) -> Document:
        counts: Document = {"on": {"$lte": day.isoformat()}, "void": None}
        return {"$elemMatch": counts | ({"status": wanted} if wanted else {})}

    def had(status: str) -> list[Document]:
        if status == "serving":
            return [{"statuses": reached()}, {"statuses": {"$not": reached({"$ne": "serving"})}}]
        # Who has died was perhaps retired before.
        died: list[Document] = [] if status == "deceased" else [{"statuses": {"$not": reached("deceased")}}]
        return [{"statuses": reached(status)}, *died]

    if not statuses:
        return [{"statuses": reached()}]
    return had(statuses[0]) if len(statuses) == 1 else [{"$or": [{"$and": had(status)} for status in statuses]}]


def _studied(wish: Mapping[str, Any], text: str) -> list[Document]:
    """The same conditions on education as it was on a day; one of which no end is known counts as finished."""
    done: Document = {"void": None, "$or": [{"ended": None}, {"ended": {"$lte": text}}]}
    parts: list[Document] = []
    for name, more in (("education_level_at_least", {}), ("full_time_level_at_least", {"mode": "full_time"})):
        if wish.get(name):
            parts.append({"education": {"$elemMatch": {**done, **more, "level": {"$lte": _through(wish[name])}}}})
    if wish.get("major"):
        parts.append({"education": {"$elemMatch": {**done, "major": {"$regex": re.escape(wish["major"])}}}})
    return parts


def _ages(wish: Mapping[str, Any], day: date) -> list[Document]:
    """Bounds on the birth: a month-precise text sorts before each day of its month; ages count from its first."""
    bounds: Document = {}
    if wish.get("age_at_least") is not None:
        bounds["$lte"] = _back(day, wish["age_at_least"])
    if wish.get("age_at_most") is not None:
        bounds["$gt"] = _back(day, wish["age_at_most"] + 1)
    return [{"birth": bounds}] if bounds else []


def _back(day: date, years: int) -> str:
    return add_months(day, -12 * years).isoformat()


def _through(level: str) -> str:
    """The end of the group of education levels that `level` begins, e.g. 20 (本科) includes 21 to 29."""
    return level[0] + "9"
