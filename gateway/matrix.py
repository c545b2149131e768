"""The matrix (权限矩阵) of OpenAPI, tests and docs/rights.md: who may use each row and read each field, and how far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gateway.rights import ROLES, reach
from gateway.route import ImportKind, Route, Scope
from servicekit.principal import Reach
from servicekit.schema import NEEDS, guarded_fields

OPEN: Mapping[Scope, str] = {Scope.PUBLIC: "anybody", Scope.SIGNED_IN: "signed in"}
"""Whose a row is that needs no right."""


def row_key(route: Route) -> str:
    """By what a row is named."""
    return f"{route.method} {route.path}"


def holders(right: str) -> dict[str, Reach]:
    """The roles that have a right, and how far each."""
    return {role: far for role in ROLES if (far := reach((role,), right)) is not Reach.NONE}


def roles_on(row: Route | ImportKind) -> dict[str, Reach]:
    """The roles that may use a row, and how far; a row that is about nobody shows whoever may use it the whole."""
    whole = row.scope is Scope.NONE
    return {role: Reach.ALL if whole else far for role, far in holders(row.right).items()}


def fields_by_right(rows: Iterable[Route]) -> dict[str, dict[str, str]]:
    """The fields of answers that want a right of their own: by that right each field's name, with its Chinese one."""
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        if row.answer is None:
            continue
        for place, declared in guarded_fields(row.answer):
            words = str(declared.metadata.get("zh", ""))
            found.setdefault(str(declared.metadata[NEEDS]), {})[place[-1]] = words
    return found
