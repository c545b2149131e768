"""What a closed ballot says: the words that events, answers and the model share."""

from __future__ import annotations

WITHHELD = {"no_quorum": "参加人数未达到规定", "too_few": "作答人数过少，无法保护匿名"}
