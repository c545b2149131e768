"""By what tables name classes, organisers and teaching points, where fields hold ids or numbers."""

from __future__ import annotations

from servicekit.known_by import KnownBy
from services.training.store.classes import CLASSES
from services.training.store.places import POINTS
from services.training.store.resources import ORGANISERS

_POINT = KnownBy(POINTS, ("name",), over=("closed",))
KNOWN_BY = {
    "class": KnownBy(CLASSES, year="begins", over=("cancelled",)),
    "organiser": KnownBy(ORGANISERS, ("name",), number="", unit="unit_id"),
    "point": _POINT,
    "base": _POINT,
}
