"""Events: the ledger of honours (荣誉台账), certificates and revocation."""

from __future__ import annotations
