"""What waits for a member agency (待办)."""

from __future__ import annotations

from gateway.route import Route, Scope
from gateway.routes.supervision.shown import READING, Logged
from services.supervision.operations import waiting

# fmt: off
ROWS: list[Route] = [
    Route.get("/supervision/waiting", waiting.LIST_WAITING, right="supervision.waiting.read", scope=Scope.PERSON,
        zh="成员单位待办", en="What waits for a member agency: vettings and matters to answer, tasks to carry out",
        description=READING, logs=Logged()),
]
