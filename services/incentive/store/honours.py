"""Collections: the ledger of honours (荣誉台账), certificates and revocation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from servicekit.store import Collection, Within, index
from services.incentive.errors import honours as errors
from services.incentive.model.honours import AwardBars
from services.incentive.vocabulary.honours import Honour


@dataclass
class StatusCounter:
    """The guard of the status list: the next free place. One document, so that two certificates never share one."""

    id: str
    following: int = 0
    version: int = 0


@dataclass
class CertificateKey:
    """A public key that certificates were signed with; `id` is its thumbprint (RFC 7638). Never removed."""

    id: str
    x: str
    version: int = 0


_GIVEN = {"$gt": ""}
"""Honours of past years have neither; so said, the index still finds an honour by its nomination."""
HONOURS = Collection(
    "honours",
    Honour,
    [
        index("certificate_number", unique=True, where={"certificate_number": _GIVEN}, problem=errors.HonourKnown),
        index("nomination_id", unique=True, where={"nomination_id": _GIVEN}, problem=errors.HonourKnown),
        index("conferred_on", "_id"),
        index("programme_id", "conferred_on", "_id"),
        index("batch_id", "conferred_on", "_id"),
        index("level", "conferred_on", "_id"),
        index("cadre_id", "conferred_on", "_id"),
        index("unit_ids", "conferred_on", "_id"),
        index("state", "conferred_on", "_id"),
        index("status_index", unique=True, where={"status_index": {"$type": "number"}}, problem=errors.HonourKnown),
    ],
    missing=errors.NoHonour,
    within=Within(),
    called="certificate_number",
    sealed=("decisions.basis",),
    whose="cadre_id",
)
STATUS_COUNTER = Collection("certificate_counters", StatusCounter)
CERTIFICATE_KEYS = Collection("certificate_keys", CertificateKey)
AWARD_BARS = Collection("award_bars", AwardBars)
ALL: list[Collection[Any]] = [HONOURS, STATUS_COUNTER, CERTIFICATE_KEYS, AWARD_BARS]
