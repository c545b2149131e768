"""Evidence of rectification (佐证材料) and accountability (问责): which files are taken, and what is recorded."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from servicekit.errors import field_error, with_words
from servicekit.lifecycle import Mark
from services.supervision.errors.rectification import (
    AccountabilityAnnulled,
    EvidenceCount,
    EvidenceSize,
    EvidenceType,
    EvidenceWithdrawn,
)
from services.supervision.model.looked import LookedAt

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BEGINS = {"application/pdf": b"%PDF-", "image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
_HOLDS = {DOCX: "word/document.xml", XLSX: "xl/workbook.xml"}
KINDS = {"pdf": "application/pdf", "png": "image/png", "jpeg": "image/jpeg", "docx": DOCX, "xlsx": XLSX}
"""Kinds of files whose content can be recognised; the rule chooses among them."""


@dataclass
class Evidence:
    """A file that shows what was put right. Nothing above 内部 is taken in."""

    id: str
    item_id: str
    unit_ids: list[str]
    name: str
    media_type: str
    size: int
    sha256: str
    data: bytes
    classification: str
    added_at: datetime
    added_by: str
    note: str | None = None
    withdrawn: bool = False
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_basis: str | None = None
    synthetic: bool = False
    version: int = 0


def withdraw(evidence: Evidence, basis: str, mark: Mark) -> None:
    """Take back a file that was handed in by mistake; it stays readable. Raises EvidenceWithdrawn."""
    if evidence.withdrawn:
        raise EvidenceWithdrawn(evidence_id=evidence.id)
    evidence.withdrawn, evidence.withdrawn_at, evidence.withdrawn_by = True, mark.at, mark.by
    evidence.withdrawn_basis = basis


def content_of(data: str, media_type: str, kinds: Sequence[str], most_bytes: int, cited: str) -> bytes:
    """The file in base64, checked: of an allowed kind, of that kind by its content too, not empty and not too large.

    Raises EvidenceType and EvidenceSize, each with what is allowed.
    """
    allowed = [KINDS[kind] for kind in kinds if kind in KINDS]
    if media_type not in allowed:
        names = {KINDS[kind]: kind.upper() for kind in kinds if kind in KINDS}
        zh, en = f"只接受{with_words(names)}", f"Allowed are {', '.join(kinds)}"
        raise EvidenceType(zh, en, errors=[field_error("/media_type", "not-allowed", zh, en)], allowed=allowed)
    if len(data) > (most_bytes + 2) // 3 * 4:
        raise _size(most_bytes, cited)
    try:
        content = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        zh, en = "内容不是有效的 base64", "The content is not base64"
        raise EvidenceType(zh, en, errors=[field_error("/data", "not-base64", zh, en)], allowed=allowed) from None
    if not content or len(content) > most_bytes:
        raise _size(most_bytes, cited)
    if not _is(content, media_type):
        zh, en = f"文件内容与所填类型“{media_type}”不符", f"The content is not of the type {media_type}"
        raise EvidenceType(zh, en, errors=[field_error("/data", "other-type", zh, en)], allowed=allowed)
    return content


def _size(most: int, cited: str) -> EvidenceSize:
    zh, en = (
        f"文件不得为空，且不超过{most}字节（{cited}）",
        f"A file is not empty and has at most {most} bytes ({cited})",
    )
    return EvidenceSize(zh, en, errors=[field_error("/data", "size", zh, en)], most_bytes=most)


def _is(content: bytes, media_type: str) -> bool:
    if media_type in _BEGINS:
        return content.startswith(_BEGINS[media_type])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    # A document with macros is no document without, whatever it is called.
    return _HOLDS[media_type] in names and not any(name.lower().endswith("vbaproject.bin") for name in names)


def digest(content: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def must_have_room(held: int, most: int, cited: str) -> None:
    """Raises EvidenceCount."""
    if held >= most:
        raise EvidenceCount(
            f"每项最多{most}份佐证材料（{cited}）", f"An item has at most {most} pieces ({cited})", most=most
        )


@dataclass
class Accountability:
    """An entry of accountability (问责) for an item: a cadre or a unit answers for it."""

    id: str
    item_id: str
    checklist_id: str
    kind: str
    decided_on: date
    basis: str
    cadre_id: str | None = None
    unit_id: str | None = None
    unit_ids: list[str] = field(default_factory=list)
    item_unit_ids: list[str] = field(default_factory=list)
    recorded_at: datetime | None = None
    recorded_by: str = ""
    looked_at: list[LookedAt] = field(default_factory=list)
    """What had been decided on tolerance (容错) about the cadre."""
    annulled: bool = False
    annulled_at: datetime | None = None
    annulled_by: str | None = None
    annulled_basis: str | None = None
    synthetic: bool = False
    version: int = 0


def annul(entry: Accountability, basis: str, mark: Mark) -> None:
    """Take back an entry that was made by mistake; it stays readable. Raises AccountabilityAnnulled."""
    if entry.annulled:
        raise AccountabilityAnnulled(accountability_id=entry.id)
    entry.annulled, entry.annulled_at, entry.annulled_by, entry.annulled_basis = True, mark.at, mark.by, basis
