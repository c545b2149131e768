"""A person's profile (干部档案视图): everything the reader may see, from one prepared document."""

from __future__ import annotations

from typing import Any

from gateway.readmodels.people import SECTIONS, STATE, SUMMARY
from gateway.readmodels.rows import NEWEST, SNAPSHOT
from gateway.readmodels.store import Readers
from gateway.rights import reach
from servicekit.errors import NotFound
from servicekit.principal import Principal, Reach, Scope

RIGHTS = {
    "person": "registry.cadres.read",
    "training": "training.hours.read",
    "alerts": "registry.alerts.read",
    "corrections": "registry.corrections.read",
    "restrictions": "supervision.restrictions.read",
    "matters": "supervision.matters.manage",
    "honours": "incentive.honours.read",
    "measures": "incentive.grants.read",
    "appraisals": "appraisal.appraisals.read",
    "notices": "appraisal.notices.read",
    "indices": "appraisal.indices.read",
    "secondments": "talent.secondments.read",
    "graduates": "talent.graduates.read",
    "programmes": "talent.programmes.read",
}
"""The right that each section needs besides the profile's own."""
SHOWN = {
    "alerts": ("due_on", ("open",)),
    "corrections": ("due_on", ("requested",)),
    "restrictions": ("begins", ("scheduled", "in_force", "ended")),
    "matters": ("registered_on", None),
    "honours": ("conferred_on", None),
    "measures": ("begins", None),
    "appraisals": ("planned_on", None),
    "notices": ("delivered_on", None),
    "indices": ("computed_on", None),
    "secondments": ("begins", None),
    "graduates": ("year", None),
    "programmes": ("enrolled_on", None),
}
"""Sections that are lists: the field they are ordered by, newest first, and the states that are shown (None: all)."""
_HIDDEN = {f"{SECTIONS}.hours": 0, "stale": 0}
_INTERNAL = frozenset(("_id", "seq", "seqs", "event", "cadre_id", "unit_ids"))


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
    state, sections = document[STATE], document.get(SECTIONS, {})
    shown: dict[str, Any] = {"id": cadre_id, "version": state[NEWEST], "synthetic": state.get("synthetic")}
    visible = {name for name, right in RIGHTS.items() if _may(principal, right, state["unit_ids"], cadre_id)}
    if "person" in visible:
        snapshot = document.get(SNAPSHOT)
        # Until the registry's words have come there are only the event's codes.
        shown["person"] = snapshot or {key: value for key, value in state.items() if key not in _INTERNAL}
        shown["complete"] = snapshot is not None
        shown["unit"] = {
            "id": state["unit_id"],
            "name": snapshot.get("unit_name") if snapshot else None,
            "unit_ids": state["unit_ids"],
        }
    if "training" in visible:
        shown["training"] = _training(cadre_id, document.get(SUMMARY) or {}, sections)
    for name, (newest_by, states) in SHOWN.items():
        if name in visible:
            held = _rows(sections, name, newest_by)
            shown[name] = [_plain(row) for row in held if states is None or row.get("state") in states]
    if "indices" in visible:
        shown["indices"] = _index(shown["indices"], await readers.finished_run(rows))
    return shown


def _index(held: list[dict[str, Any]], run: int) -> list[dict[str, Any]]:
    """Of a cadre's indices in both slots the one of the newest run that has finished, unless it is closed."""
    readable = [row for row in held if row["run"] <= run]
    newest = max((row["run"] for row in readable), default=run)
    return [row for row in readable if row["run"] == newest and not row["closed"]]


def _may(principal: Principal, right: str, unit_ids: list[str], cadre_id: str) -> bool:
    distance = reach(principal.roles, right)
    held = principal.scope
    return distance is not Reach.NONE and Scope(distance, held.unit_id, held.cadre_id).allows(unit_ids, cadre_id)


def _training(cadre_id: str, summary: dict[str, Any], sections: dict[str, Any]) -> dict[str, Any]:
    hours: list[dict[str, Any]] = summary.get("hours", [])
    reminders = [_plain(row) for row in _rows(sections, "reminders", "year")]
    return {
        "hours": hours,
        "completions": [_plain(row) for row in _rows(sections, "completions", "ends")],
        "compliance": {
            "recognised_by_year": {str(year["year"]): year["recognised"] for year in hours},
            "online_by_year": {str(year["year"]): year["online"] for year in hours},
            "behind": [reminder for reminder in reminders if reminder.get("open")],
            "query": f"/v1/training/compliance?cadre_id={cadre_id}",
        },
    }


def _rows(sections: dict[str, Any], name: str, newest_by: str) -> list[dict[str, Any]]:
    rows = list(sections.get(name, {}).values())
    return sorted(rows, key=lambda row: (str(row.get(newest_by) or ""), row["_id"]), reverse=True)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": row["_id"], **{key: value for key, value in row.items() if key not in _INTERNAL}}
