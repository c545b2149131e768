"""Evidence (研判素材): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Named


class SubjectKind(Named):
    """Of whom evidence speaks: a cadre (干部) or a leadership team (领导班子)."""

    CADRE = "cadre", "干部"
    TEAM = "team", "领导班子"
