"""What the five mechanisms need of the member agencies (联席成员单位), and of who acts."""

from __future__ import annotations

from collections.abc import Iterable

from servicekit.errors import field_error
from servicekit.work import Reading, UnitOfWork
from services.supervision.errors.conferences import NotAMemberAgency
from services.supervision.store.vetting import AGENCIES


def units_of(reading: Reading, agency_ids: Iterable[str], pointer: str) -> dict[str, str]:
    """The liaison units of active agencies, by agency. Raises NotAMemberAgency."""
    wanted = list(dict.fromkeys(agency_ids))
    found = reading.db[AGENCIES.name].find({"_id": {"$in": wanted}, "active": True}, {"unit_id": 1})
    known = {row["_id"]: row["unit_id"] for row in found}
    missing = [id for id in wanted if id not in known]
    if missing or not wanted:
        zh, en = f"没有有效的成员单位：{'、'.join(missing)}", f"No active agency: {', '.join(missing)}"
        raise NotAMemberAgency(zh, en, errors=[field_error(pointer, "unknown-agency", zh, en)])
    return {id: known[id] for id in wanted}


def must_speak_for(work: UnitOfWork, agency_id: str) -> None:
    """A liaison speaks only for an agency of their own unit. Raises NotAMemberAgency for any other."""
    unit_id = units_of(work, [agency_id], "/agency_id")[agency_id]
    if not work.scope.allows([unit_id]):
        zh, en = f"不能代表 {agency_id}", f"You do not speak for {agency_id}"
        raise NotAMemberAgency(zh, en, errors=[field_error("/agency_id", "not-yours", zh, en)])
