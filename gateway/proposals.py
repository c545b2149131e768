"""Proposals (提出与审批): what is the same wherever one proposes what gives power and another decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from servicekit.errors import InvalidFields, NotIndependent, field_error
from servicekit.forms import text
from servicekit.schema import Schema, fields


class Decision(Schema):
    """Whether what is proposed is approved."""

    approved = fields.Bool(required=True, metadata={"zh": "是否批准", "example": True})
    note = text(
        "审批意见；不批准的须说明原因",
        500,
        load_default=None,
        allow_none=True,
        metadata={"example": "（示例）已与本人核实"},
    )


def must_say_why(wish: Mapping[str, Any]) -> None:
    """Raises InvalidFields where something is refused without a word."""
    if not wish["approved"] and not wish["note"]:
        raise InvalidFields(errors=[field_error("/note", "required", "不批准的须说明原因", "Say why it is refused")])


def must_be_anothers(proposed_by: str, mine: Collection[str]) -> None:
    """Raises NotIndependent where one of the accounts of whoever decides has proposed it."""
    if proposed_by in mine:
        raise NotIndependent("不得审批本人提出的变更", "Nobody decides on a change that they have proposed themselves")


def owner_of_half(change: str) -> str:
    """What the second half of a password that waits for approval is bound to, where it is sealed."""
    return f"account_changes.second:{change}"
