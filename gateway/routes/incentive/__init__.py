"""Rows of incentives (激励担当), by subject."""
