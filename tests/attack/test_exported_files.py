"""Files that were taken out of the platform, changed on the way to whoever reads them, with a manifest or without."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest

from gateway.export_manifests import TYPE, Digests, payload_of, said
from servicekit import clock
from servicekit.signing import Signer, base64url, signer_from
from tests.attack.guards import guarded_by
from tools import verify_export
from tools.verify_certificate import Forged

CONTENT = "姓名,职级\r\n示例甲,正科级\r\n".encode()
NONE: list[str] = []


def unread(*_: Any) -> list[str]:
    """Stands in for a comparison that is not made."""
    return NONE


def believed(jws: str, _keys: Any) -> dict[str, Any]:
    """Stands in for the verifying of a signature."""
    return payload_of(jws)


class Desk:
    """An export as it came to whoever verifies it, with the platform's public keys."""

    def __init__(self, folder: Path) -> None:
        self.file, self.manifest, self.keys = (folder / name for name in ("roster.csv", "manifest.json", "keys.json"))
        self.signer = signer_from(os.urandom(32))
        self.keys.write_text(json.dumps({"keys": [self.signer.public]}))
        self.said = of_export(CONTENT)
        self.hand_out(CONTENT, self.said, self.signer)
        assert self.found() == NONE

    def hand_out(self, content: bytes, manifest: dict[str, Any], signer: Signer) -> None:
        self.file.write_bytes(content)
        self.manifest.write_text(json.dumps({"manifest": manifest, "signed": signer.sign(manifest, TYPE)}))

    def found(self) -> list[str]:
        """What the tool finds."""
        try:
            keys = {key["kid"]: key for key in json.loads(self.keys.read_text())["keys"]}
            return verify_export.differences(self.file, self.manifest, keys)[1]
        except Forged as why:
            return [str(why)]


def of_export(content: bytes, reason: str = "（示例）部务会审议名册") -> dict[str, Any]:
    digests = Digests(with_sm3=True)
    digests.update(content)
    now = clock.now()
    job = {"_id": "exp-1", "account": "acc-1", "at": now, "form": "csv", "approved": None}
    job |= {"decided_by": None, "decided_at": None}
    wish = {"reason": reason, "path": "/v1/cadres", "query": "status=serving", "sheet": {}}
    file = {**digests.told(), "rows": 1, "ended_at": now, "until": now, "name": "干部.csv", "media_type": "text/csv"}
    made: dict[str, Any] = json.loads(
        json.dumps(said(job, wish, None, ["name", "rank"], file, {"acc-1": {"name": "示例乙"}}))
    )
    return made


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@guarded_by("the file's checksum", tools__verify_export___of_file=unread)
def test_a_changed_cell(desk: Desk) -> None:
    changed = CONTENT.replace("正科级".encode(), "副处级".encode())
    assert len(changed) == len(CONTENT)
    desk.file.write_bytes(changed)
    assert [one.partition(":")[0] for one in desk.found()] == ["file.sha256", "file.sm3"]


@guarded_by("what is read is compared with what was signed", tools__verify_export___of_manifest=unread)
def test_another_reason_in_the_manifest_that_people_read(desk: Desk) -> None:
    told = json.loads(desk.manifest.read_text())
    told["manifest"]["reason"] = "另有他用"
    desk.manifest.write_text(json.dumps(told))
    assert [one.partition(":")[0] for one in desk.found()] == ["manifest.reason"]


@guarded_by("the signature", tools__verify_export__verified=believed)
def test_another_reason_under_the_old_signature(desk: Desk) -> None:
    head, _, signature = desk.signer.sign(desk.said, TYPE).split(".")
    other = of_export(CONTENT, "另有他用")
    body = base64url(json.dumps(other).encode())
    desk.manifest.write_text(json.dumps({"manifest": other, "signed": f"{head}.{body}.{signature}"}))
    assert desk.found() == ["the signature does not fit"]


@guarded_by("the platform's public keys", tools__verify_export__verified=believed)
@pytest.mark.parametrize("named", ["its own name", "the platform's name"])
def test_a_file_and_a_manifest_made_anew_with_another_key(desk: Desk, named: str) -> None:
    stranger = signer_from(os.urandom(32))
    if named == "the platform's name":
        stranger = Signer(stranger.key, desk.signer.kid)
    content = CONTENT.replace("示例甲".encode(), "示例丙".encode())
    desk.hand_out(content, of_export(content), stranger)
    assert desk.found() != NONE


@guarded_by("the platform's public keys", tools__verify_export__verified=believed)
def test_a_manifest_that_says_it_needs_no_signature(desk: Desk) -> None:
    head = base64url(json.dumps({"alg": "none", "kid": desk.signer.kid}).encode())
    body = base64url(json.dumps(desk.said).encode())
    desk.manifest.write_text(f"{head}.{body}.{base64.urlsafe_b64encode(b'').decode()}")
    assert desk.found() == ["algorithm none"]
