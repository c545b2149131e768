"""Rows of training (教育培训), by subject."""
