"""Collections: members of the pool (年轻干部库成员), their reviews, and the standing of each cadre."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, Within, index
from services.talentpool.errors import members as errors
from services.talentpool.model.members import Member, Review, Standing

MEMBERS = Collection(
    "members",
    Member,
    [
        index("cadre_id", unique=True, where={"counts": True}, problem=errors.AlreadyMember),
        index("cadre_id", "state", "_id"),
        index("batch_id", "state", "_id"),
        index("tier_id", "state", "category", "_id"),
        index("plan_id", "state", "_id"),
        index("category", "state", "_id"),
        index("unit_ids", "state", "_id"),
        index("nominated_from", "state", "_id"),
        index("suspended", "state", "_id"),
        index("review_overdue", "state", "_id"),
        index("age_due", "state", "_id"),
        index("state", "_id"),
        index("review_due_on", "_id"),
    ],
    missing=errors.NoMember,
    within=Within(cadre=""),
    called="cadre_id",
    sealed=("basis", "override.basis", "timeline.note"),
    whose="cadre_id",
)
REVIEWS = Collection(
    "member_reviews",
    Review,
    [
        index("member_id", "year", unique=True, where={"counts": True}, problem=errors.Reviewed),
        index("cadre_id", "_id"),
    ],
    sealed=("basis", "annulled_because", "revisions.basis", "revisions.before.basis"),
    whose="cadre_id",
)
STANDINGS = Collection("standings", Standing)
ALL: list[Collection[Any]] = [MEMBERS, REVIEWS, STANDINGS]
