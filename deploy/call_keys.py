"""The keys with which processes sign their calls (ADR 0046), made with nothing but Python.

A process's own key (CALL_KEY_FILE) is 32 random bytes in base64; a second one in the line below it is the next, which
may sign from now on. What all are told (CALL_KEYS_FILE) is the ring: of each key, under its id, whose it is and its
public part. `python3 deploy/make_env.py` and `deploy/k8s/fresh_secrets.py` make both, on machines where there may be no
library for it.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping

PRIME = 2**255 - 19
_D = -121665 * pow(121666, PRIME - 2, PRIME) % PRIME
_BASE_Y = 4 * pow(5, PRIME - 2, PRIME) % PRIME
_BASE_X = 15112221349535400772501151409588531511454012693041857206046113283949847762202
STEPS = ("begin", "turn", "end")
"""Of replacing keys without a stop: all are told of the next, the next signs, the one before is forgotten."""
OTHERS = ("migration", "keeper")
"""Accounts that are no process which calls."""

Point = tuple[int, int, int, int]


def _added(one: Point, other: Point) -> Point:
    """RFC 8032, 5.1.4."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % PRIME
    b = (one[1] + one[0]) * (other[1] + other[0]) % PRIME
    c = 2 * one[3] * other[3] * _D % PRIME
    d = 2 * one[2] * other[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def public_of(key: bytes) -> bytes:
    """The public part of an Ed25519 key (RFC 8032, 5.1.5)."""
    scalar = int.from_bytes(hashlib.sha512(key).digest()[:32], "little") & (2**254 - 8) | 2**254
    point, power = (0, 1, 1, 0), (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % PRIME)
    while scalar:
        point = _added(point, power) if scalar & 1 else point
        power, scalar = _added(power, power), scalar >> 1
    inverse = pow(point[2], PRIME - 2, PRIME)
    x, y = point[0] * inverse % PRIME, point[1] * inverse % PRIME
    return (y | (x & 1) << 255).to_bytes(32, "little")


def id_of(public: bytes) -> str:
    """By what a key is called."""
    return hashlib.sha256(public).hexdigest()[:16]


def processes(accounts: Iterable[str]) -> list[str]:
    """Those of the accounts that call others."""
    return [name for name in accounts if name not in OTHERS]


def replaced(step: str, text: str, fresh: str) -> str:
    """A process's own file after a step of replacing keys: the next one beside it, the next first, it alone.

    >>> replaced("begin", "old", "new").split()
    ['old', 'new']
    >>> replaced("end", replaced("turn", "old new", "") , "").split()
    ['new']
    """
    first, *rest = text.split()
    lines = {
        "begin": [first, *(rest or [fresh])],
        "turn": [*rest, first],
        "end": [first],
        "ring": [first, *rest],
    }[step]
    return "\n".join(lines) + "\n"


def ring(keys: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The ring, of the text of each process's own file."""
    told: dict[str, dict[str, str]] = {}
    for who, text in keys.items():
        for line in text.split():
            public = public_of(base64.b64decode(line))
            told[id_of(public)] = {"who": who, "public": base64.b64encode(public).decode()}
    return told
