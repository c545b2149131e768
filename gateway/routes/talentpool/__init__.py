"""Rows of the young-talent pool (年轻干部选育), by subject."""
