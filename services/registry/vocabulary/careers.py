"""What happens in a career: the words that events, answers and the model share."""

from __future__ import annotations

PRIVATE = ("health",)
"""Plain fields that are shown under rights of their own."""
