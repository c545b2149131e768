"""Who may use each row, and how far: the agreed table. `python -m tests.contract.rights` writes it anew.

A change of who may do what is so a change of this file that somebody reads, never a side effect of a pattern.
"""

from __future__ import annotations

import json
from pathlib import Path

from gateway.rights import ROLES, reach
from gateway.route import Route, Scope
from gateway.table import collect
from servicekit.principal import Reach

FILE = Path(__file__).with_name("rights.json")
OPEN = {Scope.PUBLIC: "anybody", Scope.SIGNED_IN: "signed in"}


def row_key(route: Route) -> str:
    return f"{route.method} {route.path}"


def of(route: Route) -> dict[str, str] | str:
    """`anybody`, `signed in`, or the reach for each role; a role that is not named may not."""
    if route.scope in OPEN:
        return OPEN[route.scope]
    reaches = {role: reach((role,), route.right) for role in ROLES}
    whole = route.scope is Scope.NONE
    return {role: "all" if whole else far.value for role, far in reaches.items() if far is not Reach.NONE}


def current() -> dict[str, dict[str, str] | str]:
    return {row_key(route): of(route) for route in sorted(collect(), key=row_key)}


def agreed() -> dict[str, dict[str, str] | str]:
    return json.loads(FILE.read_text())


if __name__ == "__main__":
    FILE.write_text(json.dumps(current(), indent=1, ensure_ascii=False) + "\n")
