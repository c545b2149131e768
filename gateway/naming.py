"""Names beside ids (编号对照): whom, which unit, which post, whose account an answer speaks of, said in one way.

Services answer with ids, since events tell no names. The gateway adds one table, `names`, to every answer that holds
ids of cadres, units, posts, agencies or accounts: for each of them what it is called. Which fields hold ids is known
from the answer's schema. What they are called is read from the read models, for a whole answer at once; whom those
have not heard of yet, the registry is asked.

Ids are no secret, and can be drawn. A person whom the request itself names is therefore called by name only to a reader
whose scope reaches them: else whoever sends an id would be told whose it is. What a service says of somebody by its own
right is said to this reader, and is called by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

import marshmallow

from gateway.readmodels.generations import Generation
from gateway.readmodels.rows import SNAPSHOT, STALE
from gateway.readmodels.store import readers_of
from gateway.rights import ROLES, scope_of
from gateway.route import GatewayRequest, Route, SchemaClass, Scope, in_full
from gateway.rpc import if_answered
from servicekit.offered import NAMES as THINGS
from servicekit.operations import Operation
from servicekit.principal import Reach
from servicekit.principal import Scope as DataScope
from servicekit.schema import Schema, declared_in, fields, nested_in
from services.registry.operations.cadres import WHO_ARE
from services.registry.operations.units import POST_SNAPSHOTS, UNIT_SNAPSHOTS

Row = dict[str, Any]
NAMES: Final = "names"
CADRE, UNIT, POST, AGENCY, ACCOUNT, MACHINE = "cad", "unt", "pst", "agy", "acc", "mch"
KINDS = frozenset((CADRE, UNIT, POST, AGENCY, ACCOUNT, MACHINE))
"""What the ids begin with that stand in the table."""
CALLED: Final = "called"
"""Metadata of a field `id` that is the id of something else, which the answer itself does not call by its name; and of
one of any kind that may hold ids."""
CALLED_TO_OFFICERS: Final = "called_to_officers"
"""The same of a field whose ids are called by name to readers alone who see everything: others may read the ids, to
verify something, and are not told who that is."""
_AN_ID = re.compile(r"[a-z]{3}-[0-9a-z]{23}")
_ENDS = ("_id", "_ids", "_by")
_ALSO = frozenset(("by", "account", "subject", "reference", "members", "present", "absent", "recused", "at_risk"))
"""Fields that hold ids by another name."""
MOST = 2000
"""Ids of an answer that are named; longer answers are read by machines."""
ASK_AT_ONCE = 500
_OF_A_PERSON = ("snapshot.name", "snapshot.title", "snapshot.unit_id", "state.unit_ids", STALE)
_READS_THE_ROSTER = "registry.cadres.read"
_OF_AN_ACCOUNT = ("person", "name", "roles", "unit_id", "cadre_id")
ASKS_WITHIN = 1.0
"""Seconds: an answer does not wait longer for a name that the read models have not heard of."""


class Name(Schema):
    """What an id stands for: a person with post and unit, a unit, a post or an agency with its unit, whose account."""

    name = fields.String(required=True, metadata={"zh": "姓名、单位名称或职位名称"})
    title = fields.String(metadata={"zh": "现任职务；账号为其角色，服务账号为其负责人"})
    unit_id = fields.String(allow_none=True, metadata={"zh": "所在单位"})
    unit_name = fields.String(allow_none=True, metadata={"zh": "所在单位名称"})


@dataclass(frozen=True, slots=True)
class Places:
    """Where an answer of a schema holds ids."""

    ids: tuple[str, ...]
    inner: tuple[tuple[str, Places], ...]
    loose: tuple[str, ...]
    """Fields of no declared shape: what holds ids there is known by the fields' names alone."""
    to_officers: tuple[str, ...] = ()
    """Fields whose ids are called by name to readers alone who see everything."""


def places_of(route: Route) -> Places | None:
    """Where a row's answers hold ids, or None where nothing is to be named: there are none, or anybody may ask."""
    if route.answer is None or route.scope is Scope.PUBLIC:
        return None
    return _places(route.answer)


