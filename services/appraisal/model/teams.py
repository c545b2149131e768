"""The analysis of teams (班子分析研判)."""
