"""The catalogue of training's events, and what several of them carry."""

from __future__ import annotations

from servicekit.events import Catalogue
from servicekit.schema import Schema, fields

EVENTS = Catalogue("training")


class HoursData(Schema):
    """Hours (学时) by category; multiples of 0.5."""

    theory = fields.Float(required=True)
    party_spirit = fields.Float(required=True)
    duty = fields.Float(required=True)
    other = fields.Float(required=True)


HOURS = {"theory": 20.0, "party_spirit": 8.0, "duty": 12.0, "other": 0.0}