@cache
def _places(answer: SchemaClass) -> Places | None:
    return _within(answer, ())


def _within(schema: SchemaClass, around: tuple[SchemaClass, ...]) -> Places | None:
    ids, inner, loose, to_officers = [], [], [], []
    for name, declared in declared_in(schema).items():
        key, kind = declared.data_key or name, innermost(declared)
        if isinstance(kind, fields.Nested):
            nested: SchemaClass = nested_in(kind)
            if nested in around:
                loose.append(key)
            elif places := _within(nested, (*around, schema)):
                inner.append((key, places))
        elif declared.metadata.get(CALLED):
            ids.append(key)
        elif isinstance(kind, fields.Dict | fields.Raw):
            loose.append(key)
        elif declared.metadata.get(CALLED_TO_OFFICERS):
            to_officers.append(key)
        elif isinstance(kind, marshmallow.fields.String) and holds_ids(key):
            ids.append(key)
    found = tuple(ids), tuple(inner), tuple(loose), tuple(to_officers)
    return Places(*found) if any(found) else None


@lru_cache(maxsize=4096)
def holds_ids(field: str) -> bool:
    """Whether a field of this name holds ids."""
    return field.endswith(_ENDS) or field in _ALSO


def innermost(declared: marshmallow.fields.Field[Any]) -> Any:
    """What a field holds, where it is a list of lists that of the last one."""
    while isinstance(declared, fields.List):
        declared = declared.inner
    return declared


def ids_in(answer: Any, places: Places, *, whole: bool = True) -> list[str]:
    """The ids of cadres, units, posts, agencies and accounts that an answer holds, what stands by itself first; `whole`
    says whether the reader sees everything."""
    found: dict[str, None] = {}
    _collect(answer, places, found, whole)
    return [id for id in found if id[3:4] == "-" and id[:3] in KINDS]


def _collect(value: Any, places: Places, found: dict[str, None], whole: bool) -> None:
    if isinstance(value, list):
        for one in value:
            _collect(one, places, found, whole)
    elif isinstance(value, dict):
        for key in places.ids:
            _take(value.get(key), found)
        for key in places.to_officers if whole else ():
            _take(value.get(key), found)
        for key, inner in places.inner:
            if there := value.get(key):
                _collect(there, inner, found, whole)
        for key in places.loose:
            if there := value.get(key):
                _search(there, found)


def _search(value: Any, found: dict[str, None]) -> None:
    if isinstance(value, list):
        for one in value:
            _search(one, found)
    elif isinstance(value, dict):
        for key, inner in value.items():
            kind = inner.__class__
            # What is kept by ids: votes by who is voted on.
            if key[3:4] == "-":
                found[key] = None
            if kind is str:
                # First what is quick to see, and rare: a prepared document holds hundreds of texts.
                if inner[3:4] == "-" and holds_ids(key):
                    found[inner] = None
            elif kind is dict or (kind is list and inner and isinstance(inner[0], dict)):
                _search(inner, found)
            elif kind is list and holds_ids(key):
                _take(inner, found)


def _take(value: Any, found: dict[str, None]) -> None:
    if isinstance(value, str):
        found[value] = None
    elif isinstance(value, list):
        found.update((one, None) for one in value if isinstance(one, str))


async def add(request: GatewayRequest, places: Places | None, answer: Any, most: int = MOST) -> None:
    """Give an answer that holds ids its table of names, if it has none yet. Raises what the database raises."""
    unnamed = isinstance(answer, dict) and NAMES not in answer
    whole = request.scope.reach is Reach.ALL
    wanted = ids_in(answer, places, whole=whole)[:most] if places and unnamed else []
    if wanted and (drawn := _named_by(request, wanted)):
        reached = await within(request, drawn, scope_of_reader(request, in_full(request).row.route))
        wanted = [id for id in wanted if id not in drawn or id in reached]
    if wanted:
        answer[NAMES] = await names_of(request, wanted)


