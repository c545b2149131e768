"""What is said of somebody lies sealed under that person's key, once no release before this one serves.

Nothing is changed here, where no key is known. A process that cannot open a field would keep what it read instead.
"""

from __future__ import annotations

from typing import Any

from servicekit.migrations import At

BREAKS = True


def migrate(_at: At, _place: Any) -> Any:
    return None
