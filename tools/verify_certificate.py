"""Verify a certificate of honour offline: its signature by a key set, and by a status list whether it still counts.

    python verify_certificate.py CERTIFICATE KEYS STATUS

Each is a file: the JSON that the platform answered, or the bare JWT. Needs Python and `cryptography`, nothing of the
platform. Prints `valid`, `revoked` or `forged` with the reason; exits with 0, 1 and 2.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import json
import sys
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

VALID, REVOKED, FORGED = 0, 1, 2


class Forged(Exception):
    """It is not what the holder of the keys has signed."""


def decoded(text: str) -> bytes:
    """Base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def parsed(text: str | bytes) -> Any:
    """What JSON says, where it says it once. Raises Forged for a name that stands twice in an object: which of them is
    shown and which is compared would be up to whoever reads."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            names = [name for name, _ in pairs]
            raise Forged(f"{next(name for name in names if names.count(name) > 1)} stands twice")
        return made

    def no_number(text: str) -> None:
        raise Forged(f"{text} is no JSON")

    return json.loads(text, object_pairs_hook=once, parse_constant=no_number)


def jwt_in(path: Path, member: str) -> str:
    """The JWT in a file, bare or as a member of a JSON object. Raises Forged."""
    text = path.read_text("utf-8").strip()
    return str(parsed(text)[member]) if text.startswith("{") else text


def keys_in(path: Path) -> dict[str, dict[str, Any]]:
    """The keys of a JWK set by their names. Raises Forged where two have one name."""
    keys = parsed(path.read_text("utf-8"))["keys"]
    found = {key["kid"]: key for key in keys}
    if len(found) < len(keys):
        raise Forged("two keys have one name")
    return found


def verified(jwt: str, keys: dict[str, dict[str, Any]], type: str = "") -> dict[str, Any]:
    """The payload of a JWT that one of the keys has signed, as of this `type` where one is named. Raises Forged."""
    try:
        head, body, signature = jwt.split(".")
        header = parsed(decoded(head))
        if header["alg"] != "EdDSA":
            raise Forged(f"algorithm {header['alg']}")
        if type and header["typ"] != type:
            raise Forged(f"signed as {header['typ']}, not as {type}")
        key = keys[header["kid"]]
        Ed25519PublicKey.from_public_bytes(decoded(key["x"])).verify(decoded(signature), f"{head}.{body}".encode())
        payload: dict[str, Any] = parsed(decoded(body))
    except InvalidSignature:
        raise Forged("the signature does not fit") from None
    except KeyError as missing:
        raise Forged(f"unknown key or missing member {missing}") from None
    except (ValueError, TypeError) as wrong:
        raise Forged(f"not a JWT: {wrong}") from None
    return payload


def is_revoked(credential: dict[str, Any], listed: dict[str, Any]) -> bool:
    """Whether the status list has the certificate's bit set. Raises Forged for a list that is another's."""
    status = credential["credentialStatus"]
    if listed["id"] != status["statusListCredential"]:
        raise Forged("the status list belongs to other certificates")
    bits = gzip.decompress(decoded(listed["credentialSubject"]["encodedList"][1:]))
    place = int(status["statusListIndex"])
    if not 0 <= place < len(bits) * 8:
        raise Forged("its place is outside the status list")
    return bool(bits[place // 8] & 0x80 >> place % 8)


def main() -> int:
    """Say what is so."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("certificate", "keys", "status"):
        parser.add_argument(name, type=Path)
    given = parser.parse_args()
    try:
        keys = keys_in(given.keys)
        credential = verified(jwt_in(given.certificate, "certificate"), keys)
        listed = verified(jwt_in(given.status, "status_list"), keys)
        revoked = is_revoked(credential, listed)
    except Forged as why:
        sys.stdout.write(f"forged: {why}\n")
        return FORGED
    except (KeyError, ValueError, OSError) as why:
        sys.stdout.write(f"forged: not a certificate ({why})\n")
        return FORGED
    number = credential["credentialSubject"]["achievement"]["humanCode"]
    sys.stdout.write(f"{'revoked' if revoked else 'valid'}: {number}, as of {listed['validFrom']}\n")
    return REVOKED if revoked else VALID


if __name__ == "__main__":
    sys.exit(main())
