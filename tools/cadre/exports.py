"""Whether an export (导出) is what the platform handed out: its manifest by the signature, its file by the manifest."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path
from typing import Any

import orjson

from gateway.sealing import MANIFESTS, SIGNATURE, signature_of
from servicekit.store import Document
from tools.cadre.installation import GATEWAY, Installation
from tools.cadre.words import Refused

_MOST = 1024 * 1024
"""Bytes of what says what a file is."""


def verify(installation: Installation, manifest: Path, file: Path | None) -> Document:
    """The export that a manifest is of. Raises Refused where it, or the file, is not as it was handed out."""
    export = _read(manifest)
    kept = installation.database(GATEWAY)["secrets"].find_one({"_id": MANIFESTS})
    if kept is None:
        raise Refused("本系统尚未签过导出清单，无从核验", "Nothing was signed here yet")
    try:
        right = signature_of(export, bytes(kept["value"]))
        said, sha256 = str(export["manifest"][SIGNATURE]), str(export["manifest"]["sha256"])
    except (KeyError, TypeError, AttributeError):
        raise _no_manifest(manifest) from None
    if not hmac.compare_digest(said.encode(), right.encode()):
        raise Refused(
            f"{manifest}的签名不符：清单被改动过，或者不是本系统签出的",
            f"The signature of {manifest} is wrong: it was changed, or another installation has signed it",
        )
    if file is not None and _checksum(file) != sha256:
        raise Refused(f"{file}不是清单所说的文件", f"{file} is not the file that the manifest is of")
    return export


def _read(manifest: Path) -> Document:
    try:
        if manifest.stat().st_size > _MOST:
            raise _no_manifest(manifest)
        export: Any = orjson.loads(manifest.read_bytes())
    except OSError as gone:
        raise _unreadable(manifest, gone) from None
    except orjson.JSONDecodeError:
        raise _no_manifest(manifest) from None
    if not isinstance(export, dict):
        raise _no_manifest(manifest)
    return export


def _checksum(file: Path) -> str:
    try:
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as gone:
        raise _unreadable(file, gone) from None


def _unreadable(file: Path, gone: OSError) -> Refused:
    return Refused(f"无法读取{file}，请检查路径和权限", f"{file} cannot be read: {gone.strerror}")


def _no_manifest(manifest: Path) -> Refused:
    return Refused(
        f"{manifest}不是已完成的导出任务的清单，应为查看导出所得的内容",
        f"{manifest} is no manifest: save what GET /v1/exports/{{id}} answers once the export is ready",
    )
