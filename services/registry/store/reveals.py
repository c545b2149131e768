"""Kept: identity numbers that were shown in full."""

from __future__ import annotations

from servicekit.store import Collection, index
from services.registry.model.reveals import RevealsOfDay

REVEALS = Collection("reveals", RevealsOfDay, [index("shown.cadre_id", "_id")])
