"""The read models are made anew once from the services' histories: they keep more kinds of rows than before.

That is noted here and done by the projector of this release (`gateway.projector.gap`), as soon as it runs and all
services answer. Those who read see the old ones until the new ones are complete.
"""

from __future__ import annotations

from typing import Any

from gateway.readmodels.generations import STATE
from servicekit.migrations import At


def migrate(at: At, _place: Any) -> Any:
    at.database[STATE].update_one({"_id": "state"}, {"$set": {"gap": True}})
    return None
