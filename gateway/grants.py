"""What the gateway grants the importer (授权): to send the rows of one import, or to undo it, in somebody's name.

The importer's own key lets it speak for nobody else; with a grant it does what this account was allowed when it asked,
for this job, for a week at most. And before each chunk it looks whether the account is allowed that today.
"""

from __future__ import annotations

import time
from typing import Any, cast

from pymongo.asynchronous.database import AsyncDatabase

from gateway.rights import scope_for, scope_of
from gateway.route import ImportKind, Route
from servicekit.errors import Problem
from servicekit.offered import UNDO_IMPORT, WHAT_IS_CALLED
from servicekit.operations import Operation
from servicekit.principal import Principal
from servicekit.vouching import Signer
from services.registry.operations.recognising import RECOGNISE
from services.registry.schemas.cadres import NUMBER_READ

LASTS = 7 * 86_400
"""Seconds that a grant is good for."""


def acting_as(principal: Principal, kind: ImportKind) -> Principal:
    """The caller with the right and scope of this kind. Raises Forbidden."""
    held = principal.scope
    return _acting(principal.account, principal.roles, held.unit_id, held.cadre_id, kind)


def _acting(
    account: str, roles: tuple[str, ...], unit_id: str | None, cadre_id: str | None, kind: ImportKind
) -> Principal:
    scope = scope_for(cast(Route, kind), roles, unit_id, cadre_id)
    shown = scope_of(roles, NUMBER_READ, unit_id, cadre_id).covers(scope)
    return Principal(account, roles, kind.right, scope, (NUMBER_READ,) if shown else ())


async def is_allowed_today(db: AsyncDatabase[dict[str, Any]], then: Principal, kind: ImportKind) -> bool:
    """Whether an account is in use and still has the right, with the scope that it had."""
    account = await db["accounts"].find_one({"_id": then.account, "active": True})
    if account is None:
        return False
    roles = tuple(account["roles"])
    try:
        now = _acting(then.account, roles, account.get("unit_id"), account.get("cadre_id"), kind)
    except Problem:
        return False
    return now.scope == then.scope


def operations_of_import(kind: ImportKind) -> list[Operation]:
    """What is called in somebody's name to carry an import out."""
    return [kind.operation, RECOGNISE, WHAT_IS_CALLED.of(kind.operation.service)]


def operations_of_undoing(kind: ImportKind) -> list[Operation]:
    """What is called in somebody's name to undo it."""
    return [UNDO_IMPORT.of(kind.operation.service)]


def of_import(signer: Signer | None, whom: Principal, kind: ImportKind, job: str) -> str:
    """To carry a job out; nothing where calls are not signed."""
    return _granted(signer, whom, operations_of_import(kind), f"import:{job}:")


def of_undoing(signer: Signer | None, whom: Principal, kind: ImportKind, job: str) -> str:
    """To undo a job; nothing where calls are not signed."""
    return _granted(signer, whom, operations_of_undoing(kind), f"undo:{job}:")


def _granted(signer: Signer | None, whom: Principal, operations: list[Operation], keys: str) -> str:
    if signer is None:
        return ""
    return signer.grant(whom, {operation.name for operation in operations}, keys, time.time() + LASTS)