def _named_by(request: GatewayRequest, ids: Iterable[str]) -> Set[str]:
    """Those of the ids of persons that stand in the request itself."""
    persons = {id for id in ids if id.startswith(f"{CADRE}-")}
    return persons & set(_texts(request.params)) if persons else persons


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _texts(inner)


def scope_of_reader(request: GatewayRequest, route: Route) -> DataScope:
    """How far the reader knows persons by name: as far as the right of a row reaches; where it has none, or the reader
    has it not, as far as they read the roster."""
    held, roles = request.scope, request.principal.roles
    scopes = (
        scope_of(roles, right, held.unit_id, held.cadre_id) for right in (route.right, _READS_THE_ROSTER) if right
    )
    return next((one for one in scopes if one.reach is not Reach.NONE), DataScope(Reach.NONE))


async def within(request: GatewayRequest, ids: Set[str], scope: DataScope) -> Set[str]:
    """Those of the ids of persons whom a scope reaches, and the ids of anything else."""
    persons = {id for id in ids if id.startswith(f"{CADRE}-")}
    if scope.reach is Reach.ALL or not persons:
        return ids
    people = (await readers_of(request.db).current()).people
    read = await request.rows(people, persons, *_OF_A_PERSON)
    units = {row["_id"]: row.get("state", {}).get("unit_ids") or () for row in read}
    return ids - {id for id in persons if not scope.allows(units.get(id, ()), id)}


async def add_things(request: GatewayRequest, service: str, places: Places | None, answer: Any) -> None:
    """Name also what else the ids of an answer's items stand for (班次、项目 …), as its service calls it.
    What it does not say, and everything while it is away, stays an id."""
    names: dict[str, Row] = answer.setdefault(NAMES, {})
    ids: dict[str, None] = {}
    whole = request.scope.reach is Reach.ALL
    if places is not None:
        _collect(answer, places, ids, whole)
    _things(answer["items"], ids)
    wanted = [id for id in ids if id not in names and id[3:4] == "-" and id[:3] not in KINDS and len(id) <= 100]
    for at in range(0, len(wanted), ASK_AT_ONCE):
        ask = request.look_up(THINGS.of(service), ids=wanted[at : at + ASK_AT_ONCE])
        found = await if_answered(ask, ASKS_WITHIN)
        items: list[Row] = found["items"] if found else []
        names |= {one["id"]: {"name": one["name"]} for one in items if one.get("name")}
        people = {one["id"]: one["cadre_id"] for one in items if one.get("cadre_id") and whole}
        called = await names_of(request, set(people.values())) if people else {}
        names |= {id: {"name": called[cadre]["name"]} for id, cadre in people.items() if cadre in called}


def is_id(value: Any) -> bool:
    """Whether it is an id as the platform makes them, whatever field it stands in."""
    return value.__class__ is str and value[3:4] == "-" and _AN_ID.fullmatch(value) is not None


def _things(value: Any, found: dict[str, None]) -> None:
    kind = value.__class__
    if kind is str:
        if is_id(value):
            found[value] = None
    elif kind is list or kind is dict:
        for one in value if kind is list else value.values():
            _things(one, found)


