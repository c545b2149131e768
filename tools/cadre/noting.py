"""What the operator's tool has done is noted in the journal of the part that it was done to."""

from __future__ import annotations

from typing import Any

from gateway import journal
from servicekit import clock
from servicekit.work import JOURNAL
from tools.cadre.installation import GATEWAY, Installation

OPERATOR = "system:operator"
"""Who has done what this tool does, as the audit tells it."""


def note(here: Installation, part: str, key: str, action: journal.Action, words: str, **facts: Any) -> None:
    """Note it under a key of its own, in the form of that part's journal: `words` for whoever reads the audit."""
    told = journal.entry(action, "", OPERATOR, "", **facts)
    if part != GATEWAY:
        told = {
            "at": clock.now(),
            "action": f"{part}.{action.value.removeprefix(f'{GATEWAY}.')}",
            "principal": {"account": OPERATOR, "roles": [], "right": ""},
            "request_id": "",
            "events": [],
            "noted": {"subject": "", "reason": words},
            "facts": facts,
        }
    here.database(part)[JOURNAL].insert_one({**told, "_id": key})
