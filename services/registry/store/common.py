"""What several collections share."""

from __future__ import annotations

# Part of the partial indexes over optional codes, and of each query that is to use them.
NAMED = {"$type": "string"}
