"""Hashing of passwords in a millisecond or two: nearly every test signs somebody in, most of them several people."""

from __future__ import annotations

from argon2 import PasswordHasher


def quick() -> PasswordHasher:
    """In the place of `gateway.passwords.argon2id`; what that costs is tested in `unit/gateway/test_passwords.py`."""
    return PasswordHasher(time_cost=1, memory_cost=2048, parallelism=1)
