"""A process without what guards persons' data, to measure what that costs:

    python -m benchmarks.unguarded gateway
    python -m benchmarks.unguarded services.registry

Nothing is signed, sealed, noted of what is read, linked into a chain, or filtered by scope. What lay sealed is still
opened, so that it works over the data of the others. No setting of the platform does any of this.
"""

from __future__ import annotations

import os
import sys
import warnings
from typing import Any

from local.processes import GATEWAY


class InTheClear:
    """Stands in for encryption: what it is given, it gives back, and opens what was sealed before."""

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._before = AESGCM(key)

    def encrypt(self, _nonce: bytes, data: bytes, _associated: bytes | None) -> bytes:
        return data

    def decrypt(self, nonce: bytes, data: bytes, associated: bytes | None) -> bytes:
        from cryptography.exceptions import InvalidTag

        try:
            return self._before.decrypt(nonce, data, associated)
        except (InvalidTag, ValueError):
            return data


def take_away_what_all_have() -> None:
    """Sealing, signing, and what a scope leaves of a list."""
    from servicekit import crypto, principal, vouching

    os.environ["UNSIGNED_CALLS"] = "taken"
    object.__setattr__(crypto.AES, "aead", InTheClear)
    vouching.Signer.from_environment = lambda *_: None  # type: ignore[method-assign,assignment]
    principal.Scope.filter = lambda *_, **__: {}  # type: ignore[method-assign]


def gateway() -> int:
    """As `gateway.__main__.main`."""
    take_away_what_all_have()
    from gateway import __main__, table

    table.is_look = lambda _route: False  # type: ignore[attr-defined]
    return __main__.main()


def service(package: str) -> int:
    """As `servicekit.__main__`."""
    warnings.simplefilter("ignore")
    from servicekit import green

    green.patch()
    take_away_what_all_have()
    from servicekit import chain, process, work

    def in_the_clear(_self: Any, collection: Any, entities: Any, _made: Any) -> list[Any]:
        return [collection.to_document(entity) for entity in entities]

    work.UnitOfWork._kept = in_the_clear  # type: ignore[method-assign]
    chain.Chain.grow = lambda self: False  # type: ignore[method-assign]
    return process.main([package])


if __name__ == "__main__":
    what = sys.argv[1]
    raise SystemExit(gateway() if what == GATEWAY else service(what))
