"""Rows of supervision (干部监督), by subject."""
