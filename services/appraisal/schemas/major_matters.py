"""Schemas: the evaluation of responsibility in major matters (大事要事担当担责度评价)."""
