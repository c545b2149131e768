"""The analysis of teams (班子分析研判)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from servicekit.calls import query
from servicekit.roster import PEOPLE, UNITS, UNITS_IN_PATHS, Person
from servicekit.store import Document
from servicekit.work import Reading
from services.appraisal.model import teams as model
from services.appraisal.model.index_records import CurrentIndex, index_key
from services.appraisal.model.teams import Member, Standing
from services.appraisal.operations import teams as operations
from services.appraisal.parts.computing import members_of
from services.appraisal.store.indices import INDICES, POINTERS
from services.appraisal.vocabulary.evidence import SubjectKind

MOST_PEERS = 2000
_ADVICE = "分析结果仅供研判参考；指数须由具名负责人确认"


class Teams:
    """The analysis of teams (班子分析研判)."""

    @query(operations.ANALYSE_TEAM)
    def analyse_team(self, wish: Document, read: Reading) -> Document:
        """A team's structure, establishment, dimensions, members and retirements, and where it stands among its like.

        Four readings by index, whatever the size of the roster.
        """
        unit = UNITS.to_entity(read.get(UNITS_IN_PATHS, wish["unit_id"], read.scope.filter(cadre="_id")))
        ids = members_of(read, [unit.id])[unit.id]
        people = [PEOPLE.to_entity(one) for one in read.db[PEOPLE.name].find({"_id": {"$in": ids}})]
        members = [_member(person) for person in sorted(people, key=lambda one: (one.role, one.id))]
        rules = read.rules
        own = _current(read, SubjectKind.TEAM, [unit.id]).get(unit.id)
        indices = _current(read, SubjectKind.CADRE, ids)
        return {
            "unit_id": unit.id,
            "unit_kind": unit.kind,
            "on": read.today,
            "structure": model.structure(
                members, read.today, rules["appraisal.team_age_bands"].value, rules["appraisal.team_tenure_bands"].value
            ),
            "establishment": model.establishment(members, unit.approved),
            "horizons": model.horizons(members, read.today, rules["appraisal.retirement_horizons"].value),
            "index": own and {**_scores(own), "model_id": own.model_id, "dimensions": own.dimensions},
            "members": [_line(read, member, indices.get(member.cadre_id)) for member in members],
            "comparison": _comparison(read, unit.kind, own),
            "advice": _ADVICE,
            "synthetic": unit.synthetic,
        }


def _member(person: Person) -> Member:
    return Member(
        cadre_id=person.id,
        role=person.role,
        sex=person.sex,
        ethnicity=person.ethnicity,
        birth=person.birth_month or (str(person.birth_year) if person.birth_year else ""),
        education=person.education_level,
        political_status=person.political_status,
        level_since=person.level_since,
        in_post_since=person.in_post_since,
        basic_level_months=person.basic_level_months,
        retires_on=person.retires_on,
    )


def _line(read: Reading, member: Member, index: CurrentIndex | None) -> Document:
    scores: Document = {"index_id": None, "score": None, "confirmed": None} if index is None else _scores(index)
    age = model.years_between(member.birth, read.today)
    return {"cadre_id": member.cadre_id, "role": member.role, "age": age, "retires_on": member.retires_on, **scores}


def _scores(index: CurrentIndex) -> Document:
    return {"index_id": index.id, "score": index.score, "confirmed": index.confirmed}


def _pointer(read: Reading, kind: SubjectKind) -> Document:
    return read.db[POINTERS.name].find_one({"_id": kind.value}) or {"slot": 0, "run": 0}


def _current(read: Reading, kind: SubjectKind, ids: list[str]) -> dict[str, CurrentIndex]:
    """The indices as readers see them, by subject."""
    pointer = _pointer(read, kind)
    keys = [index_key(kind, id, pointer["slot"]) for id in ids]
    found = read.db[INDICES.name].find({"_id": {"$in": keys}, "run": pointer["run"], "closed": False})
    return {document["subject_id"]: INDICES.to_entity(document) for document in found}


def _comparison(read: Reading, kind: str, own: CurrentIndex | None) -> list[Standing]:
    """Quartiles over the teams of units of the same kind, at most MOST_PEERS of them."""
    if own is None:
        return []
    where: dict[str, Any] = {"peers": kind, "subject_kind": SubjectKind.TEAM.value, "run": own.run, "closed": False}
    found = read.db[INDICES.name].find(where, {"score": 1, "dimensions": 1}).sort([("_id", 1)]).limit(MOST_PEERS)
    peers = list(found)
    fewest = int(read.rules["appraisal.fewest_peers"].value)
    scores = [document["score"].to_decimal() for document in peers]
    compared = [model.standing("score", own.score, scores, fewest)]
    for key, value in own.dimensions.items():
        others: list[Decimal] = [p["dimensions"][key].to_decimal() for p in peers if key in p["dimensions"]]
        compared.append(model.standing(f"dimension.{key}", value, others, fewest))
    return compared
