"""Rows of the roster (干部与机构名册), by subject."""
