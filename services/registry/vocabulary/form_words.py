"""The kind of an item of 奖惩情况, from what the form says."""

from __future__ import annotations

import re

_REWARDS = (("一等功", "merit_1"), ("二等功", "merit_2"), ("三等功", "merit_3"), ("嘉奖", "commendation"))
_PUNISHED = re.compile("处分|警告|记过|记大过|降级|撤职|开除|诫勉|留党察看|免职处理|问责")


def reward(text: str) -> str | None:
    """The kind of an item of 奖惩情况; None where it is no reward."""
    if _PUNISHED.search(text):
        return None
    return next((kind for said, kind in _REWARDS if said in text), "other")
