"""Who may use each row, and how far: the agreed table. `python -m tests.contract.rights` writes it anew.

A change of who may do what is so a change of this file that somebody reads, never a side effect of a pattern.
"""

from __future__ import annotations

import json
from pathlib import Path

from gateway.matrix import OPEN, roles_on, row_key
from gateway.route import Route
from gateway.table import collect

FILE = Path(__file__).with_name("rights.json")


def of(route: Route) -> dict[str, str] | str:
    """`anybody`, `signed in`, or the reach for each role; a role that is not named may not."""
    return OPEN.get(route.scope) or {role: far.value for role, far in roles_on(route).items()}


def current() -> dict[str, dict[str, str] | str]:
    return {row_key(route): of(route) for route in sorted(collect(), key=row_key)}


def agreed() -> dict[str, dict[str, str] | str]:
    return json.loads(FILE.read_text())


if __name__ == "__main__":
    FILE.write_text(json.dumps(current(), indent=1, ensure_ascii=False) + "\n")
