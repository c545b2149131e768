"""Refusals that several subjects share."""

from __future__ import annotations

from servicekit.errors import Invalid


class NothingChanged(Invalid):
    """The request names nothing that would change."""

    code = "registry/nothing-changed"
    zh = "没有需要变更的内容"
    en = "Nothing would change"
