"""What several subjects of the roster's rows share."""

from __future__ import annotations

from typing import Any

from gateway.route import Scope

PERSON: dict[str, Any] = {"scope": Scope.PERSON}
PLAIN: dict[str, Any] = {"scope": Scope.NONE}
DECIDED = {"document": "包组发〔2025〕12号", "on": "2025-03-12"}
