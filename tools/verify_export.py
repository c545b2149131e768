"""Verify an export offline (导出核验): its manifest by the public keys, the file by the manifest; and say what differs.

    python -m tools.verify_export FILE MANIFEST KEYS

MANIFEST is what `GET /v1/exports/{id}/manifest` answered, or the bare JWS of it; KEYS is what `GET /v1/exports/keys`
answered. Needs Python and `cryptography`, and of the platform this folder alone. Prints `genuine` with who took it out,
when and why, or `changed` with each difference; exits with 0 and 2.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes

from tools.verify_certificate import Forged, jwt_in, keys_in, parsed, verified

GENUINE, CHANGED = 0, 2
TYPE = "cadre-export+jws"
"""As what a manifest is signed."""
_TEXT, _NUMBER, _MAYBE = (str,), (int,), (str, type(None))
_WHO = {"id": _TEXT, "name": _MAYBE}
FIELDS: dict[str, Any] = {
    "export_id": _TEXT,
    "created_by": _WHO,
    "created_at": _TEXT,
    "reason": _TEXT,
    "approved": (bool, type(None)),
    "decided_by": (_WHO, None),
    "decided_at": _MAYBE,
    "note": _MAYBE,
    "path": _TEXT,
    "query": _TEXT,
    "form": _TEXT,
    "columns": (list,),
    "group_by": _MAYBE,
    "heading": _MAYBE,
    "rows": _NUMBER,
    "file": {"name": _TEXT, "media_type": _TEXT, "size": _NUMBER, "sha256": _TEXT, "sm3": _MAYBE},
    "made_at": _TEXT,
    "until": _TEXT,
}
"""The members of a manifest, all of which there must be and no others, each with what it may be."""
_PIECE = 1024 * 1024
_MISSING = object()


def differences(file: Path, manifest: Path, keys: dict[str, dict[str, Any]]) -> tuple[dict[str, Any], list[str]]:
    """What was signed, and in what the manifest to read and the file are otherwise. Raises Forged."""
    signed = verified(jwt_in(manifest, "signed"), keys, TYPE)
    _must_be_whole("", signed, FIELDS)
    return signed, [*_of_manifest(manifest, signed), *_of_file(file, signed["file"])]


def _must_be_whole(where: str, signed: Any, wanted: Any) -> None:
    """Raises Forged where a member is missing, is one too many, or is something else than it may be."""
    if isinstance(wanted, dict):
        if not isinstance(signed, dict) or signed.keys() != wanted.keys():
            other = signed.keys() ^ wanted.keys() if isinstance(signed, dict) else {where}
            raise Forged(f"签名的不是导出清单 what was signed is no manifest of an export: {', '.join(sorted(other))}")
        for name, may_be in wanted.items():
            _must_be_whole(f"{where}.{name}".lstrip("."), signed[name], may_be)
    elif wanted[-1] is None:
        if signed is not None:
            _must_be_whole(where, signed, wanted[0])
    elif type(signed) not in wanted:
        raise Forged(f"签名的不是导出清单 what was signed is no manifest of an export: {where}")


def _of_manifest(path: Path, signed: dict[str, Any]) -> Iterator[str]:
    text = path.read_text("utf-8").strip()
    if not text.startswith("{"):
        return
    told = parsed(text)["manifest"]
    yield from _otherwise("manifest", told, signed)


def _otherwise(where: str, told: Any, signed: Any) -> Iterator[str]:
    if isinstance(told, dict) and isinstance(signed, dict):
        for name in dict.fromkeys([*signed, *told]):
            yield from _otherwise(f"{where}.{name}", told.get(name, _MISSING), signed.get(name, _MISSING))
    elif told is _MISSING or signed is _MISSING or type(told) is not type(signed) or told != signed:
        yield f"{where}: {_said(told)}，签名时为 when signed {_said(signed)}"


def _said(value: Any) -> str:
    if value is _MISSING:
        return "（无 missing）"
    return json.dumps(value, ensure_ascii=False)


def _of_file(path: Path, signed: dict[str, Any]) -> Iterator[str]:
    size, sha256, sm3 = 0, hashlib.sha256(), hashes.Hash(hashes.SM3())
    with path.open("rb") as content:
        while piece := content.read(_PIECE):
            size += len(piece)
            sha256.update(piece)
            sm3.update(piece)
    found = {"size": size, "sha256": sha256.hexdigest(), "sm3": sm3.finalize().hex()}
    for name, value in found.items():
        if signed[name] not in (value, *([None] if name == "sm3" else [])):
            yield f"file.{name}: {_said(value)}，签名时为 when signed {_said(signed[name])}"


def parser() -> argparse.ArgumentParser:
    """What it is told."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("file", "manifest", "keys"):
        made.add_argument(name, type=Path)
    return made


def main(arguments: list[str] | None = None) -> int:
    """Say what is so."""
    given = parser().parse_args(arguments)
    try:
        signed, found = differences(given.file, given.manifest, keys_in(given.keys))
    except (Forged, KeyError, TypeError, ValueError, OSError) as why:
        found = [f"无法核验 cannot be verified: {why}"]
    for one in found:
        sys.stdout.write(f"changed: {one}\n")
    if found:
        return CHANGED
    who, consent = signed["created_by"], signed["decided_by"]
    by = f"，经 with the consent of {consent['name'] or consent['id']}" if consent else ""
    sys.stdout.write(
        f"genuine: {signed['export_id']}，{who['name'] or who['id']} {signed['made_at']}{by}，"
        f"{signed['rows']} 行 rows，事由 reason：{signed['reason']}\n"
    )
    return GENUINE


if __name__ == "__main__":
    sys.exit(main())
