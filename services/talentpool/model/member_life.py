"""The life of a member of the pool (年轻干部库成员) as one table: what may happen, when, and what becomes of it.

Suspension (暂停使用) is no state: it is a flag beside the state that a restriction sets and its end takes away; a
suspended member keeps the place.
"""

from __future__ import annotations

from services.talentpool.vocabulary.member_life import BEFORE, State

NOT_ADMITTED = (*BEFORE, State.REFUSED, State.WITHDRAWN, State.LAPSED)
"""What whoever has nominated may know: the rest is of the pool."""
