"""Refusals: the analysis of teams (班子分析研判)."""
