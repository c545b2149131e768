"""A person's profile (干部档案视图): everything the reader may see, from one prepared document."""

from __future__ import annotations

from typing import Any

from gateway.readmodels import people
from gateway.readmodels.catalogue import PROJECTION
from gateway.readmodels.kinds import Section
from gateway.readmodels.people import STATE
from gateway.readmodels.rows import NEWEST, SNAPSHOT, STALE
from gateway.readmodels.store import Readers
from gateway.rights import reach, scope_of
from servicekit.errors import NotFound
from servicekit.principal import Principal, Reach

PERSON, TRAINING = "registry.cadres.read", "training.hours.read"
"""The rights that the parts need which are no sections of the document."""
SECTIONS = {name: section for name, section in PROJECTION.sections.items() if section.right}
"""The sections that are lists of their own."""
_HIDDEN = {f"{people.SECTIONS}.hours": 0, STALE: 0}
_INTERNAL = frozenset(("_id", "seq", "seqs", "event", "cadre_id", "unit_ids"))
_OF_STATE = (
    *("unit_id", "status", "status_since", "management", "role", "post_ids", "in_post_since", "retires_on"),
    *("post_level", "level_since", "promoted_since", "county_level_or_above", "rank", "rank_since"),
    *("sex", "birth_year", "birth_month", "ethnicity", "political_status", "party_since", "work_since"),
    *("education_level", "full_time_level", "basic_level_months", "basic_level_since", "selected_graduate_year"),
    *("annual_grades", "earlier_annual_grades", "synthetic"),
)
"""What whoever reads a file is shown of what the registry's events say of a person. What one kind of event tells
besides, such as punishments, may want a right of its own."""


async def profile(readers: Readers, principal: Principal, cadre_id: str) -> dict[str, Any]:
    """The person within the reader's scope, with the sections that the reader has a right to.

    Raises NotFound for a person who is unknown or outside the scope.
    """
    rows = await readers.current()
    scoped = principal.scope.filter(unit=f"{STATE}.unit_ids", cadre="_id")
    where: dict[str, Any] = {"_id": cadre_id, f"{STATE}.{NEWEST}": {"$gte": 0}}
    document = await rows.people.find_one({"$and": [where, scoped]} if scoped else where, _HIDDEN)
    if document is None:
        raise NotFound()
    state, held = document[STATE], document.get(people.SECTIONS, {})
    shown: dict[str, Any] = {"id": cadre_id, "version": state[NEWEST], "synthetic": state.get("synthetic")}

    def may(right: str) -> bool:
        return _may(principal, right, state["unit_ids"], cadre_id)

    if may(PERSON):
        snapshot = document.get(SNAPSHOT)
        # Until the registry's words have come there are only the event's codes.
        shown["person"] = snapshot or {name: state[name] for name in _OF_STATE if name in state}
        shown["complete"] = snapshot is not None
        shown["unit"] = {
            "id": state["unit_id"],
            "name": snapshot.get("unit_name") if snapshot else None,
            "unit_ids": state["unit_ids"],
        }
    if may(TRAINING):
        shown["training"] = _training(cadre_id, document.get(people.SUMMARY) or {}, held)
    for name, section in SECTIONS.items():
        if may(section.right):
            far = reach(principal.roles, section.right)
            hidden = section.hidden_from(principal.scope, cadre_id)
            rows_of = _listed(held, section)
            if section.kept_in and far is not Reach.ALL:
                field, kept_in = section.kept_in
                rows_of = [row for row in rows_of if row[field] not in kept_in]
            if kept := PROJECTION.kept_from_in.get(name):
                rows_of = [row for row in rows_of if not kept.hides(principal.scope, {**row, kept.person: cadre_id})]
            shown[name] = [{key: of for key, of in row.items() if key not in hidden} for row in rows_of]
        elif section.each and (values := {value for value, right in section.each[1].items() if may(right)}):
            shown[name] = [row for row in _listed(held, section) if not values.isdisjoint(row[section.each[0]])]
    if "indices" in shown:
        shown["indices"] = _index(shown["indices"], await readers.finished_run(rows))
    return shown


def _index(held: list[dict[str, Any]], run: int) -> list[dict[str, Any]]:
    """Of a cadre's indices in both slots the one of the newest run that has finished, unless it is closed."""
    readable = [row for row in held if row["run"] <= run]
    newest = max((row["run"] for row in readable), default=run)
    return [row for row in readable if row["run"] == newest and not row["closed"]]


def _may(principal: Principal, right: str, unit_ids: list[str], cadre_id: str) -> bool:
    held = principal.scope
    return scope_of(principal.roles, right, held.unit_id, held.cadre_id).allows(unit_ids, cadre_id)


def _training(cadre_id: str, summary: dict[str, Any], held: dict[str, Any]) -> dict[str, Any]:
    hours: list[dict[str, Any]] = summary.get("hours", [])
    sections = (PROJECTION.sections[name] for name in ("completions", "outside", "reminders"))
    completions, outside, reminders = (_listed(held, section) for section in sections)
    return {
        "hours": hours,
        "completions": [row for row in completions if not row.get("revoked")],
        "outside": outside,
        "compliance": {
            "recognised_by_year": {str(year["year"]): year["recognised"] for year in hours},
            "online_by_year": {str(year["year"]): year["online"] for year in hours},
            "behind": [reminder for reminder in reminders if reminder.get("open")],
            "query": f"/v1/training/compliance?cadre_id={cadre_id}",
        },
    }


def _listed(held: dict[str, Any], section: Section) -> list[dict[str, Any]]:
    """The rows of a section that are shown, newest first."""
    every = held.get(section.name, {}).values()
    rows = [row for row in every if not section.states or row.get("state") in section.states]
    rows.sort(key=lambda row: (str(row.get(section.newest_by) or ""), row["_id"]), reverse=True)
    return [{"id": row["_id"], **_plain(row)} for row in rows]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in _INTERNAL}
