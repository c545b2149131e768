"""Successors and bench strength (接续)."""
