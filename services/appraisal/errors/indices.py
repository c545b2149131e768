"""Refusals: indices with every input (担当指数)."""
