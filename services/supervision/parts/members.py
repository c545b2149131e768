"""What the five mechanisms need of the member agencies (联席成员单位), and of who acts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from servicekit.errors import field_error
from servicekit.principal import Reach
from servicekit.store import Document
from servicekit.work import Reading, UnitOfWork
from services.supervision.errors.conferences import AgencyNotNamed, NotAMemberAgency
from services.supervision.store.vetting import AGENCIES


def units_of(reading: Reading, agency_ids: Iterable[str], pointer: str) -> dict[str, str]:
    """The liaison units of active agencies, by agency. Raises NotAMemberAgency."""
    wanted = list(dict.fromkeys(agency_ids))
    found = reading.db[AGENCIES.name].find({"_id": {"$in": wanted}, "active": True}, {"unit_id": 1})
    known = {row["_id"]: row["unit_id"] for row in found}
    missing = [id for id in wanted if id not in known]
    if missing or not wanted:
        zh, en = "所列单位中有未登记或已停用的成员单位", f"No active agency: {', '.join(missing)}"
        raise NotAMemberAgency(zh, en, errors=[field_error(pointer, "unknown-agency", zh, en)])
    return {id: known[id] for id in wanted}


def must_speak_for(work: UnitOfWork, agency_id: str) -> None:
    """A liaison speaks only for an agency of their own unit. Raises NotAMemberAgency for any other."""
    unit_id = units_of(work, [agency_id], "/agency_id")[agency_id]
    if not work.scope.allows([unit_id]):
        zh, en = "不能代表该单位", f"You do not speak for {agency_id}"
        raise NotAMemberAgency(zh, en, errors=[field_error("/agency_id", "not-yours", zh, en)])


def own_agencies(reading: Reading) -> list[str] | None:
    """The agencies whose liaison the caller is: those of the own unit. None for an officer, who speaks for each."""
    if reading.scope.reach is Reach.ALL:
        return None
    found = reading.db[AGENCIES.name].find(reading.scope.filter(unit="unit_id"), {"_id": 1}).sort("_id", 1)
    return [row["_id"] for row in found]


def may_ask_of(reading: Reading, agency_ids: Sequence[str]) -> list[str]:
    """Those agencies by which the caller may ask for a list: a liaison is not told what another one is asked."""
    own = own_agencies(reading)
    return [id for id in agency_ids if own is None or id in own]


def meant(own: Sequence[str] | None, named: str | None, asked: Collection[str]) -> str:
    """The agency that a wish speaks for: the one it names, else the only one of the caller's `own` that was asked.

    Raises AgencyNotNamed where that is not clear, with those that were asked.
    """
    if named is not None:
        return named
    fitting = sorted(asked) if own is None else [id for id in own if id in asked] or list(own)
    if own is None or len(fitting) != 1:
        where = [field_error("/agency_id", "not-named", AgencyNotNamed.zh, AgencyNotNamed.en)]
        raise AgencyNotNamed(errors=where, allowed=fitting)
    return fitting[0]


def parts_of(reading: Reading, rows: Sequence[Document], asked: str, said: str) -> list[Document]:
    """What several agencies are asked for, as the caller may see it, with the agencies' names in `agencies`.

    `asked` names the field with their ids, `said` the one with what each has said. An officer sees all of it. A liaison
    sees the part of the own unit's agencies: neither who else is asked, nor what others have said, nor the notes of the
    timeline, which tell of both.
    """
    own, names = own_agencies(reading), names_of(reading, {id for row in rows for id in row[asked]})
    return [_part(row, asked, said, own, names) for row in rows]


def names_of(reading: Reading, agency_ids: Collection[str]) -> dict[str, str]:
    """What agencies are called, by id."""
    found = reading.db[AGENCIES.name].find({"_id": {"$in": sorted(agency_ids)}}, {"name": 1})
    return {row["_id"]: row.get("name", "") for row in found}


def answered_in(row: Document, said: str) -> set[str]:
    """The agencies that have answered in the present round."""
    round = row.get("round")
    return {one["agency_id"] for one in row.get(said, []) if one.get("round", round) == round}


def _part(row: Document, asked: str, said: str, liaison_of: Sequence[str] | None, names: Mapping[str, str]) -> Document:
    shown, words = dict(row), row.get(said, [])
    if liaison_of is not None:
        own = [id for id in row[asked] if id in liaison_of]
        others = set(row[asked]) - set(own)
        shown[asked] = own
        shown[said] = [one for one in words if one["agency_id"] in own]
        if "timeline" in row:
            shown["timeline"] = [_bare(entry, own) for entry in row["timeline"] if not _tells_of(entry, others)]
    answered = answered_in(row, said)
    shown["agencies"] = [{"id": id, "name": names.get(id, ""), "answered": id in answered} for id in shown[asked]]
    return shown


def _tells_of(entry: Document, others: set[str]) -> bool:
    return not others.isdisjoint((entry.get("agency_id"), entry.get("note")))


def _bare(entry: Document, own: Sequence[str]) -> Document:
    """An entry of a timeline: in full where it is about the liaison's own agency, else only when and what."""
    if entry.get("agency_id") in own or entry.get("note") in own:
        return entry
    return {**{name: entry[name] for name in ("at", "what", "state") if name in entry}, "by": ""}
