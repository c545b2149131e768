"""The older form's file (.lrm, edition 2.0): one record of quoted cells in GBK, the photo in a file beside (.pic).

Read only: of some of its cells nobody who has described it knows what they hold.
"""

from __future__ import annotations

import re
from typing import Any

from papers import days, lrmx, party, resume
from papers.form import CALLED, AppointmentForm, Education, FamilyMember, Note
from papers.refusals import Refused
from papers.texts import clean, decoded, must_be_plain

_CELLS = (
    "name", "sex", "birth", "ethnicity", "native_place", "joined_party_on", "health", "birthplace", "began_work_on",
    "education", "schools", "professional_post", "", "", "", "", "specialities", "resume", "rewards_and_punishments",
    "assessments", "relation", "relative", "relative_birth", "relative_status", "relative_work", "current_post",
    "proposed_post", "proposed_removal", "reason", "reported_by", "age_on", "filled_in_by", "filled_in_on",
)  # fmt: skip
"""The cells in their order; those without a name are not read."""
_LEAST_CELLS = 20
_TEXTS = (
    "name", "sex", "ethnicity", "native_place", "health", "birthplace", "professional_post", "specialities",
    "rewards_and_punishments", "assessments", "current_post", "proposed_post", "proposed_removal", "reason",
    "reported_by", "filled_in_by",
)  # fmt: skip
_DAYS = ("birth", "began_work_on", "age_on", "filled_in_on")
_PART_OF = dict.fromkeys(("relation", "relative", "relative_birth", "relative_status", "relative_work"), "family")
_PART_OF |= dict.fromkeys(("education", "schools"), "full_time")
"""The cell of the form that holds what one of the record says a part of."""
_RELATIVE = ("relation", "relative", "relative_birth", "relative_status", "relative_work")


def is_one(text: str) -> bool:
    """Whether a text looks like a record of this edition."""
    return text.lstrip().startswith('"') and len(re.findall(r'"\s*,\s*"', text)) >= _LEAST_CELLS - 1


def read(content: bytes, photo: bytes = b"") -> AppointmentForm:
    """The form that a file holds, with the photo beside it. Raises Refused."""
    if len(content) > lrmx.MOST_BYTES:
        raise Refused("too-large", "任免审批表文件过大", "The form's file is too large")
    text = decoded(content).strip()
    if not is_one(text):
        raise Refused("not-a-form", "文件不是任免审批表", "The file is no appointment form")
    notes: list[Note] = []
    if not text.endswith('"'):
        raise Refused("cut-off", "文件不完整，末尾中断", "The file is cut off at its end")
    written = re.split(r'"\s*,\s*"', text[1:-1])
    cells = {name: cell.replace('""', '"') for name, cell in zip(_CELLS, written, strict=False) if name}
    for name, cell in zip(_CELLS, written, strict=False):
        part = _PART_OF.get(name, name)
        must_be_plain(cell, f"“{CALLED[part]}”" if part else "文件中的其他内容", part)
    texts = {name: clean(re.sub("[#@]", "\n", cells.get(name, ""))) for name in (*_TEXTS, *_DAYS)}
    if not texts["name"]:
        raise Refused("no-name", "任免审批表中没有姓名", "The form names nobody", "name")
    levels, schools = _parts(cells.get("education", ""), 4), _parts(cells.get("schools", ""), 4)
    joined, other = party.read(clean(cells.get("joined_party_on", "")))
    plain: dict[str, Any] = {name: texts[name] for name in _TEXTS} | {name: _day(texts[name]) for name in _DAYS}
    return AppointmentForm(
        **plain,
        joined_party_on=joined,
        other_party=other,
        full_time=Education(levels[0], levels[1], schools[0], schools[1]),
        in_service=Education(levels[2], levels[3], schools[2], schools[3]),
        resume=resume.parse(re.sub("[#@]", "\n", cells.get("resume", ""))),
        family=_family(cells),
        photo=lrmx.checked_photo(photo, notes),
        notes=tuple(notes),
    )


def _parts(cell: str, count: int) -> list[str]:
    parts = [clean(part) for part in cell.replace("@", "#").split("#")]
    return [*parts, *[""] * count][:count]


def _family(cells: dict[str, str]) -> tuple[FamilyMember, ...]:
    columns = [[clean(part) for part in re.split("[@#]", cells.get(name, ""))] for name in _RELATIVE]
    members = []
    for place in range(min(max(map(len, columns)), lrmx.MOST_RELATIVES)):
        relation, name, birth, status, work = (column[place] if place < len(column) else "" for column in columns)
        if any((relation, name, birth, status, work)):
            members.append(FamilyMember(relation, name, _day(birth), status, work))
    return tuple(members)


def _day(text: str) -> str:
    return text if (day := days.read(text)) is None else day
