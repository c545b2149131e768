"""What is signed for others to verify, with a public key alone: JSON Web Signatures with Ed25519 (RFC 7515, RFC 8037).

Certificates of honour and the manifests of exports are such. Ed25519 signs the same the same way each time, so that
nothing that is signed needs to be kept to be given out again.
"""

from __future__ import annotations

import base64
import json
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from joserfc.jwk import OKPKey

SEED_BYTES: Final = 32


@dataclass(frozen=True)
class Signer:
    """A key that signs, with its thumbprint (RFC 7638)."""

    key: OKPKey
    kid: str

    def sign(self, payload: Mapping[str, Any], type: str) -> str:
        """A compact JWS; `type` is what of, and goes with what is signed."""
        from joserfc import jws
        from joserfc.errors import SecurityWarning

        text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
        header = {"alg": "EdDSA", "kid": self.kid, "typ": type}
        with warnings.catch_warnings():
            # RFC 9864 prefers the name Ed25519; verifiers of Open Badges 3.0 know the algorithm as EdDSA.
            warnings.simplefilter("ignore", SecurityWarning)
            return jws.serialize_compact(header, text.encode(), self.key, algorithms=["EdDSA"])

    @property
    def public(self) -> dict[str, Any]:
        """The public half as a JWK."""
        return public_jwk(self.kid, str(self.key.as_dict(private=False)["x"]))


def public_jwk(kid: str, x: str) -> dict[str, Any]:
    """A public key as it is published."""
    return {"kty": "OKP", "crv": "Ed25519", "x": x, "kid": kid, "alg": "EdDSA", "use": "sig"}


def signer_from(seed: bytes) -> Signer:
    """The signer of a seed. Raises ValueError for one that is not 32 bytes."""
    # Loaded by whoever signs: a process that does not needs none of it.
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from joserfc.jwk import OKPKey

    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    key = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": base64url(public), "d": base64url(seed)})
    return Signer(key, key.thumbprint())


def base64url(content: bytes) -> str:
    """Without padding, as all of these have it, and whatever stands in an address."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """What was written so; signs that are not of its alphabet are overlooked. Raises ValueError."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
