"""What was signed of an image holds for this image and this key, and for nothing that was changed since."""

from __future__ import annotations

import base64
import json
import secrets
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tools.attest import Refused, main, sign, to_sign, verify

SBOM: dict[str, Any] = {"bomFormat": "CycloneDX", "components": [{"name": "nameko", "version": "2.14.1"}]}


def image() -> str:
    return f"registry.city.example:5000/cadre-platform@sha256:{secrets.token_hex(32)}"


def changed(envelope: dict[str, Any], before: str, after: str) -> dict[str, Any]:
    payload = base64.b64decode(envelope["payload"]).replace(before.encode(), after.encode())
    return {**envelope, "payload": base64.b64encode(payload).decode()}


def test_what_is_signed_comes_back_with_the_key_and_the_image() -> None:
    key, one = Ed25519PrivateKey.generate(), image()
    assert verify(sign(one, SBOM, key), one, key.public_key()) == SBOM


def test_another_key_another_image_or_a_changed_word_is_refused() -> None:
    key, one, other = Ed25519PrivateKey.generate(), image(), image()
    signed = sign(one, SBOM, key)
    digest, another = one.rsplit(":", 1)[1], other.rsplit(":", 1)[1]

    with pytest.raises(Refused, match="None of the signatures"):
        verify(signed, one, Ed25519PrivateKey.generate().public_key())
    with pytest.raises(Refused, match="another image"):
        verify(signed, other, key.public_key())
    with pytest.raises(Refused, match="None of the signatures"):
        verify(changed(signed, digest, another), other, key.public_key())
    with pytest.raises(Refused, match="None of the signatures"):
        verify(changed(signed, "2.14.1", "2.14.2"), one, key.public_key())
    with pytest.raises(Refused, match="no signed statement"):
        verify({**signed, "signatures": [{}]}, one, key.public_key())


def test_a_signature_for_something_else_of_the_same_key_is_no_signature_of_an_image() -> None:
    key, one = Ed25519PrivateKey.generate(), image()
    statement = json.loads(base64.b64decode(sign(one, SBOM, key)["payload"]))
    payload = json.dumps({**statement, "predicateType": "https://example.org/other"}).encode()
    envelope = {
        "payload": base64.b64encode(payload).decode(),
        "signatures": [{"sig": base64.b64encode(key.sign(to_sign(payload))).decode()}],
    }
    with pytest.raises(Refused, match="no list"):
        verify(envelope, one, key.public_key())


def test_a_tag_is_not_signed() -> None:
    with pytest.raises(Refused, match="digest"):
        sign("registry.city.example/cadre-platform:0.1.0", SBOM, Ed25519PrivateKey.generate())


def test_from_files_to_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key, public, sbom = (tmp_path / name for name in ("release.pem", "release.pub.pem", "sbom.cdx.json"))
    made = Ed25519PrivateKey.generate()
    key.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(made.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    sbom.write_text(json.dumps(SBOM), encoding="utf-8")
    one = image()

    assert main(["sign", one, str(sbom), "--key", str(key)]) == 0
    attestation = tmp_path / "attestation.json"
    attestation.write_text(capsys.readouterr().out, encoding="utf-8")

    assert main(["verify", str(attestation), one, "--key", str(public)]) == 0
    assert json.loads(capsys.readouterr().out) == SBOM
    assert main(["verify", str(attestation), image(), "--key", str(public)]) == 1
    assert "another image" in capsys.readouterr().err
