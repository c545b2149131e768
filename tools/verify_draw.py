"""Recompute a published random draw (随机抽查) from its list and seed. Needs nothing but Python.

    python tools/verify_draw.py draw.json

Says OK, or NOT OK with what does not agree. The steps are written out in docs/how-to/verify-a-draw.md. Written
independently of the service, so that an error of one is not an error of the other.
"""

import hashlib
import hmac
import json
import sys
from fractions import Fraction
from pathlib import Path


def sha(data):
    return hashlib.sha256(data).hexdigest()


def problems(draw):
    """What does not agree; an empty list for a draw that is right."""
    found = []
    rows = sorted([row["id"], row["stratum"]] for row in draw["list"])
    if len({id for id, _ in rows}) != len(rows):
        found.append("an id is listed twice")
    if sha(json.dumps(rows, ensure_ascii=True, separators=(",", ":")).encode()) != draw["list_sha256"]:
        found.append("the list is not the one whose hash was published")
    seed = bytes.fromhex(draw["seed"])
    if sha(seed) != draw["commitment"]:
        found.append("the seed is not the one that was committed to")
    key = hashlib.sha256(seed + draw["entropy"].encode()).digest()
    strata = {}
    for id, stratum in rows:
        strata.setdefault(stratum, []).append(id)
    exact = Fraction(draw["share"]) * len(rows)
    total = -(-exact.numerator // exact.denominator)
    quotas = {s: Fraction(total * len(ids), len(rows)) for s, ids in strata.items()}
    seats = {s: int(q) for s, q in quotas.items()}
    rest = sorted(quotas, key=lambda s: (-(quotas[s] - seats[s]), s))
    for s in rest[: total - sum(seats.values())]:
        seats[s] += 1
    drawn = []
    for s, ids in strata.items():
        drawn += sorted(ids, key=lambda one: (hmac.new(key, one.encode(), hashlib.sha256).hexdigest(), one))[: seats[s]]
    if sorted(drawn) != sorted(draw["drawn"]):
        found.append("the draw from this list and seed is another")
    return found


def main():
    with Path(sys.argv[1]).open(encoding="utf-8") as file:
        found = problems(json.load(file))
    sys.stdout.write(("NOT OK: " + "; ".join(found) if found else "OK") + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
