"""Refusals: a team with a candidate in it (班子模拟)."""
