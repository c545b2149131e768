"""Whom a liaison is asked about: logged before it is shown.

An officer may read the roster anyway. A liaison may not, and is told the name, post and unit of those cadres alone whom
the own agency is asked about; each such reading stands in the reading log of the information link.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from gateway.route import GatewayRequest
from servicekit.principal import Reach
from services.supervision.operations.information import LOG_READINGS

KINDS = ("vetting", "matter", "item")
READING = (
    "联络员只见本单位被征求意见的对象（姓名、职务、单位）、用途、期限和本单位意见，查看即留痕。 "
    "A liaison sees who is asked about, for what, by when, and what the own agency has said; the reading is logged."
)


@dataclass(frozen=True)
class Logged:
    """Logs what an answer tells a liaison; what is read is of one kind, or of the one that each row says."""

    kind: str = ""

    async def __call__(self, request: GatewayRequest, answer: Any) -> None:
        """Log what is about to be shown. Raises Answered, Problem."""
        if request.scope.reach is Reach.ALL:
            return
        shown: dict[str, list[str]] = defaultdict(list)
        for row in _rows_of(answer):
            kind = self.kind or row["kind"]
            if row.get("cadre_id") and kind in KINDS:
                shown[f"{kind}_ids"].append(row["id"])
        if shown:
            await request.call(LOG_READINGS, **shown)


def _rows_of(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The items of a page, or the one thing that was answered."""
    rows: list[dict[str, Any]] = answer["items"] if "items" in answer and "next" in answer else [answer]
    return rows
