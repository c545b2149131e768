"""Collections: notices (告知), reviews and complaints."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, Within, index
from services.appraisal.errors import notices as errors
from services.appraisal.model.notices import Notice

NOTICES = Collection(
    "notices",
    Notice,
    [
        index("appraisal_id", "round", unique=True, problem=errors.NoticeKnown),
        index("delivered_on", "_id"),
        index("cadre_id", "delivered_on", "_id"),
        index("unit_ids", "delivered_on", "_id"),
        index("state", "delivered_on", "_id"),
        index("overdue", "delivered_on", "_id"),
        index("unacknowledged", "delivered_on", "_id"),
    ],
    missing=errors.NoNotice,
    within=Within(),
    sealed=(
        *("text", "timeline.note"),
        *(
            f"{one}.{name}"
            for one in ("review", "complaint", "set_aside")
            for name in ("grounds", "basis", "late_basis")
        ),
    ),
    whose="cadre_id",
)
ALL: list[Collection[Any]] = [NOTICES]
