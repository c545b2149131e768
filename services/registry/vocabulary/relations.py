"""Who in a leadership team is bound to whom (班子成员关系): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named


class Bond(Named):
    """亲属、同乡、同学. Kin may call for avoidance; the other two are for the reader to weigh."""

    KIN = "kin", "亲属"
    NATIVE_PLACE = "native_place", "同乡"
    SCHOOL = "school", "同学"
