"""Collection: posts (职位), as the roster tells of them."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection
from services.appraisal.errors.appraisals import PostNeeded
from services.appraisal.model.posts import Post

POSTS = Collection("posts", Post, [], missing=PostNeeded)
ALL: list[Collection[Any]] = [POSTS]
