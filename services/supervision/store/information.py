"""Collections: the information link (信息联通)."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, Within, index
from services.supervision.errors.information import AgreementKnown, NoAgreement, NoSharedItem
from services.supervision.model.information import Agreement, LoggedReading, SharedItem

AGREEMENTS = Collection(
    "information_agreements",
    Agreement,
    [
        index("code", unique=True, problem=AgreementKnown),
        index("state", "_id"),
        index("agency_unit_ids", "code", "_id"),
    ],
    missing=NoAgreement,
    within=Within("agency_unit_ids", ""),
    searched=("code", "purpose"),
    called="code",
)
SHARED_ITEMS = Collection(
    "information_items",
    SharedItem,
    [
        index("-shared_on", "-_id"),
        index("agreement_id", "-shared_on", "-_id"),
        index("cadre_id", "-shared_on", "-_id"),
        index("state", "-shared_on", "-_id"),
        index("agency_unit_ids", "-shared_on", "-_id"),
    ],
    missing=NoSharedItem,
    within=Within("agency_unit_ids", ""),
    not_for="cadre_id",
)
READINGS = Collection(
    "information_readings",
    LoggedReading,
    [
        index("-at", "-_id"),
        index("item_id", "-at", "-_id"),
        index("agency_id", "-at", "-_id"),
        index("cadre_id", "-at", "-_id"),
        index("giver_unit_id", "-at", "-_id"),
        index("about", "-at", "-_id"),
    ],
    not_for="cadre_id",
)

ALL: list[Collection[Any]] = [AGREEMENTS, SHARED_ITEMS, READINGS]
