"""The trail of a service: who did what from where, found by person and by record."""

from __future__ import annotations

from typing import Any

from servicekit.principal import Principal, Reach, Scope
from servicekit.runtime import OF_PERSON, OF_RECORD
from tests.service.registry.conftest import Registry


def ids(page: dict[str, Any]) -> list[str]:
    return [one["id"] for one in page["items"]]


def test_an_entry_says_from_where_somebody_asked(registry: Registry) -> None:
    here = Principal("acc-from-here", ("x",), "registry.units.register", Scope(Reach.ALL), address="192.0.2.7")
    Registry(registry.service, registry.runtime, here).a_unit()
    entry = registry.audit(account="acc-from-here")["items"][0]
    assert entry["principal"] == {
        "account": "acc-from-here",
        "roles": ["x"],
        "right": "registry.units.register",
        "address": "192.0.2.7",
    }


def test_the_trail_is_searched_by_person_and_by_record(registry: Registry) -> None:
    unit = registry.a_unit()
    cadre, other = registry.a_cadre(unit), registry.a_cadre(unit)
    correction = registry.request_correction(
        cadre_id=cadre["id"], changes={"native_place": "虚构籍贯"}, reason="登记有误"
    )
    registry.reveal_number(cadre_id=cadre["id"], reason="核对")
    of_cadre = registry.audit(person_id=[cadre["id"]])["items"]
    assert {"registry.register_cadre", "registry.request_correction", "registry.reveal_number"} == {
        one["action"] for one in of_cadre
    }
    assert {one["action"] for one in registry.audit(record_id=[correction["id"]])["items"]} == {
        "registry.request_correction"
    }
    assert ids(registry.audit(person_id=[cadre["id"]], record_id=[correction["id"]])) == ids(
        registry.audit(record_id=[correction["id"]])
    )
    assert not set(ids(registry.audit(person_id=[other["id"]]))) & {one["id"] for one in of_cadre}
    assert ids(registry.audit(person_id=[cadre["id"]], action=["registry.reveal_number"]))


def test_it_is_searched_in_indexes(registry: Registry) -> None:
    for paths in (OF_RECORD, (*OF_RECORD, OF_PERSON)):
        where = {"$and": [{"$or": [{path: "cad-1"} for path in paths]}]}
        plan = registry.runtime.db["journal"].find(where).sort([("at", -1), ("_id", -1)]).limit(50).explain()
        told = repr(plan["queryPlanner"]["winningPlan"])
        assert all(f"audit_{path}" in told for path in paths)
        assert "COLLSCAN" not in told
        assert "'SORT'" not in told
