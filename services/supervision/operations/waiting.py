"""Offered: what waits for a member agency (待办)."""

from __future__ import annotations

from servicekit.operations import Query
from servicekit.schema import page_of
from services.supervision.schemas import waiting as schemas

LIST_WAITING = Query("supervision.list_waiting", schemas.ListWaiting, page_of(schemas.WaitingOut))