async def names_of(request: GatewayRequest, wanted: Iterable[str]) -> dict[str, Row]:
    """What ids stand for, each with its title and unit; those that nobody knows are left out."""
    of: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for id in wanted:
        of[id[:3]].add(id)
    rows = await readers_of(request.db).current()
    machines = await request.rows(request.db["service_accounts"], of[MACHINE], "name", "owner_id", "unit_id")
    owners = {row["owner_id"] for row in machines if row["owner_id"]}
    accounts = await request.rows(request.db["accounts"], of[ACCOUNT] | owners, *_OF_AN_ACCOUNT)
    agencies = await request.rows(rows["agencies"], of[AGENCY], "unit_id")
    posts = await _posts(request, rows, of[POST])
    cadres = await _cadres(request, rows, of[CADRE] | {row["cadre_id"] for row in accounts if row.get("cadre_id")})
    named: dict[str, Row] = {id: dict(cadres[id]) for id in of[CADRE] if id in cadres}
    called = {row["_id"]: _account(row, cadres) for row in accounts}
    named |= {id: one for id, one in called.items() if id in of[ACCOUNT]}
    named |= {row["_id"]: _machine(row, called.get(row["owner_id"])) for row in machines}
    named |= posts
    named |= {row["_id"]: {"name": None, "unit_id": row["unit_id"]} for row in agencies}
    units = await _units(request, rows, of[UNIT] | {one["unit_id"] for one in named.values() if one["unit_id"]})
    for one in named.values():
        one["unit_name"] = units.get(one["unit_id"])
        one["name"] = one["name"] or one["unit_name"]
    return named | {id: {"name": units[id]} for id in of[UNIT] if id in units}


def _account(row: Row, cadres: Mapping[str, Row]) -> Row:
    """Whose account it is: the person's name as the administrator gave it, or the cadre's whose it is."""
    owner = cadres.get(row.get("cadre_id") or "")
    name = row.get("person") or (owner["name"] if owner else row["name"])
    roles = "、".join(ROLES[role].zh for role in row["roles"] if role in ROLES)
    return {"name": name, "title": roles, "unit_id": row.get("unit_id") or (owner["unit_id"] if owner else None)}


def _machine(row: Row, owner: Row | None) -> Row:
    """A machine by its own name, and who answers for it."""
    title = f"服务账号，负责人：{owner['name'] if owner else '无'}"
    return {"name": row["name"], "title": title, "unit_id": row["unit_id"]}


async def who_are(request: GatewayRequest, cadre_ids: Iterable[str]) -> dict[str, Row]:
    """Name, post and unit of cadres by id, those whom the registry knows. Raises Answered, Problem."""
    wanted = sorted(set(cadre_ids))
    found = await request.look_up(WHO_ARE, ids=wanted) if wanted else {"items": []}
    return {one["id"]: one for one in found["items"]}


async def _cadres(request: GatewayRequest, rows: Generation, ids: set[str]) -> dict[str, Row]:
    read = await request.rows(rows.people, ids, *_OF_A_PERSON)
    found = {row["_id"]: row[SNAPSHOT] for row in read if _whole(row)}
    asked = await _asked(request, WHO_ARE, ids - set(found))
    return found | {one["id"]: {name: one[name] for name in ("name", "title", "unit_id")} for one in asked}


async def _posts(request: GatewayRequest, rows: Generation, ids: set[str]) -> dict[str, Row]:
    read = await request.rows(rows["posts"], ids, "snapshot.title", "snapshot.unit_id", STALE)
    found = {row["_id"]: row[SNAPSHOT] for row in read if _whole(row)}
    found |= {one["id"]: one for one in await _asked(request, POST_SNAPSHOTS, ids - set(found))}
    return {id: {"name": post["title"], "unit_id": post["unit_id"]} for id, post in found.items()}


async def _units(request: GatewayRequest, rows: Generation, ids: set[str]) -> dict[str, str]:
    read = await request.rows(rows["units"], ids, "snapshot.name", STALE)
    found = {row["_id"]: row[SNAPSHOT]["name"] for row in read if _whole(row)}
    return found | {one["id"]: one["name"] for one in await _asked(request, UNIT_SNAPSHOTS, ids - set(found))}


def _whole(row: Row) -> bool:
    """Whether a row holds the words of now."""
    return STALE not in row and bool(row.get(SNAPSHOT))


async def _asked(request: GatewayRequest, operation: Operation, ids: set[str]) -> list[Row]:
    """What the registry says of those whom the read models have not heard of; nothing while it is away."""
    if not ids:
        return []
    found = await if_answered(request.look_up(operation, ids=sorted(ids)[:ASK_AT_ONCE]), ASKS_WITHIN)
    items: list[Row] = found["items"] if found else []
    return items
