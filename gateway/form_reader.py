"""Reads forms (干部任免审批表: .lrmx, .lrm, or a zip of them) as rows of the import; run by `gateway.bounded`.

It imports `papers` alone. Each line out is JSON: `{"file": name, "row": {…}}` or `{"file": name, "refused": {…}}`, and
at the end the verdict: `{}`, or `{"refused": {…}}` about the file as a whole.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Iterator
from typing import Any

import orjson

from papers import appointment_files, days, entries
from papers.form import CALLED, AppointmentForm, Education
from papers.refusals import Refused

MOST_TOLD = 192 * 1024 * 1024
"""Bytes of rows handed out."""
MOST_PHOTO = 200_000
"""Bytes of a photo that the roster keeps."""
_PARTY = "ZhengZhiMianMao"
"""What one edition's files hold besides: the political status in words."""
_TEXTS = (
    "name", "sex", "ethnicity", "native_place", "birthplace", "other_party", "health", "professional_post",
    "specialities", "current_post", "reported_by", "identity_number", "birth", "joined_party_on", "began_work_on",
)  # fmt: skip
Row = dict[str, Any]


def main() -> int:
    """Read, and tell."""
    out = sys.stdout.buffer
    told = 0
    verdict: dict[str, Any] = {}
    try:
        for one in rows(sys.stdin.buffer.read()):
            line = orjson.dumps(one) + b"\n"
            told += len(line)
            if told > MOST_TOLD:
                zh, en = (
                    f"内容最多 {MOST_TOLD >> 20} MB，请分批上传",
                    f"At most {MOST_TOLD >> 20} MB: send them in parts",
                )
                raise Refused("too-large", zh, en)
            out.write(line)
    except Refused as refused:
        verdict = {"refused": _told(refused)}
    out.write(orjson.dumps(verdict) + b"\n")
    out.flush()
    return 0


def rows(content: bytes) -> Iterator[dict[str, Any]]:
    """The forms of a file, one after the other. Raises Refused."""
    for one in appointment_files.read(content):
        if one.form is None:
            assert one.refused is not None
            yield {"file": one.name, "refused": _told(one.refused)}
            continue
        try:
            with appointment_files.in_time():
                row = row_of(one.form)
        except Refused as refused:
            yield {"file": one.name, "refused": _told(refused)}
        else:
            yield {"file": one.name, "row": row}


def _told(refused: Refused) -> dict[str, str]:
    pointer = f"/{refused.place}" if refused.place in CALLED else ""
    return {"code": refused.code, "zh": refused.zh, "en": refused.en, "pointer": pointer}


def row_of(form: AppointmentForm) -> Row:
    """A form as a row of the import; what only somebody who looks at it can read stands in its notes."""
    notes = [{"zh": one.zh, "en": one.en} for one in form.notes]
    told = {
        "resume": entries.from_resume(form.resume),
        "rewards": entries.from_rewards(form.rewards_and_punishments),
        "assessments": entries.from_assessments(form.assessments),
        "family": entries.from_family(form.family),
    }
    notes += [entries.unread(*one) for cell in told.values() for one in cell.unread]
    kept = [line for cell in told.values() for line in cell.kept]
    notes += [entries.kept(line) for line in kept]
    row: Row = {name: getattr(form, name) for name in _TEXTS if getattr(form, name)}
    if (party := form.others.get(_PARTY, "")) and not form.other_party:
        row["political_status"] = party
    row["full_time"], row["in_service"] = _education(form.full_time), _education(form.in_service)
    row |= {name: cell.entries for name, cell in told.items()}
    if kept:
        row["unread_lines"] = kept
    if days.read(form.filled_in_on):
        row["filled_in_on"] = form.filled_in_on
    if len(form.photo) > MOST_PHOTO:
        zh = f"照片超过 {MOST_PHOTO // 1000} KB，未读入，请另行上传缩小后的照片"
        notes.append({"zh": zh, "en": f"The photo is over {MOST_PHOTO // 1000} KB and was left out"})
    elif form.photo:
        row["photo"] = base64.b64encode(form.photo).decode()
    return {**row, "notes": notes} if notes else row


def _education(education: Education) -> dict[str, str] | None:
    kept = {name: getattr(education, name) for name in education.__slots__}
    return kept if any(kept.values()) else None
