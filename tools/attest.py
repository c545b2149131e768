"""Says, signed, which image was built and what is in it (镜像摘要签名), and checks that before it is put to use.

    python -m tools.attest sign registry.city.example/cadre-platform@sha256:… sbom.cdx.json --key release.pem
    python -m tools.attest verify attestation.json registry.city.example/cadre-platform@sha256:… --key release.pub.pem

`sign` prints an in-toto statement with the digest as its subject and the SBOM (CycloneDX) as what is said of it, in a
DSSE envelope signed with Ed25519. `verify` prints the SBOM where the signature is the key's and the digest the
image's, and ends with status 1 otherwise.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

PAYLOAD = "application/vnd.in-toto+json"
STATEMENT = "https://in-toto.io/Statement/v1"
SBOM = "https://cyclonedx.org/bom"
REFERENCE = re.compile(r"(?P<name>[a-z0-9][\w.:/-]*)@sha256:(?P<digest>[0-9a-f]{64})")


class Refused(Exception):
    """What cannot be signed, or must not be trusted."""


def subject(image: str) -> dict[str, Any]:
    """The image as a statement names it; a name without a digest is refused: what a tag means changes."""
    if found := REFERENCE.fullmatch(image):
        return {"name": found["name"], "digest": {"sha256": found["digest"]}}
    raise Refused(f"须写明镜像摘要：名称@sha256:…  An image is named with its digest, name@sha256:…, not as {image}")


def to_sign(payload: bytes) -> bytes:
    """DSSE's encoding of what is signed: the kind of payload is signed with it."""
    return b"DSSEv1 %d %b %d %b" % (len(PAYLOAD), PAYLOAD.encode(), len(payload), payload)


def key_id(key: Ed25519PublicKey) -> str:
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def sign(image: str, sbom: dict[str, Any], key: Ed25519PrivateKey) -> dict[str, Any]:
    statement = {"_type": STATEMENT, "subject": [subject(image)], "predicateType": SBOM, "predicate": sbom}
    payload = json.dumps(statement, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    signature = base64.b64encode(key.sign(to_sign(payload))).decode()
    return {
        "payloadType": PAYLOAD,
        "payload": base64.b64encode(payload).decode(),
        "signatures": [{"keyid": key_id(key.public_key()), "sig": signature}],
    }


def verify(envelope: dict[str, Any], image: str, key: Ed25519PublicKey) -> dict[str, Any]:
    """The SBOM that was signed for this image; raises Refused where any of it is another's."""
    expected = subject(image)
    try:
        payload = base64.b64decode(envelope["payload"], validate=True)
        signatures = [base64.b64decode(one["sig"], validate=True) for one in envelope["signatures"]]
    except (KeyError, TypeError, binascii.Error) as error:
        raise Refused("不是签名文件。  This is no signed statement.") from error
    if not any(signed_by(key, signature, to_sign(payload)) for signature in signatures):
        raise Refused("签名与公钥不符。  None of the signatures is this key's, or what was signed has been changed.")
    statement = json.loads(payload)
    if (statement.get("_type"), statement.get("predicateType")) != (STATEMENT, SBOM):
        raise Refused("签名内容不是软件物料清单。  What was signed is no list of what an image is made of.")
    if expected not in statement["subject"]:
        raise Refused("签名针对的是另一个镜像。  What was signed is about another image.")
    sbom: dict[str, Any] = statement["predicate"]
    return sbom


def signed_by(key: Ed25519PublicKey, signature: bytes, content: bytes) -> bool:
    try:
        key.verify(signature, content)
    except InvalidSignature:
        return False
    return True


def private(path: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise Refused("须为 Ed25519 私钥。  An Ed25519 key is needed.")
    return key


def public(path: Path) -> Ed25519PublicKey:
    key = load_pem_public_key(path.read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        raise Refused("须为 Ed25519 公钥。  An Ed25519 key is needed.")
    return key


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.attest")
    todo = parser.add_subparsers(dest="todo", required=True)
    signing, verifying = todo.add_parser("sign"), todo.add_parser("verify")
    signing.add_argument("image")
    signing.add_argument("sbom", type=Path)
    verifying.add_argument("attestation", type=Path)
    verifying.add_argument("image")
    for one in (signing, verifying):
        one.add_argument("--key", type=Path, required=True)
    at = parser.parse_args(arguments)
    try:
        if at.todo == "sign":
            told = sign(at.image, json.loads(at.sbom.read_text(encoding="utf-8")), private(at.key))
        else:
            told = verify(json.loads(at.attestation.read_text(encoding="utf-8")), at.image, public(at.key))
    except (Refused, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(told, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
