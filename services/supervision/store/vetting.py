"""Collections: agencies and vetting (联审): who is asked, who has answered by when, and the conclusion."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection

ALL: list[Collection[Any]] = []
