"""The names of one run's services and of the places where tests plant faults."""

from __future__ import annotations

import os

RUN = os.environ.get("TOY_RUN", "0")
MAKER = f"maker{RUN}"
TAKER = f"taker{RUN}"
FILLED = "jar.filled.v1"
SEALED = "jar.sealed.v1"

EFFECTS = "effects"
"""One row per effect, inserted in the transaction of the handler, without a unique index: what happened twice shows."""
ATTEMPTS = "attempts"
"""One row per beginning of a handler, inserted at once, outside its transaction."""
FAULTS = "faults"
"""What is planted: `_id` is a token, `do` is raise, die or wait (until the row is gone)."""

DEATHS = (
    "before the commit",
    "after the commit",
    "before the reply",
    "after the reply",
    "before the acknowledgement of a request",
    "in the middle of a batch",
    "before the mark of what was published",
    "after the mark of what was published",
)
"""The points on the way of a command at which a maker can be told to die."""
