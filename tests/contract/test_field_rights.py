"""Fields that want a right of their own: declared at the field, told by the row, withheld by the service."""

from __future__ import annotations

import pytest

from gateway.rights import ROLES, reach, roles_with
from gateway.table import collect
from servicekit.principal import Reach
from servicekit.schema import NEEDS, declared_in, guarded
from services.registry.schemas.cadres import PUNISHMENTS_READ, CadreAsOf, CadreOut
from tests.contract.gateway_app import App
from tests.contract.stub import Stub

ROWS = [route for route in collect() if route.answer is not None and guarded(route.answer)]


def test_what_tells_of_a_punishment_wants_the_right_to_read_punishments() -> None:
    places = {".".join(place) for place, right in guarded(CadreOut) if right == PUNISHMENTS_READ}
    assert places == {
        "punishments",
        "unread_lines",
        "punished_until",
        "punished_through",
        "expelled_on",
        "expelled_by",
        "at_day.punished",
        "at_day.punished_through",
    }


def test_a_field_with_a_right_of_its_own_may_be_null_and_some_role_reads_it() -> None:
    assert ROWS
    for schema in (CadreOut, CadreAsOf):
        for name, declared in declared_in(schema).items():
            if declared.metadata.get(NEEDS):
                assert declared.allow_none, f"{schema.__name__}.{name} cannot be withheld"
    for route in ROWS:
        assert route.answer is not None
        for _, right in guarded(route.answer):
            assert right in route.rights_asked
            assert roles_with(right), f"nobody reads what {right} guards"


def test_only_who_keeps_files_who_supervises_and_the_cadre_read_punishments() -> None:
    held = {role: reach((role,), PUNISHMENTS_READ) for role in ROLES}
    assert {role: far for role, far in held.items() if far is not Reach.NONE} == {
        "registry_officer": Reach.ALL,
        "supervision_officer": Reach.ALL,
        "cadre": Reach.SELF,
    }


@pytest.mark.anyio
@pytest.mark.parametrize("role", [role for role in ROLES if reach((role,), "registry.cadres.read") is not Reach.NONE])
async def test_a_file_is_asked_for_with_the_right_to_punishments_where_it_is_held(
    whole: App, stub: Stub, role: str
) -> None:
    await whole.token(role)
    stub.received.clear()
    await whole.send("GET", "/v1/cadres/c-1", role)
    (asked,) = [one for one in stub.received if one.target == "registry.get_cadre"]
    assert (PUNISHMENTS_READ in asked.principal["also"]) is (reach((role,), PUNISHMENTS_READ) is not Reach.NONE)
