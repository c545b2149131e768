"""Which readings are noted (查阅留痕), and of whom: a look is noted before it is answered.

What is about persons is noted unless it is said here to be everyday: so a new row, and a new field that wants a right
of its own, are noted without anybody thinking of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, Final

from gateway import naming
from gateway.journal import MOST_PERSONS, is_id
from gateway.rights import SUPERVISION_OFFICER
from gateway.route import PARAMETER, Route, Scope
from servicekit.principal import ABOUT
from servicekit.schema import guarded

EVERYDAY: Final = (
    # Who has which post where, and what is in force for everybody.
    *("registry.units.read", "registry.posts.read", "registry.policies.read"),
    # Who is in which class, with how many hours, is told to every unit in lists.
    "training.*",
    *("supervision.agencies.read", "supervision.mechanisms.read", "appraisal.mechanisms.read"),
    # What has been published.
    *("incentive.honours.read", "incentive.publicity.read", "incentive.ceremonies.read"),
    # When a voter looks at the ballot says when they vote.
    "appraisal.ballots.vote",
)
"""Rights to what everybody in the office knows of persons."""
AUDIT: Final = "audit.*"
BESIDES: Final = ("incentive.objections.read", "incentive.ballots.read", AUDIT)
"""Rights to what is about persons though no row of theirs says so."""


TOLD: Final = (
    *("registry.cadres.read", "registry.cadres.lookup", "registry.cadres.number.read", "registry.cadres.photo.read"),
    *("registry.cadres.family.read", "registry.cadres.health.read", "profile.read"),
    "registry.personal-requests.copy",
)
"""Rights by which a file is read, of which its owner is told (个人信息保护法 arts. 44, 45). Of what else is read of
them, in a selection, a vetting or a matter, they are not: the law keeps it secret (art. 45 with arts. 18 and 35)."""
WITHHELD: Final = (SUPERVISION_OFFICER.name,)
"""Roles of whose readings the owner of a file is not told: it would stand in the way of what they do (art. 35)."""


def is_look(route: Route) -> bool:
    """Whether who reads a row's answer is noted."""
    if route.noted is not None:
        return route.noted
    if route.changes or route.scope is Scope.PUBLIC:
        return False
    if (route.answer is not None and guarded(route.answer)) or _fits(route.right, BESIDES):
        return True
    return route.scope is Scope.PERSON and not _fits(route.right, EVERYDAY)


def action_of(route: Route) -> str:
    """What an entry calls what a row does: its operation, or of what the gateway does itself the row."""
    return route.target or f"gateway.{route.operation_id}"


def record_of(route: Route, values: Mapping[str, Any]) -> str:
    """The record that a path names, the innermost where it names several; empty where it names none."""
    named = [values[name] for name in PARAMETER.findall(route.path) if is_id(values.get(name))]
    return str(named[-1]) if named else ""


def persons_of(route: Route, values: Mapping[str, Any], answer: Any, places: naming.Places | None) -> list[str]:
    """For whom something is read: whom the request names, else whom the answer is about; entries of the trail are not
    about whom they name."""
    named = [str(value) for name in ABOUT if is_id(value := values.get(name))]
    if named or _fits(route.right, (AUDIT,)):
        return named
    return persons_in(answer, places)


def persons_in(answer: Any, places: naming.Places | None) -> list[str]:
    """The cadres whom an answer is about, or who are its items."""
    found = dict.fromkeys(_own_ids(answer))
    if places is not None:
        found |= dict.fromkeys(naming.ids_in(answer, places))
    return [id for id in found if id.startswith(f"{naming.CADRE}-")][:MOST_PERSONS]


def _own_ids(answer: Any) -> Iterator[str]:
    """The ids of the things themselves that are answered: of cadres, in a list of them."""
    listed = answer.get("items") if isinstance(answer, dict) else []
    # A thing may have a field of that name, too: how many items it has.
    things = listed if isinstance(listed, list) else [answer]
    return (thing["id"] for thing in things if isinstance(thing, dict) and isinstance(thing.get("id"), str))


def _fits(right: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(right, pattern) for pattern in patterns)
