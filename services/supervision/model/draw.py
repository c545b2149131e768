"""The random draw (随机抽查) that any holder of list and seed can recompute; see docs/how-to/verify-a-draw.md."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction


def list_hash(population: Mapping[str, str]) -> str:
    """SHA-256 of the frozen list: ids with their strata, sorted, as compact ASCII JSON."""
    rows = sorted([id, stratum] for id, stratum in population.items())
    return hashlib.sha256(json.dumps(rows, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


def commitment(seed: bytes) -> str:
    """What is published of the seed before the draw."""
    return hashlib.sha256(seed).hexdigest()


def seats(population: Mapping[str, str], share: Decimal) -> dict[str, int]:
    """How many are drawn from each stratum: ceil(share of all), by largest remainder; ties go by the stratum's name."""
    if not population:
        return {}
    sizes: dict[str, int] = {}
    for stratum in population.values():
        sizes[stratum] = sizes.get(stratum, 0) + 1
    exact = Fraction(share) * len(population)
    total = -(-exact.numerator // exact.denominator)
    quotas = {stratum: Fraction(total * size, len(population)) for stratum, size in sizes.items()}
    given = {stratum: int(quota) for stratum, quota in quotas.items()}
    rest = sorted(quotas, key=lambda stratum: (given[stratum] - quotas[stratum], stratum))
    for stratum in rest[: total - sum(given.values())]:
        given[stratum] += 1
    return given


def draw(population: Mapping[str, str], seed: bytes, entropy: str, share: Decimal) -> list[str]:
    """The ids drawn: in each stratum those with the lowest HMAC-SHA256 under SHA-256(seed + entropy)."""
    key = hashlib.sha256(seed + entropy.encode()).digest()
    drawn: list[str] = []
    for stratum, count in seats(population, share).items():
        ids = [id for id, its in population.items() if its == stratum]
        drawn += sorted(ids, key=lambda one: (hmac.digest(key, one.encode(), "sha256").hex(), one))[:count]
    return sorted(drawn)
