"""The talent pool asks for vetting: the same desk answers it, by the agencies that vet for the pool."""

from __future__ import annotations

import pytest

from tests.service.desk import CITY, OTHER_UNIT, UNIT, Desk


@pytest.fixture
def agencies(desk: Desk) -> list[str]:
    """One agency that vets for the pool, one that vets awards only."""
    desk.units(CITY, UNIT, OTHER_UNIT)
    made = []
    for number, (unit, vets) in enumerate(((UNIT, ["pool"]), (OTHER_UNIT, ["award"]))):
        body = {"code": f"p{number}", "name": "演示单位", "unit_id": unit, "kind": "other", "vets": vets}
        made.append(desk.ask("register_agency", synthetic=True, **body)["id"])
    return made


def asked(desk: Desk, member: str, *, round: int = 1, type: str = "vetting.requested.v1") -> dict:
    """The talent pool asks (or withdraws); answers the vetting."""
    data = {
        "request_id": f"{member}.{round}",
        "reference_id": member,
        "purpose": "pool",
        "cadre_id": f"cdr-of-{member}",
        "unit_ids": [CITY, UNIT],
        "round": round,
        "synthetic": True,
    }
    desk.hear("pool_requests", type, member, service="talentpool", sequence=round * 10 + len(type), **data)
    found = desk.db["vettings"].find_one({"requested_by": "talentpool", "request_id": data["request_id"]})
    assert found is not None
    return desk.ask("get_vetting", vetting_id=found["_id"])


def test_the_pool_is_answered_by_the_agencies_that_vet_for_it(desk: Desk, agencies: list[str]) -> None:
    vetting = asked(desk, "mbr-1")
    assert (vetting["purpose"], vetting["asked_ids"]) == ("pool", agencies[:1])
    done = desk.ask("give_opinion", vetting_id=vetting["id"], agency_id=agencies[0], opinion="clear")
    assert done["outcome"] == "passed"
    (told,) = desk.told("vetting.concluded.v1")
    assert (told["requested_by"], told["reference_id"], told["request_id"]) == ("talentpool", "mbr-1", "mbr-1.1")


def test_the_same_number_of_another_service_is_another_request(desk: Desk, agencies: list[str]) -> None:
    vetting = asked(desk, "same")
    data = {"request_id": "same.1", "reference_id": "same", "purpose": "award", "cadre_id": "c", "unit_ids": [CITY]}
    desk.hear("requests", "vetting.withdrawn.v1", "same", service="incentive", round=1, synthetic=True, **data)
    assert desk.ask("get_vetting", vetting_id=vetting["id"])["state"] == "open"


def test_a_withdrawal_cancels_and_a_new_round_is_a_new_vetting(desk: Desk, agencies: list[str]) -> None:
    first = asked(desk, "mbr-2")
    assert asked(desk, "mbr-2", type="vetting.withdrawn.v1")["state"] == "cancelled"
    second = asked(desk, "mbr-2", round=2)
    assert (second["state"], second["id"] == first["id"]) == ("open", False)
