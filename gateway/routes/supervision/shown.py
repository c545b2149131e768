"""Whom a liaison is asked about: named, and logged before it is shown.

An officer may read the roster anyway. A liaison may not, and is told the name, post and unit of those cadres alone whom
the own agency is asked about; each such reading stands in the reading log of the information link.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from gateway import named
from gateway.route import GatewayRequest
from servicekit.principal import Reach
from services.supervision.operations.information import LOG_READINGS

LOGGED = ("vetting", "matter", "item")
READING = (
    "联络员只见本单位被征求意见的对象（姓名、职务、单位）、用途、期限和本单位意见，查看即留痕。 "
    "A liaison sees who is asked about, for what, by when, and what the own agency has said; the reading is logged."
)


class Cadres(named.Cadres):
    """Names the cadres of an answer, and logs it where the reader is a liaison.

    What is read is of one kind, or of the one that each row of the answer says.
    """

    def __init__(self, kind: str = "") -> None:
        self.kind = kind

    async def add(self, request: GatewayRequest, answer: Any) -> None:
        """Log what is about to be shown, then name. Raises Answered, Problem."""
        if request.scope.reach is not Reach.ALL:
            shown: dict[str, list[str]] = defaultdict(list)
            for row in named.rows_of(answer):
                kind = self.kind or row["kind"]
                if row.get("cadre_id") and kind in LOGGED:
                    shown[f"{kind}_ids"].append(row["id"])
            if shown:
                await request.call(LOG_READINGS, **shown)
        await super().add(request, answer)
