"""Succession (后继有人): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named


class SuccessorState(Named):
    """Whether somebody is named for a post."""

    NAMED = "named", "在列"
    WITHDRAWN = "withdrawn", "已撤回"
    LAPSED = "lapsed", "已失效"


class Risk(Named):
    """How thin the bench behind a post is."""

    NONE = "none", "无人选"
    THIN = "thin", "薄弱"
    GOOD = "good", "充足"


MOST_AT_RISK = 500
