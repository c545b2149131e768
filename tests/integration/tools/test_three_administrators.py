"""The one administrator of earlier releases becomes the system administrator; nobody is that and an officer."""

from __future__ import annotations

import pytest

from gateway.migrations import m0002_three_administrators as migration
from servicekit.config import Settings
from servicekit.migrations import At


def an_account(id: str, *roles: str, active: bool = True) -> dict:
    return {"_id": f"acc-{id}", "name": id, "name_key": id, "roles": list(roles), "active": active, "version": 1}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            [an_account("1", "administrator"), an_account("2", "administrator", "registry_officer")],
            {"acc-1": ["system_administrator"], "acc-2": ["registry_officer"]},
        ),
        (
            [an_account("1", "registry_officer"), an_account("2", "registry_officer", "administrator")],
            {"acc-1": ["registry_officer"], "acc-2": ["system_administrator"]},
        ),
        (
            [
                an_account("1", "administrator", active=False),
                an_account("2", "administrator", "cadre", active=False),
                an_account("3", "administrator", "unit_officer"),
                an_account("4", "administrator", "unit_officer"),
            ],
            {
                "acc-1": ["system_administrator"],
                "acc-2": ["cadre"],
                "acc-3": ["system_administrator"],
                "acc-4": ["unit_officer"],
            },
        ),
    ],
)
def test_content_and_administration_are_apart_and_somebody_administers(mongo, database_prefix, before, after):
    database = mongo[f"{database_prefix}three"]
    for name in ("accounts", "journal"):
        database[name].delete_many({})
    database["accounts"].insert_many(before)
    for _ in range(2):
        assert migration.migrate(At(database, Settings()), None) is None
    assert {one["_id"]: one["roles"] for one in database["accounts"].find()} == after
    changed = {one["_id"] for one in before if "administrator" in one["roles"]}
    assert {one["subject"] for one in database["journal"].find({"action": "gateway.account.changed"})} == changed
    assert database["journal"].count_documents({}) == len(changed), "once each"
