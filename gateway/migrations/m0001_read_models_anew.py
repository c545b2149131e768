"""The read models are made anew once from the services' histories: they keep more kinds of rows than before.

Wants the services running. Those who read see the old ones until the new ones are complete.
"""

from __future__ import annotations

import asyncio
from typing import Any

from servicekit.migrations import At

GRACE_SECONDS = 10.0


def migrate(at: At, _place: Any) -> Any:
    # Here, so that a process that only counts the migrations need not load the projector.
    from gateway.projector.__main__ import make_anew

    asyncio.run(make_anew(at.settings, GRACE_SECONDS))
    return None
