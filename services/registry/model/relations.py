"""Who in a leadership team is bound to whom (班子成员关系): kin, the same native county, the same class at school."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from services.registry.model.person import Cadre, valid
from services.registry.vocabulary.person import EducationMode
from services.registry.vocabulary.relations import Bond


@dataclass(frozen=True)
class Relation:
    """A bond between two of a team. `detail` is the relation, the county's code, or the school and the year."""

    bond: Bond
    cadre_ids: tuple[str, str]
    detail: str
    avoidance: bool = False


def among(team: Sequence[Cadre], avoided: Collection[str]) -> list[Relation]:
    """The bonds between any two of a team, kin first; `avoided` are the relations of kin that call for avoidance."""
    found = [relation for one, other in combinations(team, 2) for relation in _between(one, other, avoided)]
    return sorted(found, key=lambda relation: (list(Bond).index(relation.bond), relation.cadre_ids))


def _between(one: Cadre, other: Cadre, avoided: Collection[str]) -> list[Relation]:
    pair, kin = (one.id, other.id), _kin(one, other)
    found = [Relation(Bond.KIN, pair, kin[0], any(relation in avoided for relation in kin))] if kin else []
    if one.native_region and one.native_region == other.native_region:
        found.append(Relation(Bond.NATIVE_PLACE, pair, one.native_region))
    found += [Relation(Bond.SCHOOL, pair, f"{school} {year}") for school, year in sorted(_left(one) & _left(other))]
    return found


def near_kin(files: Mapping[str, Cadre], subjects: Iterable[str], other: str, avoided: Collection[str]) -> bool:
    """Whether somebody is kin, of a relation that calls for avoidance, of one of the subjects, by either's file."""
    return other in files and any(
        relation in avoided for id in subjects if id in files for relation in _kin(files[id], files[other])
    )


def _kin(one: Cadre, other: Cadre) -> list[str]:
    kin = [m.relation for m in valid(one.family) if m.cadre_id == other.id]
    return kin + [m.relation for m in valid(other.family) if m.cadre_id == one.id]


def _left(cadre: Cadre) -> set[tuple[str, str]]:
    """The schools that a cadre left full-time, each with the year; nothing that is not in the file is guessed."""
    return {
        (study.school, study.ended[:4])
        for study in valid(cadre.education)
        if study.mode == EducationMode.FULL_TIME and study.school and study.ended
    }
