"""The three needs (组织需求、岗位需求、个人需求): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named


class Who(Named):
    """Whose need it is."""

    ORGANISATION = "organisation", "组织需求"
    POST = "post", "岗位需求"
    INDIVIDUAL = "individual", "个人需求"
