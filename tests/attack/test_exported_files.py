"""Files that were taken out of the platform, changed on the way to whoever reads them, with a manifest or without."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.export_manifests import TYPE, Digests, payload_of, said
from gateway.export_schemas import FileSaid, Manifest
from servicekit import clock
from servicekit.schema import declared_in
from servicekit.signing import Signer, base64url, signer_from
from tests.attack.guards import guarded_by
from tools import verify_export
from tools.verify_certificate import Forged, verified

CONTENT = "姓名,职级\r\n示例甲,正科级\r\n".encode()
NONE: list[str] = []


def unread(*_: Any) -> list[str]:
    """Stands in for a comparison that is not made."""
    return NONE


def believed(jws: str, *_: Any) -> dict[str, Any]:
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
            keys = verify_export.keys_in(self.keys)
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


def last_of_two(text: str | bytes) -> Any:
    """Stands in for parsing in which a name stands once."""
    return json.loads(text)


names_stand_once = guarded_by(
    "a name stands once", tools__verify_export__parsed=last_of_two, tools__verify_certificate__parsed=last_of_two
)


@names_stand_once
@pytest.mark.parametrize("where", ["the manifest", "within it", "the file that holds it"])
def test_two_reasons_of_which_people_read_the_first(desk: Desk, where: str) -> None:
    told = desk.manifest.read_text()
    known, other = '"reason": "', '"reason": "\\u53e6\\u6709\\u4ed6\\u7528", '
    before = {
        "the manifest": (known, other + known),
        "within it": ('"created_by": {', '"created_by": {"name": "\\u793a\\u4f8b\\u4e19", '),
        "the file that holds it": ('{"manifest"', '{"manifest": {}, "manifest"'),
    }[where]
    assert told.count(before[0]) == 1
    desk.manifest.write_text(told.replace(*before))
    assert [one.endswith("stands twice") for one in desk.found()] == [True]


@names_stand_once
def test_two_reasons_in_what_was_signed(desk: Desk) -> None:
    body = json.dumps(desk.said).replace('"reason": ', '"reason": "x", "reason": ')
    desk.manifest.write_text(signed_as(desk.signer, body))
    assert desk.found() == ["reason stands twice"]


def signed_as(signer: Signer, body: str) -> str:
    """What the platform's key has signed, whatever it says."""
    head = base64url(json.dumps({"alg": "EdDSA", "kid": signer.kid, "typ": TYPE}).encode())
    text = f"{head}.{base64url(body.encode())}"
    private = signer.key.private_key
    assert private is not None
    return f"{text}.{base64url(private.sign(text.encode()))}"


def of_any_kind(jws: str, keys: Any, _type: str = "") -> dict[str, Any]:
    """Stands in for the look at what something was signed as."""
    return verified(jws, keys)


@guarded_by("as what it was signed", tools__verify_export__verified=of_any_kind)
@pytest.mark.parametrize("type", ["JWT", "cadre-export", ""])
def test_something_else_that_the_platforms_key_has_signed(desk: Desk, type: str) -> None:
    desk.manifest.write_text(desk.signer.sign(desk.said, type))
    assert desk.found() == [f"signed as {type}, not as {TYPE}"]


def as_it_comes(*_: Any) -> None:
    """Stands in for the look whether all of a manifest is there."""


@guarded_by("all of a manifest is there", tools__verify_export___must_be_whole=as_it_comes)
@pytest.mark.parametrize("name", ["decided_by", "note", "approved"])
def test_what_is_empty_is_left_out_so_that_it_can_be_said_otherwise(desk: Desk, name: str) -> None:
    """A manifest that says nothing of a consent, and one that says that there was none, are not the same."""
    less: dict[str, Any] = json.loads(json.dumps(desk.said))
    del less[name]
    desk.hand_out(CONTENT, less, desk.signer)
    assert [one.endswith(f": {name}") for one in desk.found()] == [True]


def as_null(where: str, told: Any, signed: Any) -> Iterator[str]:
    """Stands in for a comparison that takes what is missing for what is empty."""
    for name in {*told, *signed}:
        if told.get(name) != signed.get(name):
            yield f"{where}.{name}"


@guarded_by("what is missing is not taken for empty", tools__verify_export___otherwise=as_null)
def test_the_manifest_that_people_read_says_nothing_of_a_consent(desk: Desk) -> None:
    told = json.loads(desk.manifest.read_text())
    del told["manifest"]["decided_by"], told["manifest"]["note"]
    desk.manifest.write_text(json.dumps(told))
    assert [one.partition(":")[0] for one in desk.found()] == ["manifest.decided_by", "manifest.note"]


@guarded_by("two keys have two names", tools__verify_export__keys_in=lambda path: by_name(path))
def test_a_strangers_key_beside_the_platforms_under_its_name(desk: Desk) -> None:
    stranger = Signer(signer_from(os.urandom(32)).key, desk.signer.kid)
    desk.keys.write_text(json.dumps({"keys": [desk.signer.public, stranger.public]}))
    desk.hand_out(CONTENT, of_export(CONTENT, "另有他用"), stranger)
    assert desk.found() == ["two keys have one name"]


def by_name(path: Path) -> dict[str, Any]:
    """Stands in for keys of which each has a name of its own."""
    return {key["kid"]: key for key in json.loads(path.read_text())["keys"]}


def test_the_tool_knows_every_member_of_a_manifest() -> None:
    declared, file = declared_in(Manifest), declared_in(FileSaid)
    assert verify_export.TYPE == TYPE
    assert {*verify_export.FIELDS} == {*declared}
    assert {*verify_export.FIELDS["file"]} == {*file}
    for known, schema in ((verify_export.FIELDS, declared), (verify_export.FIELDS["file"], file)):
        nullable = {name for name, field in schema.items() if field.allow_none}
        maybe = {name for name, one in known.items() if isinstance(one, tuple) and one[-1] in (None, type(None))}
        assert nullable == maybe


@guarded_by("the platform's public keys", tools__verify_export__verified=believed)
def test_a_manifest_that_says_it_needs_no_signature(desk: Desk) -> None:
    head = base64url(json.dumps({"alg": "none", "kid": desk.signer.kid}).encode())
    body = base64url(json.dumps(desk.said).encode())
    desk.manifest.write_text(f"{head}.{body}.{base64.urlsafe_b64encode(b'').decode()}")
    assert desk.found() == ["algorithm none"]
